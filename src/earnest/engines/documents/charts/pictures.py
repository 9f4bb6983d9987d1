"""What charts show: plain values, checked when they are made. Money is in one currency, chances are shares of one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias


class ChartError(ValueError):
    """A chart that cannot be drawn. The message says which value of which part, and what to do."""


@dataclass(frozen=True)
class Curve:
    """The chance in a year of losing more than an amount.

    `points` are (loss, chance) with rising losses; `band` holds (loss, low, high) chances and `level` the chance that
    the band holds. `kind` is how it is drawn: what is (`now`), what would be without controls (`without`), or what a
    plan would bring (`planned`).
    """

    name: str
    points: tuple[tuple[float, float], ...]
    band: tuple[tuple[float, float, float], ...] = ()
    level: float = 0.9
    kind: Literal["now", "without", "planned"] = "now"

    def __post_init__(self) -> None:
        place = f"curve {self.name!r}"
        if len(self.points) < 2:
            raise ChartError(f"{place}: a curve needs at least two points")
        _finite(place, (value for point in (*self.points, *self.band) for value in point))
        _chances(place, [chance for _, chance in self.points])
        _chances(place, [chance for _, *pair in self.band for chance in pair])
        _rising(place, [loss for loss, _ in self.points])
        _rising(f"{place} band", [loss for loss, _, _ in self.band])


@dataclass(frozen=True)
class Mark:
    """A point of a curve to be pointed out: the chance of losing more, and the limit that it is held against."""

    loss: float
    chance: float
    limit: float | None = None

    def __post_init__(self) -> None:
        _finite("mark", (self.loss, self.chance, self.limit or 0.0))
        _chances("mark", [self.chance, self.limit or 0.0])


@dataclass(frozen=True)
class LossExceedance:
    """Curves of the chance of losing more than an amount, against what the board accepts as (loss, chance)."""

    curves: tuple[Curve, ...]
    currency: str
    appetite: tuple[tuple[float, float], ...] = ()
    marks: tuple[Mark, ...] = ()

    def __post_init__(self) -> None:
        if not self.curves:
            raise ChartError("loss exceedance: it needs at least one curve")
        if not any(loss > 0 for curve in self.curves for loss, _ in curve.points):
            raise ChartError("loss exceedance: no curve has a loss above zero, so there is nothing to draw")
        _finite("appetite", (value for point in self.appetite for value in point))
        _chances("appetite", [chance for _, chance in self.appetite])
        _rising("appetite", [loss for loss, _ in self.appetite])


Verdict = Literal["earns-its-place", "costs-more", "cannot-tell", "unstated", "unestimated"]


@dataclass(frozen=True)
class WorthRow:
    """The net worth of one thing in a year: nine of ten outcomes from `low` to `high`, half between the quarters."""

    name: str
    low: float
    q25: float
    mean: float
    q75: float
    high: float
    verdict: Verdict
    who: str = ""

    def __post_init__(self) -> None:
        place = f"net worth of {self.name!r}"
        _finite(place, (self.low, self.q25, self.mean, self.q75, self.high))
        if not self.low <= self.q25 <= self.q75 <= self.high:
            raise ChartError(f"{place}: low, first quarter, third quarter and high must not fall")

    @property
    def crosses_zero(self) -> bool:
        """Whether nobody can say from the range if it is worth more than nothing."""
        return self.low < 0 < self.high


@dataclass(frozen=True)
class NetWorth:
    """Ranges of net worth, one row each, in the order given. `reach` widens the axis to what others show beside it."""

    rows: tuple[WorthRow, ...]
    currency: str
    reach: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        _some("net worth", self.rows)


@dataclass(frozen=True)
class FrontierPoint:
    """The best that a budget buys: what it costs, and the net worth of a year with its range where that is known."""

    cost: float
    worth: float
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            raise ChartError(f"frontier at {self.cost}: give both ends of the range or none")
        _finite(f"frontier at {self.cost}", (self.cost, self.worth, self.low or 0.0, self.high or 0.0))


@dataclass(frozen=True)
class Frontier:
    """What more money buys. `chosen` is the cost of the point decided on, `offered` and `asked` are budgets."""

    points: tuple[FrontierPoint, ...]
    currency: str
    chosen: float | None = None
    offered: float | None = None
    asked: float | None = None

    def __post_init__(self) -> None:
        if len(self.points) < 2:
            raise ChartError("frontier: it needs at least two budgets")
        _rising("frontier", [point.cost for point in self.points])
        _finite("frontier", (value for value in (self.chosen, self.offered, self.asked) if value is not None))
        if self.chosen is not None and all(point.cost != self.chosen for point in self.points):
            raise ChartError(f"frontier: the chosen cost {self.chosen} is none of its points")


@dataclass(frozen=True)
class BudgetRow:
    """One category of a budget year: planned, bound by contracts and orders, and paid."""

    name: str
    planned: float
    committed: float
    actual: float

    def __post_init__(self) -> None:
        _finite(f"budget of {self.name!r}", (self.planned, self.committed, self.actual))
        if min(self.planned, self.committed, self.actual) < 0:
            raise ChartError(f"budget of {self.name!r}: money of a budget is not below zero")


@dataclass(frozen=True)
class BudgetBars:
    """A budget year by category. `reach` widens the axis to what others show beside it."""

    rows: tuple[BudgetRow, ...]
    currency: str
    reach: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        _some("budget", self.rows)


@dataclass(frozen=True)
class RaisedRow:
    """What one control that does not work adds to the expected loss, with its range where that is known."""

    name: str
    amount: float
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            raise ChartError(f"raised by {self.name!r}: give both ends of the range or none")
        _finite(f"raised by {self.name!r}", (self.amount, self.low or 0.0, self.high or 0.0))


@dataclass(frozen=True)
class Raised:
    """From the expected loss if every control worked (`start`) to the one that is (`end`), by what does not work.

    Effects of controls overlap: where the rows do not add up, the remainder is drawn as a step of its own.
    """

    rows: tuple[RaisedRow, ...]
    start: float
    end: float
    currency: str

    def __post_init__(self) -> None:
        _some("raised", self.rows)
        _finite("raised", (self.start, self.end))

    @property
    def overlap(self) -> float:
        """What the rows leave over between start and end; zero where it is less than half a percent of the end."""
        left = self.end - self.start - sum(row.amount for row in self.rows)
        return left if abs(left) > 0.005 * max(abs(self.end), abs(self.start)) else 0.0


@dataclass(frozen=True)
class SurvivalCurve:
    """What share of something is still open after a number of days.

    `steps` are (day, share, low, high) with rising days: from that day on the share is open, 95 times in 100 between
    low and high. `until` is the last day anybody saw of it. `median` is the day on which half is done, None where the
    curve does not come down that far.
    """

    name: str
    steps: tuple[tuple[float, float, float, float], ...]
    until: float
    median: float | None = None

    def __post_init__(self) -> None:
        place = f"curve {self.name!r}"
        _finite(place, (value for step in self.steps for value in step))
        _finite(place, (self.until, self.median or 0.0))
        _chances(place, [share for _, *shares in self.steps for share in shares])
        _rising(place, [day for day, *_ in self.steps])
        if self.steps and self.until < self.steps[-1][0]:
            raise ChartError(f"{place}: it ends on day {self.until}, before its last step")


@dataclass(frozen=True)
class Survival:
    """One curve with its band, drawn thin beside it the `whole` that it is a part of, and as a line the `mean` of what
    is done. `reach` widens the axis to what others show beside it."""

    curve: SurvivalCurve
    whole: SurvivalCurve | None = None
    mean: float | None = None
    reach: float = 0.0

    def __post_init__(self) -> None:
        _finite(f"survival of {self.curve.name!r}", (self.mean or 0.0, self.reach))


@dataclass(frozen=True)
class Trend:
    """Counts by day: what is open, and of that what is past its time."""

    days: tuple[tuple[date, int, int], ...]

    def __post_init__(self) -> None:
        if len(self.days) < 2:
            raise ChartError("trend: it needs at least two days")
        _rising("trend", [day.toordinal() for day, _, _ in self.days])
        _finite("trend", (count for _, *counts in self.days for count in counts))
        if min(min(counts) for _, *counts in self.days) < 0:
            raise ChartError("trend: a count is not below zero")


@dataclass(frozen=True)
class Cumulative:
    """What is gained by the first so many changes: (changes, mean, low, high) with rising changes, from (0, 0, 0, 0).

    Money a year, or shares of one where `currency` is empty; then the band is as wide as the share itself.
    """

    points: tuple[tuple[float, float, float, float], ...]
    currency: str = ""

    def __post_init__(self) -> None:
        if len(self.points) < 2:
            raise ChartError("cumulative: it needs at least two points")
        _rising("cumulative", [changes for changes, *_ in self.points])
        _finite("cumulative", (value for point in self.points for value in point))


Picture: TypeAlias = LossExceedance | NetWorth | Frontier | BudgetBars | Raised | Survival | Trend | Cumulative

KINDS: tuple[type, ...] = (
    Curve, Mark, LossExceedance, WorthRow, NetWorth, FrontierPoint, Frontier, BudgetRow, BudgetBars, RaisedRow, Raised,
    SurvivalCurve, Survival, Trend, Cumulative,
)  # fmt: skip


def texts(picture: Picture) -> tuple[tuple[str, bool], ...]:
    """The words that a picture brings along, each with whether it is a name from the record."""
    if isinstance(picture, LossExceedance):
        return tuple((curve.name, False) for curve in picture.curves)
    if isinstance(picture, NetWorth):
        return tuple((text, True) for row in picture.rows for text in (row.name, row.who) if text)
    if isinstance(picture, (BudgetBars, Raised)):
        return tuple((row.name, True) for row in picture.rows)
    if isinstance(picture, Survival):
        return tuple((one.name, True) for one in (picture.curve, picture.whole) if one is not None)
    return ()


def parted(picture: Picture, most: int) -> tuple[Picture, ...]:
    """A picture in parts of at most so many rows with one axis, each about as long as the others."""
    if not isinstance(picture, (NetWorth, BudgetBars)) or len(picture.rows) <= most:
        return (picture,)
    parts = -(-len(picture.rows) // most)
    size = -(-len(picture.rows) // parts)
    starts = range(0, len(picture.rows), size)
    if isinstance(picture, NetWorth):
        ends = [value for row in picture.rows for value in (row.low, row.high)]
        reach = (min(ends), max(ends))
        return tuple(replace(picture, rows=picture.rows[at : at + size], reach=reach) for at in starts)
    reach = (0.0, max(value for row in picture.rows for value in (row.planned, row.committed, row.actual)))
    return tuple(replace(picture, rows=picture.rows[at : at + size], reach=reach) for at in starts)


def _finite(place: str, values: Iterable[float]) -> None:
    for value in values:
        if not math.isfinite(value) or abs(value) > 1e15:
            raise ChartError(f"{place}: {value} cannot be drawn, give a number up to 1e15")


def _chances(place: str, values: Sequence[float]) -> None:
    for value in values:
        if not 0 <= value <= 1:
            raise ChartError(f"{place}: the chance {value} is not between 0 and 1")


def _rising(place: str, values: Sequence[float]) -> None:
    for before, after in itertools.pairwise(values):
        if after <= before:
            raise ChartError(f"{place}: amounts must rise, but {after} comes after {before}")


def _some(place: str, rows: Sequence[object]) -> None:
    if not rows:
        raise ChartError(f"{place}: it has no rows, so there is nothing to draw")
