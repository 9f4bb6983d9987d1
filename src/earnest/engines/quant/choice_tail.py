"""The choice for the mean loss of the worst year in a hundred (tail value at risk at 99 %).

Values are exact on the portfolio's grid. The set comes from greedy and exchanges, so it is proven only when few enough
sets are permitted to look at all of them, or when the bound closes the gap.

The bound. TVaR is the largest mean of the loss under any reweighting Q of the years by at most 100, so the Q that is
worst for one set y bounds every set x from below. Under it, for sets x and y coupled event by event (a control that
reduces frequency keeps each event with that chance, independently of all else):

    E_Q[S_s(x)] >= (A_s - m_s) k_s(x) + m_s(x),

m_s(x) the mean loss of scenario s with x, m_s that with y, A_s = E_Q[S_s(y)] >= m_s its share of the tail of y, and
k_s(x) the part of y's events that x keeps, times the ratio of severities. Both terms are products over the investments
chosen, so the least of their sum is found by the exact search for expected loss. A_s is bounded from below by what the
TVaR of y loses when the severity of s falls by a share e, over e, since TVaR is convex in e. Losses of one year are
independent or rise together (one common factor), which A_s >= m_s and the bound on events not in y rest on.
"""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np
from scipy.optimize import linprog

from earnest.engines.quant.choice_greedy import exchanged, greedy, rounded
from earnest.engines.quant.choice_investments import Demands
from earnest.engines.quant.choice_losses import Effects, in_force, offers
from earnest.engines.quant.choice_model import Losses, Problem, build
from earnest.engines.quant.choice_program import Flags, Floats, Program
from earnest.engines.quant.choice_search import Improve, quick_bound, search
from earnest.engines.quant.controls import Control, Effect
from earnest.engines.quant.portfolio import Portfolio

LEVEL = 0.99
FALL = 0.05  # share by which a severity falls in the probe of its part of the tail
MOST_SETS = 512
MOST_PROBES = 150
TURNS = 3
MOST_TURNS = 20
SHARE_TO_PROVE = 0.6
LARGEST_GROWTH = 1e9


class TailProblem:
    """The objective TVaR99 + annual cost for one portfolio and its investments, at any budget."""

    def __init__(self, portfolio: Portfolio, wanted: Demands, base: frozenset[str], found: Effects) -> None:
        self.portfolio, self.wanted, self.base, self.found = portfolio, wanted, base, found
        given, none = offers(found, wanted), found.base
        self._frequency = build(wanted, Losses(none, found.frequency, found.brought_by, given)).program.logs
        self._severity = build(wanted, Losses(none, found.severity, found.brought_by, given)).program.logs
        self._known: dict[frozenset[str], float] = {}
        self._probes: Portfolio | None = None

    def values(self, choices: Flags) -> Floats:
        """TVaR99 of a year's loss plus annual cost of each choice, currency a year: bool [c, k] to [c]."""
        return np.array([self._value(self.wanted.chosen(choice.astype(np.float64))) for choice in choices])

    def _value(self, chosen: frozenset[str]) -> float:
        annual = math.fsum(one.annual_cost for one in self.wanted.investments if one.id in chosen)
        given = in_force(self.wanted, self.base, chosen)
        if given not in self._known:
            self._known[given] = self.portfolio.aggregate(given).tvar(LEVEL)
        return self._known[given] + annual

    def best(self, problem: Problem, budget: float, *, exact: bool, deadline: float) -> tuple[Flags, float, str]:
        """A good set, a bound that no permitted set is below, and how they were found."""
        permitted = self._permitted(budget) if exact else None
        if permitted is not None:
            values = self.values(permitted)
            place = int(np.argmin(values))
            return permitted[place], float(values[place]), "every permitted set looked at"
        choice = _descended(problem, problem.program, budget, None)
        bound = -math.inf
        for _ in range(TURNS if exact else 1):
            program = self.bounding(problem, choice)
            bound = max(bound, self._quick(problem, program, budget, choice))
            other = _descended(problem, program, budget, choice)
            if self.values(other[None, :])[0] >= self.values(choice[None, :])[0] or time.perf_counter() > deadline:
                break
            choice = other
        if exact:
            choice, bound = self._proven(problem, budget, choice, bound, deadline)
        return choice, bound, "descent on the tail, exact values; bound by the worst years of one set"

    def _quick(self, problem: Problem, program: Program, budget: float, choice: Flags) -> float:
        limited = replace(problem, program=program).at(budget)
        return quick_bound(limited, problem.lifted(choice[None, :])[0], 1.0)[0]

    def _proven(
        self, problem: Problem, budget: float, choice: Flags, bound: float, deadline: float
    ) -> tuple[Flags, float]:
        """Exchanges on exact values, then bounds from a mixture of worst years until the time is up.

        Each turn adds the worst years of the set that the bound so far thinks best, with the weights that make the
        least bound over the sets seen largest.
        """
        choice = exchanged(self.wanted, self.values, budget, choice, deadline - SHARE_TO_PROVE * _left(deadline))
        seen, bounds = [choice], [self.bounding(problem, choice)]
        while time.perf_counter() < deadline and len(bounds) <= MOST_TURNS:
            surrogate = replace(problem, program=_mixed(problem, bounds, np.array(seen)))
            limited, start = surrogate.at(budget), problem.lifted(choice[None, :])[0]
            found = search(limited, start, deadline, _improver(surrogate, budget))
            bound = max(bound, found.bound)
            other = found.choice[: problem.count] > 0.5
            value, best = self.values(np.array([other, choice]))
            if value < best:
                choice = exchanged(self.wanted, self.values, budget, other, time.perf_counter() + _left(deadline) / 4)
            if bound >= best * (1 - 1e-6) or any((other == one).all() for one in seen):
                break
            if time.perf_counter() < deadline:
                seen.append(other)
                bounds.append(self.bounding(problem, other))
        return choice, bound

    def _permitted(self, budget: float) -> Flags | None:
        """All permitted sets, when there are at most `MOST_SETS` to look through."""
        free = np.flatnonzero(~self.wanted.must & ~self.wanted.never)
        if 2 ** len(free) > MOST_SETS:
            return None
        sets = np.tile(self.wanted.must, (2 ** len(free), 1))
        sets[:, free] = (np.arange(2 ** len(free))[:, None] >> np.arange(len(free))) & 1 > 0
        return np.asarray(sets[self.wanted.keeps(sets, budget)])

    def bounding(self, problem: Problem, choice: Flags) -> Program:
        """The program whose value at any set is at most the TVaR of that set, and nearly equal to it at `choice`."""
        program = problem.program
        here = problem.lifted(choice[None, :])[0]
        means = program.losses(here[None, :])[0]
        excess = np.maximum(self._tail_parts(choice, means) - means, 0.0)
        on = here > 0.5
        frequency = np.where(on[:, None], np.maximum(self._frequency, 0.0), np.minimum(self._frequency, 0.0))
        logs = self._severity + frequency
        growth = np.exp(np.minimum(-(here @ logs), math.log(LARGEST_GROWTH) + 1.0))
        base = np.where(growth <= LARGEST_GROWTH, excess * growth, 0.0)
        used = base > 0.0
        return replace(
            program,
            base=np.concatenate([program.base, base[used]]),
            logs=np.concatenate([program.logs, logs[:, used]], axis=1),
            carrier=np.concatenate([program.carrier, program.carrier[used]]),
        )

    def _tail_parts(self, choice: Flags, means: Floats) -> Floats:
        """At most the part of each scenario in the TVaR of a choice, currency a year."""
        given = in_force(self.wanted, self.base, self.wanted.chosen(choice.astype(np.float64)))
        whole = self.portfolio.aggregate(given)
        level, top = whole.tvar(LEVEL), whole.step * whole.mass.size
        probed = self._probed()
        parts = means.copy()
        largest = np.argsort(-means, kind="stable")[: min(MOST_PROBES, len(probed.controls))]
        for place in largest[means[largest] > 0.0]:
            probe = _probe_name(self.found.scenarios[place])
            if probe not in {control.id for control in probed.controls}:
                continue
            fallen = probed.aggregate(given | {probe}, top=top).tvar(LEVEL)
            parts[place] = (level - fallen) / FALL
        return parts

    def _probed(self) -> Portfolio:
        """The portfolio with one more control a scenario, which lowers the severity of that one alone."""
        if self._probes is None:
            room = max(500 - len(self.portfolio.controls), 0)
            order = np.argsort(-self.found.base, kind="stable")[:room]
            names = [self.found.scenarios[place] for place in order]
            probes = tuple(Control(_probe_name(name), {name: Effect(severity=1.0 - FALL)}) for name in names)
            controls = self.portfolio.controls + probes
            self._probes = Portfolio(self.portfolio.scenarios, controls, self.portfolio.dependence)
        return self._probes


def _probe_name(scenario: str) -> str:
    return f"a fall of {scenario}"


def _mixed(problem: Problem, bounds: list[Program], seen: Flags) -> Program:
    """A mixture of bounding programs, itself one: weights from the game of bounds against the sets seen."""
    lifted = problem.lifted(seen)
    table = np.array([program.values(lifted) for program in bounds])  # [bounds, sets]
    scale = float(table.max())
    count = len(bounds)
    answer = linprog(
        np.append(np.zeros(count), -1.0),
        A_ub=np.column_stack([-table.T / scale, np.ones(len(seen))]),
        b_ub=np.zeros(len(seen)),
        A_eq=np.append(np.ones(count), 0.0)[None, :],
        b_eq=[1.0],
    )
    weights = np.maximum(answer.x[:count], 0.0) if answer.success else np.ones(count)
    used = [(weight / weights.sum(), one) for weight, one in zip(weights, bounds, strict=True) if weight > 0.0]
    return replace(
        problem.program,
        base=np.concatenate([weight * one.base for weight, one in used]),
        logs=np.concatenate([one.logs for _, one in used], axis=1),
        carrier=np.concatenate([one.carrier for _, one in used]),
    )


def _improver(problem: Problem, budget: float) -> Improve:
    def improve(fractions: Floats, _: Program) -> Floats:
        choice = rounded(problem.wanted, problem.values, budget, fractions)
        return np.asarray(problem.lifted(choice[None, :])[0])

    return improve


def _left(deadline: float) -> float:
    return max(deadline - time.perf_counter(), 0.0)


def _descended(problem: Problem, program: Program, budget: float, start: Flags | None) -> Flags:
    def values(choices: Flags) -> Floats:
        return program.values(problem.lifted(choices))

    first = exchanged(problem.wanted, values, budget, greedy(problem.wanted, values, budget))
    if start is None:
        return first
    second = exchanged(problem.wanted, values, budget, start)
    return min(first, second, key=lambda choice: float(values(choice[None, :])[0]))
