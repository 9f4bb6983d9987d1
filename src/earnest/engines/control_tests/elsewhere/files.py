"""The tables of a dataset as one Parquet file each, as another engine reads them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from earnest.engines.canonical.arrow import ARROW_TYPES, arrow_schema
from earnest.engines.canonical.model import PROVENANCE, Table
from earnest.engines.control_tests.dataset import Dataset, Piece

_BATCH = 64 * 1024


def write_tables(dataset: Dataset, tables: Iterable[Table], into: Path) -> dict[str, Path]:
    """Write `NAME.parquet` for each table, with source, snapshot and observed_at on every row; without rows too.

    Rows pass in batches of 65,536. Files of the same name are overwritten. OSError if `into` cannot be written.
    """
    into.mkdir(parents=True, exist_ok=True)
    made = {}
    for table in tables:
        made[table.name] = into / f"{table.name}.parquet"
        schema = _schema(table)
        with pq.ParquetWriter(made[table.name], schema, compression="zstd") as out:
            for piece in dataset.pieces(table.name):
                with pq.ParquetFile(piece.path) as file:
                    for batch in file.iter_batches(batch_size=_BATCH):
                        out.write_batch(_with_provenance(batch, piece, schema))
    return made


def _schema(table: Table) -> pa.Schema:
    schema = arrow_schema(table)
    for column in PROVENANCE:
        if column.name not in schema.names:
            schema = schema.append(pa.field(column.name, ARROW_TYPES[column.kind], nullable=False))
    return schema


def _with_provenance(batch: pa.RecordBatch, piece: Piece, schema: pa.Schema) -> pa.RecordBatch:
    """The batch in the columns of `schema`: those that an older file lacks are null."""
    known = {"source": piece.source, "snapshot": piece.snapshot, "observed_at": piece.observed_at}
    arrays = []
    for field in schema:
        if field.name in known:
            arrays.append(pa.repeat(pa.scalar(known[field.name], type=field.type), len(batch)))
        elif field.name in batch.schema.names:
            arrays.append(batch.column(field.name))
        else:
            arrays.append(pa.nulls(len(batch), type=field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
