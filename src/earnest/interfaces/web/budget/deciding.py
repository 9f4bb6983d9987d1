"""An investment from idea to bought: one person proposes, another decides, and then it is bought."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earnest.duties.budget import operations
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError, Invalid
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.budget.books import books
from earnest.interfaces.web.budget.investment_page import ReasonForm, one, page
from earnest.interfaces.web.papers import own_person


@require_POST
def propose(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Put it forward in the reader's own name; another person decides."""
    found = books(request)
    row = one(found, pk)
    request.actor.require(May.EDIT_RECORD)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            operations.propose_investment(
                request.actor, row, proposed_by=own_person(request.actor), reason=form.cleaned_data["reason"]
            )
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Proposed. Another person decides."))
            return redirect("investments-detail", pk=pk)
    return page(request, found, row, form)


@require_POST
def decide(request: ActorRequest, pk: int, verb: str) -> HttpResponseBase:
    """Choose or refuse, in the reader's own name; never what they proposed themselves."""
    found = books(request)
    row = one(found, pk)
    request.actor.require(May.DECIDE_EXCEPTION)
    form = ReasonForm(request.POST)
    if form.is_valid():
        act = operations.choose_investment if verb == "choose" else operations.refuse_investment
        try:
            act(request.actor, row, approver=own_person(request.actor), reason=form.cleaned_data["reason"])
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Chosen.") if verb == "choose" else _("Refused."))
            return redirect("investments-detail", pk=pk)
    return page(request, found, row, form)


@require_POST
def bought(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Say that it is bought."""
    found = books(request)
    row = one(found, pk)
    request.actor.require(May.EDIT_RECORD)
    try:
        operations.mark_bought(request.actor, row, note=request.POST.get("reason", "")[:2000])
    except Invalid as error:
        form = ReasonForm(request.POST)
        form.is_valid()
        form.refuse(error)
        return page(request, found, row, form)
    messages.success(request, _("It is bought. Its controls count once their own state says that they operate."))
    return redirect("investments-detail", pk=pk)
