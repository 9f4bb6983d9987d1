"""Wazuh: vulnerabilities of the inventory, JSON.

Follows "Wazuh 4.8 to 4.14: Vulnerability detection, index wazuh-states-vulnerabilities-*" (an answer of the indexer,
`hits.hits[]._source`) and "Wazuh API 4.7: GET /vulnerability/{agent_id}" (`data.affected_items`). One answer or several
after each other.
- `vulnerabilities`: one row per record. What is under evaluation is `under_investigation`; the fixed version is the one
  that the condition "Package less than" names. An answer of 4.7 does not say which agent it is about: each of its
  records must have been given `agent_name` (or `agent_ip`), else it is rejected. What it calls OBSOLETE, because the
  package is gone, is `fixed`; VALID and PENDING are open.
- `scan_targets`: one row per agent that has records. Agents without any are not in the answer.

The asset is the name of the agent. When it was looked is not told: `detected_at` is when a flaw was first seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from earnest.engines.ingest.coerce import FieldError, day, instant, needed, real, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.hosts.answers import answered
from earnest.engines.ingest.formats.hosts.flaws import Targets, cves, flaws, host_name
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Row, Sink

_LESS_THAN = "Package less than "


class _Agent(msgspec.Struct, gc=False):
    name: str | None = None
    ip: str | None = None


class _System(msgspec.Struct, gc=False):
    full: str | None = None
    name: str | None = None


class _Host(msgspec.Struct, gc=False):
    os: _System | None = None


class _Package(msgspec.Struct, gc=False):
    name: str | None = None
    version: str | None = None
    type: str | None = None
    path: str | None = None


class _Score(msgspec.Struct, gc=False):
    base: float | None = None


class _Scanner(msgspec.Struct, gc=False):
    condition: str | None = None


class _Flaw(msgspec.Struct, gc=False):
    id: str | None = None
    title: str | None = None
    severity: str | None = None
    detected_at: str | None = None
    published_at: str | None = None
    under_evaluation: bool | None = None
    score: _Score | None = None
    scanner: _Scanner | None = None


class _Source(msgspec.Struct, gc=False):
    vulnerability: _Flaw
    agent: _Agent = msgspec.field(default_factory=_Agent)
    host: _Host = msgspec.field(default_factory=_Host)
    package: _Package = msgspec.field(default_factory=_Package)


class _Record(msgspec.Struct, gc=False):
    """A hit of the indexer, or an item of the older API."""

    source: _Source | None = msgspec.field(default=None, name="_source")
    agent_name: str | None = None
    agent_ip: str | None = None
    cve: str | None = None
    title: str | None = None
    name: str | None = None
    version: str | None = None
    severity: str | None = None
    condition: str | None = None
    status: str | None = None
    cvss2_score: float | str | None = None
    cvss3_score: float | str | None = None
    detection_time: str | None = None
    published: str | None = None


def _rows(record: _Record, targets: Targets, place: str) -> Iterator[Entry]:
    if record.source is not None:
        yield from _state(record.source, targets, place)
    else:
        yield from _item(record, targets, place)


def _state(source: _Source, targets: Targets, place: str) -> Iterator[Entry]:
    flaw, package = source.vulnerability, source.package
    asset = host_name(source.agent.name) or needed(source.agent.ip, "agent.name")
    name = needed(flaw.id, "vulnerability.id")
    row: Row = {
        "tool": "wazuh",
        "asset_id": asset,
        "asset_kind": "host",
        "title": text(flaw.title),
        "severity": severity(flaw.severity),
        "cvss_score": _score(flaw.score.base if flaw.score else None),
        "package_name": text(package.name),
        "package_version": text(package.version),
        "package_type": text(package.type),
        "fixed_version": _fixed(flaw.scanner.condition if flaw.scanner else None),
        "status": "under_investigation" if flaw.under_evaluation else "open",
        "path": text(package.path),
        "first_seen_at": instant(flaw.detected_at, "vulnerability.detected_at"),
        "published_on": day(flaw.published_at, "vulnerability.published_at"),
    }
    key = (None if cves(name) else name, package.name, package.version, package.path)
    yield from flaws(row, key, cves(name), name)
    system = source.host.os
    told = (system.full or system.name) if system else None
    targets.see(place, asset, address=text(source.agent.ip), os_name=text(told))


def _item(record: _Record, targets: Targets, place: str) -> Iterator[Entry]:
    asset = host_name(record.agent_name) or text(record.agent_ip)
    if asset is None:
        reason = "is missing: the API does not name the agent that it was asked for; add it to each item"
        raise FieldError("agent_name", reason)
    name = needed(record.cve, "cve")
    row: Row = {
        "tool": "wazuh",
        "asset_id": asset,
        "asset_kind": "host",
        "title": text(record.title),
        "severity": severity(record.severity),
        "cvss_score": _score(record.cvss3_score) or _score(record.cvss2_score),
        "package_name": text(record.name),
        "package_version": text(record.version),
        "fixed_version": _fixed(record.condition),
        "status": "fixed" if (record.status or "").strip().upper() == "OBSOLETE" else "open",
        "first_seen_at": instant(record.detection_time, "detection_time"),
        "published_on": day(record.published, "published"),
    }
    key = (None if cves(name) else name, record.name, record.version)
    yield from flaws(row, key, cves(name), name)
    targets.see(place, asset, address=text(record.agent_ip))


def _score(told: float | str | None) -> float | None:
    """A CVSS base score; 0 stands for one that is not known."""
    return real(None if told in ("-", "") else told, "score") or None


def _fixed(condition: str | None) -> str | None:
    told = text(condition) or ""
    return text(told.removeprefix(_LESS_THAN)) if told.startswith(_LESS_THAN) else None


def _matches(outline: Outline) -> bool:
    if outline.container != "json":
        return False
    state = ("hits.hits", "hits.hits.[]._source.vulnerability")
    item = ("data.affected_items", "data.affected_items.[].cve", "data.affected_items.[].condition")
    empty = outline.has_paths("data.affected_items", "data.total_affected_items", "message")
    return outline.has_paths(*state) or outline.has_paths(*item) or empty


def _read(document: Document, sink: Sink) -> None:
    targets = Targets(sink, "wazuh")

    def take(place: str, record: _Record | FieldError) -> None:
        if isinstance(record, FieldError):
            sink.reject(place, record)
        else:
            emit(sink, place, partial(_rows, targets=targets, place=place), record)

    lists = ("hits.hits", "data.affected_items")
    answer = answered(document, _Record, lists, ("hits.total.value", "data.total_affected_items"), take)
    answer.note(sink, "records")
    targets.write()


FORMAT = Format(
    id="wazuh",
    title="Wazuh vulnerabilities, JSON",
    tables=("vulnerabilities", "scan_targets"),
    matches=_matches,
    read=_read,
)
