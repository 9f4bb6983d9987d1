"""Blind spots: found, disproven, or not proven, and never one for the other."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from earnest.core.things import operations, queries
from earnest.core.things.concerns import concerns
from earnest.core.things.models import CoverageExpectation
from earnest.core.things.queries import BlindSpot
from earnest.core.things.rules import BadFilterError, State, filter_from, state_of
from earnest.core.things.tests.world import TESTS, asset, exposed, laptops, look, managed, server
from earnest.engines.identity import MARKS, SIGHTINGS
from earnest.foundation import clock
from earnest.foundation.record import operation
from earnest.library.coverage_expectations import coverage_expectations

MANAGED = "listed-devices-managed"


def spot(key: str) -> BlindSpot:
    return next(one for one in queries.blind_spots() if one.expectation.key == key)


def test_listed_devices_that_no_manager_knows_are_found_with_where_they_are_known() -> None:
    look("equipment", "devices", laptops(1, 2, 3))
    look("jamf", "devices", managed(1))
    found = spot(MANAGED)
    assert (found.state, found.population, found.covered, found.missing_count) == (State.FOUND, 3, 1, 2)
    assert [(row.label, row.known, row.owner) for row in found.missing] == [
        ("SER2A", ("equipment",), "p2@birch.example"),
        ("SER3A", ("equipment",), "p3@birch.example"),
    ]
    assert (found.lookers, found.lists) == (("jamf",), ("equipment",))


def test_nothing_missing_of_a_fresh_list_is_none() -> None:
    look("equipment", "devices", laptops(1))
    look("jamf", "devices", managed(1))
    assert spot(MANAGED).state is State.NONE


def test_a_stale_looker_leaves_what_is_missing_unproven() -> None:
    look("equipment", "devices", laptops(1, 2))
    look("jamf", "devices", managed(1), days_ago=40)
    found = spot(MANAGED)
    assert found.state is State.UNPROVEN
    assert found.covered == 0, "a stale look covers nothing"
    assert found.because == ("Jamf: last looked 40 days ago, limit 30 days.",)


def test_an_absent_looker_leaves_everything_unproven() -> None:
    look("equipment", "devices", laptops(1))
    found = spot(MANAGED)
    assert found.state is State.UNPROVEN
    assert found.because == ("No source in use tells of devices.",)


def test_a_stale_list_proves_neither_none_nor_all() -> None:
    look("equipment", "devices", laptops(1, 2), days_ago=40)
    look("jamf", "devices", managed(1))
    found = spot(MANAGED)
    assert (found.state, found.population) == (State.UNPROVEN, 0)
    assert "Equipment: last looked 40 days ago" in found.because[0]


def test_a_second_list_that_is_stale_takes_nothing_from_what_the_fresh_one_shows() -> None:
    look("old-list", "devices", laptops(7), days_ago=90)
    look("equipment", "devices", laptops(1, 2))
    look("jamf", "devices", managed(1))
    found = spot(MANAGED)
    assert (found.state, found.missing_count) == (State.FOUND, 1)
    assert "Old-List" in found.because[0]


def test_things_with_an_ambiguous_key_are_unclear_and_alone_prove_nothing() -> None:
    look(
        "list",
        "devices",
        [{"device_id": "1", "system": "list", "hostname": "mole", "kind": "laptop", "managed": False}],
    )
    two = [
        {"device_id": str(n), "system": "jamf", "hostname": "mole", "kind": "laptop", "managed": True} for n in (1, 2)
    ]
    look("jamf", "devices", two)
    found = spot(MANAGED)
    assert (found.state, found.missing_count, found.unclear) == (State.UNPROVEN, 1, 1)


def test_what_the_internet_reaches_and_nobody_registered_is_found_and_told_on_the_first_page() -> None:
    asset("gateway", known_as="pay-gw-*\n")
    look("exposure", "exposed_services", [exposed("pay-gw-1")])
    assert spot("exposed-registered").state is State.NONE
    look("exposure-2", "exposed_services", [exposed("forgotten") | {"address": "203.0.113.10"}])
    found = spot("exposed-registered")
    assert [row.label for row in found.missing] == ["forgotten"]
    rules = [one.rule for one in concerns(TESTS, clock.today())]
    assert rules == ["unregistered-things"]


def test_without_a_register_nothing_is_proven_to_be_missing_from_it() -> None:
    look("exposure", "exposed_services", [exposed("web")])
    found = spot("exposed-registered")
    assert (found.state, found.because) == (State.UNPROVEN, ("The register of assets is empty.",))


def test_a_scanner_that_stopped_leaves_its_servers_unproven() -> None:
    look("inventory", "devices", [server("web")])
    look("nessus", "scan_targets", [{"asset_id": "web", "tool": "nessus"}], days_ago=19, limit=14)
    found = spot("servers-scanned")
    assert (found.state, found.because) == (State.UNPROVEN, ("Nessus: last looked 19 days ago, limit 14 days.",))


def test_an_adopted_expectation_takes_the_place_of_the_proposal_and_can_be_set_aside() -> None:
    row = operations.adopt_expectation(TESTS, MANAGED)
    assert spot(MANAGED).expectation.id == row.pk
    with operation(TESTS, "tests.set_aside") as work:
        work.change(row, active=False)
    assert MANAGED not in {one.expectation.key for one in queries.blind_spots()}


def test_every_proposal_can_be_read_and_names_marks_that_some_table_gives() -> None:
    given = {mark for rule in SIGHTINGS for mark in rule.marks}
    assert given == set(MARKS)
    for one in coverage_expectations():
        for told in (filter_from(one.expected_from), filter_from(one.looked_by)):
            assert set(told.marks) <= given


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "at least one condition"),
        ("colour: red", "Line 1: start with one of"),
        ("table: devices\ntable:", "Line 2: say what table"),
        ("table: gadgets", "there is no table “gadgets”"),
        ("registered: perhaps", "there is no registered “perhaps”"),
    ],
)
def test_a_condition_that_cannot_be_used_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(BadFilterError, match=says):
        filter_from(text)


def test_a_record_with_such_a_condition_is_refused_at_its_field() -> None:
    row = CoverageExpectation(key="x", title="X", expected_from="table: gadgets", looked_by="mark: scanned")
    with pytest.raises(ValidationError) as error:
        row.clean()
    assert list(error.value.message_dict) == ["expected_from"]


def test_nothing_is_proven_of_nothing() -> None:
    assert state_of(0, 0, 0, [], []) is State.UNPROVEN
    assert state_of(5, 0, 0, ["stale"], []) is State.NONE, "who has seen everything need not look again"
    assert state_of(5, 0, 0, [], ["stale"]) is State.UNPROVEN
    assert state_of(5, 2, 1, [], []) is State.FOUND
