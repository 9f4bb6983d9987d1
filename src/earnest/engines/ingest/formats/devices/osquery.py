"""osquery: the results log (osqueryd.results.log, Fleet and Kolide forwarders), one JSON object a line or in an array.

Follows "Logging" in the osquery documentation 5.x: event lines (`columns` with action added, removed or snapshot),
batch lines (`diffResults`) and snapshot lines (`snapshot`). A line belongs to a table by the end of its query's name,
so that `pack_inventory_system_info` is read as system_info. Read are system_info, os_version, disk_encryption,
bitlocker_info, alf, screenlock, and as software: programs, apps, deb_packages, rpm_packages, homebrew_packages,
chrome_extensions. Lines of other queries are counted as ignored.

The log is a history: what counts is the last snapshot of each query on each host, with later additions and removals.
That state is held in memory, some 300 bytes for each piece of software. One row of `devices` per host and one of
`software` per piece that is still there. A device is encrypted if each disk listed is, not encrypted if none is, and
unknown if they differ. When it was looked is the newest unixTime.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import msgspec

from earnest.engines.ingest.coerce import FieldError, epoch, lower, needed, text, upper
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.json_records import records
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Row, Sink

_SOFTWARE = {
    "programs": "publisher",
    "apps": "",
    "deb_packages": "maintainer",
    "rpm_packages": "vendor",
    "homebrew_packages": "",
    "chrome_extensions": "author",
}
_FACTS = ("system_info", "os_version", "disk_encryption", "bitlocker_info", "alf", "screenlock")
_TABLES = (*_SOFTWARE, *_FACTS)

Columns = dict[str, str]
Item = tuple[tuple[str, str], ...]


class Difference(msgspec.Struct, gc=False):
    added: list[Columns] | None = None
    removed: list[Columns] | None = None


class Line(msgspec.Struct, gc=False):
    name: str
    host_identifier: str = msgspec.field(name="hostIdentifier")
    unix_time: int | float | str | None = msgspec.field(name="unixTime", default=None)
    action: str | None = None
    columns: Columns | None = None
    snapshot: list[Columns] | None = None
    diff_results: Difference | None = msgspec.field(name="diffResults", default=None)


@dataclass
class _Host:
    """What the log says of one host so far: per query, the rows that stand and where each was read."""

    place: str
    seen: datetime | None = None
    rows: dict[str, dict[Item, str]] = field(default_factory=dict)

    def take(self, query: str, line: Line, place: str) -> None:
        standing = self.rows.setdefault(query, {})
        if line.snapshot is not None:
            standing.clear()
        added = list(line.snapshot or ())
        removed: list[Columns] = []
        if line.diff_results:
            added += line.diff_results.added or ()
            removed += line.diff_results.removed or ()
        if line.columns is not None:
            (removed if line.action == "removed" else added).append(line.columns)
        for columns in removed:
            standing.pop(_kept(query, columns), None)
        for columns in added:
            standing[_kept(query, columns)] = place

    def all(self, *queries: str) -> list[Columns]:
        return [dict(item) for query in queries for item in self.rows.get(query, ())]

    def first(self, query: str) -> Columns:
        return next(iter(self.all(query)), {})


def _kept(query: str, columns: Columns) -> Item:
    """The columns that are used, which also tell one row from another."""
    if query in _SOFTWARE:
        vendor = _SOFTWARE[query]
        wanted = ("name", "version", vendor) if query != "apps" else ("name", "bundle_short_version", "bundle_version")
        return tuple((name, columns.get(name, "")) for name in wanted if name)
    return tuple(sorted(columns.items()))


def _read(document: Document, sink: Sink) -> None:
    hosts: dict[str, _Host] = {}
    for place, line in records(document, Line):
        if isinstance(line, FieldError):
            sink.reject(place, line)
            continue
        try:
            identifier = needed(line.host_identifier, "hostIdentifier")
            when = epoch(line.unix_time, "unixTime")
        except FieldError as error:
            sink.reject(place, error)
            continue
        query = next((table for table in _TABLES if line.name.endswith(table)), None)
        if query is None:
            sink.ignore(f"results of the query {line.name}")
            continue
        host = hosts.setdefault(identifier, _Host(place))
        if when and (host.seen is None or when > host.seen):
            host.seen = when
        sink.observed(when)
        host.take(query, line, place)
    for identifier, host in hosts.items():
        _write(identifier, host, sink)


def _write(identifier: str, host: _Host, sink: Sink) -> None:
    emit(sink, host.place, lambda known: [("devices", _device(identifier, known))], host)
    for query, vendor in _SOFTWARE.items():
        for item, place in host.rows.get(query, {}).items():
            emit(sink, place, partial(_software, identifier, vendor), item)


def _device(identifier: str, host: _Host) -> Row:
    system, version = host.first("system_info"), host.first("os_version")
    firewall = host.first("alf").get("global_state")
    lock = host.first("screenlock")
    model = (system.get("hardware_model") or "").lower()
    return {
        "device_id": identifier,
        "system": "osquery",
        "serial": upper(system.get("hardware_serial")),
        "hostname": lower(system.get("hostname")) or lower(system.get("computer_name")),
        "kind": "virtual" if "virtual" in model or "vmware" in model else "laptop" if "book" in model else None,
        "os_name": text(version.get("name")),
        "os_version": text(version.get("version")),
        "managed": True,
        "encrypted": _encrypted(host),
        "firewall_on": None if not firewall else firewall != "0",
        "passcode_set": {"1": True, "0": False}.get(lock.get("enabled", "")),
        "screen_lock_seconds": _seconds(lock),
        "last_seen_at": host.seen,
    }


def _encrypted(host: _Host) -> bool | None:
    states = {disk.get("encrypted", "") == "1" for disk in host.all("disk_encryption")}
    states |= {disk.get("protection_status", "") == "1" for disk in host.all("bitlocker_info")}
    return states.pop() if len(states) == 1 else None


def _seconds(lock: Columns) -> int | None:
    written = lock.get("grace_period", "")
    return int(written) if lock.get("enabled") == "1" and written.isascii() and written.isdigit() else None


def _software(identifier: str, vendor: str, item: Item) -> Iterator[Entry]:
    columns = dict(item)
    version = columns.get("version") or columns.get("bundle_short_version") or columns.get("bundle_version")
    yield (
        "software",
        {
            "device_id": identifier,
            "system": "osquery",
            "name": needed(columns.get("name"), "columns.name"),
            "version": text(version),
            "vendor": text(columns.get(vendor)),
        },
    )


def _matches(outline: Outline) -> bool:
    if outline.container != "json":
        return False
    return any(
        outline.has_paths(f"{way}name", f"{way}hostIdentifier", f"{way}calendarTime")
        or outline.has_paths(f"{way}name", f"{way}hostIdentifier", f"{way}unixTime")
        for way in ("", "[].")
    )


FORMAT = Format(id="osquery", title="osquery results log", tables=("devices",), matches=_matches, read=_read)
