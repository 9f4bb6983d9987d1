"""The map in a workspace: decisions, the register, what duties read of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from earnest.core.assets.models import Asset
from earnest.core.organization.models import Person, Team
from earnest.core.things import operations, queries
from earnest.core.things.concerns import concerns
from earnest.core.things.models import MatchDecision, ThingMap
from earnest.core.things.queries import Asked, Whole
from earnest.core.things.queries.mapping import root
from earnest.core.things.tests.world import TESTS, asset, exposed, laptops, look, managed, server
from earnest.foundation import clock, ledger
from earnest.foundation.actor import Actor, Role
from earnest.foundation.errors import Invalid, NotAllowed
from earnest.foundation.record import operation

READER = Actor(name="Rita", role=Role.READER)


def two_macs() -> tuple[str, str]:
    look("jamf", "devices", [{"device_id": str(n), "system": "jamf", "hostname": "mole"} for n in (1, 2)])
    nodes = [one.node for row in queries.find(Asked()).rows for one in whole(row.thing).nodes]
    return nodes[0], nodes[1]


def whole(digest: str) -> Whole:
    found = queries.thing(digest)
    assert found is not None
    return found


def test_the_same_evidence_is_joined_once() -> None:
    look("jamf", "devices", managed(1))
    first, second = queries.things(), queries.things()
    assert first == second
    assert ThingMap.objects.count() == 1
    assert not list(root().glob("making-*"))


def test_a_map_whose_files_are_gone_is_made_again() -> None:
    look("jamf", "devices", managed(1))
    queries.things().path.unlink()
    for other in (queries.things().summary, queries.things().names):
        assert other.is_file()


def test_a_decision_joins_at_once_shows_who_and_why_and_is_withdrawn_not_deleted() -> None:
    one, two = two_macs()
    assert queries.find(Asked(ambiguous=True)).total == 2
    made = operations.decide_match(TESTS, "same", two, one, reason="Enrolled twice.")
    assert (made.left, made.right) == (min(one, two), max(one, two))
    found = whole(one)
    assert {each.native_id for each in found.nodes} == {"1", "2"}
    assert {each.joined_by for each in found.nodes} == {"decision 0"}
    assert not found.summary.ambiguous
    operations.withdraw_match(TESTS, made, reason="They are two after all.")
    assert queries.find(Asked()).total == 2
    kept = MatchDecision.objects.get()
    assert (kept.withdrawn_on, kept.withdrawn_because) == (clock.today(), "They are two after all.")
    assert [entry.operation for entry in ledger.history(kept.reference)] == [
        "things.withdraw_match",
        "things.decide_match",
    ]


def test_the_opposite_of_a_decision_is_refused_until_that_is_withdrawn() -> None:
    one, two = two_macs()
    operations.decide_match(TESTS, "same", one, two, reason="One.")
    with pytest.raises(Invalid, match="opposite"):
        operations.decide_match(TESTS, "different", two, one, reason="Two.")
    with pytest.raises(Invalid, match="already"):
        operations.decide_match(TESTS, "same", two, one, reason="Again.")


@pytest.mark.parametrize(
    ("reason", "right", "says"),
    [(" ", "two", "how you know"), ("So.", "one", "same sighting"), ("So.", "none", "No tool")],
)
def test_what_cannot_be_decided_is_refused(reason: str, right: str, says: str) -> None:
    one, two = two_macs()
    other = {"one": one, "two": two, "none": "f" * 32}[right]
    before = ledger.head()
    with pytest.raises(Invalid, match=says):
        operations.decide_match(TESTS, "same", one, other, reason=reason)
    assert ledger.head() == before


def test_a_reader_decides_nothing() -> None:
    one, two = two_macs()
    with pytest.raises(NotAllowed):
        operations.decide_match(READER, "same", one, two, reason="So.")


def test_decisions_that_contradict_are_told_on_the_first_page() -> None:
    look("list", "devices", [{"device_id": str(n), "system": f"s{n}"} for n in range(3)])
    nodes = [queries.find(Asked(systems=(f"s{n}",))).rows[0].thing for n in range(3)]
    operations.decide_match(TESTS, "different", nodes[0], nodes[2], reason="Seen apart.")
    for left, right in ((0, 1), (1, 2)):
        operations.decide_match(TESTS, "same", nodes[left], nodes[right], reason="Told so.")
    assert len(queries.things().contradictory) == 2
    assert "contradictory-matches" in {one.rule for one in concerns(TESTS, clock.today())}


def test_things_are_found_by_any_key_and_narrowed() -> None:
    asset("laptops", known_as="lp-m1")
    look("equipment", "devices", laptops(1, 2))
    look("jamf", "devices", managed(1))
    for words in ("ser1a", "LP-M1", "eq-1", "lp-m1 ser1"):
        found = queries.find(Asked(words=words))
        assert [row.label for row in found.rows] == ["lp-m1"], words
    assert [row.label for row in queries.find(Asked(registered=False)).rows] == ["SER2A"]
    assert queries.find(Asked(systems=("jamf",), kinds=("laptop",))).total == 1
    assert queries.find(Asked(kinds=("server",))).total == 0
    counts = queries.find(Asked())
    assert (counts.kinds, counts.systems, counts.registered) == ({"laptop": 2}, {"jamf": 1, "personnel": 2}, 1)


def test_a_thing_shows_every_sighting_with_its_snapshot_place_and_key() -> None:
    first = look("equipment", "devices", laptops(1))
    look("jamf", "devices", managed(1))
    (row,) = queries.find(Asked()).rows
    told = {one.system: one for one in whole(row.thing).nodes}
    seen = told["personnel"].sightings[0]
    assert (seen.source, seen.snapshot, seen.place, seen.marks) == ("equipment", first.sha256, "row 2", ("listed",))
    assert told["jamf"].joined_by == "serial SER1A"
    assert {key.key: key.state for key in told["jamf"].keys} == {"serial": "joins", "host": "alone"}


def test_a_thing_is_found_by_any_of_its_sightings() -> None:
    look("equipment", "devices", laptops(1))
    look("jamf", "devices", managed(1))
    (row,) = queries.find(Asked()).rows
    for one in whole(row.thing).nodes:
        assert whole(one.node).summary.thing == row.thing
    assert queries.thing("0" * 32) is None


def test_facts_join_the_register_what_is_exposed_and_who_has_it() -> None:
    with operation(TESTS, "tests.people") as work:
        team = work.create(Team(name="Security"))
        owner = work.create(Person(name="Ada", email="ada@birch.example"))
        work.create(Person(name="Pat", email="p1@birch.example", team=team))
    asset("pay", tier=1, exposure=Asset.Exposure.PARTNER, accountable=owner, known_as="Pay-GW-1\n10.0.0.9")
    look("inventory", "devices", [server("pay-gw-1"), server("lost")])
    look("equipment", "devices", laptops(1))
    look("exposure", "exposed_services", [exposed("lost")])
    facts = queries.asset_facts()
    pay, lost, laptop = facts["pay-gw-1"], facts["lost"], facts["ser1a"]
    assert (pay.asset_key, pay.tier, pay.exposure, pay.accountable_name, pay.registered) == (
        "pay",
        1,
        "partner",
        "Ada",
        True,
    )
    assert (lost.asset_key, lost.tier, lost.exposure, lost.registered) == (None, 3, "internet", False)
    assert (laptop.team, laptop.security_team, laptop.owner_email) == ("Security", True, "p1@birch.example")


def test_an_ambiguous_name_has_the_facts_of_the_thing_that_matters_most() -> None:
    asset("board", tier=1, known_as="SER2A")
    look("jamf", "devices", [row | {"hostname": "mole"} for row in managed(1, 2)])
    assert queries.asset_facts()["mole"].asset_key == "board"


def test_as_of_an_earlier_day_only_what_was_seen_by_then_is_there() -> None:
    look("equipment", "devices", laptops(1), days_ago=9)
    look("jamf", "devices", managed(2))
    assert queries.things(clock.end_of(clock.today())).count == 2
    assert queries.things(clock.end_of(clock.today() - timedelta(days=3))).count == 1
