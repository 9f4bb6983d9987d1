"""Which sheet and columns of a workbook hold a questionnaire, and the questions in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from earnest.engines.workbooks.cells import column_letters, column_number
from earnest.engines.workbooks.errors import NoSuchPlace
from earnest.engines.workbooks.reading import Book, Sheet

HEADER_ROWS = 40
"""How far down a sheet its headings are looked for."""

MOST_QUESTIONS = 2_000
_WORDS: dict[str, tuple[str, ...]] = {
    "question": ("question", "requirement", "query", "control question", "assessment", "control", "description"),
    "answer": ("answer", "response", "reply", "yes/no", "y/n", "vendor response", "supplier response", "your answer"),
    "comment": ("comment", "remark", "explanation", "detail", "notes", "note", "justification", "how", "supporting"),
    "number": ("id", "ref", "reference", "no", "no.", "nr", "number", "#", "question id", "item"),
}
_ASKS = re.compile(
    r"^(is|are|do|does|did|has|have|can|will|how|what|when|where|which|who|please|describe|list|provide|name)\b", re.I
)


@dataclass(frozen=True)
class Layout:
    """Where a questionnaire is. Columns are letters, empty where there is none; `header` is 0 where there is none."""

    sheet: str
    header: int
    question: str
    answer: str
    comment: str = ""
    number: str = ""


@dataclass(frozen=True)
class Asked:
    """One question: its row, its number and words, what may be chosen, and what stands in its cell already."""

    row: int
    number: str
    text: str
    choices: tuple[str, ...] = ()
    given: str = ""


def guess(book: Book) -> Layout:
    """The sheet and columns that most look like a questionnaire. NoSuchPlace where none does."""
    found = [
        (len(questions(book, layout)), not sheet.hidden, layout) for sheet in book.sheets if (layout := _of(sheet))
    ]
    found = [one for one in found if one[0]]
    if not found:
        there = ", ".join(sheet.name for sheet in book.sheets)
        raise NoSuchPlace("No sheet looks like a questionnaire", there, "Name the sheet and the columns.")
    return max(found, key=lambda one: (one[1], one[0]))[2]


def layout_of(book: Book, *, sheet: str = "", question: str = "", answer: str = "", comment: str = "") -> Layout:
    """The guess, with what a person knows better in its place. NoSuchPlace where something named is not there."""
    for letters in (question, answer, comment):
        if letters:
            column_number(letters)
    if sheet:
        found = _of(book.sheet(sheet))
        if found is None and not (question and answer):
            raise NoSuchPlace("The columns of the sheet cannot be told", sheet, "Name those of question and answer.")
        found = found or Layout(sheet, 0, question, answer)
    else:
        found = guess(book)
    made = Layout(
        found.sheet,
        found.header,
        question.upper() or found.question,
        answer.upper() or found.answer,
        comment.upper() or found.comment,
        found.number,
    )
    if made.question == made.answer:
        raise NoSuchPlace("Question and answer cannot be the same column", made.question, "Name another one.")
    if made.comment in (made.question, made.answer):
        made = Layout(made.sheet, made.header, made.question, made.answer, "", made.number)
    return made


def questions(book: Book, layout: Layout) -> tuple[Asked, ...]:
    """The questions in their order. Headings between them are left out."""
    sheet = book.sheet(layout.sheet)
    found = list(_rows(sheet, layout))
    if len(found) > MOST_QUESTIONS:
        raise NoSuchPlace(f"There are more than {MOST_QUESTIONS:,} rows of text", layout.sheet, "Name other columns.")
    numbered = sum(bool(one.number) for one in found) > len(found) / 2
    return tuple(one for one in found if one.number or not numbered or one.text.endswith("?"))


def _rows(sheet: Sheet, layout: Layout) -> Iterator[Asked]:
    question, answer = column_number(layout.question), column_number(layout.answer)
    number = column_number(layout.number) if layout.number else 0
    for row in sheet.rows:
        text = " ".join(sheet.text(row, question).split())
        cell = sheet.cells.get((row, answer))
        if row <= layout.header or len(text.split()) < 3 or sheet.covered(row, answer) or (cell and cell.formula):
            continue
        if not (text.endswith("?") or _ASKS.match(text) or sheet.allowed(row, answer) or len(text.split()) > 4):
            continue
        given = sheet.text(row, answer)
        named = sheet.text(row, number) if number else ""
        yield Asked(row, named[:40], text, sheet.allowed(row, answer), given)


def _of(sheet: Sheet) -> Layout | None:
    """The layout that the headings of a sheet tell, or that its content does."""
    best: tuple[int, dict[str, int], int] | None = None
    for row in [one for one in sheet.rows if one <= HEADER_ROWS]:
        found = _headed(sheet, row)
        if "question" in found and (best is None or len(found) > best[0]):
            best = (len(found), found, row)
    columns, header = (dict(best[1]), best[2]) if best else ({}, 0)
    asking = columns.get("question") or _asking(sheet)
    if not asking:
        return None
    answering = columns.get("answer") or _answering(sheet, asking, set(columns.values()))
    named = {key: column_letters(columns[key]) for key in ("comment", "number") if key in columns}
    return Layout(sheet.name, header, column_letters(asking), column_letters(answering), **named)


def _headed(sheet: Sheet, row: int) -> dict[str, int]:
    found: dict[str, tuple[int, int]] = {}
    for column in sheet.columns:
        words = " ".join(sheet.text(row, column).lower().split())
        if not words or len(words) > 40 or words.endswith("?"):
            continue
        for kind, known in _WORDS.items():
            rank = next(
                (rank for rank, word in enumerate(known) if re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", words)),
                None,
            )
            if rank is not None and (kind not in found or rank < found[kind][0]):
                found[kind] = (rank, column)
                break
    return {kind: column for kind, (_rank, column) in found.items()}


def _asking(sheet: Sheet) -> int:
    counts = {
        column: sum(
            bool(text.endswith("?") or _ASKS.match(text)) for row in sheet.rows if (text := sheet.text(row, column))
        )
        for column in sheet.columns
    }
    best = max(counts, key=lambda column: counts[column], default=0)
    return best if best and counts[best] >= 3 else 0


def _answering(sheet: Sheet, asking: int, taken: set[int]) -> int:
    """The column with a list of choices, or else the next one that is free."""
    listed = [one.area[1] for one in sheet.choices if one.area[1] not in taken and one.area[1] != asking]
    if listed:
        return max(set(listed), key=listed.count)
    return next(column for column in range(asking + 1, asking + 60) if column not in taken)
