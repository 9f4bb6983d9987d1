from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from earnest.engines.ingest import UnreadableFile, json_stream
from earnest.engines.ingest.tests.exports import ASFF, EXPORTS, TRIVY, asff_finding, read_bytes, rows_of


def test_a_trivy_report_gives_flaws_checks_and_its_target(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, EXPORTS["trivy"])
    first, second = rows_of(reading, "vulnerabilities")
    assert (first["asset_id"], first["asset_kind"]) == ("registry.larkfield.example/shop:4.2", "image")
    assert (first["severity"], first["cvss_score"], first["status"]) == ("high", 5.0, "open")
    assert (first["published_on"], first["finding_id"]) == (date(2026, 1, 5), "CVE-2026-0001 libexample 1.0")
    assert (second["severity"], second["status"], second["cvss_score"]) == ("unknown", "will_not_fix", None)
    (check,) = rows_of(reading, "config_checks")
    assert (check["check_id"], check["status"], check["place"]) == ("DS002", "fail", "/Results/1/Misconfigurations/0")
    (target,) = rows_of(reading, "scan_targets")
    assert (target["os_name"], target["scanned_at"]) == ("debian 12.7", reading.observed_at)
    assert reading.ignored == {"passed checks that are only counted": 21, "secrets": 1}


def test_a_clean_trivy_report_still_says_that_it_looked(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps({**TRIVY, "Results": []}).encode())
    assert {name: file.rows for name, file in reading.tables.items()} == {"vulnerabilities": 0, "scan_targets": 1}


@pytest.mark.parametrize("limit", [None, 1 << 10], ids=["as it is", "in parts"])
def test_a_trivy_report_of_misconfigurations_only_says_nothing_of_flaws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int | None
) -> None:
    if limit:
        monkeypatch.setattr(json_stream, "CHUNK", limit)
    whole = read_bytes(tmp_path, EXPORTS["trivy"])
    checks = [result for result in TRIVY["Results"] if result["Class"] == "config"]
    reading = read_bytes(tmp_path, json.dumps({**TRIVY, "Results": checks}).encode())
    assert {name: file.rows for name, file in reading.tables.items()} == {"config_checks": 1, "scan_targets": 1}
    assert (whole.part, reading.part) == ("registry.larkfield.example/shop", "registry.larkfield.example/shop (checks)")


@pytest.mark.parametrize("kind", ["os-pkgs", "lang-pkgs"])
def test_a_trivy_report_whose_packages_have_no_flaws_says_so(tmp_path: Path, kind: str) -> None:
    result = {"Target": "app", "Class": kind, "Type": "debian"}
    reading = read_bytes(tmp_path, json.dumps({**TRIVY, "Results": [result]}).encode())
    assert {name: file.rows for name, file in reading.tables.items()} == {"vulnerabilities": 0, "scan_targets": 1}


def test_one_flaw_of_a_wrong_type_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    broken = json.loads(json.dumps(TRIVY))
    broken["Results"][0]["Vulnerabilities"][0]["PkgName"] = 7
    reading = read_bytes(tmp_path, json.dumps(broken).encode())
    assert [(error.place, error.field) for error in reading.rejected] == [("/Results/0/Vulnerabilities/0", "PkgName")]
    assert reading.tables["vulnerabilities"].rows == 1


@pytest.mark.parametrize("order", [1, -1], ids=["written order", "reversed keys"])
def test_a_result_larger_than_memory_allows_is_read_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: int
) -> None:
    flaws = [{"VulnerabilityID": f"CVE-2026-{n:05}", "PkgName": f"p{n % 7}", "Severity": "LOW"} for n in range(500)]
    result = {"Target": "app.jar", "Class": "lang-pkgs", "Type": "jar", "Vulnerabilities": flaws}
    report = {**TRIVY, "Results": [dict(list(result.items())[::order]), TRIVY["Results"][0]]}
    content = json.dumps(dict(list(report.items())[::order])).encode()
    whole = rows_of(read_bytes(tmp_path, content), "vulnerabilities")
    monkeypatch.setattr(json_stream, "CHUNK", 512)
    parts = rows_of(read_bytes(tmp_path, content), "vulnerabilities")
    assert len(whole) == 502
    assert parts == whole


def test_a_cluster_report_names_each_resource(tmp_path: Path) -> None:
    resource = {"Namespace": "pay", "Kind": "Deployment", "Name": "api", "Results": TRIVY["Results"]}
    report = {"ClusterName": "prod", "Resources": [resource, {"Kind": "Node", "Name": "n1"}]}
    reading = read_bytes(tmp_path, json.dumps(report).encode())
    assert {row["asset_id"] for row in rows_of(reading, "vulnerabilities")} == {"prod/pay/Deployment/api"}
    assert [row["asset_id"] for row in rows_of(reading, "scan_targets")] == ["prod/pay/Deployment/api", "prod/Node/n1"]


def test_nessus_keeps_every_host_item_and_cve(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, EXPORTS["nessus"])
    rows = rows_of(reading, "vulnerabilities")
    assert [row["vulnerability_id"] for row in rows] == ["CVE-2026-0003", "CVE-2026-0004", "nessus-19506"]
    assert (rows[0]["severity"], rows[0]["cvss_score"], rows[0]["port"]) == ("high", 8.1, 443)
    assert rows[0]["published_on"] == date(2026, 2, 3)
    assert rows[2]["severity"] == "none"
    (check,) = rows_of(reading, "config_checks")
    assert (check["check_id"], check["status"]) == ("1.1 Password length", "fail")
    first, second = rows_of(reading, "scan_targets")
    assert (first["authenticated"], first["os_name"], first["address"]) == (True, "Linux & friends", "10.0.0.5")
    assert (second["authenticated"], second["asset_id"]) == (None, "pay-2.larkfield.example")
    assert reading.observed_at == datetime.fromtimestamp(1795161600, UTC)


def test_prowler_keeps_passes_and_marks_what_is_muted(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, EXPORTS["prowler-ocsf"])
    rows = rows_of(reading, "config_checks")
    assert [row["status"] for row in rows] == ["fail", "pass", "muted", "manual"]
    assert (rows[0]["benchmark"], rows[0]["service"], rows[0]["account"]) == ("CIS-3.0; PCI-4.0", "s3", "111122223333")
    assert rows[3]["resource_id"] == "111122223333"
    assert reading.observed_at == datetime.fromtimestamp(1795161600, UTC)


def test_asff_sorts_findings_by_what_they_are(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, EXPORTS["aws-asff"])
    checks = rows_of(reading, "config_checks")
    assert [(row["check_id"], row["status"]) for row in checks] == [
        ("IAM.5", "pass"),
        ("security-control/IAM.5", "muted"),
        ("security-control/IAM.5", "not_assessed"),
    ]
    flaws = rows_of(reading, "vulnerabilities")
    assert [(row["asset_id"], row["package_name"]) for row in flaws] == [
        ("image-1", "zlib"),
        ("image-1", "zlib-dev"),
        ("i-1", "zlib"),
        ("i-1", "zlib-dev"),
    ]
    assert {(row["cvss_score"], row["tool"]) for row in flaws} == {(9.8, "inspector")}
    assert reading.ignored == {"findings of type TTPs": 1, "archived findings": 1}
    assert reading.observed_at == datetime(2026, 11, 20, 6, 0, 0, 500_000, tzinfo=UTC)


def test_asff_is_read_as_a_bare_array_too(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps(ASFF["Findings"]).encode())
    assert (reading.format, reading.tables["config_checks"].rows) == ("aws-asff", 3)


def test_an_asff_status_that_nobody_knows_is_rejected_not_passed(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps([asff_finding(1, Compliance={"Status": "FINE"})]).encode())
    assert [(error.place, error.field) for error in reading.rejected] == [("/0", "Compliance.Status")]


def _cluster(*resources: dict[str, Any]) -> bytes:
    return json.dumps({"ClusterName": "larkfield", "Resources": list(resources)}).encode()


@pytest.mark.parametrize(
    ("metadata", "system"),
    [
        ([{"OS": {"Family": "alpine", "Name": "3.20.1"}}, {"OS": {"Family": "debian", "Name": "12"}}], "alpine 3.20.1"),
        ({"OS": {"Family": "alpine", "Name": "3.20.1"}}, "alpine 3.20.1"),
        (None, "debian 10.4"),
        ({"OS": 7}, "debian 10.4"),
    ],
)
def test_each_resource_of_a_cluster_has_the_system_of_its_image(tmp_path: Path, metadata: Any, system: str) -> None:
    result = {"Target": "docker.io/redis:6.0.5 (debian 10.4)", "Class": "os-pkgs", "Type": "debian"}
    web = {"Namespace": "shop", "Kind": "Deployment", "Name": "cache", "Metadata": metadata, "Results": [result]}
    rules = {"Kind": "ClusterRole", "Name": "reader", "Results": [{"Target": "ClusterRole/reader", "Class": "config"}]}
    reading = read_bytes(tmp_path, _cluster(web, rules))
    found = {row["asset_id"]: row["os_name"] for row in rows_of(reading, "scan_targets")}
    assert found == {"larkfield/shop/Deployment/cache": system, "larkfield/ClusterRole/reader": None}


def test_a_resource_of_a_cluster_that_could_not_be_scanned_was_not_looked_at(tmp_path: Path) -> None:
    failed = {"Namespace": "shop", "Kind": "Deployment", "Name": "api", "Error": "unable to pull the image"}
    reading = read_bytes(tmp_path, _cluster(failed, {**failed, "Name": "web", "Error": ""}))
    assert [row["asset_id"] for row in rows_of(reading, "scan_targets")] == ["larkfield/shop/Deployment/web"]
    assert reading.ignored["resources that could not be scanned"] == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_report_that_a_shell_wrote_as_utf_16_is_read_like_any_other(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    told = tmp_path / "told"
    told.mkdir()
    plain = read_bytes(tmp_path, EXPORTS["trivy"])
    found = read_bytes(told, (mark + EXPORTS["trivy"].decode()).encode(encoding))
    assert (found.format, found.observed_at, found.rejected_count) == ("trivy", plain.observed_at, 0)
    for table in plain.tables:
        assert rows_of(found, table) == rows_of(plain, table)


def test_a_report_in_utf_16_that_breaks_off_in_a_character_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="not UTF-16 throughout"):
        read_bytes(tmp_path, EXPORTS["trivy"].decode().encode("utf-16")[:-1])
