"""Configuration benchmarks: what passed, what failed, what nobody assessed, and what moved since the look before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from earnest.core.evidence import queries as evidence
from earnest.core.evidence.models import Snapshot
from earnest.core.things import queries as things
from earnest.duties.hygiene.queries.kept import concluded, digest_of
from earnest.duties.hygiene.queries.reading import making, text
from earnest.duties.hygiene.queries.values import AssetChecks, Benchmark, Checked
from earnest.duties.hygiene.rules.shares import wilson
from earnest.foundation import clock

KIND = "benchmarks"
UNNAMED = "Checks without a benchmark"


@dataclass(frozen=True)
class _Look:
    """The checks that one part of a source made, and those that it made the time before."""

    path: Path
    stale: bool
    observed_at: datetime
    before: Path | None
    before_at: datetime | None


def benchmarks(day: date | None = None) -> tuple[Benchmark, ...]:
    """Every benchmark as of the end of a day, the worst first; in each its assets, the worst first.

    The share is of passed among passed and failed: what was not assessed is told, and never counts as passed.
    """
    as_of = clock.end_of(day or clock.today())
    looks = _looks(as_of)
    facts = things.asset_facts(as_of) if looks else {}
    rests_on = [(one.path.name, one.stale, one.before.name if one.before else "", one.observed_at) for one in looks]
    digest = digest_of(KIND, rests_on, sorted((name, fact) for name, fact in facts.items()))
    return concluded(KIND, digest, tuple[Benchmark, ...], lambda room: _conclude(looks, facts, room))


def _looks(as_of: datetime) -> tuple[_Look, ...]:
    store = evidence.store()
    found = []
    for snapshot in evidence.current_snapshots(as_of):
        table = next((one for one in snapshot.tables.all() if one.table == "config_checks"), None)
        if table is None:
            continue
        earlier = (
            Snapshot.objects.filter(
                source=snapshot.source,
                part=snapshot.part,
                state=Snapshot.State.GOOD,
                observed_at__lt=snapshot.observed_at,
                tables__table="config_checks",
            )
            .order_by("-observed_at", "-pk")
            .first()
        )
        before = earlier.tables.get(table="config_checks") if earlier else None
        found.append(
            _Look(
                path=store.path(table.sha256),
                stale=as_of - snapshot.observed_at > timedelta(days=snapshot.source.freshness_days),
                observed_at=snapshot.observed_at,
                before=store.path(before.sha256) if before else None,
                before_at=earlier.observed_at if earlier else None,
            )
        )
    return tuple(found)


_COLUMNS = "tool, check_id, resource_id, status, benchmark"
WORST = "array_position(['fail', 'error', 'not_assessed', 'manual', 'muted', 'pass', 'not_applicable'], status)"
"""Of several answers to one check in one look the first of these counts."""
_COUNTED = f"""
with once as (
  select tool, check_id, resource_id, benchmark, stale, observed_at, before_at,
    arg_min(status, {WORST}) as status
  from checks group by all
),
named as (
  select *, trim(unnest(case when coalesce(benchmark, '') = '' then [$unnamed]
    else string_split(benchmark, ';') end)) as name
  from once
),
moved as (
  select n.*, b.status as was from named n
  left join before b on b.tool = n.tool and b.check_id = n.check_id and b.resource_id = n.resource_id
)
select name, resource_id, min(observed_at) as observed_at, bool_or(stale) as stale, max(before_at) as before_at,
  count(*) filter (status = 'pass') as passed, count(*) filter (status = 'fail') as failed,
  count(*) filter (status in ('manual', 'not_assessed', 'error')) as not_assessed,
  count(*) filter (status = 'not_applicable') as not_applicable, count(*) filter (status = 'muted') as muted,
  count(*) filter (status = 'fail' and was is not null and was <> 'fail') as newly_failed,
  count(*) filter (status = 'pass' and was is not null and was <> 'pass') as newly_passed
from moved where name <> '' group by name, resource_id order by name, resource_id
"""  # noqa: S608 - texts and names of our own


def _conclude(looks: Iterable[_Look], facts: Mapping[str, Any], room: Path) -> tuple[Benchmark, ...]:
    looks = tuple(looks)
    if not looks:
        return ()
    with making(room / "spill") as connection:
        connection.execute(f"create view checks as {' union all '.join(map(_now, looks))}")
        earlier = [_read(one.before) for one in looks if one.before is not None]
        empty = f"select {', '.join(f'cast(null as varchar) as {name}' for name in _COLUMNS.split(', '))} where false"
        told = " union all ".join(earlier) if earlier else empty
        connection.execute(
            f"create table before as select tool, check_id, resource_id, arg_min(status, {WORST}) as status "  # noqa: S608 - texts and names of our own
            f"from ({told}) group by all"
        )
        rows = connection.execute(_COUNTED.replace("$unnamed", text(UNNAMED)))
        names = [column[0] for column in rows.description or ()]
        found: dict[str, list[dict[str, Any]]] = {}
        while part := rows.fetchmany(10_000):
            for row in part:
                one = dict(zip(names, row, strict=True))
                found.setdefault(one["name"], []).append(one)
    made = [_benchmark(name, one, facts) for name, one in found.items()]
    return tuple(sorted(made, key=lambda one: (*_worst(one.checked), one.name)))


def _now(look: _Look) -> str:
    before = f"timestamp {text(_plain(look.before_at))}" if look.before_at else "cast(null as timestamp)"
    return (
        f"select {_COLUMNS}, {str(look.stale).lower()} as stale, "  # noqa: S608 - texts and names of our own
        f"timestamp {text(_plain(look.observed_at))} as observed_at, "
        f"{before} as before_at from read_parquet({text(str(look.path))})"
    )


def _read(path: Path) -> str:
    return f"select {_COLUMNS} from read_parquet({text(str(path))})"  # noqa: S608 - texts and names of our own


def _plain(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")


def _benchmark(name: str, rows: list[dict[str, Any]], facts: Mapping[str, Any]) -> Benchmark:
    assets = tuple(sorted((_asset(row, facts) for row in rows), key=lambda one: (*_worst(one.checked), one.asset_id)))
    compared = [row["before_at"] for row in rows if row["before_at"] is not None]
    return Benchmark(
        name=name,
        checked=_checked({key: sum(row[key] for row in rows) for key in _KINDS}),
        newly_failed=sum(one.newly_failed for one in assets),
        newly_passed=sum(one.newly_passed for one in assets),
        asset_count=len(assets),
        assets=assets,
        stale=any(one.stale for one in assets),
        compared_with=max(compared).replace(tzinfo=UTC) if compared else None,
    )


_KINDS = ("passed", "failed", "not_assessed", "not_applicable", "muted")


def _asset(row: dict[str, Any], facts: Mapping[str, Any]) -> AssetChecks:
    fact = facts.get(row["resource_id"].lower())
    return AssetChecks(
        asset_id=row["resource_id"],
        asset_name=fact.asset_name if fact else row["resource_id"],
        team=fact.team if fact else "",
        tier=fact.tier if fact else 3,
        checked=_checked(row),
        newly_failed=row["newly_failed"],
        newly_passed=row["newly_passed"],
        observed_at=row["observed_at"].replace(tzinfo=UTC),
        stale=row["stale"],
    )


def _checked(row: Mapping[str, Any]) -> Checked:
    counts = {name: int(row[name]) for name in _KINDS}
    return Checked(**counts, share=wilson(counts["passed"], counts["passed"] + counts["failed"]))


def _worst(checked: Checked) -> tuple[float, int]:
    return (checked.share.mean if checked.share else 2.0, -checked.failed)
