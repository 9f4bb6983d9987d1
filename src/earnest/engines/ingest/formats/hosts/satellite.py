"""Red Hat Satellite, Foreman with Katello: errata, JSON.

Follows "Red Hat Satellite 6.15 API Guide: Errata", the answer of GET /katello/api/errata; one answer or several after
each other.
- `vulnerabilities`: one row per erratum and CVE in it, one per security erratum without a CVE. Severity is Red Hat's
  word: important is high. An erratum that applies to no host is `not_affected`. Errata of other types without a CVE
  (bug fixes, enhancements) are counted as ignored.
- `scan_targets`: `satellite` itself, and each host that is named.

The answer counts the hosts that an erratum applies to and does not name them: the asset is `satellite`, all hosts that
it manages, unless the records list `hosts_applicable` by name. When it was looked is not told.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from earnest.engines.ingest.coerce import FieldError, day, needed, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.hosts.answers import answered
from earnest.engines.ingest.formats.hosts.flaws import Targets, cves, flaws, host_name
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.writer import Entry, Row, Sink

_FLEET = "satellite"


class _Cve(msgspec.Struct, gc=False):
    cve_id: str | None = None


class _Named(msgspec.Struct, gc=False):
    name: str | None = None


class _Erratum(msgspec.Struct, gc=False):
    errata_id: str | None = None
    title: str | None = None
    severity: str | None = None
    type: str | None = None
    issued: str | None = None
    cves: list[_Cve] | None = None
    packages: list[str] | None = None
    hosts_applicable_count: int | None = None
    hosts_applicable: list[_Named] | None = None


def _rows(record: _Erratum, sink: Sink, targets: Targets, place: str) -> Iterator[Entry]:
    name = needed(record.errata_id, "errata_id")
    names = cves(" ".join(cve.cve_id or "" for cve in record.cves or ()))
    of = (text(record.type) or "security").lower()
    if not names and of != "security":
        sink.ignore(f"errata of type {of if len(of) <= 40 else 'other'}")
        return
    named = [host for one in record.hosts_applicable or () if (host := host_name(one.name))]
    hosts = list(dict.fromkeys(named)) or [_FLEET]
    for asset in hosts:
        row: Row = {
            "tool": "satellite",
            "asset_id": asset,
            "asset_kind": "host" if named else "other",
            "title": text(record.title),
            "severity": severity(record.severity),
            "fixed_version": text("; ".join(record.packages or ())),
            "package_type": "rpm",
            "status": "not_affected" if record.hosts_applicable_count == 0 and not named else "open",
            "published_on": day(record.issued, "issued"),
        }
        yield from flaws(row, (name,), names, name)
    for asset in hosts:
        if asset != _FLEET:
            targets.see(place, asset)


def _read(document: Document, sink: Sink) -> None:
    targets = Targets(sink, "satellite")

    def take(place: str, record: _Erratum | FieldError) -> None:
        if isinstance(record, FieldError):
            sink.reject(place, record)
        else:
            emit(sink, place, partial(_rows, sink=sink, targets=targets, place=place), record)

    answer = answered(document, _Erratum, ("results",), ("subtotal",), take)
    answer.note(sink, "errata")
    targets.write()
    fleet: Row = {"asset_id": _FLEET, "tool": "satellite", "asset_kind": "other"}
    sink.add("/results", (("scan_targets", fleet),))


FORMAT = Format(
    id="satellite",
    title="Red Hat Satellite errata, JSON",
    tables=("vulnerabilities", "scan_targets"),
    matches=lambda outline: (
        outline.container == "json"
        and outline.has_paths("results", "subtotal")
        and outline.has_paths("results.[].errata_id")
    ),
    read=_read,
)
