"""The canonical rows of one CycloneDX document. See `cyclonedx` for what is counted how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote

from earnest.engines.ingest.coerce import FieldError, day, instant, needed, real, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.formats.code.cyclonedx_bom import Affect, Analysis, Component, Metadata, Vulnerability
from earnest.engines.ingest.formats.code.names import headline, joined, named_after, public_name, purl_type, without_tag
from earnest.engines.ingest.formats.code.scores import rated
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.writer import Entry, Row, Sink

_KINDS = {
    "container": "image",
    "file": "filesystem",
    "operating-system": "host",
    "device": "host",
    "application": "application",
    "framework": "application",
    "library": "application",
    "platform": "application",
}
_STATES = {
    "resolved": "fixed",
    "resolved_with_pedigree": "fixed",
    "exploitable": "open",
    "in_triage": "under_investigation",
    "false_positive": "accepted",
    "not_affected": "not_affected",
}
_VERSIONS = {"affected": "open", "unaffected": "not_affected", "unknown": "under_investigation"}


@dataclass
class Survey:
    """What must be known of a document before its rows are made: whether it lists what, and what its flaws affect."""

    components: int = 0
    lists_components: bool = False
    lists_vulnerabilities: bool = False
    refs: set[str] = field(default_factory=set)

    @property
    def is_vex(self) -> bool:
        """A document that speaks of flaws and lists no components is about the products of another document."""
        return self.lists_vulnerabilities and not self.components


class BomRows:
    """One document on its way: whose components it lists, and which of them its flaws affect."""

    def __init__(self, document: Document, sink: Sink, survey: Survey) -> None:
        self._document = document
        self._sink = sink
        self._survey = survey
        self._known: dict[str, Component] = {}
        self._metadata = Metadata()
        self._serial = ""
        self._version = ""
        self._asset = ""
        self._kind = "other"
        self._said_at: datetime | None = None

    def open(self, metadata: Metadata, serial: str | None, version: str | None) -> None:
        """Take the header, and say which tables the document speaks of."""
        self._metadata = metadata
        self._serial = text(serial) or self._document.sha256
        self._version = text(version) or ""
        subject = metadata.component
        if subject is not None and subject.name.strip():
            self._kind = _KINDS.get((subject.type or "").lower(), "other")
            self._asset = subject.full_name
            self._sink.part = without_tag(self._asset) if self._kind == "image" else self._asset
            self._remember(subject)
        try:
            self._said_at = instant(metadata.timestamp, "metadata.timestamp")
        except FieldError as error:
            self._sink.reject("/metadata", error)
        self._sink.observed(self._said_at)
        if self._survey.is_vex:
            self._sink.speaks_of("vex_statements")
            self._sink.part = joined("vex", text(serial) or self._asset or metadata.author)
            return
        self._asset = self._asset or named_after(self._document, self._sink)
        if self._survey.lists_components:
            self._sink.speaks_of("software")
        if self._survey.lists_vulnerabilities:
            self._sink.speaks_of("vulnerabilities")
            row: Row = {"asset_id": self._asset, "tool": metadata.tool, "asset_kind": self._kind}
            self._sink.add("/metadata", [("scan_targets", {**row, "scanned_at": self._said_at})])

    def _remember(self, component: Component) -> None:
        if component.bom_ref and component.bom_ref in self._survey.refs:
            self._known[component.bom_ref] = component

    def component(self, component: Component) -> Entry:
        """The row of one component, without those in it."""
        self._remember(component)
        row: Row = {
            "device_id": self._asset,
            "system": self._metadata.tool,
            "name": needed(component.full_name, "name"),
            "version": text(component.version),
            "vendor": text(component.publisher) or (text(component.supplier.name) if component.supplier else None),
            "purl": text(component.purl),
            "package_type": purl_type(component.purl) or text(component.type),
            "licence": component.licence,
            "path": component.path,
        }
        return "software", row

    def vulnerability(self, flaw: Vulnerability) -> Iterator[Entry]:
        """One row for each thing that the flaw affects; one for the whole document if it names none."""
        analysis = flaw.analysis or Analysis()
        state = (text(analysis.state) or "").lower()
        if state and state not in _STATES:
            raise FieldError("analysis.state", f"{state!r} is not one of {', '.join(sorted(_STATES))}")
        for affect in flaw.affects or (None,):
            component = self._known.get(affect.ref) if affect else self._metadata.component
            if self._survey.is_vex and state:
                yield "vex_statements", self._statement(flaw, analysis, state, self._product(affect, component))
            else:
                yield "vulnerabilities", self.flaw(flaw, component, affect, state)

    def flaw(self, flaw: Vulnerability, component: Component | None, affect: Affect | None, state: str = "") -> Row:
        """The row of a flaw of one component of this document, or of what a reference names that is not in it."""
        name = needed(flaw.id, "id")
        score, vector = flaw.score
        word = severity(flaw.word)
        where = component.label if component else (affect.ref if affect else None)
        return {
            "finding_id": joined(name, where, component.path if component else None),
            "tool": self._metadata.tool,
            "asset_id": self._asset or None,
            "asset_kind": self._kind,
            "vulnerability_id": public_name(name),
            "title": headline(flaw.description),
            "severity": rated(score) if word == "unknown" else word,
            "cvss_score": real(score, "ratings.score"),
            "cvss_vector": text(vector),
            "package_name": component.full_name if component else None,
            "package_version": text(component.version) if component else None,
            "package_type": purl_type(component.purl) if component else None,
            "purl": text(component.purl) if component else None,
            "status": _analysed(state, flaw.analysis or Analysis()) if state else _versions(affect),
            "path": component.path if component else None,
            "published_on": day(flaw.published, "published"),
        }

    def _product(self, affect: Affect | None, component: Component | None) -> str:
        """What a statement is about: a component of this document, else what the link names in another one."""
        if component is not None:
            return component.label
        if affect is None:
            raise FieldError("affects", "the statement names no product")
        link, mark, fragment = affect.ref.partition("#")
        return needed(unquote(fragment) if mark and link.startswith("urn:cdx:") else affect.ref, "affects.ref")

    def _statement(self, flaw: Vulnerability, analysis: Analysis, state: str, product: str) -> Row:
        status = {"open": "affected", "accepted": "not_affected"}.get(_STATES[state], _STATES[state])
        responses = ", ".join(analysis.response or ())
        stated = instant(analysis.last_updated or analysis.first_issued, "analysis.lastUpdated")
        return {
            "statement_id": self._serial,
            "author": self._metadata.author,
            "vulnerability_id": public_name(needed(flaw.id, "id")),
            "product": product,
            "status": status,
            "justification": text(analysis.justification),
            "detail": text("; ".join(part for part in (analysis.detail, responses) if part)),
            "version": self._version or None,
            "stated_at": stated or self._said_at,
        }


def _analysed(state: str, analysis: Analysis) -> str:
    """What an analysis means. Not affected without a reason is a decision and no statement."""
    told = _STATES[state]
    if told == "not_affected" and not (text(analysis.justification) or text(analysis.detail)):
        return "accepted"
    return told


def _versions(affect: Affect | None) -> str:
    """What is said of the versions that are named: affected if one of them is."""
    told = {
        _VERSIONS.get((one.status or "affected").lower(), "open") for one in (affect.versions or () if affect else ())
    }
    return next((status for status in ("open", "under_investigation", "not_affected") if status in told), "open")
