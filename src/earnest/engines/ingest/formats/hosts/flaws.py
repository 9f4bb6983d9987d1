"""What the readers of scanners share: one row for each CVE, one scan target for each asset, times with named zones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from earnest.engines.ingest.coerce import instant, lower, text
from earnest.engines.ingest.writer import Entry, Row, Sink

_CVE = re.compile(r"CVE-\d{4}-\d+", re.IGNORECASE)
_NO_NAME = frozenset({"-", "localhost", "localhost.localdomain", "no registered hostname", "unknown", "n/a", "none"})
_ZONED = re.compile(r"^(.*\S)\s+([A-Z]{1,5})$")
_ZONES = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "WET": 0,
    "WEST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "EST": -5,
    "EDT": -4,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "JST": 9,
    "AEST": 10,
    "AEDT": 11,
}
"""Hours before UTC of the abbreviations that stand for one zone only; CST and IST are several."""


def cves(written: str | None) -> list[str]:
    """The CVE names in a text, each once, in upper case."""
    return list(dict.fromkeys(name.upper() for name in _CVE.findall(written or "")))


def flaws(row: Row, key: Iterable[str | None], names: Iterable[str], own: str) -> Iterator[Entry]:
    """One row of `vulnerabilities` for each CVE in `names`, one under the tool's `own` name if there is none.

    `key` are the parts of the finding's name that the CVE is added to: flaw and place.
    """
    parts = [part for part in key if part]
    for name in dict.fromkeys(names) or (None,):
        finding = " ".join((*parts, name) if name and name not in parts else parts)
        yield "vulnerabilities", {**row, "finding_id": finding, "vulnerability_id": name or own}


def host_name(written: str | None) -> str | None:
    """A host name in lower case; None for what says that there is none, or is every machine's own."""
    name = (lower(written) or "").rstrip(".")
    return name if name and name not in _NO_NAME else None


@lru_cache(maxsize=8192)
def zoned_instant(
    written: str | None, field: str, layouts: tuple[str, ...], *, zone: tzinfo = UTC, none: frozenset[str] = frozenset()
) -> datetime | None:
    """An instant that may end in the abbreviation of a zone.

    Without one it is read in `zone`. With one that stands for several zones it cannot be known: None.
    """
    told = text(written)
    if told is None or told.lower() in none:
        return None
    if found := _ZONED.match(told):
        told, name = found.groups()
        if name in ("AM", "PM"):
            told = f"{told} {name}"
        elif name not in _ZONES:
            return None
        else:
            zone = timezone(timedelta(hours=_ZONES[name]))
    return instant(told, field, layouts=layouts, zone=zone)


class Targets:
    """The scan targets of one file: one row for each asset, with what any of its records says of it."""

    def __init__(self, sink: Sink, tool: str, kind: str = "host") -> None:
        self._sink = sink
        self._tool = tool
        self._kind = kind
        self._rows: dict[str, tuple[str, Row]] = {}

    def see(
        self,
        place: str,
        asset: str,
        *,
        address: str | None = None,
        os_name: str | None = None,
        authenticated: bool | None = None,
        scanned_at: datetime | None = None,
    ) -> None:
        """An asset was looked at. Of address and system the first word counts, of times the newest."""
        self._sink.observed(scanned_at)
        if asset not in self._rows:
            self._rows[asset] = (place, {"asset_id": asset, "tool": self._tool, "asset_kind": self._kind})
        row = self._rows[asset][1]
        row["address"] = row.get("address") or address
        row["os_name"] = row.get("os_name") or os_name
        if authenticated is not None:
            row["authenticated"] = authenticated or row.get("authenticated") is True
        known = row.get("scanned_at")
        if scanned_at is not None and (not isinstance(known, datetime) or scanned_at > known):
            row["scanned_at"] = scanned_at

    def seen(self, asset: str) -> bool:
        return asset in self._rows

    def write(self) -> None:
        """Write a row for each asset that was seen."""
        for place, row in self._rows.values():
            self._sink.add(place, (("scan_targets", row),))
