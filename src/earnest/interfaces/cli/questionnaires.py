"""Answering a customer's questionnaire in its own workbook."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import fail, print_json, progress, say

if TYPE_CHECKING:
    from earnest.narrative.customer import Answered

app = typer.Typer(help="Answer the questionnaires of customers.", no_args_is_help=True, rich_markup_mode=None)


@app.command("answer")
def answer(
    file: Annotated[Path, typer.Argument(help="The workbook of the customer, .xlsx or .xlsm.", dir_okay=False)],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write the answered workbook.", dir_okay=False)
    ] = None,
    sheet: Annotated[str, typer.Option("--sheet", help="Sheet with the questions. Default: guessed.")] = "",
    question_column: Annotated[
        str, typer.Option("--question-column", help="Letters of its column, such as C. Default: guessed.")
    ] = "",
    answer_column: Annotated[
        str, typer.Option("--answer-column", help="Letters of the column to write into. Default: guessed.")
    ] = "",
    comment_column: Annotated[
        str, typer.Option("--comment-column", help="Letters of the column for explanations. Default: guessed.")
    ] = "",
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day to tell of. Default: today.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show every answer and write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: each question with its answer and why.")] = False,
) -> None:
    """Answer a questionnaire from evidence, in place: its formatting, formulas and other sheets stay as they are.

    Yes only where every control that a question matches is effective. What cannot be shown stays empty and is marked.
    """
    if output is None and not dry_run:
        fail("Say where to write it with -o FILE, or look first with --dry-run.")
    if output is not None and output.exists() and output.samefile(file):
        fail("Write to another file: what the customer sent is kept as it came.")
    data = file.read_bytes()
    django_setup.start()
    from earnest.core.assurance import operations
    from earnest.engines.workbooks.questions import layout_of, questions
    from earnest.engines.workbooks.reading import read
    from earnest.foundation import clock
    from earnest.foundation.actor import program
    from earnest.narrative import customer
    from earnest.narrative.basis import load

    book = read(data)
    layout = layout_of(book, sheet=sheet, question=question_column, answer=answer_column, comment=comment_column)
    asked = questions(book, layout)
    if not asked:
        fail(f"No question is in column {layout.question} of “{layout.sheet}”. Name another sheet or column.")
    with progress("Running control tests", quiet=as_json) as step:
        assessment = operations.assess(as_of.date() if as_of else clock.today(), progress=step)
    answered = customer.answer_all(load(program(), assessment), asked)
    if output is not None and not dry_run:
        _write(output, customer.filled_in(data, layout, answered))
    found = customer.counts(answered)
    if as_json:
        print_json(
            {
                "sheet": layout.sheet,
                "columns": {"question": layout.question, "answer": layout.answer, "comment": layout.comment},
                "carries": list(book.package.carries),
                "counts": dict(found),
                "questions": [_plain(one) for one in answered],
                "written": str(output) if output is not None and not dry_run else None,
            }
        )
        return
    for one in answered if dry_run else ():
        say(f"{one.number:>6}  {one.filled.word or '-':<8} {one.proposal.confidence or '-':<7} {one.text}")
        if one.left:
            say(f"        left empty: {one.proposal.outdated or one.proposal.why}")
    say(
        f"“{layout.sheet}”, questions in {layout.question}, answers in {layout.answer}: {len(answered)} questions, "
        f"{len(answered) - found['left']} answered, {found['left']} left empty."
    )
    for what in book.package.carries:
        say(f"The workbook carries {what}: kept as they are, never used.")
    if output is not None and not dry_run:
        say(str(output))


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _plain(one: Answered) -> dict[str, Any]:
    made = one.proposal
    return {
        "number": one.number,
        "row": one.row,
        "question": one.text,
        "found": made.found,
        "answer": one.filled.word,
        "text": one.filled.text,
        "confidence": made.confidence,
        "grade": made.grade,
        "evidence_as_of": made.seen.isoformat() if made.seen else None,
        "controls": list(made.controls),
        "matched": [{"id": match.candidate.id, "score": match.score, "words": list(match.shared)}
                    for match in made.matched.matches],
        "left_empty": one.left,
        "why": made.outdated or made.why,
    }  # fmt: skip
