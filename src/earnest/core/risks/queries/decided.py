"""Decisions as they stand on a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from earnest.core.risks.models import Appetite, MatrixScale, Treatment
from earnest.core.risks.rules import in_force


def appetite_on(day: date) -> Appetite | None:
    """The newest appetite agreed by a day, which governs also past its end; None if there is none."""
    return Appetite.objects.filter(agreed_on__lte=day).order_by("-agreed_on", "-pk").first()


def matrix_scale_on(day: date) -> MatrixScale | None:
    """The newest scale set by a day."""
    return MatrixScale.objects.filter(set_on__lte=day).order_by("-set_on", "-pk").first()


def treatments_on(day: date) -> dict[int, Treatment]:
    """The treatment in force on a day, by primary key of its scenario."""
    asked: dict[int, list[Treatment]] = defaultdict(list)
    for one in Treatment.objects.filter(starts_on__lte=day).order_by("pk"):
        asked[one.scenario_id].append(one)
    found = {scenario: in_force(rows, day) for scenario, rows in asked.items()}
    return {scenario: one for scenario, one in found.items() if one is not None}
