"""SPDX: bills of materials in the JSON form of SPDX 2.2 and 2.3.

Follows the SPDX specification 2.3 (ISO/IEC 5962 is 2.2.1) and its JSON schema.
- `software`: one row per element of `packages`, the described package itself too. The licence is the declared one, else
  the concluded one; NOASSERTION and NONE are no licence.
References of category SECURITY (CPE names, advisories, fixes), files, snippets and annotations are counted as ignored.

The asset is the name of the document; the tool is the first `Tool:` among its creators. When it was looked is
`creationInfo.created`. SPDX 3 and the tag-value form are recognised, and refused with what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from earnest.engines.ingest.coerce import FieldError, instant, needed, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, Record
from earnest.engines.ingest.formats.code.names import named_after, purl_type, without_tag
from earnest.engines.ingest.formats.code.report import Report, reports, shape
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry, Sink

_SAYS_NOTHING = frozenset({"NOASSERTION", "NONE"})
_VERSION = re.compile(r"-v?\d[\w.+-]*$")
_REMEDY = "export it as SPDX 2.3 in JSON, or as CycloneDX."
_COUNTED = ("files", "snippets", "annotations")
_SHAPE = shape(("spdxVersion", "name", "creationInfo"), ("packages", "relationships", "@graph", *_COUNTED))


class Creation(Record):
    created: str | None = None
    creators: list[str] | None = None


class Reference(Record):
    reference_category: str | None = None
    reference_type: str | None = None
    reference_locator: str | None = None


class Package(Record):
    name: str
    version_info: str | None = None
    supplier: str | None = None
    originator: str | None = None
    license_declared: str | None = None
    license_concluded: str | None = None
    package_file_name: str | None = None
    primary_package_purpose: str | None = None
    external_refs: list[Reference] | None = None


def _told(value: str | None) -> str | None:
    found = text(value)
    return None if found in _SAYS_NOTHING else found


def _person(value: str | None) -> str | None:
    """`Organization: Larkfield (security@larkfield.example)` without its kind and address."""
    found = _told(value)
    return text(found.partition(": ")[2].partition(" (")[0] or found) if found else None


class _Bill:
    def __init__(self, document: Document, sink: Sink, report: Report) -> None:
        version = report.text("spdxVersion") or ""
        if "@graph" in report or version.startswith("SPDX-3"):
            raise UnreadableFile("The document is SPDX 3, which is not read yet", "/", _REMEDY)
        report.require("an SPDX document", "spdxVersion", "packages")
        self._sink = sink
        self._report = report
        creation = report.value("creationInfo", Creation) or Creation()
        tools = [name.partition(":")[2].strip() for name in creation.creators or () if name.startswith("Tool:")]
        self._tool = (_VERSION.sub("", tools[0]).lower() if tools else "") or "spdx"
        name = report.text("name")
        self._asset = name or named_after(document, sink)
        sink.part = without_tag(name) if name else ""
        try:
            sink.observed(instant(creation.created, "creationInfo.created"))
        except FieldError as error:
            sink.reject("/creationInfo", error)

    def read(self) -> None:
        self._report.emit("packages", Package, self._rows)
        for kind in _COUNTED:
            self._sink.ignore(kind, self._report.size(kind))

    def _rows(self, package: Package) -> Iterator[Entry]:
        references = package.external_refs or []
        self._sink.ignore("security references", sum(one.reference_category == "SECURITY" for one in references))
        purl = next((one.reference_locator for one in references if one.reference_type == "purl"), None)
        yield (
            "software",
            {
                "device_id": self._asset,
                "system": self._tool,
                "name": needed(package.name, "name"),
                "version": text(package.version_info),
                "vendor": _person(package.supplier) or _person(package.originator),
                "purl": text(purl),
                "package_type": purl_type(text(purl)) or text((package.primary_package_purpose or "").lower()),
                "licence": _told(package.license_declared) or _told(package.license_concluded),
                "path": text(package.package_file_name),
            },
        )


def _read(document: Document, sink: Sink) -> None:
    start = document.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith((b"{", b"[")):
        raise UnreadableFile("The document is not JSON; SPDX in tag-value form is not read", "line 1", _REMEDY)
    for report in reports(document, sink, _SHAPE):
        _Bill(document, sink, report).read()


def _matches(outline: Outline) -> bool:
    if outline.container == "csv":
        return any(heading.startswith("spdxversion:") for heading in outline.columns)
    if outline.container != "json":
        return False
    return (
        outline.has_paths("SPDXID", "spdxVersion")
        or outline.has_paths("packages.[].SPDXID")
        or outline.has_paths("@context", "@graph.[].spdxId")
        or outline.has_paths("@context", "@graph.[].creationInfo")
    )


FORMAT = Format(
    id="spdx",
    title="SPDX 2.3 bill of materials, JSON",
    tables=("software",),
    matches=_matches,
    read=_read,
)
