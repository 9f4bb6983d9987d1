"""Net value of a control: the loss it removes, less the loss it brings in, less what it costs. Currency a year.

Expected losses are in closed form, so each draw of the uncertain estimates is exact. They depend on which other
controls are in force, because overlapping controls share what they remove. A scenario that the control makes worse
counts, in each draw, as loss brought in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from earnest.engines.quant.errors import QuantError, number
from earnest.engines.quant.ranges import Pert, checked
from earnest.engines.quant.year import chance_that_a_year_pays

if TYPE_CHECKING:
    from earnest.engines.quant.portfolio import Portfolio

Floats = NDArray[np.float64]

SURE = 0.95


class Verdict(StrEnum):
    """Whether a control is worth what it costs and brings in."""

    EARNS = "earns"
    COSTS_MORE = "costs_more"
    UNDECIDED = "undecided"
    UNSTATED = "unstated"
    UNESTIMATED = "unestimated"

    @property
    def words(self) -> str:
        return {
            Verdict.EARNS: "earns its place",
            Verdict.COSTS_MORE: "costs more than it gives",
            Verdict.UNDECIDED: "cannot tell yet",
            Verdict.UNSTATED: "nobody has said what it brings in",
            Verdict.UNESTIMATED: "nobody has estimated what it does",
        }[self]


@dataclass(frozen=True, eq=False)
class Spread:
    """An uncertain amount, as equally likely `samples`; `low` to `high` holds nine in ten."""

    samples: Floats

    @property
    def mean(self) -> float:
        return float(self.samples.mean())

    @property
    def low(self) -> float:
        return self.quantile(0.05)

    @property
    def high(self) -> float:
        return self.quantile(0.95)

    def quantile(self, p: float) -> float:
        return float(np.quantile(self.samples, number(p, "p", high=1.0)))


@dataclass(frozen=True, eq=False)
class NetValue:
    """What `controls` together are worth, the others in force; amounts in currency a year.

    `net` = `removed` - `introduced` - `cost`. `probability` that the expected net worth is above 0. `in_a_year`: chance
    that one year's saving exceeds what that year's cost and introduced losses are, at the central estimate; None
    where it has no closed way. `by_scenario`: mean change by scenario id: removed above 0, brought in below.
    """

    controls: tuple[str, ...]
    removed: Spread
    introduced: Spread
    cost: Spread
    net: Spread
    probability: float
    in_a_year: float | None
    verdict: Verdict
    by_scenario: Mapping[str, float]

    def sentence(self, money: Callable[[float], str]) -> str:
        """The verdict with its figures, in words; `money` writes an amount."""
        words = self.verdict.words
        if self.verdict is Verdict.UNESTIMATED:
            return f"{words[0].upper()}{words[1:]}: it costs {money(self.cost.mean)} a year, and what for is not known."
        net = f"{money(self.net.mean)} a year on balance ({money(self.net.low)} to {money(self.net.high)})"
        because = (
            f"it removes {money(self.removed.mean)} of expected loss, brings in {money(self.introduced.mean)} "
            f"and costs {money(self.cost.mean)}"
        )
        return f"{words[0].upper()}{words[1:]}: {net}; {because}."


def net_value(
    portfolio: Portfolio,
    controls: str | Collection[str],
    given: Collection[str] | None,
    annual_cost: float | Pert | None,
    count: int,
    seed: int,
) -> NetValue:
    """See `Portfolio.net_value`."""
    bundle = portfolio.in_force((controls,) if isinstance(controls, str) else controls, "controls")
    if not bundle:
        raise QuantError("no control named", field="controls", remedy="Name at least one control.")
    names = tuple(sorted(bundle))
    others = portfolio.in_force(given) - bundle
    draws = portfolio.draw(count, seed)
    removed, introduced = np.zeros(draws.count), np.zeros(draws.count)
    by_scenario: dict[str, float] = {}
    for scenario, owner in portfolio.everything:
        own = owner in bundle
        if not own and not bundle.intersection(portfolio.touching(scenario.id)):
            continue
        if not own and owner is not None and owner not in others:
            continue
        after = draws.expected_loss(scenario, others | bundle)
        saved = -after if own else draws.expected_loss(scenario, others) - after
        removed += np.maximum(saved, 0.0)
        introduced += np.maximum(-saved, 0.0)
        by_scenario[scenario.id] = float(saved.mean())
    if annual_cost is None:
        cost = np.sum([draws.cost(name) for name in names], axis=0)
    else:
        stated = checked(annual_cost, "annual_cost", high=1e15)
        cost = draws.stated_cost("\0".join(names), stated)  # type: ignore[arg-type]  # a float or Pert stays one
    net = removed - introduced - cost
    probability = float(np.mean(net > 0.0) + np.mean(net == 0.0) / 2.0)
    known = any(portfolio.control(name).effects or portfolio.control(name).introduces for name in names)
    said = all(portfolio.control(name).says_what_it_brings for name in names)
    in_a_year = chance_that_a_year_pays(portfolio, others, bundle, float(cost.mean()))
    return NetValue(
        names,
        Spread(removed),
        Spread(introduced),
        Spread(cost),
        Spread(net),
        probability,
        in_a_year,
        _verdict(probability, said) if known else Verdict.UNESTIMATED,
        by_scenario,
    )


def _verdict(probability: float, said: bool) -> Verdict:
    if probability <= 1.0 - SURE + 1e-12:
        return Verdict.COSTS_MORE
    if not said:
        return Verdict.UNSTATED
    return Verdict.EARNS if probability >= SURE else Verdict.UNDECIDED
