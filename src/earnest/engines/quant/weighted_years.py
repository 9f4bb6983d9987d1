"""Years of a block whose rates differ: which year an event falls in.

A year is found through its share of the whole, as a binary search would, but from a table that says where to begin
(Chen and Asau, "On generating random variates from an empirical distribution", 1974): most years are there at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = 3
"""Years looked at one after the other before the search goes over to halving."""


class WeightedYears:
    """Years with `weights` (>= 0) that are proportional to their rates. `total` is their sum."""

    def __init__(self, weights: Floats) -> None:
        self.weights = weights
        self._ends = np.cumsum(weights)
        self.total = float(self._ends[-1])
        cells = np.minimum(self._ends * self._scale, len(weights) - 1).astype(np.intp)
        self._first = np.concatenate(([0], np.cumsum(np.bincount(cells, minlength=len(weights)))[:-1]))

    @property
    def _scale(self) -> float:
        return len(self.weights) / self.total if self.total > 0 else 0.0

    def of(self, shares: Floats) -> NDArray[np.intp]:
        """The year at each share (0 <= share < 1) of the whole: the first whose end is beyond it."""
        places = shares * self.total
        years: NDArray[np.intp] = self._first[np.minimum(places * self._scale, len(self.weights) - 1).astype(np.intp)]
        for _ in range(STEPS):
            np.minimum(years, len(self.weights) - 1, out=years)
            years += self._ends[years] <= places
        np.minimum(years, len(self.weights) - 1, out=years)
        left = np.flatnonzero(self._ends[years] <= places)
        years[left] = np.searchsorted(self._ends, places[left], side="right")
        return np.minimum(years, len(self.weights) - 1, out=years)
