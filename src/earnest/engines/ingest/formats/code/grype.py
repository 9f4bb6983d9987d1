"""Grype: the JSON report of `grype -o json`.

Follows the JSON schema of Anchore's Grype (models.Document, versions 0.7 to 0.100).
- `vulnerabilities`: one row per element of `matches` (open) and of `ignoredMatches`. An ignored match is `accepted`;
  if a VEX document ignored it, it is what that says: `not_affected` or `fixed`. A match whose supplier will not fix
  it is `will_not_fix`. A match that has no CVE but is related to one carries that one's name, and its scores where it
  has none.
- `scan_targets`: one row per report, whether anything was found or not.

The asset is the image or folder as it was named to Grype. When it was looked is `descriptor.timestamp`.
"""

from __future__ import annotations

import msgspec

from earnest.engines.ingest.coerce import FieldError, instant, needed, real, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, Record
from earnest.engines.ingest.formats.code.names import headline, joined, named_after, public_name, without_tag
from earnest.engines.ingest.formats.code.report import Report, reports, shape
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Row, Sink

_KINDS = {"image": "image", "directory": "filesystem", "file": "filesystem", "sbom-file": "application"}
_SHAPE = shape(("source", "distro", "descriptor"), ("matches", "ignoredMatches"))
_SAID = {"not_affected": "not_affected", "fixed": "fixed"}


class Metrics(Record):
    base_score: float | None = None


class Cvss(Record):
    version: str | None = None
    vector: str | None = None
    metrics: Metrics | None = None
    base_score: float | None = None

    @property
    def score(self) -> float | None:
        return self.metrics.base_score if self.metrics else self.base_score


class Fix(Record):
    versions: list[str] | None = None
    state: str | None = None


class Vulnerability(Record):
    id: str
    severity: str | None = None
    description: str | None = None
    fix: Fix | None = None
    fixed_in_version: str | None = None
    cvss: list[Cvss] | None = None
    cvss_v2: Cvss | None = None
    cvss_v3: Cvss | None = None
    known_exploited: list[msgspec.Raw] | None = None


class Location(Record):
    path: str | None = None


class Artifact(Record):
    name: str
    version: str | None = None
    type: str | None = None
    purl: str | None = None
    locations: list[Location] | None = None


class Rule(Record, rename="kebab"):
    vex_status: str | None = None


class Match(Record):
    vulnerability: Vulnerability
    artifact: Artifact
    related_vulnerabilities: list[Vulnerability] | None = None
    applied_ignore_rules: list[Rule] | None = None


class Image(Record):
    user_input: str | None = None
    tags: list[str] | None = None
    image_id: str | None = msgspec.field(name="imageID", default=None)


class Source(Record):
    type: str | None = None
    target: str | Image | None = None

    @property
    def name(self) -> str | None:
        if not isinstance(self.target, Image):
            return text(self.target)
        names = [self.target.user_input, *(self.target.tags or ()), self.target.image_id]
        return next((name.strip() for name in names if name and name.strip()), None)


class System(Record):
    name: str | None = None
    version: str | None = None


class Descriptor(Record):
    timestamp: str | None = None


class _Scan:
    def __init__(self, document: Document, sink: Sink, report: Report) -> None:
        report.require("a Grype report", "matches", "source")
        self._sink = sink
        self._report = report
        source = report.value("source", Source) or Source()
        self._asset = source.name or named_after(document, sink)
        self._kind = _KINDS.get(source.type or "", "other")
        if source.name:
            sink.part = without_tag(source.name) if self._kind == "image" else source.name

    def read(self) -> None:
        self._target()
        self._report.emit("matches", Match, lambda match: [("vulnerabilities", self._row(match, _open(match)))])
        self._report.emit(
            "ignoredMatches", Match, lambda match: [("vulnerabilities", self._row(match, _ignored(match)))]
        )

    def _target(self) -> None:
        descriptor = self._report.value("descriptor", Descriptor) or Descriptor()
        system = self._report.value("distro", System) or System()
        try:
            scanned_at = instant(descriptor.timestamp, "descriptor.timestamp")
        except FieldError as error:
            self._sink.reject("/descriptor", error)
            scanned_at = None
        self._sink.observed(scanned_at)
        row: Row = {
            "asset_id": self._asset,
            "tool": "grype",
            "asset_kind": self._kind,
            "os_name": text(joined(system.name, system.version)),
            "scanned_at": scanned_at,
        }
        self._sink.add("/source", [("scan_targets", row)])

    def _row(self, match: Match, status: str) -> Row:
        flaw, package = match.vulnerability, match.artifact
        related = match.related_vulnerabilities or []
        place = next((location.path for location in package.locations or () if location.path), None)
        score, vector = _score([flaw, *related])
        return {
            "finding_id": joined(
                needed(flaw.id, "vulnerability.id"), package.name, package.version, package.type, place
            ),
            "tool": "grype",
            "asset_id": self._asset,
            "asset_kind": self._kind,
            "vulnerability_id": public_name(flaw.id, [other.id for other in related]),
            "title": _title(flaw, related),
            "severity": severity(flaw.severity),
            "cvss_score": real(score, "cvss"),
            "cvss_vector": text(vector),
            "package_name": text(package.name),
            "package_version": text(package.version),
            "package_type": text(package.type),
            "fixed_version": _fixed(flaw),
            "purl": text(package.purl),
            "status": status,
            "exploited": True if flaw.known_exploited else None,
            "path": text(place),
        }


def _title(flaw: Vulnerability, related: list[Vulnerability]) -> str | None:
    return next((found for one in (flaw, *related) if (found := headline(one.description))), None)


def _fixed(flaw: Vulnerability) -> str | None:
    versions = flaw.fix.versions if flaw.fix else None
    return text(", ".join(versions or ())) or text(flaw.fixed_in_version)


def _score(flaws: list[Vulnerability]) -> tuple[float | None, str | None]:
    """Score and vector of the newest CVSS version, of the flaw itself before those it is related to."""
    for flaw in flaws:
        older = [one for one in (flaw.cvss_v3, flaw.cvss_v2) if one]
        listed = sorted(flaw.cvss or (), key=lambda one: one.version or "", reverse=True)
        for one in (*listed, *older):
            if one.score is not None:
                return one.score, one.vector
    return None, None


def _open(match: Match) -> str:
    fix = match.vulnerability.fix
    return "will_not_fix" if fix and fix.state == "wont-fix" else "open"


def _ignored(match: Match) -> str:
    said = [_SAID.get(rule.vex_status or "") for rule in match.applied_ignore_rules or ()]
    return next((status for status in said if status), "accepted")


def _matches(outline: Outline) -> bool:
    if outline.container != "json":
        return False
    found = any(
        outline.has_paths(f"{key}.[].vulnerability", f"{key}.[].artifact") for key in ("matches", "ignoredMatches")
    )
    return found or outline.has_paths("matches", "source.target", "descriptor")


def _read(document: Document, sink: Sink) -> None:
    for report in reports(document, sink, _SHAPE):
        _Scan(document, sink, report).read()


FORMAT = Format(
    id="grype",
    title="Grype report, JSON",
    tables=("vulnerabilities", "scan_targets"),
    matches=_matches,
    read=_read,
)
