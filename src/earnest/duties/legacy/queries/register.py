"""The life-cycle register as of a day, and what of it somebody decided on."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from earnest.core.assets.models import Asset
from earnest.duties.legacy.models import LifeCycleEntry, PaidSupport
from earnest.duties.legacy.queries.facts import fact_count, facts
from earnest.duties.legacy.queries.kept import concluded
from earnest.duties.legacy.queries.observing import TABLES, observe
from earnest.duties.legacy.queries.tables import snapshots_with, stale_sources
from earnest.duties.legacy.rules.register import Bought, Owner, Row, Unnamed, rows_of
from earnest.duties.legacy.rules.support import Support
from earnest.foundation import clock
from earnest.foundation.once import once
from earnest.library.content import ROOT
from earnest.library.product_names import PLACE, name_product


@dataclass(frozen=True)
class Register:
    """What runs where and when it ends. `unnamed` is software that nothing recognises; `carried` counts packages that
    end with their distribution; `told_by` says how many facts each source of facts gave; `machines` were seen."""

    day: date
    rows: tuple[Row, ...]
    unnamed: tuple[Unnamed, ...]
    carried: int
    machines: int
    told_by: Mapping[str, int]
    sources: tuple[str, ...]

    def of(self, support: Support) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.support is support)


@dataclass(frozen=True)
class Group:
    """One release line over all machines that run it."""

    product: str
    line: str
    title: str
    support: Support
    ends_on: date | None
    months: int | None
    rows: tuple[Row, ...]

    @property
    def machines(self) -> int:
        return len({row.machine for row in self.rows})


def register(day: date | None = None) -> Register:
    """The register as of the end of a day, today by default. Kept under the digest of everything it rests on."""
    day = day or clock.today()
    return once(("register", day), lambda: _register(day))


def _register(day: date) -> Register:
    as_of = clock.end_of(day)
    snapshots = snapshots_with(*TABLES, "support_cycles", as_of=as_of)
    stale = stale_sources(as_of)
    bought, owners = bought_on(day), machine_owners()
    rests_on = (
        day,
        _names_digest(),
        [(one.pk, one.sha256, one.source.slug, one.source.title, one.source.slug in stale) for one in snapshots],
        [(one.product, one.line, one.until, one.asset) for one in bought],
        sorted((name, one.id, one.name) for name, one in owners.items()),
        _facts_digest(),
    )

    def conclude() -> Register:
        known = facts(snapshots)
        seen = observe(snapshots, stale)
        return Register(
            day=day,
            rows=rows_of(seen.sightings, known, day, naming=name_product, bought=bought, owners=owners),
            unnamed=seen.unnamed,
            carried=seen.carried,
            machines=len(seen.machines),
            told_by=fact_count(known),
            sources=tuple(sorted({one.source.slug for one in snapshots})),
        )

    return concluded("register", Register, rests_on, conclude)


def ended(found: Register) -> tuple[Group, ...]:
    """What runs although it ended, by release line, the one that ended first at the top."""
    return grouped(found.of(Support.ENDED))


def ending(found: Register, months: int) -> tuple[Group, ...]:
    """What ends within so many months, by release line."""
    return grouped(row for row in found.rows if row.months is not None and row.months <= months)


def grouped(rows: Iterable[Row]) -> tuple[Group, ...]:
    """Rows by release line, in the order of the register."""
    many: dict[tuple[str, str, str, Support, date | None], list[Row]] = defaultdict(list)
    for row in rows:
        many[row.product, row.line, row.title.lower(), row.support, row.ends_on].append(row)
    return tuple(
        Group(of[0].product, of[0].line, of[0].title, of[0].support, of[0].ends_on, of[0].months, tuple(of))
        for of in many.values()
    )


def entry_of(row: Row, entries: Iterable[LifeCycleEntry]) -> LifeCycleEntry | None:
    """The entry that covers a row of the register: the most exact one, and of those one that is decided."""
    fit = [entry for entry in entries if _covers(entry, row)]
    order = {LifeCycleEntry.Scope.HERE: 0, LifeCycleEntry.Scope.SYSTEM: 1, LifeCycleEntry.Scope.EVERYWHERE: 2}
    fit.sort(key=lambda entry: (entry.decision_id is None, order[LifeCycleEntry.Scope(entry.scope)], entry.pk))
    return fit[0] if fit else None


def rows_of_entry(entry: LifeCycleEntry, found: Register) -> tuple[Row, ...]:
    """What an entry covers."""
    return tuple(row for row in found.rows if _covers(entry, row))


def bought_on(day: date) -> tuple[Bought, ...]:
    """Paid support that was stated by a day, and of which the inspected record, if it rests on one, is still good."""
    rows = PaidSupport.objects.filter(stated_on__lte=day).select_related("inspected")
    return tuple(
        Bought(row.product, row.line, row.until, row.asset_id or 0)
        for row in rows.order_by("pk")
        if row.inspected is None or (row.inspected.supports and row.inspected.valid_until >= day)
    )


def machine_owners() -> dict[str, Owner]:
    """The registered asset by every name that tools know it by, lower case; a name of two assets is nobody's."""
    found: dict[str, Owner] = {}
    twice: set[str] = set()
    for asset in Asset.objects.exclude(life_cycle=Asset.LifeCycle.RETIRED).order_by("pk"):
        for name in known_names(asset):
            if name in found and found[name].id != asset.pk:
                twice.add(name)
            found[name] = Owner(asset.pk, asset.name)
    return {name: owner for name, owner in found.items() if name not in twice}


def known_names(asset: Asset) -> frozenset[str]:
    """Everything that tools call an asset, lower case: its key and the lines of what it is known as."""
    return frozenset({asset.key.lower(), *(one.strip().lower() for one in asset.known_as.splitlines() if one.strip())})


def _covers(entry: LifeCycleEntry, row: Row) -> bool:
    line = (entry.product, entry.line) == (row.product, row.line)
    if entry.scope == LifeCycleEntry.Scope.EVERYWHERE:
        return line
    here = row.asset == entry.asset_id
    return here if entry.scope == LifeCycleEntry.Scope.SYSTEM else here and line


@cache
def _names_digest() -> str:
    return hashlib.sha256((ROOT / PLACE).read_bytes()).hexdigest()


@cache
def _facts_digest() -> str:
    told = repr(sorted(facts(()).items()))
    return hashlib.sha256(told.encode()).hexdigest()
