"""A year's lines: what was planned, what is promised, what is spent, and what it comes to by the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

RUN, ONE_OFF, PEOPLE = "run", "one_off", "people"


@dataclass(frozen=True)
class LineFact:
    """A budget line with its amounts in the organisation's currency. `kind` is run, one_off or people.

    `people_days` are days of our own people in the year; `day_rate` is what one of them costs.
    """

    id: int
    title: str
    kind: str
    category: str
    planned: Decimal
    committed: Decimal
    actual: Decimal
    people_days: Decimal = Decimal(0)
    day_rate: Decimal = Decimal(0)
    accountable: str = ""

    @property
    def budgeted(self) -> Decimal:
        """What counts against the year's budget: the money; for a people line without any, its days at the day rate."""
        return self.planned or (self.own_time if self.kind == PEOPLE else Decimal(0))

    @property
    def own_time(self) -> Decimal:
        """The days of our own people at the day rate."""
        return self.people_days * self.day_rate

    @property
    def total_cost(self) -> Decimal:
        """What the line really costs: the money and our people's days. A people line's money is those days already."""
        if self.kind == PEOPLE:
            return self.budgeted
        return self.planned + self.own_time


@dataclass(frozen=True)
class Amounts:
    """Sums of lines. `forecast` is what they come to by the end of the year; `variance` is forecast minus planned."""

    planned: Decimal
    committed: Decimal
    actual: Decimal
    forecast: Decimal

    @property
    def variance(self) -> Decimal:
        return self.forecast - self.planned

    @property
    def share(self) -> float | None:
        """Variance as a share of what was planned; None where nothing was."""
        return float(self.variance / self.planned) if self.planned else None


@dataclass(frozen=True)
class LineVariance:
    """How a line stands. `overspent` is what was spent or promised beyond what was planned, 0 where nothing was."""

    line: LineFact
    amounts: Amounts
    overspent: Decimal


@dataclass(frozen=True)
class GroupVariance:
    """How the lines of a kind or category stand; `lines` are their ids."""

    key: str
    amounts: Amounts
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Variance:
    """How a year stands on a day, by line, by kind and by category; `remaining` is the share of the year to come."""

    day: date
    remaining: float
    total: Amounts
    lines: tuple[LineVariance, ...]
    by_kind: tuple[GroupVariance, ...]
    by_category: tuple[GroupVariance, ...]


def remaining_share(starts_on: date, ends_on: date, today: date) -> float:
    """The share of a year's days that is still to come after today: 1 before its first day, 0 on its last."""
    days = (ends_on - starts_on).days + 1
    left = (ends_on - today).days
    return min(1.0, max(0.0, left / days))


def forecast(line: LineFact, remaining: float) -> Decimal:
    """What a line comes to by the end of the year.

    What runs evenly (run, people) goes on at the planned pace for what is left of the year: actual + planned ×
    remaining; but where a contract covers what was planned, the year costs what is promised, whenever it is paid. A
    one-off is bought at what was planned, as long as the year lasts. Never less than what is promised or spent.
    """
    planned = line.budgeted
    if line.committed >= planned > 0:
        ahead = line.committed
    elif line.kind == ONE_OFF:
        ahead = max(planned, line.actual) if remaining > 0 else line.actual
    else:
        ahead = line.actual + planned * Decimal(repr(remaining))
    return max(ahead, line.committed, line.actual).quantize(Decimal("0.01"))


def variance(lines: Sequence[LineFact], *, starts_on: date, ends_on: date, today: date) -> Variance:
    """How a year stands today. Lines keep their order; groups come by name."""
    left = remaining_share(starts_on, ends_on, today)
    rows = tuple(_line(line, left) for line in lines)
    return Variance(
        day=today,
        remaining=left,
        total=_sum(rows),
        lines=rows,
        by_kind=_groups(rows, "kind"),
        by_category=_groups(rows, "category"),
    )


def _line(line: LineFact, left: float) -> LineVariance:
    amounts = Amounts(line.budgeted, line.committed, line.actual, forecast(line, left))
    return LineVariance(line, amounts, max(Decimal(0), max(line.actual, line.committed) - line.budgeted))


def _sum(rows: Iterable[LineVariance]) -> Amounts:
    found = [row.amounts for row in rows]
    zero = Decimal(0)
    return Amounts(
        planned=sum((one.planned for one in found), zero),
        committed=sum((one.committed for one in found), zero),
        actual=sum((one.actual for one in found), zero),
        forecast=sum((one.forecast for one in found), zero),
    )


def _groups(rows: Sequence[LineVariance], by: str) -> tuple[GroupVariance, ...]:
    found: dict[str, list[LineVariance]] = {}
    for row in rows:
        found.setdefault(getattr(row.line, by), []).append(row)
    return tuple(
        GroupVariance(key, _sum(found[key]), tuple(row.line.id for row in found[key])) for key in sorted(found)
    )
