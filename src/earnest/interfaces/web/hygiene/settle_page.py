"""Saying of a ticket what became of it on the other side, after a look there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from earnest.duties.hygiene import operations
from earnest.duties.hygiene.models import TicketExport
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import EarnestError
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.hygiene.files import files

State = TicketExport.State
ARRIVED, NOT_THERE, CLOSED = "arrived", "not-there", "closed"
OUTCOMES = {
    ARRIVED: gettext_lazy("It is there"),
    NOT_THERE: gettext_lazy("It never arrived: it may be sent again"),
    CLOSED: gettext_lazy("It is closed or gone there: the work package may be sent again"),
}


class SettleForm(Form):
    """What was found on the other side. A ticket that is known to have arrived can only be closed."""

    outcome = forms.ChoiceField(label=gettext_lazy("What you found there"), widget=forms.RadioSelect)
    ticket = forms.CharField(
        label=gettext_lazy("What the ticket is called there"), max_length=300, required=False,
        help_text=gettext_lazy("Such as its key or its address."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("How you know"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Where you looked and what you found. It is kept in the ledger."),
    )  # fmt: skip

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_to = (CLOSED,) if state == State.SENT else (ARRIVED, NOT_THERE)
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = [(one, OUTCOMES[one]) for one in open_to]
        if state == State.SENT:
            outcome.initial = CLOSED
            del self.fields["ticket"]


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Show what is known of a ticket; on a post, keep what a person found on the other side."""
    row = get_object_or_404(visible_to(request.actor, TicketExport).select_related("target"), pk=pk)
    request.actor.require(May.EDIT_RECORD)
    form = SettleForm(request.POST if request.method == "POST" else None, state=row.state)
    if form.is_bound and form.is_valid():
        try:
            _settled(request.actor, row, **form.cleaned_data)
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Kept. The ledger has the reason."))
            return redirect("ticket-exports-detail", pk=row.pk)
    way = (Crumb(str(row.target)), Crumb(_("What became of it")))
    context = files(request).context("hygiene-packages", _("What became of “%s”") % row.title, *way)
    context |= {"form": form, "row": row, "is_over": row.state in TicketExport.OVER}
    return render(request, "hygiene/settle.html", context, status=422 if form.is_bound else 200)


def _settled(actor: Actor, row: TicketExport, *, outcome: str, reason: str, ticket: str = "") -> TicketExport:
    if outcome == CLOSED:
        return operations.close_ticket(actor, row, reason=reason)
    return operations.settle(actor, row, arrived=outcome == ARRIVED, reason=reason, ticket=ticket)
