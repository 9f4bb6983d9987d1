"""Canonical rows into Parquet files, in batches, with every value checked against the table's declaration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from earnest.engines.canonical import TABLES
from earnest.engines.ingest.coerce import FieldError
from earnest.engines.ingest.reading import REJECTED_KEPT, Rejected, TableFile
from earnest.engines.ingest.table_writer import BATCH_ROWS, Columns, Row, TableWriter, Value

__all__ = ["BATCH_ROWS", "Columns", "Entry", "Row", "Sink", "Value"]

Entry = tuple[str, Row]
"""A canonical table's name and one row for it; columns left out are null."""


class Sink:
    """Takes canonical rows, rejections and counts of one file, and writes one Parquet file per table into a folder."""

    def __init__(self, folder: Path, tables: Iterable[str] = ()) -> None:
        self._folder = folder
        self._files: dict[str, TableWriter] = {}
        self._worker = ThreadPoolExecutor(max_workers=1)
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
            self._writer(name).add(place, row, self._worker)

    def add_columns(self, table: str, places: Sequence[str], columns: Columns) -> None:
        """Many rows of one table by columns, one for each place: the quick way for exports with many rows."""
        self._writer(table).add_columns(places, columns, self._worker)

    def add_batch(self, table: str, places: Sequence[str], rows: pa.RecordBatch) -> None:
        """Many rows of one table as `table_writer.arrays_of` makes them, one for each place."""
        self._writer(table).add_batch(places, rows, self._worker)

    def reject(self, place: str, error: FieldError) -> None:
        self._reject(place, error.field, error.reason)

    def speaks_of(self, *tables: str) -> None:
        """Tables that this file tells of, with rows or without: the tool looked, and may have found none."""
        for name in tables:
            self._writer(name)

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
        files = {name: writer.close() for name, writer in self._files.items()}
        self._worker.shutdown()
        pa.default_memory_pool().release_unused()
        return files

    def abandon(self) -> None:
        """Close the files without caring for their content, after an error."""
        for writer in self._files.values():
            writer.abandon()
        self._worker.shutdown()

    def _writer(self, name: str) -> TableWriter:
        writer = self._files.get(name)
        if writer is None:
            writer = self._files[name] = TableWriter(TABLES[name], self._folder / f"{name}.parquet", self._reject)
        return writer

    def _reject(self, place: str, field: str, reason: str) -> None:
        self.rejected_count += 1
        if len(self._rejected) < REJECTED_KEPT:
            self._rejected.append(Rejected(place, field, reason))
