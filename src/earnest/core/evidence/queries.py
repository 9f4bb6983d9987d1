"""Reads of evidence: adapters of this workspace, current snapshots, freshness of sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings

from earnest.core.evidence.models import InspectedRecord, Snapshot, SnapshotTable, Source
from earnest.core.evidence.rules import Freshness, Seen, current, freshness
from earnest.engines.ingest import FORMATS, Adapter, AdapterError, load_adapter
from earnest.engines.store import Store
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Invalid
from earnest.foundation.record import visible_to

__all__ = ["Damage", "SourceState", "adapters", "current_snapshots", "damage", "source_states", "store", "visible_to"]


def store() -> Store:
    """The evidence store of this workspace."""
    return Store(Path(settings.WORKSPACE) / "evidence")


def adapters() -> tuple[Adapter, ...]:
    """The library's adapters, then those in the workspace's folder `adapters`; a later one replaces an earlier of its id."""
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


def format_title(format_id: str) -> str:
    """What a format or adapter is called."""
    known = {one.id: one.title for one in (*FORMATS, *adapters())}
    return known.get(format_id, format_id)


def current_snapshots(as_of: datetime) -> tuple[Snapshot, ...]:
    """The snapshots that speak as of a moment: of active sources, readable, the newest of each part."""
    rows = Snapshot.objects.filter(state=Snapshot.State.GOOD, source__active=True, observed_at__lte=as_of)
    seen = (Seen(*row) for row in rows.values_list("pk", "source_id", "part", "observed_at"))
    chosen = [one.snapshot for one in current(seen, as_of)]
    return tuple(Snapshot.objects.filter(pk__in=chosen).select_related("source").prefetch_related("tables").order_by("pk"))


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
