"""Sightings as canonical Parquet, and the map that is made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from earnest.engines.canonical import TABLES
from earnest.engines.canonical.arrow import arrow_schema
from earnest.engines.identity import Decision, Joined, Junk, Piece, Registered, join

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Machine:
    """A device as one system knows it."""

    system: str
    id: str
    serial: str | None = None
    host: str | None = None


def file(folder: Path, table: str, rows: Iterable[dict[str, Any]], name: str = "") -> Path:
    """Canonical Parquet of some rows."""
    schema = arrow_schema(TABLES[table])
    if "place" not in schema.names:
        schema = schema.append(pa.field("place", pa.string()))
    path = folder / f"{name or table}.parquet"
    filled = [{"place": f"row {n}", **row} for n, row in enumerate(rows, start=2)]
    parquet.write_table(pa.Table.from_pylist(filled, schema=schema), path)
    return path


def piece(path: Path, table: str, source: str = "", at: datetime = NOON) -> Piece:
    return Piece(table=table, path=path, source=source or path.stem, snapshot=f"sha-{path.stem}", observed_at=at)


def devices(machines: Sequence[Machine]) -> list[dict[str, Any]]:
    return [{"system": one.system, "device_id": one.id, "serial": one.serial, "hostname": one.host} for one in machines]


class Result:
    """The files of a map, as sets."""

    def __init__(self, made: Joined) -> None:
        self.made = made
        self.rows = parquet.read_table(made.rows).to_pylist()
        self.things = parquet.read_table(made.things).to_pylist()
        self.ambiguities = parquet.read_table(made.ambiguities).to_pylist()
        self.names = parquet.read_table(made.names).to_pylist()

    @property
    def groups(self) -> set[frozenset[tuple[str, str]]]:
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in self.rows:
            found[row["thing"]].add((row["system"], row["native_id"]))
        return {frozenset(group) for group in found.values()}

    def node(self, system: str, native: str) -> str:
        return next(str(row["node"]) for row in self.rows if (row["system"], row["native_id"]) == (system, native))

    @property
    def refused(self) -> set[tuple[str, str]]:
        return {(row["key"], row["value"]) for row in self.ambiguities}


def joined(
    tables: dict[str, list[dict[str, Any]]],
    decisions: Sequence[Decision] = (),
    registered: Sequence[Registered] = (),
    listed: Junk | None = None,
    at: dict[str, datetime] | None = None,
) -> Result:
    """The map of rows by table; a name such as `devices@jamf` names the source too."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        pieces = []
        for told, rows in tables.items():
            table, _at, source = told.partition("@")
            path = file(folder, table, rows, told)
            pieces.append(piece(path, table, source or table, (at or {}).get(told, NOON)))
        made = join(pieces, into=folder, junk=listed or Junk(), decisions=decisions, registered=registered, threads=1)
        return Result(made)
