"""Saying that two sightings are the same thing or are not, and taking that back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earnest.core.things import operations, queries
from earnest.core.things.models import MatchDecision
from earnest.foundation import ledger
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError, Invalid
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import ReasonForm
from earnest.interfaces.web.things import thing_page
from earnest.interfaces.web.things.thing_page import MatchForm
from earnest.interfaces.web.things.words import day_of


@require_POST
def decide(request: ActorRequest, digest: str) -> HttpResponseBase:
    """Record what the reader says of two sightings."""
    day = day_of(request)
    whole = thing_page.one(day, digest)
    request.actor.require(May.EDIT_RECORD)
    form = MatchForm(request.POST).offer(whole)
    if form.is_valid():
        told = form.cleaned_data
        try:
            made = operations.decide_match(
                request.actor,
                told["kind"],
                told["left"],
                told["right"] or _named(told["other"]),
                reason=told["reason"],
            )
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Decided: %s.") % made)
            return redirect("thing-detail", told["left"])
    return thing_page.page(request, day, whole, form)


def _named(name: str) -> str:
    """The one thing that bears a name. Invalid if none does, or several do."""
    found = queries.named(name)
    if len(found) == 1:
        return found[0]
    if found:
        raise Invalid(_("%(count)s things bear “%(name)s”.") % {"count": len(found), "name": name}, field="other")
    if not name.strip():
        raise Invalid(_("Say which other sighting you mean."), field="right")
    raise Invalid(_("No tool has seen anything called “%s”.") % name, field="other")


@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponseBase:
    return _page(request, _one(request, pk))


@require_POST
def withdraw(request: ActorRequest, pk: int) -> HttpResponseBase:
    """End a decision, with a reason; keys decide again."""
    row = _one(request, pk)
    request.actor.require(May.EDIT_RECORD)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            operations.withdraw_match(request.actor, row, reason=form.cleaned_data["reason"])
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Withdrawn. Keys decide again."))
            return redirect("match-decisions-detail", pk)
    return _page(request, row, form)


def _one(request: ActorRequest, pk: int) -> MatchDecision:
    return get_object_or_404(visible_to(request.actor, MatchDecision).select_related("decided_by"), pk=pk)


def _page(request: ActorRequest, row: MatchDecision, form: ReasonForm | None = None) -> HttpResponseBase:
    here = queries.things()
    crumbs = [Crumb(_("Things"), day_of(request).link("things")), Crumb(_("Decision"))]
    context = {
        "decision": row,
        "title": _("%(left)s and %(right)s") % {"left": row.left_label, "right": row.right_label},
        "lede": row.get_kind_display(),
        "crumbs": crumbs,
        "contradictory": str(row.pk) in here.contradictory,
        "left_seen": queries.node(row.left, here) is not None,
        "right_seen": queries.node(row.right, here) is not None,
        "form": form or ReasonForm(),
        "may_withdraw": row.withdrawn_on is None and request.actor.may(May.EDIT_RECORD),
        "entries": ledger.history(row.reference),
        "may_see_ledger": request.actor.may(May.SEE_LEDGER),
    }
    return render(request, "things/decision.html", context, status=422 if form else 200)
