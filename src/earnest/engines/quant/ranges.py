"""Ranges for what is uncertain: PERT, beta and uniform. Units are those of the quantity itself.

`Pert` is also a severity (`earnest.engines.quant.severities` gives it the currency).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincc, betaincinv

from earnest.engines.quant.errors import QuantError, number, rising
from earnest.engines.quant.severity import Severity

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pert(Severity):
    """PERT: a beta distribution on [low, high] whose mean is (low + gamma * mode + high) / (gamma + 2).

    0 <= low <= mode <= high, low < high, 0 < gamma <= 1000. Variance at gamma 4: (mean - low)(high - mean) / 7.
    """

    low: float
    mode: float
    high: float
    gamma: float = 4.0

    def __post_init__(self) -> None:
        for name in ("low", "mode", "high"):
            object.__setattr__(self, name, number(getattr(self, name), name))
        object.__setattr__(self, "gamma", number(self.gamma, "gamma", low=1e-3, high=1e3))
        rising(self.low, self.mode, self.high, "a plain number (Constant for a loss)")

    @cached_property
    def alpha(self) -> float:
        return 1.0 + self.gamma * ((self.mode - self.low) / (self.high - self.low))

    @cached_property
    def beta(self) -> float:
        return 1.0 + self.gamma * ((self.high - self.mode) / (self.high - self.low))

    @property
    def mean(self) -> float:
        return (self.low + self.gamma * self.mode + self.high) / (self.gamma + 2.0)

    @property
    def variance(self) -> float:
        return (self.mean - self.low) * (self.high - self.mean) / (self.gamma + 3.0)

    @property
    def second_moment(self) -> float:
        return self.variance + self.mean**2

    @property
    def maximum(self) -> float:
        return self.high

    def scaled(self, factor: float) -> Severity:
        low, mode, high = self.low * factor, self.mode * factor, self.high * factor
        return self.remade(low=low, mode=mode, high=high, gamma=self.gamma) if low < high else self.fixed(low)

    def cdf(self, loss: Floats) -> Floats:
        result: Floats = betainc(self.alpha, self.beta, self._unit(loss))
        return result

    def quantile(self, level: Floats) -> Floats:
        result: Floats = self.low + (self.high - self.low) * betaincinv(self.alpha, self.beta, level)
        return result

    def excess(self, loss: Floats) -> Floats:
        loss = np.asarray(loss, np.float64)
        result = np.where(loss < self.low, self.mean - loss, 0.0)
        inside = (loss >= self.low) & (loss < self.high)
        unit = self._unit(loss[inside])
        alpha, beta = self.alpha, self.beta
        share = alpha / (alpha + beta)
        over = share * betaincc(alpha + 1.0, beta, unit) - unit * betaincc(alpha, beta, unit)
        result[inside] = np.maximum((self.high - self.low) * over, 0.0)
        return result

    def limited_second_moment(self, loss: float) -> float:
        if loss <= self.low:
            return loss * loss
        alpha, beta, width = self.alpha, self.beta, self.high - self.low
        unit = min((loss - self.low) / width, 1.0)
        survival = float(betaincc(alpha, beta, unit))
        first = alpha / (alpha + beta)
        second = first * (alpha + 1.0) / (alpha + beta + 1.0)
        one = first * float(betainc(alpha + 1.0, beta, unit)) + unit * survival
        two = second * float(betainc(alpha + 2.0, beta, unit)) + unit * unit * survival
        return self.low**2 + 2.0 * self.low * width * one + width**2 * two

    def _unit(self, loss: Floats) -> Floats:
        return np.clip((np.asarray(loss, np.float64) - self.low) / (self.high - self.low), 0.0, 1.0)


@dataclass(frozen=True)
class Beta:
    """A share between 0 and 1, beta-distributed; alpha > 0, beta > 0."""

    alpha: float
    beta: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "alpha", number(self.alpha, "alpha", low=1e-6, high=1e9))
        object.__setattr__(self, "beta", number(self.beta, "beta", low=1e-6, high=1e9))

    @property
    def mean(self) -> float:
        return self.alpha / (self.alpha + self.beta)

    def quantile(self, level: Floats) -> Floats:
        result: Floats = betaincinv(self.alpha, self.beta, level)
        return result


@dataclass(frozen=True)
class Uniform:
    """A share between `low` and `high`, 0 <= low <= high <= 1, every value as likely."""

    low: float
    high: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "low", number(self.low, "low", high=1.0))
        object.__setattr__(self, "high", number(self.high, "high", high=1.0))
        if self.low > self.high:
            what = f"{self.low:g} is above high, {self.high:g}"
            raise QuantError(what, field="low", remedy="Swap low and high.")

    @property
    def mean(self) -> float:
        return (self.low + self.high) / 2.0

    def quantile(self, level: Floats) -> Floats:
        return self.low + (self.high - self.low) * np.asarray(level, np.float64)


def mean_of(value: float | Pert | Beta | Uniform) -> float:
    """The central estimate: the value itself, or the mean of its range."""
    return value if isinstance(value, float) else value.mean


def quantiles_of(value: float | Pert | Beta | Uniform, levels: Floats) -> Floats:
    """Quantiles of the range at `levels`; the value itself where it is exact."""
    return np.full(levels.shape, value) if isinstance(value, float) else value.quantile(levels)


def checked(value: float | Pert | Beta | Uniform, field: str, *, high: float) -> float | Pert | Beta | Uniform:
    """A number (made float) or a range, within 0 and `high`."""
    if isinstance(value, Pert):
        number(value.high, f"{field}.high", high=high)
        return value
    if isinstance(value, (Beta, Uniform)):
        return value
    return number(value, field, high=high)
