"""What the control test that judges a finding promises, with the days that are bound to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from earnest.core.controls.models import BoundTest
from earnest.duties.hygiene.queries.gathering import EXPLOITED_TEST, EXPOSED_TEST, SEVERITY_TESTS
from earnest.duties.hygiene.rules.promises import Promise, Told, promise
from earnest.library.shipped_tests import control_test

EMERGENCIES = (EXPLOITED_TEST, EXPOSED_TEST)


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


def promised(values: Mapping[str, Any], test: str = "") -> Promised | None:
    """How a row of the board stands by the test that judges it, or by another; None where no test does."""
    test = test or judged_by(values)
    if not test:
        return None
    bound = BoundTest.objects.filter(test=test).select_related("control").order_by("control__key").first()
    shipped = control_test(test)
    (limit,) = shipped.parameters
    days = int(str((bound.parameters if bound else {}).get(limit.name, limit.default)))
    told = Told(
        first_seen_at=_zoned(values["first_seen_at"]),
        published_on=values["published_on"],
        listed_on=values["kev_added_on"] if test == EXPLOITED_TEST else None,
        rated=values["tool_severity"] != "unknown",
        fixable=values["fixed_version"] is not None or values["package_type"] is None,
        looked_at=_zoned(values["seen_at"]) or datetime.min.replace(tzinfo=UTC),
    )
    stands = promise(told, days, emergency=test in EMERGENCIES)
    return Promised(test, shipped.title, bound.control.key if bound else "", stands)


def _zoned(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
