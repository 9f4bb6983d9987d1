from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from earnest.engines.ingest.tests.examples.posture import clouds
from earnest.engines.ingest.tests.exports import PROWLER, prowler_finding, read_bytes, rows_of


def read(folder: Path, content: Any, table: str) -> list[dict[str, Any]]:
    written = content if isinstance(content, str) else json.dumps(content)
    return rows_of(read_bytes(folder, written.encode()), table)


def test_prowler_csv_keeps_passes_and_marks_what_is_muted(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, clouds.PROWLER.encode())
    rows = rows_of(reading, "config_checks")
    assert [row["status"] for row in rows] == ["fail", "pass", "muted", "manual"]
    assert (rows[0]["benchmark"], rows[0]["resource_id"]) == ("CIS-3.0; PCI-4.0", "arn:aws:s3:::larder")
    assert rows[3]["resource_id"] == "111122223333"
    assert reading.part == "aws 111122223333"


def test_prowler_3_says_warning_for_what_is_allowed_and_names_two_accounts(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, clouds.PROWLER_3.encode())
    rows = rows_of(reading, "config_checks")
    assert [(row["status"], row["account"]) for row in rows] == [("muted", "111122223333"), ("manual", "444455556666")]
    assert rows[0]["resource_id"] == "arn:aws:iam::111122223333:root"
    assert reading.part == ""
    assert reading.observed_at == datetime(2026, 11, 20, 8, 0, 0, 500_000, tzinfo=UTC)


def test_prowler_in_ocsf_names_its_account_if_there_is_one_only(tmp_path: Path) -> None:
    other = prowler_finding("s3_tls", "PASS", cloud={"account": {"uid": "444455556666"}, "provider": "aws"})
    assert read_bytes(tmp_path, json.dumps(PROWLER).encode()).part == "aws 111122223333"
    assert read_bytes(tmp_path, json.dumps([*PROWLER, other]).encode()).part == ""


def test_prowler_csv_understands_seconds_since_1970(tmp_path: Path) -> None:
    written = clouds.PROWLER.replace("2026-11-20 08:00:00.000000", "1795161600")
    assert read_bytes(tmp_path, written.encode()).observed_at == clouds.EIGHT


def test_a_prowler_status_that_nobody_knows_is_rejected_not_passed(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, clouds.PROWLER.replace(";PASS;", ";FINE;").encode())
    assert [(error.place, error.field) for error in reading.rejected] == [("row 3", "STATUS")]


def test_ocsf_flaws_are_kept_per_resource_package_and_line(tmp_path: Path) -> None:
    rows = read(tmp_path, clouds.OCSF, "vulnerabilities")
    first, second, third = rows[0], rows[1], rows[2]
    assert (first["asset_id"], first["asset_kind"], third["asset_kind"]) == ("i-1", "host", "image")
    assert (first["package_version"], first["fixed_version"], first["cvss_score"]) == ("1.2-3", "1.3", 9.8)
    assert (second["package_name"], second["path"], second["severity"]) == ("zlib-dev", "/opt/app", "critical")
    assert [row["status"] for row in rows] == ["open"] * 4 + ["accepted"] * 2 + ["open"]
    assert (rows[6]["vulnerability_id"], rows[6]["path"], rows[6]["asset_id"]) == (
        "CWE-89",
        "app/db.py:7",
        "larkfield/shop",
    )


def test_ocsf_checks_say_what_was_found_and_what_was_not_looked_at(tmp_path: Path) -> None:
    rows = read(tmp_path, clouds.OCSF, "config_checks")
    assert [(row["check_id"], row["resource_id"], row["status"]) for row in rows] == [
        ("S3.1", "i-1", "pass"),
        ("S3.1", "image-1", "pass"),
        ("S3.2", "111122223333", "muted"),
        ("S3.3", "111122223333", "not_assessed"),
        ("X", "i-1", "fail"),
        ("X", "image-1", "fail"),
    ]
    assert (rows[0]["benchmark"], rows[0]["tool"], rows[0]["provider"]) == ("CIS 3.0; PCI 4.0", "sentry box", "aws")


def test_ocsf_detections_are_one_row_each_and_the_rest_is_counted(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps(clouds.OCSF).encode())
    (row,) = rows_of(reading, "detections")
    assert (row["detection_id"], row["asset_id"], row["open"], row["kind"]) == ("f-2004", "i-1", True, "Recon")
    assert row["detail"] == "What was found Also about image-1."
    assert reading.ignored == {"archived and deleted findings": 1, "events of class Incident Finding": 1}


def test_a_resolved_failure_in_ocsf_is_not_a_pass(tmp_path: Path) -> None:
    finding = clouds.ocsf(
        2003, status="Resolved", status_id=4, compliance={"control": "S3.1", "status_id": 3}, resources=[]
    )
    (row,) = read(tmp_path, [finding], "config_checks")
    assert (row["status"], row["detail"]) == ("not_assessed", "Resolved: What was found")


def test_guardduty_findings_become_detections_and_others_stay_ignored(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps(clouds.GUARD_DUTY).encode())
    first, second = rows_of(reading, "detections")
    assert (first["asset_id"], first["open"], first["system"]) == ("i-1", True, "guardduty")
    assert first["detail"] == "MFA should be on Also about i-2."
    assert first["kind"] == "TTPs/Discovery/Recon:EC2-Portscan"
    assert (first["first_seen_at"], first["last_seen_at"]) == (
        datetime(2026, 11, 19, 1, tzinfo=UTC),
        datetime(2026, 11, 20, 5, tzinfo=UTC),
    )
    assert second["open"] is False
    assert reading.ignored == {"findings of type Sensitive Data Identifications": 1}


def test_inspector_keeps_each_package_of_each_resource(tmp_path: Path) -> None:
    rows = read(tmp_path, clouds.INSPECTOR, "vulnerabilities")
    assert [(row["asset_id"], row["package_name"], row["fixed_version"]) for row in rows[:4]] == [
        ("i-1", "curl", None),
        ("i-1", "libcurl", "8.2"),
        ("image-1", "curl", None),
        ("image-1", "libcurl", "8.2"),
    ]
    assert (rows[0]["cvss_score"], rows[0]["package_version"], rows[0]["asset_kind"]) == (8.1, "8.1-2.el9", "host")
    assert rows[0]["published_on"] == date(2026, 9, 21)
    assert rows[0]["first_seen_at"] == datetime(2026, 11, 1, 8, 0, 0, 500_000, tzinfo=UTC)
    assert {row["status"] for row in rows[4:6]} == {"fixed"}
    assert (rows[6]["vulnerability_id"], rows[6]["path"]) == ("python/sqli", "app/db.py:7")


def test_inspector_tells_which_ports_can_be_reached_and_from_where(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps(clouds.INSPECTOR).encode())
    rows = rows_of(reading, "exposed_services")
    assert [(row["address"], row["port"], row["reachable_from"]) for row in rows] == [
        ("8.8.4.4", 22, "internet"),
        ("8.8.4.4", 23, "internet"),
        ("i-9", 8000, "igw-1"),
        ("i-9", 8080, "igw-1"),
        ("i-9", 8443, "igw-1"),
        ("i-9", 9000, "igw-1"),
    ]
    assert rows[2]["service"] == "one of the open ports 8000 to 9000"
    assert reading.ignored == {
        "other ports of a wide range": 1001 - 4,
        "network paths that are closed or suppressed": 1,
    }


@pytest.mark.parametrize("ports", [(0, 70_000), (9, 8), (-1, 5)])
def test_a_range_that_is_none_is_rejected(tmp_path: Path, ports: tuple[int, int]) -> None:
    finding = clouds.inspector(
        1, "NETWORK_REACHABILITY", networkReachabilityDetails=clouds.reach(*ports, "AWS::EC2::InternetGateway")
    )
    reading = read_bytes(tmp_path, json.dumps({"findings": [finding]}).encode())
    assert [error.field for error in reading.rejected] == ["openPortRange"]
    assert reading.ignored == {}


def test_security_command_center_sorts_findings_by_their_class(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps(clouds.SCC).encode())
    checks = rows_of(reading, "config_checks")
    assert [row["status"] for row in checks] == ["fail", "muted"]
    assert (checks[0]["benchmark"], checks[0]["account"], checks[0]["provider"]) == ("cis 2.0", "shop", "gcp")
    first, second = rows_of(reading, "vulnerabilities")
    assert (first["vulnerability_id"], first["exploited"], first["cvss_score"]) == ("CVE-2026-0104", True, 7.5)
    assert (second["vulnerability_id"], second["status"]) == ("XSS", "fixed")
    (threat,) = rows_of(reading, "detections")
    assert (threat["title"], threat["open"]) == ("Malware: Bad Domain", True)
    assert reading.ignored == {"inactive findings": 1, "findings of class OBSERVATION": 1}


def test_prisma_names_images_by_their_tag_and_reads_the_fix(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, clouds.PRISMA_IMAGES.encode())
    first, second = rows_of(reading, "vulnerabilities")
    assert (first["asset_id"], first["asset_kind"]) == ("registry.larkfield.example/shop:4.2", "image")
    assert (first["package_name"], first["fixed_version"], first["exploited"]) == ("openssl", "3.0.2, 3.1.1", True)
    assert (first["published_on"], second["status"], second["severity"]) == (
        date(2026, 1, 21),
        "will_not_fix",
        "high",
    )
    (check,) = rows_of(reading, "config_checks")
    assert (check["check_id"], check["status"], check["detail"]) == ("41", "fail", "No user")
    assert [row["asset_id"] for row in rows_of(reading, "scan_targets")] == [
        "registry.larkfield.example/shop:4.2",
        "registry.larkfield.example/site:1",
    ]


def test_a_prisma_rule_whose_result_is_a_pass_did_not_fail(tmp_path: Path) -> None:
    content = clouds.PRISMA_IMAGES.replace("Compliance ID;Type", "Compliance ID;Result;Type")
    content = (
        content.replace(";46;OS;", ";46;;OS;")
        .replace(";;41;image;", ";;41;PASS;image;")
        .replace("site;1;sha256:2;alpine-3;1;", "site;1;sha256:2;alpine-3;1;;")
    )
    (check,) = rows_of(read_bytes(tmp_path, content.encode()), "config_checks")
    assert (check["check_id"], check["status"]) == ("41", "pass")


def test_a_list_of_flaws_alone_does_not_claim_to_know_what_was_scanned(tmp_path: Path) -> None:
    assert "scan_targets" not in read_bytes(tmp_path, clouds.PRISMA_HOSTS.encode()).tables


def test_prisma_alerts_are_checks_or_detections_by_their_policy(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, clouds.PRISMA_ALERTS.encode())
    assert [(row["resource_name"], row["status"]) for row in rows_of(reading, "config_checks")] == [
        ("larder", "fail"),
        ("attic", "muted"),
    ]
    (row,) = rows_of(reading, "detections")
    assert (row["title"], row["asset_id"], row["open"]) == ("Port sweep", "i-1", True)
    assert reading.ignored == {"resolved alerts": 1}


def test_prisma_alerts_without_a_status_are_told_by_their_days(tmp_path: Path) -> None:
    content = clouds.PRISMA_ALERTS.replace(",open,F,", ",,F,").replace(",dismissed,F,", ",,F,")
    reading = read_bytes(tmp_path, content.replace(",resolved,F,", ",,F,").encode())
    assert [row["status"] for row in rows_of(reading, "config_checks")] == ["muted", "muted"]
    assert reading.ignored == {"resolved alerts": 1}
