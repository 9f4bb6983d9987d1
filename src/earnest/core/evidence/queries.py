"""Reads of evidence: adapters of this workspace, current snapshots, freshness of sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pyarrow as pa
from django.conf import settings
from pyarrow import parquet

from earnest.core.controls.models import BoundTest, Control
from earnest.core.controls.queries import tests
from earnest.core.evidence.models import InspectedRecord, Snapshot, SnapshotTable, Source
from earnest.core.evidence.rules import Freshness, Seen, current, freshness
from earnest.engines.ingest import FORMATS, Adapter, AdapterError, load_adapter
from earnest.engines.store import Store
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Invalid
from earnest.foundation.once import once
from earnest.foundation.record import visible_to

__all__ = [
    "Damage",
    "Preview",
    "Resting",
    "SourceState",
    "adapters",
    "current_snapshots",
    "damage",
    "format_titles",
    "preview",
    "resting",
    "source_states",
    "store",
    "visible_to",
]


def store() -> Store:
    """The evidence store of this workspace."""
    return Store(Path(settings.WORKSPACE) / "evidence")


def adapters() -> tuple[Adapter, ...]:
    """The library's adapters, then those in the workspace's folder `adapters`; a later one replaces an earlier of
    its id."""
    own = sorted((Path(settings.WORKSPACE) / "adapters").glob("*.y*ml"))
    found = {adapter.id: adapter for adapter in _library_adapters()}
    found.update({adapter.id: adapter for adapter in map(read_adapter, own)})
    return tuple(found.values())


def read_adapter(path: Path) -> Adapter:
    """The adapter in a file. Invalid names the file and the key that cannot be used."""
    try:
        return load_adapter(path.read_text(encoding="utf-8"))
    except (AdapterError, UnicodeDecodeError) as error:
        raise Invalid(f"The adapter file {path.name} cannot be used: {error}") from error


@cache
def _library_adapters() -> tuple[Adapter, ...]:
    return tuple(map(read_adapter, sorted((settings.PACKAGE / "library" / "adapters").glob("*.yaml"))))


def format_titles() -> dict[str, str]:
    """What every format and adapter is called, by its id."""
    return {one.id: one.title for one in FORMATS} | {one.id: one.title for one in adapters()}


def format_title(format_id: str) -> str:
    """What a format or adapter is called."""
    return format_titles().get(format_id, format_id)


def current_snapshots(as_of: datetime) -> tuple[Snapshot, ...]:
    """The snapshots that speak as of a moment: of active sources, readable, the newest of each part."""
    return once(("current-snapshots", as_of), lambda: _current(as_of))


def _current(as_of: datetime) -> tuple[Snapshot, ...]:
    rows = Snapshot.objects.filter(state=Snapshot.State.GOOD, source__active=True, observed_at__lte=as_of)
    seen = (Seen(*row) for row in rows.values_list("pk", "source_id", "part", "observed_at"))
    chosen = [one.snapshot for one in current(seen, as_of)]
    return tuple(
        Snapshot.objects.filter(pk__in=chosen).select_related("source").prefetch_related("tables").order_by("pk")
    )


@dataclass(frozen=True)
class SourceState:
    """A source as of a moment."""

    source: Source
    last: Snapshot | None
    freshness: Freshness
    lapses_at: datetime | None
    """When it stops proving anything unless something newer arrives; None if it never delivered."""


def source_states(actor: Actor, as_of: datetime) -> tuple[SourceState, ...]:
    """Every source the actor may see, with its newest readable snapshot as of a moment."""
    newest: dict[int, Snapshot] = {}
    for snapshot in current_snapshots(as_of):
        kept = newest.get(snapshot.source_id)
        if kept is None or snapshot.observed_at > kept.observed_at:
            newest[snapshot.source_id] = snapshot
    states = []
    for source in visible_to(actor, Source).select_related("accountable"):
        last = newest.get(source.pk)
        states.append(
            SourceState(
                source=source,
                last=last,
                freshness=freshness(
                    active=source.active,
                    cadence_days=source.cadence_days,
                    freshness_days=source.freshness_days,
                    last=last.observed_at if last else None,
                    as_of=as_of,
                ),
                lapses_at=last.observed_at + timedelta(days=source.freshness_days) if last else None,
            )
        )
    return tuple(states)


@dataclass(frozen=True)
class Damage:
    """Stored content that is not as it was put, and what rests on it."""

    sha256: str
    used_by: str
    what: str


def damage(progress: Callable[[int, int, str], None]) -> Iterator[Damage]:
    """Every fault of the evidence store that the record knows content of, files first."""
    kept = store()
    wanted = {
        sha256: f"snapshot {name} of {source}"
        for sha256, name, source in Snapshot.objects.values_list("sha256", "name", "source__slug")
    }
    for sha256, table, name in SnapshotTable.objects.values_list("sha256", "table", "snapshot__name"):
        wanted.setdefault(sha256, f"table {table} of snapshot {name}")
    for sha256, title in InspectedRecord.objects.exclude(sha256="").values_list("sha256", "title"):
        wanted.setdefault(sha256, f"inspected record {title}")
    for number, (sha256, used_by) in enumerate(wanted.items()):
        progress(number, len(wanted), used_by)
        if fault := kept.fault(sha256):
            yield Damage(sha256, used_by, fault)


@dataclass(frozen=True)
class Resting:
    """A control whose tests read what a source delivers; `alone` where no other source in use has what a test needs."""

    control: Control
    alone: bool


def resting(actor: Actor) -> dict[int, tuple[Resting, ...]]:
    """By the number of a source, the controls that rest on it."""
    delivering: dict[str, set[int]] = {}
    for table, source in SnapshotTable.objects.values_list("table", "snapshot__source_id").distinct().order_by():
        delivering.setdefault(table, set()).add(source)
    used = set(Source.objects.filter(active=True).values_list("pk", flat=True))
    controls = {one.pk: one for one in visible_to(actor, Control).select_related("accountable")}
    known = tests()
    found: dict[int, dict[int, bool]] = {}
    for control, name in BoundTest.objects.filter(control_id__in=controls).values_list("control_id", "test"):
        test = known.get(name)
        for table in (*test.tables, *test.optional_tables) if test else ():
            there = delivering.get(table, set())
            for source in there:
                alone = test is not None and table in test.tables and not (there & used) - {source}
                rows = found.setdefault(source, {})
                rows[control] = rows.get(control, False) or alone
    return {
        source: tuple(Resting(control, rows[pk]) for pk, control in controls.items() if pk in rows)
        for source, rows in found.items()
    }


@dataclass(frozen=True)
class Preview:
    """The first rows of a canonical table; `problem` says why there are none to show."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()
    problem: str = ""


def preview(table: SnapshotTable, limit: int = 50) -> Preview:
    """The first rows of a table as it is kept, without the columns that are empty in all of them."""
    try:
        with parquet.ParquetFile(store().path(table.sha256)) as file:
            names = list(file.schema_arrow.names)
            batch = next(file.iter_batches(batch_size=limit), None)
            rows = [] if batch is None else batch.to_pylist()
    except (OSError, pa.ArrowException) as error:
        return Preview(problem=str(error))
    filled = tuple(name for name in names if any(row[name] is not None for row in rows)) if rows else tuple(names)
    return Preview(filled, tuple(tuple(row[name] for name in filled) for row in rows))
