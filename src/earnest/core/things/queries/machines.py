"""The machines that names or a registered asset mean, each by every name that is its own."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from earnest.core.things.queries.mapping import Map

_NOT_MACHINES = (
    "person", "repository", "image", "application", "filesystem", "cloud account", "cloud resource",
    "shared account", "service account", "account",
)  # fmt: skip
_QUERY = """
with meant as (
  select thing from read_parquet($names) where name in (select unnest($told))
  union
  select thing from read_parquet($summary) where asset = $asset and $asset != ''
),
machine as (
  select thing from read_parquet($summary)
  where thing in (select thing from meant) and kind not in (select unnest($others))
),
own as (select name, thing from read_parquet($names) where thing in (select thing from machine)),
shared as (
  select name from read_parquet($names) where name in (select name from own)
  group by name having count(distinct thing) > 1
)
select thing, list(distinct name), bool_or(thing in (select thing from read_parquet($summary) where asset = $asset))
from own where name not in (select name from shared) group by thing order by thing
"""


def machines(found: Map, *, names: Collection[str], asset: str = "") -> tuple[frozenset[str], ...]:
    """Machines that bear one of the names as their own, or belong to the asset of that key; each by its own names.

    Names are lower case. A name that several things bear is nobody's own.
    """
    told = {"names": str(found.names), "summary": str(found.summary), "told": sorted(names), "asset": asset}
    with duckdb.connect(":memory:") as connection:
        rows = connection.execute(_QUERY, told | {"others": list(_NOT_MACHINES)}).fetchall()
    wanted = frozenset(names)
    return tuple(frozenset(many) for _thing, many, mine in rows if mine or not wanted.isdisjoint(many))
