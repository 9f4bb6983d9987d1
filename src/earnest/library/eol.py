"""When products stop getting security updates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from earnest.library.content import read

Support = Literal["full", "security only", "paid only", "ended"]


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """One release line of one product. Each date is the last day of what it names; None where the source gives none.

    `security_end` ends free security updates; `extended_paid_end` ends a paid or subscription programme.
    """

    product: str
    key: str
    cycle: str
    released: date
    security_end: date
    source: str
    active_support_end: date | None = None
    extended_paid_end: date | None = None

    def support_on(self, day: date) -> Support:
        """What the vendor gives on that day. "paid only" says nothing about whether this organisation pays."""
        if day <= self.security_end:
            in_full = self.active_support_end is None or day <= self.active_support_end
            return "full" if in_full else "security only"
        if self.extended_paid_end is not None and day <= self.extended_paid_end:
            return "paid only"
        return "ended"


@dataclass(frozen=True, kw_only=True)
class EndOfLife:
    """The file of end-of-life facts. Show `cautions` with the facts; keep `notice` with any copy of them."""

    as_of: date
    source: str
    confidence: str
    licence: str
    notice: str
    field_note: str
    cautions: tuple[str, ...]
    cycles: tuple[Cycle, ...]

    def find(self, key: str, cycle: str) -> Cycle | None:
        """The release line of that product key and cycle, or None: absence says nothing about support."""
        return next((entry for entry in self.cycles if (entry.key, entry.cycle) == (key, cycle)), None)


@cache
def end_of_life() -> EndOfLife:
    """The end-of-life facts."""
    return read("eol.yaml", EndOfLife)
