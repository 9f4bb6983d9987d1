"""When products stop getting security updates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from earnest.library.content import read


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """One release line of one product. Each date is the last day of what it names; None where the source gives none.

    `security_end` ends free security updates; `extended_paid_end` ends a paid or subscription programme. Where the
    vendor announces no end, `updated_on` is the day of the newest security update that is known.
    `as_of` is the day of the data, where it is not that of the file.
    """

    product: str
    key: str
    cycle: str
    released: date
    source: str
    security_end: date | None = None
    updated_on: date | None = None
    as_of: date | None = None
    active_support_end: date | None = None
    extended_paid_end: date | None = None


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
