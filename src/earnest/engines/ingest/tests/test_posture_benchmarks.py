from __future__ import annotations

import json
from pathlib import Path

import pytest

from earnest.engines.ingest import UnreadableFile, json_stream, read_file
from earnest.engines.ingest.tests.examples.posture import benchmarks
from earnest.engines.ingest.tests.exports import read_bytes, rows_of


@pytest.mark.parametrize("content", [benchmarks.XCCDF, benchmarks.ARF, benchmarks.ARF_RULES_LAST])
def test_every_rule_result_is_kept_with_its_rule_wherever_that_stands(tmp_path: Path, content: str) -> None:
    reading = read_bytes(tmp_path, content.encode())
    rows = rows_of(reading, "config_checks")
    assert [(row["check_id"].removeprefix(benchmarks.RULE), row["status"]) for row in rows] == [
        ("sshd_root", "fail"),
        ("aide", "pass"),
        ("usb", "not_applicable"),
        ("fips", "not_assessed"),
        ("ipv6", "not_applicable"),
        ("banner", "manual"),
        ("swap", "error"),
        ("patches", "pass"),
        ("line [line console]", "pass"),
    ]
    assert [row["detail"] for row in rows] == [
        "PermitRootLogin yes",
        None,
        "notselected",
        "notchecked",
        "notapplicable",
        "informational",
        "error",
        "fixed; CVEs named: 2",
        "overridden, it was fail; seen by hand",
    ]
    assert (rows[0]["title"], rows[3]["title"]) == ("Root cannot sign in by SSH", "FIPS mode is on")
    assert [row["severity"] for row in rows[:5]] == ["high", "medium", "low", "medium", "unknown"]
    assert {row["benchmark"] for row in rows} == {"Level 1 Server, Larkfield Linux Benchmark 2.1"}
    assert {(row["tool"], row["resource_id"]) for row in rows} == {("openscap", "pay-1.larkfield.example")}


def test_a_scan_names_its_target_and_does_not_doubt_a_local_run(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, benchmarks.ARF.encode())
    (target,) = rows_of(reading, "scan_targets")
    assert (target["address"], target["authenticated"]) == ("10.0.0.5", None)
    assert reading.part == (
        "pay-1.larkfield.example xccdf_org.larkfield.content_benchmark_LINUX xccdf_org.larkfield.content_profile_level1"
    )
    signed = benchmarks.ARF.replace('authenticated="false"', 'authenticated="true"')
    (target,) = rows_of(read_bytes(tmp_path, signed.encode()), "scan_targets")
    assert target["authenticated"] is True


def test_several_targets_of_an_older_file_are_told_apart(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, benchmarks.XCCDF_1_1.encode())
    rows = rows_of(reading, "config_checks")
    assert [(row["resource_id"], row["status"], row["place"]) for row in rows] == [
        ("Edge-1", "pass", "TestResult 1 rule-result 1"),
        ("Edge-2", "not_assessed", "TestResult 2 rule-result 1"),
    ]
    assert {(row["title"], row["severity"], row["benchmark"]) for row in rows} == {
        ("No finger service", "low", "Routers 0.9")
    }
    assert reading.part == ""


def test_a_benchmark_without_results_is_explained(tmp_path: Path) -> None:
    content = benchmarks.XCCDF.replace("TestResult", "TestPlan")
    with pytest.raises(UnreadableFile, match="no TestResult"):
        read_bytes(tmp_path, content.encode())


def test_a_result_without_a_known_word_or_a_target_is_rejected(tmp_path: Path) -> None:
    content = benchmarks.XCCDF.replace("<result>pass</result></rule-result>", "<result>fine</result></rule-result>")
    reading = read_bytes(tmp_path, content.encode())
    assert [(error.place, error.field) for error in reading.rejected] == [("TestResult 1 rule-result 2", "result")]
    nameless = benchmarks.XCCDF_1_1.replace("<cdf:target>Edge-1</cdf:target>", "")
    reading = read_bytes(tmp_path, nameless.encode())
    assert [error.place for error in reading.rejected] == ["TestResult 1 rule-result 1", "TestResult 1"]


def test_a_checklist_belongs_to_the_database_on_its_machine(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, benchmarks.CKL.encode())
    rows = rows_of(reading, "config_checks")
    assert [row["status"] for row in rows] == ["fail", "pass", "not_applicable", "not_assessed", "fail"]
    assert (rows[0]["check_id"], rows[0]["severity"], rows[1]["severity"]) == ("SV-1r1", "high", "medium")
    assert (rows[0]["resource_id"], rows[0]["title"]) == ("db-1/orders", "Rule 1 & more")
    assert (rows[0]["benchmark"], rows[4]["benchmark"]) == ("Larkfield DB STIG 2 Release: 3", "Larkfield OS STIG")
    assert (rows[0]["detail"], rows[4]["place"]) == ("V-1. LARK-1. seen", "iSTIG 2 VULN 1")
    assert reading.part == "db-1/orders LARK_DB LARK_OS"


def test_a_checklist_of_version_3_reads_the_same(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps(benchmarks.CKLB).encode())
    rows = rows_of(reading, "config_checks")
    assert [row["status"] for row in rows] == ["fail", "pass", "not_applicable", "not_assessed"]
    assert [row["severity"] for row in rows[:2]] == ["low", "medium"]
    assert (rows[0]["resource_id"], rows[0]["check_id"]) == ("db-1", "SV-1r1")
    assert rows[0]["benchmark"] == "Larkfield OS STIG Release: 3 Benchmark Date: 01 Oct 2026"
    assert rows_of(reading, "scan_targets")[0]["address"] == "10.0.0.9"


def test_a_checklist_that_names_no_machine_is_explained(tmp_path: Path) -> None:
    for content in (
        json.dumps({**benchmarks.CKLB, "target_data": {}}),
        benchmarks.CKL.replace("db-1", "").replace("10.0.0.9", ""),
    ):
        with pytest.raises(UnreadableFile, match="names no machine"):
            read_bytes(tmp_path, content.encode())


def test_a_control_is_what_all_of_its_results_come_to(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps(benchmarks.INSPEC).encode())
    rows = {row["check_id"]: row for row in rows_of(reading, "config_checks")}
    assert {name: row["status"] for name, row in rows.items()} == {
        "c-1": "pass",
        "c-2": "fail",
        "c-3": "not_assessed",
        "c-4": "not_applicable",
        "c-5": "muted",
        "c-6": "fail",
        "c-7": "not_assessed",
        "c-8": "error",
        "c-9": "not_assessed",
    }
    assert [rows[f"c-{n}"]["severity"] for n in range(1, 7)] == ["critical", "high", "medium", "none", "low", "low"]
    assert rows["c-2"]["detail"] == "1 failed, 1 passed: expected 0600, got 0644"
    assert rows["c-5"]["detail"] == "waived: Until January. 1 failed: it failed"
    assert (rows["c-1"]["resource_id"], rows["c-1"]["benchmark"]) == ("pay-1", "Base line 1.2.0")
    assert (reading.part, reading.ignored) == (
        "pay-1 base",
        {"controls of an overlay, tested by the profile below it": 1},
    )
    assert rows_of(reading, "scan_targets")[0]["os_name"] == "redhat 9.4"


@pytest.mark.parametrize("order", [1, -1], ids=["written order", "reversed keys"])
def test_a_profile_larger_than_memory_allows_is_read_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: int
) -> None:
    controls = [benchmarks.control(f"c-{n}", 0.5, benchmarks.outcome("passed")) for n in range(40)]
    profile = dict(list({"name": "base", "title": "Base", "version": "1", "controls": controls}.items())[::order])
    report = dict(list({**benchmarks.INSPEC, "profiles": [profile]}.items())[::order])
    content = json.dumps(report).encode()
    whole = rows_of(read_bytes(tmp_path, content), "config_checks")
    monkeypatch.setattr(json_stream, "CHUNK", 512)
    assert len(whole) == 40
    assert rows_of(read_bytes(tmp_path, content), "config_checks") == whole


def test_the_short_report_is_about_the_machine_that_its_file_is_named_after(tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_text(json.dumps(benchmarks.INSPEC_SHORT))
    reading = read_file(path, name="inspec-pay-1-20261120.json", into=tmp_path / "into")
    rows = rows_of(reading, "config_checks")
    assert [(row["check_id"], row["status"], row["resource_id"]) for row in rows] == [
        ("c-1", "fail", "pay-1"),
        ("c-2", "not_assessed", "pay-1"),
    ]
    assert (rows[0]["detail"], reading.part) == ("1 failed, 1 passed: two", "")


@pytest.mark.parametrize(
    ("name", "node"),
    [
        ("kube-bench-node-1.json", "node-1"),
        ("reports/node-2_kube-bench.json", "node-2"),
        ("kube-bench-node-3-2026-11-20T08-00-00.json", "node-3"),
        ("kube-bench.json", "kube-bench"),
    ],
)
def test_a_kube_bench_report_is_about_the_node_that_its_file_is_named_after(
    tmp_path: Path, name: str, node: str
) -> None:
    path = tmp_path / "export"
    path.write_text(json.dumps(benchmarks.KUBE_BENCH))
    reading = read_file(path, name=name, into=tmp_path / "into")
    rows = rows_of(reading, "config_checks")
    assert {row["resource_id"] for row in rows} == {node}
    assert [(row["check_id"], row["status"]) for row in rows] == [
        ("4.1.1", "pass"),
        ("4.1.2", "fail"),
        ("4.1.3", "manual"),
        ("4.1.4", "not_assessed"),
    ]
    assert rows[1]["detail"] == "expected 'root:root' is present: found bob:bob"
    assert (rows[2]["detail"], rows[2]["benchmark"]) == ("WARN: Test marked as a manual test", "kube-bench cis-1.9")
    assert rows[0]["place"] == "/Controls/0/tests/0/results/0"
