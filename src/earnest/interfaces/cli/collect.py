"""Turns of collectors from the command line: what a timer of the system calls where no worker runs."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import Exit, print_json, say


def collect(
    keys: Annotated[list[str] | None, typer.Argument(help="Keys of collectors. Default: those that are due.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Let collectors bring what they have: those that are due, or those named. Exit 1 if one did not work."""
    django_setup.start()
    from earnest.core.collection import operations, queries
    from earnest.core.collection.models import Collector
    from earnest.foundation.actor import program
    from earnest.foundation.errors import Invalid
    from earnest.foundation.record import visible_to

    actor = program()
    rows: list[Collector] = list(queries.due())
    if keys:
        known = {row.key: row for row in visible_to(actor, Collector).select_related("source")}
        if strange := [key for key in keys if key not in known]:
            raise Invalid(
                f"There is no collector {strange[0]!r}. Collectors: {', '.join(sorted(known)) or 'none yet'}."
            )
        rows = [known[key] for key in keys]
    told = [_plain(operations.collect(actor, row)) for row in rows]
    if as_json:
        print_json({"collectors": told})
    else:
        if not told:
            say("Nothing is due.")
        for one in told:
            say(f"{one['key']:32} {one['new']} new, {one['known']} known  {one['problem']}".rstrip())
    if any(one["problem"] for one in told):
        raise typer.Exit(Exit.FOUND)


def collectors(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the collectors: whether each works, and when it last did."""
    django_setup.start()
    from earnest.core.collection import queries
    from earnest.foundation.actor import program

    found = [
        {
            "key": one.collector.key,
            "kind": one.collector.kind,
            "source": one.collector.source.slug,
            "health": one.health.value,
            "tried_at": one.tried_at.isoformat() if one.tried_at else None,
            "worked_at": one.worked_at.isoformat() if one.worked_at else None,
            "next_at": one.next_at.isoformat() if one.next_at else None,
            "problem": one.problem,
        }
        for one in queries.states(program())
    ]
    if as_json:
        print_json({"collectors": found})
        return
    if not found:
        say("No collector yet. Add one in the workbench, under Collection.")
    for row in found:
        worked = str(row["worked_at"] or "never")[:16]
        say(f"{row['key']:32} {row['health']:8} last worked {worked:16}  {row['problem']}".rstrip())


def _plain(done: Any) -> dict[str, Any]:
    return {"key": done.collector.key, "new": done.new, "known": done.known, "problem": done.problem}
