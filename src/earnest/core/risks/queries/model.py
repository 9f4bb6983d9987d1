"""The portfolio of scenarios and controls as of a day, from what people estimated and what tests found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from earnest.core.risks.queries.conclusions import TreatmentNow
from earnest.core.risks.queries.gathering import ControlFact, Gathered, ScenarioFact, gather
from earnest.core.risks.queries.kept import digest_of
from earnest.core.risks.rules import (
    Credit,
    Update,
    Values,
    effect,
    frequency,
    frequency_after,
    probability,
    severity,
)
from earnest.engines import quant
from earnest.foundation import clock
from earnest.foundation.errors import Invalid
from earnest.foundation.once import once

__all__ = ["ControlFact", "LeftOut", "Modelled", "ScenarioFact", "modelled", "scenario_from"]

ENGINE = "3"
"""Raised when the same record would give other numbers, so that what was kept is not taken for them."""

Part = tuple[str, str]


@dataclass(frozen=True)
class LeftOut:
    """A scenario that is not in the model, or a part of it, with the reason. `part` is empty for the whole.

    `introduced_by` is the key of the control that brings it, or empty.
    """

    scenario: str
    title: str
    part: str
    reason: str
    introduced_by: str = ""


@dataclass(frozen=True)
class Modelled:
    """The model as of a day. Ids of the portfolio are the keys of scenarios and controls.

    `in_force` are the keys of controls that operate; `of_candidate` those that are planned and would do something.
    `credits` say how much each control is trusted and why, `learned` how own experience moved each frequency.
    `what_if` is True where a value was replaced, which is never kept.
    """

    day: date
    currency: str
    portfolio: quant.Portfolio
    in_force: frozenset[str]
    of_candidate: frozenset[str]
    credits: Mapping[str, Credit]
    learned: Mapping[str, Update]
    left_out: tuple[LeftOut, ...]
    scenarios: Mapping[str, ScenarioFact]
    controls: Mapping[str, ControlFact]
    appetite: tuple[tuple[float, float], ...]
    appetite_valid_until: date | None
    treatments: Mapping[str, TreatmentNow]
    likelihood: tuple[float, ...]
    impact: tuple[float, ...]
    assessed: bool
    what_if: bool
    digest: str


def modelled(day: date | None = None, *, replaced: Mapping[tuple[str, str, str], Values] | None = None) -> Modelled:
    """The model as of the end of a day, today by default.

    `replaced` puts values in the place of estimates, by key of the scenario, part and form: a what-if that writes
    nothing. Invalid names the field of a replaced value that cannot be used. A scenario without a frequency or without
    a loss is left out with the reason, never guessed. Statuses are those concluded for the day; where none were,
    controls count as unproven and `assessed` is False.

    Estimates, effects, experience, looks and decisions and the rate of our own people's days are taken as of the
    day; the state of a scenario or control and what a control costs are taken as they are now.
    """
    day = day or clock.today()
    if replaced:
        return _modelled(day, replaced)
    return once(("modelled", day), lambda: _modelled(day, {}))


def _modelled(day: date, replaced: Mapping[tuple[str, str, str], Values]) -> Modelled:
    gathered = gather(day)
    given = _replaced(gathered, replaced)
    left_out: list[LeftOut] = []
    learned: dict[str, Update] = {}
    made: dict[str, quant.Scenario] = {}
    for key, fact in gathered.scenarios.items():
        found = _scenario(fact, given, left_out, learned)
        if found is not None:
            made[key] = found
    made = {key: one for key, one in made.items() if gathered.scenarios[key].introduced_by in {"", *gathered.controls}}
    controls = tuple(_control(gathered, fact, made, left_out) for fact in gathered.controls.values())
    standing = tuple(one for key, one in made.items() if not gathered.scenarios[key].introduced_by)
    return Modelled(
        day=day,
        currency=gathered.currency,
        portfolio=_portfolio(standing, controls),
        in_force=frozenset(key for key, fact in gathered.controls.items() if fact.operates),
        of_candidate=frozenset(one.id for one in controls if _is_candidate(gathered.controls[one.id], one)),
        credits=gathered.credits,
        learned=learned,
        left_out=tuple(left_out),
        scenarios={key: fact for key, fact in gathered.scenarios.items() if key in made},
        controls=gathered.controls,
        appetite=gathered.appetite,
        appetite_valid_until=gathered.appetite_valid_until,
        treatments=gathered.treatments,
        likelihood=gathered.likelihood,
        impact=gathered.impact,
        assessed=gathered.assessed,
        what_if=bool(replaced),
        digest=digest_of(ENGINE, gathered.rests_on, sorted(replaced.items())),
    )


def _portfolio(scenarios: tuple[quant.Scenario, ...], controls: tuple[quant.Control, ...]) -> quant.Portfolio:
    try:
        return quant.Portfolio(scenarios, controls)
    except quant.QuantError as error:
        raise Invalid(f"The model cannot be made. {error}") from error


def _replaced(gathered: Gathered, replaced: Mapping[tuple[str, str, str], Values]) -> dict[str, dict[Part, Values]]:
    """Values by scenario and part, those of a what-if in their place. A split replaces the whole, and the reverse."""
    given = {key: dict(fact.estimates) for key, fact in gathered.scenarios.items()}
    for (key, part, form), values in replaced.items():
        if key not in given:
            raise Invalid(f"There is no live scenario “{key}”.", field="scenario")
        parts = given[key]
        for other in [one for one in parts if one[0] == part and bool(one[1]) != bool(form)]:
            del parts[other]
        parts[part, form] = values.checked(part)
    return given


def _scenario(
    fact: ScenarioFact,
    given: Mapping[str, Mapping[Part, Values]],
    left_out: list[LeftOut],
    learned: dict[str, Update],
) -> quant.Scenario | None:
    parts = given[fact.key]
    missing = _missing(parts)
    if missing:
        left_out.append(LeftOut(fact.key, fact.title, "", missing, fact.introduced_by))
        return None
    try:
        values = parts["frequency", ""]
        how_often: quant.Frequency = frequency(values)
        if fact.years and not fact.counted_already:
            how_often, update = frequency_after(values, fact.events, fact.years, fact.let_through)
            if update is not None:
                learned[fact.key] = update
        return quant.Scenario(
            fact.key, how_often, _losses(parts, "primary"), _secondary(fact, parts, left_out), doubt=fact.doubt
        )
    except (Invalid, quant.QuantError) as error:
        reason = f"An estimate cannot be used: {error}"
        left_out.append(LeftOut(fact.key, fact.title, "", reason, fact.introduced_by))
        return None


def _missing(parts: Mapping[Part, Values]) -> str:
    often = ("frequency", "") in parts
    much = any(part == "primary" for part, _form in parts)
    if often and much:
        return ""
    if not often and not much:
        return "Nobody has estimated how often it happens or what it costs."
    return "Nobody has estimated what it costs." if often else "Nobody has estimated how often it happens."


def _losses(parts: Mapping[Part, Values], wanted: str) -> tuple[quant.Loss, ...]:
    return tuple(
        quant.Loss(severity(values), quant.Form(form) if form else None)
        for (part, form), values in sorted(parts.items(), key=lambda one: one[0])
        if part == wanted
    )


def _secondary(fact: ScenarioFact, parts: Mapping[Part, Values], left_out: list[LeftOut]) -> quant.SecondaryLoss | None:
    chance, losses = parts.get(("secondary_probability", "")), _losses(parts, "secondary")
    if chance is not None and losses:
        return quant.SecondaryLoss(probability(chance), losses)
    if chance is not None:
        reason = "Others may react, but nobody has estimated what that costs."
        left_out.append(LeftOut(fact.key, fact.title, "secondary", reason))
    elif losses:
        reason = "What it costs if others react is estimated, but not how likely they do."
        left_out.append(LeftOut(fact.key, fact.title, "secondary_probability", reason))
    return None


def _control(
    gathered: Gathered, fact: ControlFact, made: Mapping[str, quant.Scenario], left_out: list[LeftOut]
) -> quant.Control:
    effects = {}
    for scenario, multipliers in gathered.effects.get(fact.key, {}).items():
        if scenario not in made:
            continue
        try:
            effects[scenario] = effect(*multipliers)
        except Invalid as error:
            reason = f"The effect of “{fact.name}” cannot be used: {error}"
            left_out.append(LeftOut(scenario, gathered.scenarios[scenario].title, "effect", reason))
    brings = tuple(
        made[key] for key, one in gathered.scenarios.items() if one.introduced_by == fact.key and key in made
    )
    return quant.Control(
        fact.key,
        effects=effects,
        reliability=gathered.credits[fact.key].reliability,
        annual_cost=fact.annual_cost or 0.0,
        introduces=brings,
        introduces_nothing_because=fact.brings_nothing_because,
    )


def _is_candidate(fact: ControlFact, control: quant.Control) -> bool:
    return not fact.operates and bool(control.effects or control.introduces)


def scenario_from(fact: ScenarioFact, parts: Mapping[Part, Values]) -> quant.Scenario | str:
    """The scenario as the engine takes it, from values by part and form instead of estimates; else why there is none.

    Own experience corrects the frequency as in the model. Nothing is read and nothing written.
    """
    left_out: list[LeftOut] = []
    found = _scenario(fact, {fact.key: parts}, left_out, {})
    return found if found is not None else left_out[-1].reason
