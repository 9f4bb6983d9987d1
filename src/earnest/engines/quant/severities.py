"""Loss magnitude of one event, in currency: lognormal from a 90 % interval, PERT, empirical, constant, capped, layered.

Sources: a lognormal from the 5 % and 95 % quantiles as in Hubbard and Seiersen, How to Measure Anything in
Cybersecurity Risk; limited expected values as in Klugman, Panjer and Willmot, Loss Models.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from earnest.engines.quant.errors import QuantError, is_a, number
from earnest.engines.quant.ranges import Pert
from earnest.engines.quant.severity import A_SEVERITY, Severity

Floats = NDArray[np.float64]

__all__ = ["Capped", "Constant", "Empirical", "Layer", "LognormalCI90", "Pert", "Severity"]

MOST_VALUES = 1_000_000
TWICE_Z95 = 2.0 * float(ndtri(0.95))
WIDEST_SIGMA = 10.0
NEGLIGIBLE_Z = 8.5


@dataclass(frozen=True)
class LognormalCI90(Severity):
    """Lognormal loss whose 5 % quantile is `low` and 95 % quantile is `high`, 0 < low < high."""

    low: float
    high: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "low", number(self.low, "low"))
        object.__setattr__(self, "high", number(self.high, "high"))
        if self.low <= 0.0:
            raise QuantError("a lognormal loss is above 0", field="low", remedy="Give a low value above 0.")
        if self.low > self.high:
            what = f"{self.low:g} is above high, {self.high:g}"
            raise QuantError(what, field="low", remedy="Swap low and high.")
        if self.low == self.high:
            remedy = "Widen the range, or use Constant."
            raise QuantError(f"low and high are both {self.low:g}", field="high", remedy=remedy)
        if self.sigma > WIDEST_SIGMA:
            remedy = "Raise low, or lower high: a lognormal this wide has no usable mean."
            raise QuantError(f"{self.low:g} to {self.high:g} is too wide", field="low", remedy=remedy)

    @cached_property
    def mu(self) -> float:
        """Mean of the logarithm of the loss."""
        return (math.log(self.low) + math.log(self.high)) / 2.0

    @cached_property
    def sigma(self) -> float:
        """Standard deviation of the logarithm of the loss."""
        return math.log(self.high / self.low) / TWICE_Z95

    @cached_property
    def mean(self) -> float:
        return math.exp(self.mu + self.sigma**2 / 2.0)

    @property
    def maximum(self) -> float:
        return math.inf

    @property
    def reach(self) -> float:
        return math.exp(self.mu + self.sigma * (NEGLIGIBLE_Z + self.sigma))

    def scaled(self, factor: float) -> Severity:
        low, high = self.low * factor, self.high * factor
        return self.remade(low=low, high=high) if 0.0 < low < high else self.fixed(high)

    def cdf(self, loss: Floats) -> Floats:
        result: Floats = ndtr(self._z(loss))
        return result

    def quantile(self, level: Floats) -> Floats:
        result: Floats = np.exp(self.mu + self.sigma * ndtri(level))
        return result

    def excess(self, loss: Floats) -> Floats:
        z = self._z(loss)
        result: Floats = ndtr(-z)
        result *= loss
        np.negative(z, out=z)
        z += self.sigma
        over: Floats = ndtr(z, out=z)
        over *= self.mean
        over -= result
        return np.maximum(over, 0.0, out=over)

    def limited_mean(self, loss: Floats) -> Floats:
        z = self._z(loss)
        with np.errstate(invalid="ignore"):
            result: Floats = np.nan_to_num(self.mean * ndtr(z - self.sigma) + loss * ndtr(-z))
        return result

    def limited_second_moment(self, loss: float) -> float:
        whole = math.exp(2.0 * self.mu + 2.0 * self.sigma**2)
        if loss <= 0.0 or math.isinf(loss):
            return whole if loss > 0.0 else 0.0
        z = (math.log(loss) - self.mu) / self.sigma
        return whole * float(ndtr(z - 2.0 * self.sigma)) + loss * loss * float(ndtr(-z))

    def _z(self, loss: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            z: Floats = np.log(loss)
        z -= self.mu
        z /= self.sigma
        return z


@dataclass(frozen=True)
class Constant(Severity):
    """The same loss at every event, `value` >= 0."""

    value: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", number(self.value, "value"))

    @property
    def mean(self) -> float:
        return self.value

    @property
    def maximum(self) -> float:
        return self.value

    def scaled(self, factor: float) -> Severity:
        return self.fixed(self.value * factor)

    def cdf(self, loss: Floats) -> Floats:
        return (np.asarray(loss) >= self.value).astype(np.float64)

    def quantile(self, level: Floats) -> Floats:
        return np.full(np.shape(level), self.value)

    def excess(self, loss: Floats) -> Floats:
        return np.maximum(self.value - np.asarray(loss, np.float64), 0.0)

    def limited_second_moment(self, loss: float) -> float:
        return min(self.value, loss) ** 2


@dataclass(frozen=True)
class Empirical(Severity):
    """Losses seen, each as likely as another: 1 to 1,000,000 values >= 0, in any order."""

    values: tuple[float, ...]

    def __init__(self, values: Sequence[float]) -> None:
        if isinstance(values, (str, bytes)) or not hasattr(values, "__len__"):
            raise QuantError("not a list of losses", field="values", remedy="Give a list of numbers.")
        if not 1 <= len(values) <= MOST_VALUES:
            what = f"{len(values):,} losses"
            raise QuantError(what, field="values", remedy=f"Give 1 to {MOST_VALUES:,} losses.")
        checked = (number(value, f"values[{index}]") for index, value in enumerate(values))
        object.__setattr__(self, "values", tuple(sorted(checked)))

    @cached_property
    def _sorted(self) -> Floats:
        return np.array(self.values)

    @cached_property
    def _over(self) -> Floats:
        """Sum of the values from each place on, one longer than the values."""
        return np.append(np.cumsum(self._sorted[::-1])[::-1], 0.0)

    @property
    def mean(self) -> float:
        return float(self._over[0]) / len(self.values)

    @property
    def maximum(self) -> float:
        return self.values[-1]

    def scaled(self, factor: float) -> Severity:
        return self.remade(values=tuple(value * factor for value in self.values))

    def cdf(self, loss: Floats) -> Floats:
        result: Floats = np.searchsorted(self._sorted, loss, side="right") / len(self.values)
        return result

    def quantile(self, level: Floats) -> Floats:
        place = np.ceil(np.asarray(level) * len(self.values)).astype(np.int64) - 1
        return self._sorted[np.clip(place, 0, len(self.values) - 1)]

    def excess(self, loss: Floats) -> Floats:
        loss = np.asarray(loss, np.float64)
        place = np.searchsorted(self._sorted, loss, side="right")
        over: Floats = self._over[place] - loss * (len(self.values) - place)
        return np.maximum(over / len(self.values), 0.0)

    def limited_second_moment(self, loss: float) -> float:
        return float(np.mean(np.minimum(self._sorted, loss) ** 2))


@dataclass(frozen=True)
class Capped(Severity):
    """The loss of `severity`, never more than `limit` > 0."""

    severity: Severity
    limit: float

    def __post_init__(self) -> None:
        is_a(self.severity, Severity, "severity", A_SEVERITY)
        object.__setattr__(self, "limit", _positive(self.limit, "limit"))

    @cached_property
    def mean(self) -> float:
        return float(self.severity.limited_mean(np.array([self.limit]))[0])

    @property
    def maximum(self) -> float:
        return min(self.limit, self.severity.maximum)

    def scaled(self, factor: float) -> Severity:
        if factor * self.limit <= 0.0:
            return self.fixed(0.0)
        return self.remade(severity=self.severity.scaled(factor), limit=self.limit * factor)

    def cdf(self, loss: Floats) -> Floats:
        loss = np.asarray(loss, np.float64)
        return np.where(loss >= self.limit, 1.0, self.severity.cdf(np.minimum(loss, self.limit)))

    def quantile(self, level: Floats) -> Floats:
        return np.minimum(self.severity.quantile(level), self.limit)

    def excess(self, loss: Floats) -> Floats:
        loss = np.asarray(loss, np.float64)
        result = np.zeros(loss.shape)
        below = loss < self.limit
        result[below] = np.maximum(self.mean - self.severity.limited_mean(loss[below]), 0.0)
        return result

    def limited_second_moment(self, loss: float) -> float:
        return self.severity.limited_second_moment(min(loss, self.limit))


@dataclass(frozen=True)
class Layer(Severity):
    """The part of each loss above `retention` >= 0, at most `limit` > 0: what an insurer pays for one event."""

    severity: Severity
    retention: float
    limit: float

    def __post_init__(self) -> None:
        is_a(self.severity, Severity, "severity", A_SEVERITY)
        object.__setattr__(self, "retention", number(self.retention, "retention"))
        object.__setattr__(self, "limit", _positive(self.limit, "limit"))

    @property
    def _exhausted(self) -> float:
        return self.retention + self.limit

    @cached_property
    def _ends(self) -> tuple[float, float]:
        attached, exhausted = self.severity.limited_mean(np.array([self.retention, self._exhausted]))
        return float(attached), float(exhausted)

    @property
    def mean(self) -> float:
        return self._ends[1] - self._ends[0]

    @property
    def maximum(self) -> float:
        return min(self.limit, max(self.severity.maximum - self.retention, 0.0))

    def scaled(self, factor: float) -> Severity:
        if factor * self.limit <= 0.0:
            return self.fixed(0.0)
        inner = self.severity.scaled(factor)
        return self.remade(severity=inner, retention=self.retention * factor, limit=self.limit * factor)

    def cdf(self, loss: Floats) -> Floats:
        loss = np.asarray(loss, np.float64)
        return np.where(loss >= self.limit, 1.0, self.severity.cdf(self.retention + np.minimum(loss, self.limit)))

    def quantile(self, level: Floats) -> Floats:
        return np.clip(self.severity.quantile(level) - self.retention, 0.0, self.limit)

    def excess(self, loss: Floats) -> Floats:
        loss = np.asarray(loss, np.float64)
        result = np.zeros(loss.shape)
        below = loss < self.limit
        result[below] = np.maximum(self._ends[1] - self.severity.limited_mean(self.retention + loss[below]), 0.0)
        return result

    def limited_second_moment(self, loss: float) -> float:
        over = self.retention + min(loss, self.limit)
        first = self.severity.limited_mean(np.array([self.retention, over]))
        squares = self.severity.limited_second_moment(over) - self.severity.limited_second_moment(self.retention)
        return max(squares - 2.0 * self.retention * float(first[1] - first[0]), 0.0)


def _positive(value: object, field: str) -> float:
    result = number(value, field)
    if result <= 0.0:
        raise QuantError("a limit is above 0", field=field, remedy="Give a limit above 0.")
    return result
