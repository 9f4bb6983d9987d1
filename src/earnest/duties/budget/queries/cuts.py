"""What to drop first when there is less money, with how near the best that is proven to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from earnest.core.risks.queries import Modelled
from earnest.duties.budget.models import FiscalYear
from earnest.duties.budget.queries.kept import concluded, kept
from earnest.duties.budget.queries.paid import holdings
from earnest.duties.budget.queries.year import line_views
from earnest.duties.budget.rules.paid import Paid
from earnest.engines.quant import choice
from earnest.foundation.errors import Invalid


@dataclass(frozen=True)
class Dropped:
    """A tool or control to do without: the money that frees, and the expected loss a year once it and all before it are
    gone."""

    kind: str
    key: str
    name: str
    money: float
    loss_after: float


@dataclass(frozen=True)
class Cut:
    """What to drop first when a year's budget is cut by a share. `aim` is the money to save, `saved` what is.

    `kept` names what stays, as tool:key or control:key. `out_of_reach` is the money in lines that pay for no tool and
    no control: no drop frees that.
    """

    day: date
    year: str
    currency: str
    share: float
    aim: float
    saved: float
    dropped: tuple[Dropped, ...]
    kept: tuple[str, ...]
    loss_before: float
    loss_after: float
    gap: float
    proven: bool
    method: str
    out_of_reach: float
    rests_on: tuple[str, ...]


def drop_first(modelled: Modelled, year: FiscalYear, cut: float) -> Cut:
    """What to do without when the year's budget is cut by a share (above 0, below 1): the set whose going raises
    the loss least, in the order in which to drop it. Invalid where tools and controls do not hold that much money."""
    found, planned, held = _held(year, cut)
    aim = _aim(modelled, planned, held, cut)
    return concluded(
        "cut",
        Cut,
        (modelled.digest, year.label, found, planned, cut),
        lambda: _cut(modelled, year, found, cut, aim, planned - held),
        keep=not modelled.what_if,
    )


def kept_cut(modelled: Modelled, year: FiscalYear, cut: float) -> Cut | None:
    """What `drop_first` concluded before, None where it has to be computed. Invalid as `drop_first`."""
    found, planned, held = _held(year, cut)
    _aim(modelled, planned, held, cut)
    return kept("cut", Cut, (modelled.digest, year.label, found, planned, cut))


def _held(year: FiscalYear, cut: float) -> tuple[tuple[Paid, ...], float, float]:
    if not 0 < cut < 1:
        raise Invalid(
            f"A cut of {cut:g} is no share of a budget: give one above 0 and below 1, such as 0.2.", field="cut"
        )
    found = tuple(one for one in holdings(year) if one.money > 0)
    planned = float(sum((line.fact.budgeted for line in line_views(year)), Decimal(0)))
    return found, planned, float(sum((one.money for one in found), Decimal(0)))


def _aim(modelled: Modelled, planned: float, held: float, cut: float) -> float:
    if not held:
        raise Invalid(
            "No tool and no control on record costs money in this year, so there is nothing to drop. Join the budget "
            "lines to what they pay for.",
            field="cut",
        )
    aim = cut * (planned or held)
    if aim > held * (1 + 1e-9):
        raise Invalid(
            f"A cut of {100 * cut:.0f} % is {aim:,.0f} {modelled.currency}, and all tools and controls that we pay for "
            f"take {held:,.0f}. The rest is in lines joined to no tool or control: join them, or cut less.",
            field="cut",
        )
    return aim


def _cut(modelled: Modelled, year: FiscalYear, found: tuple[Paid, ...], cut: float, aim: float, away: float) -> Cut:
    by_id = {one.id: one for one in found}
    owned = tuple(
        choice.Investment(
            id=one.id,
            controls=tuple(key for key in one.controls if key in modelled.in_force),
            cost=float(one.money),
            annual_cost=float(one.cost),
        )
        for one in found
    )
    held = sum(one.cost for one in owned)
    carried = frozenset(key for one in owned for key in one.controls)
    base = modelled.in_force - carried
    answer = choice.drop_first(modelled.portfolio, owned, min(1.0, aim / held), base=base)
    gone: set[str] = set()
    dropped = []
    for step in answer.order:
        gone |= step.dropped
        left = {name for one in owned if one.id not in gone for name in one.controls}
        mean = modelled.portfolio.moments(base | left).mean
        for key in sorted(step.dropped):
            one = by_id[key]
            dropped.append(Dropped(one.kind, one.key, one.name, float(one.money), mean))
    before = modelled.portfolio.moments(modelled.in_force).mean
    return Cut(
        day=modelled.day,
        year=year.label,
        currency=modelled.currency,
        share=cut,
        aim=aim,
        saved=sum(one.money for one in dropped),
        dropped=tuple(dropped),
        kept=tuple(one.id for one in found if one.id not in gone),
        loss_before=before,
        loss_after=dropped[-1].loss_after if dropped else before,
        gap=answer.kept.gap,
        proven=answer.kept.proven,
        method=answer.kept.method,
        out_of_reach=max(0.0, away),
        rests_on=(year.reference, *(f"budget.line:{number}" for one in found for number in one.lines)),
    )
