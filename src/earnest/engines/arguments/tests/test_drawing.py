"""The diagram shows every node once, and no box hides another; the text holds them all."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from xml.etree import ElementTree as ET

from hypothesis import given, settings

from earnest.engines.arguments import Case, Labels, indented, lay_out, lines, next_key, svg
from earnest.engines.arguments.model import Kind
from earnest.engines.arguments.tests.cases import SOUND, anything


@settings(max_examples=15, deadline=None)
@given(anything)
def test_no_box_lies_over_another_and_all_lie_inside(case: Case) -> None:
    laid = lay_out(case)
    for one, other in combinations(laid.boxes, 2):
        apart_x = one.x + one.width <= other.x or other.x + other.width <= one.x
        apart_y = one.bottom <= other.y or other.bottom <= one.y
        assert apart_x or apart_y, f"{one.key} over {other.key}"
    for box in laid.boxes:
        assert box.x >= 0
        assert box.x + box.width <= laid.width
        assert box.bottom <= laid.height


@settings(max_examples=15, deadline=None)
@given(anything)
def test_every_node_and_challenge_is_drawn_and_written_once(case: Case) -> None:
    wanted = Counter([*(id(node) for node in case.nodes), *(id(one) for one in case.challenges)])
    assert Counter(id(box.node or box.challenge) for box in lay_out(case).boxes) == wanted
    assert Counter(id(line.node or line.challenge) for line in lines(case)) == wanted


@settings(max_examples=15, deadline=None)
@given(anything)
def test_the_text_has_a_line_for_every_node(case: Case) -> None:
    told = indented(case)
    written = [line.strip().split(" ")[0] for line in told.splitlines()]
    assert Counter(written) == Counter([*(n.key for n in case.nodes), *(c.key for c in case.challenges)])


def test_text_is_indented_by_support_with_challenges_under_what_they_doubt() -> None:
    assert indented(SOUND).splitlines() == [
        "G1 goal: Only known people on healthy devices reach internal systems.",
        "  C1 context: Internal systems are those of the payment zone.",
        "  A1 assumption: The identity provider is trustworthy.",
        "  S1 strategy: Argument over person, device and path.",
        "    J1 justification: A request has these three parts and no other.",
        "    G2 goal: Each person proves who they are.",
        "      Sn1 solution: Result of the test of second factors. [people-mfa]",
        "    G3 goal: Each device is healthy.",
        "      Sn2 solution: Result of the test of devices. [device-compliant]",
        "        D1 challenge, answered: A device can lie about its health. Answer: It is attested.",
    ]


def test_the_picture_is_xml_whose_words_are_escaped_and_whose_boxes_lead_on() -> None:
    drawn = svg(SOUND, title="A & B", labels=Labels({"goal": "<goal>"}), links={"G1": "#G1"})
    root = ET.fromstring(drawn)
    names = [one.tag.rpartition("}")[2] for one in root.iter()]
    assert names.count("a") == 1
    assert names.count("title") == 1
    assert "&lt;goal&gt;" in drawn
    assert svg(SOUND, title="A & B") == svg(SOUND, title="A & B")


def test_support_has_full_arrows_and_context_hollow_ones() -> None:
    drawn = svg(SOUND, title="x")
    assert drawn.count("gsn-arrow-supports") == 5
    assert drawn.count("gsn-arrow-context") == 3
    assert drawn.count("gsn-arrow-challenge") == 1


def test_new_ids_follow_the_letters_of_their_kind() -> None:
    assert next_key(Kind.SOLUTION, ("Sn1", "S2", "Sn2")) == "Sn3"
    assert next_key(Kind.STRATEGY, ("Sn1",)) == "S1"
