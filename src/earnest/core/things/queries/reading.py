"""The map as pages, programs and people read it: lists narrowed and ordered, one thing with all that is seen of it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import duckdb
from django.core.cache import cache as kept_answers

from earnest.core.things.queries.mapping import Map, things

SORTS = ("label", "kind", "systems", "sightings", "asset")
PAGE = 50


@dataclass(frozen=True)
class Thing:
    """One thing as a list shows it."""

    thing: str
    label: str
    kind: str
    owner: str | None
    marks: tuple[str, ...]
    systems: tuple[str, ...]
    sources: tuple[str, ...]
    nodes: int
    sightings: int
    asset: str | None
    assets: tuple[str, ...]
    ambiguous: bool


@dataclass(frozen=True)
class Asked:
    """How the list of things is narrowed. `registered` and `ambiguous` None where that does not matter."""

    words: str = ""
    kinds: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    registered: bool | None = None
    ambiguous: bool | None = None
    sort: str = "label"


@dataclass(frozen=True)
class Found:
    """One page of the list, how many there are (0 past the last page), and what the filters offer of all."""

    rows: tuple[Thing, ...]
    total: int
    kinds: Mapping[str, int]
    systems: Mapping[str, int]
    registered: int
    ambiguous: int
    everything: int


@dataclass(frozen=True)
class Key:
    """A key that a sighting carries. `state` is joins, alone, ambiguous or junk."""

    key: str
    value: str
    state: str


@dataclass(frozen=True)
class Sighting:
    """What one snapshot of one source says of a thing, at the place of its file. `looks` counts its rows."""

    table: str
    source: str
    snapshot: str
    place: str
    observed_at: datetime
    looks: int
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Node:
    """What one system calls the thing, with its keys and sightings. `joined_by` is the key that joined it."""

    node: str
    thing: str
    label: str
    kind: str
    system: str
    native_id: str
    joined_by: str | None
    keys: tuple[Key, ...]
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True)
class Ambiguity:
    """A key that joins nothing, because it would join things that cannot be one; `bearers` are what bears it."""

    id: str
    key: str
    value: str
    because: str
    weak: bool
    bearers: tuple[Bearer, ...]


@dataclass(frozen=True)
class Bearer:
    """A sighting that bears an ambiguous key."""

    thing: str
    node: str
    label: str
    system: str
    native_id: str


@dataclass(frozen=True)
class Whole:
    """A thing with everything that is seen of it."""

    summary: Thing
    nodes: tuple[Node, ...]
    ambiguities: tuple[Ambiguity, ...]


def find(asked: Asked, *, page: int = 1, size: int | None = PAGE, found: Map | None = None) -> Found:
    """A page of things; all of them where `size` is None. Pages are counted from 1."""
    here = found or things()
    where, values = _where(asked)
    offer = _offer(here)
    limit = "" if size is None else f"limit {size} offset {max(page - 1, 0) * size}"
    order = "" if asked.sort == "label" else f"order by {_order(asked.sort)}"
    with _connection() as connection:
        chosen = connection.execute(
            f"""
            with fit as materialized (
              select thing, file_row_number, label, kind, systems, sightings, asset
              from read_parquet(?, file_row_number = true) where {where}
            )
            select thing, file_row_number, (select count(*) from fit) from fit
            {order or "order by file_row_number"} {limit}
            """,  # noqa: S608  fixed words, values are bound
            [str(here.summary), *values],
        ).fetchall()
        rows = connection.execute(
            f"select {_COLUMNS} from read_parquet(?, file_row_number = true) "  # noqa: S608  fixed words
            "where file_row_number in (select unnest(?::bigint[]))",
            [str(here.summary), [row[1] for row in chosen]],
        ).fetchall()
    by_id = {row[0]: row for row in rows}
    return Found(
        rows=tuple(_thing(by_id[row[0]]) for row in chosen),
        total=chosen[0][2] if chosen else 0,
        kinds=offer.kinds,
        systems=offer.systems,
        registered=offer.registered,
        ambiguous=offer.ambiguous,
        everything=offer.everything,
    )


def _connection() -> duckdb.DuckDBPyConnection:
    """A connection for one look at parts of files."""
    return _database(os.getpid()).cursor()


@cache
def _database(process: int) -> duckdb.DuckDBPyConnection:
    """The one database of a process: to open one takes longer than most looks."""
    del process
    return duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "256MiB"})


_COLUMNS = "thing, label, kind, owner, marks, systems, sources, nodes, sightings, asset, assets, ambiguous"


def _thing(row: Sequence[Any]) -> Thing:
    return Thing(
        thing=row[0],
        label=row[1],
        kind=row[2],
        owner=row[3],
        marks=tuple(row[4]),
        systems=tuple(row[5]),
        sources=tuple(row[6]),
        nodes=row[7],
        sightings=row[8],
        asset=row[9],
        assets=tuple(row[10] or ()),
        ambiguous=row[11],
    )


@dataclass(frozen=True)
class _Offer:
    kinds: Mapping[str, int]
    systems: Mapping[str, int]
    registered: int
    ambiguous: int
    everything: int


def _offer(here: Map) -> _Offer:
    """Counts over the whole map, for the filters; kept, for a map never changes."""
    key = f"things-offer-{here.digest}"
    kept: _Offer | None = kept_answers.get(key)
    if kept is None:
        kept = _counted(here)
        kept_answers.set(key, kept, 3600)
    return kept


def _counted(here: Map) -> _Offer:
    with _connection() as connection:
        grouped = connection.execute(
            "select kind, systems, count(*), count(asset), count(*) filter (where ambiguous) from read_parquet(?) "
            "group by kind, systems",
            [str(here.summary)],
        ).fetchall()
    kinds, systems = Counter[str](), Counter[str]()
    for kind, seen_by, count, _registered, _ambiguous in grouped:
        kinds[kind] += count
        for system in seen_by:
            systems[system] += count
    return _Offer(
        kinds=dict(sorted(kinds.items())),
        systems=dict(sorted(systems.items())),
        registered=sum(row[3] for row in grouped),
        ambiguous=sum(row[4] for row in grouped),
        everything=sum(row[2] for row in grouped),
    )


def _where(asked: Asked) -> tuple[str, list[object]]:
    parts, values = ["true"], list[object]()
    for word in asked.words.lower().split():
        parts.append("contains(words, ?)")
        values.append(word)
    if asked.kinds:
        parts.append("list_contains(?::varchar[], kind)")
        values.append(list(asked.kinds))
    if asked.systems:
        parts.append("list_has_any(systems, ?::varchar[])")
        values.append(list(asked.systems))
    if asked.registered is not None:
        parts.append("asset is not null" if asked.registered else "asset is null")
    if asked.ambiguous is not None:
        parts.append("ambiguous" if asked.ambiguous else "not ambiguous")
    return " and ".join(parts), values


def _order(sort: str) -> str:
    column = sort.removeprefix("-")
    down = " desc" if sort.startswith("-") else ""
    by = {"label": "lower(label)", "systems": "len(systems)"}.get(column, column if column in SORTS else "lower(label)")
    return f"{by}{down} nulls last, lower(label), thing"


def node(digest: str, found: Map | None = None) -> Node | None:
    """One sighting by its digest; None where no source in use has seen it."""
    here = found or things()
    belongs = _belongs(here, digest)
    return next((one for one in _nodes(here, "thing = ?", belongs) if one.node == digest), None) if belongs else None


def thing(digest: str, found: Map | None = None) -> Whole | None:
    """A thing by its id or by the digest of any of its sightings; None where no source in use has seen it."""
    here = found or things()
    belongs = _belongs(here, digest)
    if belongs is None:
        return None
    nodes = _nodes(here, "thing = ?", belongs)
    with _connection() as connection:
        row = connection.execute(
            f"select {_COLUMNS} from read_parquet(?) where thing = ?",  # noqa: S608  fixed words
            [str(here.by_id), nodes[0].thing],
        ).fetchone()
    return Whole(_thing(row), nodes, ambiguities(here, nodes[0].thing)) if row else None


def _belongs(here: Map, node: str) -> str | None:
    with _connection() as connection:
        row = connection.execute("select thing from read_parquet(?) where node = ?", [str(here.nodes), node]).fetchone()
    return row[0] if row else None


def named(name: str, found: Map | None = None) -> tuple[str, ...]:
    """The things that bear a name in any case of letters, or that an id of a thing or sighting leads to."""
    here = found or things()
    wanted = name.strip().lower()
    with _connection() as connection:
        rows = connection.execute(
            "select distinct thing from read_parquet(?) where name = ? union "
            "select distinct thing from read_parquet(?) where node = ? order by 1",
            [str(here.names), wanted, str(here.nodes), wanted],
        ).fetchall()
    return tuple(row[0] for row in rows)


def _nodes(here: Map, where: str, *values: object) -> tuple[Node, ...]:
    with _connection() as connection:
        connection.execute("set timezone = 'UTC'")
        rows = connection.execute(
            "select node, thing, told_label, told_kind, system, native_id, joined_by, key, value, ambiguous, junk, "  # noqa: S608
            '"table", source, snapshot, place, epoch_us(observed_at), looks, marks '
            f"from read_parquet(?) where {where} order by node, source, snapshot, key, value",
            [str(here.path), *values],
        ).fetchall()
    by_node: dict[str, list[Any]] = {}
    for row in rows:
        by_node.setdefault(row[0], []).append(row)
    bearing = Counter((key, value) for _node, key, value in {(row[0], row[7], row[8]) for row in rows})
    found = [_node(each, bearing) for each in by_node.values()]
    return tuple(sorted(found, key=lambda one: (one.system, one.native_id)))


def _node(rows: Sequence[Any], bearing: Mapping[tuple[str, str], int]) -> Node:
    first = rows[0]
    keys = {
        (row[7], row[8]): Key(row[7], row[8], _state(row[9], row[10], bearing[row[7], row[8]] > 1))
        for row in rows
        if row[7] is not None
    }
    seen = {
        (row[11], row[12], row[13], row[14]): Sighting(
            table=row[11],
            source=row[12],
            snapshot=row[13],
            place=row[14] or "",
            observed_at=_moment(row[15]),
            looks=row[16],
            marks=tuple(row[17]),
        )
        for row in rows
    }
    return Node(
        node=first[0],
        thing=first[1],
        label=first[2],
        kind=first[3],
        system=first[4],
        native_id=first[5],
        joined_by=first[6],
        keys=tuple(keys.values()),
        sightings=tuple(seen.values()),
    )


def _moment(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / 1e6, UTC)


def _state(ambiguous: bool, junk: bool, joins: bool) -> str:
    return "junk" if junk else "ambiguous" if ambiguous else "joins" if joins else "alone"


def ambiguities(found: Map | None = None, of: str = "", *, most: int = 200) -> tuple[Ambiguity, ...]:
    """Keys that were refused, of the whole map without the weak ones, or all of one thing."""
    here = found or things()
    where, values = ("not weak", list[object]())
    if of:
        where = "ambiguity in (select ambiguity from read_parquet(?) where thing = ?)"
        values = [str(here.ambiguous), of]
    with _connection() as connection:
        rows = connection.execute(
            f"""
            select a.ambiguity, a.key, a.value, a.because, a.weak, a.thing, a.node, t.label, a.system, a.native_id
            from read_parquet(?) a join read_parquet(?) t using (thing)
            where a.ambiguity in (
              select distinct ambiguity from read_parquet(?) where {where} order by ambiguity limit {most}
            ) order by a.key, a.value, t.label, a.system, a.native_id
            """,  # noqa: S608  fixed words, values are bound
            [str(here.ambiguous), str(here.summary), str(here.ambiguous), *values],
        ).fetchall()
    return tuple(_ambiguities(rows))


def _ambiguities(rows: Iterable[Sequence[Any]]) -> Iterable[Ambiguity]:
    by_key: dict[str, list[Sequence[Any]]] = {}
    for row in rows:
        by_key.setdefault(row[0], []).append(row)
    for key, members in by_key.items():
        first = members[0]
        yield Ambiguity(
            id=key,
            key=first[1],
            value=first[2],
            because=first[3],
            weak=first[4],
            bearers=tuple(Bearer(*row[5:10]) for row in members),
        )
