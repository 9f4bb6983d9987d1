"""Which VEX statement speaks of which finding."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from earnest.duties.hygiene.queries.gathering import Gathered
from earnest.duties.hygiene.queries.reading import moment, text
from earnest.duties.hygiene.rules.purls import contradict, key_of

_SHAPE = (
    "statement_id varchar, author varchar, cve varchar, product varchar, component varchar, status varchar, "
    "justification varchar, detail varchar, stated_at timestamp, stale boolean"
)
WORST = "array_position(['affected', 'under_investigation', 'fixed', 'not_affected'], s.status)"


def matched(connection: duckdb.DuckDBPyConnection, gathered: Gathered) -> None:
    """Make the table `vex`: for each open finding of which a statement speaks, the newest one.

    A statement speaks of a finding of its flaw where its product, or the component in it, is the package (type,
    namespace, name and version of the package URL are the same, and no qualifier that both name differs), or its
    product is the asset and its component, if it names one, is the package. It is honoured where it says not affected
    with a justification or impact, or fixed, and its source is not stale. Of two of the same moment the worse one
    counts; one that is dated after the day is not made yet.
    """
    _statements(connection, gathered)
    _packages(connection)
    _other_builds(connection)
    connection.execute(f"""
create table vex as
select finding, source, part, best.status as status, best.author as author, best.said as said, best.honoured as honoured
from (
  select f.finding, f.source, f.part, arg_min(
    struct_pack(status := s.status, author := s.author, said := s.said, honoured := s.honoured),
    struct_pack(newest := -epoch_us(s.stated_at), worst := {WORST}, author := s.author, id := s.statement_id)) as best
  from spell f
  join statement s on s.cve = upper(f.vulnerability_id)
  left join package_key p on p.purl = f.purl
  where f.is_open and not exists (
    select 1 from other_build o where o.found = f.purl and o.told in (s.product, s.component)
  ) and (
    (s.product_key <> '' and s.product_key = p.key and s.component_key in ('', p.key)
      and (s.component = '' or s.component_key <> '' or s.component = f.package_name))
    or (lower(s.product) = lower(f.asset_id)
      and (s.component = '' or (s.component_key <> '' and s.component_key = p.key) or s.component = f.package_name))
  )
  group by all
)""")  # noqa: S608 - texts and names of our own


def _statements(connection: duckdb.DuckDBPyConnection, gathered: Gathered) -> None:
    parts = [
        "select statement_id, author, upper(vulnerability_id) as cve, product, coalesce(component, '') as component, "  # noqa: S608 - texts and names of our own
        "status, coalesce(justification, '') as justification, coalesce(detail, '') as detail, "
        f"coalesce(make_timestamp(epoch_us(stated_at)), {moment(one.observed_at)}) "
        f"as stated_at, {str(one.stale).lower()} as stale from read_parquet({text(str(one.path))}) "
        f"where stated_at is null or make_timestamp(epoch_us(stated_at)) <= {moment(gathered.as_of)}"
        for one in gathered.of("vex_statements")
    ]
    empty = ", ".join(f"cast(null as {part.split()[1]}) as {part.split()[0]}" for part in _SHAPE.split(", "))
    told = " union all ".join(parts) if parts else f"select {empty} where false"
    connection.execute(f"create table said_of as select * from ({told}) semi join cve using (cve)")  # noqa: S608 - texts and names of our own
    _keys(connection, "select product from said_of union select component from said_of", "named_key")
    connection.execute("""
create table statement as
select s.*, coalesce(n.key, '') as product_key, coalesce(c.key, '') as component_key,
  case when justification <> '' and detail <> '' then justification || ': ' || detail
       else justification || detail end as said,
  not stale and (status = 'fixed' or (status = 'not_affected' and (justification <> '' or detail <> ''))) as honoured
from said_of s left join named_key n on n.purl = s.product left join named_key c on c.purl = s.component
""")


def _packages(connection: duckdb.DuckDBPyConnection) -> None:
    _keys(
        connection,
        "select distinct purl from spell where is_open and upper(vulnerability_id) in (select cve from statement)",
        "package_key",
    )


def _other_builds(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table `other_build`: package URLs of findings, and those of statements that name another build."""
    pairs = connection.execute(
        "select p.purl, n.purl from package_key p join named_key n using (key) "
        "where p.purl <> n.purl and contains(p.purl, '?') and contains(n.purl, '?')"
    ).fetchall()
    found = [pair for pair in pairs if contradict(*pair)]
    table = pa.table(
        {
            "found": pa.array([one for one, _ in found], pa.string()),
            "told": pa.array([one for _, one in found], pa.string()),
        }
    )
    connection.register("given_builds", table)
    connection.execute("create table other_build as select * from given_builds")
    connection.unregister("given_builds")


def _keys(connection: duckdb.DuckDBPyConnection, sql: str, name: str) -> None:
    """A table of package URLs with what tells their packages apart."""
    found = [(row[0], key_of(row[0])) for row in connection.execute(sql).fetchall() if row[0]]
    table = pa.table(
        {
            "purl": pa.array([purl for purl, _ in found], pa.string()),
            "key": pa.array([key for _, key in found], pa.string()),
        }
    )
    connection.register("given_keys", table)
    connection.execute(f"create table {name} as select * from given_keys where key <> ''")  # noqa: S608 - texts and names of our own
    connection.unregister("given_keys")
