"""The newest states of all sources in use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import Max, Q

from earnest.core.evidence.models import Source
from earnest.core.findings.models import FindingState
from earnest.core.findings.queries.chains import fold_missing, path_of
from earnest.core.findings.rules import STATE_TABLES, Chain, state_table, version
from earnest.engines.findings import StateTable
from earnest.foundation import clock


@dataclass(frozen=True)
class StateFile:
    """The findings of one table, of one part of a source.

    `path` is Parquet: one row for each spell, up to the newest look there is. `snapshot` (its number) and `observed_at`
    are of the last look up to the moment asked for. `stale`: that look is older than its source may be, or a later one
    cannot be read, as `problem` says; then nothing that it shows as fixed or open is proven any more.
    """

    source: Source
    part: str
    table: StateTable
    path: Path
    snapshot: int
    observed_at: datetime
    stale: bool
    problem: str = ""


def state_files(as_of: datetime | None = None) -> tuple[StateFile, ...]:
    """Every state of sources in use that had a look up to a moment, now by default. Folds what is missing first."""
    moment = as_of or clock.now()
    stuck = {one.chain: one.problem for one in fold_missing()}
    heads = _last(Q())
    if lost := {chain for chain, state in heads.items() if not path_of(state.digest).exists()} - stuck.keys():
        stuck |= {one.chain: one.problem for one in fold_missing(lost)}
        heads = _last(Q())
    seen = heads if as_of is None else _last(Q(observed_at__lte=moment))
    sources = Source.objects.in_bulk({chain.source for chain in seen})
    files = []
    for chain, last in seen.items():
        path = path_of(heads[chain].digest)
        if path.exists():
            source, problem = sources[chain.source], stuck.get(chain, "")
            late = moment - last.observed_at > timedelta(days=source.freshness_days)
            files.append(
                StateFile(
                    source=source,
                    part=chain.part,
                    table=chain.table,
                    path=path,
                    snapshot=last.snapshot_id,
                    observed_at=last.observed_at,
                    stale=late or bool(problem),
                    problem=problem,
                )
            )
    return tuple(sorted(files, key=lambda one: (one.table, one.source.slug, one.part)))


def _last(where: Q) -> dict[Chain, FindingState]:
    """The last state of each chain of sources in use, among some. Within a chain they rise in number."""
    rows = FindingState.objects.filter(
        where, source__active=True, version__in=[version(table) for table in STATE_TABLES]
    )
    numbers = rows.order_by().values("source_id", "part", "table").annotate(last=Max("pk")).values("last")
    return {
        Chain(state.source_id, state.part, state_table(state.table)): state
        for state in FindingState.objects.filter(pk__in=numbers)
    }
