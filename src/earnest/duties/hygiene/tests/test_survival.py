"""Time to fix: a published example, a count by hand, and laws."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.duties.hygiene.queries import latency
from earnest.duties.hygiene.rules.survival import Times, kaplan_meier
from earnest.duties.hygiene.tests.conftest import Estate, flaw
from earnest.foundation.errors import Invalid

TREATED = [(6, 3, 1), (7, 1, 0), (9, 0, 1), (10, 1, 1), (11, 0, 1), (13, 1, 0), (16, 1, 0), (17, 0, 1), (19, 0, 1),
           (20, 0, 1), (22, 1, 0), (23, 1, 0), (25, 0, 1), (32, 0, 2), (34, 0, 1), (35, 0, 1)]  # fmt: skip
PLACEBO = [(1, 2, 0), (2, 2, 0), (3, 1, 0), (4, 2, 0), (5, 2, 0), (8, 4, 0), (11, 2, 0), (12, 2, 0), (15, 1, 0),
           (17, 1, 0), (22, 1, 0), (23, 1, 0)]  # fmt: skip
"""Weeks in remission of 21 and 21 patients: Freireich and others, Blood 21 (1963), as in every textbook since."""


def test_the_curve_of_the_leukaemia_trial_is_the_published_one() -> None:
    curve = kaplan_meier("6-MP", [Times(*row) for row in TREATED])
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert {step.days: round(step.share, 3) for step in curve.steps} == published
    assert [step.at_risk for step in curve.steps] == [21, 17, 15, 12, 11, 7, 6]
    assert (curve.fixed, curve.open, curve.median, curve.median_low, curve.median_high) == (9, 12, 23, 13, None)
    first, last = curve.steps[0], curve.steps[-1]
    assert (round(first.low, 3), round(first.high, 3)) == (0.620, 0.952)
    assert (round(last.low, 3), round(last.high, 3)) == (0.188, 0.680)


def test_the_placebo_of_the_trial_has_the_published_median() -> None:
    curve = kaplan_meier("placebo", [Times(*row) for row in PLACEBO])
    assert (curve.median, curve.median_low, curve.median_high) == (8, 4, 11)
    assert curve.mean_of_fixed == pytest.approx(182 / 21)
    assert curve.steps[-1].share == 0


_rows = st.lists(st.builds(Times, st.integers(0, 30), st.integers(0, 4), st.integers(0, 4)), max_size=12)


@given(_rows)
@settings(max_examples=15)
def test_the_curve_is_the_one_that_is_counted_flaw_by_flaw(rows: list[Times]) -> None:
    flaws = [(row.days, True) for row in rows for _ in range(row.fixed)]
    flaws += [(row.days, False) for row in rows for _ in range(row.open)]
    curve = kaplan_meier("", rows)
    for day in range(31):
        share = 1.0
        for at in sorted({days for days, fixed in flaws if fixed and days <= day}):
            share *= 1 - sum(1 for one in flaws if one == (at, True)) / sum(1 for days, _ in flaws if days >= at)
        assert curve.share_open(day) == pytest.approx(share)


@given(_rows)
@settings(max_examples=15)
def test_shares_fall_and_lie_in_their_bands(rows: list[Times]) -> None:
    curve = kaplan_meier("", rows)
    shares = [step.share for step in curve.steps]
    assert shares == sorted(shares, reverse=True)
    for step in curve.steps:
        assert 0 <= step.low <= step.share + 1e-12
        assert step.share - 1e-12 <= step.high <= 1
    if curve.median is not None and curve.median_low is not None:
        assert curve.median_low <= curve.median <= (curve.median_high or math.inf)


@given(_rows, st.integers(1, 5))
@settings(max_examples=15)
def test_what_is_still_open_makes_the_curve_no_lower(rows: list[Times], more: int) -> None:
    without, longer = kaplan_meier("", rows), kaplan_meier("", [*rows, Times(40, 0, more)])
    assert all(longer.share_open(day) >= without.share_open(day) - 1e-12 for day in range(31))


def test_time_to_fix_counts_what_is_open_and_the_naive_mean_does_not(estate: Estate) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(n) for n in range(1, 5)], days_ago=100)
    estate.look("vulnerabilities", [flaw(n) for n in (2, 3, 4)], days_ago=90)
    estate.look("vulnerabilities", [flaw(n) for n in (3, 4)])
    found = latency(estate.board(), "severity")
    assert (found.all.fixed, found.all.open, found.all.median) == (2, 2, 100)
    assert found.all.mean_of_fixed == 55
    assert [one.group for one in found.groups] == ["critical"]
    assert [one.group for one in latency(estate.board(), "priority").groups] == ["days-60"]
    assert latency(estate.board(), "team").groups[0].group == ""
    with pytest.raises(Invalid, match="cannot be split"):
        latency(estate.board(), "colour")
