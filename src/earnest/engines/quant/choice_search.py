"""The proven choice: bound by the linear model, fix what cannot be better, then HiGHS on what is left."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from earnest.engines.quant.choice_cuts import FEW_LEVELS, add_cuts_at, add_first_cuts
from earnest.engines.quant.choice_enumeration import MOST, Relaxation
from earnest.engines.quant.choice_program import Floats, Program
from earnest.engines.quant.choice_solver import INFINITE

EXACT = 1e-9  # relative gap at which the search stops
LINEAR_ROUNDS = 6
LADDER = (5, 7)  # items enumerated a scenario in the first, cheap relaxations
WHOLE_ROUNDS = 200
FEW_ROWS = 3_000  # up to which a linear program is sooner solved than made smaller first
SMALL_GAIN = 0.1  # of the gap: less from a round of tangents ends the rounds

Improve = Callable[[Floats, Program], Floats]


@dataclass(frozen=True, eq=False)
class Found:
    """`choice` of the variables, its exact `value`, and a `bound` that no choice of the program is below."""

    choice: Floats
    value: float
    bound: float

    @property
    def closed(self) -> bool:
        return self.value - self.bound <= EXACT * abs(self.value)


def search(program: Program, start: Floats, deadline: float, improve: Improve) -> Found:
    """Best choice of `program` from `start`, which keeps it, until proven or `deadline` (on perf_counter).

    `improve(fractions, program)` turns the values of a linear relaxation into a choice that keeps the program.
    """
    if not program.size:
        return Found(start, program.value(start), program.value(start))
    points: list[Floats] = [start]
    found = Found(start, program.value(start), -INFINITE)
    smaller = program
    for size in (*(step for step in LADDER if step < MOST), MOST):
        relaxation = _relaxed(smaller, points, size)
        found, narrowed = _narrow(relaxation, found, points, deadline, improve)
        if narrowed is None:
            return replace(found, bound=found.value)
        smaller = narrowed
        if found.closed or time.perf_counter() > deadline:
            return found
        if size >= MOST or not relaxation.held:
            break
    return _whole(_relaxed(smaller, points, MOST), found, deadline)


def quick_bound(program: Program, start: Floats, seconds: float) -> tuple[float, Floats | None]:
    """A valid lower bound from one small linear program, and the fractions at which it is reached.

    Scenarios that few items touch are enumerated; the others get tangents at several levels and at `start`.
    """
    if not program.size:
        return program.value(start), None
    relaxation = Relaxation(program, LADDER[0])
    if relaxation.held:
        add_first_cuts(relaxation, [start], FEW_LEVELS)
    answer = relaxation.solve(whole=False, seconds=seconds, presolve=len(relaxation.model.rows.low) > FEW_ROWS)
    return relaxation.bounds(answer.duals).value, answer.values


def _relaxed(program: Program, points: list[Floats], most: int) -> Relaxation:
    relaxation = Relaxation(program, most)
    if relaxation.held:
        add_first_cuts(relaxation, points)
    return relaxation


def _narrow(
    relaxation: Relaxation, found: Found, points: list[Floats], deadline: float, improve: Improve
) -> tuple[Found, Program | None]:
    """Tangents at the linear optima, a better start from their fractions, and the program with variables fixed.

    No program when nothing can be better than what was found.
    """
    program, best = relaxation.program, None
    for _ in range(LINEAR_ROUNDS):
        answer = relaxation.solve(whole=False, seconds=deadline - time.perf_counter())
        if answer.infeasible:
            return found, None
        bounds = relaxation.bounds(answer.duals)
        gained = INFINITE if best is None else bounds.value - best.value
        if gained > 0:
            best = bounds
        if answer.values is None or not answer.finished:
            break
        fractions = answer.values[: program.size]
        found = _better(found, program, improve(fractions, program))
        if not relaxation.held or time.perf_counter() > deadline or gained < SMALL_GAIN * (found.value - bounds.value):
            break
        if not add_cuts_at(relaxation, answer.values, 1e-6 * abs(found.value)):
            break
        points.append(fractions)
    if best is None:
        return found, program
    found = replace(found, bound=max(found.bound, min(best.value, found.value)))
    smaller = relaxation.fixed_by(best, found.value)
    return found, None if (smaller.lower > smaller.upper).any() else smaller


def _better(found: Found, program: Program, candidate: Floats) -> Found:
    if not program.keeps(candidate[None, :])[0]:
        return found
    value = program.value(candidate)
    return replace(found, choice=candidate, value=value) if value < found.value else found


def _whole(relaxation: Relaxation, found: Found, deadline: float) -> Found:
    program = relaxation.program
    for _ in range(WHOLE_ROUNDS):
        left = deadline - time.perf_counter()
        if left <= 0:
            return found
        answer = relaxation.solve(whole=True, seconds=left, start=found.choice)
        bound = found.value if answer.infeasible else min(answer.bound, found.value)
        found = replace(found, bound=max(found.bound, bound))
        if answer.values is None:
            return found
        candidate = np.rint(answer.values[: program.size])
        added = add_cuts_at(relaxation, np.concatenate([candidate, answer.values[program.size :]]), 1e-12 * found.value)
        if program.keeps(candidate[None, :])[0]:
            found = _better(found, program, candidate)
        else:
            _forbid(relaxation, candidate)
            added += 1
        if found.closed or not added or not answer.finished:
            return replace(found, bound=min(found.bound, found.value))
    return found


def _forbid(relaxation: Relaxation, choice: Floats) -> None:
    """A row against one choice that keeps the rows only within the solver's tolerance."""
    sign = np.where(choice > 0.5, 1.0, -1.0)
    relaxation.model.rows.add(np.arange(len(choice)), sign, -INFINITE, float(choice.sum()) - 1.0)
