"""OWASP Dependency-Check: the XML report (schemas 1.3 to 4.1) and the JSON report (reportSchema 1.1) of one project.

Follows dependency-check.4.1.xsd and the templates of the project's XML and JSON reports (versions 3 to 12).
- `vulnerabilities`: one row per `vulnerability` and `suppressedVulnerability` of each dependency; a suppressed one is
  `accepted`.
- `software`: one row per dependency that was looked at, with a flaw or without.
- `scan_targets`: one row per report.
Related dependencies, which are copies that were folded into another one, are counted as ignored.

The asset is the name of the project. When it was looked is its `reportDate`.
"""

from __future__ import annotations

import msgspec

from earnest.engines.ingest.coerce import text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, Record
from earnest.engines.ingest.formats.code.dependency_check_xml import XmlReport
from earnest.engines.ingest.formats.code.dependency_rows import Dependency, Flaw, Project, rows, target
from earnest.engines.ingest.formats.code.report import reports, shape
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Sink
from earnest.engines.ingest.xml_stream import parse_xml

_Number = float | str | None


class ProjectInfo(Record):
    name: str | None = None
    report_date: str | None = None


class Package(Record):
    id: str | None = None


class CvssV2(Record):
    score: _Number = None


class CvssV4(Record):
    base_score: _Number = None
    vector_string: str | None = None


class Vulnerability(Record):
    name: str
    severity: str | None = None
    description: str | None = None
    cvssv2: CvssV2 | None = None
    cvssv3: dict[str, float | str | None] | None = None
    cvssv4: CvssV4 | None = None
    known_exploited_vulnerability: dict[str, msgspec.Raw] | None = None


class Listed(Record):
    file_name: str | None = None
    file_path: str | None = None
    license: str | None = None
    packages: list[Package] | None = None
    related_dependencies: list[msgspec.Raw] | None = None
    vulnerabilities: list[Vulnerability] | None = None
    suppressed_vulnerabilities: list[Vulnerability] | None = None


def _flaw(found: Vulnerability, *, suppressed: bool) -> Flaw:
    v2, v4 = found.cvssv2 or CvssV2(), found.cvssv4 or CvssV4()
    return Flaw(
        name=found.name,
        suppressed=suppressed,
        severity=found.severity or "",
        description=found.description or "",
        v2_score=text(v2.score) or "",
        v3={key: text(value) or "" for key, value in (found.cvssv3 or {}).items()},
        v4_score=text(v4.base_score) or "",
        v4_vector=v4.vector_string or "",
        exploited=bool(found.known_exploited_vulnerability),
    )


def _dependency(found: Listed) -> Dependency:
    return Dependency(
        file_name=found.file_name or "",
        file_path=found.file_path or "",
        licence=found.license or "",
        packages=[package.id for package in found.packages or () if package.id],
        related=len(found.related_dependencies or ()),
        flaws=[
            *(_flaw(one, suppressed=False) for one in found.vulnerabilities or ()),
            *(_flaw(one, suppressed=True) for one in found.suppressed_vulnerabilities or ()),
        ],
    )


def _read_json(document: Document, sink: Sink) -> None:
    for report in reports(document, sink, shape(("projectInfo",), ("dependencies",))):
        report.require("a Dependency-Check report", "projectInfo", "dependencies")
        info = report.value("projectInfo", ProjectInfo) or ProjectInfo()
        project = Project(info.name or "", info.report_date or "")
        target(project, sink)

        def entries(found: Listed, project: Project = project) -> list[Entry]:
            dependency = _dependency(found)
            sink.ignore("related dependencies", dependency.related)
            return list(rows(project, dependency))

        report.emit("dependencies", Listed, entries)


def _read(document: Document, sink: Sink) -> None:
    if document.head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        parse_xml(document, XmlReport(sink).handler)
    else:
        _read_json(document, sink)


def _matches(outline: Outline) -> bool:
    if outline.container == "xml":
        return outline.root == "analysis"
    return outline.container == "json" and (
        outline.has_paths("reportSchema", "scanInfo") or outline.has_paths("projectInfo", "dependencies.[].fileName")
    )


FORMAT = Format(
    id="dependency-check",
    title="Dependency-Check report, XML and JSON",
    tables=("vulnerabilities", "software", "scan_targets"),
    matches=_matches,
    read=_read,
)
