"""Canonical tables as Arrow schemas: the types and metadata that their Parquet files carry."""

from __future__ import annotations

import pyarrow as pa

from earnest.engines.canonical.model import Kind, Table

ARROW_TYPES: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "real": pa.float64(),
    "boolean": pa.bool_(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "date": pa.date32(),
}
"""The Arrow type of each kind of column."""


def arrow_schema(table: Table) -> pa.Schema:
    """Schema of the stored file of one table: its columns in order, then `place`.

    Required columns and `place` are not nullable. The metadata key `earnest.table` holds the name of the table
    and `earnest.table_version` its version, so that a reader can tell files of an older declaration.
    """
    fields = [pa.field(column.name, ARROW_TYPES[column.kind], nullable=not column.required) for column in table.columns]
    fields.append(pa.field("place", pa.string(), nullable=False))
    return pa.schema(fields, metadata={"earnest.table": table.name, "earnest.table_version": str(table.version)})
