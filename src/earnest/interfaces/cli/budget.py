"""What security costs and what it buys: the year, the best investments for a budget, and what to drop first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import fail, print_json, say

if TYPE_CHECKING:
    from earnest.core.risks.queries import Modelled, Range
    from earnest.duties.budget.models import FiscalYear
    from earnest.duties.budget.queries import Choice

OBJECTIVES = ("expected", "tvar99")

app = typer.Typer(help="What security costs, and what it buys.", no_args_is_help=True, rich_markup_mode=None)
Year = Annotated[str, typer.Option("--year", help="Label of the fiscal year. Default: the one that today is in.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Objective = Annotated[
    str, typer.Option(help="What is made small: expected (loss a year) or tvar99 (average of the worst years in 100).")
]


@app.command()
def show(year: Year = "", as_json: AsJson = False) -> None:
    """Show a year: what was planned, promised and spent, and what everything we pay for is worth."""
    chosen, model = _started(year)
    from earnest.duties.budget import queries

    view, ranked = queries.year_view(chosen), queries.ranking(model, chosen)
    if as_json:
        _json({"year": view, "ranking": ranked})
        return
    money, total = _money(view.currency), view.variance.total
    say(f"{view.label}, {view.starts_on:%d %B %Y} to {view.ends_on:%d %B %Y}, in {view.currency}", style="bold")
    say(f"Asked {money(view.asked)}, offered {money(view.offered)}.")
    say(f"Planned {money(total.planned)}, promised {money(total.committed)}, spent {money(total.actual)}; "
        f"by the end of the year {money(total.forecast)}.")  # fmt: skip
    if view.people_days:
        say(f"Our own people: {view.people_days:,.0f} days, {money(view.own_time)} on top of the lines' money.")
    if not ranked.rows:
        say("Nothing that we pay for is on record yet. Add tools and join them to controls and lines.")
        return
    say("What we pay for, by net worth a year:", style="bold")
    for row in ranked.rows:
        worth = _range(row.net, money) if row.is_modelled else "not modelled"
        say(f"  {row.name[:34]:34} {worth:>44}  {row.verdict.words}")
    if ranked.unjoined:
        say(
            f"{money(ranked.unjoined_money)} in {len(ranked.unjoined)} lines pays for no tool and no control on record."
        )


@app.command()
def optimize(
    budget: Annotated[float | None, typer.Option(help="Of the whole year. Default: what is offered.", min=0)] = None,
    objective: Objective = "expected",
    year: Year = "",
    as_json: AsJson = False,
) -> None:
    """Find the best set of investments that a budget pays for, beside what runs already."""
    _known(objective)
    chosen, model = _started(year)
    from earnest.duties.budget import queries

    found = queries.best(model, chosen, budget, queries.objective_named(objective))
    if as_json:
        _json(found)
        return
    money = _money(found.currency)
    say(f"Of {money(found.budget)}, {money(found.running)} runs already; {money(found.left)} is left.", style="bold")
    if not found.chosen:
        say("The best is to buy nothing.")
    for one in found.chosen:
        say(f"  buy   {one.title[:50]:50} {money(one.money):>16}{'  must' if one.must else ''}")
    for one in found.passed_over:
        say(f"  leave {one.title[:50]:50} {money(one.money):>16}")
    say(f"Expected loss a year falls from {money(found.loss_before)} to {money(found.loss_after)}.")
    if found.net is not None:
        say(f"Net worth of all chosen together a year: {_range(found.net, money)}.")
    say(_proof(found))


@app.command()
def frontier(objective: Objective = "expected", year: Year = "", as_json: AsJson = False) -> None:
    """Show what each of a range of budgets reaches."""
    _known(objective)
    chosen, model = _started(year)
    from earnest.duties.budget import queries

    points = queries.frontier(model, chosen, objective=queries.objective_named(objective))
    if as_json:
        _json({"points": points})
        return
    money = _money(model.currency)
    say(f"{'Budget':>16} {'Expected loss':>16} {'Investments':>12}  Proven within", style="bold")
    for one in points:
        say(f"{money(one.budget):>16} {money(one.loss_after):>16} {len(one.chosen):>12}  {100 * one.gap:.4f} %")


@app.command()
def cut(
    by: Annotated[str, typer.Option("--by", help="How much less, such as 20% or 0.2.")],
    year: Year = "",
    as_json: AsJson = False,
) -> None:
    """Say what to drop first when the budget is cut."""
    share = _share(by)
    chosen, model = _started(year)
    from earnest.duties.budget import queries

    found = queries.drop_first(model, chosen, share)
    if as_json:
        _json(found)
        return
    money = _money(found.currency)
    say(f"A cut of {100 * found.share:g} % is {money(found.aim)}. Drop, in this order:", style="bold")
    for place, one in enumerate(found.dropped, start=1):
        freed, loss = money(one.money), money(one.loss_after)
        say(f"{place:3}. {one.name[:44]:44} frees {freed:>14}; expected loss a year then {loss}")
    say(f"That frees {money(found.saved)}; expected loss a year rises from {money(found.loss_before)} to "
        f"{money(found.loss_after)}.")  # fmt: skip
    if found.out_of_reach:
        say(f"{money(found.out_of_reach)} of the budget pays for no tool and no control on record: no drop frees that.")


def _started(year: str) -> tuple[FiscalYear, Modelled]:
    django_setup.start()
    from earnest.core.risks.queries import modelled
    from earnest.duties.budget import queries
    from earnest.duties.budget.queries.kept import said_for_people

    chosen = queries.fiscal_year(year or None)
    with said_for_people():
        return chosen, modelled()


def _json(found: object) -> None:
    import msgspec

    print_json(msgspec.to_builtins(found))


def _money(currency: str) -> Callable[[Any], str]:
    return lambda amount: "nothing said" if amount is None else f"{currency} {amount:,.0f}"


def _range(found: Range, money: Callable[[Any], str]) -> str:
    return f"{money(found.mean)} ({found.low:,.0f} to {found.high:,.0f})"


def _proof(found: Choice) -> str:
    if found.proven:
        return f"Proven: no other set is better by more than {100 * found.gap:.4f} %."
    return f"Not proven: another set could be better, by {100 * found.gap:.2f} % at most."


def _known(objective: str) -> None:
    if objective not in OBJECTIVES:
        fail(f"--objective: there is no {objective!r}. Use one of: {', '.join(OBJECTIVES)}.")


def _share(text: str) -> float:
    words = text.strip().replace(" ", "")
    try:
        share = float(words.removesuffix("%")) / (100 if words.endswith("%") else 1)
    except ValueError:
        fail(f"--by: {text!r} is no share. Write it as 20% or 0.2.")
    if not 0 < share < 1:
        fail(f"--by: {text!r} is out of range. Give more than 0 % and less than 100 %.")
    return share
