"""Collectors as they stand, and what the workspace declares for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from earnest.core.collection.models import Collector, Tally
from earnest.core.collection.rules import declared as rules
from earnest.core.collection.rules.health import Health, Told, health, is_due
from earnest.foundation import clock
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Invalid
from earnest.foundation.record import visible_to

__all__ = ["CollectorState", "declared", "due", "folder_of", "state_of", "states", "visible_to"]
FILE = "collectors.yaml"


@dataclass(frozen=True)
class CollectorState:
    """A collector as of now. `silent_for` counts from what it last brought, or from when it was made."""

    collector: Collector
    health: Health
    tried_at: datetime | None
    worked_at: datetime | None
    next_at: datetime | None
    silent_for: timedelta
    problem: str


def declared() -> rules.Declared:
    """What the workspace's file says; nothing if there is none. Invalid if it cannot be used."""
    path = workspace() / FILE
    try:
        return rules.read(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return rules.Declared()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{FILE} in the workspace cannot be read: {error}.") from None
    except rules.BadDeclaration as error:
        raise Invalid(f"{FILE} in the workspace cannot be used. {error}") from None


def workspace() -> Path:
    return Path(settings.WORKSPACE)


def folder_of(folder: rules.Folder) -> Path:
    """Where a declared folder is; a relative one lies in the workspace."""
    return workspace() / folder.path


def states(actor: Actor) -> tuple[CollectorState, ...]:
    """Every collector that the actor may see."""
    rows = visible_to(actor, Collector).select_related("source", "accountable", "tally")
    return tuple(state_of(row) for row in rows)


def state_of(collector: Collector) -> CollectorState:
    """How one collector stands."""
    tally, now = tally_of(collector), clock.now()
    told = _told(collector, tally)
    next_at = None
    if told.active and not told.pushed:
        next_at = now if told.tried_at is None else told.tried_at + told.every
    return CollectorState(
        collector=collector,
        health=health(told, now),
        tried_at=tally.tried_at,
        worked_at=tally.worked_at,
        next_at=next_at,
        silent_for=now - (tally.worked_at or collector.created_at),
        problem=tally.problem,
    )


def due() -> tuple[Collector, ...]:
    """The collectors whose turn has come, the longest waiting first."""
    now = clock.now()
    rows = Collector.objects.filter(active=True).select_related("source", "tally")
    ready = [row for row in rows if is_due(_told(row, tally_of(row)), now)]
    return tuple(sorted(ready, key=lambda row: (tally_of(row).tried_at or row.created_at, row.pk)))


def tally_of(collector: Collector) -> Tally:
    """How the collector fares; an empty one if nothing was noted yet."""
    try:
        return collector.tally
    except Tally.DoesNotExist:
        return Tally(collector=collector)


def _told(collector: Collector, tally: Tally) -> Told:
    return Told(
        active=collector.active and collector.source.active,
        pushed=collector.kind == Collector.Kind.PUSH,
        every=timedelta(minutes=collector.every_minutes),
        made_at=collector.created_at,
        tried_at=tally.tried_at,
        worked_at=tally.worked_at,
        failing=tally.failing_since is not None,
    )
