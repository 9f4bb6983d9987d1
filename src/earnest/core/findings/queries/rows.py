"""Rows of states, through DuckDB."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from earnest.core.findings.queries.chains import folder
from earnest.core.findings.queries.states import StateFile, state_files
from earnest.core.findings.rules import state_table
from earnest.engines.canonical import TABLES, Kind
from earnest.engines.canonical.model import PROVENANCE
from earnest.engines.findings import LIFE, StateTable

if TYPE_CHECKING:
    import duckdb

MEMORY = "1GB"
"""What a query over findings may hold in memory."""
_TYPES: dict[Kind, str] = {
    "text": "varchar",
    "integer": "bigint",
    "real": "double",
    "boolean": "boolean",
    "timestamp": "timestamp",
    "date": "date",
}


def connect() -> duckdb.DuckDBPyConnection:
    """A database in memory that reads state files and nothing else, and sees times in UTC."""
    folder().mkdir(parents=True, exist_ok=True)
    return _database(folder())


def _database(place: Path) -> duckdb.DuckDBPyConnection:
    import duckdb  # here, because taking evidence in and folding it need no database

    connection = duckdb.connect(config={"threads": 1, "memory_limit": MEMORY, "preserve_insertion_order": "false"})
    connection.execute("set global timezone = 'UTC'")
    connection.execute(f"set allowed_directories = [{_quoted(str(place))}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


_kept = lru_cache(maxsize=2)(_database)
"""The database of a folder that stays open: opening one takes longer than finding one finding."""


def relation(table: str, as_of: datetime | None = None, files: Sequence[StateFile] | None = None) -> str:
    """A SELECT of every spell of a table, with `source` (its slug), `part` and `stale`. Times are UTC, without a zone.

    `files` are the states to read, by default those of the moment, now if none is given.
    """
    name = state_table(table)
    chosen = [one for one in (state_files(as_of) if files is None else files) if one.table == name]
    columns = (*TABLES[name].columns, *(one for one in PROVENANCE if one.name == "place"), *LIFE)
    if not chosen:
        empty = ", ".join(f'cast(null as {_TYPES[one.kind]}) as "{one.name}"' for one in columns)
        return f"select {empty}, '' as source, '' as part, false as stale where false"
    paths = ", ".join(_quoted(str(one.path)) for one in chosen)
    known = ", ".join(
        f"({_quoted(str(one.path))}, {_quoted(one.source.slug)}, {_quoted(one.part)}, {str(one.stale).lower()})"
        for one in chosen
    )
    listed = ", ".join(
        f'cast(s."{one.name}" as timestamp) as "{one.name}"' if one.kind == "timestamp" else f's."{one.name}"'
        for one in columns
    )
    return f"""
        select {listed}, k.source, k.part, k.stale
        from read_parquet([{paths}], filename = 'state_file') s
        join (values {known}) k(state_file, source, part, stale) on s.state_file = k.state_file
    """  # noqa: S608  paths, slugs and parts are quoted; columns are those of the schema


def open_relation(table: str, as_of: datetime | None = None, files: Sequence[StateFile] | None = None) -> str:
    """A SELECT of the findings that were there at a moment, now by default: one row each.

    What a row says is what was said last in its spell, which may be later than the moment.
    """
    whole = f"select * from ({relation(table, as_of, files)}) spells"  # noqa: S608  the relation above
    if as_of is None:
        return f"{whole} where closed_at is null"
    moment = f"timestamp {_quoted(as_of.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' '))}"
    return f"{whole} where opened_at <= {moment} and (closed_at is null or closed_at > {moment})"


@dataclass(frozen=True)
class Spell:
    """A stretch in which a finding was there. `values` are the canonical columns as it was last seen."""

    table: StateTable
    source: str
    part: str
    stale: bool
    finding: str
    snapshot: str
    place: str
    spell: int
    opened_at: datetime
    last_seen_at: datetime
    looked_at: datetime
    closed_at: datetime | None
    values: Mapping[str, object]


def history(finding: str) -> tuple[Spell, ...]:
    """Every spell of a finding, oldest first; of each source that saw it."""
    files = state_files()
    found: list[Spell] = []
    folder().mkdir(parents=True, exist_ok=True)
    with _kept(folder()).cursor() as connection:
        for table in dict.fromkeys(one.table for one in files):
            spells = relation(table, files=files)
            query = f"select * from ({spells}) where finding = ? order by opened_at, source, part"  # noqa: S608
            rows = connection.execute(query, [finding])
            names = [column[0] for column in rows.description]
            found += [_spell(table, dict(zip(names, row, strict=True))) for row in rows.fetchall()]
    return tuple(sorted(found, key=lambda one: (one.opened_at, one.source, one.part)))


def _spell(table: StateTable, row: dict[str, Any]) -> Spell:
    row = {name: value.replace(tzinfo=UTC) if isinstance(value, datetime) else value for name, value in row.items()}
    own = {name: row.pop(name) for name in TABLES[table].names}
    row.pop("signed_in")
    return Spell(table=table, values=own, **row)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
