"""Deciding on an old system: one person proposes a way, another decides; and steps of the roadmap are done."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earnest.duties.legacy import operations, queries
from earnest.duties.legacy.models import Option, RoadmapStep
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError
from earnest.foundation.plain import may_change
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.legacy.entry_page import DecisionForm, one, page
from earnest.interfaces.web.legacy.files import files
from earnest.interfaces.web.papers import own_person


@require_POST
def propose(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Put an option forward in the reader's own name."""
    row = get_object_or_404(visible_to(request.actor, Option), pk=pk)
    request.actor.require(May.EDIT_RECORD)
    try:
        operations.propose_option(request.actor, row, proposed_by=own_person(request.actor))
    except EarnestError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Proposed. Another person decides."))
    return redirect("old-systems-detail", pk=row.entry_id)


@require_POST
@queries.reading_once()
def decide(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Choose a way in the reader's own name; never what they proposed themselves."""
    found = files(request)
    row = one(found, pk)
    request.actor.require(May.DECIDE_EXCEPTION)
    form = DecisionForm(request.POST, entry=row)
    if form.is_valid():
        given = form.cleaned_data
        try:
            operations.decide(
                request.actor,
                row,
                given["option"],
                approver=own_person(request.actor),
                reason=given["reason"],
                review_on=given["review_on"],
            )
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Decided."))
            return redirect("old-systems-detail", pk=pk)
    return page(request, found, row, form)


@require_POST
def withdraw(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Take the decision back."""
    row = one(files(request), pk)
    request.actor.require(May.DECIDE_EXCEPTION)
    try:
        operations.withdraw_decision(request.actor, row, reason=request.POST.get("reason", "")[:4000])
    except EarnestError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The decision is withdrawn. The system is undecided again."))
    return redirect("old-systems-detail", pk=pk)


@require_POST
def done(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Say that a step of the roadmap is done today."""
    row = get_object_or_404(visible_to(request.actor, RoadmapStep), pk=pk)
    if not may_change(request.actor, row):
        request.actor.require(May.EDIT_RECORD)
    try:
        operations.finish_step(request.actor, row)
    except EarnestError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done."))
    return redirect("legacy-roadmap")
