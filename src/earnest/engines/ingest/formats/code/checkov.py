"""Checkov: the JSON output of `checkov -o json`, of one check type or an array of them.

Follows "Reviewing Checkov Results" in Prisma Cloud's Checkov documentation and checkov.common.output (2.0 to 3.2).
- `config_checks`: one row per element of `passed_checks`, `failed_checks`, `skipped_checks` and `unknown_checks`.
  Skipped is `muted`: somebody suppressed it, and the detail says why. Unknown is `not_assessed`. The severity is only
  there if the scan had access to the platform; else it is unknown.
- `vulnerabilities`: one row per failed or skipped element that carries `vulnerability_details` (packages and images),
  instead of a check; skipped is `accepted`.
Files that could not be parsed are counted as ignored.

The resource is the path of the file and the resource in it. The file does not say when it was looked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from earnest.engines.ingest.coerce import day, needed, real, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats.code.names import headline, joined, public_name
from earnest.engines.ingest.formats.code.report import Report, reports, shape
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Row, Sink

_LISTS = {
    "passed_checks": "pass",
    "failed_checks": "fail",
    "skipped_checks": "muted",
    "unknown_checks": "not_assessed",
}
_SHAPE = shape(
    ("check_type", "passed", "failed", "checkov_version"), inner={"results": shape(("parsing_errors",), _LISTS)}
)
_PROVIDERS = {"AWS": "aws", "AZURE": "azure", "GCP": "gcp", "K8S": "kubernetes", "OCI": "oci", "ALI": "alibaba"}
_NO_TYPE = frozenset({"dockerfile", "secrets", "sca_package", "sca_image"})


class Outcome(msgspec.Struct, gc=False):
    suppress_comment: str | None = None


class Details(msgspec.Struct, gc=False):
    id: str
    severity: str | None = None
    package_name: str | None = None
    package_version: str | None = None
    package_type: str | None = None
    lowest_fixed_version: str | None = None
    cvss: float | str | None = None
    vector: str | None = None
    published_date: str | None = None
    description: str | None = None


class Check(msgspec.Struct, gc=False):
    check_id: str
    resource: str
    file_path: str | None = None
    check_name: str | None = None
    check_result: Outcome | None = None
    severity: str | None = None
    guideline: str | None = None
    file_line_range: list[int] | None = None
    vulnerability_details: Details | None = None


def _rows(check_type: str | None, status: str) -> Callable[[Check], Iterator[Entry]]:
    def rows(check: Check) -> Iterator[Entry]:
        if check.vulnerability_details and status in ("fail", "muted"):
            yield "vulnerabilities", _flaw(check, check.vulnerability_details, status)
        else:
            yield "config_checks", _check(check, check_type, status)

    return rows


def _check(check: Check, check_type: str | None, status: str) -> Row:
    steps = check.check_id.split("_")
    comment = text(check.check_result.suppress_comment) if check.check_result else None
    lines = "-".join(str(line) for line in check.file_line_range or ())
    return {
        "check_id": needed(check.check_id, "check_id"),
        "tool": "checkov",
        "resource_id": _resource(check),
        "status": status,
        "title": text(check.check_name),
        "severity": severity(check.severity),
        "resource_type": check_type if check_type in _NO_TYPE else text(_kind(check.resource)) or check_type,
        "resource_name": text(check.resource),
        "provider": _PROVIDERS.get(steps[1]) if len(steps) > 1 else None,
        "service": check_type,
        "detail": comment or (f"lines {lines}" if lines else None),
    }


def _resource(check: Check) -> str:
    resource = needed(check.resource, "resource")
    path = text(check.file_path)
    return resource if path is None or resource.startswith(path) else f"{path}:{resource}"


def _kind(resource: str) -> str:
    """Type of a resource of Terraform, CloudFormation or Kubernetes: what stands before its name."""
    named = resource.rpartition("module.")[2].partition(".")[2] if resource.startswith("module.") else resource
    return named.partition(".")[0]


def _flaw(check: Check, details: Details, status: str) -> Row:
    path = text(check.file_path)
    return {
        "finding_id": joined(needed(details.id, "id"), details.package_name, details.package_version, path),
        "tool": "checkov",
        "asset_id": path or needed(check.resource, "resource"),
        "asset_kind": "repository",
        "vulnerability_id": public_name(details.id, [check.check_name]),
        "title": headline(details.description) or text(check.check_name),
        "severity": severity(details.severity or check.severity),
        "cvss_score": real(details.cvss, "cvss"),
        "cvss_vector": text(details.vector),
        "package_name": text(details.package_name),
        "package_version": text(details.package_version),
        "package_type": text(details.package_type),
        "fixed_version": text(details.lowest_fixed_version),
        "status": "accepted" if status == "muted" else "open",
        "path": path,
        "published_on": day(details.published_date, "published_date"),
    }


def _report(report: Report, sink: Sink) -> None:
    report.require("a Checkov report", "results", "checkov_version")
    results = report.inner("results")
    if results is None:
        return
    check_type = report.text("check_type")
    for key, status in _LISTS.items():
        results.emit(key, Check, _rows(check_type, status))
    sink.ignore("files that could not be parsed", len(results.value("parsing_errors", list[msgspec.Raw]) or ()))


def _read(document: Document, sink: Sink) -> None:
    for report in reports(document, sink, _SHAPE):
        _report(report, sink)


def _matches(outline: Outline) -> bool:
    return outline.container == "json" and (
        "checkov_version" in outline.paths
        or any(
            outline.has_paths(f"{way}results.{key}")
            for way in ("", "[].")
            for key in ("passed_checks", "failed_checks")
        )
    )


FORMAT = Format(
    id="checkov",
    title="Checkov report, JSON",
    tables=("config_checks",),
    matches=_matches,
    read=_read,
)
