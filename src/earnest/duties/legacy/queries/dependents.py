"""What needs an old system, and the data that this handles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from earnest.core.assets.models import Asset, Dependence
from earnest.duties.legacy.rules.dependents import Dependent, Need, Picture, dependents, indented, picture
from earnest.foundation.actor import Actor
from earnest.foundation.record import visible_to


@dataclass(frozen=True)
class DependenceMap:
    """A system and everything that needs it: `listed` in the order of an indented list, `picture` to draw."""

    system: Asset
    listed: tuple[Dependent, ...]
    picture: Picture
    assets: Mapping[int, Asset]

    @property
    def data(self) -> tuple[str, ...]:
        """The kinds of data that the system and what needs it handle, in alphabetical order."""
        return tuple(sorted({kind.name for one in self.assets.values() for kind in one.data_handled.all()}))

    @property
    def first_tier(self) -> int:
        """The weightiest tier among what needs it and itself, 1 the weightiest."""
        return min(one.tier for one in self.assets.values())


def dependence_map(actor: Actor, system: Asset) -> DependenceMap:
    """What needs a system, at first and at further hand; retired assets are left out."""
    retired = Asset.LifeCycle.RETIRED
    rows = visible_to(actor, Dependence).exclude(asset__life_cycle=retired).order_by("asset__tier", "asset__name")
    needs = [Need(row.asset_id, row.needs_id, row.note) for row in rows]
    found = dependents(system.pk, needs)
    wanted = {system.pk, *(one.asset for one in found)}
    assets = visible_to(actor, Asset).filter(pk__in=wanted).select_related("accountable", "team")
    by_id = {one.pk: one for one in assets.prefetch_related("data_handled")}
    return DependenceMap(system, indented(system.pk, found), picture(system.pk, found, needs), by_id)
