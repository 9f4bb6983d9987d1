"""Folding the looks that are not folded yet, chain by chain."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from django.conf import settings
from django.db.models import Exists, OuterRef

from earnest.core.evidence import queries as evidence
from earnest.core.evidence.models import Snapshot, SnapshotTable, Source
from earnest.core.findings.models import FindingState
from earnest.core.findings.rules import STATE_TABLES, Chain, ChainLook, digests, kept, state_table, version
from earnest.engines.findings import Look, fold

Progress = Callable[[int, int, str], None]
"""Called with the number of chains folded, their number in all, and the name of the source."""


def folder() -> Path:
    """Where the state files are. They can be thrown away: they are folded again."""
    return Path(settings.WORKSPACE) / "conclusions" / "findings"


def path_of(digest: str) -> Path:
    """The file of a state."""
    return folder() / digest[:2] / f"{digest[2:]}.parquet"


@dataclass(frozen=True)
class Stuck:
    """A chain that cannot be folded to its end, because stored evidence is damaged."""

    chain: Chain
    problem: str


def fold_missing(chains: set[Chain] | None = None, progress: Progress | None = None) -> tuple[Stuck, ...]:
    """Fold the looks that have no state, of sources in use; or the chains named, whose files are missing."""
    todo = sorted(_pending() if chains is None else chains, key=lambda one: (one.source, one.part, one.table))
    sources = Source.objects.in_bulk({chain.source for chain in todo})
    stuck = []
    for number, chain in enumerate(todo):
        source = sources[chain.source]
        if progress:
            progress(number, len(todo), source.title)
        if problem := _fold(source, chain):
            stuck.append(Stuck(chain, problem))
    return tuple(stuck)


def _pending() -> set[Chain]:
    folded = FindingState.objects.filter(
        snapshot=OuterRef("snapshot"), table=OuterRef("table"), version__in=[version(table) for table in STATE_TABLES]
    )
    rows = SnapshotTable.objects.filter(
        ~Exists(folded),
        table__in=STATE_TABLES,
        snapshot__state=Snapshot.State.GOOD,
        snapshot__source__active=True,
    )
    found = rows.values_list("snapshot__source_id", "snapshot__part", "table").distinct().order_by()
    return {Chain(source, part, state_table(table)) for source, part, table in found}


def _looks(chain: Chain) -> list[ChainLook]:
    targets = SnapshotTable.objects.filter(snapshot=OuterRef("snapshot"), table="scan_targets")
    rows = (
        SnapshotTable.objects.filter(
            table=chain.table,
            snapshot__source_id=chain.source,
            snapshot__part=chain.part,
            snapshot__state=Snapshot.State.GOOD,
        )
        .annotate(targets=targets.values("sha256")[:1])
        .order_by("snapshot__observed_at", "snapshot_id")
    )
    return [
        ChainLook(*row[:4], row[4] or "")
        for row in rows.values_list("snapshot_id", "snapshot__sha256", "snapshot__observed_at", "sha256", "targets")
    ]


def _fold(source: Source, chain: Chain) -> str:
    """Fold a chain to its end. What stops it before, in words; empty if nothing does."""
    looks = _looks(chain)
    names = list(digests(source.slug, chain, looks))
    states = FindingState.objects.filter(source_id=chain.source, part=chain.part, table=chain.table)
    known = dict(states.values_list("digest", "pk"))
    _drop({name: known.pop(name) for name in known.keys() - set(names)})
    done = max((n for n, name in enumerate(names) if name in known and path_of(name).exists()), default=-1)
    folder().mkdir(parents=True, exist_ok=True)
    for number in range(done + 1, len(looks)):
        previous = path_of(names[number - 1]) if number else None
        try:
            _fold_one(chain, looks[max(0, number - 1) : number + 1], previous, names[number])
        except (OSError, pa.ArrowException) as problem:
            return f"Snapshot {looks[number].sha256[:12]}… cannot be read as it was kept: {problem}"
        for older in range(max(0, number - 4), number):
            if not kept(older, number):
                path_of(names[older]).unlink(missing_ok=True)
    return ""


def _look(chain: Chain, seen: ChainLook) -> Look:
    stored = evidence.store()
    tables: dict[str, Path] = {chain.table: stored.path(seen.rows)}
    if seen.targets:
        tables["scan_targets"] = stored.path(seen.targets)
    return Look(seen.sha256, seen.observed_at, tables, chain.part)


def _fold_one(chain: Chain, last: list[ChainLook], previous: Path | None, name: str) -> None:
    """Fold the last of some looks; the one before it, if there is one, is what the previous state ends with."""
    seen = last[-1]
    before, look = (_look(chain, last[0]) if len(last) > 1 else None), _look(chain, seen)
    path = path_of(name)
    with tempfile.TemporaryDirectory(prefix=".folding-", dir=folder()) as place:
        folded = fold(previous, look, chain.table, Path(place), before=before)
        path.parent.mkdir(exist_ok=True)
        folded.path.replace(path)
    state = FindingState(
        source_id=chain.source,
        part=chain.part,
        table=chain.table,
        snapshot_id=seen.snapshot,
        observed_at=seen.observed_at,
        version=version(chain.table),
        digest=name,
        rows=folded.rows,
        open=folded.open,
        opened=folded.opened,
        closed=folded.closed,
        reappeared=folded.reappeared,
        unlooked=folded.unlooked,
    )
    FindingState.objects.bulk_create([state], ignore_conflicts=True)


def _drop(states: dict[str, int]) -> None:
    """States that a look which came late made wrong."""
    numbers = list(states.values())
    for start in range(0, len(numbers), 500):
        FindingState.objects.filter(pk__in=numbers[start : start + 500]).delete()
    for name in states:
        path_of(name).unlink(missing_ok=True)
