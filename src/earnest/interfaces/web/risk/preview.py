"""What other numbers would change: the curve of a scenario and what a year may cost, with nothing written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from earnest.core.risks.queries import Modelled, ScenarioFact, scenario_from
from earnest.core.risks.rules import Multipliers, Values, effect
from earnest.engines import quant
from earnest.engines.quant.distribution import LossDistribution
from earnest.interfaces.web.risk import plot
from earnest.interfaces.web.risk.money import between, rate, short

LOG2_OF_ALL = 12
Effects = Mapping[str, tuple[Multipliers, Multipliers]]


@dataclass(frozen=True)
class Moved:
    """A figure before and after."""

    label: str
    before: str
    after: str
    change: str


@dataclass(frozen=True)
class Bet:
    """The equal bet of one range, as it stands in the form."""

    key: str
    says: str


@dataclass(frozen=True)
class Preview:
    """`says` is why there is nothing to show, empty where there is."""

    says: str
    figures: tuple[Moved, ...]
    plot: plot.Plot | None


def preview(
    modelled: Modelled, fact: ScenarioFact, parts: Mapping[tuple[str, str], Values], effects: Effects, *, counts: bool
) -> Preview:
    """The scenario and the whole with these numbers instead. `counts` is False for one that is not live."""
    made = scenario_from(fact, parts)
    if isinstance(made, str):
        return Preview(made, (), None)
    before = plot.scenario_of(modelled.portfolio, fact.key)
    after = _with(modelled, fact, made, effects)
    given = modelled.in_force
    own = plot.alone(replace(modelled, portfolio=after), made, given)
    curves: list[plot.Drawn] = [(_("with these numbers"), "crv", own.aggregate(log2=plot.LOG2))]
    if before is not None:
        curves.append((_("as believed now"), "ghost", _before(modelled, before)))
    return Preview("", _figures(modelled, fact, own, after, counts=counts), plot.drawn(curves, modelled.currency))


def _with(modelled: Modelled, fact: ScenarioFact, made: quant.Scenario, effects: Effects) -> quant.Portfolio:
    """The portfolio with one scenario and what controls do to it replaced."""
    controls = []
    for one in modelled.portfolio.controls:
        touched: dict[str, Any] = {}
        if one.id in effects:
            others = {key: value for key, value in one.effects.items() if key != fact.key}
            touched["effects"] = {**others, fact.key: effect(*effects[one.id])}
        if one.id == fact.introduced_by:
            touched["introduces"] = (*(was for was in one.introduces if was.id != made.id), made)
        controls.append(replace(one, **touched) if touched else one)
    standing = tuple(one for one in modelled.portfolio.scenarios if one.id != made.id)
    if not fact.introduced_by:
        standing = (*standing, made)
    return quant.Portfolio(standing, tuple(controls), modelled.portfolio.dependence)


def _figures(
    modelled: Modelled, fact: ScenarioFact, own: quant.Portfolio, after: quant.Portfolio, *, counts: bool
) -> tuple[Moved, ...]:
    given = modelled.in_force
    now = modelled.portfolio.moments(given)
    mine = own.moments().mean
    found = [_moved(modelled, _("This scenario, expected a year"), now.by_scenario.get(fact.key), mine)]
    if not counts or (fact.introduced_by and fact.introduced_by not in given):
        return tuple(found)
    found.append(_moved(modelled, _("All scenarios, expected a year"), now.mean, after.moments(given).mean))
    worst = _worst(after, modelled)
    if worst is not None:
        found.append(_moved(modelled, _("Worst year in twenty starts at"), _worst(modelled.portfolio, modelled), worst))
    return tuple(found)


def _before(modelled: Modelled, scenario: quant.Scenario) -> LossDistribution:
    """The scenario as it is believed now, computed once for a model."""
    kept, key = modelled.portfolio.kept, ("risk pages: alone", scenario.id)
    if key not in kept:
        kept[key] = plot.alone(modelled, scenario, modelled.in_force).aggregate(log2=plot.LOG2)
    found: LossDistribution = kept[key]
    return found


def _worst(portfolio: quant.Portfolio, modelled: Modelled) -> float | None:
    """Where the worst year in twenty starts, computed once for a portfolio; None where that cannot be told."""
    key = ("risk pages: worst", modelled.in_force)
    if key not in portfolio.kept:
        try:
            portfolio.kept[key] = portfolio.aggregate(modelled.in_force, log2=LOG2_OF_ALL).var(0.95)
        except quant.UnsupportedQuantile:
            portfolio.kept[key] = None
    found: float | None = portfolio.kept[key]
    return found


def _moved(modelled: Modelled, label: str, before: float | None, after: float) -> Moved:
    currency = modelled.currency
    if before is None:
        return Moved(label, _("not counted"), short(after, currency), "")
    change = after - before
    if abs(change) < 0.5:
        return Moved(label, short(before, currency), short(after, currency), _("no change"))
    told = _("%s more") if change > 0 else _("%s less")
    return Moved(label, short(before, currency), short(after, currency), told % short(abs(change), currency))


def bets(found: Sequence[tuple[str, str, Values]], currency: str) -> list[Bet]:
    """The equal bet of each range: by its prefix in the form, its part and its values."""
    return [Bet(prefix, bet_says(part, values, currency)) for prefix, part, values in found]


def bet_says(part: str, values: Values, currency: str) -> str:
    """The question that tells whether a range is as wide as its author believes."""
    low, high = values.low or 0.0, values.high or 0.0
    told = between(low, high, currency)
    if part == "frequency":
        told = _("%(low)s to %(high)s") % {"low": rate(low), "high": rate(high)}
    says = _(
        "You win the same sum either way. Which would you rather bet on: that the truth lies in %s, or a wheel that "
        "wins nine times in ten?"
    )
    return says % told
