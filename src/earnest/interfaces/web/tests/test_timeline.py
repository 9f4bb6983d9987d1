"""Gaps in the evidence are drawn as gaps."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from earnest.interfaces.web.timeline import timeline

LAST = date(2026, 11, 21)


def test_what_was_seen_counts_for_as_long_as_it_holds_and_then_leaves_a_gap() -> None:
    line = timeline([date(2026, 11, 1), date(2026, 11, 15)], holds=3, last=LAST, days=21)
    assert [(one.first.day, one.last.day, one.held) for one in line.stretches] == [
        (1, 4, True),
        (5, 14, False),
        (15, 18, True),
        (19, 21, False),
    ]
    assert (line.held_days, len(line.ticks)) == (8, 2)


def test_what_was_seen_before_the_first_day_may_still_count() -> None:
    line = timeline([date(2026, 10, 31)], holds=5, last=LAST, days=21)
    assert (line.held_days, line.ticks) == (5, ())


@given(st.lists(st.integers(-50, 60)), st.integers(0, 40), st.integers(1, 90))
def test_the_stretches_cover_every_day_once(ages: list[int], holds: int, days: int) -> None:
    line = timeline([LAST - timedelta(days=age) for age in ages], holds=holds, last=LAST, days=days)
    covered = [one.first + timedelta(days=n) for one in line.stretches for n in range(one.days)]
    assert covered == [line.first + timedelta(days=n) for n in range(days)]
    seen = {LAST - timedelta(days=age) for age in ages if age >= 0}
    held = {day for day in covered if any(timedelta(0) <= day - one <= timedelta(days=holds) for one in seen)}
    assert line.held_days == len(held)
