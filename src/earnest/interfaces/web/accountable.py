"""What has one accountable person, and what has nobody: counted over every kind of thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from earnest.core.actions.models import Action
from earnest.core.assets.models import Asset
from earnest.core.controls.models import Control
from earnest.core.evidence.models import Source
from earnest.core.frameworks.models import Framework
from earnest.core.organization.models import Duty, Scope, Team
from earnest.foundation.actor import Actor
from earnest.foundation.record import Record, visible_to


@dataclass(frozen=True)
class _Kind:
    model: type[Record]
    words: Any
    page: str
    query: str
    field: str = "accountable"
    counted: Q = Q()  # noqa: RUF009  a Q is not changed by those who read it


KINDS = (
    _Kind(Asset, ngettext_lazy("%d asset", "%d assets"), "assets", "accountable=none", counted=~Q(life_cycle="retired")),
    _Kind(Control, ngettext_lazy("%d control", "%d controls"), "controls", "owner=none", counted=~Q(state="retired")),
    _Kind(Source, ngettext_lazy("%d evidence source", "%d evidence sources"), "sources-list", "accountable=none", counted=Q(active=True)),
    _Kind(Framework, ngettext_lazy("%d framework", "%d frameworks"), "framework-records-list", "accountable=none"),
    _Kind(Duty, ngettext_lazy("%d duty", "%d duties"), "duties-list", "accountable=none"),
    _Kind(Scope, ngettext_lazy("%d scope", "%d scopes"), "scopes-list", "accountable=none"),
    _Kind(Team, ngettext_lazy("%d team", "%d teams"), "teams-list", "", field="lead"),
    _Kind(Action, ngettext_lazy("%d open action", "%d open actions"), "actions", "state=open&accountable=none", counted=Q(state="open")),
)  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """One kind of thing: how many there are, and how many nobody answers for."""

    words: str
    """How many nobody answers for, with the name of the kind."""
    all_words: str
    total: int
    nobody: int
    url: str


def tallies(actor: Actor) -> tuple[Tally, ...]:
    """Every kind that the actor may see any of."""
    found = []
    for kind in KINDS:
        rows = visible_to(actor, kind.model).filter(kind.counted)
        counts = rows.aggregate(total=Count("pk"), nobody=Count("pk", filter=Q(**{f"{kind.field}__isnull": True})))
        if counts["total"]:
            url = reverse(kind.page) + (f"?{kind.query}" if kind.query else "")
            words, every = kind.words % counts["nobody"], kind.words % counts["total"]
            found.append(Tally(str(words), str(every), counts["total"], counts["nobody"], url))
    return tuple(found)
