"""Counts of the samples of the group."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from earnest.engines.ingest.tests.truths import Truth


def _every(value: Any, key: str) -> int:
    """Elements of all arrays under that key, at any depth, that are findings and not wrappers of findings."""
    if isinstance(value, list):
        return sum(_every(item, key) for item in value)
    if not isinstance(value, dict):
        return 0
    here = [item for item in value.get(key) or () if isinstance(item, dict) and "Results" not in item]
    return len(here) + sum(_every(item, key) for item in value.values())


def _scanned(report: Any) -> int:
    """What was scanned: every report of its own, or every resource that a cluster report names."""
    if isinstance(report, list) or "ClusterName" not in report:
        return 1
    listed = [item for value in report.values() if isinstance(value, list) for item in value]
    return len({(item.get("Namespace"), item["Kind"], item["Name"]) for item in listed})


def _trivy(path: Path) -> dict[str, int]:
    report = json.loads(path.read_text())
    return {
        "vulnerabilities": _every(report, "Vulnerabilities"),
        "config_checks": _every(report, "Misconfigurations"),
        "scan_targets": _scanned(report),
    }


def _grype(path: Path) -> dict[str, int]:
    report = json.loads(path.read_text())
    return {"vulnerabilities": len(report["matches"]) + len(report.get("ignoredMatches") or ()), "scan_targets": 1}


def _osv(path: Path) -> dict[str, int]:
    sources = json.loads(path.read_text())["results"]
    flaws = [flaw for source in sources for package in source["packages"] for flaw in package["vulnerabilities"]]
    return {"vulnerabilities": len(flaws), "scan_targets": len(sources)}


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _elements(root: ET.Element, *names: str) -> list[ET.Element]:
    return [element for element in root.iter() if _local(element) in names]


def _dependency_check(path: Path) -> dict[str, int]:
    root = ET.parse(path).getroot()
    return {
        "vulnerabilities": len(_elements(root, "vulnerability", "suppressedVulnerability")),
        "software": len(_elements(root, "dependency")),
        "scan_targets": len(_elements(root, "projectInfo")),
    }


def _dependency_track(path: Path) -> dict[str, int]:
    return {"vulnerabilities": len(json.loads(path.read_text())["findings"]), "scan_targets": 1}


def _snyk(path: Path) -> dict[str, int]:
    read = json.loads(path.read_text())
    projects = read if isinstance(read, list) else [read]
    flaws = [flaw for project in projects for flaw in project["vulnerabilities"] if flaw.get("type") != "license"]
    rows = sum(max(1, len(set(flaw["identifiers"].get("CVE") or ()))) for flaw in flaws)
    return {"vulnerabilities": rows, "scan_targets": len(projects)}


def _semgrep(path: Path) -> dict[str, int]:
    return {"vulnerabilities": len(json.loads(path.read_text())["results"]), "scan_targets": 1}


def _sarif(path: Path) -> dict[str, int]:
    runs = json.loads(path.read_text())["runs"]
    kinds = [result.get("kind", "fail") for run in runs for result in run.get("results") or ()]
    checked = sum(kind in ("pass", "notApplicable") for kind in kinds)
    return {"vulnerabilities": len(kinds) - checked, "config_checks": checked, "scan_targets": len(runs)}


def _nested(components: Iterable[Any] | None) -> Iterator[Any]:
    for component in components or ():
        yield component
        yield from _nested(component.get("components"))


def _cyclonedx(path: Path) -> dict[str, int]:
    bill = json.loads(path.read_text())
    flaws = bill.get("vulnerabilities")
    return {
        "software": len(list(_nested(bill.get("components")))),
        "vulnerabilities": sum(max(1, len(flaw.get("affects") or ())) for flaw in flaws or ()),
        "scan_targets": int(flaws is not None),
    }


def _cyclonedx_extension(path: Path) -> dict[str, int]:
    """The form of version 1.2, in which a component holds its flaws; each flaw is one row."""
    root = ET.parse(path).getroot()
    listed = [group for group in root if _local(group) == "components"]
    return {
        "software": sum(len(_elements(group, "component")) for group in listed),
        "vulnerabilities": len(_elements(root, "vulnerability")),
        "scan_targets": 1,
    }


def _spdx(path: Path) -> dict[str, int]:
    return {"software": len(json.loads(path.read_text())["packages"])}


def _csaf(path: Path) -> dict[str, int]:
    flaws = json.loads(path.read_text())["vulnerabilities"]
    said = [
        (number, group.removeprefix("first_").removeprefix("last_").removeprefix("known_"), product)
        for number, flaw in enumerate(flaws)
        for group, products in flaw["product_status"].items()
        if group != "recommended"
        for product in products
    ]
    return {"vex_statements": len(set(said))}


def _openvex(path: Path) -> dict[str, int]:
    statements = json.loads(path.read_text())["statements"]
    products = [product for statement in statements for product in statement["products"]]
    parts = [product.get("subcomponents") if isinstance(product, dict) else None for product in products]
    return {"vex_statements": sum(len(inside) if inside else 1 for inside in parts)}


def _checkov(path: Path) -> dict[str, int]:
    read = json.loads(path.read_text())
    results = [report["results"] for report in (read if isinstance(read, list) else [read])]
    groups = ("passed_checks", "failed_checks", "skipped_checks", "unknown_checks")
    return {"config_checks": sum(len(result.get(group) or ()) for result in results for group in groups)}


TRUTHS: tuple[Truth, ...] = (
    Truth("trivy/*.json", "trivy", _trivy),
    Truth("grype/*.json", "grype", _grype),
    Truth("osv/*.json", "osv-scanner", _osv),
    Truth("dependency-check/*.xml", "dependency-check", _dependency_check),
    Truth("dependency-track/*.json", "dependency-track", _dependency_track),
    Truth("snyk/*.json", "snyk", _snyk),
    Truth("semgrep/*.json", "semgrep", _semgrep),
    Truth("sarif/*.sarif", "sarif", _sarif),
    Truth("cyclonedx/*.json", "cyclonedx", _cyclonedx),
    Truth("cyclonedx/*.xml", "cyclonedx", _cyclonedx_extension),
    Truth("spdx/*.json", "spdx", _spdx),
    Truth("csaf/*.json", "csaf-vex", _csaf),
    Truth("openvex/*.json", "openvex", _openvex),
    Truth("checkov/*.json", "checkov", _checkov),
)
