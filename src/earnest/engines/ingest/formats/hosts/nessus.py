"""Nessus: the `.nessus` export (NessusClientData_v2) of Nessus, Tenable Vulnerability Management and Security Center.

Follows Tenable's "Nessus v2 File Format" (2023). Every host and every item is kept, informational ones too:
- `vulnerabilities`: one row per ReportItem and distinct CVE in it, one per ReportItem without a CVE. Severity is the
  plugin's (attribute `severity`, 0 to 4); the CVSS score is that of the plugin, version 4 before 3 before 2.
- `config_checks`: one row per ReportItem of a compliance audit (`<compliance>true</compliance>`) instead.
- `scan_targets`: one row per ReportHost, with whether the scanner could sign in (Credentialed_Scan).

The asset is the name of the ReportHost. When it was looked is HOST_END_TIMESTAMP (epoch) of each host; the older
HOST_END is written in the scanner's local time without an offset, and is read as UTC only where there is no epoch.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from earnest.engines.ingest.coerce import FieldError, choice, epoch, flag, instant, needed, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.hosts.nessus_flaws import SCORES, SEVERITY, Flaws
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry, Sink
from earnest.engines.ingest.xml_stream import Records, XmlHandler, parse_xml

_RESULT = {"passed": "pass", "failed": "fail", "warning": "manual", "error": "error", "skipped": "not_assessed"}
_AUDIT = "cm:compliance-"
_ASKED = frozenset(
    {
        "cve",
        "compliance",
        "vuln_publication_date",
        "exploited_by_malware",
        f"{_AUDIT}result",
        f"{_AUDIT}check-id",
        f"{_AUDIT}check-name",
        f"{_AUDIT}benchmark-name",
        f"{_AUDIT}actual-value",
    }
    | {name for pair in SCORES for name in pair}
)
_WANTED = _ASKED | {"tag"}
_TAGS = _WANTED | {"ReportHost", "ReportItem"}


class _Reader:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._root = ""
        self._host = ""
        self._hosts = 0
        self._items = 0
        self._tag = ""
        self._properties: dict[str, str] = {}
        self._item: dict[str, str] | None = None
        self._cves: list[str] = []
        self.flaws = Flaws(sink)

    @property
    def handler(self) -> XmlHandler:
        records = Records("ReportItem", _ASKED, self._record)
        return XmlHandler(self._start, self._end, _WANTED.__contains__, _TAGS, records)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._root:
            self._root = tag
            if tag != "NessusClientData_v2":
                raise UnreadableFile(
                    f"The root element is {tag}", "line 1", "a .nessus export has NessusClientData_v2."
                )
        if tag == "ReportHost":
            self._host = attributes.get("name", "")
            self._hosts += 1
            self._items = 0
            self._properties = {}
        elif tag == "ReportItem":
            self._item = dict(attributes)
            self._items += 1
            self._cves = []
        elif tag == "tag":
            self._tag = attributes.get("name", "")

    def _end(self, tag: str, written: str) -> None:
        item = self._item
        if tag == "tag":
            self._properties[self._tag] = written
        elif tag == "ReportHost":
            emit(self._sink, f"ReportHost {self._hosts}", self._target, self._properties)
        elif item is None:
            return
        elif tag == "ReportItem":
            self._take(f"ReportHost {self._hosts} ReportItem {self._items}", item)
            self._item = None
        elif tag == "cve":
            if cve := written.strip():
                self._cves.append(cve)
        elif tag in _WANTED:
            item[tag] = written

    def _record(self, item: dict[str, str], children: list[tuple[str, str]]) -> None:
        """A plain ReportItem."""
        self._items += 1
        self._cves = [cve for tag, written in children if tag == "cve" and (cve := written.strip())]
        item.update(children)
        self._take(f"ReportHost {self._hosts} ReportItem {self._items}", item)
        self._item = None

    def _take(self, place: str, item: dict[str, str]) -> None:
        try:
            plugin = needed(item.get("pluginID"), "pluginID")
            if (item.get("compliance") or "").strip() == "true":
                self._sink.add(place, [self._check(item, plugin)])
            else:
                self.flaws.add(place, self._host, plugin, item, self._cves)
        except FieldError as error:
            self._sink.reject(place, error)

    def _check(self, item: dict[str, str], plugin: str) -> Entry:
        name = text(item.get(f"{_AUDIT}check-name"))
        return (
            "config_checks",
            {
                "check_id": text(item.get(f"{_AUDIT}check-id")) or name or plugin,
                "tool": "nessus",
                "resource_id": needed(self._host, "ReportHost name"),
                "status": choice(item.get(f"{_AUDIT}result"), f"{_AUDIT}result", _RESULT),
                "title": name or text(item.get("pluginName")),
                "severity": SEVERITY.get(item.get("severity") or "", "unknown"),
                "resource_type": "host",
                "benchmark": text(item.get(f"{_AUDIT}benchmark-name")),
                "detail": text(item.get(f"{_AUDIT}actual-value")),
            },
        )

    def _target(self, properties: dict[str, str]) -> Iterator[Entry]:
        ended = _ended(properties)
        self._sink.observed(ended)
        yield (
            "scan_targets",
            {
                "asset_id": needed(self._host, "ReportHost name"),
                "tool": "nessus",
                "asset_kind": "host",
                "address": text(properties.get("host-ip")),
                "os_name": text(properties.get("operating-system")) or text(properties.get("os")),
                "authenticated": flag(properties.get("Credentialed_Scan"), "Credentialed_Scan"),
                "scanned_at": ended,
            },
        )


def _ended(properties: dict[str, str]) -> datetime | None:
    moment = epoch(properties.get("HOST_END_TIMESTAMP"), "HOST_END_TIMESTAMP")
    return moment or instant(properties.get("HOST_END"), "HOST_END", layouts=("%a %b %d %H:%M:%S %Y",))


def _read(document: Document, sink: Sink) -> None:
    reader = _Reader(sink)
    parse_xml(document, reader.handler)
    reader.flaws.settle()


FORMAT = Format(
    id="nessus",
    title="Nessus export, XML version 2",
    tables=("vulnerabilities", "scan_targets"),
    matches=lambda outline: outline.container == "xml" and outline.root == "NessusClientData_v2",
    read=_read,
)
