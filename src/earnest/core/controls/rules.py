"""How an exception stands on a day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """What an exception does on a day. Only a live one excepts anything."""

    ASKED = "asked"
    LAPSED = "lapsed"
    """Asked for, and its last day went by before anybody decided."""
    COMING = "coming"
    LIVE = "live"
    ENDED = "ended"
    REFUSED = "refused"
    REVOKED = "revoked"


def standing(state: str, *, starts_on: date, ends_on: date, revoked_on: date | None, today: date) -> Standing:
    """`state` is asked, approved, refused or revoked. First and last day count; the day of revoking does not."""
    if state == "refused":
        return Standing.REFUSED
    if state == "revoked" and revoked_on is not None and revoked_on <= today:
        return Standing.REVOKED
    if state == "asked":
        return Standing.ASKED if today <= ends_on else Standing.LAPSED
    if today < starts_on:
        return Standing.COMING
    return Standing.LIVE if today <= ends_on else Standing.ENDED


MORE_IS_STRICTER = frozenset({"retention_days", "lookback_days", "expiry_days", "window_days", "quiet_days"})
"""Parameters of control tests that catch more when they are raised, besides those that begin with `min_`."""


def loosened(name: str, before: object, after: object) -> bool:
    """Whether a test is easier to pass with the later value of a parameter: a number that lets more through. Of texts,
    days and flags nobody can tell, so they never are."""
    if isinstance(before, bool) or isinstance(after, bool):
        return False
    if not isinstance(before, int | float) or not isinstance(after, int | float):
        return False
    stricter_up = name.startswith("min_") or name in MORE_IS_STRICTER
    return after < before if stricter_up else after > before
