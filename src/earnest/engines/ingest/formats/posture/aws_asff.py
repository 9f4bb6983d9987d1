"""AWS Security Hub: findings in the AWS Security Finding Format, schema 2018-10-08.

Follows "AWS Security Finding Format (ASFF)" in the Security Hub user guide, as `aws securityhub get-findings` and tools
that write for it (Prowler, Inspector, GuardDuty) give it: `{"Findings": […]}`, one or more pages, or the bare array.

- A finding with Vulnerabilities: one row of `vulnerabilities` per resource, vulnerability and vulnerable package
  (one where no package is named). One of type "Software and Configuration Checks/Vulnerabilities" without that list:
  one row per resource.
- Else a finding with Compliance.Status: one row of `config_checks` per resource. WARNING and NOT_AVAILABLE mean that
  the check could not be made; Prowler 3 writes INFOED for a manual check. A failure in workflow SUPPRESSED is `muted`.
- Else a finding of GuardDuty (TTPs, effects, unusual behaviours): one row of `detections`, about its first resource;
  the others are named in `detail`. It is open unless its workflow says RESOLVED or SUPPRESSED.
- Others, such as sensitive data found by Macie, and archived findings have no canonical table: counted as ignored.

When it was looked is the newest UpdatedAt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from earnest.engines.ingest.coerce import choice, instant, needed, real, text
from earnest.engines.ingest.format import json_format
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.writer import Entry, Row, Sink

_STATUS = {
    "passed": "pass",
    "failed": "fail",
    "warning": "not_assessed",
    "not_available": "not_assessed",
    "infoed": "manual",
}
_FLAWS = "Software and Configuration Checks/Vulnerabilities"
_CVE = re.compile(r"CVE-\d{4}-\d{4,}")
_KINDS = {"AwsEcrContainerImage": "image", "AwsEc2Instance": "host", "AwsLambdaFunction": "application"}


class Part(msgspec.Struct, gc=False, rename="pascal"):
    """An object of ASFF, whose keys are in Pascal case."""


class Resource(Part):
    id: str
    type: str | None = None
    region: str | None = None


class Severity(Part):
    label: str | None = None


class Standard(Part):
    standards_id: str | None = None


class Reason(Part):
    description: str | None = None


class Compliance(Part):
    status: str | None = None
    security_control_id: str | None = None
    associated_standards: list[Standard] | None = None
    status_reasons: list[Reason] | None = None


class Package(Part):
    name: str | None = None
    version: str | None = None
    package_manager: str | None = None
    fixed_in_version: str | None = None
    file_path: str | None = None


class Cvss(Part):
    version: str | None = None
    base_score: float | None = None
    base_vector: str | None = None


class Vulnerability(Part):
    id: str
    vulnerable_packages: list[Package] | None = None
    cvss: list[Cvss] | None = None


class Workflow(Part):
    status: str | None = None


class Finding(Part):
    id: str
    product_arn: str
    generator_id: str
    resources: list[Resource]
    title: str | None = None
    description: str | None = None
    aws_account_id: str | None = None
    region: str | None = None
    types: list[str] | None = None
    severity: Severity | None = None
    compliance: Compliance | None = None
    vulnerabilities: list[Vulnerability] | None = None
    workflow: Workflow | None = None
    record_state: str | None = None
    first_observed_at: str | None = None
    last_observed_at: str | None = None
    updated_at: str | None = None
    product_fields: dict[str, str] | None = None


def _rows(finding: Finding) -> Iterator[Entry]:
    if finding.record_state == "ARCHIVED":
        return
    for resource in finding.resources:
        if _is_flaw(finding):
            for row in _flaws(finding, resource):
                yield "vulnerabilities", row
        elif finding.compliance and finding.compliance.status:
            yield "config_checks", _check(finding, finding.compliance, resource)
    if _is_threat(finding):
        yield "detections", _detection(finding)


def _is_threat(finding: Finding) -> bool:
    return _tool(finding) == "guardduty" and not _is_flaw(finding) and not _has_outcome(finding)


def _has_outcome(finding: Finding) -> bool:
    return bool(finding.compliance and finding.compliance.status)


def _is_flaw(finding: Finding) -> bool:
    return bool(finding.vulnerabilities) or any(kind.startswith(_FLAWS) for kind in finding.types or ())


def _flaws(finding: Finding, resource: Resource) -> Iterator[Row]:
    cve = _CVE.search(finding.title or "")
    named = Vulnerability(cve.group() if cve else finding.generator_id)
    for flaw in finding.vulnerabilities or [named]:
        score = max(flaw.cvss or [], key=lambda cvss: cvss.version or "", default=Cvss())
        for package in flaw.vulnerable_packages or [Package()]:
            parts = (flaw.id, package.name, package.version, package.file_path)
            yield {
                "finding_id": " ".join(part for part in parts if part),
                "tool": _tool(finding),
                "asset_id": needed(resource.id, "Resources[].Id"),
                "asset_kind": _KINDS.get(resource.type or "", "other"),
                "vulnerability_id": text(flaw.id),
                "title": text(finding.title),
                "severity": severity((finding.severity or Severity()).label),
                "cvss_score": real(score.base_score, "Cvss[].BaseScore"),
                "cvss_vector": text(score.base_vector),
                "package_name": text(package.name),
                "package_version": text(package.version),
                "package_type": text(package.package_manager),
                "fixed_version": text(package.fixed_in_version),
                "status": "accepted" if _suppressed(finding) else "open",
                "path": text(package.file_path),
                "first_seen_at": instant(finding.first_observed_at, "FirstObservedAt"),
            }


def _check(finding: Finding, compliance: Compliance, resource: Resource) -> Row:
    status = choice(compliance.status, "Compliance.Status", _STATUS)
    fields = finding.product_fields or {}
    standards = [standard.standards_id for standard in compliance.associated_standards or () if standard.standards_id]
    reasons = [reason.description for reason in compliance.status_reasons or () if reason.description]
    check = text(compliance.security_control_id) or text(fields.get("ControlId")) or text(finding.generator_id)
    return {
        "check_id": check,
        "tool": _tool(finding),
        "resource_id": text(resource.id),
        "status": "muted" if status == "fail" and _suppressed(finding) else status,
        "title": text(finding.title),
        "severity": severity((finding.severity or Severity()).label),
        "resource_type": text(resource.type),
        "provider": "aws",
        "account": text(finding.aws_account_id),
        "region": text(resource.region) or text(finding.region),
        "benchmark": "; ".join(standards) or text(fields.get("StandardsArn")),
        "detail": "; ".join(reasons) or text(finding.description),
        "first_seen_at": instant(finding.first_observed_at, "FirstObservedAt"),
    }


def _detection(finding: Finding) -> Row:
    fields = finding.product_fields or {}
    assets = [resource.id for resource in finding.resources]
    also = f"Also about {', '.join(assets[1:])}." if assets[1:] else None
    last = fields.get("aws/guardduty/service/eventLastSeen") or finding.last_observed_at
    return {
        "detection_id": needed(finding.id, "Id"),
        "system": _tool(finding),
        "kind": text((finding.types or [""])[0]),
        "title": text(finding.title),
        "severity": severity((finding.severity or Severity()).label),
        "asset_id": text(next(iter(assets), None)),
        "account": text(finding.aws_account_id),
        "region": text(finding.region) or next((text(resource.region) for resource in finding.resources), None),
        "open": (finding.workflow or Workflow()).status not in ("RESOLVED", "SUPPRESSED"),
        "detail": " ".join(part for part in (text(finding.description), also) if part) or None,
        "first_seen_at": instant(finding.first_observed_at, "FirstObservedAt"),
        "last_seen_at": instant(last, "LastObservedAt"),
    }


def _tool(finding: Finding) -> str:
    return needed(finding.product_arn.rpartition("/")[2], "ProductArn").lower()


def _suppressed(finding: Finding) -> bool:
    return finding.workflow is not None and finding.workflow.status == "SUPPRESSED"


def _observed(finding: Finding, sink: Sink) -> None:
    sink.observed(instant(finding.updated_at, "UpdatedAt"))
    if finding.record_state == "ARCHIVED":
        sink.ignore("archived findings")
    elif _is_threat(finding):
        return
    elif not _is_flaw(finding) and not _has_outcome(finding):
        kind = (finding.types or ["untyped"])[0].partition("/")[0]
        sink.ignore(f"findings of type {kind}")
    elif not finding.resources:
        sink.ignore("findings without a resource")


FORMAT = json_format(
    id="aws-asff",
    title="AWS Security Hub findings in ASFF",
    tables=("config_checks", "vulnerabilities"),
    matches=lambda outline: any(
        outline.has_paths(f"{way}ProductArn", f"{way}GeneratorId", f"{way}Resources")
        for way in ("[].", "Findings.[].", "findings.[].", "")
    ),
    record=Finding,
    rows=_rows,
    wrappers=("Findings", "findings"),
    observed=_observed,
)
