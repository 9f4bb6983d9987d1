"""Prisma Cloud: CSV exports of Compute (vulnerabilities of images and hosts) and of alerts.

The headings are those that public tools around Prisma Cloud write and expect: Compute 22 to 34 (Monitor, CSV of images,
registries, hosts and CI scans: Registry, Repository, Tag, Id, Distro, Hosts, Layer, CVE ID, Compliance ID, Result, …)
and alerts (Alert ID, Policy Name, Policy Type, …, Alert Status, Rating, Alert Time, …, Resource ID, Tags, Account
groups). The vendor's documents name no headings; how a download writes its times could not be confirmed.

Compute, one of these per CSV row:
- with a CVE ID: one row of `vulnerabilities`. The package is the source package where it is named, else what stands
  under Packages. "fixed in …" of Fix Status is the fixed version. Exploited if the risk factors say "in the wild".
- without one, but with a Compliance ID: one row of `config_checks`, failed, unless its Result says that it passed.
- with neither: nothing was found in that image or host. Only a file with such rows shows what is clean, so only then
  each image and host is a row of `scan_targets`.
The asset is `registry/repository:tag`, else the host name.

Alerts: policies of type Anomaly, Audit Event, Network and Workload Incident give `detections`; others (Config, IAM,
Data, …) give `config_checks`, failed, `muted` once dismissed or snoozed. Alerts that are resolved are closed
detections; a resolved check was not looked at again: counted as ignored. Alert Status says which they are; only without
it do Dismissed On and Resolved On, which an alert keeps that was opened again.
"""

from __future__ import annotations

from collections.abc import Iterator

from earnest.engines.ingest.coerce import day, instant, needed, real, text
from earnest.engines.ingest.format import Cells
from earnest.engines.ingest.formats.posture.csv_look import csv_look_format
from earnest.engines.ingest.formats.posture.one_of import one_of
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.writer import Entry, Row, Sink

_TOOL = "prisma-cloud"
_ID = "prisma-cloud"
_TITLE = "Prisma Cloud vulnerabilities or alerts, CSV"
_STATUS = {"will not fix": "will_not_fix", "won't fix": "will_not_fix", "not affected": "not_affected"}
_DETECTING = frozenset({"anomaly", "audit event", "network", "workload incident"})
_PASSED = frozenset({"pass", "passed"})
_LAYOUTS = ("%b %d, %Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S")
_COMPUTE: dict[str, str | tuple[str, ...]] = {
    "registry": "Registry",
    "repository": "Repository",
    "tag": "Tag",
    "host": ("Hostname", "Host"),
    "distro": "Distro",
    "cve": "CVE ID",
    "compliance": ("Compliance ID", "Compliance"),
    "result": "Result",
    "severity": "Severity",
    "packages": "Packages",
    "source": "Source Package",
    "version": "Package Version",
    "score": "CVSS",
    "fix": "Fix Status",
    "risks": "Risk Factors",
    "description": "Description",
    "cause": "Cause",
    "published": "Published",
    "discovered": "Discovered",
    "paths": ("Path", "Package Path", "Binaries"),
    "scanned": "Scan Time",
}
_ALERTS: dict[str, str | tuple[str, ...]] = {
    "alert": "Alert ID",
    "policy_id": "Policy ID",
    "policy": "Policy Name",
    "type": "Policy Type",
    "description": "Description",
    "severity": ("Policy Severity", "Severity"),
    "labels": "Policy Labels",
    "resource": "Resource ID",
    "name": "Resource Name",
    "resource_type": "Resource Type",
    "cloud": "Cloud Type",
    "account": "Cloud Account Id",
    "region": "Region",
    "time": "Alert Time",
    "status": "Alert Status",
    "dismissed": "Dismissed On",
    "resolved": "Resolved On",
}


class _Compute:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._targets: dict[str, Row] = {}
        self._clean = False

    def rows(self, cells: Cells) -> Iterator[Entry]:
        asset, kind = _asset(cells)
        scanned = instant(cells["scanned"], "Scan Time", layouts=_LAYOUTS)
        cve, check = text(cells["cve"]), text(cells["compliance"])
        if cve:
            yield "vulnerabilities", _flaw(cells, cve, asset, kind)
        elif check:
            yield "config_checks", _failed(cells, check, asset, kind)
        else:
            self._clean = True
        row: Row = {"asset_id": asset, "tool": _TOOL, "asset_kind": kind, "os_name": text(cells["distro"])}
        self._targets.setdefault(asset, {**row, "scanned_at": scanned})
        self._sink.observed(scanned)

    def close(self) -> None:
        if self._clean:
            for number, target in enumerate(self._targets.values(), 1):
                self._sink.add(f"target {number}", [("scan_targets", target)])


def _asset(cells: Cells) -> tuple[str, str]:
    repository = text(cells["repository"])
    if not repository:
        return needed(cells["host"], "Hostname"), "host"
    name = "/".join(part for part in (text(cells["registry"]), repository) if part)
    tag = text(cells["tag"])
    return f"{name}:{tag}" if tag else name, "image"


def _flaw(cells: Cells, cve: str, asset: str, kind: str) -> Row:
    packages, version = text(cells["packages"]), text(cells["version"])
    fix = text(cells["fix"]) or ""
    fixed = fix[len("fixed in") :].strip() if fix.lower().startswith("fixed in") else ""
    parts = (cve, packages, version, text(cells["paths"]))
    return {
        "finding_id": " ".join(part for part in parts if part),
        "tool": _TOOL,
        "asset_id": asset,
        "asset_kind": kind,
        "vulnerability_id": cve,
        "title": f"{cve} in {packages}" if packages else cve,
        "severity": severity(cells["severity"]),
        "cvss_score": real(cells["score"], "CVSS"),
        "package_name": text(cells["source"]) or packages,
        "package_version": version,
        "fixed_version": fixed or None,
        "status": _STATUS.get(fix.lower(), "open"),
        "exploited": True if "in the wild" in (cells["risks"] or "").lower() else None,
        "path": text(cells["paths"]),
        "first_seen_at": instant(cells["discovered"], "Discovered", layouts=_LAYOUTS),
        "published_on": day(cells["published"], "Published", layouts=_LAYOUTS),
    }


def _failed(cells: Cells, check: str, asset: str, kind: str) -> Row:
    return {
        "check_id": check,
        "tool": _TOOL,
        "resource_id": asset,
        "status": "pass" if (cells["result"] or "").strip().lower() in _PASSED else "fail",
        "title": text(cells["description"]),
        "severity": severity(cells["severity"]),
        "resource_type": kind,
        "detail": text(cells["cause"]),
        "first_seen_at": instant(cells["discovered"], "Discovered", layouts=_LAYOUTS),
    }


class _Alerts:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def rows(self, cells: Cells) -> Iterator[Entry]:
        raised = instant(cells["time"], "Alert Time", layouts=_LAYOUTS)
        status = (cells["status"] or "").strip().lower()
        resolved = status == "resolved" if status else bool(text(cells["resolved"]))
        dismissed = status in ("dismissed", "snoozed") if status else bool(text(cells["dismissed"]))
        if (cells["type"] or "").strip().lower().replace("_", " ") in _DETECTING:
            yield "detections", {**_detection(cells), "open": not (resolved or dismissed), "first_seen_at": raised}
        elif resolved:
            self._sink.ignore("resolved alerts")
        else:
            yield "config_checks", {**_check(cells, muted=dismissed), "first_seen_at": raised}
        self._sink.observed(raised)

    def close(self) -> None:
        return


def _detection(cells: Cells) -> Row:
    return {
        "detection_id": needed(cells["alert"], "Alert ID"),
        "system": _TOOL,
        "kind": text(cells["type"]),
        "title": text(cells["policy"]),
        "severity": severity(cells["severity"]),
        "asset_id": text(cells["resource"]) or text(cells["name"]),
        "account": text(cells["account"]),
        "region": text(cells["region"]),
        "detail": text(cells["description"]),
    }


def _check(cells: Cells, *, muted: bool) -> Row:
    policy = needed(cells["policy"], "Policy Name")
    return {
        "check_id": text(cells["policy_id"]) or policy,
        "tool": _TOOL,
        "resource_id": needed(text(cells["resource"]) or text(cells["name"]), "Resource ID"),
        "status": "muted" if muted else "fail",
        "title": policy,
        "severity": severity(cells["severity"]),
        "resource_type": text(cells["resource_type"]),
        "resource_name": text(cells["name"]),
        "provider": (text(cells["cloud"]) or "").lower() or None,
        "account": text(cells["account"]),
        "region": text(cells["region"]),
        "benchmark": text(cells["labels"]),
        "detail": f"{text(cells['alert']) or ''} {text(cells['description']) or ''}".strip() or None,
    }


_VULNERABILITIES = csv_look_format(
    id=_ID,
    title=_TITLE,
    tables=("vulnerabilities",),
    columns=_COMPUTE,
    needs=("cve", "compliance", "fix"),
    marks=("packages", "score"),
    look=_Compute,
)

FORMAT = one_of(
    _VULNERABILITIES,
    csv_look_format(
        id=_ID,
        title=_TITLE,
        tables=("config_checks", "detections"),
        columns=_ALERTS,
        needs=("alert", "policy", "resource"),
        marks=("type", "account"),
        look=_Alerts,
    ),
)
