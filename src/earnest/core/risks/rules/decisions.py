"""Appetite, treatments and the matrix: what was decided, as it stands on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import isfinite
from typing import Any, Protocol, TypeVar

from earnest.core.controls.rules import Standing, standing
from earnest.foundation.errors import Invalid

MOST_POINTS = 50
MOST_BOUNDS = 9


class Decided(Protocol):
    """What is needed of a treatment to say how it stands."""

    @property
    def state(self) -> str: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def revoked_on(self) -> date | None: ...
    @property
    def decided_on(self) -> date | None: ...


D = TypeVar("D", bound=Decided)


def treatment_standing(treatment: Decided, today: date) -> Standing:
    """How a treatment stands on a day. First and last day count; without a last day it does not end by itself."""
    return standing(
        treatment.state,
        starts_on=treatment.starts_on,
        ends_on=treatment.ends_on or date.max,
        revoked_on=treatment.revoked_on,
        today=today,
    )


def in_force(treatments: Iterable[D], day: date) -> D | None:
    """The treatment of one scenario that holds on a day: of several the one that was decided last."""
    live = [
        one
        for one in treatments
        if treatment_standing(one, day) is Standing.LIVE and (one.decided_on is None or one.decided_on <= day)
    ]
    return max(live, key=lambda one: (one.decided_on or date.min, one.starts_on), default=None)


@dataclass(frozen=True)
class Cell:
    """Where a scenario lies in a matrix: classes counted from 1, the worst being `likelihoods` and `impacts`."""

    likelihood: int
    impact: int
    likelihoods: int
    impacts: int


def matrix_cell(rate: float, loss: float, likelihood: Sequence[float], impact: Sequence[float]) -> Cell:
    """The cell that follows from events a year and currency an event; a value on a bound belongs to the class above.

    n rising bounds make n + 1 classes.
    """
    return Cell(
        bisect_right(likelihood, rate) + 1, bisect_right(impact, loss) + 1, len(likelihood) + 1, len(impact) + 1
    )


def checked_bounds(bounds: Sequence[Any], field: str) -> list[float]:
    """Bounds of a matrix as numbers. Invalid unless there is at least one and they rise from above 0."""
    found = [_number(one, field) for one in bounds]
    if not 1 <= len(found) <= MOST_BOUNDS:
        raise Invalid(f"Give 1 to {MOST_BOUNDS} bounds: n bounds make n + 1 classes.", field=field)
    if found[0] <= 0 or any(later <= earlier for earlier, later in pairwise(found)):
        raise Invalid("Bounds are above 0 and each is greater than the one before.", field=field)
    return found


def checked_points(points: Sequence[Sequence[Any]]) -> list[list[float]]:
    """Points of an appetite as [loss, probability]. Invalid unless losses rise, and probabilities fall from below 1."""
    field = "points"
    if not 1 <= len(points) <= MOST_POINTS:
        raise Invalid(f"Give 1 to {MOST_POINTS} points of loss and probability.", field=field)
    found = []
    for number, point in enumerate(points, 1):
        if isinstance(point, str) or len(point) != 2:
            raise Invalid(f"Point {number} is not a loss with its probability.", field=field)
        found.append([_number(one, field) for one in point])
    for number, (loss, chance) in enumerate(found, 1):
        if loss <= 0 or not 0 < chance < 1:
            raise Invalid(f"Point {number}: the loss is above 0 and the chance lies between 0 and 1.", field=field)
        if number > 1 and not (loss > found[number - 2][0] and chance < found[number - 2][1]):
            says = f"Point {number}: a greater loss has a smaller chance. Put losses in rising order."
            raise Invalid(says, field=field)
    return found


def _number(value: Any, field: str) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        raise Invalid(f"“{value}” is not a number.", field=field) from None
    if not isfinite(found):
        raise Invalid(f"“{value}” is not a number that can be used.", field=field)
    return found
