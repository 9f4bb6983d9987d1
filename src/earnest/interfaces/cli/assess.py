"""Deriving statuses."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Annotated, Any

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import Exit, fail, print_json, progress, say

CONTROL = ("effective", "partly effective", "failing", "unproven", "planned", "retired")
REQUIREMENT = ("met", "met by another approach", "partly met", "not met", "unproven", "not applicable")


def assess(
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day to conclude for. Default: today.")
    ] = None,
    fail_on: Annotated[
        str, typer.Option(help="Statuses of controls that end the command with code 1, such as failing,unproven.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Run the control tests and derive the status of every control and requirement."""
    wanted = _statuses(fail_on)
    day = as_of.date() if as_of else None
    django_setup.start()
    from earnest.core.assurance import operations

    with progress("Running control tests", quiet=as_json) as step:
        made = operations.assess(day, progress=step)
    controls = [row.conclusion for row in made.controls.order_by("control__key")]
    rows = made.requirements.order_by("requirement__framework__key", "requirement__position")
    requirements = [row.conclusion for row in rows]
    if as_json:
        print_json(
            {"as_of": made.as_of.isoformat(), "controls": controls, "requirements": requirements, "digest": made.digest}
        )
    else:
        _print(made.as_of, controls, requirements)
    if any(one["status"] in wanted for one in controls):
        raise typer.Exit(Exit.FOUND)


def _statuses(text: str) -> set[str]:
    wanted = {word.strip().replace("-", " ") for word in text.split(",") if word.strip()}
    if wrong := wanted - set(CONTROL):
        fail(f"--fail-on: no control has the status {', '.join(sorted(wrong))}. Use some of: {', '.join(CONTROL)}.")
    return wanted


def _print(day: date, controls: list[dict[str, Any]], requirements: list[dict[str, Any]]) -> None:
    say(f"As of {day:%d %B %Y}", style="bold")
    if not controls:
        say("No controls are in use yet. Adopt a framework: earnest init -f iso27001-2022")
        return
    say(f"Controls: {_counts(controls, CONTROL)}")
    for status in ("failing", "unproven"):
        for one in controls:
            if one["status"] == status:
                reason = one["reasons"][0]["text"] if one["reasons"] else ""
                say(f"  {status:9} {one['id']}: {reason}")
    frameworks: dict[str, list[dict[str, Any]]] = {}
    for one in requirements:
        frameworks.setdefault(one["framework"], []).append(one)
    for framework, rows in frameworks.items():
        say(f"{framework}: {_counts(rows, REQUIREMENT)}")


def _counts(rows: list[dict[str, Any]], order: tuple[str, ...]) -> str:
    counts = Counter(row["status"] for row in rows)
    return ", ".join(f"{counts[status]} {status}" for status in order if counts[status]) + f" (of {len(rows)})"
