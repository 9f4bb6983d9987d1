"""Our spending of a year beside published figures."""

from __future__ import annotations

from decimal import Decimal

from earnest.core.organization.models import Organization, Person
from earnest.duties.budget.models import FiscalYear
from earnest.duties.budget.queries.year import exchange_rates, line_views
from earnest.duties.budget.rules.benchmarks import Comparison, OwnFacts, compare
from earnest.duties.budget.rules.money import MissingRate
from earnest.library.budget_benchmarks import budget_benchmarks


def benchmarks(year: FiscalYear) -> tuple[Comparison, ...]:
    """What others say they spend, the newest first, with what this year's lines plan beside it. Show the library's
    `use_note` with it."""
    spent = sum((line.fact.budgeted for line in line_views(year)), Decimal(0))
    row = Organization.objects.first()
    return compare(
        budget_benchmarks().items,
        OwnFacts(
            spent=float(spent),
            revenue=float(row.annual_revenue) if row and row.annual_revenue else None,
            people=Person.objects.filter(left_on=None).count(),
            spent_usd=_in_dollars(spent, year),
        ),
    )


def _in_dollars(amount: Decimal, year: FiscalYear) -> float | None:
    try:
        return float(amount / exchange_rates().of("USD", year.starts_on).rate)
    except MissingRate:
        return None
