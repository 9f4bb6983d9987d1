"""Old systems: what ended and where, options compared, ringfences, and what a frozen budget would mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import fail, print_json, say

if TYPE_CHECKING:
    from earnest.duties.legacy.models import LifeCycleEntry
    from earnest.duties.legacy.rules.comparing import Between

SHOWN = 8

app = typer.Typer(
    help="Old systems: what ended, what to do with it, who reaches it.", no_args_is_help=True, rich_markup_mode=None
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def register(
    within: Annotated[int, typer.Option(help="Show too what ends within so many months: 6, 12 or 24.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Show what runs although it ended, on which machines, and what is not known."""
    django_setup.start()
    from earnest.duties.legacy import queries
    from earnest.duties.legacy.rules.support import MONTHS, Support

    if within not in {0, *MONTHS}:
        fail(f"--within: {within} is none of {', '.join(map(str, MONTHS))}.")
    found = queries.register()
    if as_json:
        _json(found)
        return
    groups = queries.ended(found)
    machines = len({row.machine for group in groups for row in group.rows})
    say(f"{machines} of {found.machines} machines run something that ended.", style="bold")
    for group in (*groups, *(queries.ending(found, within) if within else ())):
        names = sorted({row.machine for row in group.rows})
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        say(f"  {group.title[:36]:36} {group.ends_on or 'no day'!s:10}  {len(names):4}  "
            f"{', '.join(names[:SHOWN])}{more}")  # fmt: skip
    unknown = found.of(Support.UNKNOWN)
    if unknown or found.unnamed:
        many = len({row.machine for row in unknown})
        say(f"Not known for something on {many} machines; {len(found.unnamed)} names of software fit no product.")
    for words, count in sorted(found.told_by.items()):
        say(f"  {count} release lines by {words}")


@app.command()
def compare(
    system: Annotated[str, typer.Argument(help="Key of the old system. Without it every one is shown.")] = "",
    years: Annotated[int | None, typer.Option(help="Over how many years. Default: the system's own.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare the ways with an old system: cost, loss and time over its horizon, with ranges."""
    django_setup.start()
    from earnest.core.risks.queries import modelled
    from earnest.duties.legacy import queries

    rows: list[LifeCycleEntry] = list(queries.entries())
    chosen = [row for row in rows if system in {"", row.key}]
    if not chosen:
        known = ", ".join(row.key for row in rows) or "none yet"
        fail(f"There is no old system {system!r}. On record: {known}.")
    model = modelled()
    found = [queries.comparison(model, row, years) for row in chosen]
    if as_json:
        _json({"comparisons": found})
        return
    for one in found:
        say(f"{one.title}, over {one.years} years, in {one.currency}", style="bold")
        say(one.sentence)
        for way in one.compared.outcomes:
            back = "" if way.pays_back is None else f"; pays back after {way.pays_back:.1f} years"
            parts = f"once {way.one_off.mean:,.0f}, run {way.run.mean:,.0f}, loss {way.loss.mean:,.0f}"
            say(f"  {way.title[:40]:40} {_range(way.total):>34}  {parts}; cheapest {way.cheapest:.0%}{back}")
        for gap in one.left_out:
            say(f"  not counted: {gap.title}. {gap.reason}")


@app.command()
def ringfence(as_json: AsJson = False) -> None:
    """Say which ringfences hold, which are broken and by whom, and which nobody has looked at.

    Exits with 1 if one is broken.
    """
    django_setup.start()
    from earnest.duties.legacy import queries
    from earnest.duties.legacy.rules.fences import Fence

    found = queries.ringfences()
    if as_json:
        _json({"ringfences": found})
    elif not found:
        say("Nobody has claimed that an old system is fenced off.")
    for one in () if as_json else found:
        say(f"{one.title}: {one.verified.state.words}", style="bold")
        say(f"  {one.verified.because}")
        for broken in one.verified.breaks:
            answer = broken.answer
            say(f"  {answer.reachable_from} reaches {answer.who} on {answer.port}/{answer.protocol}: {answer.source}, "
                f"{answer.place}, {answer.observed_at:%Y-%m-%d}")  # fmt: skip
    if any(one.verified.state is Fence.BROKEN for one in found):
        raise typer.Exit(1)


@app.command()
def frozen(
    years: Annotated[int, typer.Option(help="For how many years nothing is done.", min=1, max=10)] = 3,
    as_json: AsJson = False,
) -> None:
    """Say what doing nothing until the end of a year costs and loses, per system and in sum."""
    django_setup.start()
    from earnest.core.risks.queries import modelled
    from earnest.duties.legacy import queries

    found = queries.frozen(modelled(), years)
    if as_json:
        _json(found)
        return
    if not found.total:
        say("No old system with an option is on record, so nothing can be said.")
        return
    say(f"Nothing until the end of year, in {found.currency}:", style="bold")
    for one in found.total:
        say(f"  year {one.years}: runs for {one.cost.mean:,.0f}, loses {_range(one.loss)}; price of waiting "
            f"{_range(one.price)}, costs more with a chance of {one.costs:.0%}")  # fmt: skip
    say(f"Each system, until the end of year {found.years}:", style="bold")
    for each in found.entries:
        grounds = "decided" if each.is_decided else "cheapest on average"
        say(f"  {each.title[:34]:34} {_range(each.waits[-1].price):>34}  against {each.option_title} ({grounds})")
    for title in found.without:
        say(f"  {title}: it has no option to act on")


def _json(found: object) -> None:
    import msgspec

    print_json(msgspec.to_builtins(found))


def _range(found: Between) -> str:
    return f"{round(found.mean):,} ({round(found.low):,} to {round(found.high):,})"
