"""Collectors as records."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from earnest.core.collection.models import Collector
from earnest.core.collection.queries import state_of
from earnest.foundation.actor import Actor
from earnest.foundation.resource import Panel, Resource


def _state(actor: Actor, collector: Collector) -> dict[str, Any]:
    del actor
    return {"state": state_of(collector)}


COLLECTORS = Resource(
    model=Collector,
    slug="collectors",
    purpose=_("Evidence that comes by itself: folders that are watched, pushes over HTTP, commands on a schedule."),
    columns=("title", "kind", "source", "every_minutes", "active", "accountable"),
    more_columns=("key", "megabytes", "secret_ends_on", "note"),
    fields=("key", "title", "kind", "source", "every_minutes", "megabytes", "active", "accountable", "note"),
    search=("title", "key", "source__title"),
    filters=("kind", "source", "active", "accountable"),
    sort="title",
    panels=(Panel("collection/state.html", _state),),
    flag=lambda row: "" if state_of(row).health in {"works", "new", "off"} else _("stopped"),
    joins=("tally",),
)
RESOURCES = (COLLECTORS,)
