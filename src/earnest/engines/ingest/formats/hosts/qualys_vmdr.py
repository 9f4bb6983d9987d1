"""Qualys VMDR, CSV: downloads of the vulnerabilities tab, by QID or by CVE, and the "Asset Vuln Datalist Report".

Follows "Qualys VMDR: Download vulnerability results" (2024). Every row is kept:
- `vulnerabilities`: one row per CSV row and distinct CVE in it, one per CSV row without a CVE. Severity levels 1 and 2
  are low, 3 medium, 4 high, 5 critical (the customer's level, where it was changed); information gathered is `none`.
  What is ignored or disabled is `accepted`; a potential finding that stands is `under_investigation`.
- `scan_targets`: one row per asset that has rows. Assets without findings are not in this export. Whether the scanner
  could sign in is told as in the report in XML: by Results of the QIDs 38307 and 70028, and by 105015 and 105053.

The asset is its name, else its first address. When it was looked is the newest Last Detected, in the offset from GMT
that the title of the report gives, else in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from functools import partial

from earnest.engines.ingest.coerce import count, day, flag, lower, needed, text
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

_TITLE = "Qualys VMDR vulnerabilities, CSV"
_REPORT = "Asset Vuln Datalist Report"
_LAYOUT = Layout(
    _TITLE,
    {
        "cve": ("CVE", "CVE ID"),
        "qid": ("QID",),
        "title": ("Title",),
        "severity": ("Severity",),
        "type": ("Type Detected",),
        "first": ("First Detected",),
        "last": ("Last Detected",),
        "protocol": ("Protocol",),
        "port": ("Port",),
        "state": ("Status",),
        "name": ("Asset Name",),
        "address": ("Asset IPV4",),
        "address6": ("Asset IPV6",),
        "disabled": ("Disabled",),
        "ignored": ("Ignored",),
        "published": ("Published Date",),
        "os": ("Operating System",),
        "cvss31": ("CVSSv3.1 Base (nvd)", "CVSSv3.1 Base"),
        "cvss2": ("CVSSv2 Base (nvd)", "CVSSv2 Base"),
        "results": ("Results",),
    },
    ("qid", "title", "severity", "state", "name"),
)
_LAYOUTS = ("%b %d, %Y %I:%M %p", "%b %d, %Y %H:%M:%S", "%m/%d/%Y %H:%M:%S")


def _rows(cells: Cells, targets: Targets, place: str, zone: tzinfo) -> Iterator[Entry]:
    qid = needed(said(cells["qid"]), "QID")
    address = (said(cells["address"]) or said(cells["address6"]) or "").split(",")[0].strip() or None
    asset = host_name(cells["name"]) or needed(address, "Asset Name")
    of = kind(cells["type"])
    score, vector = scored((cells["cvss31"], "CVSS:3.1/"), (cells["cvss2"], ""))
    set_aside = flag(said(cells["ignored"]), "Ignored") or flag(said(cells["disabled"]), "Disabled")
    state = standing(cells["state"], of)
    port = count(said(cells["port"]), "Port") or None
    row: Row = {
        "tool": "qualys",
        "asset_id": asset,
        "asset_kind": "host",
        "title": text(cells["title"]),
        "severity": rated(cells["severity"], of),
        "cvss_score": score,
        "cvss_vector": vector,
        "status": "accepted" if set_aside and state != "fixed" else state,
        "port": port,
        "first_seen_at": _moment(cells["first"], "First Detected", zone),
        "published_on": _day(cells["published"]),
    }
    where = f"{lower(said(cells['protocol'])) or 'tcp'}/{port}" if port is not None else None
    last = _moment(cells["last"], "Last Detected", zone)
    yield from flaws(row, (qid, where), cves(cells["cve"]), f"qid-{qid}")
    signed = signed_in(qid, cells["results"], state)
    targets.see(place, asset, address=address, os_name=said(cells["os"]), authenticated=signed, scanned_at=last)


def _moment(written: str | None, field: str, zone: tzinfo) -> datetime | None:
    return zoned_instant(said(written), field, _LAYOUTS, zone=zone)


def _day(written: str | None) -> date | None:
    return day(said(written), "Published Date", layouts=_LAYOUTS)


def _matches(outline: Outline) -> bool:
    return outline.container == "csv" and (
        outline.has_columns(_REPORT) or outline.has_columns("QID", "Title", "Asset Name", "Type Detected", "Status")
    )


def _read(document: Document, sink: Sink) -> None:
    targets = Targets(sink, "qualys")
    with open_report(document, sink, _LAYOUT) as report:
        zone = zone_of(report.preamble)
        for place, cells in report.rows:
            emit(sink, place, partial(_rows, targets=targets, place=place, zone=zone), cells)
    targets.write()


FORMAT = Format("qualys-vmdr", _TITLE, ("vulnerabilities", "scan_targets"), _matches, _read)
