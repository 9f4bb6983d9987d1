"""Writing narratives."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import fail, print_json, progress, say

if TYPE_CHECKING:
    from earnest.engines.documents.grades import SectionGrade


def tell(
    audience: Annotated[
        str, typer.Argument(help="Whom to tell: auditor, regulator, insurer, board, customer, budget or legacy.")
    ],
    framework: Annotated[
        str | None, typer.Option("--framework", "-f", help="Framework that it is about: iso27001-2022.")
    ] = None,
    document: Annotated[
        str | None, typer.Option("--document", "-d", help="Which of several documents. Default: the first that fits.")
    ] = None,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day to tell of. Default: today.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder to write to. Default: the workspace's documents.")
    ] = None,
    show_grades: Annotated[bool, typer.Option("--grades", help="Say how plain each section reads.")] = False,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print JSON: files with digests, and how plain each section is."),
    ] = False,
) -> None:
    """Write the narrative for an audience: HTML, PDF and DOCX; for some as slides or a workbook too.

    Every fact in it leads to its proof. The edition is kept, so that the next one says what has changed.
    """
    django_setup.start()
    from earnest.core.assurance import operations
    from earnest.foundation import clock
    from earnest.foundation.errors import Invalid
    from earnest.narrative import BY_KEY, choose, compose, write
    from earnest.narrative.held import open_points
    from earnest.narrative.measured import grades

    try:
        if audience in BY_KEY and framework:
            choose(audience, framework, document or "")
        elif audience not in BY_KEY or BY_KEY[audience].of_framework:
            compose(audience, clock.today())
    except Invalid as error:
        fail(str(error))
    day = as_of.date() if as_of else clock.today()
    with progress("Running control tests", quiet=as_json) as step:
        operations.assess(day, progress=step)
    with progress("Looking back over the year", quiet=as_json) as step:
        operations.look_back(day, progress=step)
    written = write(audience, day, framework=framework, into=output, document=document)
    made = compose(audience, day, framework=framework, document=document)
    measured, held = grades(audience, made), open_points(made)
    if as_json:
        files = [{"file": str(one.path), "sha256": one.sha256} for one in written]
        print_json({"files": files, "grades": [_plain(one) for one in measured],
                "aim": BY_KEY[audience].aim, "held": list(held)})  # fmt: skip
        return
    for one in written:
        say(str(one.path))
    if held:
        say("It stays a draft until each of these is set right or explained:")
    for words in held:
        say(f"  {words}")
    if show_grades:
        _print(measured, BY_KEY[audience].aim)


def _print(measured: tuple[SectionGrade, ...], aim: float | None) -> None:
    say("")
    say("Reading grade" if aim is None else f"Reading grade; the aim is {aim:g} or below")
    for one in measured:
        value = "   -" if one.value is None else f"{one.value:4.1f}"
        say(f"  {value}  {one.words:5,} words  {one.heading}{'  above the aim' if one.over else ''}")


def _plain(one: SectionGrade) -> dict[str, Any]:
    return {
        "section": one.heading,
        "grade": one.value,
        "words": one.words,
        "longest_sentence": one.longest,
        "above_aim": one.over,
    }
