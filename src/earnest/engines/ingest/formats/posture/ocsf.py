"""Findings in OCSF, the Open Cybersecurity Schema Framework, as JSON: an array, one event a line, or one event.

Follows OCSF 1.0 to 1.6 (schema.ocsf.io), category Findings. What Prowler writes is read by its own format.

- 2002 Vulnerability Finding, 2007 Application Security Posture Finding, and 2001 Security Finding with vulnerabilities:
  one row of `vulnerabilities` per resource, vulnerability and affected package (or file, for flaws of code; one where
  neither is named). Suppressed is `accepted`, Resolved is `fixed`.
- 2003 Compliance Finding, and the others above with a compliance status: one row of `config_checks` per resource, or
  one that stands for the account. Warning means that there was no result. A failure that is suppressed is `muted`; one
  that is resolved has not been looked at again: not assessed.
- 2004 Detection Finding, and 2001 without either: one row of `detections`, about its first resource.

Events of other classes, and findings that are archived or deleted, are counted as ignored. The asset is the resource's
uid, else its name or host name. When it was looked is the newest `time`.
"""

from __future__ import annotations

from collections.abc import Iterator

from earnest.engines.ingest.coerce import choice, needed, real, text
from earnest.engines.ingest.format import json_format
from earnest.engines.ingest.formats.posture.ocsf_event import (
    Cloud,
    Code,
    Compliance,
    Cve,
    File,
    Finding,
    Named,
    Package,
    Resource,
    Score,
    Vulnerability,
    moment,
)
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Row, Sink

_FINDINGS = frozenset({2001, 2002, 2003, 2007})
_DETECTION = 2004
_SUPPRESSED, _RESOLVED, _ARCHIVED, _DELETED = 3, 4, 5, 6
_BY_ID = {1: "pass", 2: "not_assessed", 3: "fail"}
_BY_WORD = {
    "pass": "pass",
    "passed": "pass",
    "fail": "fail",
    "failed": "fail",
    "warning": "not_assessed",
    "unknown": "not_assessed",
    "not_available": "not_assessed",
    "other": "not_assessed",
}
_IDS = {"new": 1, "in progress": 2, "suppressed": 3, "resolved": 4, "archived": 5, "deleted": 6}
_HOSTS = ("instance", "host", "virtual machine", "server", "vm")


def _rows(finding: Finding) -> Iterator[Entry]:
    kind = _kind(finding)
    if kind == "vulnerabilities":
        for resource in finding.about or [Resource()]:
            for vulnerability in finding.vulnerabilities or ():
                for row in _flaws(finding, vulnerability, resource):
                    yield kind, row
    elif kind == "config_checks" and finding.compliance:
        for resource in finding.about or [Resource()]:
            yield kind, _check(finding, finding.compliance, resource)
    elif kind == "detections":
        yield kind, _detection(finding)


def _kind(finding: Finding) -> str | None:
    """The table that the finding belongs in; None if it is ignored."""
    if _status_id(finding) in (_ARCHIVED, _DELETED):
        return None
    if finding.class_uid in _FINDINGS:
        if finding.vulnerabilities:
            return "vulnerabilities"
        if finding.compliance and _outcome(finding.compliance):
            return "config_checks"
        return "detections" if finding.class_uid == 2001 else None
    return "detections" if finding.class_uid == _DETECTION else None


def _status_id(finding: Finding) -> int:
    return finding.status_id or _IDS.get((finding.status or "").strip().lower(), 0)


def _flaws(finding: Finding, flaw: Vulnerability, resource: Resource) -> Iterator[Row]:
    cve = flaw.cve or Cve()
    name = text(cve.uid) or text((flaw.advisory or Named()).uid) or text((flaw.cwe or Named()).uid) or finding.info.uid
    score = max(cve.cvss or [], key=lambda cvss: cvss.version or "", default=Score())
    status = {_SUPPRESSED: "accepted", _RESOLVED: "fixed"}.get(_status_id(finding), "open")
    for package, path in _places(flaw):
        parts = (name, text(package.name), _version(package), path)
        yield {
            "finding_id": needed(" ".join(part for part in parts if part), "vulnerabilities[].cve.uid"),
            "tool": _tool(finding),
            "asset_id": needed(_asset(resource), "resources[].uid"),
            "asset_kind": _asset_kind(resource),
            "vulnerability_id": name,
            "title": text(flaw.title) or text(finding.info.title),
            "severity": severity(flaw.severity or finding.severity),
            "cvss_score": real(score.base_score, "cvss[].base_score"),
            "cvss_vector": text(score.vector_string),
            "package_name": text(package.name),
            "package_version": _version(package),
            "package_type": text(package.package_manager) or text(package.type),
            "fixed_version": text(package.fixed_in_version),
            "purl": text(package.purl),
            "status": status,
            "path": path,
            "first_seen_at": moment(flaw.first_seen_time or finding.info.first_seen_time, "first_seen_time"),
        }


def _places(flaw: Vulnerability) -> Iterator[tuple[Package, str | None]]:
    packages = flaw.affected_packages or flaw.packages
    for package in packages or ():
        yield package, text(package.path)
    for code in () if packages else flaw.affected_code or ():
        yield Package(), _line(code)
    if not packages and not flaw.affected_code:
        yield Package(), None


def _line(code: Code) -> str | None:
    file = code.file or File()
    path = text(file.path) or text(file.name)
    return f"{path}:{code.start_line}" if path and code.start_line is not None else path


def _version(package: Package) -> str | None:
    return "-".join(part for part in (text(package.version), text(package.release)) if part) or None


def _check(finding: Finding, compliance: Compliance, resource: Resource) -> Row:
    info, cloud = finding.info, finding.cloud or Cloud()
    status = _outcome(compliance)
    state = _status_id(finding)
    if status == "fail" and state in (_SUPPRESSED, _RESOLVED):
        status = "muted" if state == _SUPPRESSED else "not_assessed"
    names = (compliance.control, finding.metadata.event_code, (info.analytic or Named()).uid, info.title)
    words = (text(finding.status), text(compliance.status_detail) or text(finding.status_detail) or text(info.desc))
    return {
        "check_id": needed(next((name for name in names if text(name)), None), "compliance.control"),
        "tool": _tool(finding),
        "resource_id": needed(_asset(resource) or _account(finding), "resources[].uid"),
        "status": status,
        "title": text(info.title),
        "severity": severity(finding.severity),
        "resource_type": text(resource.type),
        "resource_name": text(resource.name),
        "provider": (text(cloud.provider) or "").lower() or None,
        "account": _account(finding),
        "region": text(resource.region) or text(cloud.region),
        "service": text((resource.group or Named()).name),
        "benchmark": "; ".join(compliance.standards or ()) or None,
        "detail": ": ".join(word for word in (words if state > 2 else words[1:]) if word) or None,
        "first_seen_at": moment(info.first_seen_time, "first_seen_time"),
    }


def _outcome(compliance: Compliance) -> str | None:
    known = _BY_ID.get(compliance.status_id or 0)
    if known:
        return known
    return choice(compliance.status or compliance.status_code, "compliance.status", _BY_WORD)


def _detection(finding: Finding) -> Row:
    info, cloud = finding.info, finding.cloud or Cloud()
    assets = [asset for asset in map(_asset, finding.about) if asset]
    also = f"Also about {', '.join(assets[1:])}." if assets[1:] else None
    state = _status_id(finding)
    said = text(info.desc) or text(finding.message)
    return {
        "detection_id": needed(info.uid, "finding_info.uid"),
        "system": _tool(finding),
        "kind": text((info.types or [""])[0]) or text((info.analytic or Named()).name),
        "title": text(info.title),
        "severity": severity(finding.severity),
        "asset_id": assets[0] if assets else None,
        "account": _account(finding),
        "region": text(cloud.region),
        "open": state < _SUPPRESSED if state else None,
        "detail": " ".join(part for part in (said, also) if part) or None,
        "first_seen_at": moment(info.first_seen_time or info.created_time, "first_seen_time"),
        "last_seen_at": moment(info.last_seen_time or finding.time, "last_seen_time"),
    }


def _asset(resource: Resource) -> str | None:
    return text(resource.uid) or text(resource.name) or text(resource.hostname)


def _asset_kind(resource: Resource) -> str:
    kind = (resource.type or "").lower()
    if "image" in kind:
        return "image"
    if "repository" in kind:
        return "repository"
    return "host" if resource.hostname or any(word in kind for word in _HOSTS) else "other"


def _account(finding: Finding) -> str | None:
    cloud = finding.cloud or Cloud()
    return text((cloud.account or Named()).uid) or text(cloud.account_uid)


def _tool(finding: Finding) -> str:
    product = finding.metadata.product or Named()
    return needed(product.name or product.uid, "metadata.product.name").lower()


def _observed(finding: Finding, sink: Sink) -> None:
    sink.observed(moment(finding.time, "time"))
    if _kind(finding):
        return
    if _status_id(finding) in (_ARCHIVED, _DELETED):
        sink.ignore("archived and deleted findings")
    else:
        sink.ignore(f"events of class {finding.class_name or finding.class_uid}")


def _matches(outline: Outline) -> bool:
    return any(
        outline.has_paths(f"{way}class_uid", f"{way}metadata.version")
        and not outline.has_paths(f"{way}metadata.event_code", f"{way}status_code")
        for way in ("[].", "")
    )


FORMAT = json_format(
    id="ocsf",
    title="Findings in OCSF",
    tables=(),
    matches=_matches,
    record=Finding,
    rows=_rows,
    observed=_observed,
)
