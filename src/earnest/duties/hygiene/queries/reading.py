"""Reading conclusions with DuckDB: a database for each board that is read, without a way to any other file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

Rows = list[tuple[Any, ...]]

BARE = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "allow_persistent_secrets": "false",
}
FILE = "board.duckdb"
READING_BYTES = "512MiB"
MAKING_BYTES = "768MiB"


@lru_cache(maxsize=4)
def _database(path: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        ":memory:", config={**BARE, "threads": 1, "memory_limit": READING_BYTES, "temp_directory": ""}
    )
    connection.execute("set global timezone = 'UTC'")
    connection.execute(f"attach {text(str(path))} as board (read_only)")
    connection.execute("use board")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


@contextmanager
def reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor over the file of a board. The database stays open: opening one takes longer than most questions, and
    parting one among threads costs more than it saves."""
    cursor = _database(path).cursor()
    try:
        cursor.execute("use board")
        yield cursor
    finally:
        cursor.close()


def rows(path: Path, sql: str, parameters: Sequence[object] = ()) -> Rows:
    """What a query says of the file of a board."""
    with reading(path) as cursor:
        return cursor.execute(sql, list(parameters)).fetchall()


def named(path: Path, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
    """The same, each row by the names of its columns."""
    with reading(path) as cursor:
        cursor.execute(sql, list(parameters))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def counted(path: Path) -> Callable[[str], list[dict[str, Any]]]:
    """Asks a file that is just made; it is not kept open, for it will move."""

    def ask(sql: str) -> list[dict[str, Any]]:
        with duckdb.connect(str(path), read_only=True, config={**BARE, "memory_limit": READING_BYTES}) as connection:
            connection.execute(sql)
            names = [column[0] for column in connection.description or ()]
            return [dict(zip(names, row, strict=True)) for row in connection.fetchall()]

    return ask


@contextmanager
def making(spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database to conclude in: bounded memory, what does not fit goes to `spill`."""
    connection = duckdb.connect(
        ":memory:",
        config={
            **BARE,
            "threads": 2,
            "memory_limit": MAKING_BYTES,
            "temp_directory": str(spill),
            "preserve_insertion_order": "false",
        },
    )
    try:
        connection.execute("set global timezone = 'UTC'")
        yield connection
    finally:
        connection.close()


def text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def files(paths: Iterable[Path]) -> str:
    """A list of files as SQL writes it."""
    return "[" + ", ".join(text(str(path)) for path in paths) + "]"


def moment(when: datetime) -> str:
    """A moment as SQL writes it: in UTC, without a zone."""
    return f"timestamp {text(when.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' '))}"
