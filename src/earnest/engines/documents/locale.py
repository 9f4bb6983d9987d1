"""The habits of one language: how numbers and dates are written, and the program's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from earnest.engines.documents.parts import Grade, Status, Unit


@dataclass(frozen=True)
class Locale:
    """The habits of one language. Patterns use `{}` for the value.

    `number_words` and `status_words` are the lower-case words that a literal may not hold: they must come from a claim.
    """

    code: str
    months: tuple[str, ...]
    thousands: str
    decimal: str
    labels: Mapping[str, str]
    statuses: Mapping[Status, tuple[str, str]]
    grades: Mapping[Grade, str]
    units: Mapping[Unit, tuple[str, str]]
    currencies: Mapping[str, str]
    large: tuple[tuple[int, str], ...]
    percent: str = "{}%"
    money: Literal["before", "after"] = "before"
    between: str = "{low} to {high}"
    interval: str = "{percent} interval"
    date: str = "{day} {month} {year}"
    time: str = "{date}, {hour:02}:{minute:02} {zone}"
    direction: Literal["ltr", "rtl"] = "ltr"
    number_words: frozenset[str] = frozenset()
    status_words: frozenset[str] = frozenset()

    def label(self, key: str) -> str:
        """One of the program's own words; KeyError if this locale lacks it."""
        return self.labels[key]
