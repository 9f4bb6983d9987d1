"""An argument has the form that the notation permits, and says what it leaves open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from earnest.engines.arguments import RULES, Case, Challenge, Kind, Node, flaws, is_sound
from earnest.engines.arguments.tests.cases import SOUND, anything


def rules(case: Case) -> set[str]:
    return {one.rule for one in flaws(case)}


def changed(of: str, /, **values: object) -> Case:
    """The sound case with one node changed."""
    nodes = tuple(replace(node, **values) if node.key == of else node for node in SOUND.nodes)  # type: ignore[arg-type]  # fields of a node
    return replace(SOUND, nodes=nodes)


def test_a_sound_argument_has_no_flaw() -> None:
    assert flaws(SOUND) == ()


_PERMITTED = {
    **{(Kind.GOAL, below): True for below in Kind},
    (Kind.STRATEGY, Kind.GOAL): True,
    (Kind.STRATEGY, Kind.CONTEXT): True,
    (Kind.STRATEGY, Kind.ASSUMPTION): True,
    (Kind.STRATEGY, Kind.JUSTIFICATION): True,
}


@pytest.mark.parametrize("above", list(Kind))
@pytest.mark.parametrize("below", list(Kind))
def test_links_are_those_of_version_three_of_the_notation(above: Kind, below: Kind) -> None:
    case = Case(
        (Node("G1", Kind.GOAL, "It holds."), Node("X1", above, "above", "G1"), Node("Y1", below, "below", "X1"))
    )
    refused = any(one.rule == "link-not-permitted" and one.key == "Y1" for one in flaws(case))
    assert refused is not _PERMITTED.get((above, below), False)


@pytest.mark.parametrize(
    ("case", "rule"),
    [
        (changed("G1", parent="G2"), "loop"),
        (changed("G1", parent="G2"), "no-top-goal"),
        (changed("C1", parent=None), "two-tops"),
        (changed("Sn2", key="Sn1"), "key-twice"),
        (changed("G3", parent="G7"), "parent-missing"),
        (changed("Sn2", parent="S1"), "link-not-permitted"),
        (changed("G2", text=" "), "empty-text"),
        (changed("G2", text="Each proves it. Each device does too."), "two-claims"),
        (changed("G2", undeveloped=True), "undeveloped-and-supported"),
        (replace(SOUND, challenges=(Challenge("D1", "G8", "Really?"),)), "challenge-lost"),
    ],
)
def test_a_broken_form_is_named_and_is_not_sound(case: Case, rule: str) -> None:
    assert rule in rules(case)
    assert not is_sound(case)


@pytest.mark.parametrize(
    ("case", "rule"),
    [
        (changed("Sn2", evidence=""), "solution-without-evidence"),
        (changed("Sn2", live=False), "evidence-not-live"),
        (changed("Sn2", kind=Kind.CONTEXT), "unsupported"),
        (replace(changed("G3", undeveloped=True), nodes=changed("G3", undeveloped=True).nodes[:-1]), "undeveloped"),
        (replace(SOUND, challenges=(Challenge("D1", "G2", "Really?"),)), "in-doubt"),
    ],
)
def test_what_is_left_open_is_named_in_a_form_that_is_sound(case: Case, rule: str) -> None:
    found = [one for one in flaws(case) if one.rule == rule]
    assert found
    assert all(one.leaves_open for one in found)


def test_an_argument_without_doubts_or_context_is_told_so() -> None:
    bare = Case(tuple(node for node in SOUND.nodes if node.key not in {"C1", "A1"}))
    assert {"no-doubts", "no-context"} <= rules(bare)
    assert is_sound(bare)


@settings(max_examples=15, deadline=None)
@given(anything)
def test_every_flaw_has_a_documented_rule(case: Case) -> None:
    assert rules(case) <= set(RULES)
