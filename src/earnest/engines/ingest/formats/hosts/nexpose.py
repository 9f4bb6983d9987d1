"""Nexpose and InsightVM: "XML Export" (NexposeReport 1.0) and "XML Export 2.0" of Rapid7.

Follows Rapid7's "XML Export 2.0 Schema" and "Vulnerability result codes" (2024). Every test of every node and endpoint
is kept, those that found nothing too:
- `vulnerabilities`: one row per test and distinct CVE of its definition, one per test without a CVE. Exploited and
  version tests are `open`, potential ones `under_investigation`, those under an exception `accepted`, those that found
  the node not vulnerable `not_affected`; an overridden one is that too, because it is another test of the scan, and no
  person, that overrode the guess by version. Tests without an outcome (skipped, error, unknown) are counted as ignored.
  Severity is Rapid7's word for the number: 1 to 3 moderate, 4 to 7 severe, 8 to 10 critical; severe is high.
- `exposed_services`: one row per open endpoint. From where the scan engine looked is not told: `unknown`.
- `scan_targets`: one row per node that answered; whether the scanner could sign in is not told.

The asset is the first name of the node, else its address. When it was looked is the end of the newest scan. What is
said of each flaw stands at the end of the file, so it is read twice, and those definitions are held in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from earnest.engines.ingest.coerce import FieldError, count, day, instant, lower, needed, real, shown, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.hosts.elements import Around, Element, read_elements
from earnest.engines.ingest.formats.hosts.flaws import cves, flaws, host_name
from earnest.engines.ingest.writer import Entry, Row, Sink

_ROOT = "NexposeReport"
_STATUS = {
    "vulnerable-exploited": "open",
    "vulnerable-version": "open",
    "vulnerable": "open",
    "potential": "under_investigation",
    "vulnerable-potential": "under_investigation",
    "exception-vulnerable-exploited": "accepted",
    "exception-vulnerable-version": "accepted",
    "exception-vulnerable-potential": "accepted",
    "not-vulnerable": "not_affected",
    "not-vulnerable-version": "not_affected",
    "overridden-version": "not_affected",
    "overridden-vulnerable-version": "not_affected",
}
_NO_OUTCOME = frozenset({"error", "unknown", "not-tested", "no-data"})
_PROTOCOLS = frozenset({"tcp", "udp", "sctp"})
_LAYOUTS = ("%Y%m%dT%H%M%S%f",)
_FIRST = frozenset(
    {_ROOT, "scans", "scan", "node", "names", "name", "VulnerabilityDefinitions", "vulnerability", "references"}
    | {"reference"}
)
_SECOND = frozenset(
    {_ROOT, "node", "tests", "test", "fingerprints", "os", "fingerprint", "endpoint", "services", "service"}
)
"""The elements that are read in the first and in the second turn; what proves a test, and is long, is not."""


@dataclass(frozen=True)
class _Definition:
    title: str | None
    severity: str
    score: float | None
    vector: str | None
    published: date | None
    names: tuple[str, ...]


_UNDEFINED = _Definition(None, "unknown", None, None, None, ())


def _definition(element: Element) -> _Definition:
    references = element.find("references")
    listed = [one.text for one in references.every("reference") if one.get("source") == "CVE"] if references else []
    number = count(element.get("severity"), "severity")
    return _Definition(
        title=text(element.get("title")),
        severity=_severity(number),
        score=real(element.get("cvssScore"), "cvssScore"),
        vector=(text(element.get("cvssVector")) or "").strip("()") or None,
        published=day(element.get("published"), "published", layouts=_LAYOUTS),
        names=tuple(cves(" ".join(listed))),
    )


def _severity(number: int | None) -> str:
    if number is None:
        return "unknown"
    return next((word for top, word in ((0, "none"), (3, "medium"), (7, "high")) if number <= top), "critical")


class _Reader:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._definitions: dict[str, _Definition] = {}
        self._names: dict[int, str] = {}
        self._scanned: datetime | None = None
        self._nodes = 0
        self._tests = 0
        self._node: dict[str, str] = {}
        self._os: tuple[float, str | None] = (-1.0, None)
        self._endpoint: dict[str, str] | None = None
        self._service: str | None = None
        self._product: str | None = None

    def read(self, document: Document) -> None:
        before = Around({"node": self._begin})
        first = {
            "scans/scan": lambda element: emit(self._sink, "scans", self._scan, element),
            "names/name": self._name,
            "VulnerabilityDefinitions/vulnerability": self._define,
        }
        read_elements(document, _ROOT, first, before, tags=_FIRST)
        self._nodes = 0
        around = Around(
            {"node": self._begin, "endpoint": self._open, "service": self._serve},
            {"node": self._finish, "endpoint": self._close},
        )
        second = {"tests/test": self._test, "fingerprints/os": self._system, "fingerprints/fingerprint": self._print}
        read_elements(document, _ROOT, second, around, tags=_SECOND)

    def _scan(self, element: Element) -> Iterator[Entry]:
        moment = instant(element.get("endTime"), "endTime", layouts=_LAYOUTS)
        if moment is not None and (self._scanned is None or moment > self._scanned):
            self._scanned = moment
            self._sink.observed(moment)
        return iter(())

    def _name(self, element: Element) -> None:
        if name := host_name(element.text):
            self._names.setdefault(self._nodes, name)

    def _define(self, element: Element) -> None:
        name = lower(element.get("id"))
        if name:
            emit(self._sink, f"vulnerability {name}", lambda one: self._note(name, one), element)

    def _note(self, name: str, element: Element) -> Iterator[Entry]:
        self._definitions[name] = _definition(element)
        return iter(())

    def _begin(self, attributes: dict[str, str]) -> None:
        self._nodes += 1
        self._tests = 0
        self._node = attributes
        self._os = (-1.0, None)

    @property
    def _place(self) -> str:
        return f"node {self._nodes}"

    @property
    def _asset(self) -> str:
        return self._names.get(self._nodes) or needed(self._node.get("address"), "node address")

    def _system(self, element: Element) -> None:
        emit(self._sink, self._place, self._fingerprint, element)

    def _fingerprint(self, element: Element) -> Iterator[Entry]:
        certainty = real(element.get("certainty"), "certainty") or 0.0
        if certainty > self._os[0]:
            self._os = (certainty, _joined(element.get("product") or element.get("family"), element.get("version")))
        return iter(())

    def _finish(self) -> None:
        if (self._node.get("status") or "alive").strip().lower() == "alive":
            emit(self._sink, self._place, self._target, self._node)
        else:
            self._sink.ignore("nodes that did not answer")

    def _target(self, node: dict[str, str]) -> Iterator[Entry]:
        yield (
            "scan_targets",
            {
                "asset_id": self._asset,
                "tool": "nexpose",
                "asset_kind": "host",
                "address": text(node.get("address")),
                "os_name": self._os[1],
                "scanned_at": self._scanned,
            },
        )

    def _open(self, attributes: dict[str, str]) -> None:
        self._endpoint = attributes
        self._service = self._product = None

    def _serve(self, attributes: dict[str, str]) -> None:
        self._service = self._service or text(attributes.get("name"))

    def _print(self, element: Element) -> None:
        if self._endpoint is not None:
            self._product = self._product or _joined(element.get("product"), element.get("version"))

    def _close(self) -> None:
        endpoint, self._endpoint = self._endpoint or {}, None
        if lower(endpoint.get("status")) == "open" and lower(endpoint.get("protocol")) in _PROTOCOLS:
            emit(self._sink, f"{self._place} endpoint {endpoint.get('port', '')}", self._exposed, endpoint)
        else:
            self._sink.ignore("endpoints that are not open")

    def _exposed(self, endpoint: dict[str, str]) -> Iterator[Entry]:
        yield (
            "exposed_services",
            {
                "address": needed(self._node.get("address"), "node address"),
                "port": count(needed(endpoint.get("port"), "port"), "port"),
                "protocol": lower(endpoint.get("protocol")),
                "reachable_from": "unknown",
                "hostname": self._names.get(self._nodes),
                "service": lower(self._service),
                "product": self._product,
            },
        )

    def _test(self, element: Element) -> None:
        self._tests += 1
        emit(self._sink, f"{self._place} test {self._tests}", self._rows, element)

    def _rows(self, element: Element) -> Iterator[Entry]:
        name = needed(element.get("id"), "test id")
        told = needed(lower(element.get("status")), "test status")
        status = _STATUS.get(told)
        if status is None:
            if told not in _NO_OUTCOME and not told.startswith("skipped"):
                raise FieldError("test status", f"{shown(told)} is not a status that Nexpose is known to write")
            self._sink.ignore(f"tests without an outcome: {told}")
            return
        known = self._definitions.get(name.lower(), _UNDEFINED)
        port = count((self._endpoint or {}).get("port"), "port")
        row: Row = {
            "tool": "nexpose",
            "asset_id": self._asset,
            "asset_kind": "host",
            "title": known.title,
            "severity": known.severity,
            "cvss_score": known.score,
            "cvss_vector": known.vector,
            "status": status,
            "port": port,
            "path": text(element.get("key")),
            "first_seen_at": instant(element.get("vulnerable-since"), "vulnerable-since", layouts=_LAYOUTS),
            "published_on": known.published,
        }
        where = f"{lower((self._endpoint or {}).get('protocol')) or ''}/{port}" if port is not None else None
        yield from flaws(row, (name.lower(), where, text(element.get("key"))), known.names, name.lower())


def _joined(*words: str | None) -> str | None:
    return text(" ".join(word.strip() for word in words if word and word.strip()))


FORMAT = Format(
    id="nexpose",
    title="Nexpose and InsightVM report, XML",
    tables=("vulnerabilities", "scan_targets", "exposed_services"),
    matches=lambda outline: outline.container == "xml" and outline.root == _ROOT,
    read=lambda document, sink: _Reader(sink).read(document),
)
