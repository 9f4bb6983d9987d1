"""The data: loaded once, shown to each test as the tables of its instant, and what is known of its keys."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import duckdb

from .rows import quoted, text


def opened(job: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """An empty database in memory, as bare as DuckDB allows."""
    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": job["threads"],
            "memory_limit": f"{job['database_bytes'] >> 20}MiB",
            "temp_directory": "",
            "preserve_insertion_order": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "python_enable_replacements": "false",
            "allow_persistent_secrets": "false",
        },
    )
    connection.execute("set timezone = 'UTC'")
    if job["plain"]:
        connection.execute("pragma disable_optimizer")
    return connection


def load(connection: duckdb.DuckDBPyConnection, number: int, piece: dict[str, Any]) -> None:
    """One file as the table piece_N, in canonical types."""
    described = connection.execute("describe select * from read_parquet(?)", [piece["path"]]).fetchall()
    stored = {row[0].lower(): row[1] for row in described}
    columns = ", ".join(
        f"{as_stored(stored.get(name), name, kind)} as {quoted(name)}" for name, kind in piece["columns"]
    )
    source = "read_parquet(?)"
    connection.execute(f"create table piece_{number} as select {columns} from {source}", [piece["path"]])  # noqa: S608  names and kinds come from the canonical schema


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Import what fetching needs, then close DuckDB's own locks."""
    connection.execute("select 1 as a, 'x' as b, 1.5::double as c, true as d, null as e").fetchall()
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def as_stored(stored: str | None, name: str, kind: str) -> str:
    """The expression that reads a column in its canonical type. A column that the file lacks is null: unknown."""
    if stored is None:
        return f"cast(null as {kind})"
    if stored == kind:
        return quoted(name)
    if kind == "TIMESTAMP" and stored == "TIMESTAMP WITH TIME ZONE":
        return f"make_timestamp(epoch_us({quoted(name)}))"
    return f"cast({quoted(name)} as {kind})"


class Views:
    """The canonical tables as of one instant after another."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._turn: dict[str, Any] | None = None
        self._shown: dict[str, str] = {}
        self._known: dict[str, bool] = {}

    def show(self, turn: dict[str, Any]) -> None:
        """Make each table a view over the pieces of this turn."""
        if turn is self._turn:
            return
        self._turn = turn
        for table, view in turn["views"].items():
            bodies = []
            for piece in view["pieces"]:
                columns = "".join(f"{quoted(name)}, " for name, _ in view["columns"])
                bodies.append(
                    f"select {columns}{text(piece['source'])} as source, {text(piece['snapshot'])} as snapshot, "  # noqa: S608  texts are quoted
                    f"timestamp {text(piece['observed_at'])} as observed_at from piece_{piece['piece']}"
                )
            if not bodies:
                columns = "".join(f"cast(null as {kind}) as {quoted(name)}, " for name, kind in view["columns"])
                bodies.append(
                    f"select {columns}'' as source, '' as snapshot, timestamp '2000-01-01' as observed_at where false"
                )
            body = " union all ".join(bodies)
            if self._shown.get(table) != body:
                self.connection.execute(f"create or replace temp view {quoted(table)} as {body}")
                self._shown[table] = body

    def is_unique(self, table: str, columns: list[str]) -> bool:
        """Whether each combination of these columns is there once. Different hashes show it; equal ones do not
        refute it.
        """
        key = ", ".join(map(quoted, columns))
        return self._holds(table, f"select count(*) = count(distinct hash({key})) from {quoted(table)}")  # noqa: S608  names are quoted

    def is_proven(self, table: str, parts: list[str]) -> bool:
        """Whether no part is null and none but the last holds a colon."""
        clean = [f"count(*) = count({part})" for part in parts]
        split = [f"count(*) filter (where contains(cast({part} as varchar), ':')) = 0" for part in parts[:-1]]
        return self._holds(table, f"select {' and '.join(clean + split)} from {quoted(table)}")  # noqa: S608  the gate has passed the parts

    def _holds(self, table: str, sql: str) -> bool:
        key = f"{self._shown[table]} {sql}"
        if key not in self._known:
            row = self.connection.execute(sql).fetchone()
            self._known[key] = bool(row and row[0])
        return self._known[key]


def values_of(parameters: dict[str, Any], turn: dict[str, Any]) -> dict[str, Any]:
    """Parameter values as DuckDB takes them, with the instant."""
    values = {
        name: date.fromisoformat(value) if kind == "date" else value for name, (kind, value) in parameters.items()
    }
    return {**values, "as_of": datetime.fromisoformat(turn["as_of"])}
