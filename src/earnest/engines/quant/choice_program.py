"""The choice as a program over yes/no variables v (float64[n], 0 or 1), in one currency a year:

    minimise   offset + linear · v + sum over losses m of [carrier m is on] · base_m · exp(logs[:, m] · v)
    subject to low <= rows · v <= high,  lower <= v <= upper.

A residual loss has no carrier (-1); an introduced loss has as carrier the variable that brings it. Multipliers above
one (logs above zero) are allowed; a multiplier of zero is kept as 1e-300, which changes no sum in double precision.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

SMALLEST = 1e-300
SLACK = 1e-9  # share of a row's scale by which a row may be overrun, for sums such as 0.1 + 0.2 <= 0.3

LARGE = 50_000  # entries

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def logarithms(multipliers: Floats) -> Floats:
    return np.log(np.maximum(multipliers, SMALLEST))


@dataclass(frozen=True, eq=False)
class Program:
    """Shapes: linear, lower, upper [n]; base, carrier [m]; logs [n, m]; rows [r, n]; low, high [r]."""

    linear: Floats
    base: Floats
    logs: Floats
    carrier: Integers
    rows: Floats
    low: Floats
    high: Floats
    lower: Floats
    upper: Floats
    offset: float = 0.0

    @property
    def size(self) -> int:
        return len(self.linear)

    @cached_property
    def _table(self) -> Any:
        """The logarithms, sparse when most of a large table is zero."""
        sparse = self.logs.size > LARGE and np.count_nonzero(self.logs) < self.logs.size / 10
        return csr_array(self.logs) if sparse else self.logs

    def losses(self, choices: Floats) -> Floats:
        """Loss of every scenario for each choice: [c, n] to [c, m]."""
        loss = self.base * np.exp(choices @ self._table)
        carried = np.flatnonzero(self.carrier >= 0)
        loss[:, carried] *= choices[:, self.carrier[carried]]
        return np.asarray(loss)

    def values(self, choices: Floats) -> Floats:
        """Objective of each choice, whether or not it keeps the rows: [c, n] to [c]."""
        return np.asarray(self.offset + choices @ self.linear + self.losses(choices).sum(axis=1))

    def value(self, choice: Floats) -> float:
        return float(self.values(choice[None, :])[0])

    def keeps(self, choices: Floats) -> Flags:
        """Which choices keep every row and every bound: [c, n] to [c]."""
        sums = choices @ self.rows.T
        scale = SLACK * np.maximum(1.0, np.abs(self.rows).max(axis=1, initial=0.0))
        inside = ((sums <= self.high + scale) & (sums >= self.low - scale)).all(axis=1)
        return np.asarray(inside & (choices >= self.lower).all(axis=1) & (choices <= self.upper).all(axis=1))

    def with_high(self, row: int, limit: float) -> Program:
        high = self.high.copy()
        high[row] = limit
        return replace(self, high=high)

    def between(self, lower: Floats, upper: Floats) -> Program:
        return replace(self, lower=np.maximum(self.lower, lower), upper=np.minimum(self.upper, upper))

    def touched(self) -> list[list[int]]:
        """By loss, the variables still free that change it, its carrier included."""
        free = self.upper > self.lower
        found = (self.logs.T != 0.0) & free
        carried = np.flatnonzero(self.carrier >= 0)
        carrier = self.carrier[carried]
        found[carried, carrier] = free[carrier]
        found[carried[self.upper[carrier] == 0.0]] = False
        losses, variables = np.nonzero(found)
        ends = np.searchsorted(losses, np.arange(1, len(found)))
        return [one.tolist() for one in np.split(variables, ends)] if len(found) else []
