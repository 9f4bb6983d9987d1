"""People who approve one another's requests and nobody else's. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

FEWEST = 2
"""Requests of each that the other decided, from which it is told."""
SHARE = 0.8
"""Share of each one's decided requests that the other decided."""


@dataclass(frozen=True)
class Decided:
    """One request that somebody decided: keys of who asked and who decided."""

    asked_by: int
    approver: int


@dataclass(frozen=True)
class Pair:
    """Two who decide for one another: of `left_asked` requests of the left the right decided `right_decided`, and the
    other way round. `left` is less than `right`."""

    left: int
    right: int
    left_asked: int
    right_decided: int
    right_asked: int
    left_decided: int


def pairs(decided: Iterable[Decided]) -> tuple[Pair, ...]:
    """Every two people of whom each decided at least two requests and four fifths of all requests of the other."""
    asked: Counter[int] = Counter()
    between: Counter[tuple[int, int]] = Counter()
    for one in decided:
        asked[one.asked_by] += 1
        between[one.asked_by, one.approver] += 1
    found = []
    for left, right in sorted(between):
        there, back = between[left, right], between[right, left]
        mostly = there >= SHARE * asked[left] and back >= SHARE * asked[right]
        if left < right and min(there, back) >= FEWEST and mostly:
            found.append(Pair(left, right, asked[left], there, asked[right], back))
    return tuple(found)
