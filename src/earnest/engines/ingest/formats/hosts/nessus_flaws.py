"""Vulnerabilities of Nessus items, gathered by columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import TypeVar

from earnest.engines.ingest.coerce import FieldError, count, day, flag, needed, real, text
from earnest.engines.ingest.writer import Sink, Value

SEVERITY = {"0": "none", "1": "low", "2": "medium", "3": "high", "4": "critical"}
SCORES = (
    ("cvss4_base_score", "cvss4_vector"),
    ("cvss3_base_score", "cvss3_vector"),
    ("cvss_base_score", "cvss_vector"),
)
_COLUMNS = (
    "finding_id",
    "tool",
    "asset_id",
    "asset_kind",
    "vulnerability_id",
    "title",
    "severity",
    "cvss_score",
    "cvss_vector",
    "status",
    "exploited",
    "port",
    "published_on",
)
_HELD = 1024
_REMEMBERED = 20_000
K = TypeVar("K")
V = TypeVar("V")


class _Known(dict[K, V]):
    """What was read of words before; what is not there is read by `read`."""

    def __init__(self, read: Callable[[K], V]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, key: K) -> V:
        if len(self) > _REMEMBERED:
            self.clear()
        found = self[key] = self._read(key)
        return found


class Flaws:
    """Takes items and gives their rows to the sink by columns, in order."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._places: list[str] = []
        self._rows: list[tuple[Value, ...]] = []
        self._ratings = {score: _Known(partial(real, field=score)) for score, _ in SCORES}
        self._ports: _Known[str | None, int | None] = _Known(partial(count, field="port"))
        self._days: _Known[str | None, date | None] = _Known(_published)

    def add(self, place: str, host: str, plugin: str, item: dict[str, str], cves: Iterable[str]) -> None:
        """One row for each distinct CVE of an item, one if it has none. FieldError if the item cannot be read."""
        get = item.get
        word = needed(get("severity"), "severity")
        if word not in SEVERITY:
            raise FieldError("severity", f"{word!r} is not a number from 0 to 4")
        for score, vector in SCORES:  # noqa: B007  the last one stands if there is none
            if get(score):
                break
        where = f"{get('protocol') or ''}/{get('port') or '0'}"
        told = (
            text(get("pluginName")),
            SEVERITY[word],
            self._ratings[score][get(score)],
            text(get(vector)),
            "open",
            flag(get("exploited_by_malware"), "exploited_by_malware"),
            self._ports[get("port")],
            self._days[get("vuln_publication_date")],
        )
        asset = needed(host, "ReportHost name")
        for cve in dict.fromkeys(cves) or (None,):
            name = " ".join(part for part in (plugin, where, cve) if part)
            self._rows.append((name, "nessus", asset, "host", cve or f"nessus-{plugin}", *told))
            self._places.append(place)
        if len(self._rows) >= _HELD:
            self.settle()

    def settle(self) -> None:
        """Give what is held to the sink."""
        if self._rows:
            columns = dict(zip(_COLUMNS, map(list, zip(*self._rows, strict=True)), strict=True))
            self._sink.add_columns("vulnerabilities", self._places, columns)
            self._places, self._rows = [], []


def _published(written: str | None) -> date | None:
    return day(written, "vuln_publication_date", layouts=("%Y/%m/%d",))
