"""Ringfences against what was seen to answer, and from where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from earnest.core.evidence.models import Snapshot, SnapshotTable
from earnest.core.things import queries as things
from earnest.duties.legacy.models import RingfenceClaim
from earnest.duties.legacy.queries.kept import concluded
from earnest.duties.legacy.queries.register import known_names
from earnest.duties.legacy.queries.tables import rows_of, snapshots_with, stale_sources
from earnest.duties.legacy.rules.fences import (
    Answer,
    Claimed,
    Look,
    Verified,
    fenced,
    lines_of,
    plain,
    ports_of,
    verify,
)
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
    told = claimed(claim, day)
    rests_on = (
        day,
        claim.pk,
        claim.title,
        repr((sorted(told.hosts), told.allowed, told.ports, told.look_from, told.agreed_until)),
        sorted(sorted(one) for one in told.machines),
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


def claimed(claim: RingfenceClaim, day: date | None = None) -> Claimed:
    """A claim as the rules take it; without hosts of its own it is around every machine of the asset.

    A machine counts by every name that the map of things joins to it, so that no look at it is missed.
    """
    own = frozenset(lines_of(claim.hosts, field="hosts"))
    known = frozenset(map(plain, known_names(claim.asset)))
    as_of = clock.end_of(day or clock.today())
    found = things.things(as_of)
    bearing = things.machines(found, names=own or known, asset="" if own else claim.asset.key)
    machines = [frozenset(map(plain, one)) for one in bearing]
    named = frozenset(name for one in machines for name in one)
    alone = (own - named) if own else frozenset()
    machines += [alone & known] if alone & known else []
    machines += [frozenset({one}) for one in sorted(alone - known)]
    return Claimed(
        hosts=(own or known) | named,
        machines=tuple(machines),
        allowed=lines_of(claim.allowed_from, field="allowed_from"),
        ports=ports_of(claim.ports),
        look_from=lines_of(claim.look_from, field="look_from"),
        agreed_until=claim.valid_until,
    )


def _verified(
    claim: RingfenceClaim, told: Claimed, snapshots: Sequence[Snapshot], stale: frozenset[str], day: date
) -> Fenced:
    answers: list[Answer] = []
    saw = {snapshot.pk: _targets(snapshot, told) for snapshot in snapshots}
    places: dict[int, set[str]] = defaultdict(set)
    by_source: dict[str, set[str]] = defaultdict(set)
    for snapshot in snapshots:
        for row in rows_of(snapshot, "exposed_services", _SERVICES):
            place = snapshot.source.slug if row["reachable_from"] == UNTOLD else plain(row["reachable_from"])
            places[snapshot.pk].add(place)
            by_source[snapshot.source.slug].add(place)
            one = _answer(snapshot, row, place, stale, saw[snapshot.pk])
            if one.inside or fenced(told, one.address, one.hostname):
                answers.append(one)
    looks = [
        look
        for snapshot in snapshots
        for look in _looks(
            snapshot,
            places[snapshot.pk] or _usual(by_source[snapshot.source.slug]) or {snapshot.source.slug},
            saw[snapshot.pk],
            [one for one in answers if one.snapshot == snapshot.pk],
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


def _usual(places: set[str]) -> set[str]:
    """From where a source looks when a snapshot does not tell: only where it has ever been one place."""
    return places if len(places) == 1 else set()


def _answer(
    snapshot: Snapshot, row: Mapping[str, Any], place: str, stale: frozenset[str], saw: frozenset[str]
) -> Answer:
    address, hostname = plain(row["address"] or ""), plain(row["hostname"] or "")
    return Answer(
        address=address,
        hostname=hostname,
        port=row["port"],
        protocol=row["protocol"],
        service=row["service"] or "",
        reachable_from=place,
        source=snapshot.source.slug,
        snapshot=snapshot.pk,
        place=str(row["place"] or ""),
        observed_at=snapshot.observed_at,
        stale=snapshot.source.slug in stale,
        inside=not saw.isdisjoint({address, hostname} - {""}),
    )


def _looks(
    snapshot: Snapshot, places: set[str], targets: frozenset[str], answers: Sequence[Answer], stale: frozenset[str]
) -> Iterator[Look]:
    """One look for each place. It covered a host that was seen to answer from there, and what it says it looked at
    where it looked from one place only: of several it does not say from which."""
    for place in sorted(places):
        seen = {name for one in answers if one.reachable_from == place for name in (one.address, one.hostname) if name}
        saw = targets | seen if len(places) == 1 else frozenset(seen)
        yield Look(
            place=place,
            source=snapshot.source.slug,
            snapshot=snapshot.pk,
            observed_at=snapshot.observed_at,
            stale=snapshot.source.slug in stale,
            covered=bool(saw),
            saw=saw,
        )


def _targets(snapshot: Snapshot, told: Claimed) -> frozenset[str]:
    """The names of the fenced hosts that a snapshot says it looked at."""
    rows = rows_of(snapshot, "scan_targets", ("asset_id", "address"))
    pairs = ((plain(row["address"] or ""), plain(row["asset_id"])) for row in rows)
    return frozenset(name for pair in pairs if fenced(told, *pair) for name in pair if name)
