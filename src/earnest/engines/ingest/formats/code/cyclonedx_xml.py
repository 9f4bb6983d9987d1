"""The XML form of CycloneDX as a stream of components and vulnerabilities, as the structures of its JSON form."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TypeVar

from earnest.engines.ingest.coerce import FieldError, real
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import emit
from earnest.engines.ingest.formats.code.cyclonedx_bom import (
    Affect,
    AffectedVersion,
    Analysis,
    Component,
    Evidence,
    License,
    LicenseChoice,
    Metadata,
    Named,
    Occurrence,
    Property,
    Rating,
    Vulnerability,
)
from earnest.engines.ingest.formats.code.cyclonedx_rows import BomRows, Survey
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry, Sink
from earnest.engines.ingest.xml_stream import XmlHandler, parse_xml

_WANTED = frozenset(
    [
        "timestamp",
        "name",
        "group",
        "version",
        "purl",
        "cpe",
        "publisher",
        "id",
        "expression",
        "location",
        "property",
        "score",
        "base",
        "severity",
        "method",
        "vector",
        "description",
        "published",
        "state",
        "justification",
        "response",
        "detail",
        "firstIssued",
        "lastUpdated",
        "ref",
        "status",
    ]
)
_COMPONENT = {"name", "group", "version", "purl", "cpe", "publisher"}
_COUNTED = {"service": "services", "composition": "compositions", "annotation": "annotations"}
_ANALYSIS = {
    "state": "state",
    "justification": "justification",
    "detail": "detail",
    "firstIssued": "first_issued",
    "lastUpdated": "last_updated",
}

T = TypeVar("T")


@lru_cache(maxsize=1024)
def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


class _Walk(ABC):
    """The way through the document; the parts that both passes need."""

    def __init__(self) -> None:
        self._way: list[str] = []

    def handler(self) -> XmlHandler:
        return XmlHandler(self._start, self._end, lambda tag: _local(tag) in _WANTED)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if not self._way and name != "bom":
            raise UnreadableFile(f"The root element is {tag}", "line 1", "a CycloneDX document has bom.")
        self._way.append(name)
        self.opened(name, attributes)

    def _end(self, _: str, written: str) -> None:
        self.closed(self._way[-1], written)
        self._way.pop()

    @abstractmethod
    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; it is the last of the way."""

    @abstractmethod
    def closed(self, name: str, written: str) -> None:
        """An element ends, with the text in it."""

    def above(self, *names: str) -> bool:
        """Whether the current element stands in these, from the inside out."""
        inner = self._way[-2 : -2 - len(names) : -1]
        return inner == list(names)

    @property
    def listed(self) -> bool:
        """Whether the current component is one of the document's own, neither an ancestor of one nor a tool."""
        return "pedigree" not in self._way and "tools" not in self._way


class Surveyor(_Walk):
    """The first pass: what is listed, and what its flaws affect."""

    def __init__(self) -> None:
        super().__init__()
        self.survey = Survey()

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "component" and self.above("components") and self.listed:
            self.survey.components += 1
        elif name == "components" and self.above("bom"):
            self.survey.lists_components = True
        elif name == "vulnerabilities":
            self.survey.lists_vulnerabilities = True
        elif name == "vulnerability" and "ref" in attributes:
            self.survey.refs.add(attributes["ref"])

    def closed(self, name: str, written: str) -> None:
        if name == "ref" and self.above("target"):
            self.survey.refs.add(written.strip())


class Reader(_Walk):
    """The second pass: components and vulnerabilities into rows, each when it ends."""

    def __init__(self, sink: Sink, rows: BomRows) -> None:
        super().__init__()
        self._sink = sink
        self._rows = rows
        self._metadata = Metadata(tools=[], authors=[])
        self._bom: dict[str, str] = {}
        self._opened = False
        self._components: list[Component] = []
        self._flaw: Vulnerability | None = None
        self._inside: list[list[Vulnerability]] = []
        self._numbers = {"component": 0, "vulnerability": 0}
        self._property = ""
        self._fault: FieldError | None = None

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "bom":
            self._bom = attributes
        elif name in ("components", "vulnerabilities") and self.above("bom"):
            self._open()
        elif name == "component" and self.listed:
            self._components.append(Component("", attributes.get("type"), attributes.get("bom-ref")))
            self._inside.append([])
        elif name == "vulnerability" and self.above("vulnerabilities"):
            reference = attributes.get("ref")
            self._flaw = Vulnerability("", affects=[Affect(reference)] if reference else [])
        elif name == "source" and self._flaw is not None and attributes.get("name"):
            self._flaw.source = Named(attributes["name"])
        elif name == "rating" and self._flaw is not None:
            self._flaw.ratings = [*(self._flaw.ratings or ()), Rating()]
        elif name in _COUNTED and self.above(_COUNTED[name], "bom"):
            self._sink.ignore(_COUNTED[name])
        elif name == "property":
            self._property = attributes.get("name", "")

    def closed(self, name: str, written: str) -> None:
        if self._flaw is not None:
            self._flaw_part(self._flaw, name, written)
        elif not self.listed:
            self._tool(name, written)
        elif self._components:
            self._component_part(self._components[-1], name, written)
        elif self._way[1:2] == ["metadata"]:
            self._header(name, written)
        elif name == "bom":
            self._open()

    def _open(self) -> None:
        if self._opened:
            return
        self._opened = True
        self._rows.open(self._metadata, self._bom.get("serialNumber"), self._bom.get("version"))
        subject = self._metadata.component
        for component in list(subject.all())[1:] if subject else ():
            self._add("component", self._component, component)

    def _component(self, component: Component) -> Iterator[Entry]:
        yield self._rows.component(component)

    def _add(self, kind: str, rows: Callable[[T], Iterable[Entry]], found: T) -> None:
        self._numbers[kind] += 1
        emit(self._sink, f"{kind} {self._numbers[kind]}", rows, found)

    def _tool(self, name: str, written: str) -> None:
        told = self._metadata.tools
        known = self.above("tool", "tools") or self.above("component", "components", "tools")
        if name == "name" and known and isinstance(told, list):
            told.append(Named(written))

    def _header(self, name: str, written: str) -> None:
        if name == "timestamp" and self.above("metadata"):
            self._metadata.timestamp = written
        elif name == "name" and self.above("author", "authors"):
            self._metadata.authors = [*(self._metadata.authors or ()), Named(written)]
        elif name == "name" and self.above("supplier", "metadata"):
            self._metadata.supplier = Named(written)
        elif name == "name" and (self.above("manufacture", "metadata") or self.above("manufacturer", "metadata")):
            self._metadata.manufacturer = Named(written)

    def _component_part(self, component: Component, name: str, written: str) -> None:
        if name == "component":
            self._component_end(component)
        elif name in _COMPONENT and self.above("component"):
            setattr(component, name, written)
        elif name == "name" and self.above("supplier", "component"):
            component.supplier = Named(written)
        elif name in ("id", "name") and self.above("license", "licenses", "component"):
            own = License(id=written) if name == "id" else License(name=written)
            component.licenses = [*(component.licenses or ()), LicenseChoice(license=own)]
        elif name == "expression" and self.above("licenses", "component"):
            component.licenses = [*(component.licenses or ()), LicenseChoice(expression=written)]
        elif name == "location" and self.above("occurrence", "occurrences", "evidence", "component"):
            found = component.evidence.occurrences or [] if component.evidence else []
            component.evidence = Evidence([*found, Occurrence(written)])
        elif name == "property" and self.above("properties", "component"):
            component.properties = [*(component.properties or ()), Property(self._property, written)]

    def _component_end(self, component: Component) -> None:
        self._components.pop()
        flaws = self._inside.pop()
        if self.above("metadata"):
            self._metadata.component = component
        elif "metadata" in self._way:
            parent = self._components[-1]
            parent.components = [*(parent.components or ()), component]
        else:
            self._add("component", self._component, component)
            for flaw in flaws:
                self._add(
                    "vulnerability", lambda one: [("vulnerabilities", self._rows.flaw(one, component, None))], flaw
                )

    def _flaw_part(self, flaw: Vulnerability, name: str, written: str) -> None:
        if name == "vulnerability" and self.above("vulnerabilities"):
            self._flaw_end(flaw)
        elif self.above("vulnerability"):
            if name in ("id", "description", "published"):
                setattr(flaw, name, written.strip())
        elif name == "name" and self.above("source", "vulnerability"):
            flaw.source = Named(written)
        elif "rating" in self._way and flaw.ratings:
            self._rating_part(flaw.ratings[-1], name, written)
        elif "analysis" in self._way:
            analysis = flaw.analysis = flaw.analysis or Analysis()
            if self.above("analysis") and name in _ANALYSIS:
                setattr(analysis, _ANALYSIS[name], written.strip())
            elif name == "response":
                analysis.response = [*(analysis.response or ()), written.strip()]
        elif name == "ref" and self.above("target", "affects"):
            flaw.affects = [*(flaw.affects or ()), Affect(written.strip())]
        elif name == "status" and self.above("version", "versions", "target") and flaw.affects:
            last = flaw.affects[-1]
            last.versions = [*(last.versions or ()), AffectedVersion(written.strip())]

    def _rating_part(self, rating: Rating, name: str, written: str) -> None:
        if name in ("severity", "method", "vector"):
            setattr(rating, name, written.strip())
        elif name == "name" and self.above("source", "rating"):
            rating.source = Named(written)
        elif name in ("score", "base") and written.strip():
            try:
                rating.score = real(written, "ratings.score")
            except FieldError as error:
                self._fault = error

    def _flaw_end(self, flaw: Vulnerability) -> None:
        self._flaw = None
        fault, self._fault = self._fault, None
        if fault is not None:
            self._numbers["vulnerability"] += 1
            self._sink.reject(f"vulnerability {self._numbers['vulnerability']}", fault)
        elif self._components:
            self._inside[-1].append(flaw)
        else:
            self._add("vulnerability", self._rows.vulnerability, flaw)


def read_xml(document: Document, sink: Sink) -> None:
    """Read the document twice: once for what its flaws affect, once for its rows."""
    surveyor = Surveyor()
    parse_xml(document, surveyor.handler())
    parse_xml(document, Reader(sink, BomRows(document, sink, surveyor.survey)).handler())
