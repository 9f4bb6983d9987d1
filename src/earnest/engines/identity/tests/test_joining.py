"""Joining against brute force, and the laws that it keeps for any sightings."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.identity import Decision, Junk, Registered, join, write
from earnest.engines.identity.tests.estate import NOON, Machine, Result, devices, file, joined, piece


def brute(machines: Sequence[Machine], but: set[tuple[str, str]] = frozenset()) -> set[frozenset[tuple[str, str]]]:  # type: ignore[assignment]  # an empty set does
    """Connected components by walking: two machines touch where they share a key that is not refused."""
    nodes = {(one.system, one.id) for one in machines}
    bears: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for one in machines:
        for key, value in (("serial", one.serial), ("host", one.host)):
            if value is not None and (key, value) not in but:
                bears[key, value].add((one.system, one.id))
    found, left = set(), set(nodes)
    while left:
        group, edge = set(), {left.pop()}
        while edge:
            group |= edge
            edge = {other for bearers in bears.values() if bearers & edge for other in bearers} - group
        found.add(frozenset(group))
        left -= group
    return found


MACHINES = st.lists(
    st.builds(
        Machine,
        system=st.sampled_from(["jamf", "intune", "osquery"]),
        id=st.sampled_from("1234"),
        serial=st.sampled_from([None, None, "S-ONE", "S-TWO", "S-THREE"]),
        host=st.sampled_from([None, "mole", "otter", "heron"]),
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=8)
@given(MACHINES)
def test_things_are_the_connected_components_over_the_keys_that_are_not_refused(machines: list[Machine]) -> None:
    found = joined({"devices": devices(machines)})
    assert found.groups == brute(machines, found.refused)
    for group in found.groups:
        systems = [system for system, _id in group]
        assert len(systems) == len(set(systems)), "two of one system are never one thing"
    apart = brute(machines)
    if all(len({s for s, _id in group}) == len(group) for group in apart) and not _two_serials(machines, apart):
        assert found.groups == apart, "nothing is refused without a reason"


def _two_serials(machines: Sequence[Machine], groups: set[frozenset[tuple[str, str]]]) -> bool:
    """Whether a group holds two serial numbers, which forbids a join by name."""
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in machines:
        if one.serial:
            told[one.system, one.id].add(one.serial)
    return any(len(set().union(*(told[node] for node in group))) > 1 for group in groups)


@settings(max_examples=4)
@given(MACHINES, st.randoms(use_true_random=False))
def test_the_order_of_sightings_does_not_matter(machines: list[Machine], chance: random.Random) -> None:
    shuffled = list(machines)
    chance.shuffle(shuffled)
    one, other = joined({"devices": devices(machines)}), joined({"devices": devices(shuffled)})
    assert one.groups == other.groups
    assert one.refused == other.refused
    assert {row["thing"] for row in one.things} == {row["thing"] for row in other.things}


@settings(max_examples=5)
@given(MACHINES, st.data())
def test_what_a_person_called_different_is_never_joined(machines: list[Machine], data: st.DataObject) -> None:
    plain = joined({"devices": devices(machines)})
    nodes = sorted({row["node"] for row in plain.rows})
    pairs = st.tuples(st.sampled_from(nodes), st.sampled_from(nodes)).filter(lambda pair: pair[0] != pair[1])
    if len(nodes) < 2:
        return
    told = data.draw(st.lists(st.tuples(st.sampled_from(["same", "different"]), pairs), max_size=5))
    decisions = [Decision(str(n), kind, left, right) for n, (kind, (left, right)) in enumerate(told)]
    found = joined({"devices": devices(machines)}, decisions)
    thing = {row["node"]: row["thing"] for row in found.rows}
    for one in decisions:
        if one.kind == "different":
            assert thing[one.left] != thing[one.right]
        elif one.id not in found.made.contradictory:
            assert thing[one.left] == thing[one.right]


def test_a_key_of_two_things_in_one_system_joins_nothing_and_is_shown() -> None:
    machines = [Machine("jamf", "1", "A", "mac"), Machine("jamf", "2", "B", "mac"), Machine("edr", "9", None, "mac")]
    found = joined({"devices": devices(machines)})
    assert len(found.groups) == 3
    assert {row["native_id"] for row in found.ambiguities} == {"1", "2", "9"}
    assert found.made.ambiguous_keys == 1
    assert all(row["ambiguous"] for row in found.things)


def test_a_chain_of_keys_that_ends_in_one_system_is_cut_and_what_hangs_off_it_stays() -> None:
    hosts = {"jamf:1": ["a"], "osq:5": ["a", "b"], "jamf:2": ["b"], "edr:7": ["a2"], "osq:6": ["a2"]}
    rows = [
        {"system": told.split(":")[0], "device_id": told.split(":")[1], "hostname": host}
        for told, names in hosts.items()
        for host in names
    ]
    found = joined({"devices": rows})
    assert found.refused == {("host", "a"), ("host", "b")}
    assert frozenset({("edr", "7"), ("osq", "6")}) in found.groups
    assert len(found.groups) == 4


def test_two_serial_numbers_forbid_a_join_by_name() -> None:
    found = joined({"devices": devices([Machine("jamf", "1", "A", "mac"), Machine("intune", "1", "B", "mac")])})
    assert len(found.groups) == 2
    assert found.refused == {("host", "mac")}


def test_a_decision_wins_over_keys() -> None:
    machines = [Machine("jamf", "1", None, "mac"), Machine("jamf", "2", None, "mac"), Machine("edr", "9", None, "mac")]
    plain = joined({"devices": devices(machines)})
    one, two = plain.node("jamf", "1"), plain.node("jamf", "2")
    found = joined({"devices": devices(machines)}, [Decision("7", "same", one, two)])
    assert len(found.groups) == 1, "once two are the same, nothing is ambiguous any more"
    assert {row["joined_by"] for row in found.rows if row["system"] == "jamf"} == {"decision 0"}


def test_decisions_that_contradict_one_another_count_for_nothing_and_are_named() -> None:
    machines = [Machine("a", "1"), Machine("b", "2"), Machine("c", "3")]
    plain = joined({"devices": devices(machines)})
    a, b, c = plain.node("a", "1"), plain.node("b", "2"), plain.node("c", "3")
    told = [Decision("1", "same", a, b), Decision("2", "same", b, c), Decision("3", "different", a, c)]
    found = joined({"devices": devices(machines)}, told)
    assert len(found.groups) == 3
    assert set(found.made.contradictory) == {"1", "2"}


def test_a_short_name_joins_the_full_one_only_where_there_is_one() -> None:
    scans = [{"tool": "nessus", "asset_id": name} for name in ("web.corp.example", "db.one.example", "db.two.example")]
    found = joined(
        {
            "devices": devices([Machine("jamf", "1", None, "web"), Machine("jamf", "2", None, "db")]),
            "scan_targets": scans,
        }
    )
    assert frozenset({("jamf", "1"), ("nessus", "web.corp.example")}) in found.groups
    assert ("short", "db") in found.refused
    assert len(found.groups) == 4


def test_an_address_joins_only_what_was_seen_at_about_the_same_time() -> None:
    exposed = [{"address": "203.0.113.7", "port": 443, "protocol": "tcp", "reachable_from": "internet"}]
    scanned = [{"tool": "nessus", "asset_id": "web", "address": "203.0.113.7"}]
    tables: dict[str, list[dict[str, Any]]] = {"exposed_services": exposed, "scan_targets": scanned}
    assert len(joined(tables, at={"scan_targets": NOON - timedelta(hours=20)}).groups) == 1
    assert len(joined(tables, at={"scan_targets": NOON - timedelta(hours=30)}).groups) == 2


def test_an_address_never_joins_a_laptop() -> None:
    exposed = [{"address": "203.0.113.7", "port": 443, "protocol": "tcp", "reachable_from": "internet"}]
    scanned = [{"tool": "nessus", "asset_id": "lap", "address": "203.0.113.7"}]
    laptop = [{"system": "jamf", "device_id": "1", "hostname": "lap", "kind": "laptop"}]
    found = joined({"exposed_services": exposed, "scan_targets": scanned, "devices": laptop})
    assert found.groups == {
        frozenset({("jamf", "1"), ("nessus", "lap")}),
        frozenset({("exposed_services", "203.0.113.7")}),
    }


def test_the_id_of_a_thing_stays_when_more_is_seen_of_it_or_is_found_by_its_sightings() -> None:
    machines = [Machine("jamf", "1", "A", "mac")]
    before = joined({"devices": devices(machines)})
    after = joined({"devices": devices([*machines, Machine("edr", "9", None, "mac")])})
    old = before.things[0]["thing"]
    assert old in {row["node"] for row in after.rows}
    assert after.things[0]["thing"] == min(row["node"] for row in after.rows)


def test_keys_are_compared_in_their_normal_form() -> None:
    rows = [
        {"system": "jamf", "device_id": "1", "serial": "c02 xyz", "hostname": "Mac.corp.example."},
        {"system": "edr", "device_id": "2", "hostname": "mac.CORP.example"},
        {"system": "list", "device_id": "3", "serial": "C02XYZ"},
    ]
    assert len(joined({"devices": rows}).groups) == 1


def test_an_instance_is_known_by_its_number_and_by_its_arn() -> None:
    number = "i-0123456789abcdef0"
    arn = f"arn:aws:ec2:eu-west-1:123456789012:instance/{number}"
    found = joined(
        {
            "cloud_resources": [{"resource_id": arn, "provider": "aws", "account": "123456789012", "name": "web"}],
            "scan_targets": [{"tool": "inspector", "asset_id": number}],
            "config_checks": [
                {"check_id": "c", "tool": "prowler", "resource_id": arn, "status": "pass", "provider": "aws"}
            ],
        }
    )
    assert frozenset({("aws", arn), ("inspector", number), ("prowler", arn)}) in found.groups


def test_people_are_joined_to_their_accounts_and_not_to_their_laptops() -> None:
    found = joined(
        {
            "people": [{"person_id": "P1", "email": "ann@larkfield.example", "display_name": "Ann"}],
            "accounts": [{"account_id": "u1", "system": "okta", "email": "Ann@larkfield.example"}],
            "devices": [{"system": "jamf", "device_id": "1", "owner_email": "ann@larkfield.example"}],
        }
    )
    assert found.groups == {frozenset({("people", "P1"), ("okta", "u1")}), frozenset({("jamf", "1")})}


def test_an_application_is_not_a_machine_of_the_same_name() -> None:
    found = joined(
        {
            "scan_targets": [{"tool": "zap", "asset_id": "gateway", "asset_kind": "application"}],
            "backups": [{"backup_id": "1", "system": "veeam", "asset": "gateway", "succeeded": True}],
        }
    )
    assert len(found.groups) == 2


def test_the_register_claims_things_by_any_of_their_names_or_by_a_pattern() -> None:
    rows = devices(
        [Machine("jamf", "1", "A1", "lp-m1"), Machine("jamf", "2", "B2", "lp-m2"), Machine("jamf", "3", "C3", "web_1")]
    )
    names = [Registered("laptops", 2, "LP-M*"), Registered("board", 1, "a1"), Registered("other", 1, "web?1")]
    found = {row["label"]: (row["asset"], row["assets"]) for row in joined({"devices": rows}, registered=names).things}
    assert found == {"lp-m1": ("board", ["board", "laptops"]), "lp-m2": ("laptops", ["laptops"]), "web_1": (None, None)}


def test_many_rows_of_one_asset_are_one_sighting_that_counts_its_rows() -> None:
    flaws = [{"finding_id": str(n), "tool": "nessus", "asset_id": "web", "severity": "low"} for n in range(9)]
    found = joined({"vulnerabilities": flaws})
    assert [row["looks"] for row in found.rows] == [9]


def test_no_sightings_give_an_empty_map() -> None:
    found = joined({})
    assert (found.things, found.rows, found.names) == ([], [], [])


def test_a_map_written_a_few_things_at_a_time_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = [Machine(system, f"{system}-{n}", f"S{n}") for n in range(9) for system in ("jamf", "fleet", "intune")]
    whole = joined({"devices": devices(seen)})
    monkeypatch.setattr(write, "_AT_A_TIME", 4)
    assert joined({"devices": devices(seen)}).rows == whole.rows
    assert [row["thing"] for row in whole.rows] == sorted(row["thing"] for row in whole.rows)


def test_more_memory_is_taken_when_little_is_not_enough(tmp_path: Path) -> None:
    seen = devices([Machine("jamf", str(n), f"S{n}", f"host-{n}") for n in range(30_000)])
    told = [piece(file(tmp_path, "devices", seen), "devices")]
    assert Result(join(told, into=tmp_path, junk=Junk(), memory=(1, 256))).made.count == 30_000
    with pytest.raises(duckdb.OutOfMemoryException):
        join(told, into=tmp_path, junk=Junk(), memory=(1,))
