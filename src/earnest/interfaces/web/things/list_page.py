"""Everything that tools have seen, one row a thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.core.paginator import Paginator
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from earnest.core.assets.models import Asset
from earnest.core.things import queries
from earnest.core.things.queries import Asked, Thing
from earnest.foundation.actor import Actor
from earnest.foundation.page import Choice
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.listing import Column, download
from earnest.interfaces.web.things.words import day_of, key_word, kind_word

PAGE = 50
EXPORTS = ("csv", "xlsx", "json")
_YES_NO = {"yes": True, "no": False}

COLUMNS = (
    Column("thing", gettext_lazy("Id"), lambda row: row.thing),
    Column("label", gettext_lazy("Thing"), lambda row: row.label),
    Column("kind", gettext_lazy("Kind"), lambda row: kind_word(row.kind)),
    Column("systems", gettext_lazy("Seen by"), lambda row: "; ".join(row.systems)),
    Column("sources", gettext_lazy("Sources"), lambda row: "; ".join(row.sources)),
    Column("marks", gettext_lazy("What they say"), lambda row: "; ".join(row.marks)),
    Column("sightings", gettext_lazy("Sightings"), lambda row: row.sightings),
    Column("asset", gettext_lazy("Asset"), lambda row: row.asset),
    Column("owner", gettext_lazy("Owner"), lambda row: row.owner),
    Column("ambiguous", gettext_lazy("Ambiguous"), lambda row: row.ambiguous),
)


@dataclass(frozen=True)
class Row:
    """A thing as the list shows it."""

    thing: Thing
    asset: Asset | None

    @property
    def kind(self) -> str:
        return kind_word(self.thing.kind)


@dataclass(frozen=True)
class Filter:
    """One filter of the list: the name in the address, its heading and what it offers."""

    key: str
    label: str
    choices: list[Choice]
    chosen: tuple[str, ...]


def asked(query: QueryDict) -> Asked:
    """What the address asks for. Unknown names and values are left out."""
    return Asked(
        words=query.get("q", "").strip()[:200],
        kinds=tuple(query.getlist("kind"))[:50],
        systems=tuple(query.getlist("system"))[:200],
        registered=_YES_NO.get(query.get("registered", "")),
        ambiguous=_YES_NO.get(query.get("ambiguous", "")),
        sort=query.get("sort", "")[:20] or "label",
    )


@require_safe
def things(request: ActorRequest) -> HttpResponseBase:
    """The list, narrowed by words, kind, system, whether it is registered, and whether it is ambiguous."""
    day = day_of(request)
    here = queries.things(day.moment)
    told = asked(request.GET)
    if (kind := request.GET.get("export", "")) in EXPORTS:
        whole = queries.find(told, size=None, found=here)
        return _file(kind, f"things-{day.day}", whole.rows)
    number = request.GET.get("page", "1")
    wanted = int(number) if number.isdecimal() and len(number) < 9 else 1
    found = queries.find(told, page=wanted, size=PAGE, found=here)
    if not found.rows and wanted > 1:
        wanted = 1
        found = queries.find(told, page=wanted, size=PAGE, found=here)
    page = Paginator(range(found.total), PAGE).get_page(wanted)
    context = {
        **day.context,
        "title": _("Things"),
        "rows": _rows(day.actor, found.rows),
        "page": page,
        "sort": told.sort,
        "words": told.words,
        "found": found,
        "map": here,
        "filters": _filters(found, told),
        "ambiguities": [(key, key_word(key.key)) for key in queries.ambiguities(here, most=20)]
        if told.ambiguous
        else [],
        "narrowed": replace(told, sort="label") != Asked(),
        "exports": EXPORTS,
    }
    return render(request, "things/list.html", context)


def _rows(actor: Actor, found: tuple[Thing, ...]) -> list[Row]:
    keys = {row.asset for row in found if row.asset}
    assets = {one.key: one for one in visible_to(actor, Asset).filter(key__in=keys)}
    return [Row(row, assets.get(row.asset or "")) for row in found]


def _filters(found: queries.Found, told: Asked) -> list[Filter]:
    yes_no = {True: "yes", False: "no", None: ""}
    return [
        Filter("kind", _("Kind"), _choices(found.kinds, kinds=True), told.kinds),
        Filter("system", _("Seen by"), _choices(found.systems), told.systems),
        Filter(
            "registered",
            _("Register"),
            [
                Choice("yes", _("Belongs to an asset"), found.registered),
                Choice("no", _("Not registered"), found.everything - found.registered),
            ],
            (yes_no[told.registered],),
        ),
        Filter(
            "ambiguous",
            _("Keys"),
            [
                Choice("yes", _("Has an ambiguous key"), found.ambiguous),
                Choice("no", _("Has none"), found.everything - found.ambiguous),
            ],
            (yes_no[told.ambiguous],),
        ),
    ]


def _choices(counts: Mapping[str, int], *, kinds: bool = False) -> list[Choice]:
    return [Choice(value, kind_word(value) if kinds else value, count) for value, count in counts.items()]


def _file(kind: str, name: str, rows: tuple[Thing, ...]) -> HttpResponseBase:
    found = download(name, COLUMNS, rows, kind)
    assert found is not None, "every kind in EXPORTS is one that can be made"
    return found
