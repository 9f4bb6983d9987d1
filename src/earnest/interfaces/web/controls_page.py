"""All controls with their statuses: the table that people sort, filter and take away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from earnest.foundation.actor import May
from earnest.foundation.page import Choice
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.listing import Column, download, ordered
from earnest.interfaces.web.posture import CONTROL_STATUSES, ControlRow, Posture
from earnest.interfaces.web.standing import Standing, standing
from earnest.interfaces.web.surface import Surface
from earnest.library.catalogue import DOMAINS

PAGE = 100
NOBODY = "none"


def _domain(key: str) -> int:
    return DOMAINS.index(key) if key in DOMAINS else len(DOMAINS)


COLUMNS = (
    Column("name", gettext_lazy("Control"), lambda row: row.control.name),
    Column("domain", gettext_lazy("Domain"), lambda row: row.control.domain),
    Column("status", gettext_lazy("Status"), lambda row: row.status),
    Column("grade", gettext_lazy("Grade"), lambda row: row.grade),
    Column("population", gettext_lazy("Checks"), lambda row: row.population),
    Column("violations", gettext_lazy("Violations"), lambda row: row.violations),
    Column("excepted", gettext_lazy("Excepted"), lambda row: row.excepted),
    Column("proven", gettext_lazy("Days proven of 90"), lambda row: row.proven.proven if row.proven else None),
    Column("oldest", gettext_lazy("Oldest evidence"), lambda row: row.oldest),
    Column("owner", gettext_lazy("Accountable"), lambda row: row.owner.name if row.owner else ""),
)
_ORDERS = (
    Column("status", "", lambda row: CONTROL_STATUSES.index(row.status)),
    *(c for c in COLUMNS if c.key != "status"),
)


@require_safe
def controls(request: ActorRequest) -> HttpResponse:
    stands = standing(request)
    posture = Posture(stands)
    get = request.GET
    rows = [
        row
        for row in posture.controls
        if _fits(row, get.get("q", "")[:200], get.getlist("domain"), get.getlist("owner"), get.getlist("grade"))
    ]
    counts = Counter(row.status for row in rows)
    statuses = [one for one in get.getlist("status") if one in CONTROL_STATUSES]
    shown = [row for row in rows if not statuses or row.status in statuses]
    sort = get.get("sort", "")
    shown = ordered(shown, _ORDERS, sort) if sort else sorted(shown, key=_as_it_asks)
    kind = get.get("export", "")
    if kind in {"csv", "xlsx", "json"}:
        file = download(f"controls-{stands.day}", _told(stands) if kind == "json" else COLUMNS, shown, kind)
        if file is not None:
            return file
    context = {
        **stands.context,
        "page": Paginator(shown, PAGE).get_page(get.get("page")),
        "all": len(posture.controls),
        "says": Surface(stands).say_controls(),
        "choices": [Choice(s, s, counts[s], status=True) for s in CONTROL_STATUSES if counts[s] or s in statuses],
        "statuses": statuses,
        "domains": sorted({row.control.domain for row in posture.controls}, key=_domain),
        "owners": owners(posture.controls),
        "grades": sorted({row.grade for row in posture.controls if row.grade}),
        "sort": sort,
        "behind": posture.proven.behind,
        "narrowed": bool(
            statuses or get.get("q") or get.getlist("domain") or get.getlist("owner") or get.getlist("grade")
        ),
        "may_add": request.actor.may(May.EDIT_RECORD),
        "exports": ("csv", "xlsx", "json"),
    }
    return render(request, "controls/controls.html", context)


def owners(rows: Iterable[ControlRow]) -> list[tuple[str, str]]:
    """Everybody who answers for one of the controls, and nobody where that is so."""
    people = {str(row.owner.pk): row.owner.name for row in rows if row.owner}
    named = sorted(people.items(), key=lambda one: one[1].casefold())
    return [*([(NOBODY, _("Nobody named"))] if any(row.owner is None for row in rows) else []), *named]


def _fits(row: ControlRow, words: str, domains: list[str], people: list[str], grades: list[str]) -> bool:
    control = row.control
    if domains and control.domain not in domains:
        return False
    if people and (str(row.owner.pk) if row.owner else NOBODY) not in people:
        return False
    if grades and row.grade not in grades:
        return False
    text = f"{control.name} {control.key} {row.owner.name if row.owner else ''}".casefold()
    return all(word in text for word in words.casefold().split())


def _as_it_asks(row: ControlRow) -> tuple[Any, ...]:
    """Statuses that ask for attention first, then by domain and name."""
    return CONTROL_STATUSES.index(row.status), _domain(row.control.domain), row.control.name.casefold()


def _told(stands: Standing) -> tuple[Column, ...]:
    """The columns with where each row and its proof are."""
    return (
        Column("key", "", lambda row: row.control.key),
        *COLUMNS,
        Column("page", "", lambda row: stands.link("controls-detail", row.control.pk)),
        Column("proof", "", lambda row: stands.link("proof-control", row.control.pk)),
        Column("as_of", "", lambda _row: stands.day),
    )
