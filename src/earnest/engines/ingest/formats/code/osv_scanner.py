"""OSV-Scanner: the JSON output of `osv-scanner --format json`, versions 1 and 2.

Follows "Output" in Google's OSV-Scanner documentation (1.9, 2.2) and the OSV schema 1.6 that it embeds.
- `vulnerabilities`: one row per package and vulnerability in it, also where the scanner groups several names of one
  flaw. The name is the CVE among its id and aliases, else its id. The severity is the word of the database, else that
  of the group's highest CVSS score. Every one is `open`, also where call analysis found no call of it: that is a guess
  of the scanner, which does not see every way to call.
- `scan_targets`: one row per source that is listed. OSV-Scanner lists sources without findings only when it is asked
  to.
Licence violations are counted as ignored.

The asset is the source: the path of a lock file, folder or SBOM, or the name of an image. The file does not say when
it was looked.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from earnest.engines.ingest.coerce import day, needed, real, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats.code.names import joined, public_name
from earnest.engines.ingest.formats.code.report import Report, reports, shape
from earnest.engines.ingest.formats.code.scores import rated
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Sink

_KINDS = {"lockfile": "repository", "git": "repository", "sbom": "application", "docker": "image", "os": "image"}

_REPORT = shape(lists=("results",))
_SOURCE = shape(("source",), ("packages",))
_PACKAGE = shape(("package", "groups", "license_violations"), ("vulnerabilities",))


class Source(msgspec.Struct, gc=False):
    path: str
    type: str | None = None


class Package(msgspec.Struct, gc=False):
    name: str
    version: str | None = None
    ecosystem: str | None = None
    commit: str | None = None


class Group(msgspec.Struct, gc=False):
    ids: list[str] | None = None
    max_severity: str | float | None = None


class Severity(msgspec.Struct, gc=False):
    type: str | None = None
    score: str | None = None


class Event(msgspec.Struct, gc=False):
    fixed: str | None = None


class Range(msgspec.Struct, gc=False):
    type: str | None = None
    events: list[Event] | None = None


class Named(msgspec.Struct, gc=False):
    name: str | None = None
    ecosystem: str | None = None
    purl: str | None = None


class Rating(msgspec.Struct, gc=False):
    severity: str | None = None


class Affected(msgspec.Struct, gc=False):
    package: Named | None = None
    ranges: list[Range] | None = None


class Vulnerability(msgspec.Struct, gc=False):
    id: str
    aliases: list[str] | None = None
    summary: str | None = None
    severity: list[Severity] | None = None
    affected: list[Affected] | None = None
    database_specific: msgspec.Raw = msgspec.Raw()
    published: str | None = None


class _PackageRows:
    """One package of one source, and the rows of its vulnerabilities."""

    def __init__(self, source: Source, package: Package, groups: list[Group]) -> None:
        self._asset = source.path.strip()
        self._kind = _KINDS.get(source.type or "", "other")
        self._package = package
        self._groups = {name: group for group in groups for name in group.ids or ()}

    def rows(self, flaw: Vulnerability) -> Iterator[Entry]:
        package = self._package
        group = self._groups.get(flaw.id) or Group()
        score = real(group.max_severity, "max_severity")
        word = severity(_word(flaw.database_specific))
        version = text(package.version) or text(package.commit)
        yield (
            "vulnerabilities",
            {
                "finding_id": joined(needed(flaw.id, "id"), package.name, version),
                "tool": "osv-scanner",
                "asset_id": needed(self._asset, "source.path"),
                "asset_kind": self._kind,
                "vulnerability_id": public_name(flaw.id, flaw.aliases or ()),
                "title": text(flaw.summary),
                "severity": rated(score) if word == "unknown" else word,
                "cvss_score": score,
                "cvss_vector": _vector(flaw),
                "package_name": text(package.name),
                "package_version": version,
                "package_type": text(package.ecosystem),
                "fixed_version": _fixed(package, flaw),
                "status": "open",
                "path": self._asset,
                "published_on": day(flaw.published, "published"),
            },
        )


def _word(raw: msgspec.Raw) -> str | None:
    """The severity that the database gives; databases write there what they like."""
    if not bytes(raw):
        return None
    try:
        found = msgspec.json.decode(raw, type=Rating | None)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None
    return found.severity if found else None


def _vector(flaw: Vulnerability) -> str | None:
    vectors = {one.type: one.score for one in flaw.severity or ()}
    return next((text(vectors[kind]) for kind in ("CVSS_V4", "CVSS_V3", "CVSS_V2") if vectors.get(kind)), None)


def _fixed(package: Package, flaw: Vulnerability) -> str | None:
    """Every version that the database names as a fix of this package, one for each release line."""
    fixed = [
        event.fixed
        for affected in flaw.affected or ()
        if affected.package
        and affected.package.name == package.name
        and affected.package.ecosystem == package.ecosystem
        for known in affected.ranges or ()
        if known.type != "GIT"
        for event in known.events or ()
        if event.fixed
    ]
    return text(", ".join(dict.fromkeys(fixed)))


class License(msgspec.Struct, gc=False):
    license_violations: list[str] | None = None


def _source(report: Report, sink: Sink) -> None:
    source = report.value("source", Source)
    if source is None:
        source = Source("")
    else:
        row = {
            "asset_id": text(source.path),
            "tool": "osv-scanner",
            "asset_kind": _KINDS.get(source.type or "", "other"),
        }
        sink.add(f"{report.place}/source", [("scan_targets", {**row})])
    for found in report.children("packages", _PACKAGE):
        package = found.value("package", Package)
        groups = found.value("groups", list[Group])
        sink.ignore("licence violations", len(found.value("license_violations", list[str]) or ()))
        if package is not None:
            found.emit("vulnerabilities", Vulnerability, _PackageRows(source, package, groups or []).rows)


def _read(document: Document, sink: Sink) -> None:
    for report in reports(document, sink, _REPORT):
        report.require("an OSV-Scanner report", "results")
        for source in report.children("results", _SOURCE):
            _source(source, sink)


def _matches(outline: Outline) -> bool:
    return outline.container == "json" and (
        outline.has_paths("results.[].source.path", "results.[].packages")
        or (outline.has_paths("results", "experimental_config") and not outline.has_paths("results.[].check_id"))
    )


FORMAT = Format(
    id="osv-scanner",
    title="OSV-Scanner report, JSON",
    tables=("vulnerabilities", "scan_targets"),
    matches=_matches,
    read=_read,
)
