"""One scenario: what happens, what is believed of it and why, what controls do to it, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earnest.core.controls.models import Control
from earnest.core.risks.models import ControlEffect, Estimate, Experience, Scenario
from earnest.core.risks.queries import ScenarioExposure
from earnest.core.risks.rules import Credit
from earnest.foundation import ledger, plain
from earnest.foundation.actor import May
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.risk import plot, words
from earnest.interfaces.web.risk.forms import EFFECT_FIELDS
from earnest.interfaces.web.risk.money import Amount
from earnest.interfaces.web.risk.reading import Reading
from earnest.interfaces.web.risk.treatments import DecideForm, TreatForm, treatments
from earnest.interfaces.web.standing import standing

_ORDER = [part for part, _label in Estimate.Part.choices]


@dataclass(frozen=True)
class EffectShown:
    """What a control is believed to do to the scenario, and how much it is trusted to."""

    row: ControlEffect
    url: str
    credit: Credit | None
    in_force: bool
    why: str


@dataclass(frozen=True)
class Learned:
    """What was believed of the rate, what happened, what is believed now."""

    prior: str
    happened: str
    posterior: str


@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponseBase:
    return page(request, one(request, pk))


def one(request: ActorRequest, pk: int) -> Scenario:
    rows = visible_to(request.actor, Scenario).select_related("accountable", "introduced_by", "threat")
    return get_object_or_404(rows, pk=pk)


def page(
    request: ActorRequest,
    scenario: Scenario,
    *,
    treat_form: TreatForm | None = None,
    refused: tuple[int, DecideForm] | None = None,
) -> HttpResponseBase:
    """The page, with the form that could not be used where there is one."""
    stands = standing(request)
    reading = Reading(stands)
    actor = request.actor
    found = None if reading.is_empty else reading.exposure.by_scenario.get(scenario.key)
    today = stands.day == stands.today
    context: dict[str, Any] = {
        **stands.context,
        "scenario": scenario,
        "reading": reading,
        "currency": reading.currency,
        "title": scenario.title,
        "crumbs": [Crumb(_("Risks"), stands.link("scenarios")), Crumb(scenario.key)],
        "found": found,
        "figures": _figures(reading, scenario, found) if found else [],
        "plot": plot.of_scenario(reading.modelled, scenario.key) if found else None,
        "left_out": [one.reason for one in reading.modelled.left_out if one.scenario == scenario.key],
        "estimates": estimates(reading, scenario),
        "past": past(reading, scenario),
        "experience": visible_to(actor, Experience).filter(scenario=scenario, superseded_on=None).order_by("since"),
        "learned": learned(reading, scenario),
        "effects": effects(reading, scenario),
        "effect_fields": EFFECT_FIELDS,
        "assets": scenario.assets.all()[:20],
        "treatments": treatments(actor, scenario, stands.day, refused),
        "may_change": plain.may_change(actor, scenario) and today,
        "may_ask": actor.may(May.ASK_EXCEPTION) and today,
        "may_decide": actor.may(May.DECIDE_EXCEPTION) and today,
        "has_person": actor.person is not None,
        "treat_form": treat_form or TreatForm(initial={"starts_on": stands.today}),
        "entries": ledger.history(scenario.reference, limit=10),
        "may_see_ledger": actor.may(May.SEE_LEDGER),
        "why": stands.link("proof-scenario", scenario.pk),
    }
    return render(request, "risk/scenario.html", context, status=422 if treat_form or refused else 200)


def _figures(reading: Reading, scenario: Scenario, found: ScenarioExposure) -> list[Amount]:
    why = reading.stands.link("proof-scenario", scenario.pk)
    made = [
        Amount(
            "mean",
            _("Expected loss a year"),
            reading.money(found.mean),
            reading.range(found.low, found.high),
            why,
        )
    ]
    if found.var95 is not None:
        made.append(Amount("worst", _("Worst year in twenty starts at"), reading.money(found.var95), "", why))
    made.append(Amount("without", _("Without controls"), reading.money(found.mean_without), "", why))
    made.append(Amount("raised", _("Raised by failing controls"), reading.money(max(found.raised_by, 0.0)), "", why))
    return made


def estimates(reading: Reading, scenario: Scenario) -> list[words.EstimateShown]:
    """What is believed on the day, in the order in which a scenario is told."""
    day = reading.stands.day
    rows = visible_to(reading.stands.actor, Estimate).filter(Estimate.in_force(day), scenario=scenario)
    found = sorted(rows.select_related("author"), key=lambda row: (_ORDER.index(row.part), row.form))
    return [words.shown(row, reading.currency) for row in found]


def past(reading: Reading, scenario: Scenario) -> list[words.EstimateShown]:
    """What was believed before, the newest first."""
    day = reading.stands.day
    rows = visible_to(reading.stands.actor, Estimate).filter(scenario=scenario, superseded_on__lte=day)
    return [
        words.shown(row, reading.currency) for row in rows.select_related("author").order_by("-superseded_on", "-pk")
    ]


def learned(reading: Reading, scenario: Scenario) -> Learned | None:
    """How own experience moved the frequency; None where it did not."""
    found = reading.modelled.learned.get(scenario.key)
    if found is None:
        return None
    prior, after = found.prior, found.posterior
    return Learned(
        prior=words.gamma_says(prior.shape, prior.years, prior.low, prior.high),
        happened=words.happened_says(found.events, found.years, found.share),
        posterior=words.gamma_says(after.shape, after.years, after.low, after.high),
    )


def effects(reading: Reading, scenario: Scenario) -> list[EffectShown]:
    """What controls are believed to do to the scenario on the day, those in force first."""
    stands = reading.stands
    rows = visible_to(stands.actor, ControlEffect).filter(ControlEffect.in_force(stands.day), scenario=scenario)
    found = []
    for row in rows.select_related("control", "author").exclude(control__state=Control.State.RETIRED):
        if all(getattr(row, name) is None for name in EFFECT_FIELDS):
            continue
        found.append(
            EffectShown(
                row=row,
                url=stands.link("control-worth", row.control_id),
                credit=reading.modelled.credits.get(row.control.key),
                in_force=row.control.key in reading.modelled.in_force,
                why=stands.link("proof-control", row.control_id),
            )
        )
    return sorted(found, key=lambda one: (not one.in_force, one.row.control.name))
