"""Counts of the samples of the group."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

from earnest.engines.ingest.tests.truths import Truth

_Counts = dict[str, int]


def _nessus(path: Path) -> _Counts:
    root = ET.parse(path).getroot()
    flaws = sum(max(1, len({cve.text for cve in item.findall("cve")})) for item in root.iter("ReportItem"))
    return {"vulnerabilities": flaws, "scan_targets": len(list(root.iter("ReportHost")))}


def _table(path: Path, heading: str) -> list[dict[str, str]]:
    """The rows that have a value, by the headings of the first row that has that one."""
    lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    start = next(number for number, cells in enumerate(lines) if heading in cells)
    return [dict(zip(lines[start], cells, strict=True)) for cells in lines[start + 1 :] if any(cells)]


def _named(text: str) -> int:
    """Distinct CVE names, or one for the flaw without any."""
    return len(set(re.findall(r"CVE-\d+-\d+", text))) or 1


def _nessus_csv(path: Path) -> _Counts:
    rows = _table(path, "Plugin")
    return {
        "vulnerabilities": sum(_named(row["CVE"]) for row in rows),
        "scan_targets": len({row["DNS Name"] or row["IP Address"] for row in rows}),
    }


def _openvas(path: Path) -> _Counts:
    results = ET.parse(path).getroot().findall(".//results/result")
    named = [{ref.get("id") for ref in one.iter("ref") if ref.get("type") == "cve"} for one in results]
    addresses = {(one.find("host").text or "").strip() for one in results}  # type: ignore[union-attr]
    return {"vulnerabilities": sum(max(1, len(names)) for names in named), "scan_targets": len(addresses)}


def _openvas_csv(path: Path) -> _Counts:
    rows = _table(path, "NVT OID")
    return {
        "vulnerabilities": sum(_named(row["CVEs"]) for row in rows),
        "scan_targets": len({row["Hostname"] or row["IP"] for row in rows}),
    }


def _qualys(path: Path) -> _Counts:
    root = ET.parse(path).getroot()
    names = {one.findtext("QID"): len(one.findall("CVE_ID_LIST/CVE_ID")) for one in root.iter("VULN_DETAILS")}
    found = [one.findtext("QID") for one in root.iter("VULN_INFO")]
    return {"vulnerabilities": sum(max(1, names[qid]) for qid in found), "scan_targets": len(list(root.iter("HOST")))}


def _qualys_vmdr(path: Path) -> _Counts:
    rows = _table(path, "QID")
    return {
        "vulnerabilities": sum(_named(row["CVE"]) for row in rows),
        "scan_targets": len({row["Asset Name"] for row in rows}),
    }


def _nexpose(path: Path) -> _Counts:
    root = ET.parse(path).getroot()
    names: dict[str, int] = {}
    for one in root.iter("vulnerability"):
        names[one.attrib["id"].lower()] = len({ref.text for ref in one.iter("reference") if ref.get("source") == "CVE"})
    told = re.compile("^(exception-|not-)?vulnerable|^potential")
    tests = [test.attrib["id"].lower() for test in root.iter("test") if told.match(test.attrib["status"])]
    return {
        "vulnerabilities": sum(max(1, names[test]) for test in tests),
        "scan_targets": len(list(root.iter("node"))),
        "exposed_services": len(root.findall(".//endpoint[@status='open']")),
    }


def _nmap(path: Path) -> _Counts:
    root = ET.parse(path).getroot()
    return {
        "exposed_services": len(root.findall("host/ports/port/state[@state='open']")),
        "scan_targets": len(root.findall("host/status[@state='up']")),
        "vulnerabilities": len(root.findall(".//script[@id='vulners']//elem[@key='type'][.='cve']")),
    }


def _wazuh(path: Path) -> _Counts:
    hits = json.loads(path.read_text())["hits"]["hits"]
    return {"vulnerabilities": len(hits), "scan_targets": len({hit["_source"]["agent"]["name"] for hit in hits})}


def _satellite(path: Path) -> _Counts:
    errata = json.loads(path.read_text())["results"]
    return {"vulnerabilities": sum(max(1, len(one["cves"])) for one in errata), "scan_targets": 1}


def _lynis(path: Path) -> _Counts:
    text = path.read_text()
    tests = set(re.findall(r"^(?:warning|suggestion)\[\]=([^|\n]+)", text, re.MULTILINE))
    for key in ("tests_executed", "tests_skipped"):
        tests |= set(re.findall(r"[A-Z][A-Z0-9]*-\d+", re.search(f"^{key}=(.*)$", text, re.MULTILINE).group(1)))  # type: ignore[union-attr]
    packages = re.search("^installed_packages_array=(.*)$", text, re.MULTILINE)
    return {
        "config_checks": len(tests),
        "software": len([one for one in packages.group(1).split("|") if one]) if packages else 0,
        "vulnerabilities": text.count("vulnerable_package[]="),
        "scan_targets": 1,
        "devices": 1,
        "posture_scores": 1,
    }


def _pingcastle(path: Path) -> _Counts:
    root = ET.parse(path).getroot()
    return {
        "config_checks": len(root.findall("RiskRules/HealthcheckRiskRule/RiskId")),
        "posture_scores": sum(child.tag.endswith("Score") or child.tag == "MaturityLevel" for child in root),
        "scan_targets": len(root.findall("DomainFQDN")),
        "devices": len(root.findall(".//HealthcheckDomainController/DCName")),
    }


TRUTHS: tuple[Truth, ...] = (
    Truth("nessus/*.nessus", "nessus", _nessus),
    Truth("nessus/*.csv", "nessus-csv", _nessus_csv),
    Truth("openvas/*.xml", "openvas", _openvas),
    Truth("openvas/*.csv", "openvas-csv", _openvas_csv),
    Truth("qualys/*.xml", "qualys", _qualys),
    Truth("qualys-vmdr/*.csv", "qualys-vmdr", _qualys_vmdr),
    Truth("nexpose/*.xml", "nexpose", _nexpose),
    Truth("nmap/*.xml", "nmap", _nmap),
    Truth("wazuh/*.json", "wazuh", _wazuh),
    Truth("satellite/*.json", "satellite", _satellite),
    Truth("lynis/*.dat", "lynis", _lynis),
    Truth("pingcastle/*.xml", "pingcastle", _pingcastle),
)
