"""Dependency-Track: findings of a project in the Finding Packaging Format (`GET /finding/project/{uuid}/export`).

Follows OWASP's "File Formats: Finding Packaging Format" (versions 1.0 to 1.2, Dependency-Track 4.5 to 4.13).
- `vulnerabilities`: one row per finding. The analysis, which somebody wrote in the tool, decides: NOT_AFFECTED and
  FALSE_POSITIVE are `accepted`, RESOLVED is `fixed`, IN_TRIAGE is `under_investigation`; else what is suppressed is
  `accepted`. The name is the CVE among the id and its aliases.
- `scan_targets`: one row per file.

The asset is the name of the project; its version is not in it, so that a new version stands for the project from then
on. When it was looked is `meta.timestamp`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from earnest.engines.ingest.coerce import FieldError, epoch, instant, needed, real, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, Record
from earnest.engines.ingest.formats.code.names import joined, public_name, purl_type
from earnest.engines.ingest.formats.code.report import Report, reports, shape
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Row, Sink

_ANALYSED = {
    "NOT_AFFECTED": "accepted",
    "FALSE_POSITIVE": "accepted",
    "RESOLVED": "fixed",
    "IN_TRIAGE": "under_investigation",
}
_Number = float | str | None


class Meta(Record):
    timestamp: str | None = None


class Project(Record):
    name: str | None = None
    version: str | None = None


class Component(Record):
    name: str | None = None
    group: str | None = None
    version: str | None = None
    purl: str | None = None


class Vulnerability(Record):
    vuln_id: str
    source: str | None = None
    title: str | None = None
    severity: str | None = None
    aliases: list[dict[str, str | None]] | None = None
    cvss_v2_base_score: _Number = msgspec.field(name="cvssV2BaseScore", default=None)
    cvss_v3_base_score: _Number = msgspec.field(name="cvssV3BaseScore", default=None)
    cvss_v4_score: _Number = msgspec.field(name="cvssV4Score", default=None)
    cvss_v2_vector: str | None = msgspec.field(name="cvssV2Vector", default=None)
    cvss_v3_vector: str | None = msgspec.field(name="cvssV3Vector", default=None)
    cvss_v4_vector: str | None = msgspec.field(name="cvssV4Vector", default=None)
    published: str | int | None = None


class Analysis(Record):
    state: str | None = None
    is_suppressed: bool | None = None


class Attribution(Record):
    attributed_on: str | int | None = None


class Finding(Record):
    component: Component
    vulnerability: Vulnerability
    analysis: Analysis | None = None
    attribution: Attribution | None = None


def _rows(asset: str | None, finding: Finding) -> Iterator[Entry]:
    flaw, component = finding.vulnerability, finding.component
    aliases = [name for alias in flaw.aliases or () for key, name in alias.items() if key == "cveId"]
    score, vector = _score(flaw)
    name = "/".join(part for part in (component.group, component.name) if part)
    yield (
        "vulnerabilities",
        {
            "finding_id": joined(
                flaw.source, needed(flaw.vuln_id, "vulnId"), component.purl or name, component.version
            ),
            "tool": "dependency-track",
            "asset_id": needed(asset, "project.name"),
            "asset_kind": "application",
            "vulnerability_id": public_name(flaw.vuln_id, aliases),
            "title": text(flaw.title),
            "severity": severity(flaw.severity),
            "cvss_score": real(score, "cvssBaseScore"),
            "cvss_vector": text(vector),
            "package_name": text(name),
            "package_version": text(component.version),
            "package_type": purl_type(component.purl),
            "purl": text(component.purl),
            "status": _status(finding.analysis or Analysis()),
            "first_seen_at": _moment(finding.attribution.attributed_on) if finding.attribution else None,
        },
    )


def _status(analysis: Analysis) -> str:
    told = _ANALYSED.get((analysis.state or "").upper())
    if analysis.is_suppressed and told in (None, "under_investigation"):
        return "accepted"
    return told or "open"


def _score(flaw: Vulnerability) -> tuple[_Number, str | None]:
    if flaw.cvss_v4_score is not None:
        return flaw.cvss_v4_score, flaw.cvss_v4_vector
    if flaw.cvss_v3_base_score is not None:
        return flaw.cvss_v3_base_score, flaw.cvss_v3_vector
    return flaw.cvss_v2_base_score, flaw.cvss_v2_vector


def _moment(value: str | int | None) -> datetime | None:
    if isinstance(value, int):
        return epoch(value / 1000, "attributedOn")
    return instant(value, "attributedOn")


def _report(report: Report, sink: Sink) -> None:
    report.require("a Finding Packaging Format file", "findings")
    project = report.value("project", Project) or Project()
    asset = text(project.name)
    try:
        looked = instant((report.value("meta", Meta) or Meta()).timestamp, "meta.timestamp")
    except FieldError as error:
        sink.reject("/meta", error)
        looked = None
    sink.observed(looked)
    sink.part = asset or ""
    row: Row = {"asset_id": asset, "tool": "dependency-track", "asset_kind": "application", "scanned_at": looked}
    sink.add("/project", [("scan_targets", row)])
    report.emit("findings", Finding, lambda finding: _rows(asset, finding))


def _read(document: Document, sink: Sink) -> None:
    for report in reports(document, sink, shape(("meta", "project"), ("findings",))):
        _report(report, sink)


def _matches(outline: Outline) -> bool:
    return outline.container == "json" and (
        outline.has_paths("meta.application", "findings")
        or outline.has_paths("findings.[].component", "findings.[].vulnerability")
    )


FORMAT = Format(
    id="dependency-track",
    title="Dependency-Track findings, FPF",
    tables=("vulnerabilities", "scan_targets"),
    matches=_matches,
    read=_read,
)
