"""Asking that something be done about a scenario, and deciding it: never by the same person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earnest.core.risks import operations
from earnest.core.risks.models import Treatment
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError, Invalid
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.papers import own_person
from earnest.interfaces.web.risk import scenario_page
from earnest.interfaces.web.risk.treatments import TreatForm, blank


@require_POST
def ask(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Ask that something be done; nothing changes until another approves."""
    scenario = scenario_page.one(request, pk)
    request.actor.require(May.ASK_EXCEPTION)
    form = TreatForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            operations.ask_treatment(
                request.actor,
                scenario,
                decision=given["decision"],
                reason=given["treat_reason"],
                asked_by=own_person(request.actor),
                starts_on=given["starts_on"],
                ends_on=given["ends_on"],
            )
        except EarnestError as error:
            form.refuse(_at(error, "reason", "treat_reason"))
        else:
            messages.success(request, _("Asked for. Another person decides."))
            return redirect("scenarios-detail", pk=pk)
    return scenario_page.page(request, scenario, treat_form=form)


@require_POST
def decide(request: ActorRequest, pk: int, verb: str) -> HttpResponseBase:
    """Approve, refuse or revoke, in the reader's own name."""
    actor = request.actor
    found = get_object_or_404(visible_to(actor, Treatment).select_related("scenario", "asked_by"), pk=pk)
    actor.require(May.DECIDE_EXCEPTION)
    form = blank(found.pk, request.POST)
    if form.is_valid():
        note = form.cleaned_data["note"]
        try:
            if verb == "revoke":
                operations.revoke_treatment(actor, found, reason=note)
            elif verb == "approve":
                operations.approve_treatment(actor, found, approver=own_person(actor), note=note)
            else:
                operations.refuse_treatment(actor, found, approver=own_person(actor), note=note)
        except EarnestError as error:
            form.refuse(_at(error, "reason", "note"))
        else:
            says = {"approve": _("Approved."), "refuse": _("Refused."), "revoke": _("Revoked.")}
            messages.success(request, says[verb])
            return redirect("scenarios-detail", pk=found.scenario_id)
    return scenario_page.page(request, scenario_page.one(request, found.scenario_id), refused=(found.pk, form))


def _at(error: EarnestError, field: str, own: str) -> EarnestError:
    """The error at the name that this form has for the field."""
    return Invalid(str(error), field=own) if isinstance(error, Invalid) and error.field == field else error
