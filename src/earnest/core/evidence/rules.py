"""Which snapshots speak as of a moment, and how far a source is from proving nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True)
class Seen:
    """What is known of a snapshot when choosing: its number, source, part and observed time."""

    snapshot: int
    source: int
    part: str
    observed_at: datetime


def current(seen: Iterable[Seen], as_of: datetime) -> tuple[Seen, ...]:
    """The newest snapshot of each part of each source that was observed at or before the moment."""
    newest: dict[tuple[int, str], Seen] = {}
    for one in seen:
        if one.observed_at > as_of:
            continue
        key = (one.source, one.part)
        kept = newest.get(key)
        if kept is None or (one.observed_at, one.snapshot) > (kept.observed_at, kept.snapshot):
            newest[key] = one
    return tuple(sorted(newest.values(), key=lambda one: one.snapshot))


class Freshness(StrEnum):
    """How a source stands on a day."""

    FRESH = "fresh"
    LATE = "late"
    STALE = "stale"
    NEVER = "never"
    UNUSED = "unused"


def freshness(
    *, active: bool, cadence_days: int | None, freshness_days: int, last: datetime | None, as_of: datetime
) -> Freshness:
    """Late is past the expected rhythm, stale past the limit; exactly at a limit still counts as within it."""
    if not active:
        return Freshness.UNUSED
    if last is None:
        return Freshness.NEVER
    age = as_of - last
    if age > timedelta(days=freshness_days):
        return Freshness.STALE
    if cadence_days is not None and age > timedelta(days=cadence_days):
        return Freshness.LATE
    return Freshness.FRESH


def uncovered(looks: Sequence[date], holds_days: int, until: date) -> int:
    """Days from the first of the looks (in order) to `until`, both counted, of which nothing is proven, where a look
    holds for its day and so many days after."""
    gaps = 0
    for look, following in zip(looks, (*looks[1:], until + timedelta(days=1)), strict=True):
        gaps += max(0, (following - look).days - 1 - holds_days)
    return gaps
