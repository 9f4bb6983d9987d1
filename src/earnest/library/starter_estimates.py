"""Starter estimates from published, cited sources: wide priors, to be replaced by the organisation's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from earnest.library.content import read

Use = Literal["prior", "reference"]
"""A prior is a range that an estimate may start from; a reference is a figure to hold an estimate against."""
Part = Literal["frequency", "primary", "secondary_probability", "secondary", "share"]
Shape = Literal["poisson", "pert_rate", "lognormal_ci90", "pert", "constant"]
NEAR = frozenset({"USD", "EUR", "GBP", "CHF"})
"""Currencies whose units are close enough to choose a revenue band without a rate."""


@dataclass(frozen=True, kw_only=True)
class Starter:
    """One published figure or range. Money is in `currency`; show `caution` and `confidence` with it.

    `low` and `high` are the ends of the range (5th and 95th percentile for lognormal_ci90), `mode` the likeliest or the
    only value, `cap` the most that one event may cost. `derivation` tells how the figures follow from `published`.
    """

    id: str
    event: str
    what: str
    sector: str
    use: Use
    part: Part
    shape: Shape
    unit: str
    year: int
    published: str
    derivation: str
    source: str
    url: str
    confidence: Literal["looked up", "stated in our notes"]
    caution: str
    low: float | None = None
    mode: float | None = None
    high: float | None = None
    cap: float | None = None
    currency: str | None = None
    revenue_from: float | None = None
    revenue_to: float | None = None

    @property
    def by_size(self) -> bool:
        """Whether it speaks of organisations of some size only."""
        return self.revenue_from is not None or self.revenue_to is not None

    def fits(self, sector: str, revenue: float | None) -> bool:
        """Whether it speaks of that sector and size; revenue in dollars or a currency close to it."""
        if self.sector not in ("any", sector):
            return False
        if revenue is None:
            return not self.by_size
        return (self.revenue_from or 0) <= revenue and (self.revenue_to is None or revenue < self.revenue_to)


@dataclass(frozen=True, kw_only=True)
class StarterEstimates:
    """The file. Show `use_note` with the starters; `left_out` names what was looked for and not found."""

    as_of: date
    use_note: str
    source: str
    currency_note: str
    cap_note: str
    left_out: tuple[str, ...]
    starters: tuple[Starter, ...]


@cache
def starter_estimates() -> StarterEstimates:
    """All starters."""
    return read("starter_estimates.yaml", StarterEstimates)


def sectors() -> tuple[str, ...]:
    """The sectors that some starter speaks of, in alphabetical order."""
    return tuple(sorted({one.sector for one in starter_estimates().starters} - {"any"}))


def nearest_sector(told: str) -> str:
    """The sector of the library that a description speaks of, or "any": `Card payments` is financial services."""
    words = told.casefold()
    return next((sector for sector, marks in _MARKS.items() if any(mark in words for mark in marks)), "any")


_MARKS = {
    "financial services": ("financ", "bank", "payment", "insur", "fintech", "card", "lending", "invest"),
    "healthcare": ("health", "hospital", "clinic", "medic", "pharma"),
    "information technology": ("software", "technology", "saas", "hosting", "information"),
}


def for_organisation(sector: str, revenue: float | None, currency: str) -> tuple[Starter, ...]:
    """The starters that speak of such an organisation, most to the point first: by sector and size, then by either,
    then those for all; priors before references.

    `sector` is one of `sectors()` or the organisation's own words; `revenue` a year's, in `currency`. Where the
    currency is not near the dollar (`NEAR`) no revenue band can be chosen, and starters by size are left out. Figures
    come back in the currency of their source.
    """
    known = sector if sector in sectors() else nearest_sector(sector)
    size = revenue if currency in NEAR else None
    found = [one for one in starter_estimates().starters if one.fits(known, size)]
    return tuple(sorted(found, key=lambda one: (one.use, -_points(one))))


def _points(one: Starter) -> int:
    return (one.sector != "any") + one.by_size
