"""What the JSON and text exports of scanners mean, field by field."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from earnest.engines.ingest import UnreadableFile, json_stream
from earnest.engines.ingest.tests.examples.hosts import reports, xml_reports
from earnest.engines.ingest.tests.exports import read_bytes, rows_of


def read_json(folder: Path, value: Any) -> Any:
    return read_bytes(folder, json.dumps(value).encode())


def test_zap_says_the_same_in_xml_and_in_json(tmp_path: Path) -> None:
    one = rows_of(read_bytes(tmp_path, xml_reports.ZAP.encode()), "vulnerabilities")
    two = rows_of(read_json(tmp_path, reports.ZAP), "vulnerabilities")
    assert one == two
    assert [(row["finding_id"], row["severity"], row["status"], row["port"]) for row in one] == [
        ("40012-1 GET https://shop.larkfield.example/find?q=1 q", "high", "open", 443),
        ("40012-1 POST https://shop.larkfield.example/say", "high", "open", 443),
        ("10021", "low", "accepted", 443),
    ]
    assert {row["asset_id"] for row in one} == {"https://shop.larkfield.example"}


def test_a_zap_site_that_is_larger_than_memory_allows_is_read_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert = reports.ZAP["site"][0]["alerts"][0]
    report = {**reports.ZAP, "site": [{**reports.ZAP["site"][0], "alerts": [alert] * 50}, *reports.ZAP["site"]]}
    whole = rows_of(read_json(tmp_path, report), "vulnerabilities")
    monkeypatch.setattr(json_stream, "CHUNK", 512)
    reading = read_json(tmp_path, report)
    assert rows_of(reading, "vulnerabilities") == whole
    assert len(whole) == 103
    assert reading.tables["scan_targets"].rows == 3


def test_a_zap_alert_that_cannot_be_read_is_rejected_alone(tmp_path: Path) -> None:
    site = reports.ZAP["site"][0]
    report = {**reports.ZAP, "site": [{**site, "alerts": [{**site["alerts"][0], "riskcode": "9"}, *site["alerts"]]}]}
    reading = read_json(tmp_path, report)
    assert [(error.place, error.field) for error in reading.rejected] == [("site 1 alert 1", "riskcode")]
    assert reading.tables["vulnerabilities"].rows == 3


def test_wazuh_states_give_the_version_that_mends(tmp_path: Path) -> None:
    reading = read_json(tmp_path, reports.WAZUH)
    first, second, third = rows_of(reading, "vulnerabilities")
    assert (first["asset_id"], first["finding_id"]) == ("web-1", "zlib1g 1.3 CVE-2026-0001")
    assert (first["severity"], first["cvss_score"], first["fixed_version"]) == ("high", 8.1, "1.3.1")
    assert (first["published_on"], first["package_type"]) == (date(2026, 2, 3), "deb")
    assert (second["severity"], second["status"], second["fixed_version"]) == ("unknown", "under_investigation", None)
    assert third["cvss_score"] is None
    assert [row["os_name"] for row in rows_of(reading, "scan_targets")] == ["Ubuntu 24.04.2 LTS"] * 2
    assert (reading.observed_at, reading.notes) == (None, ())


def test_a_part_of_an_answer_is_called_a_part(tmp_path: Path) -> None:
    answer = {**reports.WAZUH, "hits": {**reports.WAZUH["hits"], "total": {"value": 1250}}}
    assert read_json(tmp_path, answer).notes == ("The file holds 3 of 1,250 records: export all pages of the answer.",)
    pages = (json.dumps(reports.WAZUH) + "\n" + json.dumps(reports.WAZUH)).encode()
    reading = read_bytes(tmp_path, pages)
    assert (reading.tables["vulnerabilities"].rows, reading.notes) == (6, ())


def test_an_item_of_the_older_wazuh_api_whose_package_is_gone_is_mended(tmp_path: Path) -> None:
    for status, told in (("VALID", "open"), ("PENDING", "open"), ("OBSOLETE", "fixed")):
        items = [{**reports.WAZUH_API["data"]["affected_items"][0], "status": status}]
        answer = {**reports.WAZUH_API, "data": {**reports.WAZUH_API["data"], "affected_items": items}}
        assert [row["status"] for row in rows_of(read_json(tmp_path, answer), "vulnerabilities")] == [told]


def test_an_item_of_the_older_wazuh_api_must_name_its_agent(tmp_path: Path) -> None:
    reading = read_json(tmp_path, reports.WAZUH_API)
    (row,) = rows_of(reading, "vulnerabilities")
    assert (row["asset_id"], row["cvss_score"], row["fixed_version"]) == ("web-1", 5.5, "4.3.2")
    (error,) = reading.rejected
    assert (error.place, error.field) == ("/data/affected_items/1", "agent_name")


def test_an_answer_without_its_list_is_explained(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no list hits/hits or data/affected_items"):
        read_bytes(tmp_path, b'{"hits": {"total": {"value": 0}}}', as_format="wazuh")


def test_satellite_errata_are_on_the_fleet_unless_hosts_are_named(tmp_path: Path) -> None:
    reading = read_json(tmp_path, reports.SATELLITE)
    rows = rows_of(reading, "vulnerabilities")
    assert [(row["asset_id"], row["vulnerability_id"], row["severity"], row["status"]) for row in rows] == [
        ("satellite", "CVE-2026-0001", "high", "open"),
        ("satellite", "CVE-2026-0002", "high", "open"),
        ("satellite", "RHSA-2026:0002", "unknown", "not_affected"),
        ("web-1.larkfield.example", "CVE-2026-0003", "critical", "open"),
        ("db-1", "CVE-2026-0003", "critical", "open"),
    ]
    assert rows[0]["fixed_version"] == "larkfield-lib-1.3.1-1.el9.x86_64"
    assert reading.ignored == {"errata of type bugfix": 1}


def test_a_lynis_test_that_ran_and_said_nothing_is_a_pass(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, reports.LYNIS.encode())
    checks = {row["check_id"]: row for row in rows_of(reading, "config_checks")}
    assert {name: (row["status"], row["severity"]) for name, row in checks.items()} == {
        "LYNIS": ("fail", "low"),
        "AUTH-9286": ("fail", "low"),
        "PKGS-7392": ("fail", "high"),
        "HRDN-7231": ("pass", None),
        "KRNL-6000": ("pass", None),
        "MALW-3288": ("not_assessed", None),
        "MALW-3286": ("not_assessed", None),
    }
    assert checks["AUTH-9286"]["detail"] == (
        "Configure minimum password age; Configure maximum password age; /etc/login.defs; text:Set it"
    )
    assert (reading.part, checks["LYNIS"]["benchmark"]) == ("web-1", "Lynis 3.1.4")


def test_lynis_tells_packages_and_the_host(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, reports.LYNIS.encode())
    assert [(row["package_name"], row["package_version"]) for row in rows_of(reading, "vulnerabilities")] == [
        ("zlib1g", None),
        ("openssl", "3.0"),
    ]
    assert [(row["name"], row["version"]) for row in rows_of(reading, "software")] == [
        ("zlib1g", "1.3"),
        ("openssl", "3.0"),
        ("bash", "5.2"),
    ]
    (device,) = rows_of(reading, "devices")
    assert (device["device_id"], device["kind"], device["os_version"]) == ("5f1d", "virtual", "13")
    assert (device["firewall_on"], device["last_seen_at"]) == (True, datetime(2026, 11, 20, 8, tzinfo=UTC))
    (score,) = rows_of(reading, "posture_scores")
    assert (score["score"], score["max_score"], score["scope"]) == (57.0, 100.0, "web-1")
    assert reading.ignored == {"pam_module": 2, "manual": 1}
