"""Vulnerabilities of a Trivy report by columns: the values of `vulnerability_row`, for a whole list at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import isfinite

from earnest.engines.ingest.coerce import FieldError, day, text
from earnest.engines.ingest.format import emit
from earnest.engines.ingest.formats.code.trivy_report import (
    STATUS,
    Asset,
    Target,
    Vulnerability,
    score_of,
    vulnerability_row,
)
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.writer import Sink, Value

_HELD = 4096
_REMEMBERED = 50_000


class Flaws:
    """Gathers the flaws of results, and gives them to the sink by columns, in order.

    A list with an element that cannot be a row goes row by row, so that this one alone is rejected.
    """

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._places: list[str] = []
        self._columns: dict[str, list[Value]] = {}
        self._made = FlawColumns()

    def add(
        self, asset: Asset, result: Target, flaws: Sequence[Vulnerability | FieldError], at: str, first: int
    ) -> None:
        """The flaws of a result, the first of which stands at `at`/`first`."""
        places = [f"{at}/{number}" for number in range(first, first + len(flaws))]
        try:
            found = self._made.of(asset, result, flaws)
        except FieldError:
            self.settle()
            for place, flaw in zip(places, flaws, strict=True):
                if isinstance(flaw, FieldError):
                    self._sink.reject(place, flaw)
                else:
                    emit(self._sink, place, lambda one: vulnerability_row(asset, result, one), flaw)
            return
        if self._columns:
            for name, values in self._columns.items():
                values += found[name]
        else:
            self._columns = found
        self._places += places
        if len(self._places) >= _HELD:
            self.settle()

    def settle(self) -> None:
        """Give what is held to the sink."""
        if self._places:
            self._sink.add_columns("vulnerabilities", self._places, self._columns)
            self._places, self._columns = [], {}


class FlawColumns:
    """Makes columns of flaws, and remembers days that were read before."""

    def __init__(self) -> None:
        self._days: dict[str | None, date | None] = {}

    def of(self, asset: Asset, result: Target, flaws: Sequence[Vulnerability | FieldError]) -> dict[str, list[Value]]:
        """Values by column. FieldError, of whichever element, if one cannot be a row."""
        good = [flaw for flaw in flaws if type(flaw) is Vulnerability]
        size = len(good)
        ids: list[Value] = [flaw.vulnerability_id.strip() for flaw in good]
        if size < len(flaws) or not all(ids):
            raise FieldError("", "an element cannot be a row")
        scores = [score_of(flaw) for flaw in good]
        if not isfinite(sum(score for score, _ in scores if score)):
            raise FieldError("CVSS", "is not a finite number")
        target, kind, where = text(result.target), text(result.type), "" if result.kind == "os-pkgs" else result.target
        rated = {word: severity(word) for word in {flaw.severity for flaw in good}}
        stated = {word: STATUS.get((word or "").lower(), "open") for word in {flaw.status for flaw in good}}
        return {
            "finding_id": _names(good, where),
            "tool": ["trivy"] * size,
            "asset_id": [asset.id] * size,
            "asset_kind": [asset.kind] * size,
            "vulnerability_id": ids,
            "title": _texts([flaw.title for flaw in good]),
            "severity": [rated[flaw.severity] for flaw in good],
            "cvss_score": [score for score, _ in scores],
            "cvss_vector": _texts([vector for _, vector in scores]),
            "package_name": _texts([flaw.pkg_name for flaw in good]),
            "package_version": _texts([flaw.installed_version for flaw in good]),
            "package_type": [kind] * size,
            "fixed_version": _texts([flaw.fixed_version for flaw in good]),
            "purl": _texts([flaw.pkg_identifier.purl if flaw.pkg_identifier else None for flaw in good]),
            "status": [stated[flaw.status] for flaw in good],
            "path": [path or target for path in _texts([flaw.pkg_path for flaw in good])],
            "published_on": self._published([flaw.published_date for flaw in good]),
        }

    def _published(self, written: list[str | None]) -> list[Value]:
        known = self._days
        if len(known) > _REMEMBERED:
            known.clear()
        for one in set(written) - known.keys():
            known[one] = day(one, "PublishedDate")
        return [known[one] for one in written]


def _names(flaws: Sequence[Vulnerability], where: str) -> list[Value]:
    return [
        f"{flaw.vulnerability_id} {flaw.pkg_name} {flaw.installed_version} {place}"
        if (place := flaw.pkg_path or where) and flaw.pkg_name and flaw.installed_version
        else " ".join(part for part in (flaw.vulnerability_id, flaw.pkg_name, flaw.installed_version, place) if part)
        for flaw in flaws
    ]


def _texts(values: list[str | None]) -> list[Value]:
    """`coerce.text` of each."""
    return [(value.strip() or None) if value else None for value in values]
