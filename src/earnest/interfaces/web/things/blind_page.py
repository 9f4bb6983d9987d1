"""What is there and is not seen, expectation by expectation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from earnest.core.evidence.models import Source
from earnest.core.organization.models import Person
from earnest.core.things import operations, queries
from earnest.core.things.queries import BlindSpot, Missing
from earnest.core.things.rules import State
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.listing import Column, download
from earnest.interfaces.web.things.words import Day, day_of, kind_word

PAGE = 50
FEW = 6
LOOKS: dict[State, tuple[str, str | Promise]] = {
    State.FOUND: ("failing", gettext_lazy("Blind spot")),
    State.NONE: ("effective", gettext_lazy("Everything is seen")),
    State.UNPROVEN: ("unproven", gettext_lazy("Not proven")),
}
"""How each state looks: as which status, and in which word."""

COLUMNS = (
    Column("expectation", gettext_lazy("What we expect"), lambda row: row[0].expectation.title),
    Column("state", gettext_lazy("State"), lambda row: str(LOOKS[row[0].state][1])),
    Column("label", gettext_lazy("Thing"), lambda row: row[1].label),
    Column("kind", gettext_lazy("Kind"), lambda row: kind_word(row[1].kind)),
    Column("known", gettext_lazy("Known to"), lambda row: "; ".join(row[1].known)),
    Column("asset", gettext_lazy("Asset"), lambda row: row[1].asset),
    Column("owner", gettext_lazy("Owner"), lambda row: row[1].owner),
    Column("unclear", gettext_lazy("Ambiguous"), lambda row: row[1].unclear),
    Column("thing", gettext_lazy("Id"), lambda row: row[1].thing),
)


@dataclass(frozen=True)
class Row:
    """A thing that nobody who should look has seen."""

    missing: Missing

    @property
    def kind(self) -> str:
        return kind_word(self.missing.kind)


@dataclass(frozen=True)
class Spot:
    """An expectation as the page shows it."""

    spot: BlindSpot
    rows: list[Row]
    lookers: list[tuple[str, Source | None]]
    lists: list[tuple[str, Source | None]]
    url: str

    @property
    def look(self) -> str:
        return LOOKS[self.spot.state][0]

    @property
    def word(self) -> str | Promise:
        return LOOKS[self.spot.state][1]

    @property
    def more(self) -> int:
        return self.spot.missing_count - len(self.rows)


@require_safe
def blind_spots(request: ActorRequest) -> HttpResponseBase:
    """All expectations, or one with all its rows."""
    day = day_of(request)
    spots = queries.blind_spots(day.moment)
    key = request.GET.get("expectation", "")
    chosen = [one for one in spots if one.expectation.key == key]
    if found := download(
        f"blind-spots-{day.day}",
        COLUMNS,
        [(spot, row) for spot in chosen or spots for row in spot.missing],
        request.GET.get("export", ""),
    ):
        return found
    if chosen:
        return _one(request, day, chosen[0])
    states = [one.state for one in spots]
    context = {
        **day.context,
        "title": _("Blind spots"),
        "spots": [_shown(day, one, one.missing[:FEW]) for one in _in_order(spots)],
        "found": states.count(State.FOUND),
        "unproven": states.count(State.UNPROVEN),
        "none": states.count(State.NONE),
        "may_edit": day.actor.may(May.EDIT_RECORD),
    }
    return render(request, "things/blind_spots.html", context)


def _one(request: ActorRequest, day: Day, spot: BlindSpot) -> HttpResponseBase:
    pages = Paginator(spot.missing, PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        **day.context,
        "title": spot.expectation.title,
        "lede": spot.expectation.reason,
        "crumbs": [Crumb(_("Blind spots"), day.link("blind-spots")), Crumb(spot.expectation.title)],
        "one": _shown(day, spot, tuple(page.object_list)),
        "page": page,
        "may_edit": day.actor.may(May.EDIT_RECORD),
    }
    return render(request, "things/blind_spot.html", context)


@require_POST
def adopt(request: ActorRequest, key: str) -> HttpResponseBase:
    """Make an expectation that the program proposes part of the record, to change it or set it aside."""
    day_of(request)
    request.actor.require(May.EDIT_RECORD)
    person = visible_to(request.actor, Person).filter(pk=request.actor.person).first() if request.actor.person else None
    try:
        made = operations.adopt_expectation(request.actor, key, accountable=person)
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("blind-spots")
    messages.success(request, _("“%s” is part of the record now. Change what it looks at, or set it aside.") % made)
    return redirect("coverage-expectations-edit", made.pk)


_ORDER = (State.FOUND, State.UNPROVEN, State.NONE)


def _in_order(spots: Sequence[BlindSpot]) -> list[BlindSpot]:
    return sorted(spots, key=lambda one: _ORDER.index(one.state))


def _shown(day: Day, spot: BlindSpot, rows: Sequence[Missing]) -> Spot:
    sources = _sources(day.actor, (*spot.lookers, *spot.lists))
    return Spot(
        spot=spot,
        rows=[Row(row) for row in rows],
        lookers=[(slug, sources.get(slug)) for slug in spot.lookers],
        lists=[(slug, sources.get(slug)) for slug in spot.lists],
        url=_link(day, spot.expectation.key),
    )


def _link(day: Day, key: str) -> str:
    start = day.link("blind-spots")
    return f"{start}{'&' if '?' in start else '?'}expectation={key}"


def _sources(actor: Actor, slugs: Sequence[str]) -> dict[str, Source]:
    return {row.slug: row for row in visible_to(actor, Source).filter(slug__in=set(slugs))}
