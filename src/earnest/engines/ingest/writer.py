"""Canonical rows into Parquet files, in batches, with every value checked against the table's declaration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from earnest.engines.canonical import TABLES, Column, Kind, Table
from earnest.engines.canonical.arrow import ARROW_TYPES, arrow_schema
from earnest.engines.ingest.coerce import FieldError, shown
from earnest.engines.ingest.reading import REJECTED_KEPT, Rejected, TableFile

Array: TypeAlias = "pa.Array[Any]"
Value = str | int | float | bool | datetime | date | None
Row = dict[str, Value]
Entry = tuple[str, Row]
"""A canonical table's name and one row for it; columns left out are null."""

BATCH_ROWS = 20_000
"""Rows per Parquet row group: what is held in memory of each table."""

_PYTHON_TYPES: dict[Kind, type] = {
    "text": str,
    "integer": int,
    "real": float,
    "boolean": bool,
    "timestamp": datetime,
    "date": date,
}


class Sink:
    """Takes canonical rows, rejections and counts of one file, and writes one Parquet file per table into a folder."""

    def __init__(self, folder: Path, tables: Iterable[str] = ()) -> None:
        self._folder = folder
        self._files: dict[str, _TableWriter] = {}
        self._rejected: list[Rejected] = []
        self.rejected_count = 0
        self.observed_at: datetime | None = None
        self.part = ""
        self.ignored: Counter[str] = Counter()
        self.notes: list[str] = []
        for name in tables:
            self._writer(name)

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        return tuple(self._rejected)

    def add(self, place: str, entries: Iterable[Entry]) -> None:
        """Rows that one record of the export gives. A row that breaks its table's declaration is rejected."""
        for name, row in entries:
            self._writer(name).add(place, row)

    def reject(self, place: str, error: FieldError) -> None:
        self._reject(place, error.field, error.reason)

    def ignore(self, kind: str, number: int = 1) -> None:
        """Records of a kind that no canonical table holds."""
        if number:
            self.ignored[kind] += number

    def observed(self, when: datetime | None) -> None:
        """A time at which the tool looked, as the file says it; the newest is kept."""
        if when is not None and (self.observed_at is None or when > self.observed_at):
            self.observed_at = when

    def close(self) -> dict[str, TableFile]:
        """Write what is left. Files of all tables, those without rows too."""
        return {name: writer.close() for name, writer in self._files.items()}

    def abandon(self) -> None:
        """Close the files without caring for their content, after an error."""
        for writer in self._files.values():
            writer.abandon()

    def _writer(self, name: str) -> _TableWriter:
        writer = self._files.get(name)
        if writer is None:
            writer = self._files[name] = _TableWriter(TABLES[name], self._folder / f"{name}.parquet", self._reject)
        return writer

    def _reject(self, place: str, field: str, reason: str) -> None:
        self.rejected_count += 1
        if len(self._rejected) < REJECTED_KEPT:
            self._rejected.append(Rejected(place, field, reason))


class _TableWriter:
    def __init__(self, table: Table, path: Path, reject: Callable[[str, str, str], None]) -> None:
        self._table = table
        self._names = frozenset(table.names)
        self._path = path
        self._reject = reject
        self._schema = arrow_schema(table)
        self._file = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._places: list[str] = []
        self._rows: list[Row] = []
        self._written = 0

    def add(self, place: str, row: Row) -> None:
        if not row.keys() <= self._names:
            raise KeyError(f"table {self._table.name} has no column {sorted(row.keys() - self._names)}")
        self._places.append(place)
        self._rows.append(row)
        if len(self._rows) >= BATCH_ROWS:
            self._flush()

    def close(self) -> TableFile:
        self._flush()
        self._file.close()
        return TableFile(self._path, self._written)

    def abandon(self) -> None:
        self._file.close()

    def _flush(self) -> None:
        arrays = self._arrays()
        if arrays is None:
            self._drop_bad_rows()
            arrays = self._arrays()
        if self._rows and arrays is not None:
            self._file.write_batch(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
            self._written += len(self._rows)
        self._places.clear()
        self._rows.clear()

    def _arrays(self) -> list[Array] | None:
        """The batch by columns; None if one of its rows is not what the table declares."""
        arrays: list[Array] = []
        for column in self._table.columns:
            array = _array(column, [row.get(column.name) for row in self._rows])
            if array is None:
                return None
            arrays.append(array)
        return [*arrays, pa.array(self._places, type=pa.string())]

    def _drop_bad_rows(self) -> None:
        good: list[tuple[str, Row]] = []
        for place, row in zip(self._places, self._rows, strict=True):
            error = _first_fault(self._table, row)
            if error is None:
                good.append((place, row))
            else:
                self._reject(place, error.field, error.reason)
        self._places = [place for place, _ in good]
        self._rows = [row for _, row in good]


def _array(column: Column, values: list[Value]) -> Array | None:
    """The values as Arrow holds them; None if one of them is not what the column declares.

    pyarrow by itself takes a boolean for a number, so the Python types are compared first, at C speed.
    """
    types = set(map(type, values))
    if not types <= {_PYTHON_TYPES[column.kind], type(None)} or (column.required and type(None) in types):
        return None
    if column.choices and not set(values) <= {*column.choices, None}:
        return None
    try:
        return pa.array(values, type=ARROW_TYPES[column.kind])
    except (pa.ArrowException, OverflowError, UnicodeError):
        return None


def _first_fault(table: Table, row: Row) -> FieldError | None:
    for column in table.columns:
        value = row.get(column.name)
        if value is None:
            if column.required:
                return FieldError(column.name, "is empty")
        elif type(value) is not _PYTHON_TYPES[column.kind]:
            return FieldError(column.name, f"{shown(value)} is not of kind {column.kind}")
        elif column.choices and value not in column.choices:
            return FieldError(column.name, f"{shown(value)} is not one of {', '.join(column.choices)}")
        elif _array(column, [value]) is None:
            return FieldError(column.name, f"{shown(value)} cannot be stored as {column.kind}")
    return None
