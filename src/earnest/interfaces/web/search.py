"""Search over everything that the actor may see, grouped by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from earnest.core.actions.models import Action
from earnest.core.assets.models import Asset
from earnest.core.controls.models import BoundTest, Control, ControlException
from earnest.core.controls.queries import tests
from earnest.core.evidence.models import Snapshot, Source
from earnest.core.frameworks.models import Framework, Requirement
from earnest.core.organization.models import Person
from earnest.foundation.actor import Actor
from earnest.foundation.record import Record, visible_to
from earnest.foundation.request import ActorRequest

MOST = 20
"""Results of one kind that are shown."""
SHORTEST = 2


@dataclass(frozen=True)
class Result:
    title: str
    more: str
    url: str


@dataclass(frozen=True)
class Group:
    """Results of one kind; `cut` says that there are more than are shown."""

    label: str | Promise
    results: tuple[Result, ...]
    cut: bool
    more_url: str


@dataclass(frozen=True)
class _Kind:
    """What is searched of one kind of record, and how a result reads. `prefix` fields match from their start."""

    model: type[Record]
    label: str | Promise
    page: str
    fields: tuple[str, ...]
    more: Callable[[Any], str]
    related: tuple[str, ...] = ()
    prefix: tuple[str, ...] = ()
    list_page: str = ""


KINDS = (
    _Kind(
        Control,
        _("Controls"),
        "controls-detail",
        ("name", "key", "statement"),
        lambda row: row.statement,
        list_page="controls",
    ),
    _Kind(
        Requirement,
        _("Requirements"),
        "requirements-detail",
        ("key", "title", "question", "framework__title"),
        lambda row: row.framework.title,
        ("framework",),
        list_page="requirements-list",
    ),
    _Kind(Framework, _("Frameworks"), "framework", ("title", "key"), lambda row: row.version),
    _Kind(Person, _("People"), "people-detail", ("name", "email", "title"), lambda row: row.title, list_page="people"),
    _Kind(
        Asset,
        _("Assets"),
        "assets-detail",
        ("name", "key", "description", "known_as"),
        lambda row: row.description,
        list_page="assets",
    ),
    _Kind(
        Source,
        _("Evidence sources"),
        "sources-detail",
        ("title", "slug", "note"),
        lambda row: row.slug,
        list_page="sources-list",
    ),
    _Kind(
        Snapshot,
        _("Snapshots"),
        "snapshots-detail",
        ("name", "part"),
        lambda row: f"{row.source.title}, {row.sha256[:12]}…",
        ("source",),
        ("sha256",),
        "snapshots-list",
    ),
    _Kind(
        ControlException,
        _("Exceptions"),
        "exceptions-detail",
        ("label", "subject", "reason", "compensating_measure"),
        lambda row: row.reason,
        list_page="exceptions",
    ),
    _Kind(
        Action,
        _("Actions"),
        "actions-detail",
        ("title", "detail"),
        lambda row: row.get_state_display(),
        list_page="actions",
    ),
)


@require_safe
def search(request: ActorRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    enough = len(words) >= SHORTEST
    groups = tuple(found(request.actor, words)) if enough else ()
    return render(request, "search/search.html", {"query": words, "groups": groups, "enough": enough})


def found(actor: Actor, words: str) -> Iterator[Group]:
    """What fits all the words, by kind; kinds without a result are left out."""
    parts = words.split()[:8]
    for kind in KINDS:
        rows = visible_to(actor, kind.model).filter(_where(kind, parts)).select_related(*kind.related)
        hits = list(rows[: MOST + 1])
        if hits:
            results = tuple(Result(str(row), kind.more(row)[:160], _url(kind, row)) for row in hits[:MOST])
            yield Group(kind.label, results, len(hits) > MOST, reverse(kind.list_page) if kind.list_page else "")
    results = tuple(_tests(actor, [part.casefold() for part in parts]))
    if results:
        yield Group(_("Control tests"), results[:MOST], len(results) > MOST, "")


def _where(kind: _Kind, parts: Iterable[str]) -> Q:
    each = []
    for part in parts:
        ways = [Q(**{f"{name}__icontains": part}) for name in kind.fields]
        ways += [Q(**{f"{name}__startswith": part.lower()}) for name in kind.prefix if len(part) >= 6]
        each.append(reduce(or_, ways))
    return reduce(and_, each, Q())


def _url(kind: _Kind, row: Any) -> str:
    return reverse(kind.page, args=[row.key if kind.model is Framework else row.pk])


def _tests(actor: Actor, parts: list[str]) -> Iterator[Result]:
    """Tests that speak for a control, by id, title or rationale."""
    known = tests()
    for bound in visible_to(actor, BoundTest).select_related("control"):
        test = known.get(bound.test)
        text = f"{bound.test} {test.title} {test.rationale}".casefold() if test else bound.test
        if all(part in text for part in parts):
            url = reverse("controls-detail", args=[bound.control_id]) + f"#test-{bound.test}"
            yield Result(test.title if test else bound.test, str(bound.control), url)
