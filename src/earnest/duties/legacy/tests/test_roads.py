from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.duties.legacy.rules.dependents import Need, dependents, indented, picture
from earnest.duties.legacy.rules.roads import Planned, StepState, circle, in_order, state_of, too_early

DAY = date(2026, 11, 22)
NEEDS = (Need(2, 1, "files"), Need(3, 1), Need(4, 2), Need(4, 3), Need(5, 4), Need(1, 5), Need(9, 8))
graphs = st.dictionaries(st.integers(0, 6), st.sets(st.integers(0, 6), max_size=3), max_size=7)


def step(number: int, starts: str, ends: str, *needs: int, done: str = "") -> Planned:
    end = date.fromisoformat(done) if done else None
    return Planned(number, date.fromisoformat(starts), date.fromisoformat(ends), end, needs)


def test_a_step_is_late_from_the_day_after_its_last() -> None:
    assert state_of(step(1, "2026-10-01", "2026-11-22"), DAY) is StepState.RUNNING
    assert state_of(step(1, "2026-10-01", "2026-11-21"), DAY) is StepState.LATE
    assert state_of(step(1, "2026-12-01", "2026-12-21"), DAY) is StepState.AHEAD
    assert state_of(step(1, "2026-10-01", "2026-11-01", done="2026-11-20"), DAY) is StepState.DONE


def test_a_step_that_starts_before_what_it_needs_is_done_is_too_early() -> None:
    steps = {1: step(1, "2026-10-01", "2026-12-31"), 2: step(2, "2026-12-01", "2027-01-31", 1)}
    assert too_early(steps[2], steps) == (1,)
    assert too_early(step(2, "2027-01-01", "2027-01-31", 1), steps) == ()


def test_what_is_needed_comes_first() -> None:
    waits, needed, free = ("2026-01-01", "2026-02-01"), ("2026-03-01", "2026-04-01"), ("2026-02-01", "2026-03-01")
    steps = [step(1, *waits, 2), step(2, *needed), step(3, *free)]
    assert in_order(steps) == (3, 2, 1)


@settings(max_examples=15)
@given(graphs)
def test_a_circle_that_is_found_is_one_and_none_is_missed(needs: dict[int, set[int]]) -> None:
    way = circle(needs)
    if way:
        assert way[0] == way[-1]
        assert all(after in needs[before] for before, after in pairwise(way))
        return
    for start in needs:
        reached, ahead = set(), list(needs[start])
        while ahead:
            one = ahead.pop()
            if one not in reached:
                reached.add(one)
                ahead.extend(needs.get(one, ()))
        assert start not in reached


def test_everything_that_needs_the_system_is_found_once_by_its_shortest_way() -> None:
    found = dependents(1, NEEDS)
    assert [(one.asset, one.depth, one.via) for one in found] == [(2, 1, 1), (3, 1, 1), (4, 2, 2), (5, 3, 4)]
    assert [one.asset for one in indented(1, found)] == [2, 4, 5, 3]


def test_boxes_stand_apart_and_arrows_go_to_the_right() -> None:
    drawn = picture(1, dependents(1, NEEDS), NEEDS)
    places = {(box.x, box.y) for box in drawn.boxes}
    assert len(places) == len(drawn.boxes) == 5
    assert all(box.x + box.width <= drawn.width and box.y + box.height <= drawn.height for box in drawn.boxes)
    assert {(one.needs, one.asset) for one in drawn.arrows} == {(1, 2), (1, 3), (2, 4), (3, 4), (4, 5)}
