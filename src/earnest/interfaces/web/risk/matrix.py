"""A matrix for those who must show one: each scenario lies where its events a year and its loss an event put it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from earnest.interfaces.web.risk.money import number, short
from earnest.interfaces.web.risk.reading import Reading

if TYPE_CHECKING:
    from earnest.interfaces.web.risk.register import Row

SHADES = 4


@dataclass(frozen=True)
class Square:
    """A cell: how many scenarios, what they cost a year together. `shade`, 0 to 4, is the share of the whole."""

    key: str
    count: int
    mean: float
    shade: int


@dataclass(frozen=True)
class Line:
    label: str
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class Matrix:
    """Rows from often to seldom, columns from little to much."""

    impacts: tuple[str, ...]
    lines: tuple[Line, ...]


def drawn(reading: Reading, rows: Sequence[Row]) -> Matrix | None:
    """None where nobody has said where to cut it."""
    often, much = reading.modelled.likelihood, reading.modelled.impact
    if not often or not much:
        return None
    found: dict[tuple[int, int], list[float]] = {}
    for row in rows:
        if row.found is not None and row.found.cell is not None:
            place = (row.found.cell.likelihood, row.found.cell.impact)
            found.setdefault(place, []).append(row.found.mean)
    dearest = max((sum(one) for one in found.values()), default=0.0)
    return Matrix(
        impacts=tuple(_classes([short(one, reading.currency) for one in much], "")),
        lines=tuple(
            Line(label, tuple(_square((place, impact), found, dearest) for impact in range(1, len(much) + 2)))
            for place, label in reversed(list(enumerate(_classes([number(one) for one in often], _("a year")), 1)))
        ),
    )


def _square(place: tuple[int, int], found: dict[tuple[int, int], list[float]], dearest: float) -> Square:
    means = found.get(place, [])
    total = sum(means)
    shade = min(SHADES, 1 + int(SHADES * total / dearest)) if means and dearest > 0 else 0
    return Square(f"{place[0]}-{place[1]}", len(means), total, shade)


def _classes(bounds: Sequence[str], unit: str) -> list[str]:
    after = f" {unit}" if unit else ""
    found = [_("under %s") % bounds[0] + after]
    found += [_("%(low)s to %(high)s") % {"low": low, "high": high} + after for low, high in pairwise(bounds)]
    return [*found, _("%s and more") % bounds[-1] + after]
