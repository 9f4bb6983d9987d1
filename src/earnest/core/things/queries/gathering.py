"""What the map of things rests on: current evidence, what people said, and what the register knows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from earnest.core.assets.models import Asset
from earnest.core.evidence import queries as evidence
from earnest.core.evidence.models import Snapshot
from earnest.core.things.models import MatchDecision
from earnest.engines.identity import SIGHTINGS, Decision, Junk, Piece, Registered
from earnest.library.junk_keys import junk

VERSION = 3
"""Rises when the same input gives another map."""

TABLES = frozenset(rule.table for rule in SIGHTINGS)


@dataclass(frozen=True)
class Gathered:
    """All that the map as of a moment rests on, and its digest."""

    as_of: datetime
    pieces: tuple[Piece, ...]
    decisions: tuple[Decision, ...]
    registered: tuple[Registered, ...]
    junk: Junk
    digest: str


def gather(as_of: datetime) -> Gathered:
    """The current snapshots of sources in use, decisions in force, and the names in the register."""
    pieces = tuple(_pieces(evidence.current_snapshots(as_of)))
    decisions = tuple(
        Decision(id=str(row.pk), kind="same" if row.kind == "same" else "different", left=row.left, right=row.right)
        for row in MatchDecision.objects.filter(decided_on__lte=as_of.date())
        .filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=as_of.date()))
        .order_by("pk")
    )
    registered = tuple(_registered())
    return Gathered(as_of, pieces, decisions, registered, junk(), _digest(pieces, decisions, registered, junk()))


def _pieces(snapshots: Iterable[Snapshot]) -> Iterable[Piece]:
    store = evidence.store()
    for snapshot in snapshots:
        for table in snapshot.tables.all():
            if table.table in TABLES and table.rows:
                yield Piece(
                    table=table.table,
                    path=store.path(table.sha256),
                    source=snapshot.source.slug,
                    snapshot=snapshot.sha256,
                    observed_at=snapshot.observed_at,
                )


def _registered() -> Iterable[Registered]:
    """Every name of assets that are not retired: their key, and the lines under which tools know them."""
    rows = Asset.objects.exclude(life_cycle=Asset.LifeCycle.RETIRED).order_by("key")
    for key, tier, known_as in rows.values_list("key", "tier", "known_as"):
        names = {key, *(line.strip() for line in known_as.splitlines())}
        for name in sorted(names - {"", "*"}):
            yield Registered(asset=key, tier=tier, name=name)


def _digest(
    pieces: tuple[Piece, ...], decisions: tuple[Decision, ...], registered: tuple[Registered, ...], junked: Junk
) -> str:
    told = [
        VERSION,
        sorted([one.table, one.path.parent.name + one.path.name, one.source, one.snapshot, one.observed_at.isoformat()]
               for one in pieces),
        [[one.id, one.kind, one.left, one.right] for one in decisions],
        [[one.asset, one.tier, one.name] for one in registered],
        [sorted((k, list(v)) for k, v in part.items()) for part in (junked.values, junked.patterns)],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
