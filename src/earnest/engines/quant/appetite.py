"""Risk appetite as a curve: how likely a year's loss above each amount may be, and whether the model keeps to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from earnest.engines.quant.errors import QuantError, is_a, number

if TYPE_CHECKING:
    from earnest.engines.quant.distribution import LossDistribution

MOST_POINTS = 100
BETWEEN = 8


@dataclass(frozen=True)
class Appetite:
    """Points (loss, greatest acceptable probability of a year's loss above it): losses > 0 rise, probabilities fall.

    Between two points the logarithm of the probability is straight in the logarithm of the loss.
    """

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        is_a(self.points, Sequence, "points", "Give (loss, probability) points.")
        if not 1 <= len(self.points) <= MOST_POINTS:
            raise QuantError(f"{len(self.points)} points", field="points", remedy=f"Give 1 to {MOST_POINTS}.")
        points: list[tuple[float, float]] = []
        for index, point in enumerate(self.points):
            place = f"points[{index}]"
            is_a(point, (tuple, list), place, "Give (loss, probability).")
            if len(point) != 2:
                raise QuantError(f"{point!r} is not a point", field=place, remedy="Give (loss, probability).")
            loss, chance = number(point[0], f"{place}.loss"), number(point[1], f"{place}.probability", high=1.0)
            if loss <= 0.0:
                raise QuantError("a loss is above 0", field=f"{place}.loss", remedy="Give a loss above 0.")
            if chance <= 0.0:
                remedy = "Give a small probability such as 0.001: no loss is impossible."
                raise QuantError("a probability is above 0", field=f"{place}.probability", remedy=remedy)
            if points and loss <= points[-1][0]:
                remedy = "Order the points by rising loss, each loss once."
                raise QuantError("losses do not rise", field=f"{place}.loss", remedy=remedy)
            if points and chance >= points[-1][1]:
                remedy = "Accept a greater loss with a lower probability."
                raise QuantError("probabilities do not fall", field=f"{place}.probability", remedy=remedy)
            points.append((loss, chance))
        object.__setattr__(self, "points", tuple(points))

    def limit(self, loss: float) -> float:
        """The greatest acceptable probability of a loss above `loss`: 1 below the first point, the last one's after."""
        if loss < self.points[0][0]:
            return 1.0
        for (low, upper), (high, lower) in zip(self.points, self.points[1:], strict=False):
            if loss < high:
                share = math.log(loss / low) / math.log(high / low)
                return float(upper * (lower / upper) ** share)
        return self.points[-1][1]

    def losses(self) -> tuple[float, ...]:
        """The losses of the points, with a few between each two."""
        result = [self.points[0][0]]
        for (low, _), (high, _) in zip(self.points, self.points[1:], strict=False):
            result += [low * (high / low) ** (part / BETWEEN) for part in range(1, BETWEEN)]
            result.append(high)
        return tuple(result)


@dataclass(frozen=True)
class AppetitePoint:
    """The chance of a year's loss above `loss`, and the greatest acceptable one.

    `at_most` says that `probability` is an upper bound, the loss being beyond the grid.
    """

    loss: float
    limit: float
    probability: float
    at_most: bool = False

    @property
    def within(self) -> bool:
        return self.probability <= self.limit


@dataclass(frozen=True)
class AppetiteVerdict:
    """`points`: the appetite's own. `worst`: where probability over limit is greatest, points between included."""

    points: tuple[AppetitePoint, ...]
    worst: AppetitePoint
    within: bool


def judge(distribution: LossDistribution, appetite: Appetite) -> AppetiteVerdict:
    """Compare an exceedance curve with an appetite.

    A point beyond the grid is judged by the chance of any loss beyond the grid, an upper bound; where that bound does
    not settle it, `UnsupportedQuantile` from `exceedance`.
    """
    own = {loss for loss, _ in appetite.points}
    judged = [_point(distribution, loss, appetite.limit(loss)) for loss in appetite.losses()]
    worst = max(judged, key=lambda one: one.probability / one.limit)
    return AppetiteVerdict(tuple(one for one in judged if one.loss in own), worst, all(one.within for one in judged))


def _point(distribution: LossDistribution, loss: float, limit: float) -> AppetitePoint:
    if loss > distribution.top and distribution.beyond <= limit:
        return AppetitePoint(loss, limit, distribution.beyond, at_most=True)
    return AppetitePoint(loss, limit, distribution.exceedance(loss))
