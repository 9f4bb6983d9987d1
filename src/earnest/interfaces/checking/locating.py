"""In which file and row a subject stands: found by the columns that tell one thing from another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from earnest.engines.canonical import TABLES
from earnest.engines.control_tests.dataset import Dataset, Piece
from earnest.engines.pipeline.verdict import Place

_LINE = re.compile(r"(?:^|\b)(?:row|line) (\d+)$")
_TEXT_IDS = re.compile(r"(^|_)(id|serial|hostname|email|username|name|asset|source|campaign)$")


def places(
    subjects: Iterable[str], tables: Iterable[str], dataset: Dataset, names: Mapping[str, str]
) -> dict[str, Place]:
    """The place of each subject in the evidence, by subject; absent where no row of the tables bears its name."""
    wanted = set(subjects)
    found: dict[str, Place] = {}
    for table in tables:
        for piece in dataset.pieces(table):
            if not wanted - set(found):
                return found
            for subject, within in _rows(table, piece, wanted - set(found)):
                found.setdefault(subject, placed(names.get(piece.snapshot, piece.source), within))
    return found


def placed(file: str, within: str) -> Place:
    """A place, with its line where the evidence counts lines."""
    line = _LINE.search(within)
    return Place(file, within, int(line[1]) if line else None)


def _rows(table: str, piece: Piece, wanted: set[str]) -> Iterable[tuple[str, str]]:
    definition = TABLES[table]
    ids = [name for name in definition.names if name in definition.key or _TEXT_IDS.search(name)]
    try:
        with parquet.ParquetFile(piece.path) as file:
            there = set(file.schema_arrow.names)
            columns = [name for name in ids if name in there]
            for batch in file.iter_batches(columns=[*columns, "place"]):
                yield from _matching(batch.to_pylist(), definition.key, columns, wanted)
    except (OSError, pa.ArrowException):
        return


def _matching(
    rows: list[dict[str, Any]], key: tuple[str, ...], columns: list[str], wanted: set[str]
) -> Iterable[tuple[str, str]]:
    for row in rows:
        for name in _names(row, key, columns):
            if name in wanted:
                yield name, str(row["place"])
                break


def _names(row: Mapping[str, Any], key: tuple[str, ...], columns: list[str]) -> Iterable[str]:
    """What a test may call a row: the columns of its key joined in either order of system and id, or one of them."""
    parts = [str(row[name]) for name in key if row.get(name) is not None]
    yield ":".join(parts)
    yield ":".join(reversed(parts))
    owner = next((str(row[name]) for name in ("system", "tool", "provider") if row.get(name) is not None), "")
    for name in columns:
        if row.get(name) is not None:
            value = str(row[name])
            yield from (value, f"{owner}:{value}", f"{name}:{value}", f"{name}:{value.upper()}")
