"""Management reviews: inputs that nobody typed, and what was decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earnest.duties.audits import operations, queries
from earnest.duties.audits.models import ManagementReview
from earnest.duties.audits.rules.reviewing import Line, Part
from earnest.foundation.actor import Actor, May
from earnest.foundation.once import reading_once
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.foundation.resource.screens import revision_seen
from earnest.interfaces.web.audits.asking import asked_for, forms_page, to, way
from earnest.interfaces.web.audits.forms import DecisionForm, HoldForm, PlanReviewForm
from earnest.interfaces.web.audits.places import Places
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.standing import standing

LINKS = 8


@dataclass(frozen=True)
class LineShown:
    """One sentence with the pages of what it rests on."""

    line: Line
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PartShown:
    part: Part
    lines: tuple[LineShown, ...]


def one_review(actor: Actor, pk: int) -> ManagementReview:
    return get_object_or_404(visible_to(actor, ManagementReview).select_related("chair"), pk=pk)


@require_safe
def reviews(request: ActorRequest) -> HttpResponse:
    stands = standing(request)
    context = {
        **stands.context,
        "title": _("Management reviews"),
        "lede": _("What is laid before the leaders is derived from the record, point by point of ISO/IEC 27001 9.3.2."),
        "rows": queries.management_reviews(request.actor),
        "may_write": request.actor.may(May.EDIT_RECORD),
        "crumbs": way(Crumb(_("Management reviews"))),
    }
    return render(request, "audits/reviews.html", context)


@require_safe
@reading_once()
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    stands = standing(request)
    row = one_review(request.actor, pk)
    found = queries.review_now(row, stands.day)
    places = Places(request.actor, stands.query)
    context = {
        **stands.context,
        "title": row.title,
        "row": row,
        "found": found,
        "parts": [PartShown(one, tuple(_line(each, places) for each in one.lines)) for one in found.inputs.parts],
        "may_write": request.actor.may(May.EDIT_RECORD) and stands.day == stands.today,
        "crumbs": way(Crumb(_("Management reviews"), reverse("audit-reviews")), Crumb(row.title)),
    }
    return render(request, "audits/review.html", context)


def _line(line: Line, places: Places) -> LineShown:
    found = ((places.label(ref), places.of(ref)) for ref in line.refs[:LINKS])
    return LineShown(line, tuple((label, url) for label, url in found if url))


@forms_page
def plan(request: ActorRequest) -> HttpResponseBase:
    actor = request.actor
    actor.require(May.EDIT_RECORD)
    form = PlanReviewForm(request.POST or None, actor=actor)

    def act() -> str:
        return reverse("management-reviews-detail", args=[operations.plan_review(actor, **form.cleaned_data).pk])

    back = reverse("audit-reviews")
    return asked_for(request, form, act, title=_("Plan a review"), says=_("Planned."), back=back)


@forms_page
def hold(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Record that it was held; what was laid before it is kept as it is now."""
    actor, row = request.actor, one_review(request.actor, pk)
    actor.require(May.EDIT_RECORD)
    form = HoldForm(request.POST or None, actor=actor, initial={"chair": row.chair})

    def act() -> object:
        given = dict(form.cleaned_data)
        return operations.hold_review(
            actor, row, attendees=list(given.pop("attendees")), seen=revision_seen(request), **given
        )

    return _form(request, form, act, row, _("It was held"), _("Held. Its inputs are kept under a digest."))


@forms_page
def decide(request: ActorRequest, pk: int) -> HttpResponseBase:
    actor, row = request.actor, one_review(request.actor, pk)
    actor.require(May.EDIT_RECORD)
    form = DecisionForm(request.POST or None, actor=actor)

    def act() -> object:
        return operations.decide(actor, row, **form.cleaned_data)

    return _form(request, form, act, row, _("Record a decision"), _("Recorded."))


def _form(
    request: ActorRequest, form: Form, act: Callable[[], object], row: ManagementReview, title: str, says: str
) -> HttpResponseBase:
    back = reverse("management-reviews-detail", args=[row.pk])
    crumbs = [to("management-reviews-detail", row)]
    return asked_for(request, form, act, title=title, says=says, back=back, crumbs=crumbs, record=row)
