"""The clock of a control test: what the queries of the patch tests say of one finding, told beside the policy's clock.

The policy's clock orders the work; the control test says whether the control holds. They differ on purpose, and so the
page tells both. A test starts at the day that the tool tells, else at publication, because one snapshot knows no first
look of ours; it counts whole days of 24 hours up to the last look and not to today, because what was not looked at is
unproven and not late; and where no fix is known it asks for none. This is a second spelling of those queries, held to
them by tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum


class Kept(StrEnum):
    """How a promise stands as of the last look."""

    KEPT = "kept"
    BROKEN = "broken"
    NOTHING_TO_MEND = "nothing-to-mend"
    UNPROVEN = "unproven"


@dataclass(frozen=True)
class Told:
    """What snapshots tell of a finding: of each when the tool first saw it and when the flaw became public.

    `listed_on` counts only for the test of exploited flaws. `looked_at` is the newest look,
    None where every source that told of it has stopped.
    """

    known: tuple[tuple[datetime | None, date | None], ...]
    listed_on: date | None
    rated: bool
    fixable: bool
    looked_at: datetime | None


@dataclass(frozen=True)
class Promise:
    """`since` is when the time began, `ends` its last moment; both None where no tool says since when it is known."""

    kept: Kept
    days: int
    since: datetime | None
    ends: datetime | None


def promise(told: Told, days: int, *, emergency: bool) -> Promise:
    """How a finding stands by a test of that many days. An emergency asks neither for a rating nor for a known fix."""
    since = min((one for seen, public in told.known if (one := seen or _midnight(public))), default=None)
    if since and told.listed_on:
        since = max(since, datetime.combine(told.listed_on, time(), UTC))
    ends = since + timedelta(days=days) if since else None
    if not emergency and not told.rated:
        return Promise(Kept.UNPROVEN, days, since, ends)
    if not emergency and not told.fixable:
        return Promise(Kept.NOTHING_TO_MEND, days, since, ends)
    if ends is None or told.looked_at is None:
        return Promise(Kept.UNPROVEN, days, since, ends)
    return Promise(Kept.BROKEN if ends < told.looked_at else Kept.KEPT, days, since, ends)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None
