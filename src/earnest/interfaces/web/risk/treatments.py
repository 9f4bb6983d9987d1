"""What is done about a scenario: one person asks, another decides, and it ends on its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from earnest.core.controls.rules import Standing
from earnest.core.risks.models import Scenario, Treatment
from earnest.core.risks.rules import treatment_standing
from earnest.foundation.actor import Actor
from earnest.foundation.record import visible_to
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.papers import day_field

MARKS: dict[Standing, tuple[str, str | Promise]] = {
    Standing.ASKED: ("partly effective", gettext_lazy("Asked for")),
    Standing.LAPSED: ("planned", gettext_lazy("Never decided")),
    Standing.COMING: ("partly effective", gettext_lazy("Approved, not yet begun")),
    Standing.LIVE: ("met by another approach", gettext_lazy("In force")),
    Standing.ENDED: ("unproven", gettext_lazy("Ended by itself")),
    Standing.REFUSED: ("planned", gettext_lazy("Refused")),
    Standing.REVOKED: ("planned", gettext_lazy("Revoked")),
}
"""How each standing looks: as which status, and in which word."""


class TreatForm(Form):
    decision = forms.ChoiceField(label=gettext_lazy("What is to be done"), choices=Treatment.Decision.choices)
    treat_reason = forms.CharField(label=gettext_lazy("Why"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    starts_on = day_field(gettext_lazy("From"))
    ends_on = day_field(
        gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("Who accepts a risk says until when. On that day it comes back by itself."),
    )


class DecideForm(Form):
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed to refuse or to revoke. Kept in the history."),
    )


def blank(pk: int, data: Any = None) -> DecideForm:
    """The form of one treatment; its ids are its own, for a page may hold several."""
    return DecideForm(data, auto_id=f"id_{pk}_%s")


@dataclass(frozen=True)
class TreatmentShown:
    """A treatment with how it stands, and what the reader may do about it."""

    row: Treatment
    look: str
    word: str | Promise
    own: bool
    waits: bool
    live: bool
    form: DecideForm


def treatments(
    actor: Actor, scenario: Scenario, day: date, refused: tuple[int, DecideForm] | None = None
) -> list[TreatmentShown]:
    """All treatments of a scenario, those that wait or hold first; `refused` is a decision that could not be taken."""
    rows = visible_to(actor, Treatment).filter(scenario=scenario).select_related("asked_by", "approver")
    found = []
    for row in rows.order_by("-starts_on", "-pk"):
        now = treatment_standing(row, day)
        look, word = MARKS[now]
        own = actor.person is not None and actor.person == row.asked_by_id
        waits, live = now is Standing.ASKED, now in {Standing.LIVE, Standing.COMING}
        bound = refused[1] if refused and refused[0] == row.pk else None
        found.append(TreatmentShown(row, look, word, own, waits, live, bound or blank(row.pk)))
    return sorted(found, key=lambda one: (not one.waits, not one.live))
