"""The linear model of a choice: combinations enumerated for each scenario, or tangent cuts where too many touch it.

For a scenario that t <= `MOST` free variables touch, one column a combination (2^t) gives the convex hull of its loss;
scenarios whose variables lie within another's share its columns. A scenario touched by more gets one column for its
loss, held up by tangents of the exponential (`choice_cuts`): every tangent lies below the loss, so the model is a
relaxation at any number of cuts.

`Relaxation.bounds` is a Lagrangian bound: whatever duals the solver gives, it is a valid lower bound, worked out here
in plain sums and not taken from the solver. It bounds every "what if this variable were 0 (or 1)" too, so variables
whose other value cannot beat a known choice are fixed (`Relaxation.fixed_by`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from earnest.engines.quant.choice_program import Floats, Integers, Program
from earnest.engines.quant.choice_solver import INFINITE, Answer, Model, Rows, solve

MOST = 9
STRICTLY = 1e-10  # share by which a bound must pass a known value before the branch is dropped, so ties stay


@dataclass(frozen=True, eq=False)
class Block:
    """2^t - 1 columns from `first`: one a combination of `variables` but the empty one; `bits` [t, 2^t] says which."""

    variables: Integers
    first: int
    bits: Floats


@dataclass(frozen=True, eq=False)
class Bounds:
    """`value`: no choice is below it. `zero`, `one` [n]: no choice with that variable at 0, at 1, is below it."""

    value: float
    zero: Floats
    one: Floats


@dataclass(frozen=True, eq=False)
class Pattern:
    """Rows of a block of t variables, columns counted from its first: at most one combination, then one row a variable
    that ties it to the combinations it is in (`ends`: where the variable itself goes)."""

    bits: Floats
    index: Integers
    value: Floats
    lengths: list[int]
    ends: Integers


@cache
def _pattern(size: int) -> Pattern:
    combinations = np.arange(2**size)
    bits = ((combinations[None, :] >> np.arange(size)[:, None]) & 1).astype(np.float64)
    each = np.full(size, 2 ** (size - 1) + 1)
    ties = [np.append(np.flatnonzero(bit) - 1, 0) for bit in bits]
    lengths = np.concatenate([[2**size - 1], each])
    ends = np.cumsum(lengths)[1:] - 1
    value = np.ones(int(lengths.sum()))
    value[ends] = -1.0
    return Pattern(bits, np.concatenate([combinations[1:] - 1, *ties]), value, lengths.tolist(), ends)


class Relaxation:
    """A program as a linear model. Columns: the n variables, then blocks of combinations, then losses held by cuts."""

    def __init__(self, program: Program, most: int = MOST) -> None:
        self.program = program
        self.blocks: list[Block] = []
        self.held: list[int] = []  # losses held by cuts, in the order of their columns
        self._linear = program.linear.copy()
        self._offset = program.offset
        self._simplex: list[int] = []
        self._base, self._shares = self._folded(), np.exp(program.logs)
        self._rows = Rows()
        self._columns = program.size
        self._costs: list[Floats] = []
        for variables, losses in self._groups(most):
            self._add_block(variables, losses)
        self.first_held = self._columns
        self._finish()

    def _groups(self, most: int) -> list[tuple[list[int], list[int]]]:
        program = self.program
        touched = program.touched()
        groups: list[tuple[int, list[int], list[int]]] = []
        for loss in sorted(range(len(touched)), key=lambda m: (-len(touched[m]), m)):
            variables = touched[loss]
            if len(variables) > most:
                self.held.append(loss)
                continue
            mask = sum(1 << v for v in variables)
            home = next((group for group in groups if mask & ~group[0] == 0), None)
            if home is None:
                groups.append((mask, variables, [loss]))
            else:
                home[2].append(loss)
        return [(variables, losses) for _, variables, losses in groups]

    def _folded(self) -> Floats:
        """Base of every loss with the variables that are fixed on; zero when its carrier is fixed off."""
        program = self.program
        on = np.where(program.lower == program.upper, program.lower, 0.0)
        off = (program.carrier >= 0) & (program.upper[program.carrier] == 0.0)
        return np.asarray(np.where(off, 0.0, program.base * np.exp(on @ program.logs)))

    def _add_block(self, variables: list[int], losses: list[int]) -> None:
        table = self._base[losses][:, None]
        shares, carrier = self._shares[np.ix_(variables, losses)], self.program.carrier[losses]
        for v, share in zip(variables, shares, strict=True):
            off = table * (carrier != v)[:, None]
            table = np.concatenate([off, table * share[:, None]], axis=1)
        worth = table.sum(axis=0)
        self._offset += float(worth[0])
        worth = worth - worth[0]
        if len(variables) == 1:
            self._linear[variables[0]] += worth[1]
        elif variables:
            self._add_columns(np.array(variables), worth)

    def _add_columns(self, variables: Integers, worth: Floats) -> None:
        pattern = _pattern(len(variables))
        block = Block(variables, self._columns, pattern.bits)
        self.blocks.append(block)
        self._simplex.append(len(self._rows.low))
        index = pattern.index + block.first
        index[pattern.ends] = variables
        size = len(variables)
        highs = [1.0] + [0.0] * size
        self._rows.add_several(index, pattern.value, pattern.lengths, [-INFINITE] + [0.0] * size, highs)
        self._costs.append(worth[1:])
        self._columns += len(worth) - 1

    def _finish(self) -> None:
        program, count = self.program, len(self.held)
        self.held_base = self._base[self.held]
        free = program.upper > program.lower
        self.held_top = np.exp(np.maximum(program.logs[:, self.held], 0.0).T @ free) if count else np.zeros(0)
        self.first_row = len(self._rows.low)
        for row, low, high in zip(program.rows, program.low, program.high, strict=True):
            where = np.flatnonzero(row)
            self._rows.add(where, row[where], float(low), float(high))
        extra = self._columns - program.size
        self.model = Model(
            cost=np.concatenate([self._linear, *self._costs, self.held_base]),
            lower=np.concatenate([program.lower, np.zeros(extra + count)]),
            upper=np.concatenate([program.upper, np.full(extra, INFINITE), self.held_top]),
            rows=self._rows,
            integers=program.size,
            offset=self._offset,
            scale=max(float(np.abs(program.base).sum() + np.abs(program.linear).sum()) / 1e3, 1e-12),
        )

    def solve(self, *, whole: bool, seconds: float, start: Floats | None = None, presolve: bool = True) -> Answer:
        spread = None if start is None else self.spread(start)
        return solve(self.model, whole=whole, seconds=seconds, start=spread, presolve=presolve)

    def spread(self, choice: Floats) -> Floats:
        """All columns of the model for a choice of the variables."""
        columns = np.zeros(len(self.model.cost))
        columns[: self.program.size] = choice
        for block in self.blocks:
            combination = int(choice[block.variables] @ (1 << np.arange(len(block.variables))))
            if combination:
                columns[block.first + combination - 1] = 1.0
        columns[self.first_held :] = self.held_shares(choice)
        return columns

    def held_shares(self, choice: Floats) -> Floats:
        """Losses held by cuts, as shares of their folded base."""
        program = self.program
        free = program.upper > program.lower
        shares = np.exp((choice * free) @ program.logs[:, self.held])
        carrier = program.carrier[self.held]
        return np.where((carrier >= 0) & (choice[carrier] == 0.0), 0.0, shares)

    def bounds(self, duals: Floats) -> Bounds:
        """Lagrangian bounds in money from any duals of the rows."""
        rows, program = self.model.rows, self.program
        low, high = np.array(rows.low), np.array(rows.high)
        price = duals if len(duals) == len(low) else np.zeros(len(low))
        price = np.where((price > 0) & np.isinf(low), 0.0, np.where((price < 0) & np.isinf(high), 0.0, price))
        price[self._simplex] = 0.0
        side = np.where(price > 0, low, high)
        value = self.model.offset + float(price[price != 0.0] @ side[price != 0.0])
        weights = np.concatenate(rows.value) * np.repeat(price, rows.lengths)
        cost = self.model.cost - np.bincount(np.concatenate(rows.index), weights, minlength=len(self.model.cost))
        reduced = cost[: program.size]
        least = np.minimum(reduced * program.lower, reduced * program.upper)
        held = cost[self.first_held :]
        value += float(least.sum() + (np.minimum(held, 0.0) * self.held_top).sum())
        zero, one = (
            np.where(program.lower > 0, INFINITE, -least),
            np.where(program.upper > 0, reduced - least, INFINITE),
        )
        for block in self.blocks:
            worth = np.concatenate([[0.0], cost[block.first : block.first + block.bits.shape[1] - 1]])
            lowest = float(worth.min())
            value += lowest
            zero[block.variables] += np.where(block.bits == 0.0, worth, INFINITE).min(axis=1) - lowest
            one[block.variables] += np.where(block.bits == 1.0, worth, INFINITE).min(axis=1) - lowest
        return Bounds(value, value + zero, value + one)

    def fixed_by(self, bounds: Bounds, best: float) -> Program:
        """The program with variables fixed whose other value cannot reach `best`."""
        limit = best + STRICTLY * abs(best)
        return self.program.between((bounds.zero > limit).astype(np.float64), (bounds.one <= limit).astype(np.float64))
