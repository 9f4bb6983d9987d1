"""Finding withheld values where they still stand: in documents, results and entries of the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable

SHORTEST = 4
"""Values of fewer characters are not looked for: they would be found everywhere."""
_WORD = re.compile(r"[^\W_]+")


class Needles:
    """Values to look for, as whole words and without regard to case or to what stands between the words."""

    def __init__(self, values: Iterable[str]) -> None:
        self._values: set[str] = set()
        self._first: set[str] = set()
        self._lengths: set[int] = set()
        for value in values:
            words = _WORD.findall(value.casefold())
            if words and len(value) >= SHORTEST:
                self._values.add(" ".join(words))
                self._first.add(words[0])
                self._lengths.add(len(words))

    def __bool__(self) -> bool:
        return bool(self._values)

    def found_in(self, text: str) -> bool:
        """Whether one of the values stands in the text."""
        words = _WORD.findall(text.casefold())
        return any(
            " ".join(words[number : number + length]) in self._values
            for number, word in enumerate(words)
            if word in self._first
            for length in self._lengths
        )
