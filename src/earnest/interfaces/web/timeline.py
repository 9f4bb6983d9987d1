"""When a source was seen, and for how long each look counted: gaps are left empty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Stretch:
    """Days, both counted, on which the evidence counted (`held`) or did not."""

    first: date
    last: date
    held: bool
    x: str
    width: str

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Timeline:
    """A row of stretches and a tick for each day on which something was observed; `x` and `width` are percent."""

    first: date
    last: date
    stretches: tuple[Stretch, ...]
    ticks: tuple[str, ...]
    held_days: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def gaps(self) -> tuple[Stretch, ...]:
        return tuple(one for one in self.stretches if not one.held)


def timeline(observed: Iterable[date], *, holds: int, last: date, days: int) -> Timeline:
    """The `days` up to `last`. What was observed on a day counts on that day and the `holds` after it."""
    first = last - timedelta(days=days - 1)
    looks = sorted({day for day in observed if day <= last})
    held = {day + timedelta(days=after) for day in looks for after in range(holds + 1)}
    step = 100 / days
    stretches: list[Stretch] = []
    start = 0
    for at in range(1, days + 1):
        now = first + timedelta(days=start) in held
        if at < days and (first + timedelta(days=at) in held) == now:
            continue
        begin, end = first + timedelta(days=start), first + timedelta(days=at - 1)
        stretches.append(Stretch(begin, end, now, f"{start * step:.2f}%", f"{(at - start) * step:.2f}%"))
        start = at
    ticks = tuple(f"{((day - first).days + 0.5) * step:.2f}%" for day in looks if day >= first)
    return Timeline(first, last, tuple(stretches), ticks, sum(one.days for one in stretches if one.held))
