"""Prose cut into sentences and words."""

from __future__ import annotations

import re

_ABBREVIATIONS = (
    "art arts no nos sec par para fig figs vs cf dr mr mrs ms prof st inc ltd co corp dept est approx jan feb mar apr "
    "jun jul aug sep sept oct nov dec e.g i.e a.m p.m u.s u.k reg dir ch p pp"
)
_KEPT = frozenset(_ABBREVIATIONS.split())
_END = re.compile(r"[.!?]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9])")
_LINE = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*•–]|\d+[.)])\s)")
_MARK = re.compile(r"^\s*(?:[-*•–]|\d+[.)])\s+")
_WORD = re.compile(r"[^\W_][\w'’.,:/&@-]*")


def _ends_in_abbreviation(text: str, end: int) -> bool:
    """Whether the stop that `end` points at belongs to an abbreviation, an initial or nothing at all."""
    if text[end] != ".":
        return False
    before = re.search(r"(\S+)$", text[:end])
    if before is None:
        return True
    word = before.group(1).strip("\"'“”‘’([")
    return word.lower() in _KEPT or (len(word) == 1 and word.isalpha() and word.isupper() and word != "I")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of plain prose, in order, their blanks made single.

    A sentence ends at a full stop, exclamation or question mark that a blank and a capital or a digit follow, at an
    empty line, and at each item of a list. Abbreviations (Art., No., e.g.) and initials end none.
    """
    found: list[str] = []
    for block in _LINE.split(text):
        plain = " ".join(_MARK.sub("", block).split())
        start = 0
        for match in _END.finditer(plain):
            if _ends_in_abbreviation(plain, match.start()):
                continue
            found.append(plain[start : match.end()])
            start = match.end()
        found.append(plain[start:])
    stripped = (sentence.strip() for sentence in found)
    return tuple(sentence for sentence in stripped if words(sentence))


def words(text: str) -> tuple[str, ...]:
    """The words, numbers among them. A hyphenated compound, a reference (11.8) and an address are one word each."""
    return tuple(match.rstrip(".,:/&@-'’") for match in _WORD.findall(text))
