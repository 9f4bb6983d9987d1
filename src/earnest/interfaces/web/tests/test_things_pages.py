"""Pages of things and blind spots: found by any key, proven by their sightings, decided on by people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from earnest.core.things import queries
from earnest.core.things.models import CoverageExpectation, MatchDecision
from earnest.core.things.queries import Asked
from earnest.core.things.tests.world import asset, laptops, look, managed
from earnest.foundation.models import User


@pytest.fixture(autouse=True)
def estate(workspace: Path, ciso: User) -> None:
    asset("laptops", known_as="lp-m1")
    look("equipment", "devices", [*laptops(1, 2), laptops(3)[0] | {"hostname": "<b>odd</b>"}])
    look("jamf", "devices", [*managed(1), *({"device_id": n, "system": "jamf", "hostname": "mole"} for n in "89")])


def id_of(words: str) -> str:
    (row,) = queries.find(Asked(words=words)).rows
    return row.thing


def test_the_list_is_found_by_any_key_narrowed_and_exported(at_desk: Client) -> None:
    page = at_desk.get(reverse("things"), {"q": "ser1a"}).content.decode()
    assert "lp-m1" in page
    assert "SER2A" not in page
    assert "&lt;b&gt;odd" in at_desk.get(reverse("things")).content.decode()
    told = at_desk.get(reverse("things"), {"registered": "yes", "export": "json"})
    assert [row["label"] for row in json.loads(told.content)] == ["lp-m1"]
    shown = at_desk.get(reverse("things"), {"ambiguous": "yes", "sort": "-label", "page": "99"})
    assert [row.thing.label for row in shown.context["rows"]] == ["mole", "mole"]
    assert "Keys that several things bear" in shown.content.decode()


def test_a_list_without_evidence_says_what_it_is_for(at_desk: Client) -> None:
    told = at_desk.get(reverse("things"), {"q": "nothing like it"}).content.decode()
    assert "No thing fits" in told


def test_a_thing_shows_its_sightings_with_snapshot_place_key_and_proof(at_desk: Client) -> None:
    page = at_desk.get(reverse("thing-detail", args=[id_of("ser1a")])).content.decode()
    for told in (
        "joined by its serial number SER1A",
        "Equipment",
        "row 2",
        "EQ-1",
        "Laptops",
        reverse("snapshots-list"),
    ):
        assert told in page
    assert "/proof/" in page


def test_the_id_of_any_sighting_leads_to_its_thing_and_a_made_up_one_nowhere(at_desk: Client) -> None:
    found = queries.thing(id_of("ser1a"))
    assert found is not None
    other = next(one.node for one in found.nodes if one.node != found.summary.thing)
    answer = at_desk.get(reverse("thing-detail", args=[other]))
    assert answer.headers["Location"] == reverse("thing-detail", args=[found.summary.thing])
    assert at_desk.get(reverse("thing-detail", args=["zzz"])).status_code == 404


def test_a_person_says_that_two_are_the_same_and_takes_it_back(at_desk: Client) -> None:
    first, second = queries.find(Asked(words="mole")).rows
    told = {"kind": "same", "left": first.thing, "right": second.thing, "reason": "Enrolled twice."}
    answer = at_desk.post(reverse("thing-match", args=[first.thing]), told, follow=True)
    assert "Decided: mole" in answer.content.decode()
    assert queries.find(Asked(words="mole")).total == 1
    row = MatchDecision.objects.get()
    page = reverse("match-decisions-detail", args=[row.pk])
    assert "In force" in at_desk.get(page).content.decode()
    refused = at_desk.post(reverse("match-withdraw", args=[row.pk]), {"reason": ""})
    assert refused.status_code == 422
    answer = at_desk.post(reverse("match-withdraw", args=[row.pk]), {"reason": "Two after all."}, follow=True)
    assert "Withdrawn" in answer.content.decode()
    assert queries.find(Asked(words="mole")).total == 2


@pytest.mark.parametrize(
    ("other", "says"), [("", "Say which other"), ("mole", "2 things bear"), ("nobody", "No tool has seen")]
)
def test_the_other_can_be_named_by_any_key_that_only_one_thing_has(at_desk: Client, other: str, says: str) -> None:
    left = id_of("ser1a")
    told = {"kind": "different", "left": left, "other": other, "reason": "Seen apart."}
    answer = at_desk.post(reverse("thing-match", args=[left]), told)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert at_desk.post(reverse("thing-match", args=[left]), told | {"other": "SER2A"}).status_code == 302


def test_a_reader_sees_and_decides_nothing(client: Client, reader: User) -> None:
    client.force_login(reader)
    left = id_of("ser1a")
    assert "Say what is the same" not in client.get(reverse("thing-detail", args=[left])).content.decode()
    assert client.post(reverse("thing-match", args=[left]), {}).status_code == 403
    assert client.post(reverse("expectation-adopt", args=["servers-scanned"])).status_code == 403


def test_blind_spots_show_what_is_found_and_why_something_is_not_proven(at_desk: Client) -> None:
    page = at_desk.get(reverse("blind-spots")).content.decode()
    assert "<strong>2</strong> of 3 are not seen" in page
    assert "No source in use tells of people" in page
    one = at_desk.get(reverse("blind-spots"), {"expectation": "listed-devices-managed"})
    assert "Enrol the device" in one.content.decode()
    assert [row.missing.label for row in one.context["one"].rows] == ["<b>odd</b>", "SER2A"]
    told = at_desk.get(reverse("blind-spots"), {"expectation": "listed-devices-managed", "export": "csv"})
    assert told.content.decode().count("\n") == 3


def test_a_proposal_is_adopted_and_then_changed(at_desk: Client) -> None:
    answer = at_desk.post(reverse("expectation-adopt", args=["servers-scanned"]))
    row = CoverageExpectation.objects.get()
    assert answer.headers["Location"] == reverse("coverage-expectations-edit", args=[row.pk])
    again = at_desk.post(reverse("expectation-adopt", args=["servers-scanned"]), follow=True)
    assert "part of the record already" in again.content.decode()
    assert at_desk.post(reverse("expectation-adopt", args=["no-such-one"]), follow=True).status_code == 200


def test_the_api_tells_the_same(at_desk: Client) -> None:
    found = at_desk.get("/api/things/", {"q": "ser1a"}).json()["answer"]
    assert [row["label"] for row in found["rows"]] == ["lp-m1"]
    one = at_desk.get(f"/api/things/{found['rows'][0]['thing']}").json()["answer"]
    assert {node["system"] for node in one["nodes"]} == {"jamf", "personnel"}
    assert at_desk.get("/api/things/ambiguities").json()["answer"]["total"] == 1
    spots = at_desk.get("/api/blind-spots/").json()["answer"]["items"]
    assert {"listed-devices-managed": "found"}.items() <= {s["expectation"]["key"]: s["state"] for s in spots}.items()
