"""A requirement: what shows it, how it stands and why, whether it applies, and what was told to outsiders."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from earnest.core.assurance.models import RequirementStatus
from earnest.core.controls.models import Argument
from earnest.core.frameworks import operations
from earnest.core.frameworks.models import Applicability, Requirement, StatedAnswer
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.matrix import Asked, lines
from earnest.interfaces.web.papers import own_person
from earnest.interfaces.web.standing import Standing, standing
from earnest.interfaces.web.wording import short
from earnest.library.crosswalk import CROSSWALK_NOTE


class WhyForm(Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it does not apply"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("An auditor reads this. It counts once another person has approved it."),
    )


class WithdrawForm(Form):
    reason = forms.CharField(label=gettext_lazy("Why it applies after all"), max_length=2000)


@require_safe
def requirement_page(request: ActorRequest, pk: int) -> HttpResponse:
    return _page(request, _one(request, pk))


@require_POST
def exclude(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Ask, in the reader's own name, that the requirement be judged not to apply."""
    requirement, form = _one(request, pk), WhyForm(request.POST)
    request.actor.require(May.ASK_EXCEPTION)
    if form.is_valid():
        try:
            operations.exclude(
                request.actor, requirement, reason=form.cleaned_data["reason"], asked_by=own_person(request.actor)
            )
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Asked for. Another person decides."))
            return redirect("requirements-detail", pk=pk)
    return _page(request, requirement, form=form)


@require_POST
def approve(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Agree that the requirement does not apply."""
    exclusion = get_object_or_404(visible_to(request.actor, Applicability), requirement=pk, approver=None)
    operations.approve_exclusion(request.actor, exclusion, approver=own_person(request.actor))
    messages.success(request, _("Approved: the requirement does not apply."))
    return redirect("requirements-detail", pk=pk)


@require_POST
def withdraw(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Refuse the exclusion or take it back: the requirement applies."""
    exclusion = get_object_or_404(visible_to(request.actor, Applicability), requirement=pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        operations.withdraw_exclusion(request.actor, exclusion, reason=form.cleaned_data["reason"])
        messages.success(request, _("The requirement applies again."))
        return redirect("requirements-detail", pk=pk)
    return _page(request, _one(request, pk), withdraw_form=form)


def _one(request: ActorRequest, pk: int) -> Requirement:
    return get_object_or_404(visible_to(request.actor, Requirement).select_related("framework__accountable"), pk=pk)


def _page(
    request: ActorRequest, requirement: Requirement, form: Form | None = None, withdraw_form: Form | None = None
) -> HttpResponse:
    stands = standing(request)
    framework = requirement.framework
    if framework.adopted_on > stands.day:
        raise Http404
    status = RequirementStatus.objects.filter(assessment=stands.assessment, requirement=requirement).first()
    exclusion = (
        visible_to(request.actor, Applicability)
        .filter(requirement=requirement)
        .select_related("asked_by", "approver")
        .first()
    )
    context: dict[str, Any] = {
        **stands.context,
        **_family(stands, requirement),
        "requirement": requirement,
        "framework": framework,
        "title": requirement.title,
        "crumbs": [
            Crumb(_("Frameworks"), stands.link("frameworks")),
            Crumb(short(framework.title), stands.link("framework", framework.key)),
            Crumb(requirement.key),
        ],
        "status": status,
        "reasons": [str(reason["text"]) for reason in status.conclusion["reasons"]] if status else [],
        "line": next(iter(lines(stands, framework, _asked(requirement))), None),
        "exclusion": exclusion,
        "may_ask": request.actor.may(May.ASK_EXCEPTION)
        and exclusion is None
        and stands.day == stands.today
        and status is not None,
        "may_decide": request.actor.may(May.DECIDE_EXCEPTION) and stands.day == stands.today,
        "own": exclusion is not None and exclusion.asked_by_id == request.actor.person,
        "form": form or WhyForm(),
        "withdraw_form": withdraw_form or WithdrawForm(auto_id="withdraw_%s"),
        "stated": visible_to(request.actor, StatedAnswer)
        .filter(requirement=requirement, signed_on__lte=stands.day)
        .select_related("signed_by"),
        "arguments": visible_to(request.actor, Argument).filter(requirement=requirement, written_on__lte=stands.day),
        "may_argue": request.actor.may(May.EDIT_RECORD) and stands.day == stands.today and status is not None,
        "note": CROSSWALK_NOTE,
    }
    wrong = (form is not None and form.is_bound) or (withdraw_form is not None and withdraw_form.is_bound)
    return render(request, "frameworks/requirement.html", context, status=422 if wrong else 200)


def _asked(one: Requirement) -> list[Asked]:
    return [Asked(one.pk, one.key, one.title, one.parent, one.position, one.assessable)]


def _family(stands: Standing, requirement: Requirement) -> dict[str, Any]:
    """The heading above, what is below, and the neighbours in the order of the framework."""
    rows = visible_to(stands.actor, Requirement).filter(framework=requirement.framework)
    below = list(rows.filter(parent=requirement.key).order_by("position")) if not requirement.assessable else []
    assessed = rows.filter(assessable=True)
    return {
        "above": rows.filter(key=requirement.parent).first() if requirement.parent else None,
        "below": below,
        "before": assessed.filter(position__lt=requirement.position).order_by("-position").first(),
        "after": assessed.filter(position__gt=requirement.position).order_by("position").first(),
    }
