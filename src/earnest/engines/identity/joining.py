"""Joins nodes by the keys that they carry, tier after tier, and refuses every key that cannot be right.

Within a tier a key is refused when it would bring together two components that both hold something of one system, two
different serial numbers, or a pair that a person called different. That may also happen along a chain of keys: then
all keys on the way between the two are refused. Every step is about sets, so the order of sightings cannot matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from .extract import quoted
from .model import CLIENTS, KEYS, ORDER, Decision

if TYPE_CHECKING:
    import duckdb

WINDOW = timedelta(hours=24)
"""How far apart two looks may be and an address still mean the same thing."""


def join_all(connection: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> None:
    """Make the tables `component` (id, comp), `refused` (v, tier, because) and `applied` (id, tier, v)."""
    connection.execute(
        """
        create temp table component as select id, id as comp from node;
        create temp table refused (tier integer, v bigint, because varchar);
        create temp table applied (id integer, tier integer, v bigint);
        """
    )
    _claims(connection, decisions)
    _decide(connection, decisions)
    for key in KEYS:
        if key.id == "address":
            _addresses(connection)
        connection.execute(
            """
            create or replace temp table pair as
            select distinct c.v, m.comp from carry c join component m using (id) where c.tier = ?
            """,
            [ORDER[key.id]],
        )
        if key.weak:
            _leave_clients(connection)
        _tier(connection, ORDER[key.id])
    connection.execute("drop table claim; drop table pair; drop table if exists member; drop table if exists becomes")


def _claims(connection: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> None:
    """What one thing cannot have two of. `since`, `until`: the tiers in which that is looked at.

    A slot is a system of a family, the serial number, a label with its domains, or a pair called different.
    """
    serial, short, last = ORDER["serial"], ORDER["short"], len(KEYS)
    connection.execute(
        f"""
        create temp table claim as
        select id, family || chr(31) || system as slot, cast(id as bigint) as val, 1 as since, {last} as until from node
        union all
        select id, 'serial', v, {serial + 1}, {last} from carry where tier = {serial}
        union all
        select id, 'label' || chr(31) || value, full_name, {short}, {short} from label where full_name is not null
        """  # noqa: S608  numbers of this package
    )
    told = [
        [side, f"different{chr(31)}{number}", value]
        for number, one in enumerate(decisions)
        if one.kind == "different"
        for side, value in ((one.left, 0), (one.right, 1))
    ]
    if told:
        connection.executemany(
            f"insert into claim select id, ?2, ?3, 0, {last} from node where node = ?1",  # noqa: S608  a number
            told,
        )


def _decide(connection: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> None:
    """Tier 0: what people called the same; a decision is a key that two nodes carry."""
    same = [[n, side] for n, one in enumerate(decisions) if one.kind == "same" for side in (one.left, one.right)]
    connection.execute("create or replace temp table decided (v bigint, node varchar)")
    if same:
        connection.executemany("insert into decided values (?, ?)", same)
    connection.execute(
        """
        create or replace temp table pair as
        select distinct d.v, m.comp from decided d join node n using (node) join component m using (id)
        """
    )
    connection.execute(
        "insert into carry select n.id, 0, 'decision', cast(d.v as varchar), d.v from decided d join node n using(node)"
    )
    _tier(connection, 0)


def _addresses(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep of each address only what was seen at about the time of its newest look."""
    connection.execute(
        f"""
        create or replace temp table late as
        with looked as (
          select c.id, c.v, max(p.observed_at) as looked_at
          from carry c join told t on t.id = c.id and t.key = c.key and t.value = c.value join piece p using (piece)
          where c.tier = {ORDER["address"]} group by c.id, c.v
        )
        select id, v from (select *, max(looked_at) over (partition by v) as newest from looked)
        where looked_at < newest - interval {quoted(f"{int(WINDOW.total_seconds())} seconds")}
        """  # noqa: S608  numbers of this package
    )
    connection.execute(
        f"delete from carry c using late l where c.tier = {ORDER['address']} and c.id = l.id and c.v = l.v"  # noqa: S608
    )


def _leave_clients(connection: duckdb.DuckDBPyConnection) -> None:
    clients = ", ".join(map(quoted, CLIENTS))
    connection.execute(
        f"""
        delete from pair where comp in (
          select m.comp from sighting s join component m using (id) where s.kind in ({clients})
        )
        """  # noqa: S608  kinds of this package
    )


def _tier(connection: duckdb.DuckDBPyConnection, tier: int) -> None:
    """Join components by the keys in `pair`, but for those that are refused."""
    connection.execute("delete from pair where v in (select v from pair group by v having count(*) < 2)")
    if not _count(connection, "pair"):
        return
    connection.execute(
        f"""
        create or replace temp table member as
        select distinct m.comp, dense_rank() over (order by c.slot) as slot, c.val
        from claim c join component m using (id)
        where {tier} between c.since and c.until
        """  # noqa: S608  a number
    )
    connection.execute("delete from member where comp not in (select comp from pair)")
    direct = "it would join things that a system, their serial numbers or a person tell apart"
    _refuse(
        connection,
        tier,
        f"""
        select distinct v, {quoted(direct)} from (
          select p.v from pair p join member m using (comp)
          group by p.v, m.slot having count(distinct p.comp) > 1 and count(distinct m.val) > 1
        )
        """,  # noqa: S608  fixed text
    )
    merged = _merge(connection)
    blamed = _blamed(connection, merged)
    if blamed:
        connection.execute("create or replace temp table blamed (v bigint)")
        connection.executemany("insert into blamed values (?)", [[one] for one in sorted(blamed)])
        _refuse(connection, tier, "select v, 'a chain of keys leads by it to things that are told apart' from blamed")
        _merge(connection)
    _apply(connection, tier)


def _refuse(connection: duckdb.DuckDBPyConnection, tier: int, which: str) -> None:
    connection.execute(f"insert into refused select {tier}, v, because from ({which}) as t(v, because)")  # noqa: S608
    connection.execute(f"delete from pair where v in (select v from refused where tier = {tier})")  # noqa: S608


def _merge(connection: duckdb.DuckDBPyConnection) -> bool:
    """Make `becomes` (comp, merged): the connected components over the keys that are left."""
    import numpy as np
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    found = connection.execute("select v, comp from pair").fetchnumpy()
    comps, left = np.unique(found["comp"], return_inverse=True)
    keys, right = np.unique(found["v"], return_inverse=True)
    size = len(comps) + len(keys)
    graph = coo_matrix((np.ones(len(left), np.int8), (left, right + len(comps))), shape=(size, size))
    _number, labels = connected_components(graph, directed=False)
    labels = labels[: len(comps)]
    smallest = np.full(size + 1, np.iinfo(np.int32).max, np.int64)
    np.minimum.at(smallest, labels, comps)
    becomes = {"comp": comps.astype(np.int32), "merged": smallest[labels].astype(np.int32)}
    connection.register("becomes_now", becomes)
    connection.execute("create or replace temp table becomes as select * from becomes_now")
    connection.unregister("becomes_now")
    return bool(len(comps))


def _blamed(connection: duckdb.DuckDBPyConnection, merged: bool) -> set[int]:
    """The keys on the ways between components that must not come together."""
    if not merged:
        return set()
    found = connection.execute(
        """
        with clash as (
          select b.merged, m.slot from member m join becomes b using (comp)
          group by b.merged, m.slot having count(distinct m.comp) > 1 and count(distinct m.val) > 1
        )
        select p.v, p.comp, p.comp in (
            select m.comp from member m join becomes using (comp) join clash c on c.merged = becomes.merged
              and c.slot = m.slot
          ) as ends
        from pair p join becomes b using (comp) where b.merged in (select merged from clash)
        """
    ).fetchall()
    return _core(found)


def _core(edges: Iterable[tuple[int, int, bool]]) -> set[int]:
    """Keys that remain when dead ends are cut off, again and again; `ends` are never cut off."""
    beside: dict[tuple[str, int], set[tuple[str, int]]] = defaultdict(set)
    kept: set[tuple[str, int]] = set()
    for v, comp, end in edges:
        beside["key", v].add(("comp", comp))
        beside["comp", comp].add(("key", v))
        if end:
            kept.add(("comp", comp))
    dead = [one for one, others in beside.items() if len(others) < 2 and one not in kept]
    while dead:
        one = dead.pop()
        for other in beside.pop(one, set()):
            others = beside[other]
            others.discard(one)
            if len(others) < 2 and other not in kept:
                dead.append(other)
    return {number for what, number in beside if what == "key"}


def _apply(connection: duckdb.DuckDBPyConnection, tier: int) -> None:
    connection.execute(
        f"""
        insert into applied
        select distinct c.id, {tier}, c.v
        from carry c join component m using (id) join pair p on p.v = c.v and p.comp = m.comp
        where c.tier = {tier}
        """  # noqa: S608  a number
    )
    connection.execute(
        """
        create or replace temp table component as
        select m.id, coalesce(b.merged, m.comp) as comp from component m left join becomes b using (comp)
        """
    )


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"select count(*) from {table}").fetchone()  # noqa: S608  a table of this package
    return int(row[0]) if row else 0
