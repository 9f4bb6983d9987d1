"""What the engines are compared on: the sample company's newest exports, and rows made to trip them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from earnest.engines.canonical import TABLES, Column, Table
from earnest.engines.canonical.arrow import arrow_schema
from earnest.engines.control_tests.dataset import Dataset, Piece
from earnest.engines.ingest import load_adapter, read_file
from earnest.library.sample.generate import generate

TODAY = dt.date(2026, 11, 22)
AS_OF = dt.datetime(2026, 11, 22, 23, 59, 59, tzinfo=dt.UTC)
_ADAPTERS = Path(__file__).parents[2] / "src" / "earnest" / "library" / "adapters"
_TEXTS = (
    "a",
    "A",
    "",
    " ",
    "ä",
    "Ä",
    "it's",
    "back\\slash",
    "100%",
    "x_y",
    "日本",
    "e\u0301",
    "Z",
    "z:1",
    "-",
    "0",
)
_ROWS = 60


def sample(folder: Path) -> Dataset:
    """The newest file of each source and part of the sample company."""
    files = generate(folder / "files", today=TODAY).files
    adapters = [load_adapter(path.read_text(encoding="utf-8")) for path in sorted(_ADAPTERS.glob("*.yaml"))]
    newest = {}
    for number, file in enumerate(files):
        reading = read_file(file.path, adapters=adapters, into=folder / "tables" / str(number))
        newest[file.source, reading.part] = file, reading
    pieces: dict[str, list[Piece]] = {}
    for file, reading in newest.values():
        for name, table in reading.tables.items():
            piece = Piece(table.path, file.source, reading.sha256, file.observed_at, table.rows)
            pieces.setdefault(name, []).append(piece)
    return Dataset({name: tuple(found) for name, found in pieces.items()})


def odd(folder: Path) -> Dataset:
    """Every canonical table with rows that hold nulls, empty and unusual texts, far days and near misses."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(7)
    pieces = {}
    for table in TABLES.values():
        rows = list(_rows(table, chance))
        path = folder / f"{table.name}.parquet"
        pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(table)), path)
        pieces[table.name] = (Piece(path, "odd", "0" * 64, AS_OF - dt.timedelta(hours=5), len(rows)),)
    return Dataset(pieces)


def _rows(table: Table, chance: random.Random) -> Iterator[dict[str, object]]:
    for number in range(_ROWS):
        row: dict[str, object] = {"place": str(number)}
        for column in table.columns:
            plain = column.name in table.key and column.kind == "text"
            row[column.name] = (
                f"{chance.choice(_TEXTS)}{number}" if plain and not column.choices else _value(column, chance)
            )
        yield row


def _value(column: Column, chance: random.Random) -> object:
    if not column.required and chance.random() < 0.25:
        return None
    if column.choices:
        return chance.choice(column.choices)
    match column.kind:
        case "text":
            return chance.choice(_TEXTS)
        case "integer":
            return chance.choice((0, 1, 2, 7, 22, 443, 3389, 86_400))
        case "real":
            return chance.choice((0.0, 0.5, 1.0, 7.25, 9.8, 33.335, 1e6))
        case "boolean":
            return chance.random() < 0.5
        case "date":
            return TODAY - dt.timedelta(days=chance.choice((-400, -1, 0, 1, 14, 30, 31, 90, 366, 4000)))
        case "timestamp":
            return AS_OF - dt.timedelta(
                days=chance.choice((-1, 0, 1, 3, 14, 30, 90, 365)), seconds=chance.choice((0, 1, 43_200))
            )
