"""The history strip: what stands above the line, what hangs below it, and what nobody saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SINGLE_UP_TO = 120
"""With more days than this, days of one state that follow each other are drawn as one bar."""


class DayState(Protocol):
    @property
    def day(self) -> date: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True)
class Look:
    css: str
    word: str | Promise
    status: str
    y: float
    height: float


LOOKS: dict[str, Look] = {
    "effective": Look("eff", _("effective, above the line"), "effective", 2, 26),
    "partly": Look("par", _("partly effective, across it"), "partly effective", 18, 24),
    "failing": Look("fail", _("failing, below it"), "failing", 33, 22),
    "unproven": Look("unp", _("unproven, hollow"), "unproven", 2.6, 25),
    "none": Look("", _("without observation, left empty"), "", 0, 0),
}
LINE = 30.5


@dataclass(frozen=True)
class Bar:
    """A bar in percent of the width and pixels of height."""

    css: str
    x: str
    width: str
    y: float
    height: float


@dataclass(frozen=True)
class Base:
    """A piece of the water line: it is not drawn through days that nobody saw."""

    x1: str
    x2: str


@dataclass(frozen=True)
class Run:
    """Days that follow each other with one state."""

    first: date
    last: date
    status: str
    why: str
    days: int


@dataclass(frozen=True)
class Total:
    css: str
    word: str | Promise
    days: int


@dataclass(frozen=True)
class Gap:
    """The longest stretch without observation, where there is room to say so."""

    x: str
    first: date
    last: date


@dataclass(frozen=True)
class Strip:
    bars: tuple[Bar, ...]
    bases: tuple[Base, ...]
    runs: tuple[Run, ...]
    totals: tuple[Total, ...]
    gap: Gap | None


def drawn(days: Sequence[DayState]) -> Strip:
    """Lay out consecutive days, oldest first. KeyError for a state that does not exist."""
    step = 100 / max(1, len(days))
    merge = len(days) > SINGLE_UP_TO
    bars: list[Bar] = []
    bases: list[Base] = []
    gap: Gap | None = None
    longest, at = 2, 0
    for seen, group in groupby(days, key=lambda d: d.state != "none"):
        stretch = list(group)
        if seen:
            bases.append(Base(f"{at * step:.2f}%", f"{(at + len(stretch)) * step - step * 0.28:.2f}%"))
            bars.extend(_bars(stretch, at, step, merge=merge))
        middle = (at + len(stretch) / 2) * step
        if not seen and len(stretch) > longest and 30 <= middle <= 70:
            longest, gap = len(stretch), Gap(f"{middle:.2f}%", stretch[0].day, stretch[-1].day)
        at += len(stretch)
    return Strip(tuple(bars), tuple(bases), tuple(_runs(days)), _totals(days), gap)


def _bars(stretch: Sequence[DayState], start: int, step: float, *, merge: bool) -> list[Bar]:
    found: list[Bar] = []
    at = start
    for state, group in groupby(stretch, key=lambda d: d.state):
        look, length = LOOKS[state], len(list(group))
        for first, span in [(at, length)] if merge else [(at + i, 1) for i in range(length)]:
            found.append(Bar(look.css, f"{first * step:.2f}%", f"{(span - 0.28) * step:.2f}%", look.y, look.height))
        at += length
    return found


def _runs(days: Sequence[DayState]) -> list[Run]:
    found = []
    for (state, why), group in groupby(days, key=lambda d: (d.state, getattr(d, "why", ""))):
        stretch = list(group)
        found.append(Run(stretch[0].day, stretch[-1].day, LOOKS[state].status, why, len(stretch)))
    return found


def _totals(days: Sequence[DayState]) -> tuple[Total, ...]:
    counts = [Total(look.css, look.word, sum(d.state == state for d in days)) for state, look in LOOKS.items()]
    return tuple(total for total in counts if total.days)
