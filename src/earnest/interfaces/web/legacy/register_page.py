"""The life-cycle register: every release line on every machine, with its end and its proof."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from earnest.duties.legacy import queries
from earnest.duties.legacy.models import LifeCycleEntry
from earnest.duties.legacy.queries import Register
from earnest.duties.legacy.rules.register import Row
from earnest.duties.legacy.rules.support import Support
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.legacy import words
from earnest.interfaces.web.legacy.files import Files, Place, files
from earnest.interfaces.web.legacy.words import Standing

A_PAGE = 50
SHOWS: dict[str, str | Promise] = {
    "ended": gettext_lazy("Ended"),
    "undecided": gettext_lazy("Ended, nobody decided"),
    "within-6": gettext_lazy("Ends within 6 months"),
    "within-12": gettext_lazy("Within 12"),
    "within-24": gettext_lazy("Within 24"),
    "unknown": gettext_lazy("Not known"),
    "disagree": gettext_lazy("Sources disagree"),
    "seen": gettext_lazy("Everything"),
}


@dataclass(frozen=True)
class RowShown:
    """One row of the register as the table shows it."""

    row: Row
    stands: Standing
    entry: LifeCycleEntry | None
    why: str


@require_safe
@queries.reading_once()
def register(request: ActorRequest) -> HttpResponse:
    found = files(request)
    show = request.GET.get("show", "")
    asked = {key: request.GET.get(key, "")[:200] for key in ("product", "line", "title", "q")}
    if show not in SHOWS:
        show = "seen" if any(asked.values()) else "ended"
    rows = [row for row in chosen(found, show) if _asked(row, asked)]
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = found.context("legacy-register", _("What runs where"), _("What runs where"))
    context |= {
        "show": show,
        "shows": [
            Place(
                str(label), found.link("legacy-register", show=key, q=asked["q"]), key == show and not asked["product"]
            )
            for key, label in SHOWS.items()
        ],
        "asked": asked,
        "page": page,
        "rows": shown(found, page),
        "count": len(rows),
        "machines": len({row.machine for row in rows}),
        "register": found.register,
        "unnamed": found.register.unnamed[:A_PAGE],
        "more_unnamed": max(0, len(found.register.unnamed) - A_PAGE),
        "told_by": sorted(found.register.told_by.items()),
        "why": found.link("proof-legacy", show if show in PROVEN else "seen"),
    }
    return render(request, "legacy/register.html", context)


PROVEN = frozenset({"ended", "within-6", "within-12", "within-24", "unknown", "seen"})


def chosen(found: Files, show: str) -> tuple[Row, ...]:
    """The rows that a view shows."""
    known: Register = found.register
    if show == "ended":
        return known.of(Support.ENDED)
    if show == "undecided":
        return tuple(found.undecided(known.of(Support.ENDED)))
    if show == "unknown":
        return known.of(Support.UNKNOWN)
    if show == "disagree":
        return tuple(row for row in known.rows if row.others)
    if show.startswith("within-"):
        months = int(show.removeprefix("within-"))
        return tuple(row for row in known.rows if row.months is not None and row.months <= months)
    return known.rows


def shown(found: Files, page: Page[Row]) -> list[RowShown]:
    return [
        RowShown(
            row=row,
            stands=words.support(row),
            entry=found.entry_of(row),
            why=found.link("proof-legacy-row", words.row_key(row)),
        )
        for row in page
    ]


def _asked(row: Row, asked: dict[str, str]) -> bool:
    if asked["product"] and row.product != asked["product"]:
        return False
    if asked["line"] and row.line != asked["line"]:
        return False
    if asked["title"] and not asked["product"] and row.title != asked["title"]:
        return False
    text = f"{row.machine} {row.title} {row.product} {row.asset_name}".lower()
    return asked["q"].lower() in text
