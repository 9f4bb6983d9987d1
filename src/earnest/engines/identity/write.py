"""From components to the files of the map: things, their sightings, their names, and what could not be told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pyarrow import parquet

from .extract import quoted
from .model import KEYS, Registered
from .rules import KINDS, MARKS

if TYPE_CHECKING:
    import duckdb

_AT_A_TIME = 100_000
"""Sightings whose rows are sorted and written at a time."""
_GROUP = 20_480
"""Rows of a row group, so that a reader of one thing reads little."""


def write(connection: duckdb.DuckDBPyConnection, registered: Sequence[Registered], into: Path) -> None:
    """Write `rows`, `things`, `by_id`, `nodes`, `names` and `ambiguities` as Parquet into a folder."""
    _things(connection)
    _joined_by(connection)
    _ambiguous(connection)
    connection.execute("drop table applied; drop table carry")
    _names(connection)
    _register(connection, registered)
    _rows(connection, into / "rows.parquet")
    connection.execute(f"drop table joined_by; create temp table summary as {_SUMMARY}")
    _copy(connection, "select * from summary order by lower(label), thing", into / "things.parquet")
    _copy(connection, "select * exclude (words) from summary order by thing", into / "by_id.parquet")
    _copy(connection, "select n.node, o.thing from node n join of o using (id) order by n.node", into / "nodes.parquet")
    _copy(
        connection,
        "select name, node as thing from name join node on node.id = name.comp order by comp, name",
        into / "names.parquet",
    )
    _copy(connection, "select * from ambiguity order by weak, key, value, thing, node", into / "ambiguities.parquet")


def _things(connection: duckdb.DuckDBPyConnection) -> None:
    """One row a component; `comp` is the id of its smallest node, whose digest is the id of the thing."""
    ranks = " ".join(f"when {quoted(kind)} then {number}" for number, kind in enumerate(KINDS, start=10))
    connection.execute(
        f"""
        create temp table of as
        select m.id, m.comp, n.node as thing from component m join node n on n.id = m.comp;
        create temp table host as
        select m.comp, min(t.value) as host from told t join component m using (id)
        where t.key = 'host' and not junk group by 1;
        create temp table part as
        select m.comp, s.id, s.tab, s.system, s.family, s.owner, s.marks, s.piece,
          cast(case s.kind {ranks} else 99 end as varchar) || cast(starts_with(s.label, 'arn:') as integer)::varchar
          || s.label as best
        from sighting s join component m using (id);
        create temp table seen_by as select comp, {_in_one("system")} as systems
        from (select distinct comp, system from part) group by comp;
        create temp table told_by as select comp, {_in_one("source")} as sources
        from (select distinct comp, source from (select distinct comp, piece from part) join piece using (piece))
        group by comp;
        create temp table thing as
        select comp, bool_or(family in ('person', 'account', 'cloud')) as unnamed, min(best) as best,
          coalesce(min(owner) filter (where tab = 'devices'), min(owner)) as owner, bit_or(marks) as marks,
          count(distinct id) as nodes, count(*) as sightings
        from part group by comp;
        create temp table marked (marks integer, said varchar[]);
        create temp table kind (rank varchar, kind varchar)
        """  # noqa: S608  kinds of this package
    )
    connection.executemany(
        "insert into kind values (?, ?)", [[str(n), one] for n, one in enumerate(KINDS, start=10)] + [["99", "other"]]
    )
    found = connection.execute("select distinct marks from part union select distinct marks from thing").fetchall()
    said = [[bits, [mark for n, mark in enumerate(MARKS) if bits & 1 << n]] for (bits,) in found]
    if said:
        connection.executemany("insert into marked values (?, ?)", said)
    connection.execute(
        """
        create or replace temp table thing as
        select t.* exclude (best, unnamed, marks), n.node as thing, t.marks, k.kind, p.systems, q.sources,
          case when unnamed or h.host is null then substr(best, 4) else h.host end as label,
          substr(best, 4) as told_label
        from thing t join node n on n.id = t.comp join kind k on k.rank = t.best[1:2]
        join seen_by p using (comp) join told_by q using (comp) left join host h using (comp);
        drop table host; drop table part; drop table seen_by; drop table told_by; drop table kind
        """
    )


def _in_one(column: str) -> str:
    """A sorted list as one text: lists take far more memory where tables are joined."""
    return f"array_to_string(list_sort(list({column})), chr(31))"


def _apart(text: str) -> str:
    return f"string_split({text}, chr(31))"


def _joined_by(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """
        create temp table joined_by as
        select a.id, arg_min(c.key || ' ' || c.value, (a.tier, c.value)) as joined_by
        from applied a join carry c on c.id = a.id and c.tier = a.tier and c.v = a.v
        group by a.id
        """
    )


def _ambiguous(connection: duckdb.DuckDBPyConnection) -> None:
    weak = ", ".join(quoted(key.id) for key in KEYS if key.weak)
    connection.execute(
        f"""
        create temp table refused_key as
        select r.tier, r.v, r.because
        from refused r join carry c on c.tier = r.tier and c.v = r.v join of o using (id)
        where r.tier > 0
        group by r.tier, r.v, r.because having count(distinct o.thing) > 1;
        create temp table ambiguity as
        select substr(sha256(c.key || chr(31) || c.value), 1, 32) as ambiguity, c.key, c.value, r.because, o.thing,
          n.node, n.system, n.own as native_id, c.key in ({weak}) as weak
        from refused_key r join carry c on c.tier = r.tier and c.v = r.v join of o using (id) join node n using (id)
        """  # noqa: S608  keys of this package
    )


def _names(connection: duckdb.DuckDBPyConnection) -> None:
    """By which names in lower case people and tools may mean a thing. Small numbers are nobody's name."""
    connection.execute(
        """
        create temp table name as
        select distinct name, comp from (
          select lower(n.own) as name, o.comp from node n join component o using (id)
          where length(n.own) > 9 or not regexp_full_match(n.own, '\\d+')
          union all
          select lower(t.value), o.comp from told t join component o using (id) where not t.junk and t.key != 'name'
          union all
          select l.value, o.comp from label l join component o using (id)
          where l.value in (
            select value from label l join component o using (id) group by value having count(distinct o.comp) = 1
          )
        )
        """
    )


def _register(connection: duckdb.DuckDBPyConnection, registered: Sequence[Registered]) -> None:
    connection.execute("create temp table registered (asset varchar, tier integer, name varchar)")
    if registered:
        connection.executemany(
            "insert into registered values (?, ?, ?)", [[one.asset, one.tier, one.name.lower()] for one in registered]
        )
    connection.execute(
        """
        create temp table asset as
        select comp, arg_min(asset, (tier, asset)) as asset, list_sort(list(distinct asset)) as assets from (
          select n.comp, r.asset, r.tier from name n join registered r using (name)
          union all
          select n.comp, r.asset, r.tier
          from (select * from registered where contains(name, '*')) r
          join name n on n.name like
            replace(replace(replace(replace(r.name, '\\', '\\\\'), '%', '\\%'), '_', '\\_'), '*', '%') escape '\\'
        )
        group by comp
        """
    )


_ROWS = """
select t.thing, t.label, t.kind, s.tab as "table", s.system, s.native as native_id,
  k.key, k.value, j.joined_by, p.source, p.snapshot, s.place, a.asset,
  r.v is not null as ambiguous, coalesce(k.junk, false) as junk, s.node, s.label as told_label, s.kind as told_kind,
  m.said as marks, p.observed_at, s.looks
from sighting s join component o using (id) join thing t using (comp) join piece p using (piece)
join marked m on m.marks = s.marks
left join told k on k.id = s.id and k.piece = s.piece
left join joined_by j on j.id = s.id
left join asset a on a.comp = o.comp
left join (select distinct key, value, 0 as v from ambiguity) r on r.key = k.key and r.value = k.value
where o.comp between $first and $last
order by o.comp, s.id
"""
_SUMMARY = f"""
with troubled as (select distinct thing from ambiguity where not weak),
words as (select comp, array_to_string(list_sort(list(name)), ' ') as words from name group by comp)
select t.thing, t.label, t.kind, t.owner, m.said as marks,
  {_apart("t.systems")} as systems, {_apart("t.sources")} as sources, t.nodes, t.sightings,
  a.asset, a.assets, troubled.thing is not null as ambiguous,
  lower(t.told_label) || ' ' || coalesce(w.words, '') as words
from thing t join marked m on m.marks = t.marks left join asset a using (comp) left join troubled using (thing)
left join words w using (comp)
"""  # noqa: S608  fixed text


def _rows(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the sightings in the order of things, some things at a time: to sort them all takes much memory."""
    ranges = connection.execute(
        f"""
        select min(comp), max(comp) from (
          select comp, cast(sum(number) over (order by comp) as bigint) // {_AT_A_TIME} as part
          from (select comp, count(*) as number from sighting join component using (id) group by comp)
        ) group by part order by 1
        """  # noqa: S608  a number
    ).fetchall()
    writer: parquet.ParquetWriter | None = None
    try:
        for first, last in ranges or [(0, 0)]:
            found = connection.sql(_ROWS, params={"first": first, "last": last}).to_arrow_reader(_GROUP)
            writer = writer or parquet.ParquetWriter(path, found.schema, compression="snappy")
            for batch in found:
                writer.write_batch(batch)
    finally:
        if writer is not None:
            writer.close()


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    connection.execute(
        f"copy ({query}) to {quoted(str(path))} (format parquet, compression snappy, row_group_size {_GROUP})"
    )
