"""Nessus CSV: the CSV exports of Nessus, of Tenable Security Center and of Tenable Vulnerability Management.

Follows the headings of "Nessus 10: Create a scan report" (Plugin ID, CVE, Risk, Host …), of "Tenable Security Center 6:
Export vulnerability details" (Plugin, Plugin Name, IP Address …), of "CSV Vulnerability Export Fields" (Plugin ID,
Severity, Vulnerability State …) and of "Findings Export Fields and Associated CSV Keys" (definition.id, asset.name …),
2024. Every row is kept, informational ones too, under the same tool and finding names as the `.nessus` export:
- `vulnerabilities`: one row per CSV row and distinct CVE in it, one per CSV row without a CVE. Severity is the column
  Risk, else Severity; the CVSS score is version 4 before 3 before 2, and a vector that is written without its version
  gets it (3.0, where 3.1 may be meant). A fixed one and an accepted one say so.
- `config_checks`: one row per CSV row whose Risk is PASSED, FAILED, WARNING or ERROR (compliance audits) instead.
- `scan_targets`: one row per asset that has rows; whether the scanner could sign in is not told.

The asset is Host, else the DNS name, else the address. When it was looked is the newest Last Observed, Last Found or
Host End. Times end in the abbreviation of a zone: one that stands for several zones (CST, IST) is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from earnest.engines.ingest.coerce import choice, count, flag, lower, needed, real, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Cells, Format, emit
from earnest.engines.ingest.formats.hosts.flaws import Targets, cves, flaws, host_name, zoned_instant
from earnest.engines.ingest.formats.hosts.report_csv import Layout, open_report
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Row, Sink

_TITLE = "Nessus and Tenable export, CSV"
_LAYOUT = Layout(
    _TITLE,
    {
        "plugin": ("Plugin ID", "Plugin", "definition.id"),
        "severity": ("Risk", "Severity"),
        "host": ("Host", "asset.host_name", "asset.name"),
        "dns": ("DNS Name", "FQDN", "asset.display_fqdn"),
        "address": ("IP Address", "asset.display_ipv4_address", "asset.ipv4_addresses"),
        "os": ("OS", "asset.operating_system"),
        "protocol": ("Protocol",),
        "port": ("Port", "asset.port"),
        "name": ("Name", "Plugin Name", "definition.name"),
        "description": ("Description", "definition.description"),
        "cve": ("CVE", "definition.cve"),
        "score4": ("CVSS v4.0 Base Score", "CVSS V4 Base Score", "CVSS4 Base Score", "definition.cvss4.base_score"),
        "vector4": ("CVSS v4.0 Base Vector", "CVSS V4 Vector", "CVSS4 Vector", "definition.cvss4.base_vector"),
        "score3": ("CVSS v3.0 Base Score", "CVSS V3 Base Score", "CVSS3 Base Score", "definition.cvss3.base_score"),
        "vector3": ("CVSS v3.0 Base Vector", "CVSS V3 Vector", "CVSS3 Vector", "definition.cvss3.base_vector"),
        "score2": ("CVSS v2.0 Base Score", "CVSS V2 Base Score", "CVSS Base Score", "definition.cvss2.base_score"),
        "vector2": ("CVSS v2.0 Base Vector", "CVSS V2 Vector", "CVSS Vector", "definition.cvss2.base_vector"),
        "malware": ("Exploited by Malware", "definition.exploited_by_malware"),
        "state": ("Vulnerability State", "State"),
        "accepted": ("Accept Risk Comment",),
        "first": ("First Discovered", "First Found", "first_observed", "first_seen"),
        "last": ("Last Observed", "Last Found", "last_seen", "Host End"),
        "published": ("Vuln Publication Date", "definition.vulnerability_published"),
    },
    ("plugin", "severity", "protocol", "port"),
)
_HEADINGS = (
    ("plugin id", "risk", "host", "protocol", "port"),
    ("plugin id", "severity", "asset uuid", "protocol", "port"),
    ("plugin", "plugin name", "severity", "ip address", "protocol", "port"),
    ("definition.id", "severity", "protocol", "port"),
)
_SEVERITY = {
    "0": "none",
    "1": "low",
    "2": "medium",
    "3": "high",
    "4": "critical",
    "none": "none",
    "info": "none",
    "informational": "none",
    "low": "low",
    "medium": "medium",
    "high": "high",
    "critical": "critical",
}
_RESULT = {"passed": "pass", "failed": "fail", "warning": "manual", "error": "error", "skipped": "not_assessed"}
_STATE = {"fixed": "fixed", "active": "open", "new": "open", "resurfaced": "open", "open": "open", "reopened": "open"}
_LAYOUTS = ("%b %d, %Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y", "%b %d, %Y", "%Y/%m/%d")
_NOTHING = frozenset({"n/a", "null", "none", "-"})
_CHECK = re.compile(r'\s*"([^"\n]{1,500})"\s*:\s*\[')


def _rows(cells: Cells, targets: Targets, place: str) -> Iterator[Entry]:
    plugin = needed(cells["plugin"], "Plugin")
    address = text(cells["address"])
    asset = text(cells["host"]) or host_name(cells["dns"]) or needed(address, "Host")
    word = (text(cells["severity"]) or "none").lower()
    last = _moment(cells["last"], "Last Observed")
    if word in _RESULT:
        yield _check(cells, plugin, asset, _RESULT[word])
    else:
        yield from _flaws(cells, plugin, asset, choice(word, "Severity", _SEVERITY) or "unknown")
    targets.see(place, asset, address=address, os_name=text(cells["os"]), scanned_at=last)


def _flaws(cells: Cells, plugin: str, asset: str, severity: str) -> Iterator[Entry]:
    version = next((number for number in "432" if text(cells[f"score{number}"])), "2")
    state = choice(cells["state"], "Vulnerability State", _STATE)
    port = count(cells["port"], "Port")
    row: Row = {
        "tool": "nessus",
        "asset_id": asset,
        "asset_kind": "host",
        "title": text(cells["name"]),
        "severity": severity,
        "cvss_score": real(cells[f"score{version}"], "CVSS Base Score"),
        "cvss_vector": _vector(version, cells[f"vector{version}"]),
        "status": "accepted" if text(cells["accepted"]) else state or "open",
        "exploited": flag(cells["malware"], "Exploited by Malware"),
        "port": port,
        "first_seen_at": _moment(cells["first"], "First Discovered"),
        "published_on": _day(cells["published"]),
    }
    where = f"{lower(cells['protocol']) or ''}/{port or 0}"
    yield from flaws(row, (plugin, where), cves(cells["cve"]), f"nessus-{plugin}")


def _vector(version: str, written: str | None) -> str | None:
    told = text(written)
    if told is None or version == "2":
        return told.removeprefix("CVSS2#") if told else None
    return told if told.startswith("CVSS:") else f"CVSS:{version}.0/{told}"


def _check(cells: Cells, plugin: str, asset: str, status: str) -> Entry:
    found = _CHECK.match(cells["description"] or "")
    name = found.group(1).strip() if found else None
    return (
        "config_checks",
        {
            "check_id": name or plugin,
            "tool": "nessus",
            "resource_id": asset,
            "status": status,
            "title": name or text(cells["name"]),
            "severity": "unknown",
            "resource_type": "host",
            "service": text(cells["name"]),
        },
    )


def _moment(written: str | None, field: str) -> datetime | None:
    return zoned_instant(written, field, _LAYOUTS, none=_NOTHING)


def _day(written: str | None) -> date | None:
    # The day as it is written: moved to UTC, midnight of an eastern zone would be the day before.
    told = text(written)
    bare = re.sub(r"\s+[A-Z]{1,5}$", "", told) if told else None
    moment = zoned_instant(bare, "Vuln Publication Date", _LAYOUTS, none=_NOTHING)
    return moment.date() if moment else None


def _matches(outline: Outline) -> bool:
    return outline.container == "csv" and any(outline.has_columns(*headings) for headings in _HEADINGS)


def _read(document: Document, sink: Sink) -> None:
    targets = Targets(sink, "nessus")
    with open_report(document, sink, _LAYOUT) as report:
        for place, cells in report.rows:
            emit(sink, place, partial(_rows, targets=targets, place=place), cells)
    targets.write()


FORMAT = Format("nessus-csv", _TITLE, ("vulnerabilities", "scan_targets"), _matches, _read)
