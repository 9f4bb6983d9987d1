"""What the CSV exports of scanners mean, field by field."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from earnest.engines.ingest import UnreadableFile
from earnest.engines.ingest.formats.hosts.flaws import zoned_instant
from earnest.engines.ingest.formats.hosts.qualys_words import signed_in
from earnest.engines.ingest.tests.examples.hosts import tables
from earnest.engines.ingest.tests.exports import read_bytes, rows_of


def test_nessus_rows_have_the_names_that_the_xml_export_gives_them(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, tables.NESSUS.encode())
    rows = rows_of(reading, "vulnerabilities")
    assert [row["finding_id"] for row in rows] == [
        "90001 tcp/443 CVE-2026-0001",
        "90001 tcp/443 CVE-2026-0002",
        "19506 tcp/0",
    ]
    assert {row["tool"] for row in rows} == {"nessus"}
    assert [(row["severity"], row["cvss_score"]) for row in rows] == [("high", 8.1), ("high", 8.1), ("none", None)]
    checks = rows_of(reading, "config_checks")
    assert [(row["check_id"], row["status"]) for row in checks] == [
        ("1.1.1 Ensure the disk is locked", "fail"),
        ("1.1.2 Ensure the door is shut", "pass"),
    ]
    assert [row["asset_id"] for row in rows_of(reading, "scan_targets")] == ["pay-1.larkfield.example", "10.0.0.7"]


def test_security_center_rows_keep_each_cve_and_what_was_accepted(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, tables.SECURITY_CENTER.encode())
    first, second, third = rows_of(reading, "vulnerabilities")
    assert [first["vulnerability_id"], second["vulnerability_id"]] == ["CVE-2026-0003", "CVE-2026-0004"]
    assert first["cvss_vector"] == "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N"
    assert first["first_seen_at"] == datetime(2026, 11, 5, 17, 24, 8, tzinfo=UTC)
    assert first["published_on"] == date(2004, 8, 18)
    assert (third["status"], third["vulnerability_id"], third["first_seen_at"]) == ("accepted", "nessus-90003", None)
    assert third["cvss_vector"] == "AV:N/AC:H/Au:N/C:N/I:P/A:N"
    one, two = rows_of(reading, "scan_targets")
    assert (one["asset_id"], one["address"]) == ("web-1.larkfield.example", "10.0.0.5")
    assert (two["asset_id"], two["scanned_at"]) == ("10.0.0.6", None)


def test_vulnerability_management_rows_say_what_is_fixed_and_exploited(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, tables.VULNERABILITY_MANAGEMENT.encode())
    first, second = rows_of(reading, "vulnerabilities")
    assert (first["severity"], first["status"], first["exploited"]) == ("critical", "open", True)
    assert (second["status"], second["exploited"]) == ("fixed", False)
    (target,) = rows_of(reading, "scan_targets")
    assert (target["os_name"], target["scanned_at"]) == ("Linux 6", datetime(2026, 11, 20, 8, tzinfo=UTC))


@pytest.mark.parametrize(
    ("written", "hour"),
    [("Nov 20, 2026 10:00:00 UTC", 10), ("Nov 20, 2026 10:00:00 MST", 17), ("Nov 20, 2026 10:00:00", 10)],
)
def test_an_abbreviated_zone_is_understood(written: str, hour: int) -> None:
    moment = zoned_instant(written, "f", ("%b %d, %Y %H:%M:%S",))
    assert moment == datetime(2026, 11, 20, hour, tzinfo=UTC)


def test_an_abbreviation_of_several_zones_gives_no_time() -> None:
    assert zoned_instant("Nov 20, 2026 10:00:00 IST", "f", ("%b %d, %Y %H:%M:%S",)) is None


def test_openvas_rows_say_what_is_uncertain_and_what_is_false(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, tables.OPENVAS.encode())
    rows = rows_of(reading, "vulnerabilities")
    assert [(row["vulnerability_id"], row["severity"], row["status"]) for row in rows] == [
        ("CVE-2026-0001", "high", "open"),
        ("CVE-2026-0002", "high", "open"),
        ("CVE-2026-0003", "high", "open"),
        ("1.3.6.1.4.1.1.3", "none", "open"),
        ("1.3.6.1.4.1.1.4", "medium", "under_investigation"),
        ("1.3.6.1.4.1.1.5", "unknown", "accepted"),
    ]
    assert rows[0]["finding_id"] == "1.3.6.1.4.1.1.2 443/tcp CVE-2026-0001"
    assert rows[2]["finding_id"] == "CVE-2026-0003 general/tcp"
    assert {row["asset_id"] for row in rows} == {"web-1.larkfield.example", "10.0.0.6"}


def test_an_older_openvas_table_has_no_quality_of_detection(tmp_path: Path) -> None:
    lines = [line.split(",") for line in tables.OPENVAS.splitlines()]
    content = "\n".join(",".join(cells[:6] + cells[7:]) for cells in (lines[0], *lines[3:]))
    reading = read_bytes(tmp_path, content.encode())
    assert reading.format == "openvas-csv"
    assert [row["status"] for row in rows_of(reading, "vulnerabilities")] == ["open", "open", "accepted"]


def test_qualys_rows_say_what_is_potential_and_who_signed_in(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, tables.QUALYS.encode())
    rows = rows_of(reading, "vulnerabilities")
    assert [(row["asset_id"], row["vulnerability_id"], row["severity"], row["status"]) for row in rows] == [
        ("web-1.larkfield.example", "CVE-2026-0001", "critical", "open"),
        ("web-1.larkfield.example", "CVE-2026-0002", "critical", "open"),
        ("web-1.larkfield.example", "qid-38307", "none", "open"),
        ("db-1", "qid-91002", "medium", "under_investigation"),
        ("db-1", "qid-91003", "low", "fixed"),
    ]
    assert (rows[0]["cvss_score"], rows[0]["cvss_vector"]) == (8.1, "CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H")
    targets = {row["asset_id"]: row["authenticated"] for row in rows_of(reading, "scan_targets")}
    assert targets == {"web-1.larkfield.example": True, "db-1": None, "10.0.0.7": None}
    assert reading.ignored == {"hosts that did not answer": 1}


def test_a_qualys_report_is_read_below_the_lines_about_itself_in_its_zone(tmp_path: Path) -> None:
    content = (tables.PREAMBLE + tables.QUALYS).encode()
    reading = read_bytes(tmp_path, content)
    assert (reading.tables["vulnerabilities"].rows, reading.rejected_count) == (5, 0)
    assert reading.observed_at == datetime(2026, 11, 20, 6, tzinfo=UTC)
    assert rows_of(reading, "vulnerabilities")[0]["place"] == "row 8"


def test_a_qualys_level_or_type_that_nobody_knows_is_rejected(tmp_path: Path) -> None:
    content = tables.QUALYS.replace('"Vuln","5"', '"Vuln","7"').replace('"Practice"', '"Maybe"').encode()
    reading = read_bytes(tmp_path, content)
    assert [(error.place, error.field) for error in reading.rejected] == [("row 2", "Severity"), ("row 4", "Type")]


def test_vmdr_rows_say_what_was_set_aside_and_what_is_mended(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, tables.VMDR.encode())
    rows = rows_of(reading, "vulnerabilities")
    assert [row["status"] for row in rows] == ["open", "under_investigation", "accepted", "fixed"]
    assert rows[0]["first_seen_at"] == datetime(2026, 11, 10, 15, tzinfo=UTC)
    assert (rows[0]["published_on"], rows[1]["port"], rows[1]["cvss_score"]) == (date(2026, 2, 3), None, None)
    assert [(row["asset_id"], row["address"]) for row in rows_of(reading, "scan_targets")] == [
        ("web-1", "10.0.0.5"),
        ("app-1", "2001:db8::7"),
    ]


@pytest.mark.parametrize(
    ("qid", "results", "status", "signed"),
    [
        ("70028", "User Name\tscanner\nDomain\tlarkfield\nAuthentication Scheme\tNTLMv2", "open", True),
        ("70028", "#table cols=2 User_Name scanner Authentication_Scheme Kerberos", "open", True),
        ("70028", "User Name\t(none)\nDomain\t(none)\nAuthentication Scheme\tNULL session", "open", False),
        ("70028", "User Name scanner Discovery Method fallback to NULL session", "open", False),
        ("70028", None, "open", None),
        ("38307", "-", "open", None),
        ("105053", "Cannot sign in", "open", False),
        ("105053", "Cannot sign in", "fixed", None),
        ("91001", "User Name scanner", "open", None),
    ],
)
def test_a_windows_session_without_a_user_is_no_signing_in(
    qid: str, results: str | None, status: str, signed: bool | None
) -> None:
    assert signed_in(qid, results, status) is signed


def test_a_scanner_that_could_not_sign_in_says_so(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, tables.VMDR_PLAIN.encode())
    assert [row["authenticated"] for row in rows_of(reading, "scan_targets")] == [False]


def test_headings_that_are_missing_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No row names the columns 'IP', 'Severity', 'NVT OID'"):
        read_bytes(tmp_path, b"a,b\n1,2\n", as_format="openvas-csv")
