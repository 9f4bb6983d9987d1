"""Where we expect to see what we know to be there, as the program proposes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from earnest.library.content import read


@dataclass(frozen=True, kw_only=True)
class ProposedExpectation:
    """One expectation. `expected_from` and `looked_by` are conditions, one a line."""

    key: str
    title: str
    expected_from: str
    looked_by: str
    reason: str
    way_out: str


@dataclass(frozen=True, kw_only=True)
class CoverageExpectations:
    """The file."""

    as_of: date
    expectations: tuple[ProposedExpectation, ...]


@cache
def coverage_expectations() -> tuple[ProposedExpectation, ...]:
    """All that the program proposes."""
    return read("coverage_expectations.yaml", CoverageExpectations).expectations
