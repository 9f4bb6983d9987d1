"""CSV reports that may open with lines about the report itself before the row of headings."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

from earnest.engines.ingest.coerce import FieldError
from earnest.engines.ingest.csv_rows import LINE_LIMIT, broken, likely_delimiter, positions
from earnest.engines.ingest.document import Document, text_encoding
from earnest.engines.ingest.format import Cells
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Sink

PREAMBLE_ROWS = 60
"""Rows in which the headings must come."""


@dataclass(frozen=True)
class Layout:
    """`columns` gives each of the format's own names the headings that it can have; `needs` are those it must have."""

    title: str
    columns: Mapping[str, tuple[str, ...]]
    needs: tuple[str, ...]


@dataclass(frozen=True)
class CsvReport:
    """`rows` gives place and cells of each row below the headings; `preamble` is what stands above them."""

    rows: Iterator[tuple[str, Cells]]
    preamble: tuple[tuple[str, ...], ...] = field(default=())


@contextmanager
def open_report(document: Document, sink: Sink, layout: Layout) -> Iterator[CsvReport]:
    """Open the file and go to its headings. Rows without any value are passed over; of the wrong width, rejected."""
    csv.field_size_limit(max(csv.field_size_limit(), LINE_LIMIT))
    encoding = text_encoding(document)
    if encoding.note:
        sink.notes.append(encoding.note)
    with document.path.open(encoding=encoding.name, newline="") as file:
        try:
            yield _opened(_records(file), sink, layout)
        except UnicodeError as problem:
            raise UnreadableFile(f"The text breaks off: {problem}", "", "export the file again as UTF-8.") from None


def _opened(records: Iterator[tuple[int, list[str]]], sink: Sink, layout: Layout) -> CsvReport:
    columns = dict(layout.columns)
    preamble: list[tuple[str, ...]] = []
    for number, cells in records:
        header = tuple(cell.strip() for cell in cells)
        wanted = {heading.casefold() for name in layout.needs for heading in columns[name]}
        if wanted & {heading.casefold() for heading in header}:
            found = positions(header, columns)
            missing = [columns[name][0] for name in layout.needs if name not in found]
            if not missing:
                return CsvReport(_rows(records, sink, found, columns, len(header)), tuple(preamble))
        preamble.append(header)
        if number >= PREAMBLE_ROWS:
            break
    names = ", ".join(repr(columns[name][0]) for name in layout.needs)
    raise UnreadableFile(
        f"No row names the columns {names}", "", f"export it again with the columns of {layout.title}."
    )


def _rows(
    records: Iterator[tuple[int, list[str]]],
    sink: Sink,
    found: dict[str, int],
    columns: Mapping[str, tuple[str, ...]],
    width: int,
) -> Iterator[tuple[str, Cells]]:
    absent: dict[str, str | None] = {name: None for name in columns if name not in found}
    chosen = list(found.items())
    for number, cells in records:
        if not any(map(str.strip, cells)):
            continue
        if len(cells) == width:
            yield f"row {number}", absent | {name: cells[index] for name, index in chosen}
        else:
            sink.reject(f"row {number}", FieldError("", f"has {len(cells)} cells where the header has {width}"))


def _records(file: TextIO) -> Iterator[tuple[int, list[str]]]:
    lines = _lines(file)
    first = next(lines, "")
    reader = csv.reader(_after(first, lines), delimiter=likely_delimiter(first), strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as problem:
            raise broken(number, problem) from None
        if cells is None:
            return
        yield number, cells


def _after(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _lines(file: TextIO) -> Iterator[str]:
    number = 0
    while line := file.readline(LINE_LIMIT + 1):
        number += 1
        if len(line) > LINE_LIMIT:
            what = f"A line has more than {LINE_LIMIT:,} characters"
            raise UnreadableFile(what, f"line {number}", "the file is not a CSV export; export it again.")
        if "\0" in line:
            what = "The text contains NUL bytes"
            raise UnreadableFile(what, f"line {number}", "the file is damaged or not text; export it again as UTF-8.")
        yield line
