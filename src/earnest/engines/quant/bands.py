"""How far the loss exceedance curve may be off because the estimates are uncertain.

Each draw fixes every rate, effect, reliability and doubt, and gets its own curve from a coarser grid; the band holds
the middle share of them. With rates fixed, a draw's curve shows chance alone; the spread of the curves shows ignorance.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from earnest.engines.quant.aggregation import factors, less_one_of
from earnest.engines.quant.discretise import event_parts, rescaled
from earnest.engines.quant.distribution import LossDistribution
from earnest.engines.quant.draws import Draws
from earnest.engines.quant.errors import QuantError, number
from earnest.engines.quant.grid import top_of
from earnest.engines.quant.masses import TILT, tilt_of
from earnest.engines.quant.scenarios import Scenario

if TYPE_CHECKING:
    from earnest.engines.quant.portfolio import Portfolio

Floats = NDArray[np.float64]

STEPS = 1 << 12


@dataclass(frozen=True, eq=False)
class Band:
    """Exceedance probabilities at `losses`: the median of the draws, and the bounds of the middle `level` of them."""

    losses: Floats
    low: Floats
    middle: Floats
    high: Floats
    level: float


def band(
    portfolio: Portfolio, losses: Sequence[float], given: Collection[str] | None, count: int, level: float, seed: int
) -> Band:
    """See `Portfolio.band`."""
    level = number(level, "level", low=0.01, high=0.999)
    at = np.array([number(loss, f"losses[{index}]") for index, loss in enumerate(losses)], np.float64)
    if at.size == 0:
        raise QuantError("no losses", field="losses", remedy="Give the losses at which to show the band.")
    working = portfolio.in_force(given)
    draws = portfolio.draw(count, seed)
    step = top_of(portfolio) / STEPS
    pooled, rates = np.zeros((draws.count, STEPS)), np.zeros(draws.count)
    costless = np.zeros(draws.count)
    for scenario, owner in portfolio.everything:
        if owner is None or owner in working:
            rate = _add(pooled, draws, scenario, working, step)
            rates += rate
            costless += rate * scenario.costless_probability
    loading = 0.0 if portfolio.dependence is None else portfolio.dependence.loading
    curves = np.empty((draws.count, at.size))
    for index in range(draws.count):
        curves[index] = _curve(pooled[index], float(rates[index]), float(costless[index]), loading, step, at)
    tail = (1.0 - level) / 2.0
    low, middle, high = np.quantile(curves, (tail, 0.5, 1.0 - tail), axis=0)
    return Band(at, low, middle, high, level)


def _add(pooled: Floats, draws: Draws, scenario: Scenario, working: frozenset[str], step: float) -> Floats:
    """Add the scenario's rates times its event masses to each draw; gives the rates."""
    rate, severity = draws.rate(scenario).copy(), draws.doubt(scenario).copy()
    for name in draws.portfolio.touching(scenario.id):
        if name in working:
            rate *= draws.frequency_multiplier(name, scenario.id)
            severity *= draws.severity_multiplier(name, scenario.id)
    shares = draws.secondary_probability(scenario)
    alone, both = event_parts(scenario, 1.0, step, STEPS)
    for index in range(draws.count):
        share = float(shares[index])
        mass = alone if both is None else (1.0 - share) * alone + share * both
        pooled[index] += rate[index] * rescaled(mass, float(severity[index]))
    return rate


def _curve(pooled: Floats, rate: float, costless: float, loading: float, step: float, at: Floats) -> Floats:
    tilt = tilt_of(STEPS)
    spectrum = fft.rfft(pooled * tilt)
    spectrum -= rate
    total, any_loss = np.zeros(spectrum.size, np.complex128), 0.0
    for factor, weight in factors(loading):
        chance = -float(np.expm1((costless - rate) * factor))
        total += weight * less_one_of(spectrum * factor, chance)
        any_loss += weight * chance
    return LossDistribution.of(step, fft.irfft(total, STEPS) / tilt, any_loss, 0.0, 0.0, TILT).exceedance(at)
