"""Coverage of a period, held against a plain day-by-day reading."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.assurance.period import DayStatus, Observation, Span, cover
from earnest.engines.assurance.statuses import ControlStatus

START = date(2026, 1, 1)
END = date(2026, 1, 31)
EFFECTIVE, PARTLY, FAILING = ControlStatus.EFFECTIVE, ControlStatus.PARTLY, ControlStatus.FAILING
UNPROVEN = ControlStatus.UNPROVEN


def on(offset: int, status: ControlStatus = EFFECTIVE, holds: int = 100, evidence: str = "e") -> Observation:
    return Observation(START + timedelta(days=offset), status, holds, evidence)


def spans(*observations: Observation) -> list[tuple[int, int, str]]:
    found = cover(observations, START, END)
    return [((one.start - START).days, (one.end - START).days, one.status.value) for one in found.spans]


def test_a_period_that_nobody_looked_at_is_one_gap() -> None:
    found = cover([], START, END)
    assert found.gaps == (Span(START, END, DayStatus.NOT_OBSERVED),)
    assert (found.share_effective, found.days, found.observations) == (0.0, 31, 0)


def test_a_look_holds_until_its_limit_and_not_a_day_longer() -> None:
    assert spans(on(3, holds=7)) == [(0, 2, "no observation"), (3, 10, "effective"), (11, 30, "no observation")]


def test_nothing_is_interpolated_between_two_good_looks() -> None:
    assert spans(on(0, holds=2), on(20, holds=2)) == [
        (0, 2, "effective"),
        (3, 19, "no observation"),
        (20, 22, "effective"),
        (23, 30, "no observation"),
    ]


def test_a_deviation_runs_from_the_day_seen_to_the_day_repaired_both_included() -> None:
    found = cover([on(0), on(10, FAILING), on(14)], START, END)
    assert found.deviations == (Span(date(2026, 1, 11), date(2026, 1, 15), DayStatus.FAILING),)
    assert found.deviations[0].days == 5
    assert found.counts[DayStatus.EFFECTIVE] == 26
    assert found.share_effective == 26 / 31


def test_the_next_look_ends_the_one_before_even_where_that_held_longer() -> None:
    assert spans(on(0, holds=100), on(5, EFFECTIVE, holds=1)) == [(0, 6, "effective"), (7, 30, "no observation")]


def test_of_several_looks_on_a_day_the_worst_is_the_days_and_is_carried() -> None:
    assert spans(on(0, EFFECTIVE), on(0, FAILING), on(0, PARTLY)) == [(0, 30, "failing")]


def test_an_unproven_look_is_a_gap_until_the_next_one() -> None:
    found = cover([on(0), on(10, UNPROVEN), on(12)], START, END)
    assert [(one.start.day, one.end.day, one.status.value) for one in found.gaps] == [(11, 12, "unproven")]


def test_looks_before_the_period_carry_into_it_and_later_ones_do_not_reach_back() -> None:
    assert spans(on(-5, holds=7), on(40)) == [(0, 2, "effective"), (3, 30, "no observation")]
    assert spans(on(-5, FAILING), on(-9, holds=100)) == [(0, 30, "failing")]
    assert cover([on(-5), on(2), on(40)], START, END).observations == 1


def test_a_failure_that_no_longer_holds_is_a_gap_and_not_a_deviation_for_ever() -> None:
    assert spans(on(0, FAILING, holds=3), on(10)) == [
        (0, 3, "failing"),
        (4, 9, "no observation"),
        (10, 30, "effective"),
    ]


def test_planned_and_retired_days_are_told_as_such() -> None:
    assert spans(on(0, ControlStatus.PLANNED), on(10), on(20, ControlStatus.RETIRED)) == [
        (0, 9, "planned"),
        (10, 19, "effective"),
        (20, 30, "retired"),
    ]


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        cover([], END, START)
    with pytest.raises(ValueError, match="holds_days"):
        on(0, holds=-1)


some_looks = st.lists(
    st.builds(
        on,
        st.integers(-20, 50),
        st.sampled_from(list(ControlStatus)),
        st.integers(0, 25),
        st.sampled_from(["a", "b", "c"]),
    ),
    max_size=12,
)


@settings(deadline=None)
@given(some_looks)
def test_counts_and_spans_cover_every_day_once(observations: list[Observation]) -> None:
    found = cover(observations, START, END)
    assert sum(found.counts.values()) == sum(span.days for span in found.spans) == 31
    assert (found.spans[0].start, found.spans[-1].end) == (START, END)
    for one, following in zip(found.spans, found.spans[1:], strict=False):
        assert following.start == one.end + timedelta(days=1)
        assert following.status is not one.status


@settings(deadline=None)
@given(some_looks)
def test_every_effective_day_has_a_live_effective_look_as_its_latest(observations: list[Observation]) -> None:
    """An oracle that looks at one day at a time and knows nothing of what is carried."""
    for span in cover(observations, START, END).spans:
        for offset in range(span.days):
            today = span.start + timedelta(days=offset)
            past = [one for one in observations if one.day <= today]
            newest = max((one.day for one in past), default=None)
            latest = [one for one in past if one.day == newest]
            live = [one for one in latest if one.last_day >= today]
            if span.status is DayStatus.EFFECTIVE:
                assert live
                assert all(one.status is EFFECTIVE for one in latest)
            if span.status is DayStatus.NOT_OBSERVED:
                assert len(live) < len(latest) or not latest


@settings(deadline=None)
@given(some_looks, st.randoms(use_true_random=False))
def test_order_does_not_matter(observations: list[Observation], chance: object) -> None:
    assert cover(observations, START, END) == cover(observations[::-1], START, END)


@settings(deadline=None)
@given(some_looks, st.integers(0, 30))
def test_a_failing_look_that_holds_never_adds_proven_days(observations: list[Observation], offset: int) -> None:
    before = cover(observations, START, END)
    after = cover([*observations, on(offset, FAILING)], START, END)
    assert after.share_effective <= before.share_effective
