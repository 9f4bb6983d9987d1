"""Loss event frequency: how many events happen in a year.

Every frequency is a Poisson count whose rate is known (`Poisson`), gamma-distributed (`NegativeBinomial`) or
PERT-distributed (`PertRate`), so that reducing a frequency by a factor is thinning: the events that remain have the
same kind of count with its rate times the factor. Unit: events a year. Each kind has

- `mean` and `variance` of the yearly count, the uncertainty of the rate included;
- `scaled(factor)`: the count after its rate is multiplied by `factor`;
- `log_pgf(less_one, factor)`: log E[z**N] at z = 1 + `less_one`, where |z| <= 1, of the count `scaled(factor)`;
- `rates(levels)`: quantiles of the uncertain rate at `levels` in (0, 1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, roots_jacobi

from earnest.engines.quant.errors import number, rising
from earnest.engines.quant.ranges import Pert

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]

LARGEST_RATE = 1e6
Kind = TypeVar("Kind")

LOG_ROUND_OFF = math.log(1e-16)
LOG_NOTHING = -800.0
RARE = 0.01
MOST_NODES = 96
NARROW, MOMENTS, LEAST_TERM = 1.0, 28, 1e-18


@dataclass(frozen=True)
class Poisson:
    """Events at a known rate, `rate` >= 0 a year, independent of one another."""

    rate: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "rate", number(self.rate, "rate", high=LARGEST_RATE))

    @property
    def mean(self) -> float:
        return self.rate

    @property
    def variance(self) -> float:
        return self.rate

    def scaled(self, factor: float) -> Poisson:
        return _unchecked(Poisson, rate=self.rate * factor)

    def log_pgf(self, less_one: Complexes, factor: float = 1.0) -> Complexes:
        return less_one * (self.rate * factor)

    def rates(self, levels: Floats) -> Floats:
        return np.full(levels.shape, self.rate)


@dataclass(frozen=True)
class NegativeBinomial:
    """Events whose rate is gamma-distributed: variance = mean + dispersion * mean**2.

    The posterior predictive count of a Gamma(shape a, rate b) belief is `NegativeBinomial(a / b, 1 / a)`.
    """

    mean: float
    dispersion: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "mean", number(self.mean, "mean", high=LARGEST_RATE))
        object.__setattr__(self, "dispersion", number(self.dispersion, "dispersion", high=1e6))

    @property
    def variance(self) -> float:
        return self.mean + self.dispersion * self.mean**2

    def scaled(self, factor: float) -> NegativeBinomial:
        return _unchecked(NegativeBinomial, mean=self.mean * factor, dispersion=self.dispersion)

    def log_pgf(self, less_one: Complexes, factor: float = 1.0) -> Complexes:
        if self.dispersion == 0.0:
            return less_one * (self.mean * factor)
        result: Complexes = np.log1p(less_one * (-self.dispersion * self.mean * factor))
        result /= -self.dispersion
        return result

    def rates(self, levels: Floats) -> Floats:
        if self.dispersion == 0.0:
            return np.full(levels.shape, self.mean)
        result: Floats = gammaincinv(1.0 / self.dispersion, levels) * (self.mean * self.dispersion)
        return result


@dataclass(frozen=True)
class PertRate:
    """Events whose rate is PERT-distributed (`low`, most likely `mode`, `high`; gamma 4), 0 <= low <= mode <= high.

    The mixing over the rate is by the moments of a narrow range, and by Gauss–Jacobi quadrature over a wide one, with
    as many of them as round-off asks for.
    """

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        for name in ("low", "mode", "high"):
            object.__setattr__(self, name, number(getattr(self, name), name, high=LARGEST_RATE))
        rising(self.low, self.mode, self.high, "Poisson")

    @cached_property
    def pert(self) -> Pert:
        return Pert.remade(low=self.low, mode=self.mode, high=self.high, gamma=4.0)

    @property
    def mean(self) -> float:
        return self.pert.mean

    @property
    def variance(self) -> float:
        return self.mean + self.pert.variance

    def scaled(self, factor: float) -> PertRate | Poisson:
        low, high = self.low * factor, self.high * factor
        if low == high:
            return _unchecked(Poisson, rate=low)
        return _unchecked(PertRate, low=low, mode=self.mode * factor, high=high)

    def nodes(self, factor: float = 1.0) -> tuple[Floats, Floats]:
        """Rates times `factor`, and weights: as many as keep the quadrature's error in `log_pgf` below round-off."""
        half, count = max(factor * (self.high - self.low) / 2.0, 1e-300), 4
        while count < MOST_NODES and 2 * count * math.log(half) - math.lgamma(2 * count + 1) > LOG_ROUND_OFF:
            count += 4
        points, weights = _jacobi(self.pert.alpha, self.pert.beta, count)
        return factor * self.low + half * (points + 1.0), weights

    def log_pgf(self, less_one: Complexes, factor: float = 1.0) -> Complexes:
        half = factor * (self.high - self.low) / 2.0
        if half <= NARROW:
            middle = less_one * (factor * (self.low + self.high) / 2.0)
            middle += np.log1p(self._around_the_middle(less_one, half))
            return middle
        rare = factor * self.high < RARE
        total = np.full(less_one.shape, 0.0 if rare else -1.0, np.complex128)
        for rate, weight in zip(*self.nodes(factor), strict=True):
            part = less_one * rate
            (np.expm1 if rare else np.exp)(part, out=part)
            part *= weight
            total += part
        with np.errstate(divide="ignore"):
            result: Complexes = np.log1p(total, out=total)
        np.maximum(result.real, LOG_NOTHING, out=result.real)
        return result

    def _around_the_middle(self, less_one: Complexes, half: float) -> Complexes:
        """E[exp((rate - middle of its range) * less_one)] - 1 by its moments, |less_one| <= 2."""
        points, weights = _jacobi(self.pert.alpha, self.pert.beta, MOMENTS // 2 + 1)
        terms, size = [], 1.0
        for power in range(1, MOMENTS + 1):
            terms.append(half**power / math.factorial(power) * float(weights @ points**power))
            size *= 2.0 * half / power
            if size < LEAST_TERM:
                break
        total = np.full(less_one.shape, terms[-1], np.complex128)
        for term in terms[-2::-1]:
            total *= less_one
            total += term
        total *= less_one
        return total

    def rates(self, levels: Floats) -> Floats:
        return self.pert.quantile(levels)


@lru_cache(maxsize=1024)
def _jacobi(alpha: float, beta: float, count: int) -> tuple[Floats, Floats]:
    """Points on [-1, 1] and weights of Gauss–Jacobi quadrature for a beta law; the weights add up to one."""
    points, weights = roots_jacobi(count, beta - 1.0, alpha - 1.0)
    return points, weights / weights.sum()


def _unchecked(kind: type[Kind], **values: float) -> Kind:
    made = object.__new__(kind)
    for name, value in values.items():
        object.__setattr__(made, name, value)
    return made


Frequency = Poisson | NegativeBinomial | PertRate
