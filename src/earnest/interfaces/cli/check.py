"""Checking evidence in a pipeline."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import Exit, fail, print_json, progress, say

if TYPE_CHECKING:
    from earnest.engines.pipeline.policy import Policy
    from earnest.engines.pipeline.verdict import Verdict


def check(
    context: typer.Context,
    policy: Annotated[Path, typer.Argument(help="The policy file.")] = Path("earnest-check.yaml"),
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day to check for. Default: now.")
    ] = None,
    sarif: Annotated[Path | None, typer.Option(help="Write SARIF 2.1.0 to this file.", dir_okay=False)] = None,
    badge: Annotated[Path | None, typer.Option(help="Write a badge (SVG) to this file.", dir_okay=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check evidence against a policy, in a pipeline: over files that it names, or over a workspace.

    With evidence in the policy no workspace is needed or touched. Code 0: all that is demanded was seen to hold.
    Code 1: something fails or is unproven. Code 2: the check could not be carried out.
    """
    from earnest.engines.pipeline import badge as drawing
    from earnest.engines.pipeline import sarif as scanning
    from earnest.engines.pipeline.policy import PolicyError, parse

    given = context.parent is not None and context.parent.params.get("workspace") is not None
    try:
        read = parse(_text(policy), place=policy.name)
        verdict = _checked(read, policy, as_of, workspace=given, quiet=as_json)
    except PolicyError as error:
        fail(str(error))
    for path, text in ((sarif, scanning.to_json), (badge, drawing.svg)):
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text(verdict), encoding="utf-8")
    if as_json:
        print_json(verdict.plain())
    else:
        _print(verdict)
    if verdict.outcome == "failing" or (verdict.outcome == "unproven" and read.unproven == "fail"):
        raise typer.Exit(Exit.FOUND)


def _text(policy: Path) -> str:
    if not policy.is_file():
        fail(f"There is no policy file {policy}. Write one, or name it: earnest check FILE")
    if policy.stat().st_size > 1_000_000:
        fail(f"{policy} is too big for a policy file.")
    try:
        return policy.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        fail(f"{policy} is not text in UTF-8 (byte {error.start}). Save it as UTF-8.")


def _checked(read: Policy, path: Path, as_of: datetime | None, *, workspace: bool, quiet: bool) -> Verdict:
    from earnest.interfaces.checking.judging import judge

    if workspace or not read.evidence:
        if not workspace and not Path(os.environ["EARNEST_WORKSPACE"]).exists():
            fail(f"{path.name} names no evidence, and there is no workspace. Name files under “evidence”, or use -w.")
        django_setup.start()
        from earnest.foundation import clock
        from earnest.foundation.actor import program
        from earnest.interfaces.checking import kept

        return judge(read, kept.conclude(read, program(), as_of.date() if as_of else clock.today()))
    from earnest.interfaces.checking import fresh

    moment = datetime.combine(as_of.date(), time.max, UTC) if as_of else datetime.now(UTC)
    with (
        tempfile.TemporaryDirectory(prefix="earnest-check-") as scratch,
        progress("Running control tests", quiet=quiet) as step,
    ):
        return judge(read, fresh.conclude(read, path.resolve().parent, moment, Path(scratch), step))


def _print(verdict: Verdict) -> None:
    from earnest.engines.pipeline.verdict import Outcome

    marks = {"passing": "holds", "failing": "FAILS", "unproven": "not proven", "warning": "warning"}
    for test in verdict.tests:
        style = {"failing": "red", "unproven": "yellow", "warning": "yellow"}.get(test.outcome, "")
        say(f"{marks[test.outcome]:10} {test.id}: {test.why or test.title}", style=style)
        for one in [one for one in test.deviations if not one.exception][:10]:
            where = f" ({one.place.file}{', ' if one.place.within else ''}{one.place.within})" if one.place else ""
            say(f"             {one.label}: {one.reason}{where}")
        if test.count > 10:
            say(f"             … {test.count:,} in all")
    for promise in verdict.promises:
        style = {"failing": "red", "unproven": "yellow", "warning": "yellow"}.get(promise.outcome, "")
        say(f"{marks[promise.outcome]:10} {promise.id} is {promise.status}: {promise.why}", style=style)
    for note in verdict.notes:
        say(f"note: {note}")
    demands = len(verdict.tests) + len(verdict.promises)
    say(f"{verdict.outcome}: {verdict.count(Outcome.PASSING)} of {demands} demands hold.", style="bold")
