"""Versions in order, as far as their text tells it, and the lowest that mends everything."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cmp_to_key

_PARTS = re.compile(r"\d+|[a-z]+|~", re.IGNORECASE)
_BEFORE = {"~": -3, "dev": -3, "alpha": -2, "a": -2, "beta": -2, "b": -2, "pre": -2, "preview": -2, "rc": -1, "cr": -1,
           "snapshot": -3, "m": -2}  # fmt: skip
"""Words that come before the release itself; any other word comes after it."""


def compare(left: str, right: str) -> int:
    """Below 0 if `left` is the older version, above 0 if the newer, 0 if neither can be told.

    Epochs (1:2.0) count first, then numbers as numbers and words as words, the words of pre-releases before nothing at
    all. This is close to what deb, rpm, npm, PyPI and Maven do, and is none of them to the letter.
    """
    for mine, other in zip(_epoch(left), _epoch(right), strict=True):
        if (found := _compare(mine, other)) != 0:
            return found
    return 0


def lowest_mending(fixes: Iterable[tuple[str | None, str]]) -> str:
    """The lowest version that is at least one mended version of each finding; empty where one of them tells none, or
    none above the version found.

    `fixes` are the version found and the versions that mend it, as a tool writes them: several are joined by commas,
    one for each release line. Of several the lowest above the version found is meant.
    """
    needed = ""
    for found, told in fixes:
        mine = _lowest_above(found, told)
        if not mine:
            return ""
        if not needed or compare(mine, needed) > 0:
            needed = mine
    return needed


def _lowest_above(found: str | None, told: str) -> str:
    offered = [part.strip().lstrip(">=^~ ") for part in re.split(r"[,;|]", told)]
    offered = sorted((part for part in offered if part), key=cmp_to_key(compare))
    above = [part for part in offered if found is None or compare(part, found) > 0]
    return above[0] if above else ""


def _epoch(version: str) -> tuple[str, str]:
    head, colon, rest = version.strip().partition(":")
    return (head, rest) if colon and head.isdigit() else ("0", version.strip())


def _compare(left: str, right: str) -> int:
    mine, other = _PARTS.findall(left.lower().removeprefix("v")), _PARTS.findall(right.lower().removeprefix("v"))
    for number in range(max(len(mine), len(other))):
        a = _rank(mine[number] if number < len(mine) else "")
        b = _rank(other[number] if number < len(other) else "")
        if a != b:
            return -1 if a < b else 1
    return 0


def _rank(part: str) -> tuple[int, int, str]:
    if part == "" or (part.isdigit() and int(part) == 0):
        return (0, 0, "")
    if part.isdigit():
        return (2, int(part), "")
    return (_BEFORE[part], 0, part) if part in _BEFORE else (1, 0, part)
