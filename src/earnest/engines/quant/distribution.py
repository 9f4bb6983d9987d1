"""The distribution of a year's loss on a grid: exceedance, value at risk, tail value at risk, insurance layers.

Between cells the distribution function is straight through its mid-points at the cells, which is exact to the second
order of the step. Tail means use the analytic mean, so that what lies beyond the grid is counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, overload

import numpy as np
from numpy.typing import NDArray

from earnest.engines.quant.errors import QuantError, UnsupportedQuantile, number

if TYPE_CHECKING:
    from earnest.engines.quant.appetite import Appetite, AppetiteVerdict

Floats = NDArray[np.float64]

ROUND_OFF = 4e-16
TIMES_ROUND_OFF = 10.0
COARSE_CELLS = 32
WIDER = "Ask for aggregate(..., top=...) with a higher top."


@dataclass(frozen=True)
class LayerResult:
    """A yearly layer of insurance: expected loss ceded and kept, currency a year; chance it attaches and is used up."""

    ceded: float
    kept: float
    attached: float
    exhausted: float


@dataclass(frozen=True)
class Curve:
    """Loss exceedance: `probabilities`[i] is the chance that a year's loss is above `losses`[i]; losses rise."""

    losses: Floats
    probabilities: Floats


@dataclass(frozen=True, eq=False)
class LossDistribution:
    """A year's loss: `mass`[j] at j * `step`; `mean` and `variance` analytic; `any_loss` is P(loss > 0).

    `survival`[j] is P(loss > j * step); `above`[j] is the mass above cell j; `beyond` the chance of a loss beyond the
    grid. `finer`, where there is one, gives the distribution on a grid that ends after twice the first `COARSE_CELLS`
    cells of this one; it answers for losses below those cells. Two distributions of the same treatment are the same to
    the bit.
    """

    step: float
    mass: Floats
    survival: Floats
    above: Floats
    any_loss: float
    mean: float
    variance: float
    tilt: float
    finer: Callable[[], LossDistribution] | None = None

    @classmethod
    def of(
        cls, step: float, less_one: Floats, any_loss: float, mean: float, variance: float, tilt: float
    ) -> LossDistribution:
        """From masses on the grid, the first of them less one, as the transform gives them."""
        tails = np.maximum(less_one, 0.0)
        tails[0] = less_one[0]
        above = np.cumsum(tails)
        np.negative(above, out=above)
        np.maximum(above, 0.0, out=above)
        mass = tails
        mass[0] = max(1.0 + less_one[0], 0.0)
        survival = mass / 2.0
        survival += above
        survival[0] = any_loss
        if np.any(survival[1:] > survival[:-1]):
            np.minimum.accumulate(survival, out=survival)
        for values in (mass, survival, above):
            values.flags.writeable = False
        return cls(step, mass, survival, above, any_loss, mean, variance, tilt)

    @property
    def top(self) -> float:
        """The last loss of the grid, currency."""
        return self.step * (self.mass.size - 1)

    @property
    def beyond(self) -> float:
        """P(loss > top): the least chance the grid can tell."""
        return float(self.survival[-1])

    @property
    def fine_from(self) -> float:
        """The loss from which on this grid is fine enough."""
        return COARSE_CELLS * self.step

    @property
    def sd(self) -> float:
        return math.sqrt(self.variance)

    @overload
    def exceedance(self, loss: float) -> float: ...
    @overload
    def exceedance(self, loss: Floats) -> Floats: ...
    def exceedance(self, loss: float | Floats) -> float | Floats:
        """P(a year's loss > loss), for losses from 0 to `top`; beyond it `UnsupportedQuantile`."""
        if not isinstance(loss, np.ndarray):
            loss = number(loss, "loss", high=math.inf)
        losses = np.atleast_1d(np.asarray(loss, np.float64))
        if not np.all(losses >= 0.0):
            raise QuantError("a loss is below 0 or not a number", field="loss", remedy="Give losses of at least 0.")
        if losses.size and float(losses.max()) > self.top:
            what = f"a loss of {losses.max():.6g} is beyond the grid, which ends at {self.top:.6g}"
            raise UnsupportedQuantile(what, field="loss", remedy=WIDER)
        found: Floats = np.interp(losses / self.step, self._places, self.survival)
        small = (losses > 0.0) & (losses < self.fine_from)
        if small.any() and self.finer is not None:
            found[small] = np.clip(self.finer().exceedance(losses[small]), self.survival[COARSE_CELLS], self.any_loss)
        return found if isinstance(loss, np.ndarray) else float(found[0])

    def var(self, p: float) -> float:
        """Value at risk: the loss that a year stays below with probability `p`, 0 < p < 1.

        `UnsupportedQuantile` where the chance left, 1 - p, is beyond the grid or not well above its round-off.
        """
        tail = self._supported(p)
        if tail >= self.any_loss:
            return 0.0
        place = int(np.searchsorted(-self.survival, -tail))
        if place <= COARSE_CELLS and self.finer is not None:
            return min(self.finer().var(p), self.fine_from)
        upper, lower = float(self.survival[place - 1]), float(self.survival[place])
        return self.step * (place - 1 + (upper - tail) / (upper - lower))

    def tvar(self, p: float) -> float:
        """Tail value at risk: the mean loss of the worst years, a share 1 - `p` of all; refuses as `var` does."""
        start = self.var(p)
        return start + max(self.mean - self.limited_mean(start), 0.0) / (1.0 - p)

    def limited_mean(self, loss: float) -> float:
        """E[min(a year's loss, loss)], for losses up to `top`."""
        loss = number(loss, "loss", high=math.inf)
        if loss > self.top:
            what = f"a loss of {loss:.6g} is beyond the grid, which ends at {self.top:.6g}"
            raise UnsupportedQuantile(what, field="loss", remedy=WIDER)
        if 0.0 < loss < self.fine_from and self.finer is not None:
            return self.finer().limited_mean(loss)
        place = min(int(loss / self.step), self.mass.size - 1)
        part = (loss - place * self.step) * float(self.above[place])
        return self.step * float(self.above[:place].sum()) + part

    def layer(self, retention: float, limit: float) -> LayerResult:
        """A layer of `limit` above `retention` on the loss of a whole year (aggregate cover), both in currency.

        An infinite limit is allowed. For cover of each event use the severity `Layer`.
        """
        retention = number(retention, "retention")
        limit = math.inf if limit == math.inf else number(limit, "limit")
        below = self.limited_mean(retention)
        if math.isinf(limit):
            ceded, exhausted = self.mean - below, 0.0
        else:
            ceded = self.limited_mean(retention + limit) - below
            exhausted = self.exceedance(retention + limit)
        ceded = max(ceded, 0.0)
        return LayerResult(ceded, self.mean - ceded, self.exceedance(retention), exhausted)

    def curve(self, n: int = 200) -> Curve:
        """The loss exceedance curve at `n` losses, evenly spaced in their logarithm, as far as the grid supports it."""
        count = int(number(n, "n", low=2, high=100_000))
        if self.any_loss == 0.0:
            losses = self.step * np.arange(count, dtype=np.float64)
            return Curve(losses, np.zeros(count))
        least = max(self.least_tail, 1e-4 * self.any_loss)
        last = max(self.var(1.0 - least) if least < self.any_loss else self.top, 2.0 * self.step)
        first = max(min(self.step * float(np.searchsorted(-self.survival, -0.95 * self.any_loss)), last / 2.0), 0.0)
        losses = np.geomspace(max(first, self.step / 2.0), min(last, self.top), count)
        return Curve(losses, self.exceedance(np.minimum(losses, self.top)))

    def against(self, appetite: Appetite) -> AppetiteVerdict:
        """Whether the exceedance curve stays below the appetite, point by point and between the points."""
        from earnest.engines.quant import appetite as appetites

        return appetites.judge(self, appetite)

    @property
    def least_tail(self) -> float:
        """The least 1 - p that `var` supports."""
        return max(self.beyond, TIMES_ROUND_OFF * self._noise(self.mass.size)) * (1.0 + 1e-9)

    @cached_property
    def _places(self) -> Floats:
        return np.arange(self.mass.size, dtype=np.float64)

    def _noise(self, place: int) -> float:
        """What undoing the tilt makes of the round-off of the transform, at a cell."""
        growth = math.exp(place * self.tilt / self.mass.size)
        return growth * ROUND_OFF * self.any_loss * math.log2(self.mass.size)

    def _supported(self, p: float) -> float:
        p = number(p, "p", high=1.0)
        if not 0.0 < p < 1.0:
            raise QuantError(f"{p:g} is not between 0 and 1", field="p", remedy="Give a probability such as 0.95.")
        tail = 1.0 - p
        if tail < self.any_loss and tail <= self.beyond:
            what = f"losses are above the grid's end, {self.top:.6g}, with probability {self.beyond:.3g}; 1 - p is less"
            raise UnsupportedQuantile(what, field="p", remedy=f"Ask for a lower p. {WIDER}")
        if tail < self.any_loss:
            noise = self._noise(int(np.searchsorted(-self.survival, -tail)))
            if tail < TIMES_ROUND_OFF * noise:
                what = f"1 - p = {tail:.3g} is lost in round-off of about {noise:.3g}"
                raise UnsupportedQuantile(what, field="p", remedy="Ask for a lower p, or for a lower top.")
        return tail
