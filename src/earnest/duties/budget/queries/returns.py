"""What each investment would give back, and what waiting for it costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from earnest.core.risks.queries import Modelled, Range
from earnest.core.risks.rules import money_in
from earnest.duties.budget.models import FiscalYear, Investment
from earnest.duties.budget.queries.choices import Item, items
from earnest.duties.budget.queries.kept import concluded
from earnest.duties.budget.queries.worth import bundle_range, flat, most_changed
from earnest.duties.budget.rules.returns import CostOfDelay, Rosi
from earnest.duties.budget.rules.returns import cost_of_delay as delay_of
from earnest.duties.budget.rules.returns import rosi as rosi_of
from earnest.engines.quant import Verdict
from earnest.foundation.errors import Invalid


@dataclass(frozen=True)
class Return:
    """What an investment removes, brings in and costs a year on top of what is in force, with its return and what each
    month of waiting costs.

    `rank` is its place by net worth, 1 the best; `vendor_rank` its place on the vendor's list. `rosi` is None where it
    costs nothing, `rosi` and `delay` are None where no scenario says what it does (`is_modelled` False).
    `why` has the scenarios that it changes or brings most: title, and expected loss removed a year.
    """

    id: int
    key: str
    title: str
    rank: int
    vendor_rank: int | None
    money: float
    removed: Range
    introduced: Range
    cost: Range
    net: Range
    probability: float
    verdict: Verdict
    sentence: str
    rosi: Rosi | None
    delay: CostOfDelay | None
    is_modelled: bool
    why: tuple[tuple[str, float], ...]
    rests_on: tuple[str, ...]


@dataclass(frozen=True)
class Returns:
    """Every investment that is not bought and not refused, the most net worth first, what nobody modelled last."""

    day: date
    year: str
    currency: str
    rows: tuple[Return, ...]


def returns(modelled: Modelled, year: FiscalYear) -> Returns:
    """Each investment by itself, the controls of today in force. Kept by digest."""
    found = tuple(one for one in items(modelled, year) if not one.never)
    return concluded(
        "returns",
        Returns,
        (modelled.digest, year.label, found),
        lambda: _returns(modelled, year, found),
        keep=not modelled.what_if,
    )


def rosi(modelled: Modelled, year: FiscalYear, investment: Investment) -> Rosi | None:
    """Return on one investment; None where it costs nothing or no scenario says what it does."""
    return _one(modelled, year, investment).rosi


def cost_of_delay(modelled: Modelled, year: FiscalYear, investment: Investment) -> CostOfDelay | None:
    """What each month of waiting for one investment costs; None where no scenario says what it does."""
    return _one(modelled, year, investment).delay


def _one(modelled: Modelled, year: FiscalYear, investment: Investment) -> Return:
    for row in returns(modelled, year).rows:
        if row.id == investment.pk:
            return row
    state = investment.get_state_display().lower()
    raise Invalid(f"“{investment}” is {state}: only what can still be bought has a return to come.", field="investment")


def _returns(modelled: Modelled, year: FiscalYear, found: tuple[Item, ...]) -> Returns:
    rows = [_return(modelled, one) for one in found]
    rows.sort(key=lambda row: (not row.is_modelled, -row.net.mean, row.key))
    ranked = tuple(replace(row, rank=number) for number, row in enumerate(rows, start=1))
    return Returns(day=modelled.day, year=year.label, currency=modelled.currency, rows=ranked)


def _return(modelled: Modelled, one: Item) -> Return:
    brought = tuple(key for key in one.controls if key in modelled.of_candidate)
    value = None
    if brought:
        value = modelled.portfolio.net_value(brought, given=modelled.in_force, annual_cost=one.yearly)
    draws = (value.removed.samples, value.introduced.samples, value.cost.samples) if value else None
    return Return(
        id=one.id,
        key=one.key,
        title=one.title,
        rank=0,
        vendor_rank=one.vendor_rank,
        money=one.money,
        removed=bundle_range(value.removed) if value else flat(0.0),
        introduced=bundle_range(value.introduced) if value else flat(0.0),
        cost=flat(one.yearly),
        net=bundle_range(value.net) if value else flat(-one.yearly),
        probability=value.probability if value else 0.0,
        verdict=value.verdict if value else Verdict.UNESTIMATED,
        sentence=value.sentence(money_in(modelled.currency)) if value else _unmodelled(one),
        rosi=rosi_of(*draws) if draws else None,
        delay=delay_of(*draws) if draws else None,
        is_modelled=value is not None,
        why=most_changed(modelled, value) if value else (),
        rests_on=(
            f"budget.investment:{one.id}",
            *(f"controls.control:{modelled.controls[key].id}" for key in one.controls),
        ),
    )


def _unmodelled(one: Item) -> str:
    if not one.controls:
        return (
            f"Cannot tell: {one.title} brings no control. Join it to the planned controls that it would put in force."
        )
    return (
        f"Cannot tell: no scenario says what the planned controls of {one.title} change. Say it in the risk register."
    )
