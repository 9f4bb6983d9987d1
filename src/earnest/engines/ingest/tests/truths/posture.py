"""Counts of the samples of the group."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from earnest.engines.ingest.tests.truths import Truth


def _prowler(path: Path) -> dict[str, int]:
    return {"config_checks": sum(max(1, len(finding["resources"])) for finding in json.loads(path.read_text()))}


def _prowler_csv(path: Path) -> dict[str, int]:
    with path.open(newline="") as file:
        return {"config_checks": sum(bool(row["CHECK_ID"]) for row in csv.DictReader(file, delimiter=";"))}


def _asff(path: Path) -> dict[str, int]:
    data = json.loads(path.read_text())
    findings = data if isinstance(data, list) else data.get("Findings") or data["findings"]
    checks = flaws = threats = 0
    for finding in findings:
        resources = len(finding["Resources"])
        if finding.get("Vulnerabilities"):
            flaws += resources * sum(max(1, len(flaw["VulnerablePackages"])) for flaw in finding["Vulnerabilities"])
        elif "Compliance" in finding:
            checks += resources
        elif finding["ProductArn"].endswith("/guardduty"):
            threats += 1
    return {"config_checks": checks, "vulnerabilities": flaws, "detections": threats}


def _inspector(path: Path) -> dict[str, int]:
    flaws = 0
    for finding in json.loads(path.read_text())["findings"]:
        packages = finding.get("packageVulnerabilityDetails", {}).get("vulnerablePackages") or [None]
        flaws += len(finding["resources"]) * len(packages)
    return {"vulnerabilities": flaws}


def _defender(path: Path) -> dict[str, int]:
    return {"vulnerabilities": sum(bool(item["cveId"]) for item in json.loads(path.read_text())["value"])}


def _recommendations(path: Path) -> dict[str, int]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return {"config_checks": sum(1 for _ in csv.DictReader(file))}


def _xccdf(path: Path) -> dict[str, int]:
    tags = [str(element.tag).rpartition("}")[2] for element in ET.parse(path).iter()]
    return {"config_checks": tags.count("rule-result"), "scan_targets": tags.count("TestResult")}


def _inspec_log(path: Path) -> dict[str, int]:
    lines: list[Any] = [json.loads(line) for line in path.read_text().splitlines() if line]
    targets = {line["platform"]["target_id"] for line in lines}
    return {"config_checks": len(lines), "scan_targets": len(targets)}


def _kube_bench(path: Path) -> dict[str, int]:
    totals = json.loads(path.read_text())["Totals"]
    return {"config_checks": sum(totals.values())}


TRUTHS: tuple[Truth, ...] = (
    Truth("prowler/*.ocsf.json", "prowler-ocsf", _prowler),
    Truth("prowler/*.csv", "prowler-csv", _prowler_csv),
    Truth("asff/*.json", "aws-asff", _asff),
    Truth("inspector2/*.json", "inspector2", _inspector),
    Truth("ms-defender/*.json", "defender", _defender),
    Truth("azure-defender/*.csv", "azure-recommendations", _recommendations),
    Truth("openscap/*.xml", "xccdf", _xccdf),
    Truth("inspec/*.log", "inspec", _inspec_log),
    Truth("kube-bench/*.json", "kube-bench", _kube_bench),
)
