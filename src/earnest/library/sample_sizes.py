"""How many members auditors commonly test, by how often a control works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from earnest.library.content import read


@dataclass(frozen=True, kw_only=True)
class CommonSize:
    """For a control that works that often: at least and at most so many members, at the usual confidence."""

    frequency: str
    title: str
    least: int
    most: int


@dataclass(frozen=True, kw_only=True)
class SizeSource:
    """Where sizes come from, and how sure that is."""

    who: str
    says: str
    confidence: str


@dataclass(frozen=True, kw_only=True)
class SampleSizes:
    """The file."""

    as_of: date
    note: str
    sizes: tuple[CommonSize, ...]
    sources: tuple[SizeSource, ...]


@cache
def sample_sizes() -> SampleSizes:
    """The sizes of the library with their sources."""
    return read("sample_sizes.yaml", SampleSizes)
