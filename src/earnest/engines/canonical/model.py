"""What a canonical table is: typed, versioned, documented columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "real", "boolean", "timestamp", "date"]
"""Types of a canonical column. `timestamp` is an instant, microseconds in UTC; `date` is a calendar day."""


@dataclass(frozen=True)
class Column:
    """One column. A column that is not `required` is null where the export does not say: unknown, never a default."""

    name: str
    kind: Kind
    doc: str
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One canonical table.

    `key` names the columns that tell one thing from another within one snapshot of one source.
    `version` rises when a column is added, renamed or changes its meaning; Parquet files carry it.
    """

    name: str
    version: int
    doc: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name!r}")


PROVENANCE: tuple[Column, ...] = (
    Column("source", "text", "Slug of the evidence source that the row came from.", required=True),
    Column("snapshot", "text", "SHA-256 of the file that the row came from, in hexadecimal.", required=True),
    Column("observed_at", "timestamp", "When the tool looked, not when the file was uploaded.", required=True),
    Column("place", "text", "Where in the file the row stands: a row number or a path.", required=True),
)
"""Columns that every table has besides its own. `place` is stored with the row; the others come from the snapshot."""
