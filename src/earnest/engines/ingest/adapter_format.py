"""An adapter at work: a format like the built-in ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from earnest.engines.ingest.adapter import Adapter, TableRule
from earnest.engines.ingest.coerce import FieldError, Scalar, text
from earnest.engines.ingest.csv_rows import open_csv, positions
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format
from earnest.engines.ingest.json_records import records, records_at
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry, Sink
from earnest.engines.ingest.xlsx_rows import sheet_rows

Cells = Mapping[str, Scalar]
NOT_TAKEN = "rows that no table of the adapter takes"


def adapter_format(adapter: Adapter) -> Format:
    """The format that the adapter describes."""
    return Format(
        id=adapter.id,
        title=adapter.title,
        tables=tuple(rule.table for rule in adapter.tables),
        matches=lambda outline: bool(adapter.match) and _matches(adapter, outline),
        read=lambda document, sink: _read(adapter, document, sink),
    )


def _matches(adapter: Adapter, outline: Outline) -> bool:
    if adapter.format in ("csv", "xlsx"):
        return outline.container == adapter.format and outline.has_columns(*adapter.match)
    steps = ("", "[].") if not adapter.records else (f"{adapter.records}.[].",)
    paths = ([f"{step}{name}" for name in adapter.match] for step in steps)
    return outline.container == "json" and any(outline.has_paths(*wanted) for wanted in paths)


def _read(adapter: Adapter, document: Document, sink: Sink) -> None:
    match adapter.format:
        case "csv":
            with open_csv(document, sink, adapter.delimiter) as table:
                found = _found(adapter, table.header)
                for place, cells in table.rows(sink):
                    _take(adapter, place, {name: cells[index] for name, index in found}, sink)
        case "xlsx":
            header, rows = sheet_rows(document, adapter.sheet)
            found = _found(adapter, header)
            for place, row in rows:
                width = len(row)
                _take(adapter, place, {name: row[index] if index < width else None for name, index in found}, sink)
        case "json" | "ndjson":
            for place, record in _json(adapter, document):
                if isinstance(record, FieldError):
                    sink.reject(place, record)
                else:
                    _take_json(adapter, place, record, sink)


def _found(adapter: Adapter, header: tuple[str, ...]) -> list[tuple[str, int]]:
    found = positions(header, {name: (name,) for name in adapter.sources})
    missing = [name for name in adapter.sources if name not in found]
    if missing:
        what = f"The file has no column {' and no column '.join(map(repr, missing))}"
        raise UnreadableFile(what, "row 1", f"the adapter {adapter.id} reads it; correct the adapter or the export.")
    return list(found.items())


def _json(adapter: Adapter, document: Document) -> Iterator[tuple[str, dict[str, Any] | FieldError]]:
    if adapter.records:
        return records_at(document, dict[str, Any], adapter.records)
    return records(document, dict[str, Any])


def _take_json(adapter: Adapter, place: str, record: dict[str, Any], sink: Sink) -> None:
    try:
        cells = {name: _at(record, name) for name in adapter.sources}
    except FieldError as error:
        sink.reject(place, error)
    else:
        _take(adapter, place, cells, sink)


def _at(record: dict[str, Any], path: str) -> Scalar:
    """The value at a dotted path; a key that has dots itself is found as it is. None if there is none."""
    found: Any = record.get(path)
    if found is None and path not in record:
        found = record
        for step in path.split("."):
            found = found.get(step) if isinstance(found, dict) else None
    if isinstance(found, list) and all(isinstance(item, str) for item in found):
        return "; ".join(found)
    if isinstance(found, (dict, list)):
        raise FieldError(path, "is an object or a list where a single value is needed")
    value: Scalar = found
    return value


def _take(adapter: Adapter, place: str, cells: Cells, sink: Sink) -> None:
    try:
        entries = list(_entries(adapter.tables, cells))
        observed = adapter.observed.value(cells[adapter.observed.source or ""]) if adapter.observed else None
    except FieldError as error:
        sink.reject(place, error)
        return
    if not entries:
        sink.ignore(NOT_TAKEN)
    sink.add(place, entries)
    if isinstance(observed, datetime):
        sink.observed(observed)


def _entries(tables: Sequence[TableRule], cells: Cells) -> Iterator[Entry]:
    for rule in tables:
        if rule.column is not None and (text(cells[rule.column]) or "").casefold() not in rule.words:
            continue
        yield rule.table, {item.column.name: item.value(cells.get(item.source or "")) for item in rule.columns}
