"""Another way from the command line: which arguments there are, what each earns, and its paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import fail, say

app = typer.Typer(
    help="Arguments for another way: list, show, write their papers.", no_args_is_help=True, rich_markup_mode=None
)

Key = Annotated[str, typer.Argument(metavar="KEY", help="The key of an argument, as the list gives it.")]


@app.command("list")
def list_() -> None:
    """Every argument with what it earns today."""
    django_setup.start()
    from earnest.core.assurance import operations, queries
    from earnest.foundation import clock
    from earnest.foundation.actor import program

    found = queries.argued(program(), operations.assess(clock.today()))
    if not found:
        say("No requirement is argued for another way yet.")
        return
    for one in found:
        row = one.argument
        asked = f"{row.requirement.framework.key} {row.requirement.key}"
        say(f"{row.key:30} {one.conclusion.status.value:24} {row.get_state_display().lower():10} {asked}")


@app.command()
def show(key: Key) -> None:
    """One argument as indented text, with what it earns today and why."""
    django_setup.start()
    from earnest.core.assurance import operations, queries
    from earnest.core.controls.queries import loaded
    from earnest.engines.arguments import indented
    from earnest.foundation import clock
    from earnest.foundation.actor import program

    row = loaded(program()).filter(key=key).first()
    if row is None:
        there = ", ".join(loaded(program()).values_list("key", flat=True)) or "none yet"
        fail(f"There is no argument {key!r}. There are: {there}.")
    found = queries.argued_one(row, operations.assess(clock.today()))
    say(f"{row.title}: {found.conclusion.status.value}, evidence of grade {found.conclusion.grade.value}", style="bold")
    for reason in found.conclusion.reasons:
        say(f"  {reason.text}")
    say("")
    say(indented(found.case))
    for flaw in found.flaws:
        say(f"  lacks: {flaw.text}")


@app.command()
def write(
    key: Key, into: Annotated[Path | None, typer.Option("--into", help="Another folder than the workspace's.")] = None
) -> None:
    """Write the paper of an argument: HTML, PDF and DOCX."""
    django_setup.start()
    from earnest.core.assurance import operations
    from earnest.foundation import clock
    from earnest.narrative import another_way

    day = clock.today()
    operations.assess(day)
    for one in another_way.write(key, day, into=into):
        say(f"{one.path}  {one.sha256[:12]}")
