"""Conclusions of the budget as the pictures that charts are drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from earnest.duties.budget.models import Line
from earnest.duties.budget.queries import Choice, InsuranceWhatIf, YearView
from earnest.engines.documents.charts.pictures import (
    BudgetBars,
    BudgetRow,
    Curve,
    Frontier,
    FrontierPoint,
    LossExceedance,
)

LEAST = 1e-4


def categories() -> Mapping[str, str]:
    """Categories of lines by their value, in the reader's language."""
    return {value: str(label) for value, label in Line.Category.choices}


def by_category(view: YearView) -> BudgetBars | None:
    """Planned, promised and spent by category, the largest plan first; None where the year has no lines."""
    names = categories()
    rows = [
        BudgetRow(
            names.get(one.key, one.key),
            float(one.amounts.planned),
            float(one.amounts.committed),
            float(one.amounts.actual),
        )
        for one in view.variance.by_category
    ]
    rows.sort(key=lambda row: (-row.planned, row.name))
    return BudgetBars(tuple(rows), view.currency) if rows else None


def frontier(points: Iterable[Choice], chosen: Choice, offered: float | None, asked: float | None) -> Frontier | None:
    """Net worth of the best set at each budget; None where there are not two budgets to compare."""
    at = {one.budget: one for one in points} | {chosen.budget: chosen}
    if len(at) < 2:
        return None
    low, high = min(at), max(at)
    return Frontier(
        tuple(_point(at[budget]) for budget in sorted(at)),
        chosen.currency,
        chosen.budget,
        offered if offered is not None and low <= offered <= high else None,
        asked if asked is not None and low <= asked <= high else None,
    )


def _point(one: Choice) -> FrontierPoint:
    if one.net is None:
        return FrontierPoint(one.budget, 0.0, 0.0, 0.0)
    return FrontierPoint(one.budget, one.net.mean, one.net.low, one.net.high)


def with_policy(found: InsuranceWhatIf) -> LossExceedance | None:
    """The chance of losing more, with and without the policy; None where there is nothing to draw."""
    before = [(loss, chance) for loss, chance, _after in found.curve if chance >= LEAST]
    after = [(loss, chance) for loss, _before, chance in found.curve if chance >= LEAST]
    if len(before) < 2 or len(after) < 2:
        return None
    curves = (
        Curve(_("what stays with us"), tuple(after)),
        Curve(_("without the policy"), tuple(before), kind="without"),
    )
    return LossExceedance(curves, found.currency)
