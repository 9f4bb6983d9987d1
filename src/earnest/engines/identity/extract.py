"""From canonical tables to sightings, to nodes (what one system calls one thing), and to the keys that they carry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .model import KEYS, ORDER, Junk, Piece
from .rules import MARKS, SIGHTINGS, Sighting

if TYPE_CHECKING:
    import duckdb

_RAW = tuple(key.id for key in KEYS if key.id != "short")
_NORMAL = {
    "serial": "upper(regexp_replace({x}, '\\s+', '', 'g'))",
    "cloud": "case when lower(trim({x})) like '/subscriptions/%' then lower(trim({x})) else trim({x}) end",
    "instance": "lower(trim({x}))",
    "purl": "trim({x})",
    "image": "trim({x})",
    "repository": (
        "regexp_replace(regexp_replace(lower(trim({x})), '^(https?://[^/]+/|git@[^:]+:|git(hub|lab)\\.com/)', ''), "
        "'\\.git$', '')"
    ),
    "email": "lower(trim({x}))",
    "host": "rtrim(lower(trim({x})), '.')",
    "name": "lower(trim({x}))",
    "address": "regexp_replace(lower(trim({x})), '[%/].*$', '')",
}
"""The normal form of each key: in it, equal means the same."""


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def normal(key: str, x: str) -> str:
    """The SQL expression of a key's normal form; null where nothing is left of it."""
    return f"nullif({_NORMAL[key].format(x=x)}, '')"


def gather(connection: duckdb.DuckDBPyConnection, pieces: Sequence[Piece], junk: Junk) -> None:
    """Make the tables `piece`, `seen`, `node` and `carry`."""
    _pieces(connection, pieces)
    _seen(connection, pieces)
    _nodes(connection)
    _carry(connection, junk)


def _pieces(connection: duckdb.DuckDBPyConnection, pieces: Sequence[Piece]) -> None:
    connection.execute(
        "create temp table piece (piece integer, path varchar, source varchar, snapshot varchar, "
        "observed_at timestamp with time zone)"
    )
    if pieces:
        connection.executemany(
            "insert into piece values (?, ?, ?, ?, ?)",
            [[n, str(one.path), one.source, one.snapshot, one.observed_at] for n, one in enumerate(pieces)],
        )


def _seen(connection: duckdb.DuckDBPyConnection, pieces: Sequence[Piece]) -> None:
    keys = ", ".join(f"{key} varchar" for key in _RAW)
    connection.execute(
        "create temp table seen (tab varchar, piece integer, family varchar, system varchar, native varchar, "
        f"kind varchar, label varchar, owner varchar, marks integer, place varchar, looks bigint, {keys})"
    )
    for rule in SIGHTINGS:
        paths = sorted({str(one.path) for one in pieces if one.table == rule.table})
        if paths:
            _sight(connection, rule, paths)


def _sight(connection: duckdb.DuckDBPyConnection, rule: Sighting, paths: list[str]) -> None:
    """The sightings of one rule, one row for each thing and set of keys, however many rows tell of it."""
    marks = " | ".join(
        f"(case when {told} then {1 << MARKS.index(mark)} else 0 end)" for mark, told in rule.marks.items()
    )
    keys = [f"{rule.keys.get(key, 'null')} as k_{key}" for key in _RAW]
    table = f"read_parquet([{', '.join(map(quoted, paths))}], union_by_name = true, filename = 'read_from')"
    connection.execute(
        f"""
        insert into seen
        select {quoted(rule.table)}, piece, family, system, native, min(kind), min(label), min(owner),
          cast(bit_or(marks) as integer), min(place), count(*), {", ".join(f"k_{key}" for key in _RAW)}
        from (
          select p.piece, {rule.family} as family, {rule.system} as system, trim({rule.native}) as native,
            {rule.kind} as kind, {rule.label} as label, lower({rule.owner}) as owner, {marks or "0"} as marks, place,
            {", ".join(keys)}
          from {table} r join piece p on p.path = r.read_from
          where {rule.where}
        )
        where native is not null and native != ''
        group by piece, family, system, native, {", ".join(f"k_{key}" for key in _RAW)}
        """  # noqa: S608  expressions come from the rules of this package, paths are quoted
    )


def _nodes(connection: duckdb.DuckDBPyConnection) -> None:
    """A node is what one system calls one thing. Names of machines and code are the same in any case of letters."""
    connection.execute(
        """
        create temp table sighted as
        select *, case when family in ('machine', 'code') then lower(native) else native end as own from seen
        """
    )
    connection.execute("drop table seen")
    connection.execute(
        """
        create temp table node as
        select cast(row_number() over (order by node) - 1 as integer) as id, * from (
          select substr(sha256(family || chr(31) || system || chr(31) || own), 1, 32) as node, family, system, own
          from (select distinct family, system, own from sighted)
        )
        """
    )
    connection.execute(
        """
        create temp table sighting as
        select n.id, n.node, s.* exclude (own, owner, marks), s.owner, s.marks
        from sighted s join node n on n.family = s.family and n.system = s.system and n.own = s.own
        """
    )
    connection.execute("drop table sighted")


def _carry(connection: duckdb.DuckDBPyConnection, junk: Junk) -> None:
    forms = {key: normal(key, key) for key in _RAW}
    told = [(key, form, f"{key} is not null") for key, form in forms.items()]
    told.append(
        ("instance", "nullif(regexp_extract(cloud, ':instance/(i-[0-9a-f]{8,17})$', 1), '')", "instance is null")
    )
    parts = (
        f"select distinct id, piece, '{key}' as key, value, {_is_junk(junk, key)} as junk "  # noqa: S608
        f"from (select id, piece, {form} as value from sighting where {where}) where value is not null"
        for key, form, where in told
    )
    connection.execute(f"create temp table told as {' union all '.join(parts)}")
    tiers = " ".join(f"when '{key}' then {tier}" for key, tier in ORDER.items())
    connection.execute(
        f"""
        create temp table carry as
        select id, case key {tiers} end as tier, key, value, dense_rank() over (order by key, value) as v
        from (select distinct id, key, value from told where not junk)
        """  # noqa: S608  keys are those of this package
    )
    _shorten(connection)


_BARE = "regexp_full_match(value, '[a-z0-9_-]*[a-z][a-z0-9_-]*')"
_FULL = "regexp_full_match(value, '[a-z0-9_-]*[a-z][a-z0-9_-]*(\\.[a-z0-9_-]+)+')"


def _shorten(connection: duckdb.DuckDBPyConnection) -> None:
    """The key `short` for labels that stand both alone and before a domain; nothing else could be joined by it."""
    connection.execute(
        f"""
        create temp table label as
        select id, split_part(value, '.', 1) as value, case when contains(value, '.') then v end as full_name
        from carry where key = 'host' and ({_BARE} or {_FULL})
        """  # noqa: S608  fixed text
    )
    connection.execute(
        f"""
        insert into carry
        select distinct l.id, {ORDER["short"]}, 'short', l.value,
          (select coalesce(max(v), 0) from carry) + dense_rank() over (order by l.value)
        from label l join (
          select value from label group by value
          having count(*) filter (where full_name is null) > 0 and count(full_name) > 0
        ) using (value)
        """  # noqa: S608  fixed text
    )


def _is_junk(junk: Junk, key: str) -> str:
    """Whether a value of a key is junk, as an expression over `value`."""
    values = {value.lower() for told in ("any", key) for value in junk.values.get(told, ())}
    forms = values | {value.replace(" ", "") for value in values}
    patterns = sorted(f"(?:{one})" for told in ("any", key) for one in junk.patterns.get(told, ()))
    tests = [f"lower(value) in ({', '.join(map(quoted, sorted(forms)))})"] if forms else []
    if patterns:
        tests.append(f"regexp_full_match(lower(value), {quoted('|'.join(patterns))})")
    return f"({' or '.join(tests)})" if tests else "false"
