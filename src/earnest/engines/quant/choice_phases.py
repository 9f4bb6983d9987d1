"""Investments over several years, a budget for each: what to start when, for the least discounted expected loss.

Variables say whether an investment is in force in a year; once started it stays. A year's losses and annual costs are
discounted by (1 + rate) to the power of the year, the first year being 0; `cost` is paid in the year of the start.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from earnest.engines.quant.choice_enumeration import Relaxation
from earnest.engines.quant.choice_greedy import exchanged, greedy, rounded
from earnest.engines.quant.choice_investments import Demands, Investment, demands
from earnest.engines.quant.choice_losses import base_controls, effects, expected_losses, in_force
from earnest.engines.quant.choice_model import BUDGET_ROW, Problem, build
from earnest.engines.quant.choice_program import Flags, Floats, Program
from earnest.engines.quant.choice_search import search
from earnest.engines.quant.errors import QuantError, number
from earnest.engines.quant.portfolio import Portfolio

MOST_YEARS = 10
PROVEN_GAP = 1e-6
FITTING_SECONDS = 5.0


@dataclass(frozen=True)
class PhasedSelection:
    """What to start in which year, and what is proven about it.

    `starts` maps each chosen investment to its year (0 is the first). `value` is the discounted sum of residual loss,
    introduced loss and annual costs, currency; no permitted plan is below `bound`. `by_year` is not discounted.
    """

    starts: Mapping[str, int]
    value: float
    bound: float
    gap: float
    cost_by_year: tuple[float, ...]
    by_year: tuple[float, ...]
    method: str
    seconds: float
    proven: bool

    def started_in(self, year: int) -> frozenset[str]:
        return frozenset(name for name, start in self.starts.items() if start == year)


def phase(
    portfolio: Portfolio,
    investments: Sequence[Investment],
    budgets_by_year: Sequence[float],
    *,
    base: Collection[str] = (),
    discount_rate: float = 0.0,
    time_limit: float = 20.0,
) -> PhasedSelection:
    """The best plan within each year's budget; money left over does not carry to the next year.

    A prerequisite starts in the same year or before; exclusions hold in every year; a must-have is in force by the last
    year. Raises QuantError when the must-haves cannot be fitted into the years.
    """
    begun = time.perf_counter()
    wanted = demands(investments)
    budgets = _budgets(budgets_by_year)
    rate = number(discount_rate, "discount_rate", low=-0.5, high=1.0)
    seconds = number(time_limit, "time_limit", high=86_400.0)
    working = base_controls(portfolio, base)
    problem = build(wanted, expected_losses(effects(portfolio, wanted, working), wanted))
    weights: Floats = np.array([(1.0 + rate) ** -year for year in range(len(budgets))])
    program = _over_years(problem, budgets, weights)
    planner = _start(problem, program, budgets)
    found = search(program, planner.plan(None), begun + seconds, lambda fractions, _: planner.plan(fractions))
    in_year = found.choice.reshape(len(budgets), -1)[:, : problem.count] > 0.5
    plan = _selection(portfolio, wanted, working, in_year, weights, found.bound)
    return replace(plan, seconds=time.perf_counter() - begun)


def _budgets(budgets: Sequence[float]) -> Floats:
    if not 1 <= len(budgets) <= MOST_YEARS:
        what = f"{len(budgets)} years"
        raise QuantError(what, field="budgets_by_year", remedy=f"Give a budget for each of 1 to {MOST_YEARS} years.")
    return np.array([number(one, f"budgets_by_year[{year}]") for year, one in enumerate(budgets)])


def _over_years(problem: Problem, budgets: Floats, weights: Floats) -> Program:
    """One copy of the program a year, tied by what stays in force and by what each year's starts cost."""
    one, years = problem.program, len(budgets)
    size, losses, count = one.size, len(one.base), problem.count
    others = np.delete(one.rows, BUDGET_ROW, axis=0)
    rows = [np.kron(np.eye(years), others)]
    high = [np.tile(np.delete(one.high, BUDGET_ROW), years)]
    logs = np.zeros((size * years, losses * years))
    for year in range(years):
        logs[year * size : (year + 1) * size, year * losses : (year + 1) * losses] = one.logs
        spent = np.zeros((1, size * years))
        spent[0, year * size : year * size + count] = problem.wanted.cost / problem.budget_scale
        if year:
            stays = np.zeros((count, size * years))
            stays[:, (year - 1) * size : (year - 1) * size + count] = np.eye(count)
            stays[:, year * size : year * size + count] = -np.eye(count)
            spent[0, (year - 1) * size : (year - 1) * size + count] = -spent[0, year * size : year * size + count]
            rows.append(stays)
            high.append(np.zeros(count))
        rows.append(spent)
        high.append(np.array([budgets[year] / problem.budget_scale]))
    table = np.concatenate(rows)
    lower = np.zeros(size * years)
    lower[(years - 1) * size :] = one.lower
    return Program(
        linear=np.outer(weights, one.linear).ravel(),
        base=np.outer(weights, one.base).ravel(),
        logs=logs,
        carrier=np.concatenate([np.where(one.carrier < 0, -1, one.carrier + year * size) for year in range(years)]),
        rows=table,
        low=np.full(len(table), -np.inf),
        high=np.concatenate(high),
        lower=lower,
        upper=np.tile(one.upper, years),
    )


@dataclass(frozen=True, eq=False)
class _Planner:
    """Plans that keep every year's budget: must-haves in their years, then greedy and exchanges year by year."""

    problem: Problem
    budgets: Floats
    musts: Flags  # [years, k]: which must-haves are in force in which year at the latest

    def plan(self, fractions: Floats | None) -> Floats:
        """All variables of all years; `fractions` of a linear program say what to try first."""
        wanted, problem = self.problem.wanted, self.problem
        years: list[Floats] = []
        before = np.zeros(problem.count, dtype=np.bool_)
        for year, budget in enumerate(self.budgets):
            held = before | self.musts[year]
            later = self.musts[-1] & ~held
            here = replace(wanted, must=held, never=wanted.never | later)
            limit = float(budget + wanted.cost @ before)
            if fractions is None:
                choice = exchanged(here, problem.values, limit, greedy(here, problem.values, limit))
            else:
                share = fractions.reshape(len(self.budgets), -1)[year]
                choice = rounded(here, problem.values, limit, share)
            years.append(problem.lifted(choice[None, :])[0])
            before = choice
        return np.concatenate(years)


def _start(problem: Problem, program: Program, budgets: Floats) -> _Planner:
    """A planner whose must-haves fit the years, or QuantError when they cannot."""
    wanted, years = problem.wanted, len(budgets)
    musts = np.zeros((years, problem.count), dtype=np.bool_)
    if wanted.must.any():
        empty = replace(program, base=np.zeros(0), logs=np.zeros((program.size, 0)), carrier=np.zeros(0, np.int64))
        only = np.tile(wanted.must.astype(np.float64), (years, 1))
        upper = np.concatenate([only, np.ones((years, program.size // years - problem.count))], axis=1)
        early = np.tile(np.append(wanted.must, np.zeros(program.size // years - problem.count)), years)
        fitted = replace(empty, linear=-early.astype(np.float64), upper=np.minimum(program.upper, upper.ravel()))
        answer = Relaxation(fitted).solve(whole=True, seconds=FITTING_SECONDS)
        found = None if answer.values is None else np.rint(answer.values[: program.size])
        if found is None or not fitted.keeps(found[None, :])[0]:
            what = "the must-haves do not fit into the years' budgets"
            remedy = "Raise a budget, give more years, or release a must-have."
            raise QuantError(what, field="budgets_by_year", remedy=remedy)
        musts = found.reshape(years, -1)[:, : problem.count] > 0.5
    return _Planner(problem, budgets, musts)


def _selection(
    portfolio: Portfolio, wanted: Demands, base: frozenset[str], in_year: Flags, weights: Floats, bound: float
) -> PhasedSelection:
    """The plan with its value worked out again by the portfolio's own moments."""
    starts: dict[str, int] = {}
    yearly: list[float] = []
    paid: list[float] = []
    for year, choice in enumerate(in_year):
        chosen = wanted.chosen(choice.astype(np.float64))
        fresh = sorted(chosen - set(starts))
        starts.update(dict.fromkeys(fresh, year))
        cost = {one.id: (one.cost, one.annual_cost) for one in wanted.investments}
        paid.append(math.fsum(cost[name][0] for name in fresh))
        annual = math.fsum(cost[name][1] for name in chosen)
        yearly.append(portfolio.moments(in_force(wanted, base, chosen)).mean + annual)
    value = math.fsum(weight * one for weight, one in zip(weights, yearly, strict=True))
    bound = min(bound, value)
    gap = (value - bound) / value if value > 0 else 0.0
    method = "enumeration and tangent cuts over the years, HiGHS"
    return PhasedSelection(starts, value, bound, gap, tuple(paid), tuple(yearly), method, 0.0, gap <= PROVEN_GAP)
