"""Blind spots: what one source knows and another should have seen, and did not."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb
import msgspec

from earnest.core.assets.models import Asset
from earnest.core.evidence import queries as evidence
from earnest.core.evidence.rules import Freshness
from earnest.core.things.queries.expecting import Expected, expectations
from earnest.core.things.queries.mapping import Map, things
from earnest.core.things.rules import Filter, State, state_of
from earnest.engines.identity import SIGHTINGS
from earnest.foundation import clock
from earnest.foundation.actor import program

KEPT_ROWS = 1000
VERSION = 2
"""Rises when the same map gives other blind spots."""


@dataclass(frozen=True)
class Missing:
    """A thing that nobody who should look has seen. `known` says where it is known; `unclear`: one of its keys is
    ambiguous, so it may have been seen as another thing."""

    thing: str
    label: str
    kind: str
    asset: str | None
    owner: str | None
    known: tuple[str, ...]
    unclear: bool


@dataclass(frozen=True)
class BlindSpot:
    """One expectation as of a moment. Of `missing_count` rows the first 1,000 are in `missing`.

    `because` are the reasons for which it is not proven; `lookers` the sources that look, `lists` those that know the
    things.
    """

    expectation: Expected
    state: State
    population: int
    covered: int
    missing_count: int
    unclear: int
    missing: tuple[Missing, ...]
    because: tuple[str, ...]
    lookers: tuple[str, ...]
    lists: tuple[str, ...]


@dataclass(frozen=True)
class _Source:
    slug: str
    title: str
    stale: bool
    why: str


def blind_spots(as_of: datetime | None = None) -> tuple[BlindSpot, ...]:
    """Every expectation in force, as of the end of today by default."""
    moment = as_of or clock.end_of(clock.today())
    found = things(moment)
    sources = _sources(moment)
    expected = expectations()
    registered = Asset.objects.exists()
    digest = hashlib.sha256(
        msgspec.json.encode([VERSION, found.digest, list(sources.values()), expected, registered])
    ).hexdigest()
    path = found.folder / f"blind-{digest[:32]}.json"
    if path.is_file():
        return msgspec.json.decode(path.read_bytes(), type=tuple[BlindSpot, ...])
    spots = _look(found, expected, sources, registered)
    _keep(path, msgspec.json.encode(spots))
    return spots


def _keep(path: Path, body: bytes) -> None:
    """Write it whole or not at all. Where the map was swept meanwhile there is no place to keep it."""
    if path.parent.is_dir():
        part = path.with_name(f"{path.name}-{secrets.token_hex(4)}")
        part.write_bytes(body)
        part.replace(path)


def _sources(moment: datetime) -> dict[str, _Source]:
    """Sources in use, and for each why it proves nothing now; empty where it is fresh and whole."""
    rejected: dict[int, int] = {}
    for snapshot in evidence.current_snapshots(moment):
        rejected[snapshot.source_id] = rejected.get(snapshot.source_id, 0) + snapshot.rejected_count
    found = {}
    for state in evidence.source_states(program("things"), moment):
        source, why = state.source, ""
        stale = state.freshness in {Freshness.STALE, Freshness.NEVER}
        if state.freshness is Freshness.STALE and state.last:
            days = (moment - state.last.observed_at).days
            why = f"{source.title}: last looked {days} days ago, limit {source.freshness_days} days."
        elif stale:
            why = f"{source.title}: nothing has come from it yet."
        elif rows := rejected.get(source.pk, 0):
            why = f"{source.title}: {rows} rows could not be read; what is missing may be among them."
        if source.active:
            found[source.slug] = _Source(source.slug, source.title, stale, why)
    return found


def _look(
    found: Map, expected: Sequence[Expected], sources: dict[str, _Source], registered: bool
) -> tuple[BlindSpot, ...]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            """
            create temp table sight as select distinct thing, "table", source, system, marks from read_parquet(?)
            """,
            [str(found.path)],
        )
        connection.execute(
            "create temp table thing as select thing, label, kind, asset, owner, marks, sources, ambiguous "
            "from read_parquet(?)",
            [str(found.summary)],
        )
        return tuple(_spot(connection, one, sources, registered) for one in expected)


def _spot(
    connection: duckdb.DuckDBPyConnection, one: Expected, sources: dict[str, _Source], registered: bool
) -> BlindSpot:
    stale = [source.slug for source in sources.values() if source.stale]
    listed, listed_with = _condition(one.population, stale)
    seen, seen_with = _condition(one.looks, stale)
    row = connection.execute(
        f"""
        create or replace temp table judged as
        select t.*, {seen} as seen from thing t where {listed}
        """,  # noqa: S608  conditions hold placeholders only
        [*seen_with, *listed_with],
    ).execute(
        "select count(*), count(*) filter (where seen), count(*) filter (where not seen and ambiguous) from judged"
    )
    population, covered, unclear = row.fetchone() or (0, 0, 0)
    missing = connection.execute(
        "select thing, label, kind, asset, owner, sources, ambiguous from judged where not seen "
        "order by lower(label), thing limit ?",
        [KEPT_ROWS],
    ).fetchall()
    lists, lookers = _involved(connection, one.population), _looking(connection, one)
    looking = [*_doubts(lookers, sources), *_absent(one.looks, lookers, registered)]
    listing = [*_doubts(lists, sources), *_absent(one.population, lists, registered)]
    state = state_of(population, population - covered, unclear, looking, listing)
    because = [*listing, *(looking if population > covered or not population else [])]
    if not population and not because:
        because = ["There is nothing of the kind to look for."]
    if state is State.UNPROVEN and unclear and not because:
        because = ["Each of them has a key that several things bear: it may have been seen as another thing."]
    return BlindSpot(
        expectation=one,
        state=state,
        population=population,
        covered=covered,
        missing_count=population - covered,
        unclear=unclear,
        missing=tuple(
            Missing(thing, label, kind, key, owner, tuple(known), unclear)
            for thing, label, kind, key, owner, known, unclear in missing
        ),
        because=tuple(dict.fromkeys(because)),
        lookers=tuple(lookers),
        lists=tuple(lists),
    )


def _involved(connection: duckdb.DuckDBPyConnection, told: Filter) -> list[str]:
    """The sources that have seen what a filter means, whether they still prove anything or not."""
    if not told.of_sightings:
        return []
    where, values = _sighting(told, ())
    if told.kinds:
        where += " and list_contains(?::varchar[], t.kind)"
        values.append(list(told.kinds))
    rows = connection.execute(
        f"select distinct s.source from sight s join thing t using (thing) where {where} order by 1",  # noqa: S608
        values,
    )
    return [row[0] for row in rows.fetchall()]


def _looking(connection: duckdb.DuckDBPyConnection, one: Expected) -> list[str]:
    """The sources that look at things of the kinds that are `judged`; where none does, those that look at any."""
    kinds = connection.execute("select distinct kind from judged order by 1").fetchall()
    looks = one.looks
    if looks.kinds or not kinds:
        return _involved(connection, looks)
    return _involved(connection, replace(looks, kinds=tuple(row[0] for row in kinds))) or _involved(connection, looks)


def _condition(told: Filter, stale: Sequence[str]) -> tuple[str, list[object]]:
    """A condition on the thing `t`, and its values. Only sources that still prove something count."""
    parts, values = ["true"], list[object]()
    if told.registered is not None:
        parts.append("t.asset is not null" if told.registered else "t.asset is null")
    if told.kinds:
        parts.append("list_contains(?::varchar[], t.kind)")
        values.append(list(told.kinds))
    if told.without:
        parts.append("not list_has_any(t.marks, ?::varchar[])")
        values.append(list(told.without))
    if told.of_sightings:
        where, more = _sighting(told, stale)
        parts.append(f"t.thing in (select s.thing from sight s where {where})")  # noqa: S608  placeholders only
        values += more
    return " and ".join(parts), values


def _sighting(told: Filter, stale: Sequence[str]) -> tuple[str, list[object]]:
    """A condition on one sighting `s`, and its values."""
    parts, values = ["true"], list[object]()
    for column, wanted in (('s."table"', told.tables), ("s.source", told.sources), ("s.system", told.systems)):
        if wanted:
            parts.append(f"list_contains(?::varchar[], {column})")
            values.append(list(wanted))
    if told.marks:
        parts.append("list_has_any(s.marks, ?::varchar[])")
        values.append(list(told.marks))
    if stale:
        parts.append("not list_contains(?::varchar[], s.source)")
        values.append(list(stale))
    return " and ".join(parts), values


def _doubts(slugs: Iterable[str], sources: dict[str, _Source]) -> list[str]:
    return [sources[slug].why for slug in slugs if slug in sources and sources[slug].why]


def _absent(told: Filter, involved: Sequence[str], registered: bool) -> list[str]:
    """Why a filter that nobody answers proves nothing."""
    if told.registered is not None and not registered:
        return ["The register of assets is empty."]
    if not told.of_sightings or involved:
        return []
    tables = told.tables or tuple(
        dict.fromkeys(rule.table for rule in SIGHTINGS for mark in rule.marks if mark in told.marks)
    )
    what = ", ".join(table.replace("_", " ") for table in tables) or "it"
    named = f" ({', '.join(told.sources)})" if told.sources else ""
    return [f"No source in use{named} tells of {what}."]
