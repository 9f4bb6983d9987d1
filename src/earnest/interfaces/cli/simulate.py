"""What a year may cost."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import print_json, progress, say

if TYPE_CHECKING:
    from earnest.core.risks.queries import Exposure, Modelled

    Money = Callable[[float], str]

MOST_SHOWN = 10
MOST_YEARS = 100_000_000


def simulate(
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day to conclude for. Default: today.")
    ] = None,
    years: Annotated[
        int,
        typer.Option(
            "--years",
            min=0,
            max=MOST_YEARS,
            help="Also simulate so many years, event by event, to check the computed numbers. Default: none.",
        ),
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Other seeds give other years.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what a year may cost, whether that is within appetite, and what failing controls add."""
    django_setup.start()
    import msgspec

    from earnest.core.risks import queries
    from earnest.core.risks.rules import money_in

    model = queries.modelled(as_of.date() if as_of else None)
    found = queries.exposure(model)
    checked = _simulated(model, found, years, seed, quiet=as_json) if years else None
    if as_json:
        body: dict[str, Any] = msgspec.to_builtins(found)
        body["by_scenario"] = list(body["by_scenario"].values())
        left_out = msgspec.to_builtins(model.left_out)
        about = {"as_of": model.day.isoformat(), "currency": model.currency, "assessed": model.assessed}
        print_json(about | body | {"left_out": left_out, "simulated": checked, "digest": model.digest})
        return
    _print(model, found, money_in(model.currency))
    if checked is not None:
        _print_simulated(checked, money_in(model.currency))


def _simulated(model: Modelled, found: Exposure, years: int, seed: int, *, quiet: bool) -> dict[str, Any]:
    """The portfolio of today simulated, and how many standard errors its mean is from the computed one."""
    with progress("Simulating years", quiet=quiet) as step:
        made = model.portfolio.simulate([model.in_force], years, seed=seed, progress=step)
    mean, error = float(made.mean[0]), float(made.standard_error[0])
    told = math.isfinite(error) and error > 0
    return {
        "years": years,
        "seed": seed,
        "mean": mean,
        "var95": float(made.var(0.95)[0]),
        "tvar95": float(made.tvar(0.95)[0]),
        "standard_error": error if told else None,
        "apart": (mean - found.mean) / error if told else None,
    }


def _print(model: Modelled, found: Exposure, money: Money) -> None:
    say(f"As of {model.day:%d %B %Y}", style="bold")
    if not found.by_scenario:
        say("No loss scenario is in the model yet: each needs a frequency and a loss.")
    else:
        between = f"between {money(found.mean_low)} and {money(found.mean_high)}"
        say(f"Expected loss a year      {money(found.mean)}, {between}")
        say(f"Worst year in twenty      starts at {_told(found.var95, money)}")
        say(f"Average of those years    {_told(found.tvar95, money)}")
        say(f"A year without any loss   {found.probability_zero:.0%}")
        say(f"With no control at all    {money(found.mean_without)} expected")
    _print_raised(model, found, money)
    _print_appetite(model, found, money)
    top = sorted(found.by_scenario.values(), key=lambda one: (-one.mean, one.key))
    if top:
        say("Scenarios that cost most, expected loss a year:", style="bold")
    for one in top[:MOST_SHOWN]:
        say(f"  {one.title[:44]:44} {money(one.mean):>16}   between {money(one.low)} and {money(one.high)}")
    if len(top) > MOST_SHOWN:
        say(f"  and {len(top) - MOST_SHOWN} more")
    for left in model.left_out:
        say(f"Left out: {left.title}: {left.reason}", style="yellow")


def _print_raised(model: Modelled, found: Exposure, money: Money) -> None:
    if not model.assessed:
        say(
            "No statuses were concluded by that day: every control counts as unproven. Run: earnest assess",
            style="yellow",
        )
    if found.raised_by <= 0:
        return
    say(f"Failing and unproven controls cost {money(found.raised_by)} of it:", style="bold")
    each = sorted(found.raised_by_control.items(), key=lambda pair: (-pair[1], pair[0]))
    for key, amount in each[:MOST_SHOWN]:
        if amount > 0:
            say(f"  {model.controls[key].name[:44]:44} {money(amount):>16}   {model.credits[key].status}")


def _print_appetite(model: Modelled, found: Exposure, money: Money) -> None:
    if not found.appetite:
        say("No appetite for loss has been agreed.")
        return
    say("Against the agreed appetite:", style="bold")
    for point in found.appetite:
        mark, style = ("within", "") if point.within else ("OUTSIDE", "red")
        chances = f"at most {point.limit:.1%} agreed, {point.now:.1%} now"
        say(f"  more than {money(point.loss):>16} in a year: {chances}   {mark}", style=style)
    if model.appetite_valid_until and model.appetite_valid_until < model.day:
        say(f"  That appetite ended on {model.appetite_valid_until:%d %B %Y}; nobody has renewed it.", style="yellow")


def _print_simulated(checked: dict[str, Any], money: Money) -> None:
    say(f"Simulated {checked['years']:,} years, seed {checked['seed']}:", style="bold")
    apart = "" if checked["apart"] is None else f", {abs(checked['apart']):.1f} standard errors from the computed one"
    say(f"  mean {money(checked['mean'])}{apart}")
    say(f"  worst year in twenty starts at {money(checked['var95'])}, average {money(checked['tvar95'])}")


def _told(amount: float | None, money: Money) -> str:
    return "cannot be told from what is estimated" if amount is None else money(amount)
