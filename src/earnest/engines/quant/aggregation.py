"""The distribution of a year's loss by fast Fourier transform.

Independent compound Poisson losses are one compound Poisson loss, so scenarios with a known rate are pooled into one
mixture; those with an uncertain rate enter by their own generating function; common cause is Gauss–Hermite quadrature.
Wrap-around is damped by exponential tilting (Grübel and Hermesmeier, ASTIN Bulletin 29, 1999). The transform is taken
of the generating function less one, so that rare losses keep their relative accuracy.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import fft
from scipy.special import roots_hermitenorm

from earnest.engines.quant.distribution import COARSE_CELLS, LossDistribution
from earnest.engines.quant.errors import QuantError, is_a, number
from earnest.engines.quant.grid import top_of
from earnest.engines.quant.masses import TILT, Masses

if TYPE_CHECKING:
    from earnest.engines.quant.portfolio import Active, Portfolio

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]

FACTOR_NODES = 24
LEAST_WEIGHT = 1e-12
RARE = 0.01
FINER_GRIDS, FINER_STEPS = 3, 1 << 12
LEAST_LOG2, MOST_LOG2 = 10, 20


def aggregate(portfolio: Portfolio, given: Collection[str] | None, log2: int, top: float | None) -> LossDistribution:
    """See `Portfolio.aggregate`."""
    is_a(log2, int, "log2", "Give a whole number.")
    if not LEAST_LOG2 <= log2 <= MOST_LOG2:
        remedy = f"Give a whole number from {LEAST_LOG2} to {MOST_LOG2}; 14 is enough for most portfolios."
        raise QuantError(f"{log2!r} is not a grid size", field="log2", remedy=remedy)
    if top is not None:
        top = number(top, "top", low=1e-9)
    states = portfolio.states(given)
    steps = 1 << log2
    if top is None:
        top = top_of(portfolio)
    return _on_grid(portfolio, states, top, steps, FINER_GRIDS)


def _on_grid(
    portfolio: Portfolio, states: Sequence[Active | None], top: float, steps: int, finer: int
) -> LossDistribution:
    kept, key = portfolio.kept, ("masses", steps, top)
    if key not in kept:
        for other in [one for one in kept if isinstance(one, tuple) and one[0] == "masses" and one[1] == steps]:
            kept.pop(other, None)
        anchors = (portfolio.states(()), portfolio.states())
        kept[key] = Masses([scenario for scenario, _ in portfolio.everything], top / steps, steps, anchors)
    loading = 0.0 if portfolio.dependence is None else portfolio.dependence.loading
    moments = portfolio.moments_of(states)
    result = compound(kept[key], states, loading, moments.mean, moments.variance)
    if finer == 0:
        return result
    lower = 2 * COARSE_CELLS * result.step
    return replace(result, finer=cache(lambda: _on_grid(portfolio, states, lower, FINER_STEPS, finer - 1)))


def compound(
    masses: Masses, states: Sequence[Active | None], loading: float, mean: float, variance: float
) -> LossDistribution:
    """The distribution for scenarios in step with the rows of `masses`, their analytic moments given."""
    steps = masses.steps
    year = masses.year(states)
    pooled, rate = masses.pooled(year)
    pooled *= masses.tilt
    spectrum: Complexes = fft.rfft(pooled, overwrite_x=True)
    spectrum -= rate
    zero = masses.log_zero(year)
    if loading == 0.0:
        mixed_rates = masses.mixed(year)
        if mixed_rates is not None:
            spectrum += mixed_rates
        any_loss = -math.expm1(zero(1.0))
        less_one = fft.irfft(less_one_of(spectrum, any_loss), steps, overwrite_x=True)
    else:
        less_one, any_loss = np.zeros(steps), 0.0
        mixed = [(index, one) for index, one in enumerate(states) if one is not None and masses.is_mixed(index)]
        events = [(masses.spectrum(index, one.severity), one) for index, one in mixed]
        total = np.zeros(spectrum.size, np.complex128)
        for factor, weight in factors(loading):
            exponent = spectrum * factor
            for event, one in events:
                exponent += one.scenario.frequency.log_pgf(event, one.frequency * factor)
            chance = -math.expm1(zero(factor))
            total += weight * less_one_of(exponent, chance)
            any_loss += weight * chance
        less_one = fft.irfft(total, steps)
    less_one /= masses.tilt
    return LossDistribution.of(masses.step, less_one, any_loss, mean, variance, TILT)


def factors(loading: float) -> list[tuple[float, float]]:
    """Common factors of the rates and their weights: exp(bZ - b**2/2) by Gauss–Hermite quadrature."""
    if loading == 0.0:
        return [(1.0, 1.0)]
    nodes, weights = roots_hermitenorm(FACTOR_NODES)
    told = weights > LEAST_WEIGHT * weights.sum()
    nodes, weights = nodes[told], weights[told] / weights[told].sum()
    values = np.exp(loading * nodes - loading**2 / 2.0)
    return [(float(value), float(weight)) for value, weight in zip(values, weights, strict=True)]


def less_one_of(exponent: Complexes, any_loss: float) -> Complexes:
    """exp(exponent) - 1, in place; the slower expm1 only where it tells: when losses are rare."""
    if any_loss < RARE:
        np.expm1(exponent, out=exponent)
    else:
        np.exp(exponent, out=exponent)
        exponent -= 1.0
    return exponent
