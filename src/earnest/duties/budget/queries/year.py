"""A year's budget: its lines in one currency, how it stands, and what a day of our own people costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from earnest.core.organization.models import Organization
from earnest.core.organization.queries import day_rate
from earnest.duties.budget.models import ExchangeRate, FiscalYear, Line
from earnest.duties.budget.rules.money import Rate, Rates, rates
from earnest.duties.budget.rules.variance import LineFact, Variance
from earnest.duties.budget.rules.variance import variance as variance_of
from earnest.foundation import clock
from earnest.foundation.errors import Invalid
from earnest.foundation.once import once


@dataclass(frozen=True)
class LineView:
    """A line with its amounts in the organisation's currency. `rate` is the row of the exchange rate used, 0 where the
    line is in that currency already; tool, control and investment are keys, "" for none."""

    fact: LineFact
    currency: str
    planned_as_written: Decimal
    rate: int
    tool: str
    control: str
    investment: str


@dataclass(frozen=True)
class YearView:
    """A year as it was planned, asked and offered. Amounts are in `currency`.

    `planned` is the sum of what counts against the budget; `gap` is planned minus offered, None where nothing is
    offered yet. `own_time` is what our people's days cost beyond the lines' money. `rests_on` names the rows.
    """

    id: int
    label: str
    starts_on: date
    ends_on: date
    currency: str
    asked: Decimal | None
    offered: Decimal | None
    discount_rate: float
    planned: Decimal
    gap: Decimal | None
    people_days: Decimal
    own_time: Decimal
    lines: tuple[LineView, ...]
    variance: Variance
    rests_on: tuple[str, ...]


def exchange_rates() -> Rates:
    """Every rate on record, into the organisation's own currency."""
    return rates(
        own_currency(), (Rate(row.currency, row.rate, row.as_of, row.pk) for row in ExchangeRate.objects.all())
    )


def own_currency() -> str:
    """The organisation's currency; EUR where there is no organisation yet."""
    row = Organization.objects.first()
    return row.currency if row else "EUR"


def fiscal_year(label: str | None = None, day: date | None = None) -> FiscalYear:
    """The year of that label; without one the year that a day (today) is in, else the next, else the last one.

    Invalid where there is none, saying which there are.
    """
    rows = list(FiscalYear.objects.order_by("starts_on", "pk"))
    if label:
        found = next((row for row in rows if row.label == label), None)
        if found is None:
            there = ", ".join(row.label for row in rows) or "none yet"
            raise Invalid(f"There is no fiscal year {label!r}. There are: {there}.", field="year")
        return found
    if not rows:
        raise Invalid("There is no fiscal year yet. Add one: its label, first and last day.", field="year")
    today = day or clock.today()
    current = [row for row in rows if row.starts_on <= today <= row.ends_on]
    coming = [row for row in rows if row.starts_on > today]
    return current[-1] if current else coming[0] if coming else rows[-1]


def line_views(year: FiscalYear) -> tuple[LineView, ...]:
    """The lines of a year at the rates of its first day, so that a plan stays what it was. MissingRate."""
    return once(("lines", year.pk), lambda: _line_views(year))


def _line_views(year: FiscalYear) -> tuple[LineView, ...]:
    known, people = exchange_rates(), day_rate(year.starts_on)
    rows = Line.objects.filter(fiscal_year=year).select_related("tool", "control", "investment", "accountable")
    return tuple(_view(row, year, known, people) for row in rows.order_by("kind", "title", "pk"))


def year_view(year: FiscalYear, today: date | None = None) -> YearView:
    """A year in one currency. MissingRate names the currency that has no rate by the year's first day."""
    lines = line_views(year)
    facts = tuple(line.fact for line in lines)
    planned = sum((fact.budgeted for fact in facts), Decimal(0))
    used = sorted({line.rate for line in lines if line.rate})
    return YearView(
        id=year.pk,
        label=year.label,
        starts_on=year.starts_on,
        ends_on=year.ends_on,
        currency=own_currency(),
        asked=year.asked,
        offered=year.offered,
        discount_rate=float(year.discount_rate),
        planned=planned,
        gap=None if year.offered is None else planned - year.offered,
        people_days=sum((fact.people_days for fact in facts), Decimal(0)),
        own_time=sum((fact.total_cost - fact.budgeted for fact in facts), Decimal(0)),
        lines=lines,
        variance=variance_of(facts, starts_on=year.starts_on, ends_on=year.ends_on, today=today or clock.today()),
        rests_on=(
            year.reference,
            *(f"budget.line:{fact.id}" for fact in facts),
            *(f"budget.exchangerate:{pk}" for pk in used),
        ),
    )


def variance(year: FiscalYear, today: date | None = None) -> Variance:
    """How a year stands today: planned, committed, spent, and what it comes to by its end."""
    return year_view(year, today).variance


def _view(row: Line, year: FiscalYear, known: Rates, people: Decimal) -> LineView:
    rate = known.of(row.currency, year.starts_on)
    amounts = {
        name: known.convert(getattr(row, name), row.currency, year.starts_on)
        for name in ("planned", "committed", "actual")
    }
    return LineView(
        fact=LineFact(
            id=row.pk,
            title=row.title,
            kind=row.kind,
            category=row.category,
            people_days=row.people_days,
            day_rate=people,
            accountable=row.accountable.name if row.accountable else "",
            **amounts,
        ),
        currency=row.currency or known.own,
        planned_as_written=row.planned,
        rate=rate.id,
        tool=row.tool.key if row.tool else "",
        control=row.control.key if row.control else "",
        investment=row.investment.key if row.investment else "",
    )
