"""Request lists as auditors send them: an XLSX workbook in, every cell that cannot be used named; and one out. Pure."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from earnest.foundation.cells import safe
from earnest.foundation.errors import Invalid

FILE_LIMIT = 5 * 1024 * 1024
UNPACKED_LIMIT = 64 * 1024 * 1024
PARTS_LIMIT = 500
ROWS_LIMIT = 2_000
COLUMNS_LIMIT = 40
BLANK_LIMIT = 1_000
"""Empty rows in a row after which the sheet is over."""
HEADER_WITHIN = 20
"""Rows from the top in which the heading is looked for."""
SHOWN = 500
MERGES_LIMIT = 5_000
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]+[0-9]+:[A-Z]+[0-9]+)\"")
_TITLE, _DETAIL, _NUMBER = 300, 10_000, 40
_BROKEN = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, KeyError, IndexError, ValueError, TypeError, AttributeError,
    OSError, EOFError, SyntaxError, OverflowError, NotImplementedError, RuntimeError,
)  # fmt: skip

HEADINGS: dict[str, tuple[str, ...]] = {
    "number": ("number", "no", "no.", "nr", "#", "ref", "reference", "id", "request id", "request number", "request no",
               "item"),
    "title": ("request", "title", "item requested", "document requested", "description", "evidence requested",
              "information request"),
    "detail": ("detail", "details", "comment", "comments", "notes", "guidance", "further detail"),
    "requirement": ("requirement", "criterion", "criteria", "clause", "control reference", "tsc", "annex a",
                    "requirement reference"),
    "control": ("control", "control key", "control id"),
    "asked_on": ("asked", "asked on", "date requested", "requested on", "request date"),
    "due_on": ("due", "due on", "due date", "deadline", "date due", "needed by"),
    "assigned_to": ("given to", "owner", "assigned to", "contact", "client contact", "responsible"),
}  # fmt: skip
"""Words by which a column is known, in lower case."""
NEEDED = ("number", "title")


@dataclass(frozen=True)
class Problem:
    """A cell that cannot be used: row as the spreadsheet counts it, column, what is wrong, what to do."""

    row: int
    field: str
    what: str
    remedy: str

    def __str__(self) -> str:
        place = f"row {self.row}, {self.field}" if self.field else f"row {self.row}"
        return f"{place}: {self.what}; {self.remedy}"


@dataclass(frozen=True)
class RequestRow:
    """A request as a sheet tells of it; "" for what it does not say. Requirement and person in lower case."""

    row: int
    number: str
    title: str
    detail: str
    requirement: str
    control: str
    assigned_to: str
    asked_on: date
    due_on: date


@dataclass(frozen=True)
class Known:
    """What a sheet may name, and what stands where it is silent: asked `today`, due on `due`."""

    numbers: Collection[str]
    requirements: Collection[str]
    controls: Collection[str]
    people: Collection[str]
    today: date
    due: date


@dataclass(frozen=True)
class RequestSheet:
    """What a file holds: rows that can be used, every problem, and columns that were not taken. It is only imported as
    a whole. `problem_count` also counts problems that are not listed."""

    sheet: str
    rows: tuple[RequestRow, ...]
    problems: tuple[Problem, ...]
    problem_count: int
    columns: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class _Cell:
    value: Any
    formula: bool
    error: bool
    merged: bool = False


def read_requests(data: bytes, name: str, known: Known) -> RequestSheet:
    """Requests of the first sheet of a workbook that has a heading with number and request within its first rows.

    Invalid where the file as a whole cannot be used.
    """
    if len(data) > FILE_LIMIT:
        raise Invalid(f"{name} is larger than {FILE_LIMIT // 1024 // 1024} MiB. Import it in parts.", field="file")
    sheet, table = _sheet(data, name)
    header, below = _header(table, name)
    reader = _Reader(header, known)
    rows = [row for number, cells in below if (row := reader.row(number, cells)) is not None]
    if not rows and not reader.problems:
        raise Invalid(f"{name} has a heading and no request below it.", field="file")
    return RequestSheet(
        sheet=sheet,
        rows=tuple(rows),
        problems=tuple(reader.problems[:SHOWN]),
        problem_count=len(reader.problems),
        columns=tuple(field for field in header if field in HEADINGS),
        left_out=tuple(field for field in header if field and field not in HEADINGS),
    )


def _header(table: list[tuple[int, list[_Cell]]], name: str) -> tuple[list[str], list[tuple[int, list[_Cell]]]]:
    for place, (_, cells) in enumerate(table[:HEADER_WITHIN]):
        found = [_field(cell.value) for cell in cells]
        if all(field in found for field in NEEDED):
            twice = {field for field in found if field in HEADINGS and found.count(field) > 1}
            if twice:
                raise Invalid(f"{name}: two columns of the heading mean {min(twice)}. Keep one.", field="file")
            return found, table[place + 1 :]
    raise Invalid(
        f"{name}: none of the first {HEADER_WITHIN} rows is a heading with a number and a request column. "
        f"Name them “Number” and “Request”.",
        field="file",
    )


def _field(value: Any) -> str:
    words = " ".join(str(value or "").split()).casefold().rstrip(":")
    return next((field for field, known in HEADINGS.items() if words in known), words[:60])


class _Reader:
    """Rows on their way to requests; collects what is wrong."""

    def __init__(self, header: Sequence[str], known: Known) -> None:
        self.problems: list[Problem] = []
        self._header = header
        self._known = known
        self._seen = {number.casefold(): 0 for number in known.numbers}

    def row(self, number: int, cells: Sequence[_Cell]) -> RequestRow | None:
        before = len(self.problems)
        there = {field: cell for field, cell in zip(self._header, cells, strict=False) if field in HEADINGS}
        for field, cell in there.items():
            if cell.formula:
                self._bad(number, field, "it is a formula", "put the value itself in the cell")
            elif cell.error:
                self._bad(number, field, f"it is the error {cell.value}", "put the value itself in the cell")
            elif cell.merged:
                self._bad(number, field, "it is part of a merged cell", "split the cell and fill in each row")
        if len(self.problems) > before:
            return None
        asked = self._day(number, "asked_on", there) or self._known.today
        due = self._day(number, "due_on", there) or max(self._known.due, asked)
        if due < asked:
            self._bad(number, "due_on", f"{due} is before it was asked, {asked}", "correct one of the two days")
        row = RequestRow(
            row=number,
            number=self._number(number, there),
            title=self._text(number, "title", there, _TITLE, needed=True),
            detail=self._text(number, "detail", there, _DETAIL),
            requirement=self._one_of(number, "requirement", there, self._known.requirements),
            control=self._one_of(number, "control", there, self._known.controls),
            assigned_to=self._one_of(number, "assigned_to", there, self._known.people),
            asked_on=asked,
            due_on=due,
        )
        return row if len(self.problems) == before else None

    def _bad(self, row: int, field: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(row, field, what, remedy))

    def _text(self, row: int, field: str, there: dict[str, _Cell], most: int, *, needed: bool = False) -> str:
        cell = there.get(field)
        value = cell.value if cell else None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = "" if value is None else str(value).replace("\r\n", "\n").strip()
        if "\x00" in text or any(ord(sign) < 32 and sign not in "\n\t" for sign in text):
            self._bad(row, field, "it holds control characters", "type it anew")
        elif len(text) > most:
            self._bad(row, field, f"it is longer than {most:,} characters", "shorten it")
        elif needed and not text:
            self._bad(row, field, "it is empty", "fill it in, or take the row away")
        else:
            return text
        return ""

    def _number(self, row: int, there: dict[str, _Cell]) -> str:
        text = self._text(row, "number", there, _NUMBER, needed=True)
        if text and text.casefold() in self._seen:
            first = self._seen[text.casefold()]
            what = f"{text} is in row {first} too" if first else f"the engagement has a request {text} already"
            self._bad(row, "number", what, "give it another number, or leave it out")
            return ""
        self._seen[text.casefold()] = row
        return text

    def _one_of(self, row: int, field: str, there: dict[str, _Cell], values: Collection[str]) -> str:
        text = self._text(row, field, there, _TITLE).casefold()
        if text and text not in values:
            who = "person with that e-mail address" if field == "assigned_to" else field
            self._bad(row, field, f"there is no {who} {text[:60]!r}", "correct it, or leave the cell empty")
            return ""
        return text

    def _day(self, row: int, field: str, there: dict[str, _Cell]) -> date | None:
        cell = there.get(field)
        value = cell.value if cell else None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        try:
            return date.fromisoformat(str(value).strip())
        except ValueError:
            self._bad(row, field, f"{str(value)[:40]!r} is no day", "format the cell as a date, or write 2026-11-21")
            return None


def _sheet(data: bytes, name: str) -> tuple[str, list[tuple[int, list[_Cell]]]]:
    """The first sheet that has a cell, with its rows that are not empty. A formula comes marked, never as its value."""
    try:
        _check_archive(data, name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            try:
                for sheet in book.worksheets:
                    if rows := list(_rows(sheet, name)):
                        return sheet.title, _marked(rows, _part(data, sheet))
            finally:
                book.close()
    except _BROKEN as error:
        raise Invalid(f"{name} is no sound workbook ({error}). Save it as XLSX again.", field="file") from None
    raise Invalid(f"{name} has no cell with anything in it.", field="file")


def _part(data: bytes, sheet: Any) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(sheet._worksheet_path)  # noqa: SLF001 - a workbook that is only read does not tell merges


def _rows(sheet: Any, name: str) -> Iterator[tuple[int, list[_Cell]]]:
    sheet.reset_dimensions()
    blank = kept = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=COLUMNS_LIMIT), start=1):
        found = [_Cell(cell.value, cell.data_type == "f", cell.data_type == "e") for cell in cells]
        if all(cell.value is None or str(cell.value).strip() == "" for cell in found):
            blank += 1
            if blank > BLANK_LIMIT:
                return
            continue
        blank, kept = 0, kept + 1
        if kept > ROWS_LIMIT + HEADER_WITHIN:
            raise Invalid(f"{name} has more than {ROWS_LIMIT:,} rows. Import it in parts.", field="file")
        yield number, found


def _marked(rows: list[tuple[int, list[_Cell]]], part: bytes) -> list[tuple[int, list[_Cell]]]:
    """The same rows, with cells marked that a merge over several rows covers: all but one would look empty."""
    covered: set[tuple[int, int]] = set()
    numbers = {number for number, _ in rows}
    for reference in _MERGE.findall(part)[:MERGES_LIMIT]:
        left, top, right, bottom = range_boundaries(reference.decode())
        if left is None or top is None or right is None or bottom is None or bottom == top:
            continue
        covered |= {
            (row, column)
            for row in numbers & set(range(top, min(bottom, top + ROWS_LIMIT) + 1))
            for column in range(left, min(right, COLUMNS_LIMIT) + 1)
        }
    if not covered:
        return rows
    return [
        (number, [replace(cell, merged=(number, place) in covered) for place, cell in enumerate(cells, start=1)])
        for number, cells in rows
    ]


def _check_archive(data: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
            most = UNPACKED_LIMIT // 1024 // 1024
            raise Invalid(f"{name} unpacks to more than {most} MiB. Import it in parts.", field="file")
        for part in parts:
            with archive.open(part) as file:
                start = file.read(4096)
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                raise Invalid(f"{name} declares XML entities in {part.filename}. Save it as XLSX again.", field="file")


def write_requests(title: str, headings: Sequence[str], table: Iterable[Sequence[object]], day: date) -> bytes:
    """A workbook of one sheet. Every cell is text, a number or a day; none runs when a spreadsheet opens it."""
    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, plain) as book:
        book.set_properties({"title": title, "created": datetime.combine(day, time(0), UTC)})
        sheet = book.add_worksheet("Requests")
        bold, days = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(headings) - 1, 16)
        sheet.set_column(1, 2, 44)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for number, cells in enumerate(table, start=1):
            for column, value in enumerate(cells):
                if isinstance(value, date):
                    sheet.write_number(number, column, (value - date(1899, 12, 30)) / timedelta(days=1), days)
                elif isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(number, column, value)
                elif value not in {None, ""}:
                    sheet.write_string(number, column, str(safe(str(value)))[:32_000], wrapped)
    return out.getvalue()
