"""What others say they spend on security, from published, cited sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from earnest.library.content import read

Measure = Literal["share of IT spending", "share of revenue", "spending per head", "share of IT staff"]


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """One published figure. `middle` is the average or median of the source; `low` and `high` where it gives them.

    A share is a part of one; money a head is in the currency that `unit` names.
    """

    id: str
    what: str
    measure: Measure
    middle: float
    unit: str
    population: str
    year: int
    source: str
    url: str
    confidence: Literal["looked up", "stated in our notes"]
    caution: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class BudgetBenchmarks:
    """The file. Show `use_note` with the figures; `left_out` names what was looked for and not found."""

    as_of: date
    use_note: str
    source: str
    left_out: tuple[str, ...]
    benchmarks: tuple[Benchmark, ...]

    @property
    def items(self) -> tuple[Benchmark, ...]:
        """The benchmarks."""
        return self.benchmarks

    def of(self, measure: Measure) -> tuple[Benchmark, ...]:
        """The benchmarks of one measure, the newest first."""
        return tuple(sorted((one for one in self.benchmarks if one.measure == measure), key=lambda one: -one.year))


@cache
def budget_benchmarks() -> BudgetBenchmarks:
    """All benchmarks."""
    return read("budget_benchmarks.yaml", BudgetBenchmarks)
