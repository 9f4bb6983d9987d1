"""What is there and is not seen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import Exit, print_json, say

if TYPE_CHECKING:
    from earnest.core.things.queries import BlindSpot

SHOWN = 20
_STYLES = {"found": "red", "none": "green", "unproven": "yellow"}


def blind_spots(
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day to conclude for. Default: today.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    fail: Annotated[
        bool, typer.Option("--fail", help="Exit with 1 if a blind spot was found or not disproven.")
    ] = False,
) -> None:
    """Say what one source knows and another should have seen, and did not."""
    django_setup.start()
    import msgspec

    from earnest.core.things import queries
    from earnest.foundation import clock

    day = as_of.date() if as_of else clock.today()
    spots = queries.blind_spots(clock.end_of(day))
    if as_json:
        print_json({"as_of": day.isoformat(), "blind_spots": msgspec.to_builtins(spots)})
    else:
        say(f"Blind spots as of {day:%d %B %Y}", style="bold")
        for one in spots:
            _print(one)
    if fail and any(one.state.value != "none" for one in spots):
        raise typer.Exit(Exit.FOUND)


def _print(one: BlindSpot) -> None:
    said = {
        "found": f"{one.missing_count:,} of {one.population:,} not seen",
        "none": f"all {one.population:,} seen",
        "unproven": f"not proven; {one.covered:,} of {one.population:,} seen",
    }
    say(f"  {one.state.value:9} {one.expectation.title}: {said[one.state.value]}", style=_STYLES[one.state.value])
    for why in one.because:
        say(f"            {why}")
    if one.state.value == "found":
        for row in one.missing[:SHOWN]:
            unclear = "; one of its keys is ambiguous" if row.unclear else ""
            say(f"            {row.label} ({row.kind}), known to {', '.join(row.known)}{unclear}")
        if one.missing_count > SHOWN:
            say(f"            and {one.missing_count - SHOWN:,} more")
        say(f"            {one.expectation.way_out}")
