"""Joins what tools saw into things."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import joining, write
from .extract import gather
from .model import Decision, Joined, Junk, Piece, Registered

if TYPE_CHECKING:
    import duckdb

MEMORY = (256, 512, 1024, 2048)
"""MiB that the database may take: the first that is enough."""


def join(
    pieces: Sequence[Piece],
    *,
    into: Path,
    junk: Junk,
    decisions: Sequence[Decision] = (),
    registered: Sequence[Registered] = (),
    memory: Sequence[int] = MEMORY,
    threads: int = 2,
) -> Joined:
    """Join the sightings in canonical Parquet and write the map into a folder that is there.

    The id of a thing is the smallest of the digests of its nodes (family, system and native key). It stays when
    sightings arrive, unless the newcomer's own is smaller; each node's digest leads to its thing either way.
    Works within `memory` of the database, spilling into the folder. duckdb.Error if a file is no Parquet, or if the
    most memory is not enough.
    """
    import duckdb  # here, because what only names the kinds of things needs no database

    start = time.perf_counter()
    for limit in memory:
        connection = duckdb.connect(
            ":memory:",
            config={
                "threads": threads,
                "memory_limit": f"{limit}MiB",
                "temp_directory": str(into / "spill"),
                "preserve_insertion_order": "false",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "allow_community_extensions": "false",
                "python_enable_replacements": "false",
            },
        )
        try:
            return _joined(connection, pieces, into, junk, decisions, registered, start)
        except duckdb.OutOfMemoryException:
            if limit == memory[-1]:
                raise
        finally:
            connection.close()
    raise ValueError("no memory is given")


def _joined(
    connection: duckdb.DuckDBPyConnection,
    pieces: Sequence[Piece],
    into: Path,
    junk: Junk,
    decisions: Sequence[Decision],
    registered: Sequence[Registered],
    start: float,
) -> Joined:
    connection.execute("set timezone = 'UTC'")
    gather(connection, pieces, junk)
    joining.join_all(connection, decisions)
    write.write(connection, registered, into)
    return _told(connection, decisions, into, time.perf_counter() - start)


def _told(connection: duckdb.DuckDBPyConnection, decisions: Sequence[Decision], into: Path, seconds: float) -> Joined:
    def one(query: str) -> int:
        row = connection.execute(query).fetchone()
        return int(row[0]) if row else 0

    contradictory = connection.execute("select distinct v from refused where tier = 0 order by v").fetchall()
    return Joined(
        rows=into / "rows.parquet",
        things=into / "things.parquet",
        by_id=into / "by_id.parquet",
        nodes=into / "nodes.parquet",
        names=into / "names.parquet",
        ambiguities=into / "ambiguities.parquet",
        sightings=one("select count(*) from sighting"),
        count=one("select count(*) from thing"),
        ambiguous_keys=one("select count(distinct ambiguity) from ambiguity where not weak"),
        contradictory=tuple(decisions[int(row[0])].id for row in contradictory),
        junk=one("select count(*) from (select distinct key, value from told where junk)"),
        seconds=seconds,
    )
