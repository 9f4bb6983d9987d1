"""Assets, the data they handle and what they need."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from earnest.core.assets.models import Asset, DataKind, Dependence
from earnest.foundation.actor import Actor
from earnest.foundation.record import visible_to
from earnest.foundation.resource import Panel, Resource


def _dependences(actor: Actor, asset: Asset) -> dict[str, Any]:
    rows = visible_to(actor, Dependence).select_related("asset", "needs")
    return {"needs": rows.filter(asset=asset), "needed_by": rows.filter(needs=asset)}


RESOURCES = (
    Resource(
        model=Asset,
        slug="assets",
        list_name="assets",
        purpose=_("Systems, data stores, tools and places that matter, each with one accountable person."),
        columns=("name", "kind", "tier", "exposure", "accountable"),
        more_columns=("team", "life_cycle", "data_handled", "description"),
        fields=(
            "key", "name", "kind", "description", "accountable", "team", "tier", "exposure", "life_cycle",
            "data_handled", "known_as",
        ),
        search=("name", "key", "description", "known_as"),
        filters=("kind", "tier", "exposure", "life_cycle", "accountable", "data_handled"),
        sort="tier",
        panels=(Panel("assets/dependences.html", _dependences),),
    ),
    Resource(
        model=DataKind,
        slug="data",
        purpose=_("The kinds of data we hold, as people speak of them."),
        columns=("name", "personal", "special"),
        more_columns=("note",),
        fields=("name", "personal", "special", "note"),
        filters=("personal", "special"),
        sort="name",
    ),
    Resource(
        model=Dependence,
        slug="dependences",
        purpose=_("Which asset does not work without which other."),
        columns=("asset", "needs", "note"),
        fields=("asset", "needs", "note"),
        search=("asset__name", "needs__name", "note"),
        filters=("asset", "needs"),
        sort="asset",
    ),
)  # fmt: skip
