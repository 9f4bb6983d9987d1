"""One canonical table on its way into a Parquet file: checked column by column, written in row groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from earnest.engines.canonical import Column, Kind, Table
from earnest.engines.canonical.arrow import ARROW_TYPES, arrow_schema
from earnest.engines.ingest.coerce import FieldError, shown
from earnest.engines.ingest.reading import TableFile

Array: TypeAlias = "pa.Array[Any]"
Value = str | int | float | bool | datetime | date | None
Row = dict[str, Value]
Columns = Mapping[str, Sequence[Value]]
"""Rows by columns, all of one length; columns left out are null."""

BATCH_ROWS = 8_192
"""Rows per Parquet row group: what is held in memory of each table, once as it grows and once as it is written."""

LONGEST = 65_536
"""Characters that a text may have: a name that every row repeats would else fill the memory many times over."""

_PYTHON_TYPES: dict[Kind, type] = {
    "text": str,
    "integer": int,
    "real": float,
    "boolean": bool,
    "timestamp": datetime,
    "date": date,
}


class TableWriter:
    """Takes rows, one by one or by columns, in order. A row that breaks the table's declaration is rejected alone."""

    def __init__(self, table: Table, path: Path, reject: Callable[[str, str, str], None]) -> None:
        self._table = table
        self._names = frozenset(table.names)
        self._path = path
        self._reject = reject
        self._schema = arrow_schema(table)
        self._file = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._places: list[str] = []
        self._rows: list[Row] = []
        self._batches: list[pa.RecordBatch] = []
        self._held = 0
        self._written = 0
        self._writing: Future[None] | None = None

    def add(self, place: str, row: Row, worker: ThreadPoolExecutor) -> None:
        if not row.keys() <= self._names:
            raise KeyError(f"table {self._table.name} has no column {sorted(row.keys() - self._names)}")
        self._places.append(place)
        self._rows.append(row)
        if len(self._rows) + self._held >= BATCH_ROWS:
            self._flush(worker)

    def add_columns(self, places: Sequence[str], columns: Columns, worker: ThreadPoolExecutor) -> None:
        if not columns.keys() <= self._names:
            raise KeyError(f"table {self._table.name} has no column {sorted(columns.keys() - self._names)}")
        if not places:
            return
        self._settle()
        arrays = self._arrays(places, columns)
        if arrays is None:
            for number, place in enumerate(places):
                self.add(place, {name: values[number] for name, values in columns.items()}, worker)
            return
        self._hold(arrays)
        if self._held >= BATCH_ROWS:
            self._flush(worker)

    def add_batch(self, places: Sequence[str], rows: pa.RecordBatch, worker: ThreadPoolExecutor) -> None:
        """Rows that `arrays_of` made for this table, one for each place."""
        if not places:
            return
        self._settle()
        self._hold([*rows.columns, pa.array(places, type=pa.string())])
        if self._held >= BATCH_ROWS:
            self._flush(worker)

    def close(self) -> TableFile:
        self._settle()
        self._wait()
        if self._batches:
            self._write(self._taken())
        self._file.close()
        return TableFile(self._path, self._written)

    def abandon(self) -> None:
        if self._writing is not None:
            self._writing.exception()
        self._file.close()

    def _flush(self, worker: ThreadPoolExecutor) -> None:
        """Write what is held while the next rows are read: pyarrow lets go of the interpreter as it packs."""
        self._settle()
        self._wait()
        if self._batches:
            self._writing = worker.submit(self._write, self._taken())

    def _wait(self) -> None:
        if self._writing is not None:
            self._writing.result()
            self._writing = None

    def _taken(self) -> pa.Table:
        group = pa.Table.from_batches(self._batches, schema=self._schema)
        self._written += group.num_rows
        self._batches = []
        self._held = 0
        return group

    def _write(self, group: pa.Table) -> None:
        self._file.write_table(group, row_group_size=group.num_rows)

    def _settle(self) -> None:
        """Turn the rows that came one by one into columns."""
        if not self._rows:
            return
        arrays = self._arrays(self._places, self._by_column())
        if arrays is None:
            self._drop_bad_rows()
            arrays = self._arrays(self._places, self._by_column())
        if self._rows and arrays is not None:
            self._hold(arrays)
        self._places.clear()
        self._rows.clear()

    def _by_column(self) -> Columns:
        return {name: [row.get(name) for row in self._rows] for name in self._table.names}

    def _hold(self, arrays: list[Array]) -> None:
        batch = pa.RecordBatch.from_arrays(arrays, schema=self._schema)
        self._batches.append(batch)
        self._held += batch.num_rows

    def _arrays(self, places: Sequence[str], columns: Columns) -> list[Array] | None:
        """The batch by columns; None if one of its rows is not what the table declares."""
        arrays = arrays_of(self._table, len(places), columns)
        return None if arrays is None else [*arrays, pa.array(places, type=pa.string())]

    def _drop_bad_rows(self) -> None:
        good: list[tuple[str, Row]] = []
        for place, row in zip(self._places, self._rows, strict=True):
            _shorten(self._table, row)
            error = _first_fault(self._table, row)
            if error is None:
                good.append((place, row))
            else:
                self._reject(place, error.field, error.reason)
        self._places = [place for place, _ in good]
        self._rows = [row for _, row in good]


def arrays_of(table: Table, size: int, columns: Columns) -> list[Array] | None:
    """The values of `size` rows as Arrow holds them, in the order of the table; None if one breaks its declaration."""
    arrays: list[Array] = []
    for column in table.columns:
        values = columns.get(column.name)
        if values is None and not column.required:
            arrays.append(pa.array([None] * size, type=ARROW_TYPES[column.kind]))
            continue
        array = None if values is None else _array(column, values)
        if array is None:
            return None
        arrays.append(array)
    return arrays


def _array(column: Column, values: Sequence[Value]) -> Array | None:
    """The values as Arrow holds them; None if one of them is not what the column declares.

    pyarrow by itself takes a boolean for a number, so the Python types are compared first, at C speed.
    """
    types = set(map(type, values))
    if not types <= {_PYTHON_TYPES[column.kind], type(None)} or (column.required and type(None) in types):
        return None
    if column.choices and not set(values) <= {*column.choices, None}:
        return None
    if column.kind == "text" and max(map(len, filter(None, values)), default=0) > LONGEST:  # type: ignore[arg-type]  # all are texts
        return None
    try:
        return pa.array(values, type=ARROW_TYPES[column.kind])
    except (pa.ArrowException, OverflowError, UnicodeError):
        return None


def _shorten(table: Table, row: Row) -> None:
    """Cut texts that only explain. What names a thing is not cut: two things would have one name."""
    for column in table.columns:
        value = row.get(column.name)
        if isinstance(value, str) and len(value) > LONGEST and not column.required:
            row[column.name] = f"{value[: LONGEST - 1]}…"


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
        elif isinstance(value, str) and len(value) > LONGEST:
            return FieldError(column.name, f"is longer than {LONGEST:,} characters")
        elif _array(column, [value]) is None:
            return FieldError(column.name, f"{shown(value)} cannot be stored as {column.kind}")
    return None
