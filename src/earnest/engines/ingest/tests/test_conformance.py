"""Real exports, counted by other means than the readers. Skipped where the samples are not at hand."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from earnest.engines.ingest import UnreadableFile, read_file

REPOSITORY = Path(__file__).resolve().parents[5]
SAMPLES = Path(os.environ.get("EARNEST_SAMPLES", REPOSITORY.parent / "shared" / "samples"))

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder of samples is absent")


def files(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in SAMPLES.glob(pattern))


def counted(path: Path, into: Path) -> dict[str, int]:
    reading = read_file(path, into=into)
    assert reading.rejected_count == 0, reading.rejected
    return {name: file.rows for name, file in reading.tables.items()}


def every(value: Any, key: str) -> int:
    """Elements of all arrays under that key, at any depth, that are findings and not wrappers of findings."""
    if isinstance(value, list):
        return sum(every(item, key) for item in value)
    if not isinstance(value, dict):
        return 0
    here = [item for item in value.get(key) or () if isinstance(item, dict) and "Results" not in item]
    return len(here) + sum(every(item, key) for item in value.values())


@pytest.mark.parametrize("path", files("trivy/*.json"), ids=lambda path: path.name)
def test_trivy_counts(path: Path, tmp_path: Path) -> None:
    report = json.loads(path.read_text())
    found = counted(path, tmp_path)
    assert found["vulnerabilities"] == every(report, "Vulnerabilities")
    assert found.get("config_checks", 0) == every(report, "Misconfigurations")


@pytest.mark.parametrize("path", files("nessus/*.nessus"), ids=lambda path: path.name)
def test_nessus_counts(path: Path, tmp_path: Path) -> None:
    root = ET.parse(path).getroot()
    items = list(root.iter("ReportItem"))
    wanted = sum(max(1, len({cve.text for cve in item.findall("cve")})) for item in items)
    hosts = len(list(root.iter("ReportHost")))
    assert counted(path, tmp_path) == {"vulnerabilities": wanted, "scan_targets": hosts}


@pytest.mark.parametrize("path", files("prowler/*.ocsf.json"), ids=lambda path: path.name)
def test_prowler_counts(path: Path, tmp_path: Path) -> None:
    wanted = sum(max(1, len(finding["resources"])) for finding in json.loads(path.read_text()))
    assert counted(path, tmp_path) == {"config_checks": wanted}


@pytest.mark.parametrize("path", files("asff/*.json"), ids=lambda path: path.name)
def test_asff_counts(path: Path, tmp_path: Path) -> None:
    data = json.loads(path.read_text())
    findings = data if isinstance(data, list) else data.get("Findings") or data["findings"]
    checks = flaws = 0
    for finding in findings:
        resources = len(finding["Resources"])
        if finding.get("Vulnerabilities"):
            flaws += resources * sum(max(1, len(flaw["VulnerablePackages"])) for flaw in finding["Vulnerabilities"])
        elif "Compliance" in finding:
            checks += resources
    assert counted(path, tmp_path) == {"config_checks": checks, "vulnerabilities": flaws}


@pytest.mark.parametrize("path", files("*/*"), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_no_sample_of_another_tool_is_taken_for_a_known_format(path: Path, tmp_path: Path) -> None:
    known = {"trivy": "trivy", "prowler": "prowler-ocsf", "nessus": "nessus", "asff": "aws-asff"}
    if path.parent.name in known and path.suffix != ".csv":
        assert read_file(path, into=tmp_path).format == known[path.parent.name]
        return
    with pytest.raises(UnreadableFile, match="not in a known format"):
        read_file(path, into=tmp_path)
