"""What a format is: how it is recognised, which tables it speaks of, how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from earnest.engines.ingest.body import Volatile
from earnest.engines.ingest.coerce import FieldError
from earnest.engines.ingest.csv_rows import open_csv, positions
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.json_records import records
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry, Sink

Cells = Mapping[str, str | None]
"""One CSV row by the format's own names: None if the file has no such column, empty if the cell is."""

T = TypeVar("T")


@dataclass(frozen=True)
class Format:
    """One export format. `tables` are those that every file of it speaks of, with rows or without.

    `volatile` are the places that change although nothing else did; a format that has them reads no file's name.
    """

    id: str
    title: str
    tables: tuple[str, ...]
    matches: Callable[[Outline], bool]
    read: Callable[[Document, Sink], None]
    volatile: Volatile | None = None


def csv_format(
    *,
    id: str,  # noqa: A002 - the name of the field it fills
    title: str,
    tables: tuple[str, ...],
    columns: Mapping[str, str | tuple[str, ...]],
    needs: tuple[str, ...],
    rows: Callable[[Cells], Iterable[Entry]],
    marks: tuple[str, ...] = (),
    part: Callable[[Cells], str] = lambda _: "",
    ignores: Callable[[Cells], str] = lambda _: "",
) -> Format:
    """A format of CSV files.

    `columns` gives each of the format's own names the heading, or headings, that it can have in the file. A file must
    have the columns in `needs`; one with all of those in `needs` and `marks` is recognised as this format. `part` names
    the part of the estate that a row, and so the file, is about. `ignores` names the kind of a row that no table holds;
    it is empty for one that is read, and may raise FieldError.
    """
    headings = {name: (known,) if isinstance(known, str) else known for name, known in columns.items()}

    def matches(outline: Outline) -> bool:
        return outline.container == "csv" and all(
            any(outline.has_columns(heading) for heading in headings[name]) for name in (*needs, *marks)
        )

    def read(document: Document, sink: Sink) -> None:
        with open_csv(document, sink) as table:
            found = positions(table.header, headings)
            missing = [headings[name][0] for name in needs if name not in found]
            if missing:
                what = f"The file has no column {' and no column '.join(map(repr, missing))}"
                raise UnreadableFile(what, "row 1", f"export it again with the columns of {title}.")
            absent: dict[str, str | None] = {name: None for name in headings if name not in found}
            chosen = list(found.items())
            for place, cells in table.rows(sink):
                row = absent | {name: cells[index] for name, index in chosen}
                sink.part = sink.part or part(row)
                _take(sink, place, rows, ignores, row)

    return Format(id, title, tables, matches, read)


def _take(
    sink: Sink, place: str, rows: Callable[[Cells], Iterable[Entry]], ignores: Callable[[Cells], str], row: Cells
) -> None:
    try:
        kind = ignores(row)
        entries = [] if kind else list(rows(row))
    except FieldError as error:
        sink.reject(place, error)
        return
    if kind:
        sink.ignore(kind)
    sink.add(place, entries)


def json_format(
    *,
    id: str,  # noqa: A002 - the name of the field it fills
    title: str,
    tables: tuple[str, ...],
    matches: Callable[[Outline], bool],
    record: type[T],
    rows: Callable[[T], Iterable[Entry]],
    wrappers: tuple[str, ...] = (),
    observed: Callable[[T, Sink], None] | None = None,
) -> Format:
    """A format of JSON files that are a list of records of one kind, in any of the wrappings of `json_records`.

    `observed` may tell the sink what else one record says: when the tool looked, what it ignores.
    """

    def recognised(outline: Outline) -> bool:
        return outline.container == "json" and matches(outline)

    def read(document: Document, sink: Sink) -> None:
        for place, found in records(document, record, wrappers):
            if isinstance(found, FieldError):
                sink.reject(place, found)
                continue
            try:
                entries = list(rows(found))
                if observed:
                    observed(found, sink)
            except FieldError as error:
                sink.reject(place, error)
            else:
                sink.add(place, entries)

    return Format(id, title, tables, recognised, read)


def emit(sink: Sink, place: str, rows: Callable[[T], Iterable[Entry]], record: T) -> None:
    """Add what `rows` makes of the record, or reject the record as a whole."""
    try:
        entries = list(rows(record))
    except FieldError as error:
        sink.reject(place, error)
    else:
        sink.add(place, entries)


class Record(msgspec.Struct, gc=False, rename="camel"):
    """A JSON object of which only the declared fields are read; their names in the file are in camel case."""
