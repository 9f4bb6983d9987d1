from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from earnest.engines.ingest.tests.exports import EXPORTS, INTUNE, JAMF, OSQUERY, read_bytes, rows_of


def test_intune_devices_tell_compliance_and_encryption(tmp_path: Path) -> None:
    laptop, phone = rows_of(read_bytes(tmp_path, INTUNE.encode()), "devices")
    assert (laptop["serial"], laptop["hostname"], laptop["owner_email"]) == (
        "PF2ABC12",
        "lp-0001",
        "kim@larkfield.example",
    )
    assert (laptop["compliant"], laptop["encrypted"], laptop["jailbroken"], laptop["managed"]) == (
        True,
        True,
        None,
        True,
    )
    assert laptop["last_seen_at"] == datetime(2026, 11, 20, 9, 0, 0, 123456, tzinfo=UTC)
    assert (phone["kind"], phone["compliant"], phone["jailbroken"], phone["last_seen_at"]) == (
        "phone",
        False,
        True,
        None,
    )


def test_jamf_computers_tell_filevault_and_firewall(tmp_path: Path) -> None:
    laptop, mini = rows_of(read_bytes(tmp_path, JAMF.encode()), "devices")
    assert (laptop["device_id"], laptop["serial"], laptop["kind"]) == ("17", "C02XK0AAJG5H", "laptop")
    assert (laptop["encrypted"], laptop["firewall_on"], laptop["managed"]) == (True, True, True)
    assert (mini["kind"], mini["encrypted"], mini["firewall_on"], mini["managed"]) == ("desktop", False, False, False)
    assert mini["last_seen_at"] == datetime(2026, 11, 19, 18, 30, tzinfo=UTC)


def test_an_osquery_log_is_folded_into_what_stands_now(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, EXPORTS["osquery"])
    (device,) = rows_of(reading, "devices")
    assert (device["hostname"], device["serial"], device["kind"]) == ("build-7", "VM-7", "virtual")
    assert (device["os_name"], device["encrypted"]) == ("Debian GNU/Linux", True)
    assert [(row["name"], row["version"]) for row in rows_of(reading, "software")] == [("openssl", "3.0.14")]
    assert reading.ignored == {"results of the query pack_inv_listening_ports": 1}
    assert reading.observed_at == datetime.fromtimestamp(1795161600, UTC)


def test_a_later_snapshot_replaces_an_earlier_one(tmp_path: Path) -> None:
    base = {key: OSQUERY[0][key] for key in ("hostIdentifier", "calendarTime", "unixTime")}
    lines = [
        {
            **base,
            "name": "programs",
            "action": "snapshot",
            "snapshot": [{"name": "a", "version": "1"}, {"name": "b", "version": "1"}],
        },
        {**base, "name": "programs", "action": "snapshot", "snapshot": [{"name": "a", "version": "2"}]},
        {**base, "name": "programs", "diffResults": {"added": [{"name": "c", "version": "3"}], "removed": []}},
    ]
    reading = read_bytes(tmp_path, json.dumps(lines).encode())
    assert {(row["name"], row["version"]) for row in rows_of(reading, "software")} == {("a", "2"), ("c", "3")}


def test_disks_that_differ_leave_encryption_unknown(tmp_path: Path) -> None:
    line = {**OSQUERY[2], "snapshot": [{"name": "a", "encrypted": "1"}, {"name": "b", "encrypted": "0"}]}
    (device,) = rows_of(read_bytes(tmp_path, json.dumps(line).encode()), "devices")
    assert device["encrypted"] is None
