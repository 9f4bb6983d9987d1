"""How wide a text is, without a font file: the widths of Arial and its twins, and a little more to be safe."""

from __future__ import annotations

import unicodedata

_FIRST = 32
_REGULAR = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
)  # fmt: skip
_BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
    556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
    280, 389, 584,
)  # fmt: skip
_SPARE = 1.06
"""Fonts that stand in for Arial are up to this much wider."""


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of one line in the unit of `size`, never less than Arial's and its common replacements'."""
    table = _BOLD if bold else _REGULAR
    return sum(_letter(char, table) for char in text) * size * _SPARE / 1000


def shortened(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, or as much of it as fits into `room` with an ellipsis after it."""
    if width(text, size, bold=bold) <= room:
        return text
    kept = text
    while kept and width(kept + "…", size, bold=bold) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def wrapped(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """The lines into which a text breaks at its spaces; a word longer than a line breaks anywhere."""
    lines: list[str] = []
    now = ""
    for word in text.split(" "):
        tried = f"{now} {word}" if now else word
        if width(tried, size, bold=bold) <= room:
            now = tried
            continue
        if now:
            lines.append(now)
        now = word
        while width(now, size, bold=bold) > room and len(now) > 1:
            cut = _fits(now, room, size, bold)
            lines.append(now[:cut])
            now = now[cut:]
    return [*lines, now]


def _fits(word: str, room: float, size: float, bold: bool) -> int:
    """How many characters of a word fit, at least one."""
    used = 0.0
    for count, char in enumerate(word):
        used += width(char, size, bold=bold)
        if used > room:
            return max(1, count)
    return len(word)


def _letter(char: str, table: tuple[int, ...]) -> int:
    index = ord(char) - _FIRST
    if 0 <= index < len(table):
        return table[index]
    if unicodedata.combining(char):
        return 0
    if unicodedata.east_asian_width(char) in {"W", "F"}:
        return 1000
    base = ord(unicodedata.normalize("NFD", char)[0]) - _FIRST
    return table[base] if 0 <= base < len(table) else 800
