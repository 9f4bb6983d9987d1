"""From losses and investments to the program that the solvers share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from earnest.engines.quant.choice_investments import Demands
from earnest.engines.quant.choice_program import Flags, Floats, Integers, Program, logarithms

BUDGET_ROW = 0


@dataclass(frozen=True, eq=False)
class Losses:
    """Expected loss a year and what each control does to it, as plain arrays in one currency.

    base [m]: loss of each scenario with the controls in force anyway. multiplier [c, m] >= 0: effective multiplier of
    each control that can be bought. brought_by [m]: the control (row) that introduces the scenario, -1 for none.
    offers [c, k]: which investment (column, by sorted id) gives which control.
    """

    base: Floats
    multiplier: Floats
    brought_by: Integers
    offers: Flags


@dataclass(frozen=True, eq=False)
class Problem:
    """`program` over the k investments first, then one variable for each set of controls that several of them give."""

    wanted: Demands
    program: Program
    shared: Flags  # [variables after k, k]: which investments give it

    @property
    def count(self) -> int:
        return len(self.wanted.cost)

    def lifted(self, choices: Flags) -> Floats:
        """Choices of investments as choices of all variables: bool [c, k] to float [c, n]."""
        numbers = choices.astype(np.float64)
        given = numbers @ self.shared.T.astype(np.float64) > 0
        return np.concatenate([numbers, given.astype(np.float64)], axis=1)

    def values(self, choices: Flags) -> Floats:
        return self.program.values(self.lifted(choices))

    def value(self, choice: Flags) -> float:
        return float(self.values(choice[None, :])[0])

    def at(self, budget: float) -> Program:
        """The program at a budget: the limit set, and what alone costs more than it refused."""
        wanted = self.wanted
        scale = self.budget_scale
        program = self.program.with_high(BUDGET_ROW, budget / scale)
        with_needs = wanted.up @ wanted.cost
        upper = program.upper.copy()
        upper[: self.count] = np.where(with_needs > budget * (1 + 1e-9), 0.0, upper[: self.count])
        return program.between(program.lower, upper)

    @property
    def budget_scale(self) -> float:
        return float(self.wanted.cost.max(initial=0.0)) or 1.0


def build(wanted: Demands, losses: Losses) -> Problem:
    """The program without a limit yet on the budget (`Problem.at` sets it).

    Controls that the same investments give become one variable; a control of one investment needs none of its own.
    """
    count = len(wanted.cost)
    groups: dict[bytes, int] = {}
    shared: list[Flags] = []
    variable = np.full(len(losses.offers), -1, dtype=np.int64)
    for control, givers in enumerate(losses.offers):
        if givers.sum() == 1:
            variable[control] = int(np.flatnonzero(givers)[0])
        elif givers.any():
            key = givers.tobytes()
            if key not in groups:
                groups[key] = count + len(shared)
                shared.append(givers)
            variable[control] = groups[key]
    total = count + len(shared)
    logs = np.zeros((total, len(losses.base)))
    used = variable >= 0
    np.add.at(logs, variable[used], logarithms(losses.multiplier[used]))
    brought = losses.brought_by
    carrier = np.where(brought >= 0, variable[brought] if len(variable) else -1, -1)
    present = (brought < 0) | (carrier >= 0)
    sharing = np.array(shared, dtype=np.bool_).reshape(len(shared), count)
    rows, low, high = _rows(wanted, sharing)
    lower, upper = np.zeros(total), np.ones(total)
    lower[:count], upper[:count] = wanted.must, ~wanted.never
    program = Program(
        linear=np.concatenate([wanted.annual_cost, np.zeros(len(shared))]),
        base=losses.base[present],
        logs=logs[:, present],
        carrier=carrier[present],
        rows=rows,
        low=low,
        high=high,
        lower=lower,
        upper=upper,
    )
    return Problem(wanted, program, sharing)


def _rows(wanted: Demands, shared: Flags) -> tuple[Floats, Floats, Floats]:
    """Budget first; then prerequisites, exclusions, and what ties a shared variable to its investments."""
    count, total = len(wanted.cost), len(wanted.cost) + len(shared)
    scale = float(wanted.cost.max(initial=0.0)) or 1.0
    rows, high = [np.concatenate([wanted.cost / scale, np.zeros(len(shared))])], [np.inf]

    def row(limit: float) -> Floats:
        rows.append(np.zeros(total))
        high.append(limit)
        return rows[-1]

    place = {name: i for i, name in enumerate(wanted.ids)}
    for i, one in enumerate(wanted.investments):
        for other in sorted(set(one.requires)):
            line = row(0.0)
            line[i], line[place[other]] = 1.0, -1.0
    for i, j in zip(*np.nonzero(np.triu(wanted.apart)), strict=True):
        line = row(1.0)
        line[i] = line[j] = 1.0
    for variable, givers in enumerate(shared, count):
        line = row(0.0)
        line[variable], line[np.flatnonzero(givers)] = 1.0, -1.0
        for giver in np.flatnonzero(givers):
            line = row(0.0)
            line[giver], line[variable] = 1.0, -1.0
    return np.array(rows), np.full(len(rows), -np.inf), np.array(high)
