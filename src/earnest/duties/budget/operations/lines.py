"""Lines from a spreadsheet, all or none, and what is offered for a year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from earnest.core.controls.models import Control
from earnest.core.organization.models import Person
from earnest.duties.budget.models import FiscalYear, Investment, Line, Tool
from earnest.duties.budget.queries.year import exchange_rates
from earnest.duties.budget.rules.money import CENT, MissingRate
from earnest.duties.budget.rules.sheets import Known, Problem, Sheet, SheetLine, read_sheet
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation


@dataclass(frozen=True)
class Imported:
    """What a sheet holds, and whether it was kept. `planned` is the sum in the organisation's own currency."""

    lines: tuple[SheetLine, ...]
    problems: tuple[Problem, ...]
    problem_count: int
    planned: Decimal
    currency: str
    kept: bool


def import_lines(actor: Actor, year: FiscalYear, data: bytes, *, name: str, dry_run: bool = True) -> Imported:
    """Add the lines of a CSV or XLSX file to a year: all of them, or none where a single cell cannot be used.

    A dry run says what would be added and names every bad cell by row and column. Invalid where the file as a whole
    cannot be used, or, when it is no dry run, where any cell cannot.
    """
    actor.require(May.EDIT_RECORD)
    rates = exchange_rates()
    sheet = read_sheet(data, name, _known(year))
    total = sum((rates.convert(one.planned, one.currency, year.starts_on) for one in sheet.lines), Decimal(0))
    kept = not dry_run
    if kept:
        if sheet.problems:
            more = sheet.problem_count - 1
            raise Invalid(f"{name}: {sheet.problems[0]}" + (f" (and {more} more)" if more else ""), field="file")
        _keep(actor, year, sheet, name)
    return Imported(sheet.lines, sheet.problems, sheet.problem_count, total, rates.own, kept)


def set_offer(
    actor: Actor, year: FiscalYear, *, offered: Decimal, asked: Decimal | None = None, reason: str = ""
) -> FiscalYear:
    """Keep what is offered for a year, and what is asked for where that changes too."""
    actor.require(May.EDIT_RECORD)
    values: dict[str, Any] = {"offered": offered} if asked is None else {"offered": offered, "asked": asked}
    for field, value in values.items():
        if not value.is_finite() or value < 0:
            raise Invalid(f"{field}: {value} is no amount; give a number from 0 up.", field=field)
    with operation(actor, "budget.set_offer", reason=reason) as work:
        cents: dict[str, Any] = {field: value.quantize(CENT) for field, value in values.items()}
        return work.change(year, **cents)


def _keep(actor: Actor, year: FiscalYear, sheet: Sheet, name: str) -> None:
    tools = {row.key.casefold(): row for row in Tool.objects.all()}
    controls = {row.key.casefold(): row for row in Control.objects.all()}
    investments = {row.key.casefold(): row for row in Investment.objects.all()}
    people = {row.email.casefold(): row for row in Person.objects.all()}
    with operation(actor, "budget.import_lines") as work:
        work.facts |= {"file": name, "lines": len(sheet.lines)}
        work.create_many(
            [
                Line(
                    fiscal_year=year,
                    title=one.title,
                    kind=one.kind,
                    category=one.category or Line.Category.OTHER,
                    tool=tools.get(one.tool),
                    control=controls.get(one.control),
                    investment=investments.get(one.investment),
                    currency=one.currency,
                    planned=one.planned,
                    committed=one.committed,
                    actual=one.actual,
                    people_days=one.people_days,
                    accountable=people.get(one.accountable),
                )
                for one in sheet.lines
            ]
        )


def _known(year: FiscalYear) -> Known:
    return Known(
        kinds=tuple(Line.Kind.values),
        categories=tuple(Line.Category.values),
        tools=_folded(Tool.objects.values_list("key", flat=True)),
        controls=_folded(Control.objects.values_list("key", flat=True)),
        investments=_folded(Investment.objects.values_list("key", flat=True)),
        people=_folded(Person.objects.values_list("email", flat=True)),
        priced=_priced(year),
        titles=frozenset(year.lines.values_list("title", flat=True)),
    )


def _folded(values: Iterable[str]) -> frozenset[str]:
    return frozenset(one.casefold() for one in values)


def _priced(year: FiscalYear) -> frozenset[str]:
    rates = exchange_rates()
    found = {rates.own}
    for one in {rate.currency for rate in rates.rates}:
        try:
            rates.of(one, year.starts_on)
        except MissingRate:
            continue
        found.add(one)
    return frozenset(found)
