"""Event masses of lognormal losses, worked out at few cells of the grid and interpolated to all of them.

A lognormal density is smooth in the logarithm of the loss. So its masses are needed at every cell only below cell 128,
and above at 64 evenly spaced nodes in each doubling; polynomials of degree five through the six nearest nodes give the
cells between. The interpolation is linear in the masses: scenarios are added up at the nodes, and interpolated once.

Below cell 64 masses come from limited expected values, as in `discretise`. Above, that same mass is the mean of the
density under a triangle one step to each side: the density, its second and its fourth derivative give it to the sixth
order of step / loss, without the cancellation of differences.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from earnest.engines.quant.severities import LognormalCI90
from earnest.engines.quant.severity import Severity

Floats = NDArray[np.float64]

NEAR = 64
POINTS = 6
BEFORE, AFTER = POINTS // 2 - 1, POINTS // 2
A_DOUBLING = BEFORE + NEAR + AFTER
LEAST_SIGMA = 0.25
BLOCK = 16
FOURTH_DOUBLINGS = 3


_WINDOWS = np.arange(NEAR)[:, None] + np.arange(POINTS)


@dataclass(frozen=True, eq=False)
class Nodes:
    """The nodes of a grid of `steps` cells, 128 or more and a power of two: `places`[n], cells in order of doubling.

    First cells 0 to 127, then each doubling's own nodes: two before it, 65 in it and two after it. `logs` are those of
    the places; `first`, `second` and `fourth` the factors of the density and its derivatives, from cell `NEAR` on.
    """

    steps: int
    places: Floats
    logs: Floats
    first: Floats
    second: Floats
    fourth: Floats
    weights: tuple[Floats, ...]

    def spread(self, masses: Floats) -> Floats:
        """From masses at the nodes to masses of all cells."""
        cells = np.empty(self.steps)
        cells[: 2 * NEAR] = masses[: 2 * NEAR]
        windows = masses[2 * NEAR :].reshape(-1, A_DOUBLING)[:, _WINDOWS]
        begin = 2 * NEAR
        for nearest, weights in zip(windows, self.weights, strict=True):
            np.einsum("wp,ps->ws", nearest, weights, out=cells[begin : 2 * begin].reshape(NEAR, -1))
            begin *= 2
        return cells


@lru_cache(maxsize=16)
def nodes_of(steps: int) -> Nodes:
    """The nodes of a grid, `supports(steps)` given."""
    places, weights = [np.arange(2.0 * NEAR)], []
    begin = 2 * NEAR
    while begin < steps:
        spacing = begin // NEAR
        places.append(begin + spacing * np.arange(-BEFORE, NEAR + AFTER, dtype=np.float64))
        weights.append(_lagrange(np.arange(spacing) / spacing))
        begin *= 2
    whole = np.concatenate(places)
    logs = np.log(np.maximum(whole, 0.5))
    far = whole[NEAR:]
    first = 1.0 / math.sqrt(2.0 * math.pi) / far
    second, fourth = 1.0 / 12.0 / far**2, 1.0 / 360.0 / far[: NEAR + FOURTH_DOUBLINGS * A_DOUBLING] ** 4
    for values in (whole, logs, first, second, fourth, *weights):
        values.flags.writeable = False
    return Nodes(steps, whole, logs, first, second, fourth, tuple(weights))


def supports(steps: int) -> bool:
    """Whether there are nodes for a grid of `steps` cells."""
    return steps >= 2 * NEAR and steps & (steps - 1) == 0


def is_smooth(severity: Severity) -> TypeGuard[LognormalCI90]:
    """Whether masses of `severity` may be interpolated: a lognormal that is wide beside the distance of nodes."""
    return isinstance(severity, LognormalCI90) and severity.sigma >= LEAST_SIGMA


def node_masses(severities: Sequence[LognormalCI90], factors: Sequence[float], step: float, nodes: Nodes) -> Floats:
    """Masses at the nodes [severities, nodes] of each severity times its factor >= 0, cells `step` apart."""
    result = np.zeros((len(severities), nodes.places.size))
    rows = [
        (math.log(step) - one.mu - math.log(factor), one.sigma, one.mean * factor / step) if factor > 0.0 else (0, 1, 0)
        for one, factor in zip(severities, factors, strict=True)
    ]
    known = np.array(rows, np.float64).reshape(-1, 3)
    for first in range(0, len(severities), BLOCK):  # so that what is worked on stays in the cache
        block = slice(first, first + BLOCK)
        shift, sigma, mean = known[block, 0:1], known[block, 1:2], known[block, 2:3]
        z = (nodes.logs + shift) / sigma
        _far(z[:, NEAR:], sigma, nodes, result[block, NEAR:])
        _near(z[:, : NEAR + 1], sigma, mean, nodes, result[block, :NEAR])
    nothing = np.array(factors) == 0.0
    result[nothing] = 0.0
    result[nothing, 0] = 1.0
    return result


def _near(z: Floats, sigma: Floats, mean: Floats, nodes: Nodes, result: Floats) -> None:
    """Masses of the first cells by differences of limited expected values; `mean` in steps."""
    places = nodes.places[: NEAR + 1]
    z[:, 0] = -np.inf
    above = mean <= nodes.steps
    over = mean * ndtr(np.where(above, sigma - z, z - sigma))
    left = places * ndtr(-z)
    # the excess where it is small beside the grid, otherwise the limited expected value: see `severity_mass`
    slope = np.diff(np.where(above, over - left, -(over + left)), axis=1)
    result[:, 0] = 1.0 + slope[:, 0]
    np.subtract(slope[:, 1:], slope[:, :-1], out=result[:, 1:])
    np.maximum(result, 0.0, out=result)


def _far(z: Floats, sigma: Floats, nodes: Nodes, result: Floats) -> None:
    """Masses of cells from `NEAR` on by the density and its second and fourth derivatives."""
    w, s = z / sigma, 1.0 / sigma**2
    bend = w + 3.0
    bend *= w
    bend += 2.0 - s
    bend *= nodes.second
    bend += 1.0
    w = w[:, : nodes.fourth.size]
    quartic = w + 10.0
    for coefficient in (35.0 - 6.0 * s, 50.0 - 30.0 * s, 24.0 - 35.0 * s + 3.0 * s * s):
        quartic *= w
        quartic += coefficient
    quartic *= nodes.fourth
    bend[:, : nodes.fourth.size] += quartic
    np.multiply(z, z, out=result)
    result *= -0.5
    np.exp(result, out=result)
    result *= nodes.first
    result /= sigma
    result *= bend


def _lagrange(shares: Floats) -> Floats:
    """Weights [points, shares] of the nodes around an interval, for places at `shares` of it."""
    points = np.arange(-BEFORE, AFTER + 1, dtype=np.float64)
    result = np.ones((POINTS, shares.size))
    for place, point in enumerate(points):
        for other in points:
            if other != point:
                result[place] *= (shares - other) / (point - other)
    return result
