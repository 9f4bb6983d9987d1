"""Technology that documents speak of, and what an inventory shows where it is there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from earnest.library.content import read


@dataclass(frozen=True, kw_only=True)
class Technology:
    """One technology: the words that documents use, and the words of which one is in the name of its software, systems
    or services. Capitals do not matter."""

    id: str
    title: str
    said: tuple[str, ...]
    shown_by: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Technologies:
    """The file."""

    as_of: date
    source: str
    technologies: tuple[Technology, ...]


@cache
def technologies() -> Technologies:
    """The whole list."""
    return read("technologies.yaml", Technologies)


@lru_cache(maxsize=2000)
def spoken_of(text: str) -> tuple[Technology, ...]:
    """The technologies that a text names."""
    found = (
        one
        for one in technologies().technologies
        if any(re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) for word in one.said)
    )
    return tuple(found)


def shows(one: Technology, name: str) -> bool:
    """Whether the name of something in an inventory shows that the technology is there."""
    low = name.casefold()
    return any(word in low for word in one.shown_by)
