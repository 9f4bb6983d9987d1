"""Clocks of service level: how many days a priority has on an asset, and how a clock stands on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SOON = 7
"""Days ahead in which an end of time counts as due."""


class Clock(StrEnum):
    """How a clock stands. Only an approved exception pauses it, and only a VEX statement with a reason ends it."""

    RUNNING = "running"
    DUE = "due"
    OVERDUE = "overdue"
    PAUSED = "paused"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class SlaRow:
    """Days that were decided for a priority on assets of a tier or exposure; None or empty is any."""

    priority: str
    tier: int | None
    exposure: str
    days: int


def days_for(
    priority: str, default: int | None, tier: int | None, exposure: str, rows: Iterable[SlaRow]
) -> tuple[int | None, str]:
    """The days of the row that fits most closely (tier and exposure, then tier, then exposure, then any), else the
    policy's; and in words what set them."""
    best: tuple[int, SlaRow] | None = None
    for row in rows:
        if row.priority != priority or row.tier not in {None, tier} or row.exposure not in {"", exposure}:
            continue
        close = 2 * (row.tier is not None) + (row.exposure != "")
        if best is None or (close, -row.days) > (best[0], -best[1].days):
            best = (close, row)
    if best is None:
        return default, "by the policy" if default is not None else "the policy sets no day"
    row = best[1]
    where = [f"tier {row.tier}"] if row.tier is not None else []
    where += [row.exposure] if row.exposure else []
    return row.days, f"our own clock for {' and '.join(where) or 'all assets'}"


def due_on(
    started: date, days: int | None, *, listed_on: date | None = None, days_if_unlisted: int | None = None
) -> tuple[date, date | None]:
    """When the clock that decides started, and its last day; None where no day is set.

    `started` is the day when we could first know. A flaw that was listed as exploited later starts a shorter clock on
    that day; the clock that ran before goes on, and the earlier end counts.
    """
    if listed_on is None or listed_on <= started:
        return started, _after(started, days)
    ends = [
        (end, start)
        for start, end in ((listed_on, _after(listed_on, days)), (started, _after(started, days_if_unlisted)))
        if end
    ]
    if not ends:
        return started, None
    end, start = min(ends)
    return start, end


def standing(due: date | None, today: date, *, excepted: bool, not_applicable: bool) -> Clock:
    """How the clock stands. The last day itself is not overdue."""
    if not_applicable:
        return Clock.NOT_APPLICABLE
    if excepted:
        return Clock.PAUSED
    if due is None or due > today + timedelta(days=SOON):
        return Clock.RUNNING
    return Clock.OVERDUE if due < today else Clock.DUE


def _after(start: date, days: int | None) -> date | None:
    return None if days is None else start + timedelta(days=days)
