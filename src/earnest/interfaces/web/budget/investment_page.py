"""One investment: what it costs, what it would change and bring, what it gives back, and what is decided on it."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from earnest.core.controls.models import Control
from earnest.core.risks.models import ControlEffect, NoIntroducedLoss, Scenario
from earnest.duties.budget import queries
from earnest.duties.budget.models import Investment
from earnest.duties.budget.queries import Return, reading_once
from earnest.duties.budget.rules.money import yearly_cost
from earnest.foundation import ledger, plain
from earnest.foundation.actor import May
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.budget.books import Books, books
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.risk import control_worth
from earnest.interfaces.web.risk.control_worth import Part
from earnest.interfaces.web.risk.money import Amount, chance

State = Investment.State
STATES: dict[str, tuple[str, str | Promise]] = {
    State.CANDIDATE: ("partly effective", gettext_lazy("Waits for a decision")),
    State.CHOSEN: ("met by another approach", gettext_lazy("Chosen, not yet bought")),
    State.REFUSED: ("planned", gettext_lazy("Refused")),
    State.DONE: ("effective", gettext_lazy("Bought")),
}
"""How each state looks: as which status, and in which word."""


class ReasonForm(Form):
    """Why it is decided so; the reason stays with the decision."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept with the decision."),
    )


@dataclass(frozen=True)
class Brought:
    """A control that the investment would put in force: what it does, what it brings, and who has said it brings
    nothing."""

    control: Control
    effects: list[ControlEffect]
    brings: list[Scenario]
    nothing: NoIntroducedLoss | None


@require_safe
@reading_once()
def detail(request: ActorRequest, pk: int) -> HttpResponseBase:
    found = books(request)
    return page(request, found, one(found, pk))


def one(found: Books, pk: int) -> Investment:
    rows = visible_to(found.stands.actor, Investment).select_related("accountable", "proposed_by", "approver")
    return get_object_or_404(rows, pk=pk)


def page(request: ActorRequest, found: Books, row: Investment, form: ReasonForm | None = None) -> HttpResponseBase:
    actor = request.actor
    value = worth_of(found, row)
    look, word = STATES[row.state]
    waits = row.state == State.CANDIDATE
    own = actor.person is not None and actor.person == row.proposed_by_id
    decides = actor.may(May.DECIDE_EXCEPTION)
    context = found.context("budget-investments", row.title, row.title) | {
        "crumbs": [
            Crumb(_("Budget"), found.link("budget")),
            Crumb(_("Investments"), found.link("budget-investments")),
            Crumb(row.title),
        ],
        "investment": row,
        "look": look,
        "word": word,
        "value": value,
        "balance": found.balance(value) if value else "",
        "verdict": value.verdict.value if value else "",
        "equation": {"parts": parts(found, value)} if value and value.is_modelled else None,
        "figures": figures(found, row, value) if value else [],
        "costs": costs(found, row),
        "brought": brought(found, row),
        "needs": list(visible_to(actor, Investment).filter(required_by=row)),
        "rules_out": list(visible_to(actor, Investment).filter(excludes=row)),
        "needed_by": list(visible_to(actor, Investment).filter(requires=row)),
        "why": found.link("proof-investment", row.pk),
        "may_change": plain.may_change(actor, row),
        "may_decide": decides and waits and row.proposed_by is not None and not own and actor.person is not None,
        "no_person": decides and waits and row.proposed_by is not None and actor.person is None,
        "waits_for_another": waits and own,
        "may_propose": actor.may(May.EDIT_RECORD)
        and actor.person is not None
        and (row.state == State.REFUSED or (waits and row.proposed_by is None)),
        "may_buy": actor.may(May.EDIT_RECORD) and row.state == State.CHOSEN,
        "form": form or ReasonForm(),
        "entries": ledger.history(row.reference),
        "may_see_ledger": actor.may(May.SEE_LEDGER),
    }
    return render(request, "budget/investment.html", context, status=422 if form else 200)


def worth_of(found: Books, row: Investment) -> Return | None:
    """What it would give back; None where nobody can still decide on it, or there is no year to count in."""
    if found.year is None or found.unpriced or row.state in {State.REFUSED, State.DONE}:
        return None
    return next((each for each in found.returns.rows if each.id == row.pk), None)


def parts(found: Books, value: Return) -> list[Part]:
    """The terms of its net worth, each with its range."""
    labels = (
        (_("Loss removed"), value.removed),
        (_("Loss it brings"), value.introduced),
        (_("What it costs"), value.cost),
        (_("Net worth a year"), value.net),
    )
    made = []
    for number, (label, each) in enumerate(labels):
        spread = "" if each.low == each.high else found.range(each.low, each.high)
        made.append(Part(label, found.money(each.mean), spread, total=number == len(labels) - 1))
    return made


def figures(found: Books, row: Investment, value: Return) -> list[Amount]:
    """Return, cost of waiting and rank, each with its range."""
    why, made = found.link("proof-investment", row.pk), []
    if value.rosi is not None:
        share = value.rosi.share
        told = _("%(low)s to %(high)s") % {"low": _percent(share.low), "high": _percent(share.high)}
        made.append(Amount("rosi", _("Return on what it costs"), _percent(share.middle), told, why))
    if value.delay is not None:
        month = value.delay.month
        label = _("Each month of waiting costs") if month.middle >= 0 else _("Each month of waiting saves")
        low, high = (month.low, month.high) if month.middle >= 0 else (-month.high, -month.low)
        made.append(Amount("delay", label, found.money(abs(month.middle)), found.range(low, high), why))
    if value.is_modelled:
        made.append(Amount("pays", _("Chance that it pays"), chance(value.probability), "", why))
    rank = _("%(rank)d of %(all)d") % {"rank": value.rank, "all": len(found.returns.rows)}
    vendor = _("the vendor's list has it as number %d") % value.vendor_rank if value.vendor_rank else ""
    return [*made, Amount("rank", _("Rank by net worth"), rank, vendor, why)]


def _percent(share: float) -> str:
    sign = "\N{MINUS SIGN}" if round(100 * share) < 0 else ""
    return f"{sign}{abs(100 * share):,.0f}%"


def costs(found: Books, row: Investment) -> list[tuple[str, str, str]]:
    """The parts of what it costs: label, amount, and how it is reckoned."""
    year = found.year
    if year is None:
        return []
    rate = float(queries.day_rate(year.starts_on))
    yearly = yearly_cost(
        one_off=float(row.one_off),
        life_years=float(row.life_years),
        discount_rate=float(year.discount_rate),
        run=float(row.run_per_year),
        people_days=float(row.people_days),
        day_rate=rate,
    )
    life = _("%(money)s once, spread over %(years)s years at %(rate)s a year") % {
        "money": found.money(row.one_off),
        "years": f"{float(row.life_years):g}",
        "rate": chance(float(year.discount_rate)),
    }
    days = _("%(days)s days of our own people at %(rate)s") % {
        "days": f"{float(row.people_days):g}",
        "rate": found.money(rate),
    }
    return [
        (_("Purchase"), found.money(yearly.capital), life),
        (_("To run"), found.money(yearly.run), ""),
        (_("Our own people"), found.money(yearly.people), days),
        (_("A year, altogether"), found.money(yearly.total), ""),
        (_("This year's money"), found.money(row.one_off + row.run_per_year), _("what counts against the budget")),
    ]


def brought(found: Books, row: Investment) -> list[Brought]:
    """The controls that it would put in force, with what they do and bring."""
    actor = found.stands.actor
    made = []
    for control in visible_to(actor, Control).filter(investments=row).order_by("name"):
        brings = visible_to(actor, Scenario).filter(introduced_by=control).exclude(state=Scenario.State.RETIRED)
        said = visible_to(actor, NoIntroducedLoss).filter(control=control, withdrawn_on=None).select_related("said_by")
        made.append(Brought(control, control_worth.effects(found.stands, control), list(brings), said.first()))
    return made
