"""Qualys scan report, CSV: host based findings of a scan report template.

The headings are those that public readers of such reports expect (IP, Network, DNS, NetBIOS, Tracking Method, OS, IP
Status, QID, Title, Vuln Status, Type, Severity, Port, …, CVSS3.1 Base, …, Results, …), with and without Vuln Status,
which the results of a single scan do not have. The lines about the report itself before the headings are passed over,
but for the zone of its times. The capital headings of the PCI report are understood too, but could not be confirmed.
- `vulnerabilities`: one row per CSV row and distinct CVE in it, one per CSV row without a CVE. Severity levels 1 and 2
  are low, 3 medium, 4 high, 5 critical; information gathered is `none`. A potential finding (Practice) is
  `under_investigation` while it stands.
- `scan_targets`: one row per host; also of rows that name a scanned host and no finding. Whether the scanner could sign
  in is told as in the report in XML: by Results of the QIDs 38307 and 70028, and by 105015 and 105053 (it failed).

The asset is the DNS name, else the NetBIOS name, else the address. When it was looked is the newest Last Detected, in
the offset from GMT that the title of the report gives, else in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from functools import partial

from earnest.engines.ingest.coerce import count, lower, needed, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Cells, Format, emit
from earnest.engines.ingest.formats.hosts.flaws import Targets, cves, flaws, host_name, zoned_instant
from earnest.engines.ingest.formats.hosts.qualys_words import (
    kind,
    rated,
    said,
    scored,
    signed_in,
    standing,
    zone_of,
)
from earnest.engines.ingest.formats.hosts.report_csv import Layout, open_report
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Row, Sink

_TITLE = "Qualys scan report, CSV"
_LAYOUT = Layout(
    _TITLE,
    {
        "address": ("IP",),
        "dns": ("DNS", "HOSTNAME", "FQDN"),
        "netbios": ("NetBIOS",),
        "os": ("OS", "OPERATING SYSTEM"),
        "ip_status": ("IP Status",),
        "qid": ("QID",),
        "title": ("Title", "VULN TITLE"),
        "state": ("Vuln Status",),
        "type": ("Type",),
        "severity": ("Severity",),
        "port": ("Port",),
        "protocol": ("Protocol",),
        "first": ("First Detected",),
        "last": ("Last Detected", "LAST SCAN"),
        "cve": ("CVE ID", "CVEID"),
        "cvss31": ("CVSS3.1 Base",),
        "cvss30": ("CVSS3 Base",),
        "cvss2": ("CVSS Base", "CVSS_BASE"),
        "results": ("Results",),
    },
    ("address", "qid", "title", "type", "severity"),
)
_REPORTED = re.compile(r"\d\d/\d\d/\d{4} at \d\d:\d\d:\d\d \(gmt[+-]\d{4}\)")
"""The second cell of a report's first row: when it was made, as only Qualys writes it."""
_TITLE_CELLS = 2
_LAYOUTS = ("%m/%d/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%m/%d/%Y at %H:%M:%S")


def _rows(cells: Cells, sink: Sink, targets: Targets, place: str, zone: tzinfo) -> Iterator[Entry]:
    address = said(cells["address"])
    asset = host_name(cells["dns"]) or host_name(cells["netbios"]) or needed(address, "IP")
    qid = said(cells["qid"])
    if qid is None:
        if "not alive" in (cells["ip_status"] or "").lower():
            sink.ignore("hosts that did not answer")
            return
        targets.see(place, asset, address=address, os_name=said(cells["os"]))
        return
    of = kind(cells["type"])
    score, vector = scored((cells["cvss31"], "CVSS:3.1/"), (cells["cvss30"], "CVSS:3.0/"), (cells["cvss2"], ""))
    port = count(said(cells["port"]), "Port")
    row: Row = {
        "tool": "qualys",
        "asset_id": asset,
        "asset_kind": "host",
        "title": text(cells["title"]),
        "severity": rated(cells["severity"], of),
        "cvss_score": score,
        "cvss_vector": vector,
        "status": standing(cells["state"], of),
        "port": port,
        "first_seen_at": _moment(cells["first"], "First Detected", zone),
    }
    where = f"{lower(said(cells['protocol'])) or 'tcp'}/{port}" if port is not None else None
    last = _moment(cells["last"], "Last Detected", zone)
    yield from flaws(row, (qid, where), cves(cells["cve"]), f"qid-{qid}")
    signed = signed_in(qid, cells["results"], standing(cells["state"], of))
    targets.see(place, asset, address=address, os_name=said(cells["os"]), authenticated=signed, scanned_at=last)


def _moment(written: str | None, field: str, zone: tzinfo) -> datetime | None:
    return zoned_instant(said(written), field, _LAYOUTS, zone=zone)


def _read(document: Document, sink: Sink) -> None:
    targets = Targets(sink, "qualys")
    with open_report(document, sink, _LAYOUT) as report:
        zone = zone_of(report.preamble)
        for place, cells in report.rows:
            emit(sink, place, partial(_rows, sink=sink, targets=targets, place=place, zone=zone), cells)
    targets.write()


def _matches(outline: Outline) -> bool:
    if outline.container != "csv":
        return False
    if outline.has_columns("IP", "QID", "Type", "Severity"):
        return outline.has_columns("Title", "IP Status") or outline.has_columns("Vuln Title")
    return len(outline.columns) == _TITLE_CELLS and any(map(_REPORTED.fullmatch, outline.columns))


FORMAT = Format(
    id="qualys-csv",
    title=_TITLE,
    tables=("vulnerabilities", "scan_targets"),
    matches=_matches,
    read=_read,
)
