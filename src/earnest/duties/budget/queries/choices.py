"""What to buy and what a budget reaches: each answer with how near the best it is proven to be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from earnest.core.organization.queries import day_rate
from earnest.core.risks.queries import Modelled, Range
from earnest.duties.budget.models import FiscalYear, Investment
from earnest.duties.budget.queries.kept import concluded, kept, said_for_people
from earnest.duties.budget.queries.worth import bundle_range
from earnest.duties.budget.queries.year import line_views
from earnest.duties.budget.rules.money import yearly_cost
from earnest.engines.quant import choice
from earnest.foundation.errors import Invalid
from earnest.foundation.once import once

Objective = Literal["expected", "tvar99"]
OBJECTIVES: tuple[Objective, ...] = ("expected", "tvar99")
SECONDS = 10.0
POINTS = 12
State = Investment.State


@dataclass(frozen=True)
class Item:
    """An investment as the choice takes it. `money` counts against this year's budget, `yearly` enters the objective:
    capital spread over its life, what it takes to run, and our own people's days."""

    id: int
    key: str
    title: str
    controls: tuple[str, ...]
    money: float
    yearly: float
    must: bool
    never: bool
    requires: tuple[str, ...]
    excludes: tuple[str, ...]
    vendor_rank: int | None
    unmodelled: tuple[str, ...]


@dataclass(frozen=True)
class Picked:
    """An investment in a choice; `id` is its row."""

    id: int
    key: str
    title: str
    money: float
    must: bool


@dataclass(frozen=True)
class Choice:
    """The best set of investments found for a budget. Money is in `currency`.

    `budget` is the whole year's; `running` what lines that are no investment take of it; `left` what that leaves.
    `value` is what the objective comes to (expected loss, or the average of the worst years in a hundred, plus what the
    investments cost a year), `bound` what no choice can be below, `gap` the difference as a share of `value`.
    `loss_before` and `loss_after` are the expected loss a year. `net` is the net worth of all chosen together, None
    where nothing is chosen that does something. `rests_on` names the rows behind it.
    """

    day: date
    year: str
    currency: str
    objective: str
    budget: float
    running: float
    left: float
    spent: float
    chosen: tuple[Picked, ...]
    passed_over: tuple[Picked, ...]
    value: float
    bound: float
    gap: float
    proven: bool
    method: str
    loss_before: float
    loss_after: float
    net: Range | None
    rests_on: tuple[str, ...]


def items(modelled: Modelled, year: FiscalYear) -> tuple[Item, ...]:
    """Every investment that is not yet bought, by key. What was refused can never be in a choice, what was chosen
    always is. One that is bought already counts as a prerequisite that is there."""
    return once(("items", modelled.digest, year.pk), lambda: _items(modelled, year))


def _items(modelled: Modelled, year: FiscalYear) -> tuple[Item, ...]:
    people = float(day_rate(year.starts_on))
    rows = Investment.objects.exclude(state=State.DONE).order_by("key")
    bought = set(Investment.objects.filter(state=State.DONE).values_list("key", flat=True))
    found = []
    for row in rows.prefetch_related("controls", "requires", "excludes", "excluded_by"):
        keys = tuple(sorted(one.key for one in row.controls.all() if one.state != "retired"))
        known = tuple(key for key in keys if key in modelled.controls)
        apart = {one.key for one in (*row.excludes.all(), *row.excluded_by.all())}
        found.append(
            Item(
                id=row.pk,
                key=row.key,
                title=row.title,
                controls=known,
                money=float(row.one_off + row.run_per_year),
                yearly=yearly_cost(
                    one_off=float(row.one_off),
                    life_years=float(row.life_years),
                    discount_rate=float(year.discount_rate),
                    run=float(row.run_per_year),
                    people_days=float(row.people_days),
                    day_rate=people,
                ).total,
                must=(row.must and row.state != State.REFUSED) or row.state == State.CHOSEN,
                never=row.state == State.REFUSED or bool(apart & bought),
                requires=tuple(sorted(one.key for one in row.requires.all() if one.key not in bought)),
                excludes=tuple(sorted(apart - bought)),
                vendor_rank=row.vendor_rank,
                unmodelled=tuple(
                    key for key in keys if key not in modelled.of_candidate and key not in modelled.in_force
                ),
            )
        )
    return tuple(found)


def engine_items(found: Sequence[Item]) -> tuple[choice.Investment, ...]:
    """The same as the engine takes them."""
    return tuple(
        choice.Investment(
            id=one.key,
            controls=one.controls,
            cost=one.money,
            annual_cost=one.yearly,
            must=one.must,
            never=one.never,
            requires=one.requires,
            excludes=one.excludes,
        )
        for one in found
    )


def running(year: FiscalYear) -> Decimal:
    """What the year's lines take that belong to no investment still to be bought."""
    waiting = set(Investment.objects.exclude(state=State.DONE).values_list("key", flat=True))
    lines = line_views(year)
    return sum((one.fact.budgeted for one in lines if one.investment not in waiting), Decimal(0))


@dataclass(frozen=True)
class Question:
    """What is asked of a year: which budget (None for what is offered), what is made small, and what must or must not
    be bought, by key, whatever the record says of it."""

    budget: float | Decimal | None = None
    objective: Objective = "expected"
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    def of(self, modelled: Modelled, year: FiscalYear) -> tuple[Item, ...]:
        """The investments as this question takes them. Invalid for a key that is none of them."""
        found = items(modelled, year)
        if unknown := {*self.must, *self.never} - {one.key for one in found}:
            raise Invalid(f"There is no investment {min(unknown)!r} to be bought.", field="must")
        if both := {*self.must} & {*self.never}:
            raise Invalid(f"{min(both)!r} cannot both be bought and left out.", field="never")
        return tuple(self._toggled(one) for one in found)

    def _toggled(self, one: Item) -> Item:
        if one.key in self.must:
            return replace(one, must=True, never=False)
        return replace(one, must=False, never=True) if one.key in self.never else one


def best(
    modelled: Modelled,
    year: FiscalYear,
    budget: float | Decimal | None = None,
    objective: Objective = "expected",
    *,
    must: Collection[str] = (),
    never: Collection[str] = (),
) -> Choice:
    """The best set of investments that a whole year's budget pays for, beside what runs anyway.

    Without a budget the one that is offered. `must` and `never` are keys of investments that the choice has to take or
    leave, whatever the record says. Invalid where what runs takes more than the budget (`drop_first` then says what to
    do without), or where the must-haves do not fit.
    """
    asked = _asked(modelled, year, Question(budget, objective, tuple(sorted(must)), tuple(sorted(never))))
    return concluded("best", Choice, asked.key, lambda: asked.choice(exact=True), keep=not modelled.what_if)


def kept_best(modelled: Modelled, year: FiscalYear, question: Question) -> Choice | None:
    """What `best` concluded before, None where it has to be computed. Invalid as `best`."""
    return kept("best", Choice, _asked(modelled, year, question).key)


def quick(modelled: Modelled, year: FiscalYear, question: Question) -> Choice:
    """A good set at once, with the gap to a bound that no set can beat. It is not kept. Invalid as `best`."""
    asked = _asked(modelled, year, question)
    with said_for_people():
        return asked.choice(exact=False)


@dataclass(frozen=True)
class _Asked:
    """A question with what it rests on."""

    modelled: Modelled
    year: FiscalYear
    found: tuple[Item, ...]
    whole: float
    fixed: float
    objective: Objective

    @property
    def key(self) -> tuple[object, ...]:
        return self.modelled.digest, self.year.label, self.found, self.whole, self.fixed, self.objective

    def choice(self, *, exact: bool) -> Choice:
        selection = self.modelled.portfolio.optimize(
            engine_items(self.found),
            self.whole - self.fixed,
            objective=self.objective,
            base=self.modelled.in_force,
            exact=exact,
            time_limit=SECONDS,
        )
        return _choice(self.modelled, self.year, self.found, self.whole, self.fixed, self.objective, selection)


def _asked(modelled: Modelled, year: FiscalYear, question: Question) -> _Asked:
    objective, whole = objective_named(question.objective), _budget(year, question.budget)
    found, fixed = question.of(modelled, year), float(running(year))
    if fixed > whole:
        raise Invalid(
            f"What runs already takes {fixed:,.0f} {modelled.currency}, more than the budget of {whole:,.0f}. "
            f"Raise it to that at least, or see what to drop first.",
            field="budget",
        )
    needed = _needed(found)
    if fixed + needed > whole * (1 + 1e-12):
        named = ", ".join(one.title for one in found if one.must)
        raise Invalid(
            f"{whole:,.0f} {modelled.currency} does not pay for what runs ({fixed:,.0f}) and for the must-haves "
            f"({needed:,.0f}: {named}). Raise it to at least {fixed + needed:,.0f}, or release a must-have.",
            field="budget",
        )
    return _Asked(modelled, year, found, whole, fixed, objective)


def frontier(
    modelled: Modelled,
    year: FiscalYear,
    budgets: Sequence[float | Decimal] | None = None,
    objective: Objective = "expected",
    *,
    must: Collection[str] = (),
    never: Collection[str] = (),
) -> tuple[Choice, ...]:
    """The best set for each of a range of budgets, rising. Without any: from what runs and must be bought to
    everything, with what is offered and asked among them. `must` and `never` as for `best`."""
    question = Question(None, objective_named(objective), tuple(sorted(must)), tuple(sorted(never)))
    found, wholes, fixed = _range(modelled, year, question, budgets)
    made = concluded(
        "frontier",
        _Points,
        (modelled.digest, year.label, found, wholes, fixed, question.objective),
        lambda: _points(modelled, year, found, wholes, fixed, question.objective),
        keep=not modelled.what_if,
    )
    return made.choices


def kept_frontier(modelled: Modelled, year: FiscalYear, question: Question) -> tuple[Choice, ...] | None:
    """What `frontier` concluded before over its own range of budgets, None where it has to be computed."""
    found, wholes, fixed = _range(modelled, year, question, None)
    made = kept("frontier", _Points, (modelled.digest, year.label, found, wholes, fixed, question.objective))
    return None if made is None else made.choices


def _range(
    modelled: Modelled, year: FiscalYear, question: Question, budgets: Sequence[float | Decimal] | None
) -> tuple[tuple[Item, ...], tuple[float, ...], float]:
    found, fixed = question.of(modelled, year), float(running(year))
    return found, _budgets(year, found, fixed, budgets), fixed


@dataclass(frozen=True)
class _Points:
    choices: tuple[Choice, ...]


def _points(
    modelled: Modelled,
    year: FiscalYear,
    found: Sequence[Item],
    wholes: Sequence[float],
    fixed: float,
    objective: Objective,
) -> _Points:
    lefts = [max(0.0, whole - fixed) for whole in wholes]
    selections = modelled.portfolio.frontier(engine_items(found), lefts, objective=objective, base=modelled.in_force)
    pairs = zip(wholes, selections, strict=True)
    return _Points(tuple(_choice(modelled, year, found, whole, fixed, objective, one) for whole, one in pairs))


def _choice(
    modelled: Modelled,
    year: FiscalYear,
    found: Sequence[Item],
    whole: float,
    fixed: float,
    objective: str,
    selection: choice.Selection,
) -> Choice:
    chosen = [one for one in found if one.key in selection.chosen]
    brought = frozenset(key for one in chosen for key in one.controls) - modelled.in_force
    net = None
    if brought:
        cost = sum(one.yearly for one in chosen)
        net = bundle_range(modelled.portfolio.net_value(brought, given=modelled.in_force, annual_cost=cost).net)
    return Choice(
        day=modelled.day,
        year=year.label,
        currency=modelled.currency,
        objective=objective,
        budget=whole,
        running=fixed,
        left=whole - fixed,
        spent=sum(one.money for one in chosen),
        chosen=tuple(_picked(one) for one in chosen),
        passed_over=tuple(_picked(one) for one in found if one.key not in selection.chosen and not one.never),
        value=float(selection.value),
        bound=float(selection.bound),
        gap=float(selection.gap),
        proven=bool(selection.proven),
        method=str(selection.method),
        loss_before=modelled.portfolio.moments(modelled.in_force).mean,
        loss_after=modelled.portfolio.moments(modelled.in_force | brought).mean,
        net=net,
        rests_on=(year.reference, *(f"budget.investment:{one.id}" for one in found)),
    )


def _picked(one: Item) -> Picked:
    return Picked(one.id, one.key, one.title, one.money, one.must)


def _budget(year: FiscalYear, budget: float | Decimal | None) -> float:
    if budget is None:
        if year.offered is None:
            raise Invalid(f"Nothing is offered for {year.label} yet. Say which budget you mean.", field="budget")
        return float(year.offered)
    amount = float(budget)
    if not 0 <= amount <= 1e15:
        raise Invalid(f"{amount:g} is no budget: give an amount from 0 to 1e15.", field="budget")
    return amount


def _budgets(
    year: FiscalYear, found: Sequence[Item], fixed: float, budgets: Sequence[float | Decimal] | None
) -> tuple[float, ...]:
    must = _needed(found)
    if budgets is not None:
        if not 1 <= len(budgets) <= 100:
            raise Invalid("Give from 1 to 100 budgets.", field="budgets")
        return tuple(sorted({_budget(year, one) for one in budgets}))
    low, high = fixed + must, fixed + sum(one.money for one in found if not one.never)
    spread = {low + (high - low) * step / (POINTS - 1) for step in range(POINTS)}
    told = {float(one) for one in (year.offered, year.asked) if one is not None and low <= float(one)}
    return tuple(sorted(spread | told))


def _needed(found: Sequence[Item]) -> float:
    """The money of all that must be bought, with what that needs first."""
    by_key = {one.key: one for one in found}
    waiting, needed = [one.key for one in found if one.must], set()
    while waiting:
        key = waiting.pop()
        if key not in needed and key in by_key:
            needed.add(key)
            waiting.extend(by_key[key].requires)
    return sum(by_key[key].money for key in needed)


def objective_named(name: str) -> Objective:
    """The objective of that name. Invalid where there is none."""
    for one in OBJECTIVES:
        if name == one:
            return one
    raise Invalid(f"{name!r} is no objective. Use one of: {', '.join(OBJECTIVES)}.", field="objective")
