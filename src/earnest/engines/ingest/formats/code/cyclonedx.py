"""CycloneDX: bills of materials, and what they say of flaws (VDR, VEX), in JSON and in XML.

Follows the CycloneDX specification (OWASP, ECMA-424), versions 1.3 to 1.6; for 1.2 and older also the extension
"Vulnerability" 1.0.
- `software`: one row per component, those nested in others too; ancestors in a pedigree are not components of the
  product, and the subject of the document is not one of its own components.
- `vulnerabilities`: one row per vulnerability and thing that it affects. The state of its analysis is the status:
  not_affected only with a justification or detail, else it is `accepted`, as is false_positive, because both are
  somebody's decision; of the versions that a vendor names as unaffected it is `not_affected`.
- `scan_targets`: one row per document that speaks of vulnerabilities, with or without one.
- `vex_statements`: a document that speaks of vulnerabilities and lists no components is a VEX document about the
  products of another one. What it analysed are statements, one per vulnerability and thing affected, and no findings.
Services, and compositions and annotations of components, are counted as ignored.

The asset is the subject of the document (`metadata.component`) without its version, else it is called after the file;
the tool is the first tool it names. When it was looked is `metadata.timestamp`. The components that a flaw affects
are held in memory, the others are not.
"""

from __future__ import annotations

from collections.abc import Iterator

from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.code.cyclonedx_bom import Affecting, Component, Metadata, Vulnerability
from earnest.engines.ingest.formats.code.cyclonedx_rows import BomRows, Survey
from earnest.engines.ingest.formats.code.cyclonedx_xml import read_xml
from earnest.engines.ingest.formats.code.report import Report, reports, shape
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Sink

_LISTS = ("components", "vulnerabilities", "dependencies", "services", "compositions", "annotations")


def _survey(report: Report) -> Survey:
    affected = (affect.ref for flaw in report.good("vulnerabilities", Affecting) for affect in flaw.affects or ())
    return Survey(
        components=report.size("components"),
        lists_components="components" in report,
        lists_vulnerabilities="vulnerabilities" in report,
        refs=set(affected),
    )


def _report(document: Document, sink: Sink, report: Report) -> None:
    report.require("a CycloneDX document", "bomFormat", "components", "vulnerabilities")
    rows = BomRows(document, sink, _survey(report))
    metadata = report.value("metadata", Metadata) or Metadata()
    version = report.value("version", int)
    rows.open(metadata, report.text("serialNumber"), None if version is None else str(version))

    def components(component: Component) -> Iterator[Entry]:
        return (rows.component(one) for one in component.all())

    for inner in (metadata.component.components if metadata.component else None) or ():
        emit(sink, "/metadata/component", components, inner)
    report.emit("components", Component, components)
    report.emit("vulnerabilities", Vulnerability, rows.vulnerability)
    for kind in ("services", "compositions", "annotations"):
        sink.ignore(kind, report.size(kind))


def _read(document: Document, sink: Sink) -> None:
    if document.head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        read_xml(document, sink)
        return
    for report in reports(document, sink, shape(("bomFormat", "metadata", "serialNumber", "version"), _LISTS)):
        _report(document, sink, report)


def _matches(outline: Outline) -> bool:
    if outline.container == "xml":
        return outline.root == "bom"
    return outline.container == "json" and (
        "bomFormat" in outline.paths
        or outline.has_paths("components.[].bom-ref")
        or outline.has_paths("vulnerabilities.[].affects.[].ref")
    )


FORMAT = Format(
    id="cyclonedx",
    title="CycloneDX bill of materials, JSON and XML",
    tables=(),
    matches=_matches,
    read=_read,
)
