"""Canonical tables of current snapshots, and which sources have stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from earnest.core.evidence import queries as evidence
from earnest.core.evidence.models import Snapshot, SnapshotTable
from earnest.core.evidence.rules import Freshness
from earnest.foundation.actor import program
from earnest.foundation.errors import Invalid
from earnest.foundation.once import once

BATCH = 50_000


def snapshots_with(*tables: str, as_of: datetime) -> tuple[Snapshot, ...]:
    """The current snapshots that hold any of the tables, by number."""
    current = evidence.current_snapshots(as_of)
    return tuple(one for one in current if any(t.table in tables for t in one.tables.all()))


def stale_sources(as_of: datetime) -> frozenset[str]:
    """Keys of the sources that prove nothing any more."""
    return once(("stale", as_of), lambda: _stale(as_of))


def _stale(as_of: datetime) -> frozenset[str]:
    states = evidence.source_states(program("legacy"), as_of)
    return frozenset(one.source.slug for one in states if one.freshness not in {Freshness.FRESH, Freshness.LATE})


def table_of(snapshot: Snapshot, table: str) -> SnapshotTable | None:
    """The table of a snapshot, None where it has none."""
    return next((one for one in snapshot.tables.all() if one.table == table), None)


def columns_of(snapshot: Snapshot, table: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Batches of some columns of a table; nothing where the snapshot has no such table.

    A column that an older version of the schema lacks is null. Invalid where the file cannot be read.
    """
    kept = table_of(snapshot, table)
    if kept is None:
        return
    try:
        with parquet.ParquetFile(evidence.store().path(kept.sha256)) as file:
            there = [name for name in columns if name in file.schema_arrow.names]
            for batch in file.iter_batches(batch_size=BATCH, columns=there):
                missing = [name for name in columns if name not in there]
                arrays = [batch.column(name) for name in there] + [pa.nulls(len(batch)) for _ in missing]
                yield pa.RecordBatch.from_arrays(arrays, names=[*there, *missing])
    except (OSError, pa.ArrowException) as error:
        raise Invalid(
            f"The table {table} of “{snapshot}” cannot be read: {error}. Run: earnest doctor", field="snapshot"
        ) from error


def rows_of(snapshot: Snapshot, table: str, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Rows of some columns of a table as mappings; nothing where the snapshot has no such table."""
    for batch in columns_of(snapshot, table, columns):
        yield from batch.to_pylist()
