"""What comes out of reading one export: counts and files, or one error that says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

REJECTED_KEPT = 1_000
"""Rejected rows that a reading keeps with place and reason; the count is always exact."""


@dataclass(frozen=True)
class TableFile:
    """One Parquet file of one canonical table."""

    path: Path
    rows: int


@dataclass(frozen=True)
class Rejected:
    """One row of the export that could not become a canonical row. `field` is empty if the whole row is at fault."""

    place: str
    field: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """One export, read.

    `tables` has every table that the format speaks of, also with no rows: the tool looked and found none.
    `rejected` holds at most 1,000 rows, `rejected_count` counts all. `ignored` counts, by kind, the records that no
    canonical table holds. `observed_at` is the newest time that the file itself gives for the tool's look, or None.
    `notes` are sentences for the person who reads the result, such as a guessed text encoding. `part` names the part of
    the estate that the file is about where its tool writes one file for each, such as an image or a cloud account:
    a newer file replaces the older ones of its part only.
    """

    sha256: str
    size: int
    format: str
    tables: Mapping[str, TableFile]
    rejected: tuple[Rejected, ...]
    rejected_count: int
    observed_at: datetime | None
    seconds: float
    ignored: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    part: str = ""


class NotQuick(Exception):
    """The quick way through a file met something that it cannot place: it is to be read again the exact way."""


class UnreadableFile(Exception):
    """The export cannot be read at all. `place` is where in the file, empty for the file as a whole."""

    def __init__(self, what: str, place: str, remedy: str) -> None:
        super().__init__(what, place, remedy)
        self.what = what
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        where = f" ({self.place})" if self.place else ""
        return f"{self.what}{where}: {self.remedy}"
