"""What control tests look at: canonical Parquet files, each a snapshot of one source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Piece:
    """The rows of one table from one snapshot.

    `path` is canonical Parquet (canonical columns and `place`); `source` the slug of the evidence source; `snapshot`
    the SHA-256
    of the raw file; `observed_at` an aware instant; `rows` the number of rows.
    """

    path: Path
    source: str
    snapshot: str
    observed_at: dt.datetime
    rows: int


@dataclass(frozen=True)
class Dataset:
    """Pieces of each table: the current snapshot of each source that has the table, as of some instant."""

    tables: Mapping[str, tuple[Piece, ...]]

    def pieces(self, table: str) -> tuple[Piece, ...]:
        """Pieces of a table in a stable order; empty if no snapshot has it."""
        found = self.tables.get(table, ())
        return tuple(sorted(found, key=lambda piece: (piece.source, piece.snapshot, str(piece.path))))
