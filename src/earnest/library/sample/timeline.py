"""When exports were taken: weekly for the last quarter, at month ends before that."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

WEEKS = 13
MONTHS = 12


@dataclass(frozen=True)
class Draft:
    """An export that is not on disk yet. `name` is the file name; `observed_at` is when the tool looked."""

    source: str
    format: str
    name: str
    observed_at: datetime
    content: bytes


@dataclass(frozen=True)
class Timeline:
    """The calendar of one generation. Every instant lies before the morning of `today`."""

    today: date
    seed: int

    def random(self, *names: object) -> Random:
        """A random stream of its own for each name, so that a change in one noun leaves the others as they were."""
        return Random(":".join(str(part) for part in (self.seed, *names)))  # noqa: S311 - a story, not a secret

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def at(self, days_ago: int, hour: int = 22, minute: int = 0) -> datetime:
        """That time of day, UTC, so many days before `today`."""
        return datetime.combine(self.ago(days_ago), time(hour, minute), UTC)

    def instant(self, day: date, hour: int = 22, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), UTC)

    @property
    def latest(self) -> date:
        """The day of the newest exports: yesterday, so that nothing is from the future at any hour of `today`."""
        return self.ago(1)

    def weekly(self) -> tuple[date, ...]:
        """Days of weekly exports, oldest first, then month ends before them for the rest of a year."""
        weeks = [self.ago(1 + 7 * week) for week in range(WEEKS)]
        months = [day for day in self._month_ends() if day < weeks[-1]]
        return tuple(sorted({*weeks, *months}))

    def monthly(self, every: int = 1) -> tuple[date, ...]:
        """Month ends of the last year, oldest first, each `every` months, and the newest day."""
        ends = [day for day in self._month_ends() if day < self.ago(8)]
        return (*reversed(ends[::every]), self.latest)

    def _month_ends(self) -> Iterator[date]:
        year, month = self.today.year, self.today.month
        for _ in range(MONTHS):
            month -= 1
            if month == 0:
                year, month = year - 1, 12
            yield date(year, month, monthrange(year, month)[1])
