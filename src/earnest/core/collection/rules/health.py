"""Whether a collector works, from when it last tried and last brought something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

GRACE = 2
"""Turns that a collector may miss before it counts as stopped."""
_SHORTEST = timedelta(minutes=15)


class Health(StrEnum):
    WORKS = "works"
    FAILS = "fails"
    SILENT = "silent"
    NEW = "new"
    OFF = "off"


@dataclass(frozen=True)
class Told:
    """What is known of a collector. Instants are aware; None where it never happened."""

    active: bool
    pushed: bool
    """Others send; it has no turn of its own, and only silence tells."""
    every: timedelta
    made_at: datetime
    tried_at: datetime | None
    worked_at: datetime | None
    failing: bool


def health(told: Told, now: datetime) -> Health:
    """Off, new (nothing yet, and not late), failing (the last try did not work), silent (no try, or no push, for more
    than two turns), or working.
    """
    if not told.active:
        return Health.OFF
    if told.failing:
        return Health.FAILS
    last = told.worked_at if told.pushed else told.tried_at
    late = now - (last or told.made_at) > max(GRACE * told.every, _SHORTEST)
    if late:
        return Health.SILENT
    return Health.WORKS if last else Health.NEW


def is_due(told: Told, now: datetime) -> bool:
    """Whether its turn has come."""
    if not told.active or told.pushed:
        return False
    return told.tried_at is None or now - told.tried_at >= told.every
