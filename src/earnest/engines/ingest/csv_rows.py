"""CSV files as rows: one record at a time, with bounded lines, and each fault named by its row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from earnest.engines.ingest.coerce import FieldError, shown
from earnest.engines.ingest.document import Document, text_encoding
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Sink

LINE_LIMIT = 4 * 1024 * 1024
"""Characters that one line of the file, or one cell, may have."""

DELIMITERS = ",;\t|"


class CsvRows:
    """An open CSV file. `header` is its first row, trimmed; rows are numbered as a spreadsheet shows them, from 2.

    `above` is how many lines stand before the header.
    """

    def __init__(self, reader: Iterator[list[str]], header: tuple[str, ...], above: int = 0) -> None:
        self._reader = reader
        self._above = above
        self.header = header

    def rows(self, sink: Sink) -> Iterator[tuple[str, list[str]]]:
        """Place and cells of each row. A row with too few or too many cells is rejected; blank rows are passed over."""
        width = len(self.header)
        number = 1 + self._above
        while True:
            number += 1
            try:
                cells = next(self._reader, None)
            except csv.Error as problem:
                raise broken(number, problem) from None
            if cells is None:
                return
            if len(cells) == width:
                yield f"row {number}", cells
            elif cells and cells != [""]:
                reason = f"has {len(cells)} cells where the header has {width}"
                sink.reject(f"row {number}", FieldError("", reason))


@contextmanager
def open_csv(document: Document, sink: Sink, delimiter: str = "") -> Iterator[CsvRows]:
    """Open the file and read its header. Without a delimiter the one that the header uses most is taken."""
    csv.field_size_limit(max(csv.field_size_limit(), LINE_LIMIT))
    encoding = text_encoding(document)
    if encoding.note:
        sink.notes.append(encoding.note)
    with document.path.open(encoding=encoding.name, newline="") as file:
        lines = _lines(file)
        try:
            yield _start(lines, delimiter)
        except UnicodeError as problem:
            raise UnreadableFile(f"The text breaks off: {problem}", "", "export the file again as UTF-8.") from None


def _start(lines: Iterator[str], delimiter: str) -> CsvRows:
    first = next(lines, "")
    if first.lower().startswith("sep=") and len(first.strip()) == len("sep=") + 1:
        delimiter = delimiter or first.strip()[-1]
        first = next(lines, "")
    reader = csv.reader(_chain(first, lines), delimiter=delimiter or likely_delimiter(first), strict=True)
    try:
        header = next(reader, [])
    except csv.Error as problem:
        raise broken(1, problem) from None
    if not any(cell.strip() for cell in header):
        raise UnreadableFile("The file has no header row", "row 1", "the first row must name the columns.")
    return CsvRows(reader, tuple(cell.strip() for cell in header))


def likely_delimiter(line: str) -> str:
    """The delimiter that splits the line into most cells; a comma if none does."""
    counts = {delimiter: line.count(delimiter) for delimiter in DELIMITERS}
    return max(counts, key=lambda delimiter: counts[delimiter])


def _chain(first: str, lines: Iterator[str]) -> Iterator[str]:
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


def broken(number: int, problem: csv.Error) -> UnreadableFile:
    """The CSV reader's complaint as an error that names the row."""
    return UnreadableFile(f"The CSV is broken: {problem}", f"row {number}", "export the file again.")


def positions(header: tuple[str, ...], columns: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Where each wanted column stands, by any of its headings, whatever their case.

    UnreadableFile if a wanted heading stands twice: which one counts cannot be known.
    """
    places: dict[str, list[int]] = {}
    for index, heading in enumerate(header):
        places.setdefault(heading.casefold(), []).append(index)
    found: dict[str, int] = {}
    for name, headings in columns.items():
        for heading in headings:
            at = places.get(heading.casefold())
            if at is None:
                continue
            if len(at) > 1:
                what = f"Two columns are called {shown(heading)}"
                raise UnreadableFile(what, "row 1", "remove or rename one of them and export again.")
            found[name] = at[0]
            break
    return found
