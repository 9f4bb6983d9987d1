"""Amounts over time brought to today, in closed form. Time is in years from today; arrays broadcast.

A stream of 1 a year at time t is worth exp(-delta t) today; delta = ln(1 + discount rate).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def force_of(rate: float) -> float:
    """The force of interest delta of a discount rate a year, a share of 0 or more."""
    if not rate >= 0:
        raise ValueError(f"a discount rate of {rate} is below 0")
    return math.log1p(rate)


def present(begin: Floats | float, end: Floats | float, delta: float) -> Floats:
    """What 1 a year from `begin` to `end` is worth today; 0 where the end is not after the beginning."""
    return exponential(begin, end, np.zeros(1) - delta)


def exponential(begin: Floats | float, end: Floats | float, slope: Floats) -> Floats:
    """The integral of exp(slope t) over [begin, end]; 0 where the end is not after the beginning."""
    start = np.asarray(begin, np.float64)
    length = np.maximum(np.asarray(end, np.float64) - start, 0.0)
    steep = slope * length
    small = np.abs(steep) < 1e-8
    safe = np.where(small, 1.0, slope * np.ones_like(steep))
    return np.where(small, length * (1.0 + steep / 2.0), np.expm1(np.where(small, 0.0, steep)) / safe) * np.exp(
        np.where(length > 0, slope * start, 0.0)
    )


def grown(
    begin: Floats | float, end: Floats | float, ageing_from: float, growth: Floats, cap: Floats | float, delta: float
) -> Floats:
    """What a loss of 1 a year that grows without security updates is worth today, over [begin, end].

    From `ageing_from` on (years; infinity for never) it is min(cap, growth ** (t - ageing_from)), before that 1.
    `growth` is 1 or more a year; `cap` 1 or more.
    """
    if math.isinf(ageing_from):
        return present(begin, end, delta)
    rate = np.log(np.maximum(growth, 1.0))
    peak = np.where(rate > 0, ageing_from + np.log(cap) / np.where(rate > 0, rate, 1.0), np.inf)
    flat = present(begin, np.minimum(end, ageing_from), delta)
    rising = exponential(np.maximum(begin, ageing_from), np.minimum(end, peak), rate - delta)
    rising = rising * np.exp(-rate * ageing_from)
    full = cap * present(np.maximum(begin, np.minimum(peak, 1e9)), end, delta)
    return flat + rising + full
