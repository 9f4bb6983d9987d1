"""Qualys XML: the scan report (ASSET_DATA_REPORT) and the results of one scan (SCAN).

Follows "Qualys API (VM, PC) XML/DTD Reference" 10.27: asset_data_report.dtd and scan-1.dtd. Every finding is kept,
information gathered too:
- `vulnerabilities`: one row per finding on a host and distinct CVE of its QID, one per finding without a CVE. Severity
  levels 1 and 2 are low, 3 medium, 4 high, 5 critical; information gathered (Ig; INFO and SERVICE) is `none`. A
  potential finding (Practice) is `under_investigation` while it stands.
- `scan_targets`: one row per host, and per address under "no vulnerabilities". Whether the scanner could sign in is
  told by the results of its QIDs 38307 (Unix Authentication Method) and 70028 (Windows Authentication Method), which
  must name a user and no NULL session, and by 105015 and 105053 (authentication failed). A report without results does
  not tell. ("Windows Authentication Method QID" in Qualys' help; the numbers of the other three are not in it.)

The asset is the DNS name, else the NetBIOS name, else the address. When it was looked is the newest LAST_FOUND of each
host, in a SCAN the date in its header. What is said of each QID stands at the end of a scan report, so its file is
read twice, and those descriptions are held in memory.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from earnest.engines.ingest.coerce import FieldError, count, instant, lower, needed, shown, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.hosts.elements import Around, Element, read_elements
from earnest.engines.ingest.formats.hosts.flaws import Targets, cves, flaws, host_name
from earnest.engines.ingest.formats.hosts.qualys_words import (
    kind,
    rated,
    said,
    scored,
    signed_in,
    standing,
)
from earnest.engines.ingest.writer import Entry, Row, Sink

_ROOTS = ("ASSET_DATA_REPORT", "SCAN")
_KINDS = {"VULN": "vuln", "PRACTICE": "potential", "INFO": "information", "SERVICE": "information"}
_FIRST = frozenset(
    {"VULN_DETAILS_LIST", "VULN_DETAILS", "QID", "TITLE", "SEVERITY", "CVE_ID_LIST", "CVE_ID", "ID"}
    | {"CVSS_SCORE", "CVSS_BASE", "CVSS3_SCORE", "CVSS3_BASE"}
)
_SECOND = frozenset(
    {"HOST", "IP", "DNS", "NETBIOS", "OPERATING_SYSTEM", "VULN_INFO_LIST", "VULN_INFO", "QID", "TYPE", "PORT"}
    | {"PROTOCOL", "FIRST_FOUND", "LAST_FOUND", "VULN_STATUS", "APPENDICES", "NO_RESULTS", "NO_VULNS", "RANGE"}
    | {"START", "END", "RESULT"}
)
"""The elements of a scan report that are read in the first and in the second turn."""
ADDRESSES = 65_536
"""Addresses that one range may stand for."""


@dataclass
class _Host:
    place: str
    address: str | None = None
    dns: str | None = None
    netbios: str | None = None
    os_name: str | None = None
    signed_in: bool | None = None
    found_at: datetime | None = None

    @property
    def asset(self) -> str:
        return host_name(self.dns) or host_name(self.netbios) or needed(self.address, "IP")

    def tells(self, qid: str, results: str | None, status: str) -> None:
        told = signed_in(qid, results, status)
        if told is not None:
            self.signed_in = told or self.signed_in is True


@dataclass(frozen=True)
class _Flaw:
    """What the report says of one QID."""

    title: str | None
    level: str | None
    score: float | None
    names: tuple[str, ...] = field(default=())


def _flaw(element: Element) -> _Flaw:
    score, _ = scored(
        (element.told("CVSS3_SCORE", "CVSS3_BASE") or element.told("CVSS3_BASE"), ""),
        (element.told("CVSS_SCORE", "CVSS_BASE") or element.told("CVSS_BASE"), ""),
    )
    listed = element.find("CVE_ID_LIST")
    names = [one.told("ID") or "" for one in listed.every("CVE_ID")] if listed else []
    found = cves(" ".join((*names, element.get("cveid") or "")))
    level = element.told("SEVERITY") or element.get("severity")
    return _Flaw(text(element.told("TITLE")), level, score, tuple(found))


class _Reader:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._targets = Targets(sink, "qualys")
        self._known: dict[str, _Flaw] = {}
        self._host = _Host("")
        self._hosts = 0
        self._findings = 0
        self._scanned: datetime | None = None
        self._port: dict[str, str] = {}

    def read(self, document: Document) -> None:
        if b"<ASSET_DATA_REPORT" in document.head:
            self._read_report(document)
        else:
            self._read_scan(document)
        self._targets.write()

    def _read_report(self, document: Document) -> None:
        described = {"VULN_DETAILS_LIST/VULN_DETAILS": self._describe}
        read_elements(document, _ROOTS[0], described, doctype=True, tags=_FIRST)
        records = {
            "HOST/IP": self._address,
            "HOST/DNS": lambda element: setattr(self._host, "dns", element.text),
            "HOST/NETBIOS": lambda element: setattr(self._host, "netbios", element.text),
            "HOST/OPERATING_SYSTEM": lambda element: setattr(self._host, "os_name", text(element.text)),
            "VULN_INFO_LIST/VULN_INFO": self._reported,
            "APPENDICES/NO_RESULTS": lambda element: self._ranges(element, scanned=False),
            "APPENDICES/NO_VULNS": lambda element: self._ranges(element, scanned=True),
        }
        around = Around({"HOST": lambda _: self._begin()}, {"HOST": self._finish})
        read_elements(document, _ROOTS[0], records, around, doctype=True, tags=_SECOND)

    def _read_scan(self, document: Document) -> None:
        records = {
            "HEADER/KEY": self._key,
            "IP/OS": lambda element: setattr(self._host, "os_name", text(element.text)),
            "IP/NETBIOS_HOSTNAME": lambda element: setattr(self._host, "netbios", element.text),
            **{f"CAT/{tag}": self._scan_finding for tag in _KINDS},
            "SCAN/ERROR": lambda _: self._sink.ignore("errors of the scan"),
        }
        around = Around({"IP": self._begin_scanned, "CAT": self._category}, {"IP": self._finish_scanned})
        read_elements(document, _ROOTS[1], records, around, doctype=True)

    def _begin(self) -> None:
        self._hosts += 1
        self._findings = 0
        self._host = _Host(f"host {self._hosts}")

    def _address(self, element: Element) -> None:
        self._host.address = text(element.text)

    def _finish(self) -> None:
        emit(self._sink, self._host.place, self._target, self._host)

    def _target(self, host: _Host) -> Iterator[Entry]:
        self._targets.see(
            host.place,
            host.asset,
            address=host.address,
            os_name=host.os_name,
            authenticated=host.signed_in,
            scanned_at=host.found_at,
        )
        return iter(())

    def _describe(self, element: Element) -> None:
        qid = text(element.told("QID"))
        if qid:
            emit(self._sink, f"VULN_DETAILS {qid}", lambda one: self._note(qid, one), element)

    def _note(self, qid: str, element: Element) -> Iterator[Entry]:
        self._known[qid] = _flaw(element)
        return iter(())

    def _reported(self, element: Element) -> None:
        self._findings += 1
        emit(self._sink, f"{self._host.place} VULN_INFO {self._findings}", self._report_rows, element)

    def _report_rows(self, element: Element) -> Iterator[Entry]:
        qid = needed(element.told("QID"), "QID")
        of = kind(element.told("TYPE"))
        found = instant(element.told("LAST_FOUND"), "LAST_FOUND")
        flaw = self._known.get(qid) or _Flaw(None, None, None)
        first = instant(element.told("FIRST_FOUND"), "FIRST_FOUND")
        port = count(said(element.told("PORT")), "PORT")
        where = f"{lower(element.told('PROTOCOL')) or 'tcp'}/{port}" if port is not None else None
        status = standing(element.told("VULN_STATUS"), of)
        yield from self._rows(qid, flaw, of, status, (port, where), first)
        self._host.tells(qid, element.told("RESULT"), status)
        if found is not None and (self._host.found_at is None or found > self._host.found_at):
            self._host.found_at = found

    def _rows(
        self,
        qid: str,
        flaw: _Flaw,
        of: str,
        status: str,
        at: tuple[int | None, str | None],
        first: datetime | None = None,
    ) -> Iterator[Entry]:
        row: Row = {
            "tool": "qualys",
            "asset_id": self._host.asset,
            "asset_kind": "host",
            "title": flaw.title,
            "severity": rated(flaw.level, of),
            "cvss_score": flaw.score,
            "status": status,
            "port": at[0],
            "first_seen_at": first,
        }
        yield from flaws(row, (qid, at[1]), flaw.names, f"qid-{qid}")

    def _ranges(self, element: Element, *, scanned: bool) -> None:
        for number, one in enumerate(element.deep("RANGE"), 1):
            if scanned:
                emit(self._sink, f"{element.tag} range {number}", self._quiet, one)
            else:
                self._sink.ignore("address ranges without results")

    def _quiet(self, one: Element) -> Iterator[Entry]:
        for address in _addresses(one.told("START"), one.told("END")):
            self._targets.see("NO_VULNS", address, address=address)
        return iter(())

    def _key(self, element: Element) -> None:
        if element.get("value") == "DATE":
            emit(self._sink, "HEADER DATE", self._dated, element)

    def _dated(self, element: Element) -> Iterator[Entry]:
        self._scanned = instant(element.text, "DATE")
        self._sink.observed(self._scanned)
        return iter(())

    def _begin_scanned(self, attributes: dict[str, str]) -> None:
        self._begin()
        self._host.address = text(attributes.get("value"))
        self._host.dns = attributes.get("name")
        self._host.found_at = self._scanned
        self._down = (attributes.get("status") or "").strip().lower() == "down"

    def _finish_scanned(self) -> None:
        if self._down:
            self._sink.ignore("hosts that did not answer")
        else:
            self._finish()

    def _category(self, attributes: dict[str, str]) -> None:
        self._port = attributes

    def _scan_finding(self, element: Element) -> None:
        self._findings += 1
        emit(self._sink, f"{self._host.place} {element.tag} {self._findings}", self._scan_rows, element)

    def _scan_rows(self, element: Element) -> Iterator[Entry]:
        qid = needed(element.get("number"), "number")
        of = _KINDS[element.tag]
        port = count(said(self._port.get("port")), "port")
        where = f"{lower(self._port.get('protocol')) or 'tcp'}/{port}" if port is not None else None
        yield from self._rows(qid, _flaw(element), of, standing(None, of), (port, where))
        self._host.tells(qid, element.told("RESULT"), "open")


def _addresses(start: str | None, end: str | None) -> Iterator[str]:
    first, last = needed(start, "START"), needed(end or start, "END")
    try:
        low, high = ipaddress.ip_address(first), ipaddress.ip_address(last)
    except ValueError:
        raise FieldError("START", f"{shown(first)} to {shown(last)} is not a range of addresses") from None
    if low.version != high.version or not 0 <= int(high) - int(low) < ADDRESSES:
        raise FieldError("START", f"{shown(first)} to {shown(last)} is not a range of at most {ADDRESSES:,} addresses")
    return (str(type(low)(number)) for number in range(int(low), int(high) + 1))


FORMAT = Format(
    id="qualys",
    title="Qualys scan report and scan results, XML",
    tables=("vulnerabilities", "scan_targets"),
    matches=lambda outline: outline.container == "xml" and outline.root in _ROOTS,
    read=lambda document, sink: _Reader(sink).read(document),
)
