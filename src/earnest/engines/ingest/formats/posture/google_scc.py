"""Google Cloud Security Command Center: findings, as `gcloud scc findings list --format=json`, the API and exports do.

Follows the resource Finding of the Security Command Center API v1 and v2 (2026): an array of `{"finding", "resource"}`,
the page `{"listFindingsResults": […]}`, one of these a line, or findings by themselves.

- Class MISCONFIGURATION or POSTURE_VIOLATION, state ACTIVE: one row of `config_checks`, failed; `muted` if it is muted.
  The service writes no passes, and one that is INACTIVE was not looked at again: counted as ignored.
- Class VULNERABILITY: one row of `vulnerabilities`. INACTIVE is `fixed`, muted is `accepted`.
- Class THREAT: one row of `detections`, open while it is ACTIVE and not muted.
- Other classes (OBSERVATION, SCC_ERROR, TOXIC_COMBINATION, SENSITIVE_DATA_RISK, CHOKEPOINT, EXTERNAL_EXPOSURE, SECRET)
  are counted as ignored, each by its name.

A file of an older version without findingClass is sorted by its source: Event and Container Threat Detection are
threats, findings with a CVE are vulnerabilities, others misconfigurations. When it was looked is the newest eventTime.
"""

from __future__ import annotations

from collections.abc import Iterator

from earnest.engines.ingest.coerce import instant, needed, real, text
from earnest.engines.ingest.format import Record, json_format
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.writer import Entry, Row, Sink

_TOOL = "google-scc"
_TABLES = {
    "MISCONFIGURATION": "config_checks",
    "POSTURE_VIOLATION": "config_checks",
    "VULNERABILITY": "vulnerabilities",
    "THREAT": "detections",
}
_EXPLOITED = {"WIDE": True, "CONFIRMED": True, "NO_KNOWN": False}


class Cvss(Record):
    base_score: float | None = None


class Cve(Record):
    id: str | None = None
    cvssv3: Cvss | None = None
    exploitation_activity: str | None = None
    observed_in_the_wild: bool | None = None


class Package(Record):
    package_name: str | None = None
    package_version: str | None = None
    package_type: str | None = None


class Vulnerability(Record):
    cve: Cve | None = None
    offending_package: Package | None = None
    fixed_package: Package | None = None


class Compliance(Record):
    standard: str | None = None
    version: str | None = None


class Project(Record):
    """Where the project stands in version 2."""

    project_display_name: str | None = None


class Resource(Record):
    name: str | None = None
    display_name: str | None = None
    type: str | None = None
    project_display_name: str | None = None
    gcp_metadata: Project | None = None
    location: str | None = None
    service: str | None = None
    cloud_provider: str | None = None


class Finding(Record):
    name: str
    category: str
    state: str | None = None
    finding_class: str | None = None
    parent_display_name: str | None = None
    resource_name: str | None = None
    severity: str | None = None
    mute: str | None = None
    description: str | None = None
    event_time: str | None = None
    create_time: str | None = None
    vulnerability: Vulnerability | None = None
    compliances: list[Compliance] | None = None


class Result(Record):
    """`finding` with its `resource`; else the whole record is the finding."""

    finding: Finding | None = None
    resource: Resource | None = None
    name: str | None = None
    category: str | None = None
    state: str | None = None
    finding_class: str | None = None
    parent_display_name: str | None = None
    resource_name: str | None = None
    severity: str | None = None
    mute: str | None = None
    description: str | None = None
    event_time: str | None = None
    create_time: str | None = None
    vulnerability: Vulnerability | None = None
    compliances: list[Compliance] | None = None

    @property
    def itself(self) -> Finding:
        if self.finding:
            return self.finding
        found = {field: getattr(self, field) for field in Finding.__struct_fields__}
        found["name"] = needed(self.name, "finding.name")
        found["category"] = needed(self.category, "finding.category")
        return Finding(**found)


def _rows(result: Result) -> Iterator[Entry]:
    finding, resource = result.itself, result.resource or Resource()
    table = _table(finding)
    if table == "config_checks" and _active(finding):
        yield table, _check(finding, resource)
    elif table == "vulnerabilities":
        yield table, _flaw(finding, resource)
    elif table == "detections":
        yield table, _detection(finding, resource)


def _table(finding: Finding) -> str | None:
    if finding.finding_class and finding.finding_class != "FINDING_CLASS_UNSPECIFIED":
        return _TABLES.get(finding.finding_class)
    if "Threat Detection" in (finding.parent_display_name or ""):
        return "detections"
    return "vulnerabilities" if finding.vulnerability else "config_checks"


def _active(finding: Finding) -> bool:
    return finding.state != "INACTIVE"


def _asset(finding: Finding, resource: Resource) -> str:
    return needed(finding.resource_name or resource.name, "finding.resourceName")


def _check(finding: Finding, resource: Resource) -> Row:
    standards = [f"{item.standard or ''} {item.version or ''}".strip() for item in finding.compliances or ()]
    return {
        "check_id": needed(finding.category, "finding.category"),
        "tool": _TOOL,
        "resource_id": _asset(finding, resource),
        "status": "muted" if finding.mute == "MUTED" else "fail",
        "title": finding.category.replace("_", " ").capitalize(),
        "severity": severity(finding.severity),
        "resource_type": text(resource.type),
        "resource_name": text(resource.display_name),
        "provider": _provider(resource),
        "account": _account(resource),
        "region": text(resource.location),
        "service": text(resource.service),
        "benchmark": "; ".join(dict.fromkeys(filter(None, standards))) or None,
        "detail": text(finding.description),
        "first_seen_at": instant(finding.create_time, "createTime"),
    }


def _flaw(finding: Finding, resource: Resource) -> Row:
    told = finding.vulnerability or Vulnerability()
    cve, package = told.cve or Cve(), told.offending_package or Package()
    name = text(cve.id) or needed(finding.category, "finding.category")
    exploited = cve.observed_in_the_wild or _EXPLOITED.get(cve.exploitation_activity or "")
    parts = (name, text(package.package_name), text(package.package_version))
    kind = (resource.type or finding.resource_name or "").lower()
    return {
        "finding_id": " ".join(part for part in parts if part),
        "tool": _TOOL,
        "asset_id": _asset(finding, resource),
        "asset_kind": "host" if "instance" in kind else "image" if "image" in kind else "other",
        "vulnerability_id": name,
        "title": text(finding.category.replace("_", " ").capitalize()),
        "severity": severity(finding.severity),
        "cvss_score": real((cve.cvssv3 or Cvss()).base_score, "cvssv3.baseScore"),
        "package_name": text(package.package_name),
        "package_version": text(package.package_version),
        "package_type": text(package.package_type),
        "fixed_version": text((told.fixed_package or Package()).package_version),
        "status": "fixed" if not _active(finding) else "accepted" if finding.mute == "MUTED" else "open",
        "exploited": exploited,
        "first_seen_at": instant(finding.create_time, "createTime"),
    }


def _detection(finding: Finding, resource: Resource) -> Row:
    return {
        "detection_id": needed(finding.name, "finding.name"),
        "system": _TOOL,
        "kind": text(finding.category),
        "title": text(finding.category),
        "severity": severity(finding.severity),
        "asset_id": _asset(finding, resource),
        "account": _account(resource),
        "region": text(resource.location),
        "open": _active(finding) and finding.mute != "MUTED",
        "detail": text(finding.description),
        "first_seen_at": instant(finding.create_time, "createTime"),
        "last_seen_at": instant(finding.event_time, "eventTime"),
    }


def _account(resource: Resource) -> str | None:
    return text(resource.project_display_name) or text((resource.gcp_metadata or Project()).project_display_name)


def _provider(resource: Resource) -> str:
    return {"AMAZON_WEB_SERVICES": "aws", "MICROSOFT_AZURE": "azure"}.get(resource.cloud_provider or "", "gcp")


def _observed(result: Result, sink: Sink) -> None:
    finding = result.itself
    sink.observed(instant(finding.event_time, "eventTime"))
    table = _table(finding)
    if table is None:
        sink.ignore(f"findings of class {finding.finding_class}")
    elif table == "config_checks" and not _active(finding):
        sink.ignore("inactive findings")


FORMAT = json_format(
    id="google-scc",
    title="Google Cloud Security Command Center findings",
    tables=("config_checks", "vulnerabilities", "detections"),
    matches=lambda outline: any(
        outline.has_paths(*(f"{way}{deeper}{key}" for key in ("resourceName", "category", "eventTime", "parent")))
        for way in ("listFindingsResults.[].", "[].", "")
        for deeper in ("finding.", "")
    ),
    record=Result,
    rows=_rows,
    wrappers=("listFindingsResults",),
    observed=_observed,
)
