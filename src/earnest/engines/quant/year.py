"""Whether a control pays in one random year: what it saves that year against what it costs and brings in that year.

Events that a control prevents are independent of those that remain (thinning), so the year's saving and the year's
introduced loss are two compound losses, each computed on the grid.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from earnest.engines.quant.aggregation import compound, factors
from earnest.engines.quant.distribution import LossDistribution
from earnest.engines.quant.frequencies import Poisson
from earnest.engines.quant.grid import top_of
from earnest.engines.quant.masses import Masses

if TYPE_CHECKING:
    from earnest.engines.quant.portfolio import Active, Portfolio

STEPS = 1 << 12


def chance_that_a_year_pays(
    portfolio: Portfolio, others: frozenset[str], bundle: frozenset[str], cost: float
) -> float | None:
    """P(one year's saving > one year's introduced loss + `cost`) at the central estimate.

    None where one scenario of uncertain rate is changed in two ways at once: these then share that rate.
    """
    saving, bringing = _streams(portfolio, others, bundle)
    changed = [one.scenario for one in saving + bringing]
    mixed = [one.id for one in changed if not isinstance(one.frequency, Poisson)]
    if len(set(mixed)) < len(mixed):
        return None
    step = top_of(portfolio) / STEPS
    loading = 0.0 if portfolio.dependence is None else portfolio.dependence.loading
    saved = Masses([one.scenario for one in saving], step, STEPS)
    brought = Masses([one.scenario for one in bringing], step, STEPS)
    total = 0.0
    for factor, weight in factors(loading):
        total += weight * _pays(_year(saved, saving, factor), _year(brought, bringing, factor), cost)
    return min(total, 1.0)


def _streams(portfolio: Portfolio, others: frozenset[str], bundle: frozenset[str]) -> tuple[list[Active], list[Active]]:
    """The compound losses that are saved and those that are brought in."""
    saving: list[Active] = []
    bringing: list[Active] = []
    before, after = portfolio.states(others), portfolio.states(others | bundle)
    for old, new in zip(before, after, strict=True):
        if new is None or old == new:
            continue
        if old is None:
            bringing.append(new)
            continue
        fewer, shared = old.frequency - new.frequency, min(old.frequency, new.frequency)
        if fewer > 0.0:
            saving.append(replace(old, frequency=fewer))
        elif fewer < 0.0:
            bringing.append(replace(new, frequency=-fewer))
        milder = old.severity - new.severity
        if milder > 0.0:
            saving.append(replace(old, frequency=shared, severity=milder))
        elif milder < 0.0:
            bringing.append(replace(old, frequency=shared, severity=-milder))
    return saving, bringing


def _year(masses: Masses, streams: list[Active], factor: float) -> LossDistribution:
    scaled = [replace(one, frequency=one.frequency * factor) for one in streams]
    return compound(masses, scaled, 0.0, sum(one.mean for one in scaled), 0.0)


def _pays(saved: LossDistribution, brought: LossDistribution, cost: float) -> float:
    used = int(np.flatnonzero(brought.mass)[-1]) + 1
    needed: NDArray[np.float64] = cost + np.arange(used, dtype=np.float64) * brought.step
    inside = needed <= saved.top
    return float(np.dot(brought.mass[:used][inside], saved.exceedance(needed[inside])))
