"""What the XML exports of scanners mean, field by field, and what of XML is accepted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from earnest.engines.ingest import UnreadableFile
from earnest.engines.ingest.formats.hosts import elements, qualys
from earnest.engines.ingest.tests.examples.hosts import xml_reports
from earnest.engines.ingest.tests.exports import read_bytes, rows_of


def test_openvas_results_keep_each_cve_and_say_what_is_uncertain(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, xml_reports.OPENVAS.encode())
    rows = rows_of(reading, "vulnerabilities")
    assert [(row["asset_id"], row["vulnerability_id"], row["severity"], row["status"]) for row in rows] == [
        ("web-1.larkfield.example", "CVE-2026-0001", "high", "open"),
        ("web-1.larkfield.example", "CVE-2026-0002", "high", "open"),
        ("10.0.0.6", "1.3.6.1.4.1.1.3", "none", "open"),
        ("10.0.0.6", "1.3.6.1.4.1.1.4", "medium", "under_investigation"),
        ("10.0.0.6", "1.3.6.1.4.1.1.5", "high", "accepted"),
    ]
    assert (rows[0]["title"], rows[0]["cvss_score"], rows[0]["port"]) == ("Old & weak library", 9.8, 443)
    assert rows[0]["cvss_vector"] == "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
    assert (rows[2]["port"], rows[2]["cvss_vector"]) == (None, "AV:N/AC:L/Au:N/C:N/I:N/A:N")
    assert reading.ignored == {"errors of the scan": 1}


def test_openvas_hosts_are_targets_with_and_without_results(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, xml_reports.OPENVAS.encode())
    targets = {row["asset_id"]: row for row in rows_of(reading, "scan_targets")}
    assert {name: row["authenticated"] for name, row in targets.items()} == {
        "web-1.larkfield.example": True,
        "quiet.larkfield.example": False,
        "10.0.0.6": None,
    }
    assert targets["web-1.larkfield.example"]["os_name"] == "Debian GNU/Linux 12"
    assert targets["web-1.larkfield.example"]["address"] == "10.0.0.5"
    assert targets["10.0.0.6"]["scanned_at"] == datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_an_older_openvas_answer_lists_cves_in_one_text(tmp_path: Path) -> None:
    rows = rows_of(read_bytes(tmp_path, xml_reports.OPENVAS_ANSWER.encode()), "vulnerabilities")
    assert [(row["vulnerability_id"], row["severity"]) for row in rows] == [
        ("CVE-2026-0003", "critical"),
        ("CVE-2026-0004", "critical"),
    ]


def test_a_report_of_another_tool_is_no_openvas_report(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no report of Greenbone"):
        read_bytes(tmp_path, b"<report name='coverage'><counter/></report>")


def test_qualys_findings_are_told_by_the_glossary_behind_them(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, xml_reports.QUALYS.encode())
    rows = rows_of(reading, "vulnerabilities")
    assert [(row["finding_id"], row["severity"], row["status"]) for row in rows] == [
        ("91001 tcp/443 CVE-2026-0001", "critical", "open"),
        ("91001 tcp/443 CVE-2026-0002", "critical", "open"),
        ("38307", "none", "open"),
        ("91002", "medium", "under_investigation"),
        ("105015", "none", "open"),
        ("91003", "unknown", "fixed"),
    ]
    assert (rows[0]["title"], rows[0]["cvss_score"]) == ("Old library", 8.1)
    targets = {row["asset_id"]: row["authenticated"] for row in rows_of(reading, "scan_targets")}
    assert targets == {"web-1.larkfield.example": True, "db-1": False, "10.0.0.30": None, "10.0.0.31": None}
    assert reading.ignored == {"address ranges without results": 1}


def test_a_qualys_host_that_gave_a_null_session_was_not_signed_in_to(tmp_path: Path) -> None:
    for user, signed in (("scanner", True), ("(none)", False)):
        content = xml_reports.QUALYS.replace("38307", "70028").replace("scanner", user)
        targets = rows_of(read_bytes(tmp_path, content.encode()), "scan_targets")
        assert targets[0]["authenticated"] is signed


def test_a_qualys_range_of_too_many_addresses_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qualys, "ADDRESSES", 1)
    reading = read_bytes(tmp_path, xml_reports.QUALYS.encode())
    assert [error.place for error in reading.rejected] == ["NO_VULNS range 1"]


def test_a_qualys_scan_keeps_findings_of_all_four_kinds(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, xml_reports.QUALYS_SCAN.encode())
    rows = rows_of(reading, "vulnerabilities")
    assert [(row["finding_id"], row["severity"], row["status"]) for row in rows] == [
        ("6", "none", "open"),
        ("82023", "none", "open"),
        ("91001 tcp/443 CVE-2026-0001", "high", "open"),
        ("91001 tcp/443 CVE-2026-0002", "high", "open"),
        ("91002 tcp/80", "low", "under_investigation"),
    ]
    assert reading.ignored == {"hosts that did not answer": 1}


def test_nexpose_tests_keep_what_was_not_found(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, xml_reports.NEXPOSE.encode())
    rows = rows_of(reading, "vulnerabilities")
    assert [(row["finding_id"], row["severity"], row["status"]) for row in rows] == [
        ("icmp-stamp", "medium", "open"),
        ("icmp-mask", "unknown", "not_affected"),
        ("larkfield-lib-cve-2026-0001 tcp/443 /a CVE-2026-0001", "critical", "open"),
        ("larkfield-lib-cve-2026-0001 tcp/443 /a CVE-2026-0002", "critical", "open"),
        ("larkfield-lib-cve-2026-0001 tcp/443 /b CVE-2026-0001", "critical", "accepted"),
        ("larkfield-lib-cve-2026-0001 tcp/443 /b CVE-2026-0002", "critical", "accepted"),
        ("larkfield-guess tcp/443", "high", "under_investigation"),
    ]
    assert (rows[2]["published_on"], rows[2]["cvss_vector"]) == (date(2026, 2, 3), "AV:N/AC:L/Au:N/C:P/I:P/A:P")
    assert {row["asset_id"] for row in rows} == {"web-1.larkfield.example"}
    (target,) = rows_of(reading, "scan_targets")
    assert (target["os_name"], target["address"]) == ("Debian Linux 12", "10.0.0.5")
    (service,) = rows_of(reading, "exposed_services")
    assert (service["port"], service["product"], service["reachable_from"]) == (443, "nginx 1.27", "unknown")
    assert reading.ignored == {
        "tests without an outcome: skipped-version": 1,
        "tests without an outcome: error": 1,
        "endpoints that are not open": 1,
        "nodes that did not answer": 1,
    }


def test_a_nexpose_status_that_nobody_knows_is_rejected_not_passed(tmp_path: Path) -> None:
    content = xml_reports.NEXPOSE.replace('status="not-vulnerable"', 'status="fine"').encode()
    assert [error.place for error in read_bytes(tmp_path, content).rejected] == ["node 1 test 2"]


@pytest.mark.parametrize("status", ["overridden-vulnerable-version", "overridden-version"])
def test_a_nexpose_version_that_another_check_overrode_is_not_affected(tmp_path: Path, status: str) -> None:
    content = xml_reports.NEXPOSE.replace('status="not-vulnerable"', f'status="{status}"').encode()
    rows = rows_of(read_bytes(tmp_path, content), "vulnerabilities")
    assert (rows[1]["finding_id"], rows[1]["status"]) == ("icmp-mask", "not_affected")


def test_nmap_does_not_pretend_to_know_from_where_it_looked(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, xml_reports.NMAP.encode())
    https, ssh, own = rows_of(reading, "exposed_services")
    assert (https["address"], https["hostname"], https["service"]) == ("10.0.0.5", "web-1.larkfield.example", "https")
    assert (https["product"], https["tls_version"]) == ("nginx 1.27 (Debian)", "TLSv1.1")
    assert https["certificate_expires_at"] == datetime(2027, 1, 1, tzinfo=UTC)
    assert (https["reachable_from"], ssh["product"], ssh["tls_version"]) == ("unknown", None, None)
    assert (own["reachable_from"], own["address"], own["hostname"]) == ("localhost", "127.0.0.1", None)
    first, second = rows_of(reading, "scan_targets")
    assert (first["asset_id"], first["address"], first["os_name"]) == (
        "web-1.larkfield.example",
        "10.0.0.5",
        "Linux 6.1",
    )
    assert second["asset_id"] == "127.0.0.1"
    (guess,) = rows_of(reading, "vulnerabilities")
    assert (guess["vulnerability_id"], guess["status"], guess["cvss_score"]) == (
        "CVE-2026-0001",
        "under_investigation",
        7.5,
    )
    assert reading.ignored == {
        "ports that are closed": 996,
        "ports that are filtered": 1,
        "ports that are open|filtered": 1,
        "vulners entries that are no CVE": 1,
        "script results": 1,
        "hosts that are not up": 1,
    }


def test_a_zap_report_that_was_made_in_september_says_when(tmp_path: Path) -> None:
    content = xml_reports.ZAP.replace("Fri, 20 Nov 2026", "Sat, 19 Sept 2026")
    assert read_bytes(tmp_path, content.encode()).observed_at == datetime(2026, 9, 19, 8, tzinfo=UTC)


def test_pingcastle_rules_fail_and_scores_are_the_domains_own(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, xml_reports.PINGCASTLE.encode())
    first, second = rows_of(reading, "config_checks")
    assert (first["check_id"], first["status"], first["severity"]) == ("P-AdminLogin", "fail", "unknown")
    assert first["detail"] == "20 points: AdminControl: The administrator signed in: 0 day(s) ago"
    assert (second["severity"], second["resource_id"]) == ("none", "larkfield.local")
    scores = {row["measure"]: (row["score"], row["lower_is_better"]) for row in rows_of(reading, "posture_scores")}
    assert scores["global"] == (70.0, True)
    assert scores["trusts"] == (0.0, True)
    assert scores["maturity"] == (2.0, False)
    assert (reading.part, reading.ignored) == ("larkfield.local", {"privileged groups": 1})
    (controller,) = rows_of(reading, "devices")
    assert (controller["hostname"], controller["kind"]) == ("dc-1", "server")


DECLARED = '<!DOCTYPE nmaprun SYSTEM "nmap.dtd">'


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE other SYSTEM "nmap.dtd">',
        '<!DOCTYPE nmaprun PUBLIC "-//x" "nmap.dtd">',
        '<!DOCTYPE nmaprun [<!ENTITY a "b">]>',
        '<!DOCTYPE nmaprun SYSTEM "nmap.dtd" [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
        '<!DOCTYPE nmaprun [<!ATTLIST nmaprun a CDATA "b">]>',
        '<!DOCTYPE nmaprun SYSTEM "nmap.dtd" [<!-- nothing -->]>',
        '<!DOCTYPE nmaprun SYSTEM "nmap.dtd" [%p;]>',
        '<!-- <!DOCTYPE nmaprun SYSTEM "nmap.dtd" []> --><!DOCTYPE nmaprun [<!ELEMENT nmaprun ANY>]>',
        '<!DOCTYPE other SYSTEM "nmap.dtd" []>',
    ],
)
def test_only_a_bare_document_type_of_the_tool_is_accepted(tmp_path: Path, declared: str) -> None:
    plain = xml_reports.NMAP.replace("<!DOCTYPE nmaprun>", DECLARED)
    assert read_bytes(tmp_path, plain.encode()).format == "nmap"
    with pytest.raises(UnreadableFile, match="document type or entities"):
        read_bytes(tmp_path, plain.replace(DECLARED, declared).encode(), as_format="nmap")


@pytest.mark.parametrize("subset", ["[]", " [ ]", "[\n]\n"])
def test_a_document_type_with_nothing_in_it_is_a_bare_one(tmp_path: Path, subset: str) -> None:
    content = xml_reports.QUALYS_SCAN.replace('scan-1.dtd">', f'scan-1.dtd"{subset}>')
    reading = read_bytes(tmp_path, content.encode())
    assert (reading.format, reading.tables["vulnerabilities"].rows) == ("qualys", 5)


def test_an_entity_that_the_document_type_could_have_is_refused(tmp_path: Path) -> None:
    content = xml_reports.QUALYS.replace("<SEVERITY>5", "<SEVERITY>&five;")
    with pytest.raises(UnreadableFile, match="entities"):
        read_bytes(tmp_path, content.encode())


def test_a_record_that_is_larger_than_memory_allows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elements, "RECORD_LIMIT", 3_000)
    many = "<refs>" + '<ref type="cve" id="CVE-2026-0001"/>' * 200 + "</refs>"
    with pytest.raises(UnreadableFile, match="One result holds more than"):
        read_bytes(tmp_path, xml_reports.OPENVAS.replace("<refs>", many + "<refs>").encode())
