"""Canonical tables on another engine: made anew, or shown from Parquet files that are already there."""

from __future__ import annotations

from earnest.engines.canonical.model import PROVENANCE, Kind, Table
from earnest.engines.control_tests.elsewhere.translate import Dialect

_TYPES: dict[Dialect, dict[Kind, str]] = {
    "postgres": {
        "text": "text",
        "integer": "bigint",
        "real": "double precision",
        "boolean": "boolean",
        "timestamp": "timestamp",
        "date": "date",
    },
    "spark": {
        "text": "string",
        "integer": "bigint",
        "real": "double",
        "boolean": "boolean",
        "timestamp": "timestamp_ntz",
        "date": "date",
    },
}
_QUOTE: dict[Dialect, str] = {"postgres": '"', "spark": "`"}


def create_table(table: Table, dialect: Dialect) -> str:
    """The statement that makes an empty table for the rows of all current snapshots.

    PostgreSQL compares and sorts text by its bytes, as here, only where the column says so.
    """
    collate = ' collate "C.utf8"' if dialect == "postgres" else ""
    columns = ", ".join(
        f"{_name(column.name, dialect)} {_TYPES[dialect][column.kind]}{collate if column.kind == 'text' else ''}"
        for column in (*table.columns, *PROVENANCE)
    )
    return f"create table {_name(table.name, dialect)} ({columns})"


def show_table(table: Table, stored: str, dialect: Dialect) -> str:
    """A select that gives the canonical columns from `stored`, a relation with the columns of our Parquet files.

    `stored` needs source, snapshot and observed_at besides: they belong to the snapshot and not to its file.
    """
    columns = ", ".join(
        f"cast({_name(column.name, dialect)} as {_TYPES[dialect][column.kind]}) as {_name(column.name, dialect)}"
        for column in (*table.columns, *PROVENANCE)
    )
    return f"select {columns} from {stored}"  # noqa: S608 - names are those of the declaration


def _name(name: str, dialect: Dialect) -> str:
    return f"{_QUOTE[dialect]}{name}{_QUOTE[dialect]}"
