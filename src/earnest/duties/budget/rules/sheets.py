"""Budget lines from a spreadsheet: every cell that cannot be used is named, and nothing is guessed."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from earnest.duties.budget.rules.money import CENT, CURRENCIES, MOST
from earnest.foundation.errors import Invalid

FILE_LIMIT = 5 * 1024 * 1024
UNPACKED_LIMIT = 64 * 1024 * 1024
ROWS_LIMIT = 5_000
CELL_LIMIT = 100_000
TEXT_LIMIT = 200
DAYS_LIMIT = Decimal(100_000)
SHOWN = 1_000
"""Problems that a report lists."""

COLUMNS = (
    "title", "kind", "category", "tool", "control", "investment", "currency", "planned", "committed", "actual",
    "people_days", "accountable",
)  # fmt: skip
NEEDED = ("title", "kind", "planned")
_AMOUNTS = ("planned", "committed", "actual")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, KeyError, IndexError, ValueError, TypeError, AttributeError,
    OSError, EOFError, SyntaxError, OverflowError, NotImplementedError, RuntimeError,
)  # fmt: skip


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
class SheetLine:
    """A line as a sheet tells of it. Joined records by key, the accountable person by e-mail address; "" for none."""

    row: int
    title: str
    kind: str
    category: str
    tool: str
    control: str
    investment: str
    currency: str
    planned: Decimal
    committed: Decimal
    actual: Decimal
    people_days: Decimal
    accountable: str


@dataclass(frozen=True)
class Known:
    """What a sheet may name. `titles` are the lines that the year already has; `priced` the currencies with a rate."""

    kinds: Collection[str]
    categories: Collection[str]
    tools: Collection[str]
    controls: Collection[str]
    investments: Collection[str]
    people: Collection[str]
    priced: Collection[str]
    titles: Collection[str] = ()


@dataclass(frozen=True)
class Sheet:
    """What a file holds: lines that can be used, and every problem. `problem_count` also counts those not listed."""

    lines: tuple[SheetLine, ...]
    problems: tuple[Problem, ...]
    problem_count: int


def read_sheet(data: bytes, name: str, known: Known) -> Sheet:
    """Lines of a CSV file (comma, semicolon or tab) or of the first sheet of an XLSX workbook.

    The first row names the columns, of which title, kind and planned are needed. Invalid where the file as a whole
    cannot be used.
    """
    if len(data) > FILE_LIMIT:
        raise Invalid(f"{name} is larger than {FILE_LIMIT // 1024 // 1024} MiB. Import it in parts.", field="file")
    table = _workbook(data, name) if data.startswith(b"PK") else _text(data, name)
    header = _header(next(table, (0, ()))[1], name)
    lines: list[SheetLine] = []
    problems: list[Problem] = []
    seen = {title.casefold(): 0 for title in known.titles}
    for count, (number, cells) in enumerate(table, start=1):
        if count > ROWS_LIMIT:
            raise Invalid(f"{name} has more than {ROWS_LIMIT} rows. Import it in parts.", field="file")
        row = _Row(number, dict(zip(header, cells, strict=False)), known)
        if any(str(value).strip() for value in cells[len(header) :] if value is not None):
            row.bad(
                "", "it has more cells than the heading has", "take them away, or put quotes around text with commas"
            )
        line = row.line(seen)
        problems += row.problems
        if not row.problems:
            lines.append(line)
    if not lines and not problems:
        raise Invalid(f"{name} has a heading and no line below it.", field="file")
    return Sheet(tuple(lines), tuple(problems[:SHOWN]), len(problems))


def _header(cells: Sequence[Any], name: str) -> tuple[str, ...]:
    header = tuple(str(cell or "").strip().casefold().replace(" ", "_").replace("-", "_") for cell in cells)
    while header and not header[-1]:
        header = header[:-1]
    if unknown := [one for one in header if one not in COLUMNS]:
        told = ", ".join(repr(one[:40]) for one in unknown[:5])
        raise Invalid(f"{name}: the first row has columns that are not known: {told}. Known: {', '.join(COLUMNS)}.",
                      field="file")  # fmt: skip
    if missing := [one for one in NEEDED if one not in header]:
        raise Invalid(f"{name}: the first row lacks {', '.join(missing)}. It names the columns.", field="file")
    if len(set(header)) < len(header):
        raise Invalid(f"{name}: the first row names a column twice.", field="file")
    return header


class _Row:
    """One row on its way to a line; collects what is wrong with it."""

    def __init__(self, number: int, cells: Mapping[str, Any], known: Known) -> None:
        self.number = number
        self.problems: list[Problem] = []
        self._cells = cells
        self._known = known

    def bad(self, field: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(self.number, field, what, remedy))

    def line(self, seen: dict[str, int]) -> SheetLine:
        known = self._known
        return SheetLine(
            row=self.number,
            title=self._title(seen),
            kind=self._one_of("kind", known.kinds, needed=True),
            category=self._one_of("category", known.categories),
            tool=self._one_of("tool", known.tools, record="tool"),
            control=self._one_of("control", known.controls, record="control"),
            investment=self._one_of("investment", known.investments, record="investment"),
            currency=self._currency(),
            planned=self._number("planned", MOST, needed=True),
            committed=self._number("committed", MOST),
            actual=self._number("actual", MOST),
            people_days=self._number("people_days", DAYS_LIMIT, places=Decimal("0.1")),
            accountable=self._one_of("accountable", known.people, record="person with that e-mail address"),
        )

    def _words(self, field: str) -> str:
        value = self._cells.get(field)
        text = "" if value is None else str(value).strip()
        if text.startswith(_FORMULA) or "\x00" in text:
            self.bad(field, f"{text[:40]!r} could be a formula", "put the value itself in the cell")
            return ""
        if len(text) > TEXT_LIMIT:
            self.bad(field, f"it is longer than {TEXT_LIMIT} characters", "shorten it")
            return ""
        return text

    def _title(self, seen: dict[str, int]) -> str:
        before = len(self.problems)
        text = self._words("title")
        if not text and len(self.problems) == before:
            self.bad("title", "it is empty", "name the line")
        elif text.casefold() in seen:
            row = seen[text.casefold()]
            what = f"“{text[:60]}” is in row {row} too" if row else f"the year has a line “{text[:60]}” already"
            self.bad("title", what, "name it differently, or leave it out")
        elif text:
            seen[text.casefold()] = self.number
        return text

    def _one_of(self, field: str, values: Collection[str], *, needed: bool = False, record: str = "") -> str:
        before = len(self.problems)
        text = self._words(field).casefold()
        if len(self.problems) > before:
            return ""
        if not text:
            if needed:
                self.bad(field, "it is empty", f"use one of: {', '.join(values)}")
            return ""
        text = text if record else text.replace(" ", "_").replace("-", "_")
        if text not in values:
            remedy = "add it first, or leave the cell empty" if record else f"use one of: {', '.join(values)}"
            self.bad(field, f"there is no {record or field} {text[:60]!r}", remedy)
        return text

    def _currency(self) -> str:
        text = self._words("currency").upper()
        if text and text not in CURRENCIES:
            self.bad("currency", f"{text[:20]!r} is no currency", "use its three letters, such as EUR")
        elif text and text not in self._known.priced:
            self.bad("currency", f"{text} has no exchange rate by the first day of the year", "add the rate first")
        return text

    def _number(self, field: str, most: Decimal, *, needed: bool = False, places: Decimal = CENT) -> Decimal:
        value = self._cells.get(field)
        text = "" if value is None else str(value).strip()
        if not text:
            if needed:
                self.bad(field, "it is empty", "give the amount; 0 if there is none")
            return Decimal(0)
        if isinstance(value, bool) or text.startswith("="):
            self.bad(field, f"{text[:40]!r} is no number", "put the amount itself in the cell, not a formula")
            return Decimal(0)
        try:
            number = Decimal(text.replace("\u00a0", "").replace(" ", ""))
        except InvalidOperation:
            self.bad(field, f"{text[:40]!r} is no number", "write it as 1234.50, without thousands separators or signs")
            return Decimal(0)
        if not number.is_finite() or number < 0 or number > most:
            self.bad(field, f"{text[:40]} is out of range", f"give a number from 0 to {most:,.0f}")
            return Decimal(0)
        return number.quantize(places)


def _text(data: bytes, name: str) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(
            f"{name} is not UTF-8 (byte {error.start}). Save it as “CSV UTF-8”, or as XLSX.", field="file"
        ) from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if any(len(cell) > CELL_LIMIT for cell in cells):
                what = f"{name}, line {reader.line_num}: a field larger than {CELL_LIMIT:,} characters"
                raise Invalid(f"{what}. Is a quotation mark missing? Save it as CSV again.", field="file")
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise Invalid(f"{name}, line {reader.line_num}: {error}. Save it as CSV again.", field="file") from None


def _workbook(data: bytes, name: str) -> Iterator[tuple[int, Sequence[Any]]]:
    """Rows of the first sheet; a formula comes as its text, so that it is refused and not taken for its last value."""
    try:
        _check_archive(data, name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=len(COLUMNS) + 20), start=1):
                if any(cell is not None and str(cell).strip() for cell in cells):
                    yield number, cells
        finally:
            book.close()
    except _BROKEN as error:
        raise Invalid(f"{name} is no sound workbook ({error}). Save it as XLSX again.", field="file") from None


def _check_archive(data: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > ROWS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
            raise Invalid(
                f"{name} unpacks to more than {UNPACKED_LIMIT // 1024 // 1024} MiB. Save it as CSV.", field="file"
            )
        for part in parts:
            with archive.open(part) as file:
                start = file.read(4096)
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                raise Invalid(f"{name} declares XML entities in {part.filename}. Save it as XLSX again.", field="file")
