"""ZAP: the reports "Traditional XML" and "Traditional JSON", also with requests and responses.

Follows the add-on "Report Generation" 0.36 of ZAP 2.16 (OWASPZAPReport; `site[].alerts[].instances[]`).
- `vulnerabilities`: one row per alert and instance of it (method, address, parameter), one per alert without instances.
  Severity is the risk: 0 none, 1 low, 2 medium, 3 high. A confidence of 0 is what
  somebody marked as a false positive: `accepted`.
- `scan_targets`: one row per site, with alerts or without.

The asset is the site. When it was looked is `created`, in older versions `generated`, which is written without an
offset and read as UTC. Sequences are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from earnest.engines.ingest.coerce import FieldError, choice, count, instant, lower, needed, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.hosts import elements
from earnest.engines.ingest.json_stream import Element, JsonStream
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry, Row, Sink

_ROOT = "OWASPZAPReport"
_RISK = {"0": "none", "1": "low", "2": "medium", "3": "high"}
_LAYOUTS = ("%a, %d %b %Y %H:%M:%S", "%d/%m/%Y %H:%M:%S")


class _Instance(msgspec.Struct, gc=False):
    uri: str | None = None
    method: str | None = None
    param: str | None = None


class _Alert(msgspec.Struct, gc=False):
    pluginid: str | int | None = None
    alert_ref: str | int | None = msgspec.field(default=None, name="alertRef")
    alert: str | None = None
    name: str | None = None
    riskcode: str | int | None = None
    confidence: str | int | None = None
    instances: list[_Instance] | None = None


class _JsonSite(msgspec.Struct, gc=False):
    name: str | None = msgspec.field(default=None, name="@name")
    port: str | int | None = msgspec.field(default=None, name="@port")
    alerts: msgspec.Raw = msgspec.Raw()


@dataclass
class _Site:
    name: str | None = None
    port: str | None = None


class _Report:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._site = _Site()
        self._sites = 0
        self._alerts = 0
        self._times: dict[str, str | None] = {}

    def begin(self, site: _Site) -> None:
        self._site = site
        self._sites += 1
        self._alerts = 0

    def told(self, attributes: dict[str, str]) -> None:
        """What the report says of itself: when it was made."""
        self._times = {"created": attributes.get("created"), "generated": attributes.get("generated")}

    def alert(self, alert: _Alert | FieldError) -> None:
        self._alerts += 1
        place = f"site {self._sites} alert {self._alerts}"
        if isinstance(alert, FieldError):
            self._sink.reject(place, alert)
        else:
            emit(self._sink, place, self._rows, alert)

    def refuse(self, error: FieldError) -> None:
        """A site that cannot be read at all."""
        self._sites += 1
        self._sink.reject(f"site {self._sites}", error)

    def finish(self) -> None:
        emit(self._sink, f"site {self._sites}", self._target, self._site)

    def close(self) -> None:
        """When the report was made stands behind its sites in some versions, so it is taken last."""
        emit(self._sink, "report", self._dated, self._times)

    def _dated(self, times: dict[str, str | None]) -> Iterator[Entry]:
        name = "created" if text(times.get("created")) else "generated"
        # Java shortens September to four letters for some countries.
        self._sink.observed(instant((times.get(name) or "").replace(" Sept ", " Sep "), name, layouts=_LAYOUTS))
        return iter(())

    def _target(self, site: _Site) -> Iterator[Entry]:
        asset = needed(lower(site.name), "site name")
        yield "scan_targets", {"asset_id": asset, "tool": "zap", "asset_kind": "application"}

    def _rows(self, alert: _Alert) -> Iterator[Entry]:
        plugin = needed(alert.pluginid, "pluginid")
        name = text(alert.alert_ref) or plugin
        port = count(self._site.port, "port")
        row: Row = {
            "tool": "zap",
            "asset_id": needed(lower(self._site.name), "site name"),
            "asset_kind": "application",
            "vulnerability_id": f"zap-{name}",
            "title": text(alert.name) or text(alert.alert),
            "severity": choice(needed(alert.riskcode, "riskcode"), "riskcode", _RISK),
            "status": "accepted" if text(alert.confidence) == "0" else "open",
            "port": port,
        }
        for one in alert.instances or (_Instance(),):
            parts = (name, text(one.method), text(one.uri), text(one.param))
            key = " ".join(part for part in parts if part)
            yield "vulnerabilities", {**row, "finding_id": key, "path": text(one.uri)}


def _read(document: Document, sink: Sink) -> None:
    report = _Report(sink)
    if document.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        _read_xml(document, report)
    else:
        _read_json(document, report)
    report.close()


def _read_xml(document: Document, report: _Report) -> None:
    def begin(attributes: dict[str, str]) -> None:
        report.begin(_Site(attributes.get("name"), attributes.get("port")))

    around = elements.Around({_ROOT: report.told, "site": begin}, {"site": report.finish})
    records = {"alerts/alertitem": lambda element: report.alert(_alert(element))}
    elements.read_elements(document, _ROOT, records, around)


def _alert(element: elements.Element) -> _Alert:
    listed = element.find("instances")
    return _Alert(
        pluginid=element.told("pluginid"),
        alert_ref=element.told("alertRef"),
        alert=element.told("alert"),
        name=element.told("name"),
        riskcode=element.told("riskcode"),
        confidence=element.told("confidence"),
        instances=[
            _Instance(one.told("uri"), one.told("method"), one.told("param"))
            for one in (listed.every("instance") if listed else ())
        ],
    )


def _read_json(document: Document, report: _Report) -> None:
    times: dict[str, str] = {}
    found = False
    with document.path.open("rb") as file:
        stream = JsonStream(file)
        if stream.peek() != b"{":
            raise UnreadableFile("The JSON holds no object", "", "export the report again.")
        for key in stream.fields():
            if key in ("created", "@generated"):
                times[key.removeprefix("@")] = _word(stream) or ""
            elif key == "site" and stream.peek() == b"[":
                found = True
                _read_sites(stream, report)
            else:
                stream.skip()
    if not found:
        raise UnreadableFile("The JSON has no list of sites", "", "export the report again.")
    report.told(times)


def _read_sites(stream: JsonStream, report: _Report) -> None:
    alerts = Element(_Alert)
    for batch in stream.batches(Element(_JsonSite), descend=True):
        if batch is None:
            _walk_site(stream, alerts, report)
            continue
        for site in batch:
            if isinstance(site, FieldError):
                report.refuse(site)
                continue
            report.begin(_Site(site.name, text(site.port)))
            for alert in alerts.nested(site.alerts, "site") if site.alerts else ():
                report.alert(alert)
            report.finish()


def _walk_site(stream: JsonStream, alerts: Element[_Alert], report: _Report) -> None:
    """One site that is too large to be held: what names it stands before its alerts."""
    site = _Site()
    report.begin(site)
    for key in stream.fields():
        if key == "@name":
            site.name = _word(stream)
        elif key == "@port":
            site.port = _word(stream)
        elif key == "alerts" and stream.peek() == b"[":
            for batch in stream.batches(alerts):
                for alert in batch or ():
                    report.alert(alert)
        else:
            stream.skip()
    report.finish()


def _word(stream: JsonStream) -> str | None:
    try:
        return text(msgspec.json.decode(stream.value(), type=str | int | None))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _matches(outline: Outline) -> bool:
    if outline.container == "xml":
        return outline.root == _ROOT
    return outline.container == "json" and outline.has_paths("@version", "@generated", "site")


FORMAT = Format(
    id="zap",
    title="ZAP report, XML or JSON",
    tables=("vulnerabilities", "scan_targets"),
    matches=_matches,
    read=_read,
)
