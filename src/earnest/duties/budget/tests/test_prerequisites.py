"""What needs what first."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from earnest.duties.budget.rules.prerequisites import all_needed, circle

graphs = st.dictionaries(st.integers(0, 6), st.frozensets(st.integers(0, 6), max_size=3), max_size=7)


def test_a_circle_is_told_from_end_to_end() -> None:
    assert circle({1: {2}, 2: {3}, 3: {1}}) == (1, 2, 3, 1)
    assert circle({1: {1}}) == (1, 1)


def test_two_ways_to_one_thing_are_no_circle() -> None:
    assert circle({1: {2, 3}, 2: {4}, 3: {4}}) == ()


@given(graphs)
def test_a_circle_is_found_exactly_where_the_library_finds_one(graph: dict[int, frozenset[int]]) -> None:
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError:
        found = circle(graph)
        assert found[0] == found[-1]
        assert all(following in graph[here] for here, following in pairwise(found))
    else:
        assert circle(graph) == ()


def test_what_is_needed_is_followed_to_its_end() -> None:
    assert all_needed(1, {1: {2}, 2: {3}, 4: {1}}) == {2, 3}
    assert all_needed(1, {1: {2}, 2: {1}}) == {2}
