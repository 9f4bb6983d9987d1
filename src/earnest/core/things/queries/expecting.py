"""The expectations in force: those of the record, and those of the library that the record does not replace."""

from __future__ import annotations

from dataclasses import dataclass

from earnest.core.things.models import CoverageExpectation
from earnest.core.things.rules import BadFilterError, Filter, filter_from
from earnest.library.coverage_expectations import coverage_expectations


@dataclass(frozen=True)
class Expected:
    """One expectation. `id` is None while it is the program's own and nobody has adopted it."""

    key: str
    title: str
    expected_from: str
    looked_by: str
    reason: str
    way_out: str
    id: int | None = None
    accountable: str = ""

    @property
    def population(self) -> Filter:
        return filter_from(self.expected_from)

    @property
    def looks(self) -> Filter:
        return filter_from(self.looked_by)


def expectations() -> tuple[Expected, ...]:
    """Those in force, the program's own in its order and then those of the record by title."""
    rows = {row.key: row for row in CoverageExpectation.objects.select_related("accountable").order_by("title")}
    proposed = [
        _of(rows.pop(one.key))
        if one.key in rows
        else Expected(one.key, one.title, one.expected_from, one.looked_by, one.reason, one.way_out)
        for one in coverage_expectations()
    ]
    replaced = set(CoverageExpectation.objects.filter(active=False).values_list("key", flat=True))
    everything = [*proposed, *(_of(row) for row in rows.values())]
    return tuple(one for one in everything if one.key not in replaced and _usable(one))


def _of(row: CoverageExpectation) -> Expected:
    return Expected(
        key=row.key,
        title=row.title,
        expected_from=row.expected_from,
        looked_by=row.looked_by,
        reason=row.because,
        way_out=row.way_out,
        id=row.pk,
        accountable=row.accountable.name if row.accountable else "",
    )


def _usable(one: Expected) -> bool:
    """Whether this version of the program still understands its conditions; they were checked when written."""
    try:
        filter_from(one.expected_from)
        filter_from(one.looked_by)
    except BadFilterError:
        return False
    return True
