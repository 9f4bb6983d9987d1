from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from earnest.engines.ingest import UnreadableFile
from earnest.engines.ingest.tests.examples.posture import microsoft
from earnest.engines.ingest.tests.exports import read_bytes, rows_of


def test_defender_csv_names_the_device_or_its_id_and_the_update(tmp_path: Path) -> None:
    rows = rows_of(read_bytes(tmp_path, microsoft.DEFENDER_CSV.encode()), "vulnerabilities")
    assert [(row["asset_id"], row["package_name"], row["fixed_version"]) for row in rows] == [
        ("lt-17.larkfield.example", "edge", "KB5001234"),
        ("lt-17.larkfield.example", "reader", None),
        ("d2", "reader", None),
    ]
    assert rows[0]["finding_id"] == "CVE-2026-0201 microsoft edge 120.1"
    assert (rows[0]["severity"], rows[0]["exploited"]) == ("critical", None)


def test_software_without_a_flaw_shows_that_defender_looked(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps({"value": microsoft.DEFENDER}).encode())
    (row,) = rows_of(reading, "vulnerabilities")
    assert (row["exploited"], row["cvss_score"], row["first_seen_at"]) == (
        True,
        7.5,
        datetime(2026, 11, 1, 9, tzinfo=UTC),
    )
    targets = rows_of(reading, "scan_targets")
    assert [(row["asset_id"], row["scanned_at"]) for row in targets] == [
        ("lt-17", datetime(2026, 11, 20, 8, tzinfo=UTC)),
        ("lt-18", datetime(2026, 11, 20, 7, tzinfo=UTC)),
    ]
    assert reading.ignored == {"software without a known flaw": 2}


def test_a_defender_list_of_flaws_alone_does_not_claim_to_know_what_was_scanned(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps({"value": microsoft.BY_MACHINE}).encode())
    (row,) = rows_of(reading, "vulnerabilities")
    assert (row["asset_id"], row["fixed_version"], row["severity"]) == ("m1", "KB5001234", "high")
    assert "scan_targets" not in reading.tables


def test_a_value_of_another_type_in_a_defender_record_is_rejected(tmp_path: Path) -> None:
    records = [{**microsoft.BY_MACHINE[0], "machineId": ["m1"]}, microsoft.BY_MACHINE[0]]
    reading = read_bytes(tmp_path, json.dumps({"value": records}).encode())
    assert [(error.place, error.field) for error in reading.rejected] == [("/value/0", "machineId")]
    assert reading.tables["vulnerabilities"].rows == 1


def test_recommendations_pass_fail_or_do_not_apply(tmp_path: Path) -> None:
    rows = rows_of(read_bytes(tmp_path, microsoft.RECOMMENDATIONS.encode()), "config_checks")
    assert [row["status"] for row in rows] == ["fail", "pass", "not_applicable"]
    assert [row["benchmark"] for row in rows] == ["Restrict access; Segment", None, "plain words"]
    assert (rows[0]["check_id"], rows[0]["resource_id"], rows[2]["detail"]) == (
        "f67f",
        "/subscriptions/s1/net",
        "Exempt",
    )
    assert rows[0]["first_seen_at"] == datetime(2026, 10, 2, 0, 0, 0, 398840, tzinfo=UTC)


def test_the_secure_score_of_the_newest_day_is_read(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps(microsoft.SECURE_SCORE).encode())
    whole, admin, *_ = rows_of(reading, "posture_scores")
    assert (whole["measure"], whole["scope"]) == ("secure-score", microsoft.TENANT)
    assert (whole["score"], whole["max_score"], whole["lower_is_better"]) == (66.5, 120.0, False)
    assert (admin["measure"], admin["score"], admin["max_score"]) == ("AdminMFA", 10.0, None)
    checks = {row["check_id"]: row["status"] for row in rows_of(reading, "config_checks")}
    assert checks == {
        "AdminMFA": "pass",
        "BlockLegacy": "fail",
        "SelfService": "pass",
        "Guests": "not_applicable",
        "Consent": "not_assessed",
    }
    assert reading.ignored == {"scores of earlier days": 1}


def test_policy_states_keep_the_word_of_the_vendor(tmp_path: Path) -> None:
    rows = rows_of(read_bytes(tmp_path, json.dumps(microsoft.POLICY).encode()), "config_checks")
    assert [(row["status"], row["detail"]) for row in rows] == [
        ("pass", "Compliant (audit)"),
        ("fail", "NonCompliant (audit)"),
        ("muted", "Exempt (audit)"),
        ("error", "Conflict (audit)"),
        ("not_assessed", "Unknown (audit)"),
    ]
    assert (rows[0]["check_id"], rows[0]["benchmark"]) == ("baseline/boxesAreClosed", "1f3afdf9")


def test_a_policy_state_that_nobody_knows_is_rejected_not_passed(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps([microsoft.state("Splendid", 1)]).encode())
    assert [(error.place, error.field) for error in reading.rejected] == [("/0", "complianceState")]


def test_a_sheet_without_a_column_that_is_named_a_policy_export_says_which(tmp_path: Path) -> None:
    content = microsoft.POLICY_CSV.replace("complianceState", "word")
    with pytest.raises(UnreadableFile, match="no column 'complianceState'"):
        read_bytes(tmp_path, content.encode(), as_format="azure-policy")
