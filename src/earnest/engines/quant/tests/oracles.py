"""Independent answers that the engine is compared with: severities with closed compounds, and Panjer's recursion."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import erf, erfc, erfcinv, gammainc

from earnest.engines.quant.severity import Severity

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Exponential(Severity):
    """Exponential loss: its compounds have closed forms."""

    typical: float

    @property
    def mean(self) -> float:
        return self.typical

    @property
    def maximum(self) -> float:
        return math.inf

    def scaled(self, factor: float) -> Severity:
        return Exponential(self.typical * factor)

    def cdf(self, loss: Floats) -> Floats:
        return -np.expm1(-loss / self.typical)

    def quantile(self, level: Floats) -> Floats:
        return -self.typical * np.log1p(-level)

    def excess(self, loss: Floats) -> Floats:
        return self.typical * np.exp(-loss / self.typical)

    def limited_second_moment(self, loss: float) -> float:
        if math.isinf(loss):
            return 2.0 * self.typical**2
        share = loss / self.typical
        return self.typical**2 * 2.0 * (1.0 - (1.0 + share) * math.exp(-share))


@dataclass(frozen=True)
class Levy(Severity):
    """The stable law of index 1/2: infinite mean (cap it), sums of k losses are k**2 times one."""

    scale: float

    @property
    def mean(self) -> float:
        return math.inf

    @property
    def maximum(self) -> float:
        return math.inf

    def scaled(self, factor: float) -> Severity:
        return Levy(self.scale * factor)

    def cdf(self, loss: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            return np.asarray(erfc(np.sqrt(self.scale / 2.0 / loss)))

    def quantile(self, level: Floats) -> Floats:
        return np.asarray(self.scale / 2.0 / erfcinv(level) ** 2)

    def excess(self, loss: Floats) -> Floats:
        return np.full(np.shape(loss), math.inf)

    def limited_mean(self, loss: Floats) -> Floats:
        root = math.sqrt(self.scale / 2.0)
        with np.errstate(divide="ignore"):
            unit = root / np.sqrt(loss)
        straight = 2.0 * root / math.sqrt(math.pi) * np.sqrt(loss) * np.exp(-(unit**2))
        return np.asarray(loss * erf(unit) + straight - 2.0 * root**2 * erfc(unit))

    def limited_second_moment(self, loss: float) -> float:
        return loss**2


def poisson_exponential(rate: float, loss: float) -> float:
    """P(S > loss) for a Poisson(rate) number of Exponential(1) losses, loss >= 0: a mixture of gamma laws."""
    counts = np.arange(1, int(rate + 20 * math.sqrt(rate)) + 40)
    return float(np.sum(stats.poisson.pmf(counts, rate) * (1.0 - gammainc(counts, loss))))


def poisson_levy(rate: float, scale: float, loss: float) -> float:
    """P(S <= loss) for a Poisson(rate) number of Levy(scale) losses (Grübel and Hermesmeier 1999, section 5)."""
    counts = np.arange(1, int(rate + 20 * math.sqrt(rate)) + 40)
    parts = stats.poisson.pmf(counts, rate) * erfc(counts * math.sqrt(scale / 2.0 / loss))
    return math.exp(-rate) + float(np.sum(parts))


def panjer(rate: float, event: Floats, cells: int) -> Floats:
    """Masses of a compound Poisson loss by Panjer's recursion (ASTIN Bulletin 12, 1981)."""
    result = np.zeros(cells)
    result[0] = math.exp(rate * (event[0] - 1.0))
    weighted = np.arange(cells) * event[:cells]
    for cell in range(1, cells):
        result[cell] = rate / cell * np.dot(weighted[1 : cell + 1], result[cell - 1 :: -1][:cell])
    return result
