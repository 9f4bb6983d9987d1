"""From the severity of an event to masses on a grid that keep its mean: local moment matching of order one.

Cell j gets (2 L(jh) - L((j-1)h) - L((j+1)h)) / h, where L(d) = E[min(X, d)] and h is the step (Gerber 1982; Klugman,
Panjer and Willmot, Loss Models). What lies beyond the grid is left out, so the distribution function on the grid stays
that of the whole severity.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from earnest.engines.quant.nodes import is_smooth, node_masses, nodes_of, supports
from earnest.engines.quant.scenarios import Scenario
from earnest.engines.quant.severity import Severity

Floats = NDArray[np.float64]


def event_mass(scenario: Scenario, factor: float, step: float, steps: int) -> Floats:
    """Masses of the loss of one event, times `factor`, on 0, `step`, ... (`steps` of them)."""
    alone, both = event_parts(scenario, factor, step, steps)
    share = scenario.secondary_probability
    return alone if both is None else (1.0 - share) * alone + share * both


def event_parts(scenario: Scenario, factor: float, step: float, steps: int) -> tuple[Floats, Floats | None]:
    """Masses of an event without and with its secondary loss; the latter None where there never is one."""
    primary = [severity_mass(one, factor, step, steps) for one in scenario.primary_severities]
    secondary = [severity_mass(one, factor, step, steps) for one in scenario.secondary_severities]
    alone = _convolved(primary, steps)
    never = not secondary or scenario.secondary_probability == 0.0
    return alone, None if never else _convolved([alone, *secondary], steps)


def rescaled(mass: Floats, factor: float) -> Floats:
    """Masses of a loss times `factor`, each split between two cells so that the mean is kept."""
    if factor == 1.0:
        return mass
    places = np.arange(mass.size) * factor
    inside = int(np.searchsorted(places, mass.size - 1.0))
    cells = places[:inside].astype(np.int64)
    upper = (places[:inside] - cells) * mass[:inside]
    result: Floats = np.bincount(cells, mass[:inside] - upper, mass.size).astype(np.float64, copy=False)
    result[1:] += np.bincount(cells, upper, mass.size)[:-1]
    return result


def severity_mass(severity: Severity, factor: float, step: float, steps: int) -> Floats:
    """Masses of one severity times `factor`; they add up to less than one where losses go beyond the grid."""
    mass = np.zeros(steps)
    top = steps * step
    if factor == 0.0 or severity.mean == 0.0:
        mass[0] = 1.0
        return mass
    if is_smooth(severity) and supports(steps):
        nodes = nodes_of(steps)
        return np.maximum(nodes.spread(node_masses((severity,), (factor,), step, nodes)[0]), 0.0)
    used = int(min(steps, np.ceil(severity.reach * factor / step) + 1.0))
    losses: Floats = np.arange(used + 1, dtype=np.float64) * (step / factor)
    if severity.mean * factor <= top:
        over = severity.excess(losses)
        slope = np.diff(over)
    else:
        slope = -np.diff(severity.limited_mean(losses))
    slope *= factor / step
    mass[0] = 1.0 + slope[0]
    mass[1:used] = np.diff(slope)
    return np.maximum(mass, 0.0, out=mass)


def event_bound(scenario: Scenario, tail: float) -> float:
    """A loss that one event exceeds with probability of at most `tail`."""
    severities = scenario.primary_severities
    if scenario.secondary_probability > 0.0:
        severities += scenario.secondary_severities
    level = np.array([1.0 - tail / len(severities)])
    return sum(float(one.quantile(level)[0]) for one in severities)


def _convolved(masses: Sequence[Floats], steps: int) -> Floats:
    """Masses of the sum of independent losses, as far as the grid goes."""
    if len(masses) == 1:
        return masses[0]
    product = reduce(np.multiply, [fft.rfft(mass, 2 * steps) for mass in masses])
    mass: Floats = fft.irfft(product, 2 * steps)[:steps]
    return np.maximum(mass, 0.0)
