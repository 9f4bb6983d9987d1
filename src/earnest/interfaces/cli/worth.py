"""What controls are worth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import fail, print_json, say

if TYPE_CHECKING:
    from earnest.core.risks.queries import Modelled, Range, Worth

    Money = Callable[[float], str]


def worth(
    control: Annotated[str, typer.Argument(help="Id of a control. Default: all, the worthiest first.")] = "",
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day to conclude for. Default: today.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what each control removes, brings in and costs a year, and whether it earns its place."""
    django_setup.start()
    import msgspec

    from earnest.core.risks import queries
    from earnest.core.risks.rules import money_in

    model = queries.modelled(as_of.date() if as_of else None)
    found = queries.worths(model)
    if control:
        found = (_named(control, found, model),)
    if as_json:
        about = {"as_of": model.day.isoformat(), "currency": model.currency}
        print_json(about | {"controls": msgspec.to_builtins(found), "digest": model.digest})
        return
    money = money_in(model.currency)
    if control:
        _print_one(found[0], model, money)
    else:
        _print_ranking(found, model, money)


def _named(control: str, found: tuple[Worth, ...], model: Modelled) -> Worth:
    by_id = {one.control: one for one in found}
    if control not in by_id:
        if control in model.controls:
            fail(
                f"Nobody has said what {control} changes, brings in or costs. Estimate its effects on scenarios first."
            )
        near = get_close_matches(control, model.controls, 3)
        advice = f"Did you mean {', '.join(near)}?" if near else "See all with: earnest worth"
        fail(f"No control in use or planned has the id {control}. {advice}")
    return by_id[control]


def _print_one(one: Worth, model: Modelled, money: Money) -> None:
    say(f"{one.name}, as of {model.day:%d %B %Y}", style="bold")
    say(one.sentence)
    for label, part in (("removes", one.removed), ("brings in", one.introduced), ("costs", one.cost), ("net", one.net)):
        say(f"  {label:10} {_range(part, money)}")
    if not one.cost_known:
        say("  Nobody has said what it costs: it counts as nothing.", style="yellow")
    say(f"  Chance that it is worth more than nothing: {one.probability:.0%}")
    if one.in_a_year is not None:
        say(f"  Chance that it pays for itself within one year: {one.in_a_year:.0%}")
    say(f"  {model.credits[one.control].why}")
    for why in one.why:
        doing = "brings in" if why.brought else "removes" if why.amount > 0 else "adds"
        say(f"  {doing:10} {money(abs(why.amount)):>16}  {why.title}")


def _print_ranking(found: tuple[Worth, ...], model: Modelled, money: Money) -> None:
    if not found:
        say("Nobody has said yet what any control changes, brings in or costs.")
        return
    from earnest.engines.quant import Verdict

    say(f"Net worth a year as of {model.day:%d %B %Y}, the worthiest first", style="bold")
    for one in found:
        planned = "" if one.in_force else " (planned)"
        say(f"  {(one.control + planned)[:36]:36} {_range(one.net, money):>52}  {Verdict(one.verdict).words}")


def _range(part: Range, money: Money) -> str:
    return f"{money(part.mean)} ({money(part.low)} to {money(part.high)})"
