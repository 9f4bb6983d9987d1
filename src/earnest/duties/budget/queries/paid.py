"""What we pay for, and what each of it is worth: one list, tools first as bundles of their controls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from earnest.core.controls.models import Control
from earnest.core.organization.queries import day_rate
from earnest.core.risks.queries import Modelled, Range
from earnest.core.risks.rules import money_in
from earnest.duties.budget.models import FiscalYear, Tool
from earnest.duties.budget.queries.kept import concluded
from earnest.duties.budget.queries.worth import bundle_range, flat, most_changed
from earnest.duties.budget.queries.year import line_views
from earnest.duties.budget.rules.paid import ControlFact, CostFrom, JoinedLine, Paid, ToolFact, paid
from earnest.engines.quant import Verdict
from earnest.foundation.once import once


@dataclass(frozen=True)
class Ranked:
    """A tool or a control that we pay for, with what it removes, brings in and costs a year, all else in force.

    `kind` is tool or control, `id` its row, `controls` all that rest on it. `alone` are those that stop without it and
    whose worth is counted; `shared` leads from the others to the keys of the tools that carry them too.
    `is_modelled` is False where no scenario says what it does: then the amounts say nothing but the cost.
    `why` has the scenarios that it changes or brings most: title and amount removed (below 0: added) a year.
    `rests_on` names the rows behind it: tool, controls, lines.
    """

    kind: str
    id: int
    key: str
    name: str
    controls: tuple[str, ...]
    alone: tuple[str, ...]
    shared: tuple[tuple[str, tuple[str, ...]], ...]
    renews_on: date | None
    accountable: str
    money: float
    cost_from: CostFrom
    removed: Range
    introduced: Range
    cost: Range
    net: Range
    probability: float
    in_a_year: float | None
    verdict: Verdict
    sentence: str
    is_modelled: bool
    why: tuple[tuple[str, float], ...]
    rests_on: tuple[str, ...]


@dataclass(frozen=True)
class Ranking:
    """Everything we pay for, the most worth first, what nobody modelled last.

    `unjoined` are lines of the year that pay for no tool, control or investment, and `unjoined_money` their sum: what
    this list cannot judge. `one_off` are lines that are no cost of a year. Ids are those of lines.
    """

    day: date
    year: str
    currency: str
    rows: tuple[Ranked, ...]
    unjoined: tuple[int, ...]
    unjoined_money: float
    one_off: tuple[int, ...]


def holdings(year: FiscalYear) -> tuple[Paid, ...]:
    """Everything that we pay for in a year, each thing once."""
    return once(("holdings", year.pk), lambda: _holdings(year, _joined(year)))


def ranking(modelled: Modelled, year: FiscalYear) -> Ranking:
    """Everything that we pay for, by net worth. Kept by the digest of the model and of the year's lines."""
    lines, found = _joined(year), holdings(year)
    facts = _facts()
    return concluded(
        "ranking",
        Ranking,
        (modelled.digest, year.label, found, [(line.fact, line.tool, line.control) for line in lines], facts),
        lambda: _ranking(modelled, year, found, lines, facts),
        keep=not modelled.what_if,
    )


@dataclass(frozen=True)
class _Fact:
    id: int
    name: str
    renews_on: date | None
    accountable: str


def _ranking(
    modelled: Modelled,
    year: FiscalYear,
    found: tuple[Paid, ...],
    lines: tuple[JoinedLine, ...],
    facts: dict[str, _Fact],
) -> Ranking:
    rows = [_ranked(modelled, one, facts) for one in found]
    counted = {number for one in found for number in one.lines}
    loose = [line for line in lines if line.fact.id not in counted and line.fact.kind != "one_off"]
    return Ranking(
        day=modelled.day,
        year=year.label,
        currency=modelled.currency,
        rows=tuple(sorted(rows, key=lambda row: (not row.is_modelled, -row.net.mean, row.kind, row.key))),
        unjoined=tuple(line.fact.id for line in loose),
        unjoined_money=float(sum((line.fact.budgeted for line in loose), Decimal(0))),
        one_off=tuple(line.fact.id for line in lines if line.fact.kind == "one_off"),
    )


def _ranked(modelled: Modelled, one: Paid, facts: dict[str, _Fact]) -> Ranked:
    alone = tuple(key for key in one.alone if key in modelled.in_force)
    doing = tuple(key for key in alone if _does_something(modelled, key))
    cost = float(one.cost)
    value = modelled.portfolio.net_value(alone, given=modelled.in_force, annual_cost=cost) if doing else None
    fact = facts[one.id]
    return Ranked(
        kind=one.kind,
        id=fact.id,
        key=one.key,
        name=one.name,
        controls=one.controls,
        alone=one.alone,
        shared=one.shared,
        renews_on=fact.renews_on,
        accountable=fact.accountable,
        money=float(one.money),
        cost_from=one.cost_from,
        removed=bundle_range(value.removed) if value else flat(0.0),
        introduced=bundle_range(value.introduced) if value else flat(0.0),
        cost=flat(cost),
        net=bundle_range(value.net) if value else flat(-cost),
        probability=value.probability if value else 0.0,
        in_a_year=value.in_a_year if value else None,
        verdict=value.verdict if value else Verdict.UNESTIMATED,
        sentence=value.sentence(money_in(modelled.currency)) if value else _unmodelled(one),
        is_modelled=value is not None,
        why=most_changed(modelled, value) if value else (),
        rests_on=(
            f"budget.tool:{fact.id}" if one.kind == "tool" else f"controls.control:{fact.id}",
            *(f"controls.control:{facts[f'control:{key}'].id}" for key in one.controls if one.kind == "tool"),
            *(f"budget.line:{number}" for number in one.lines),
        ),
    )


def _unmodelled(one: Paid) -> str:
    if not one.controls:
        return f"Cannot tell: no control rests on {one.name}. Join it to the controls that it carries."
    if not one.alone:
        return f"Other tools carry all controls of {one.name} too: without it they would go on."
    return f"Cannot tell: no scenario says what {one.name} changes. Say it in the risk register."


def _does_something(modelled: Modelled, key: str) -> bool:
    control = modelled.portfolio.control(key)
    return bool(control.effects or control.introduces)


def _holdings(year: FiscalYear, lines: tuple[JoinedLine, ...]) -> tuple[Paid, ...]:
    operating = Control.objects.filter(state=Control.State.OPERATING)
    tools = [
        ToolFact(tool.key, tool.name, tuple(sorted(c.key for c in tool.controls.all() if c.state == "operating")))
        for tool in Tool.objects.prefetch_related("controls")
    ]
    controls = [ControlFact(row.key, row.name, row.annual_cost, row.people_days) for row in operating]
    return paid(tools, controls, lines, day_rate(year.starts_on))


def _joined(year: FiscalYear) -> tuple[JoinedLine, ...]:
    """The lines of a year, but those of an investment: what is not bought yet is not what we pay for."""
    return tuple(
        JoinedLine(line.fact, line.tool, line.control)
        for line in line_views(year)
        if line.tool or line.control or not line.investment
    )


def _facts() -> dict[str, _Fact]:
    found = {}
    for tool in Tool.objects.select_related("accountable").order_by("key"):
        who = tool.accountable.name if tool.accountable else ""
        found[f"tool:{tool.key}"] = _Fact(tool.pk, tool.name, tool.renews_on, who)
    for control in Control.objects.select_related("accountable").order_by("key"):
        who = control.accountable.name if control.accountable else ""
        found[f"control:{control.key}"] = _Fact(control.pk, control.name, None, who)
    return found
