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
