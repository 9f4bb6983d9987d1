"""Snyk: the JSON output of `snyk test --json` and `snyk container test --json`, of one project or an array of them.

Follows "snyk test" and its JSON example in the Snyk CLI documentation (CLI 1.600 to 1.1300).
- `vulnerabilities`: one row per element of `vulnerabilities`, that is per flaw and path to it, and per distinct CVE
  of that flaw; also of the `applications` inside an image. What a policy file filtered is there too: ignored is
  `accepted`, patched is `fixed`. The fixed version is the last step of the upgrade path if that is the package
  itself, else `fixedIn`.
- `scan_targets`: one row per project that was tested.
Licence issues, infrastructure issues and projects that could not be tested are counted as ignored.

The asset is the image as it was named, else the project's name. The file does not say when it was looked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import msgspec

from earnest.engines.ingest.coerce import day, needed, real, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, Record, emit
from earnest.engines.ingest.formats.code.names import cves, joined, without_tag
from earnest.engines.ingest.formats.code.report import Report, reports, shape
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Sink

_VALUES = (
    "projectName",
    "path",
    "displayTargetFile",
    "targetFile",
    "docker",
    "packageManager",
    "filtered",
    "error",
    "infrastructureAsCodeIssues",
)


class Identifiers(msgspec.Struct, gc=False):
    cve: list[str] | None = msgspec.field(name="CVE", default=None)


class Vulnerability(Record):
    id: str
    type: str | None = None
    title: str | None = None
    severity: str | None = None
    severity_with_critical: str | None = None
    cvss_score: float | None = None
    cvss_v3: str | None = msgspec.field(name="CVSSv3", default=None)
    identifiers: Identifiers | None = None
    package_name: str | None = None
    name: str | None = None
    version: str | None = None
    package_manager: str | None = None
    from_: list[str] | None = msgspec.field(name="from", default=None)
    upgrade_path: list[str | bool] | None = None
    fixed_in: list[str] | None = None
    nearest_fixed_in_version: str | None = None
    disclosure_time: str | None = None
    publication_time: str | None = None


class Filtered(Record):
    ignore: list[Vulnerability] | None = None
    patch: list[Vulnerability] | None = None


@dataclass(frozen=True)
class _Project:
    asset: str
    kind: str
    target: str | None
    manager: str | None

    def rows(self, flaw: Vulnerability, status: str) -> Iterator[Entry]:
        package = text(flaw.package_name) or text(flaw.name)
        version = text(flaw.version)
        way = " > ".join((flaw.from_ or [])[1:])
        known = cves(*(flaw.identifiers.cve or () if flaw.identifiers else ()))
        for name in known or [flaw.id]:
            yield (
                "vulnerabilities",
                {
                    "finding_id": joined(
                        needed(flaw.id, "id"), name if len(known) > 1 else None, package, version, self.target, way
                    ),
                    "tool": "snyk",
                    "asset_id": needed(self.asset, "projectName"),
                    "asset_kind": self.kind,
                    "vulnerability_id": name,
                    "title": text(flaw.title),
                    "severity": severity(flaw.severity_with_critical or flaw.severity),
                    "cvss_score": real(flaw.cvss_score, "cvssScore"),
                    "cvss_vector": text(flaw.cvss_v3),
                    "package_name": package,
                    "package_version": version,
                    "package_type": text(flaw.package_manager) or self.manager,
                    "fixed_version": _fixed(flaw, package),
                    "status": status,
                    "path": self.target,
                    "published_on": day(flaw.disclosure_time or flaw.publication_time, "disclosureTime"),
                },
            )


def _fixed(flaw: Vulnerability, package: str | None) -> str | None:
    last = flaw.upgrade_path[-1] if flaw.upgrade_path else None
    if isinstance(last, str) and package and last.startswith(f"{package}@"):
        return text(last.removeprefix(f"{package}@"))
    return text(flaw.nearest_fixed_in_version) or text(", ".join(flaw.fixed_in or ()))


def _project(report: Report) -> _Project:
    image = "docker" in report
    name = report.text("projectName")
    path = report.text("path")
    return _Project(
        asset=(path if image else None) or name or path or "",
        kind="image" if image else "repository",
        target=report.text("displayTargetFile") or report.text("targetFile"),
        manager=report.text("packageManager"),
    )


def _findings(report: Report, project: _Project, sink: Sink) -> None:
    licences = 0

    def rows(flaw: Vulnerability) -> list[Entry]:
        nonlocal licences
        if flaw.type == "license":
            licences += 1
            return []
        return list(project.rows(flaw, "open"))

    report.emit("vulnerabilities", Vulnerability, rows)
    sink.ignore("licence issues", licences)
    filtered = report.value("filtered", Filtered) or Filtered()
    for status, flaws in (("accepted", filtered.ignore), ("fixed", filtered.patch)):
        for number, flaw in enumerate(flaws or ()):
            if flaw.type == "license":
                sink.ignore("licence issues")
            else:
                place = f"{report.place}/filtered/{status}/{number}"
                emit(sink, place, partial(project.rows, status=status), flaw)


def _tested(report: Report, sink: Sink) -> _Project | None:
    """The project of one report with its rows written; None if it could not be tested."""
    issues = report.value("infrastructureAsCodeIssues", list[msgspec.Raw])
    sink.ignore("infrastructure issues", len(issues or ()))
    if "vulnerabilities" not in report:
        report.require("a Snyk test", "error", "infrastructureAsCodeIssues")
        sink.ignore("projects that could not be tested", int("error" in report))
        return None
    project = _project(report)
    row = {"asset_id": text(project.asset), "tool": "snyk", "asset_kind": project.kind}
    sink.add(report.place or "/", [("scan_targets", {**row})])
    _findings(report, project, sink)
    for inner in report.children("applications", shape(_VALUES, ("vulnerabilities",))):
        own = _project(inner)
        _findings(inner, _Project(project.asset, project.kind, own.target, own.manager), sink)
    return project


def _read(document: Document, sink: Sink) -> None:
    parts = set()
    for report in reports(document, sink, shape(_VALUES, ("vulnerabilities", "applications"))):
        project = _tested(report, sink)
        if project is not None:
            parts.add(without_tag(project.asset) if project.kind == "image" else project.asset)
    if len(parts) == 1:
        sink.part = parts.pop().strip()


def _matches(outline: Outline) -> bool:
    return outline.container == "json" and any(
        outline.has_paths(f"{way}vulnerabilities", f"{way}{mark}")
        for way in ("", "[].")
        for mark in ("dependencyCount", "licensesPolicy", "vulnerabilities.[].upgradePath", "displayTargetFile")
    )


FORMAT = Format(
    id="snyk",
    title="Snyk test, JSON",
    tables=("vulnerabilities", "scan_targets"),
    matches=_matches,
    read=_read,
)
