"""Our spending beside what others say they spend. A share tells nothing about whether money buys safety."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Published(Protocol):
    """A published figure, as the library has it."""

    @property
    def id(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def measure(self) -> str: ...
    @property
    def low(self) -> float | None: ...
    @property
    def middle(self) -> float: ...
    @property
    def high(self) -> float | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def population(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def source(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def confidence(self) -> str: ...
    @property
    def caution(self) -> str: ...


@dataclass(frozen=True)
class OwnFacts:
    """What is known of our own spending in a year. `spent_usd` is the same money in US dollars, for figures in them."""

    spent: float
    revenue: float | None = None
    people: int = 0
    spent_usd: float | None = None


@dataclass(frozen=True)
class Comparison:
    """A published figure with our own beside it. `ours` is None where we cannot know it; `sentence` then says why."""

    id: str
    what: str
    ours: float | None
    low: float | None
    middle: float
    high: float | None
    unit: str
    population: str
    year: int
    source: str
    url: str
    confidence: str
    caution: str
    sentence: str


def compare(published: Sequence[Published], own: OwnFacts) -> tuple[Comparison, ...]:
    """Each figure, the newest first, with ours beside it where the record holds what it takes."""
    ordered = sorted(published, key=lambda one: (-one.year, one.id))
    return tuple(_compared(one, own) for one in ordered)


def _compared(one: Published, own: OwnFacts) -> Comparison:
    ours, lacking = _ours(one.measure, own)
    return Comparison(
        id=one.id,
        what=one.what,
        ours=ours,
        low=one.low,
        middle=one.middle,
        high=one.high,
        unit=one.unit,
        population=one.population,
        year=one.year,
        source=one.source,
        url=one.url,
        confidence=one.confidence,
        caution=one.caution,
        sentence=_sentence(one, ours) if ours is not None else f"Not compared: {lacking}",
    )


def _ours(measure: str, own: OwnFacts) -> tuple[float | None, str]:
    if measure == "share of revenue":
        if not own.revenue:
            return None, "the record does not hold our revenue."
        return own.spent / own.revenue, ""
    if measure == "spending per head":
        if not own.people or own.spent_usd is None:
            return None, "it takes our people on record and an exchange rate for US dollars."
        return own.spent_usd / own.people, ""
    return None, f"the record does not hold what our {measure} is taken of."


def _sentence(one: Published, ours: float) -> str:
    told = f"We plan {_number(one, ours)}; they told of {_number(one, one.middle)} in {one.year}"
    if one.low is not None and one.high is not None:
        told += f" (from {_number(one, one.low)} to {_number(one, one.high)})"
        place = "inside" if one.low <= ours <= one.high else "outside"
        told += f", so ours lies {place} that range"
    elif one.middle > 0:
        told += f", so ours is {ours / one.middle:.1f} times that figure"
    return f"{told}. This says nothing about how safe either is."


def _number(one: Published, value: float) -> str:
    if one.unit == "share":
        return f"{100 * value:.2f} % of revenue"
    return f"{value:,.0f} {one.unit}"
