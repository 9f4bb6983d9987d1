"""What has one accountable person, and what has nobody: counted over every kind of thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import ngettext

from earnest.core.actions.models import Action
from earnest.core.assets.models import Asset
from earnest.core.controls.models import Control
from earnest.core.evidence.models import Source
from earnest.core.frameworks.models import Framework
from earnest.core.organization.models import Duty, Scope, Team
from earnest.foundation.actor import Actor
from earnest.foundation.record import Record, visible_to
from earnest.interfaces.web.wording import in_words


@dataclass(frozen=True)
class _Kind:
    model: type[Record]
    words: Callable[[int], str]
    page: str
    query: str
    field: str = "accountable"
    counted: Q = Q()  # noqa: RUF009  a Q is not changed by those who read it


KINDS = (
    _Kind(
        Asset,
        lambda n: ngettext("%s asset", "%s assets", n),
        "assets",
        "accountable=none",
        counted=~Q(life_cycle="retired"),
    ),
    _Kind(
        Control,
        lambda n: ngettext("%s control", "%s controls", n),
        "controls",
        "owner=none",
        counted=~Q(state="retired"),
    ),
    _Kind(
        Source,
        lambda n: ngettext("%s evidence source", "%s evidence sources", n),
        "sources-list",
        "accountable=none",
        counted=Q(active=True),
    ),
    _Kind(
        Framework, lambda n: ngettext("%s framework", "%s frameworks", n), "framework-records-list", "accountable=none"
    ),
    _Kind(Duty, lambda n: ngettext("%s duty", "%s duties", n), "duties-list", "accountable=none"),
    _Kind(Scope, lambda n: ngettext("%s scope", "%s scopes", n), "scopes-list", "accountable=none"),
    _Kind(Team, lambda n: ngettext("%s team", "%s teams", n), "teams-list", "", field="lead"),
    _Kind(
        Action,
        lambda n: ngettext("%s open action", "%s open actions", n),
        "actions",
        "state=open&accountable=none",
        counted=Q(state="open"),
    ),
)


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
            found.append(
                Tally(
                    _told(kind, counts["nobody"]), _told(kind, counts["total"]), counts["total"], counts["nobody"], url
                )
            )
    return tuple(found)


def _told(kind: _Kind, number: int) -> str:
    return kind.words(number) % in_words(number)
