"""What the control test that judges a finding promises, with the days that are bound to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from earnest.core.controls.models import BoundTest
from earnest.duties.hygiene.queries.gathering import EXPLOITED_TEST, EXPOSED_TEST, SEVERITY_TESTS
from earnest.duties.hygiene.queries.reading import named
from earnest.duties.hygiene.queries.values import Board, Finding
from earnest.duties.hygiene.rules.promises import Promise, Told, promise
from earnest.library.shipped_tests import control_test

EMERGENCIES = (EXPLOITED_TEST, EXPOSED_TEST)
TOLD = (
    "first_seen_at",
    "published_on",
    "kev_added_on",
    "tool_severity",
    "fixed_version",
    "package_type",
    "seen_at",
    "stale",
)


@dataclass(frozen=True)
class Promised:
    """One test, its title, the control that has it, by its key (empty where none in use has), and how it stands."""

    test: str
    title: str
    control: str
    promise: Promise


def judged_by(values: Mapping[str, Any]) -> str:
    """The control test that a row of the board would violate; empty where none judges its severity."""
    severity = str(values["tool_severity"])
    if values["exploited_now"] == "yes":
        return EXPLOITED_TEST
    if severity == "critical" and values["exposure"] == "internet":
        return EXPOSED_TEST
    return SEVERITY_TESTS.get(severity, "")


def promised(board: Board, finding: Finding) -> Promised | None:
    """How a finding stands by the test that judges it; None where no test does. The test takes what several sources
    tell of one finding of a tool together, and so does this."""
    test = judged_by(finding.values)
    if not test:
        return None
    key = int(finding.line.finding[:15], 16)
    sql = f"select {', '.join(TOLD)} from finding where finding_key = ? and finding = ?"  # noqa: S608 - names of our own
    return promised_by(test, named(board.path, sql, [key, finding.line.finding]))


def promised_by(test: str, rows: Sequence[Mapping[str, Any]]) -> Promised:
    """How the rows of the board that are one finding stand by a control test."""
    bound = BoundTest.objects.filter(test=test).select_related("control").order_by("control__key").first()
    shipped = control_test(test)
    (limit,) = shipped.parameters
    days = int(str((bound.parameters if bound else {}).get(limit.name, limit.default)))
    fresh = [row for row in rows if not row["stale"]]
    told = Told(
        known=tuple((_zoned(row["first_seen_at"]), row["published_on"]) for row in fresh or rows),
        listed_on=rows[0]["kev_added_on"] if test == EXPLOITED_TEST else None,
        rated=min(row["tool_severity"] for row in rows) != "unknown",
        fixable=any(row["fixed_version"] is not None or row["package_type"] is None for row in rows),
        looked_at=max((row["seen_at"].replace(tzinfo=UTC) for row in fresh), default=None),
    )
    stands = promise(told, days, emergency=test in EMERGENCIES)
    return Promised(test, shipped.title, bound.control.key if bound else "", stands)


def _zoned(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
