"""OpenVAS CSV: the report format "CSV Results" of Greenbone.

Follows the headings of the report format's own XSLT (Greenbone Security Manager 22.04; older ones have no QoD). Every
row is kept, those of level Log too:
- `vulnerabilities`: one row per CSV row and distinct CVE in it, one per CSV row without a CVE. The flaw is the NVT by
  its OID, which is itself a CVE where a CVE scan found it. What somebody overrode as a
  false positive is `accepted`, of unknown severity; what was found with a quality of detection under 70, which
  Greenbone does not show unless asked, is `under_investigation`.
- `scan_targets`: one row per host that has rows. Hosts without any result are not in this export.

The asset is the host name, else the address. When it was looked is the newest Timestamp.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from earnest.engines.ingest.coerce import count, instant, lower, needed, real, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Cells, Format, emit
from earnest.engines.ingest.formats.hosts.flaws import Targets, cves, flaws, host_name
from earnest.engines.ingest.formats.hosts.openvas import certain, threat
from earnest.engines.ingest.formats.hosts.report_csv import Layout, open_report
from earnest.engines.ingest.writer import Entry, Row, Sink

_TITLE = "OpenVAS and Greenbone results, CSV"
_LAYOUT = Layout(
    _TITLE,
    {
        "address": ("IP",),
        "host": ("Hostname",),
        "port": ("Port",),
        "protocol": ("Port Protocol",),
        "score": ("CVSS",),
        "severity": ("Severity",),
        "quality": ("QoD",),
        "name": ("NVT Name",),
        "oid": ("NVT OID",),
        "cves": ("CVEs",),
        "time": ("Timestamp",),
    },
    ("address", "severity", "oid"),
)


def _rows(cells: Cells, targets: Targets, place: str) -> Iterator[Entry]:
    oid = needed(cells["oid"], "NVT OID")
    address = text(cells["address"])
    asset = host_name(cells["host"]) or needed(address, "IP")
    severity, status = threat(cells["severity"])
    port = count(cells["port"], "Port")
    row: Row = {
        "tool": "openvas",
        "asset_id": asset,
        "asset_kind": "host",
        "title": text(cells["name"]),
        "severity": severity,
        "cvss_score": real(cells["score"], "CVSS"),
        "status": status if certain(cells["quality"]) else "under_investigation",
        "port": port,
    }
    where = f"{'general' if port is None else port}/{lower(cells['protocol']) or 'tcp'}"
    names = cves(cells["cves"]) or cves(oid)
    scanned = instant(cells["time"], "Timestamp")
    yield from flaws(row, (oid, where), names, oid)
    targets.see(place, asset, address=address, scanned_at=scanned)


def _read(document: Document, sink: Sink) -> None:
    targets = Targets(sink, "openvas")
    with open_report(document, sink, _LAYOUT) as report:
        for place, cells in report.rows:
            emit(sink, place, partial(_rows, targets=targets, place=place), cells)
    targets.write()


FORMAT = Format(
    id="openvas-csv",
    title=_TITLE,
    tables=("vulnerabilities", "scan_targets"),
    matches=lambda outline: outline.container == "csv" and outline.has_columns("IP", "NVT OID", "NVT Name", "Severity"),
    read=_read,
)
