"""Ringfences against what was seen to answer, and from where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from earnest.core.evidence.models import Snapshot, SnapshotTable
from earnest.duties.legacy.models import RingfenceClaim
from earnest.duties.legacy.queries.kept import concluded
from earnest.duties.legacy.queries.register import known_names
from earnest.duties.legacy.queries.tables import rows_of, snapshots_with, stale_sources
from earnest.duties.legacy.rules.fences import Answer, Claimed, Look, Verified, fenced, lines_of, ports_of, verify
from earnest.foundation import clock

UNTOLD = "unknown"
"""What an export says that does not say from where it looked."""
SCANS_PORTS = frozenset({"nmap"})
"""Formats of tools that look for ports, so that a scan that found none is a look too."""
_SERVICES = ("address", "port", "protocol", "reachable_from", "hostname", "service", "place")


@dataclass(frozen=True)
class Fenced:
    """A claim and what evidence says of it on a day."""

    claim: int
    key: str
    title: str
    day: date
    verified: Verified
    rests_on: tuple[str, ...]


def ringfence(claim: RingfenceClaim, day: date | None = None) -> Fenced:
    """Whether a ringfence holds as of the end of a day, today by default. Kept by digest.

    Where an export does not say from where it looked, the place is the key of its source.
    """
    day = day or clock.today()
    as_of = clock.end_of(day)
    looking = port_scans()
    snapshots = tuple(
        one
        for one in snapshots_with("exposed_services", "scan_targets", as_of=as_of)
        if one.source_id in looking or one.format in SCANS_PORTS
    )
    stale = stale_sources(as_of)
    told = claimed(claim)
    rests_on = (
        day,
        claim.pk,
        claim.title,
        repr((sorted(told.hosts), told.allowed, told.ports, told.look_from, told.agreed_until)),
        [(one.pk, one.sha256, one.source.slug, one.source.slug in stale) for one in snapshots],
    )
    return concluded("ringfence", Fenced, rests_on, lambda: _verified(claim, told, snapshots, stale, day))


def port_scans() -> frozenset[int]:
    """Sources that ever told which ports answer: what they look at is looked at for that."""
    rows = SnapshotTable.objects.filter(table="exposed_services")
    return frozenset(rows.values_list("snapshot__source_id", flat=True).distinct())


def ringfences(day: date | None = None) -> tuple[Fenced, ...]:
    """Every ringfence."""
    return tuple(ringfence(claim, day) for claim in RingfenceClaim.objects.select_related("asset").order_by("title"))


def claimed(claim: RingfenceClaim) -> Claimed:
    """A claim as the rules take it; without hosts of its own it is around what tools know the asset as."""
    hosts = frozenset(lines_of(claim.hosts, field="hosts")) or known_names(claim.asset)
    return Claimed(
        hosts=hosts,
        allowed=lines_of(claim.allowed_from, field="allowed_from"),
        ports=ports_of(claim.ports),
        look_from=lines_of(claim.look_from, field="look_from"),
        agreed_until=claim.valid_until,
    )


def _verified(
    claim: RingfenceClaim, told: Claimed, snapshots: Sequence[Snapshot], stale: frozenset[str], day: date
) -> Fenced:
    answers: list[Answer] = []
    places: dict[int, set[str]] = defaultdict(set)
    by_source: dict[str, set[str]] = defaultdict(set)
    for snapshot in snapshots:
        for row in rows_of(snapshot, "exposed_services", _SERVICES):
            place = snapshot.source.slug if row["reachable_from"] == UNTOLD else row["reachable_from"].lower()
            places[snapshot.pk].add(place)
            by_source[snapshot.source.slug].add(place)
            one = _answer(snapshot, row, place, stale)
            if fenced(told, one.address, one.hostname):
                answers.append(one)
    looks = [
        look
        for snapshot in snapshots
        for look in _looks(
            snapshot,
            places[snapshot.pk] or by_source[snapshot.source.slug] or {snapshot.source.slug},
            _covered(snapshot, told),
            {one.reachable_from for one in answers if one.snapshot == snapshot.pk},
            stale,
        )
    ]
    return Fenced(
        claim=claim.pk,
        key=claim.key,
        title=claim.title,
        day=day,
        verified=verify(told, answers, looks, day),
        rests_on=(claim.reference, *(one.reference for one in snapshots)),
    )


def _answer(snapshot: Snapshot, row: Mapping[str, Any], place: str, stale: frozenset[str]) -> Answer:
    return Answer(
        address=(row["address"] or "").lower(),
        hostname=(row["hostname"] or "").lower(),
        port=row["port"],
        protocol=row["protocol"],
        service=row["service"] or "",
        reachable_from=place,
        source=snapshot.source.slug,
        snapshot=snapshot.pk,
        place=str(row["place"] or ""),
        observed_at=snapshot.observed_at,
        stale=snapshot.source.slug in stale,
    )


def _looks(
    snapshot: Snapshot, places: Iterable[str], covered: bool, seen_from: Collection[str], stale: frozenset[str]
) -> Iterator[Look]:
    """One look for each place; it covered the host if it says so, or if the host was seen to answer from there."""
    for place in sorted(places):
        yield Look(
            place=place,
            source=snapshot.source.slug,
            snapshot=snapshot.pk,
            observed_at=snapshot.observed_at,
            stale=snapshot.source.slug in stale,
            covered=covered or place in seen_from,
        )


def _covered(snapshot: Snapshot, told: Claimed) -> bool:
    """Whether a snapshot says that it looked at a fenced host."""
    rows = rows_of(snapshot, "scan_targets", ("asset_id", "address"))
    return any(fenced(told, (row["address"] or "").lower(), row["asset_id"].lower()) for row in rows)
