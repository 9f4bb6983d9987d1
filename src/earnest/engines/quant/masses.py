"""Discretised severities of a portfolio on one grid, kept so that a what-if costs a few additions.

Scenarios of known rate with one lognormal loss are kept at the nodes of the grid (`nodes`), added up there, and
interpolated once; the others of known rate share one matrix of all cells. Severities that controls rescale and the
generating functions of uncertain rates are kept too, the least recently used dropped first. Sums over all scenarios are
kept for a few anchors (no control in force, all in force); a treatment that differs from one in few scenarios is
patched from it. Which anchor depends on the treatment alone, so its result has the same bits whatever was asked before.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from earnest.engines.quant.discretise import event_mass
from earnest.engines.quant.frequencies import Frequency, Poisson
from earnest.engines.quant.nodes import is_smooth, node_masses, nodes_of, supports
from earnest.engines.quant.scenarios import Scenario
from earnest.engines.quant.severities import LognormalCI90

if TYPE_CHECKING:
    from earnest.engines.quant.portfolio import Active

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]
States = Sequence["Active | None"]

TILT = 14.0
PATCHED_SHARE = 3
LEAST_KEPT_RATE = 0.01
KEPT_BYTES = 56 * 2**20
LEAST_KEPT_BYTES = 12 * 2**20
LEAST_STEPS = 1 << 10


@lru_cache(maxsize=4)
def tilt_of(steps: int) -> Floats:
    """The tilt by cell, exp(-TILT j / steps)."""
    result: Floats = np.exp(np.arange(steps) * (-TILT / steps))
    result.flags.writeable = False
    return result


def _lone(scenario: Scenario) -> LognormalCI90 | None:
    """The loss of an event, where it is one smooth severity."""
    severities = scenario.primary_severities
    alone = len(severities) == 1 and (scenario.secondary is None or scenario.secondary_probability == 0.0)
    return severities[0] if alone and is_smooth(severities[0]) else None


def _places(where: NDArray[np.bool_]) -> list[int]:
    return [int(one) for one in np.flatnonzero(where)]


@lru_cache(maxsize=1 << 15)
def _log_none(frequency: Frequency, factor: float, costly: float) -> float:
    """log P(no event that costs anything), `costly` the chance that an event does."""
    return float(frequency.log_pgf(np.array([-costly], np.complex128), factor)[0].real)


@dataclass(frozen=True, eq=False)
class _Rates:
    """By scenario: its rate (by known rate) or frequency multiplier (by uncertain rate), and severity multiplier."""

    rates: Floats
    severities: Floats

    def changed(self, other: _Rates) -> NDArray[np.intp]:
        return np.flatnonzero((self.rates != other.rates) | (self.severities != other.severities))


@dataclass(frozen=True, eq=False)
class Year:
    """A year's state of the scenarios of known and of uncertain rate; zero where a scenario belongs to the other."""

    known: _Rates
    uncertain: _Rates


@dataclass(frozen=True, eq=False)
class _Pool:
    """Rates times event masses, added up: of smooth severities at the nodes, of the others at all cells."""

    nodes: Floats
    cells: Floats


class Masses:
    """Masses of the events of `scenarios` on `steps` cells of width `step`; states are in step with `scenarios`."""

    def __init__(self, scenarios: Sequence[Scenario], step: float, steps: int, anchors: Sequence[States] = ()) -> None:
        self.scenarios, self.step, self.steps = tuple(scenarios), step, steps
        self.tilt = tilt_of(steps)
        self._plain = np.array([isinstance(one.frequency, Poisson) for one in self.scenarios], bool)
        self._means = np.array([one.frequency.mean for one in self.scenarios])
        self._means[~self._plain] = 1.0
        self._costly = np.array([1.0 - one.costless_probability for one in self.scenarios])
        self._lone = [_lone(one) if plain else None for one, plain in zip(self.scenarios, self._plain, strict=True)]
        if not supports(steps):
            self._lone = [None] * len(self.scenarios)
        self._nodes = nodes_of(steps if supports(steps) else LEAST_STEPS)
        self._smooth = np.array([one is not None for one in self._lone], bool)
        self._rough = self._plain & ~self._smooth
        self._row = np.cumsum(self._rough) - 1
        self._matrix = np.zeros((int(self._rough.sum()), steps))
        self._filled = np.zeros(len(self._matrix), bool)
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._room = max(KEPT_BYTES - self._matrix.nbytes, LEAST_KEPT_BYTES)
        self._anchors = [self.year(states) for states in anchors]
        self._lock = RLock()
        self._sums: dict[tuple[int, int], Any] = {}

    def year(self, states: States) -> Year:
        """What the states make of the scenarios of known and of uncertain rate."""
        pairs = np.array([(0.0, 0.0) if one is None else (one.frequency, one.severity) for one in states])
        rates, severities = pairs.reshape(-1, 2).T
        plain, uncertain = self._plain, ~self._plain
        rates = rates * self._means
        return Year(_Rates(rates * plain, severities * plain), _Rates(rates * uncertain, severities * uncertain))

    def pooled(self, year: Year) -> tuple[Floats, float]:
        """Rates times event masses, added up over the scenarios with a known rate, and the sum of the rates."""
        with self._lock:
            return self._pooled(year.known)

    def mixed(self, year: Year) -> Complexes | None:
        """Sum over the scenarios of uncertain rate of the logarithms of their generating functions, tilted.

        None where there is no such scenario.
        """
        if self._plain.all():
            return None
        with self._lock:
            return self._mixed(year.uncertain)

    def log_zero(self, year: Year) -> Callable[[float], float]:
        """log P(no loss in the year), as a function of the common factor of the rates."""
        known, uncertain = year.known, year.uncertain
        plain = -math.fsum((known.rates * (known.severities > 0.0) * self._costly).tolist())
        there = _places((uncertain.rates > 0.0) & (uncertain.severities > 0.0))
        mixed = [
            (self.scenarios[one].frequency, float(uncertain.rates[one]), float(self._costly[one])) for one in there
        ]

        def at(factor: float) -> float:
            return plain * factor + math.fsum(_log_none(one, rate * factor, cost) for one, rate, cost in mixed)

        return at

    def is_mixed(self, index: int) -> bool:
        """Whether the rate of scenario `index` is uncertain."""
        return not self._plain[index]

    def spectrum(self, index: int, severity: float) -> Complexes:
        """Transform of the tilted event masses of scenario `index`, its losses times `severity`, less one."""
        result: Complexes = fft.rfft(event_mass(self.scenarios[index], severity, self.step, self.steps) * self.tilt)
        result -= 1.0
        return result

    def _pooled(self, now: _Rates) -> tuple[Floats, float]:
        total = float(now.rates.sum())
        for index, anchor, changed in self._nearest(now, 0):
            if total < LEAST_KEPT_RATE * float(anchor.rates.sum()):
                continue
            return self._whole(self._patched(self._anchored(index, 0, anchor), now, anchor, changed)), total
        return self._whole(self._mixture(now)), total

    def _patched(self, pool: _Pool, now: _Rates, anchor: _Rates, changed: NDArray[np.intp]) -> _Pool:
        nodes, cells = pool.nodes, pool.cells
        for state, sign in ((now, 1.0), (anchor, -1.0)):
            there = changed[state.rates[changed] > 0.0]
            nodes = nodes + self._summed(there[self._smooth[there]], state) * sign
            for one in there[self._rough[there]].tolist():
                cells = cells + self._event(one, state.severities[one]) * (sign * state.rates[one])
        return _Pool(nodes, cells)

    def _whole(self, pool: _Pool) -> Floats:
        result = self._nodes.spread(pool.nodes) if self._smooth.any() else np.zeros(self.steps)
        if self._rough.any():
            result += pool.cells
        return np.maximum(result, 0.0, out=result)

    def _mixed(self, now: _Rates) -> Complexes:
        for index, anchor, changed in self._nearest(now, 1):
            result: Complexes = self._anchored(index, 1, anchor).copy()
            for one in changed.tolist():
                for state, sign in ((now, 1.0), (anchor, -1.0)):
                    if state.rates[one] > 0.0:
                        result += self._log_pgf(one, state) * sign
            return result
        return self._logarithms(now)

    def _nearest(self, now: _Rates, kind: int) -> list[tuple[int, _Rates, NDArray[np.intp]]]:
        """The anchor from which fewest scenarios differ, where they are few, and which differ."""
        if not self._anchors:
            return []
        anchors = [anchor.uncertain if kind else anchor.known for anchor in self._anchors]
        changes = [now.changed(anchor) for anchor in anchors]
        best = min(range(len(anchors)), key=lambda one: len(changes[one]))
        few = len(changes[best]) * PATCHED_SHARE <= np.count_nonzero(now.rates)
        return [(best, anchors[best], changes[best])] if few else []

    def _anchored(self, index: int, kind: int, anchor: _Rates) -> Any:
        key = (index, kind)
        if key not in self._sums:
            self._sums[key] = self._logarithms(anchor) if kind else self._mixture(anchor)
        return self._sums[key]

    def _mixture(self, now: _Rates) -> _Pool:
        nodes = self._summed(np.flatnonzero(self._smooth & (now.rates > 0.0)), now)
        whole = self._rough & (now.rates > 0.0) & (now.severities == 1.0)
        for one in _places(whole):
            self._event(one, 1.0)
        cells: Floats = np.einsum("s,sn->n", (now.rates * whole)[self._rough], self._matrix)
        for one in _places(self._rough & (now.rates > 0.0) & ~whole):
            cells += now.rates[one] * self._event(one, now.severities[one])
        return _Pool(nodes, cells)

    def _summed(self, smooth: NDArray[np.intp], now: _Rates) -> Floats:
        """Rates times event masses at the nodes, added up over smooth scenarios."""
        masses = np.array(self._at_nodes(smooth.tolist(), now.severities)).reshape(-1, self._nodes.places.size)
        # einsum, not BLAS: its sums do not depend on the number of threads, nor does it start any
        result: Floats = np.einsum("s,sn->n", now.rates[smooth], masses)
        return result

    def _at_nodes(self, indices: list[int], severities: Floats) -> list[Floats]:
        """Event masses at the nodes of smooth scenarios, the missing ones worked out together."""
        keys = [("nodes", one, float(severities[one])) for one in indices]
        found: list[Any] = [self._recall(key) for key in keys]
        missing = [place for place, one in enumerate(found) if one is None]
        if missing:
            lone = [one for place in missing if (one := self._lone[indices[place]]) is not None]
            made = node_masses(lone, [keys[place][2] for place in missing], self.step, self._nodes)
            for place, row in zip(missing, made, strict=True):
                found[place] = row.copy()
                self._keep(keys[place], found[place])
        return found

    def _logarithms(self, now: _Rates) -> Complexes:
        result = np.zeros(self.steps // 2 + 1, np.complex128)
        for one in _places(now.rates > 0.0):
            result += self._log_pgf(one, now)
        return result

    def _log_pgf(self, index: int, state: _Rates) -> Complexes:
        frequency, severity = float(state.rates[index]), float(state.severities[index])
        key = ("pgf", index, frequency, severity)
        found: Complexes | None = self._recall(key)
        if found is None:
            found = self.scenarios[index].frequency.log_pgf(self.spectrum(index, severity), frequency)
            self._keep(key, found)
        return found

    def _event(self, index: int, severity: float) -> Floats:
        if severity == 1.0:
            row = self._row[index]
            if not self._filled[row]:
                self._matrix[row] = event_mass(self.scenarios[index], 1.0, self.step, self.steps)
                self._filled[row] = True
            whole: Floats = self._matrix[row]
            return whole
        key = ("mass", index, float(severity))
        found: Floats | None = self._recall(key)
        if found is None:
            found = event_mass(self.scenarios[index], float(severity), self.step, self.steps)
            self._keep(key, found)
        return found

    def _recall(self, key: Hashable) -> Any:
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def _keep(self, key: Hashable, value: Floats | Complexes) -> None:
        self._kept[key] = value
        self._room -= value.nbytes
        while self._room < 0 and len(self._kept) > 1:
            self._room += self._kept.popitem(last=False)[1].nbytes
