"""Our spending beside what others tell, worded so that nobody takes a share for safety."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from earnest.duties.budget.rules.benchmarks import OwnFacts, compare
from earnest.library.budget_benchmarks import budget_benchmarks


@dataclass(frozen=True)
class Figure:
    id: str = "x"
    what: str = "Security as a share of revenue"
    measure: str = "share of revenue"
    low: float | None = 0.002
    middle: float = 0.003
    high: float | None = 0.009
    unit: str = "share"
    population: str = "97 banks"
    year: int = 2019
    source: str = "A survey"
    url: str = "https://example.org"
    confidence: str = "looked up"
    caution: str = "Old."


def test_ours_is_held_against_the_range_where_there_is_one() -> None:
    (found,) = compare([Figure()], OwnFacts(spent=500_000, revenue=100_000_000))
    assert found.ours == pytest.approx(0.005)
    assert "inside that range" in found.sentence
    assert "nothing about how safe" in found.sentence


def test_without_a_range_only_a_ratio_is_told() -> None:
    (found,) = compare([Figure(high=None)], OwnFacts(spent=600_000, revenue=100_000_000))
    assert "2.0 times that figure" in found.sentence
    assert "range" not in found.sentence


def test_what_cannot_be_known_is_not_compared() -> None:
    figures = [Figure(), Figure(measure="share of IT spending"), Figure(measure="spending per head", unit="USD a head")]
    for found in compare(figures, OwnFacts(spent=1)):
        assert found.ours is None
        assert found.sentence.startswith("Not compared:")


def test_money_a_head_is_compared_in_the_currency_of_the_figure() -> None:
    figure = Figure(measure="spending per head", unit="USD a head a year", low=1300, middle=2300, high=3000)
    (found,) = compare([figure], OwnFacts(spent=90_000, people=50, spent_usd=100_000))
    assert found.ours == pytest.approx(2000)
    assert "2,000 USD a head a year" in found.sentence


def test_the_library_can_be_compared_whole_the_newest_first() -> None:
    found = compare(budget_benchmarks().items, OwnFacts(spent=1e6, revenue=1e8, people=100, spent_usd=1.1e6))
    assert len(found) == len(budget_benchmarks().items)
    assert [one.year for one in found] == sorted((one.year for one in found), reverse=True)
    assert all(one.url.startswith("https://") and one.source for one in found)
