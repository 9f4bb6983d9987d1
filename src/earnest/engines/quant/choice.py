"""Choosing investments: the best set for a budget, the frontier over budgets, and what to drop first.

The objective is in currency a year and smaller is better: residual loss + introduced loss + annual cost of what is
chosen. The loss is the expected one ("expected") or the mean of the worst year in a hundred ("tvar99"). The budget
limits the sum of `cost`, which does not enter the objective. Every value is worked out again with the portfolio's own
moments or distribution, and comes with a bound that no permitted set is below.

Among sets of equal value, what changes nothing is left out and earlier ids are preferred, so answers repeat and do not
depend on the order of the input.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from earnest.engines.quant.choice_greedy import exchanged, greedy, rounded, settled
from earnest.engines.quant.choice_investments import Demands, Investment, affordable, demands
from earnest.engines.quant.choice_losses import base_controls, effects, expected_losses, in_force
from earnest.engines.quant.choice_model import Problem, build
from earnest.engines.quant.choice_phases import PhasedSelection, phase
from earnest.engines.quant.choice_program import Flags, Floats, Program
from earnest.engines.quant.choice_search import quick_bound, search
from earnest.engines.quant.choice_tail import TailProblem
from earnest.engines.quant.errors import QuantError, number
from earnest.engines.quant.portfolio import Portfolio

__all__ = [
    "Drop",
    "Investment",
    "PhasedSelection",
    "Reduction",
    "Selection",
    "drop_first",
    "frontier",
    "instant",
    "optimize",
    "phase",
]

Objective = Literal["expected", "tvar99"]
PROVEN_GAP = 1e-6
QUICK_SECONDS = 2.0
MOST_BUDGETS = 200


@dataclass(frozen=True)
class Selection:
    """A set of investments and what is proven about it.

    `value` is the objective, currency a year; no permitted set is below `bound`; `gap` = (value - bound) / value.
    `cost` is this year's money. `proven` means a gap of at most 1e-6. `dominated` marks a point of a frontier at which
    a smaller budget gives a value as good.
    """

    chosen: frozenset[str]
    value: float
    bound: float
    gap: float
    cost: float
    method: str
    seconds: float
    proven: bool
    budget: float
    dominated: bool = False


@dataclass(frozen=True)
class Drop:
    """One step of a reduction: what goes (with all that requires it), money saved, and what it adds to the value."""

    dropped: frozenset[str]
    saved: float
    added: float


@dataclass(frozen=True)
class Reduction:
    """`kept` is the best set for the smaller budget; `order` says what to drop first to get there."""

    kept: Selection
    order: tuple[Drop, ...]
    before: float


def optimize(
    portfolio: Portfolio,
    investments: Sequence[Investment],
    budget: float,
    *,
    objective: Objective = "expected",
    base: Collection[str] = (),
    exact: bool = True,
    time_limit: float = 10.0,
) -> Selection:
    """The best set of investments within `budget`; proven for "expected" unless `time_limit` (seconds) cuts it short.

    Raises QuantError, with field and remedy, for demands that contradict each other or do not fit the budget.
    """
    chooser = _chooser(portfolio, investments, objective, base)
    limit = affordable(chooser.wanted, budget)
    return chooser.best(limit, exact=exact, seconds=_seconds(time_limit))


def instant(
    portfolio: Portfolio,
    investments: Sequence[Investment],
    budget: float,
    *,
    objective: Objective = "expected",
    base: Collection[str] = (),
    time_limit: float = 3.0,
) -> Selection:
    """A good set at once: greedy and exchanges, with the gap to a bound from one small linear program.

    `time_limit` (seconds) ends the exchanges of very large problems early.
    """
    return optimize(portfolio, investments, budget, objective=objective, base=base, exact=False, time_limit=time_limit)


def frontier(
    portfolio: Portfolio,
    investments: Sequence[Investment],
    budgets: Sequence[float],
    *,
    objective: Objective = "expected",
    base: Collection[str] = (),
    exact: bool = True,
    time_limit: float = 30.0,
) -> tuple[Selection, ...]:
    """The best set for each budget, in the order given; a larger budget never has a worse value.

    `time_limit` (seconds) is for the whole frontier. Budgets are worked from the largest down: a set that is proven
    best and fits a smaller budget is best there too, and the bound of a larger budget holds for every smaller one.
    """
    chooser = _chooser(portfolio, investments, objective, base)
    if len(budgets) > MOST_BUDGETS:
        remedy = f"Give at most {MOST_BUDGETS}."
        raise QuantError(f"{len(budgets)} budgets", field="budgets", remedy=remedy)
    limits = [affordable(chooser.wanted, budget, f"budgets[{place}]") for place, budget in enumerate(budgets)]
    points = _points(chooser, sorted(set(limits), reverse=True), exact=exact, seconds=_seconds(time_limit))
    return tuple(points[limit] for limit in limits)


def drop_first(
    portfolio: Portfolio,
    owned: Sequence[Investment],
    cut: float,
    *,
    objective: Objective = "expected",
    base: Collection[str] = (),
    exact: bool = True,
    time_limit: float = 10.0,
) -> Reduction:
    """What to keep and what to drop first when the money for what is `owned` is cut by the share `cut` (0 to 1).

    The order drops next what adds least to the value for the money it saves, given what is still there.
    """
    chooser = _chooser(portfolio, owned, objective, base)
    share = number(cut, "cut", high=1.0)
    limit = affordable(chooser.wanted, (1.0 - share) * float(chooser.wanted.cost.sum()), "cut")
    kept = chooser.best(limit, exact=exact, seconds=_seconds(time_limit))
    everything = ~chooser.wanted.never
    order, before = _order(chooser, everything, kept)
    return Reduction(kept, order, before)


class _Chooser:
    """One portfolio, its investments and an objective; answers for any budget."""

    def __init__(self, portfolio: Portfolio, wanted: Demands, objective: Objective, base: frozenset[str]) -> None:
        self.wanted, self.objective = wanted, objective
        self.portfolio, self.base = portfolio, base
        found = effects(portfolio, wanted, base)
        self.problem = build(wanted, expected_losses(found, wanted))
        self.tail = TailProblem(portfolio, wanted, base, found) if objective == "tvar99" else None

    def values(self, choices: Flags) -> Floats:
        return self.problem.values(choices) if self.tail is None else self.tail.values(choices)

    def best(self, budget: float, *, exact: bool, seconds: float) -> Selection:
        begun = time.perf_counter()
        if self.tail is not None:
            choice, bound, method = self.tail.best(self.problem, budget, exact=exact, deadline=begun + seconds)
        elif exact:
            choice, bound, method = _exact(self.problem, budget, begun + seconds)
        else:
            choice, bound, method = _quick(self.problem, budget, begun + seconds)
        if self.tail is None:
            choice = settled(self.wanted, self.values, budget, choice, begun + seconds)
        return self.selection(choice, bound, budget, method, time.perf_counter() - begun)

    def flags(self, chosen: Collection[str]) -> Flags:
        return np.array([name in chosen for name in self.wanted.ids], dtype=np.bool_)

    def selection(self, choice: Flags, bound: float, budget: float, method: str, seconds: float) -> Selection:
        chosen = self.wanted.chosen(choice.astype(np.float64))
        value = self.verified(chosen, choice)
        bound = min(bound, value)
        gap = (value - bound) / value if value > 0 else 0.0
        cost = math.fsum(one.cost for one in self.wanted.investments if one.id in chosen)
        return Selection(chosen, value, bound, gap, cost, method, seconds, gap <= PROVEN_GAP, budget)

    def verified(self, chosen: frozenset[str], choice: Flags) -> float:
        """The value by the portfolio's own moments or distribution."""
        if self.tail is not None:
            return float(self.tail.values(choice[None, :])[0])
        given = in_force(self.wanted, self.base, chosen)
        annual = math.fsum(one.annual_cost for one in self.wanted.investments if one.id in chosen)
        return self.portfolio.moments(given).mean + annual


def _chooser(
    portfolio: Portfolio, investments: Sequence[Investment], objective: Objective, base: Collection[str]
) -> _Chooser:
    if objective not in ("expected", "tvar99"):
        remedy = 'Give "expected" or "tvar99".'
        raise QuantError(f"{objective!r} is not an objective", field="objective", remedy=remedy)
    return _Chooser(portfolio, demands(investments), objective, base_controls(portfolio, base))


def _seconds(limit: float) -> float:
    return number(limit, "time_limit", low=0.0, high=86_400.0)


def _quick(problem: Problem, budget: float, deadline: float) -> tuple[Flags, float, str]:
    wanted = problem.wanted
    choice = _opening(problem, budget, deadline)
    seconds = min(QUICK_SECONDS, max(deadline - time.perf_counter(), 0.0))
    bound, fractions = quick_bound(problem.at(budget), problem.lifted(choice[None, :])[0], seconds)
    if fractions is not None:
        other = rounded(wanted, problem.values, budget, fractions, deadline)
        choice = min(choice, other, key=problem.value)
    return choice, bound, "greedy and exchanges; bound by linear program"


def _opening(problem: Problem, budget: float, deadline: float) -> Flags:
    wanted, values = problem.wanted, problem.values
    return exchanged(wanted, values, budget, greedy(wanted, values, budget, deadline=deadline), deadline)


def _exact(problem: Problem, budget: float, deadline: float) -> tuple[Flags, float, str]:
    wanted, program = problem.wanted, problem.at(budget)
    start = _opening(problem, budget, deadline)

    def improve(fractions: Floats, _: Program) -> Floats:
        return np.asarray(problem.lifted(rounded(wanted, problem.values, budget, fractions, deadline)[None, :])[0])

    found = search(program, problem.lifted(start[None, :])[0], deadline, improve)
    return found.choice[: problem.count] > 0.5, found.bound, "enumeration and tangent cuts, HiGHS"


def _points(chooser: _Chooser, falling: list[float], *, exact: bool, seconds: float) -> dict[float, Selection]:
    deadline = time.perf_counter() + seconds
    points: list[Selection] = []
    for place, budget in enumerate(falling):
        last = points[-1] if points else None
        if last is not None and last.proven and last.cost <= budget:
            points.append(replace(last, budget=budget, seconds=0.0, method="as for the larger budget"))
            continue
        share = max(deadline - time.perf_counter(), 0.0) / (len(falling) - place)
        found = chooser.best(budget, exact=exact, seconds=share)
        if last is not None and last.cost <= budget and last.value < found.value:
            found = replace(found, chosen=last.chosen, value=last.value, cost=last.cost)
        points.append(found if last is None else _bounded(found, max(found.bound, last.bound)))
    return _carried(points[::-1])


def _bounded(point: Selection, bound: float) -> Selection:
    bound = min(bound, point.value)
    gap = (point.value - bound) / point.value if point.value > 0 else 0.0
    return replace(point, bound=bound, gap=gap, proven=gap <= PROVEN_GAP)


def _carried(rising: list[Selection]) -> dict[float, Selection]:
    """A larger budget takes over the set of a smaller one when its own is no better."""
    points: dict[float, Selection] = {}
    before: Selection | None = None
    for found in rising:
        point = found
        if before is not None and point.value >= before.value - 1e-12 * abs(before.value):
            kept = replace(point, chosen=before.chosen, value=before.value, cost=before.cost, dominated=True)
            point = _bounded(kept, point.bound)
        points[point.budget] = before = point
    return points


def _order(chooser: _Chooser, everything: Flags, kept: Selection) -> tuple[tuple[Drop, ...], float]:
    wanted, choice = chooser.wanted, everything
    goal = chooser.flags(kept.chosen)
    value = before = float(chooser.values(choice[None, :])[0])
    order: list[Drop] = []
    while (choice & ~goal).any():
        moves = choice & ~wanted.up[:, choice & ~goal].T
        values = chooser.values(moves)
        saved = (choice & ~moves) @ wanted.cost
        rate = (values - value) / np.maximum(saved, 1e-9 * max(float(wanted.cost.max()), 1e-9))
        best = int(np.argmin(rate))
        gone = wanted.chosen((choice & ~moves[best]).astype(np.float64))
        order.append(Drop(gone, float(saved[best]), float(values[best]) - value))
        choice, value = moves[best], float(values[best])
    return tuple(order), before
