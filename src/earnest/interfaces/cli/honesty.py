"""What may be theatre: the honesty review on the command line."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import Exit, print_json, say

if TYPE_CHECKING:
    from earnest.narrative.honesty import Held

SHOWN = 10
_STYLES = {"high": "red", "medium": "yellow"}


class From(StrEnum):
    """The mildest severity that counts."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


def honesty(
    fail_on: Annotated[
        From | None, typer.Option("--fail-on", help="Exit with 1 if a rule of this severity or graver found something.")
    ] = None,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day to look at. Default: today.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Look for theatre: facts that make the record look better than what it stands for, each with a way out.

    Exit codes: 0 nothing found that --fail-on asks about; 1 something found; 2 could not be carried out.
    """
    django_setup.start()
    from earnest.core.assurance import operations as assurance
    from earnest.foundation import clock
    from earnest.foundation.actor import program
    from earnest.foundation.honesty import Severity
    from earnest.narrative import honesty as honesty_review

    day = as_of.date() if as_of else clock.today()
    assurance.assess(day)
    found = honesty_review.review(program(), day)
    if as_json:
        print_json(honesty_review.plain(found))
    else:
        counts = ", ".join(f"{found.count(severity):,} {severity.value}" for severity in Severity)
        say(f"Honesty review as of {day:%d %B %Y}: {found.total:,} findings ({counts})", style="bold")
        for held in found.found:
            _print(held)
        _rest("Found nothing", [held.rule.id for held in found.clean])
        if found.unlooked:
            say("Could not look, or not everywhere")
            for held in found.unlooked:
                for why in held.unlooked:
                    say(f"  {held.rule.id}: {why}")
    order = list(Severity)
    if fail_on and any(found.count(one) for one in order[: order.index(Severity(fail_on.value)) + 1]):
        raise typer.Exit(Exit.FOUND)


def _print(held: Held) -> None:
    rule = held.rule
    say(f"{rule.severity.value:6}  {rule.title} ({rule.id})", style=_STYLES.get(rule.severity.value, ""))
    say(f"        {rule.reason}")
    for one in held.findings[:SHOWN]:
        say(f"        - {one.subject}: {one.detail}")
    if len(held.findings) > SHOWN:
        say(f"        and {len(held.findings) - SHOWN:,} more")
    say(f"        Way out: {rule.way_out}")


def _rest(title: str, ids: list[str]) -> None:
    if ids:
        say(f"{title}: {', '.join(ids)}")
