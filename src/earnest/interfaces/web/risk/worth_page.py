"""Risk and worth: what we could lose against what the board accepts, and which controls earn their place."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from earnest.foundation.actor import May
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.risk import appetite_words, pictures
from earnest.interfaces.web.risk.money import Amount
from earnest.interfaces.web.risk.ranking import ranking
from earnest.interfaces.web.risk.reading import Reading, quantile_range
from earnest.interfaces.web.standing import standing


@dataclass(frozen=True)
class RaisedRow:
    """What a control that fails or is unproven adds to the expected loss by itself, and how it stands."""

    name: str
    url: str
    status: str
    amount: float
    credit: str
    why: str


@require_safe
def risk(request: ActorRequest) -> HttpResponse:
    stands = standing(request)
    reading = Reading(stands)
    context = {
        **stands.context,
        "title": _("What we could lose, and what earns its place"),
        "crumbs": [Crumb(_("Risk and worth"))],
        "currency": reading.currency,
        "reading": reading,
        "may_add": request.actor.may(May.EDIT_RECORD),
    }
    if not reading.is_empty:
        context |= {
            "lede": _lede(reading),
            "says": appetite_words.says(reading),
            "picture": pictures.loss_exceedance(reading.exposure, reading.currency),
            "rows": appetite_words.rows(reading),
            "figures": figures(reading),
            "raised": raised(reading),
            "raised_says": raised_says(reading),
            "ranking": ranking(reading),
            "left_out": reading.modelled.left_out,
            "starters": sum(one.from_starter for one in reading.modelled.scenarios.values()),
            "why_appetite": reading.proof("appetite"),
            "why_expected": reading.proof("expected"),
            "why_raised": reading.proof("raised"),
        }
    return render(request, "risk/worth.html", context)


def _lede(reading: Reading) -> str:
    model = reading.modelled
    scenarios, controls = len(model.scenarios), sum(bool(one.effects) for one in model.portfolio.controls)
    told = ngettext(
        "All amounts are for one year, computed from %(n)d scenario",
        "All amounts are for one year, computed from %(n)d scenarios",
        scenarios,
    ) % {"n": scenarios}
    after = ngettext(" and what %(n)d control does to them.", " and what %(n)d controls do to them.", controls)
    return told + after % {"n": controls}


def figures(reading: Reading) -> list[Amount]:
    """The four figures of a year, each with its range where one exists."""
    found = reading.exposure
    median, worst = quantile_range(found.curve, 0.5), quantile_range(found.curve, 0.05)
    return [
        Amount(
            "expected",
            _("Expected loss a year"),
            reading.money(found.mean),
            reading.range(found.mean_low, found.mean_high),
            reading.proof("expected"),
        ),
        _figure(reading, "median", _("Half of years stay below"), found.median, median),
        _figure(reading, "worst", _("Worst year in twenty starts at"), found.var95, worst),
        _figure(reading, "average", _("Average of those years"), found.tvar95, None),
    ]


def _figure(reading: Reading, key: str, label: str, amount: float | None, spread: tuple[float, float] | None) -> Amount:
    value = _("cannot be told") if amount is None else reading.money(amount)
    told = "" if amount is None or spread is None else reading.range(*spread)
    return Amount(key, label, value, told, reading.proof(key))


def raised(reading: Reading) -> list[RaisedRow]:
    """Failing and unproven controls by what each costs us now, the dearest first."""
    found = []
    for key, amount in reading.exposure.raised_by_control.items():
        control, credit = reading.controls.get(key), reading.modelled.credits[key]
        if control is None or amount <= 0:
            continue
        found.append(
            RaisedRow(
                name=control.name,
                url=reading.stands.link("controls-detail", control.pk),
                status=credit.status,
                amount=amount,
                credit=credit.why,
                why=reading.stands.link("proof-control", control.pk),
            )
        )
    return sorted(found, key=lambda one: (-one.amount, one.name))


def raised_says(reading: Reading) -> str:
    found = reading.exposure
    if found.raised_by <= 0:
        return _("No failing or unproven control adds to what a year may cost.")
    return _(
        "Controls that fail or that nothing proves add %(amount)s to what we expect to lose in a year: %(now)s instead "
        "of %(then)s."
    ) % {
        "amount": reading.money(found.raised_by),
        "now": reading.money(found.mean),
        "then": reading.money(found.mean_if_all_worked),
    }
