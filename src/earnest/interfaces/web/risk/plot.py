"""Loss exceedance drawn in a moment, in percent of its box: for pages on which it moves while people type.

The chance is on a logarithmic axis from certain down to one year in a thousand, the loss on a logarithmic one.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from earnest.core.risks.queries import Modelled
from earnest.engines import quant
from earnest.engines.documents.charts.amounts import chance_at, log_ticks
from earnest.engines.quant.distribution import LossDistribution
from earnest.interfaces.web.risk.money import chance as told
from earnest.interfaces.web.risk.money import short

LEAST = 1e-3
HEIGHT = 220
LOG2 = 12
POINTS = 48
DECADES = 1e-3
Points = tuple[tuple[float, float], ...]
Drawn = tuple[str, str, LossDistribution]
"""The name of a curve, its class, and the distribution that it shows."""


@dataclass(frozen=True)
class Line:
    """A curve as the points of a polyline in a box of 100 by 100. `look` is its class, `name` what it shows."""

    name: str
    look: str
    points: str


@dataclass(frozen=True)
class Plot:
    """`ticks` are (place in percent, amount), `grid` (pixels from the top, words); `rows` stand behind it."""

    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, str], ...]
    grid: tuple[tuple[float, str], ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    height: int = HEIGHT


def alone(modelled: Modelled, scenario: quant.Scenario, given: Collection[str]) -> quant.Portfolio:
    """One scenario with the controls that act on it, cut from the others."""
    controls = tuple(
        replace(one, effects={scenario.id: one.effects[scenario.id]}, introduces=())
        for one in modelled.portfolio.controls
        if scenario.id in one.effects and one.id in given
    )
    return quant.Portfolio((scenario,), controls)


def scenario_of(portfolio: quant.Portfolio, key: str) -> quant.Scenario | None:
    """The scenario of a key, introduced ones included."""
    return next((one for one, _owner in portfolio.everything if one.id == key), None)


def of_scenario(modelled: Modelled, key: str) -> Plot | None:
    """The curve of one scenario, with the controls that act on it and without them."""
    scenario = scenario_of(modelled.portfolio, key)
    if scenario is None:
        return None
    portfolio = alone(modelled, scenario, modelled.in_force)
    curves: list[Drawn] = [(_("with our controls"), "crv", portfolio.aggregate(log2=LOG2))]
    if portfolio.controls:
        curves.append((_("without controls"), "ghost", portfolio.aggregate((), log2=LOG2)))
    return drawn(curves, modelled.currency)


def drawn(curves: Sequence[Drawn], currency: str) -> Plot | None:
    """Curves on one pair of axes; None where nothing is above one year in a thousand."""
    high = max((_furthest(loss) for _name, _look, loss in curves), default=0.0)
    if high <= 0:
        return None
    low = high * DECADES
    across = _Axis(low, high)
    amounts = [low * (high / low) ** (number / (POINTS - 1)) for number in range(POINTS)]
    some = [(name, look, _points(loss, amounts)) for name, look, loss in curves]
    ticks = tuple((across.place(one), short(one, currency)) for one in log_ticks(low, high, 280, 56))
    return Plot(
        lines=tuple(Line(name, look, _polyline(points, across)) for name, look, points in some),
        ticks=ticks,
        grid=tuple((round(HEIGHT * _down(chance) / 100, 1), label) for chance, label in _chances()),
        heads=(_("More than"), *(name for name, _look, _points in some)),
        rows=tuple(
            (short(amount, currency), *(_chance(points, amount) for _name, _look, points in some))
            for amount in log_ticks(low, high, 280, 40)
        ),
    )


def _furthest(loss: LossDistribution) -> float:
    """The greatest loss whose chance is drawn."""
    found = loss.curve(POINTS)
    pairs = zip(found.losses.tolist(), found.probabilities.tolist(), strict=True)
    return max((amount for amount, chance in pairs if chance >= LEAST), default=0.0)


def _points(loss: LossDistribution, amounts: Sequence[float]) -> Points:
    """The chance of more than each amount, as far down as is drawn."""
    pairs = ((amount, loss.exceedance(amount)) for amount in amounts if amount <= loss.top)
    return tuple((amount, chance) for amount, chance in pairs if chance >= LEAST)


@dataclass(frozen=True)
class _Axis:
    low: float
    high: float

    def place(self, amount: float) -> float:
        share = math.log(max(amount, self.low) / self.low) / math.log(self.high / self.low)
        return round(100 * min(max(share, 0.0), 1.0), 2)


def _down(chance: float) -> float:
    """How far down a chance stands, in percent."""
    return 100 * math.log(max(chance, LEAST)) / math.log(LEAST)


def _polyline(points: Points, across: _Axis) -> str:
    return " ".join(f"{across.place(amount):.2f},{_down(chance):.2f}" for amount, chance in points)


def _chances() -> list[tuple[float, str]]:
    return [
        (1.0, _("certain")),
        (0.5, _("1 year in 2")),
        (0.1, _("1 in 10")),
        (0.01, _("1 in 100")),
        (LEAST, _("1 in 1,000")),
    ]


def _chance(points: Points, amount: float) -> str:
    found = chance_at(points, amount)
    return _("under %s") % told(LEAST) if found is None else told(found)
