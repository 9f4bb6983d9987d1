"""What the fields of reports on source code and configuration mean: Semgrep, SARIF, Checkov, GitLab."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from earnest.engines.ingest import json_stream, read_file
from earnest.engines.ingest.tests.examples.code import analysers as made
from earnest.engines.ingest.tests.examples.code.packages import written
from earnest.engines.ingest.tests.exports import read_bytes, rows_of


def test_semgrep_names_check_path_and_place(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.SEMGREP))
    first, silenced, chain = rows_of(reading, "vulnerabilities")
    assert first["finding_id"] == "python.lang.security.example shop/pay.py:3:5:3:20"
    assert (first["severity"], first["status"], first["title"]) == ("high", "open", "Do not do that.")
    assert (silenced["severity"], silenced["status"]) == ("medium", "accepted")
    assert (chain["vulnerability_id"], chain["status"]) == ("CVE-2026-0051", "open")
    assert (chain["package_name"], chain["package_type"]) == ("left-pad", "npm")
    assert reading.ignored == {"errors": 1, "files that were skipped": 1}


@pytest.mark.parametrize("name", ["shop.json", "shop-2026-11-20.json", "shop_20261120T080000Z.sarif.json"])
def test_what_no_report_names_is_called_after_the_file_without_its_date(tmp_path: Path, name: str) -> None:
    path = tmp_path / "export"
    path.write_bytes(written(made.SEMGREP))
    reading = read_file(path, name=name, into=tmp_path / "into")
    assert {row["asset_id"] for row in rows_of(reading, "vulnerabilities")} == {"shop"}
    assert "called after the file: shop" in reading.notes[0]
    assert reading.part == ""


def test_sarif_keeps_kinds_suppressions_and_what_is_gone(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.SARIF))
    rows = rows_of(reading, "vulnerabilities")
    told = [(row["severity"], row["status"]) for row in rows]
    assert told == [
        ("critical", "open"),
        ("low", "open"),
        ("high", "accepted"),
        ("high", "open"),
        ("high", "fixed"),
        ("high", "under_investigation"),
        ("none", "open"),
        ("high", "open"),
        ("high", "open"),
    ]
    assert {(row["tool"], row["asset_id"]) for row in rows} == {("codeql", "larkfield/shop")}
    assert rows[0]["finding_id"] == "py/rated src/pay me.py:1"
    assert (rows[7]["finding_id"], rows[7]["title"]) == (
        "py/plain src/named.py 39fa2ee980eb94b0:1",
        "As the rule words it",
    )
    assert rows[8]["vulnerability_id"] == "CVE-2026-0061"
    assert reading.ignored == {"notifications of the tool": 1}


@pytest.mark.parametrize(
    ("prints", "wanted"),
    [
        (
            {"partialFingerprints": {"primaryLocationStartColumnFingerprint": "4", "primaryLocationLineHash": "ab:1"}},
            "ab:1/4",
        ),
        ({"fingerprints": {"id/v1": "old", "id/v2": "new"}, "partialFingerprints": {"a": "b"}}, "new"),
    ],
)
def test_a_finding_with_fingerprints_keeps_its_name_when_lines_move(
    tmp_path: Path, prints: dict[str, object], wanted: str
) -> None:
    changed = copy.deepcopy(made.SARIF)
    changed["runs"][0]["results"] = [made.sarif_result("py/plain", line, **prints) for line in (1, 9)]
    rows = rows_of(read_bytes(tmp_path, written(changed)), "vulnerabilities")
    assert [row["finding_id"] for row in rows] == [f"py/plain src/pay me.py {wanted}"] * 2


def test_words_in_the_place_of_a_fingerprint_are_none(tmp_path: Path) -> None:
    changed = copy.deepcopy(made.SARIF)
    changed["runs"][0]["results"] = [made.sarif_result("py/plain", 5, fingerprints={"id/v1": "requires login"})]
    (row,) = rows_of(read_bytes(tmp_path, written(changed)), "vulnerabilities")
    assert row["finding_id"] == "py/plain src/pay me.py:5"


def test_sarif_loses_no_pass(tmp_path: Path) -> None:
    checks = rows_of(read_bytes(tmp_path, written(made.SARIF)), "config_checks")
    assert [(row["check_id"], row["status"]) for row in checks] == [
        ("py/plain", "pass"),
        ("py/rated", "not_applicable"),
    ]
    assert checks[0]["resource_id"] == "larkfield/shop:src/pay me.py"


def test_a_kind_that_nobody_knows_is_rejected_not_passed(tmp_path: Path) -> None:
    changed = copy.deepcopy(made.SARIF)
    changed["runs"][0]["results"][0]["kind"] = "fine"
    reading = read_bytes(tmp_path, written(changed))
    assert [(error.place, error.field) for error in reading.rejected] == [("/runs/0/results/0", "kind")]


def test_a_run_that_did_not_end_well_closes_nothing(tmp_path: Path) -> None:
    changed = copy.deepcopy(made.SARIF)
    changed["runs"][0]["invocations"][0]["executionSuccessful"] = False
    reading = read_bytes(tmp_path, written(changed))
    assert reading.tables["scan_targets"].rows == 0
    assert "did not end well" in reading.notes[0]


@pytest.mark.parametrize("order", [1, -1], ids=["written order", "reversed keys"])
def test_a_run_larger_than_a_chunk_gives_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: int
) -> None:
    changed = copy.deepcopy(made.SARIF)
    changed["runs"][0]["results"] += [made.sarif_result(f"py/{n % 7}", n) for n in range(300)]
    changed["runs"] = [dict(list(run.items())[::order]) for run in changed["runs"]] * 2
    content = written(changed)
    whole = rows_of(read_bytes(tmp_path, content), "vulnerabilities")
    monkeypatch.setattr(json_stream, "CHUNK", 512)
    assert len(whole) == 618
    assert rows_of(read_bytes(tmp_path, content), "vulnerabilities") == whole


def test_checkov_keeps_passes_and_says_why_a_check_was_skipped(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.CHECKOV))
    checks = rows_of(reading, "config_checks")
    assert [row["status"] for row in checks] == ["pass", "fail", "fail", "muted", "not_assessed"]
    assert (checks[0]["resource_id"], checks[0]["provider"]) == ("/infra/db.tf:aws_db_instance.main", "aws")
    assert [row["resource_type"] for row in checks[1:3]] == ["aws_db_instance", "aws_instance"]
    assert (checks[1]["severity"], checks[2]["severity"]) == ("high", "unknown")
    assert checks[3]["detail"] == "agreed by Ada"
    assert reading.ignored == {"files that could not be parsed": 1}


def test_checkov_puts_flaws_of_packages_among_the_vulnerabilities(tmp_path: Path) -> None:
    (flaw,) = rows_of(read_bytes(tmp_path, written(made.CHECKOV)), "vulnerabilities")
    assert (flaw["vulnerability_id"], flaw["asset_id"]) == ("CVE-2026-0071", "/requirements.txt")
    assert (flaw["fixed_version"], flaw["cvss_score"], flaw["severity"]) == ("1.2.1", 7.5, "high")


def test_gitlab_tells_images_from_code(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.GITLAB_IMAGE))
    (flaw,) = rows_of(reading, "vulnerabilities")
    assert (flaw["asset_id"], flaw["asset_kind"]) == ("registry.larkfield.example/shop:4.2", "image")
    assert (flaw["package_name"], flaw["package_version"], flaw["tool"]) == ("openssl", "3.0.1", "trivy")
    assert rows_of(reading, "scan_targets")[0]["os_name"] == "debian:12"
    assert reading.part == "container_scanning trivy registry.larkfield.example/shop"
    assert reading.ignored == {"remediations": 1}
    reading = read_bytes(tmp_path, written(made.GITLAB_PACKAGES))
    assert rows_of(reading, "vulnerabilities")[0]["vulnerability_id"] == "CVE-2026-0082"
    assert [row["name"] for row in rows_of(reading, "software")] == ["a", "b"]
    assert reading.part == "dependency_scanning gemnasium"


def test_a_gitlab_scan_that_failed_or_names_nothing_closes_nothing(tmp_path: Path) -> None:
    for report in (
        {**made.GITLAB_CODE, "scan": {**made.GITLAB_CODE["scan"], "status": "failure"}},
        {**made.GITLAB_IMAGE, "vulnerabilities": []},
    ):
        reading = read_bytes(tmp_path, written(report))
        assert reading.tables["scan_targets"].rows == 0
        assert reading.notes


def test_cited_source_code_is_never_stored(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.GITLAB_CODE))
    assert all("kept out" not in str(row) for row in rows_of(reading, "vulnerabilities"))
