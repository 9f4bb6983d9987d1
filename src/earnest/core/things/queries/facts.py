"""What the register says of an asset as tools name it: how much it matters, who reaches it, who answers for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import duckdb

from earnest.core.assets.models import Asset
from earnest.core.organization.models import Person
from earnest.core.things.queries.mapping import Map, things
from earnest.foundation.actor import Role

UNREGISTERED_TIER = 3
_SECURITY = re.compile(r"\b(security|infosec|ciso)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AssetFact:
    """An observed asset. What is not in the register has tier 3 and is `registered` False.

    `exposure` is internet where the register says so or a look found it reachable from there. `team` is that of the
    registered asset, else that of the person who has the device; `owner_email` likewise.
    """

    thing: str
    asset_key: str | None
    asset_name: str
    tier: int
    exposure: Literal["internet", "partner", "internal"]
    team: str
    accountable_name: str
    owner_email: str
    security_team: bool
    registered: bool


@dataclass(frozen=True)
class _Owner:
    name: str
    email: str
    team: str


def asset_facts(as_of: datetime | None = None) -> Mapping[str, AssetFact]:
    """By every name in lower case under which a tool may mean it (host name, cloud id, serial, image, …).

    A name that several things bear, because it is ambiguous, gets the facts of the one that matters most.
    """
    return facts_of(things(as_of))


def facts_of(found: Map) -> dict[str, AssetFact]:
    """The facts of one map."""
    assets = {row.key: row for row in Asset.objects.select_related("accountable", "team").order_by("pk")}
    people = {row.email.lower(): row for row in Person.objects.select_related("team").order_by("pk")}
    security = security_teams()
    by_thing: dict[str, AssetFact] = {}
    facts: dict[str, AssetFact] = {}
    with duckdb.connect(":memory:") as connection:
        rows = connection.execute(
            "select thing, label, asset, owner, list_contains(marks, 'internet') from read_parquet(?)",
            [str(found.summary)],
        ).fetchall()
        for thing, label, key, owner, internet in rows:
            by_thing[thing] = _fact(
                thing, label, assets.get(key or ""), people.get(owner or ""), owner, internet, security
            )
        names = connection.execute("select name, thing from read_parquet(?)", [str(found.names)])
        while part := names.fetchmany(50_000):
            for name, thing in part:
                fact = by_thing[thing]
                kept = facts.get(name)
                if kept is None or _weight(fact) < _weight(kept):
                    facts[name] = fact
    return facts


def security_teams() -> frozenset[str]:
    """Names of the teams that are the security team: by their name; where none has such a name, those of the CISO."""
    people = Person.objects.exclude(team=None).select_related("team", "user")
    named = {row.team.name for row in people if row.team and _SECURITY.search(row.team.name)}
    return frozenset(named or {row.team.name for row in people if row.team and row.user and row.user.role == Role.CISO})


def _fact(
    thing: str,
    label: str,
    asset: Asset | None,
    person: Person | None,
    owner: str | None,
    internet: bool | None,
    security: frozenset[str],
) -> AssetFact:
    holder = _Owner(person.name, person.email, person.team.name if person.team else "") if person else None
    answers = asset.accountable if asset else None
    team = asset.team.name if asset and asset.team else holder.team if holder else ""
    exposure = asset.exposure if asset else Asset.Exposure.INTERNAL
    return AssetFact(
        thing=thing,
        asset_key=asset.key if asset else None,
        asset_name=asset.name if asset else label,
        tier=asset.tier if asset else UNREGISTERED_TIER,
        exposure=_exposure("internet" if internet else exposure),
        team=team,
        accountable_name=answers.name if answers else holder.name if holder else "",
        owner_email=answers.email if answers else holder.email if holder else owner or "",
        security_team=team in security,
        registered=asset is not None,
    )


def _exposure(told: str) -> Literal["internet", "partner", "internal"]:
    return "internet" if told == "internet" else "partner" if told == "partner" else "internal"


_REACH = {"internet": 0, "partner": 1, "internal": 2}


def _weight(fact: AssetFact) -> tuple[bool, int, int, str]:
    return (not fact.registered, fact.tier, _REACH[fact.exposure], fact.thing)
