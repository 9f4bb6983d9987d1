"""Where the grid ends: one end for all treatments of a portfolio, found from its worst treatment.

The worst treatment has no control that helps, every control that worsens and every introduced scenario. A bound on its
tail gives a first end; a coarse distribution then tells how far that end may come in. Everything is relative to the
bound, so that results scale with the unit of money.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from earnest.engines.quant.discretise import event_bound
from earnest.engines.quant.masses import Masses

if TYPE_CHECKING:
    from earnest.engines.quant.portfolio import Active, Portfolio

TAIL = 1e-5
COARSE = 1 << 11
MARGIN = 1.1
PARTS = 8
FINE = 1.0 / 16.0
MOST_TRIES = 48


def top_of(portfolio: Portfolio) -> float:
    """As `find_top`, found once for each portfolio."""
    if "top" not in portfolio.kept:
        portfolio.kept["top"] = find_top(portfolio)
    return float(portfolio.kept["top"])


def find_top(portfolio: Portfolio) -> float:
    """The loss at which the grid ends; beyond it a year's loss lies with about `TAIL` of the chance of any loss."""
    from earnest.engines.quant.aggregation import compound

    worst = worst_state(portfolio)
    rate = math.fsum(one.scenario.frequency.mean * one.frequency for one in worst)
    tail = TAIL * min(1.0, rate)
    top = _bound(worst, rate, tail)
    if top <= 0.0:
        return 1.0
    loading = 0.0 if portfolio.dependence is None else portfolio.dependence.loading
    mean = math.fsum(one.mean for one in worst)
    widened = False
    for _ in range(MOST_TRIES):
        masses = Masses([one.scenario for one in worst], top / COARSE, COARSE)
        coarse = compound(masses, worst, loading, mean, 0.0)
        if coarse.beyond > tail:
            top, widened = top * 2.0, True
            continue
        needed = MARGIN * (float(np.searchsorted(-coarse.survival, -tail)) + 1.0) / COARSE
        shrink = max(math.floor(-PARTS * math.log2(needed)), 0)
        top *= 2.0 ** (-shrink / PARTS)
        if widened or needed > FINE:
            break
    return float(top)


def worst_state(portfolio: Portfolio) -> tuple[Active, ...]:
    """Every scenario with the multipliers above 1 only, sorted by id."""
    from earnest.engines.quant.portfolio import Active

    result = []
    for scenario, _ in portfolio.everything:
        frequency = severity = 1.0
        for name in portfolio.touching(scenario.id):
            multiplier = portfolio.control(name).multiplier(scenario.id)
            frequency *= max(multiplier.frequency, 1.0)
            severity *= max(multiplier.severity, 1.0)
        result.append(Active(scenario, frequency, severity))
    return tuple(result)


def _bound(worst: tuple[Active, ...], rate: float, tail: float) -> float:
    """Largest likely event, plus mean and spread of a year with events limited to it (Bernstein's inequality)."""
    if rate <= 0.0:
        return 0.0
    event_tail = tail / rate
    active = [one for one in worst if one.scenario.frequency.mean * one.frequency > 0.0]
    largest = max(event_bound(one.scenario, event_tail) * one.severity for one in active)
    mean = variance = 0.0
    for one in active:
        count = one.scenario.frequency.scaled(one.frequency)
        first = min(one.scenario.severity_mean * one.severity, largest)
        second = min(one.scenario.severity_second_moment * one.severity**2, largest * first)
        mean += count.mean * first
        variance += count.mean * second + (count.variance - count.mean) * first**2
    log_tail = -math.log(tail)
    jump = largest * log_tail / 3.0
    return mean + jump + math.sqrt(jump**2 + 2.0 * variance * log_tail)
