"""Everything we pay for, by net worth: tools first as bundles of their controls, then what no tool carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from earnest.duties.budget.queries import Ranked, reading_once
from earnest.duties.budget.rules.paid import CostFrom
from earnest.foundation.actor import May
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.budget.books import Books, books
from earnest.interfaces.web.risk.ranking import Bar, Scale
from earnest.interfaces.web.wording import capital, in_words, listed

NAMED = 4
SOON = timedelta(days=90)
ORDER = ("earns", "undecided", "unstated", "costs_more")


@dataclass(frozen=True)
class PaidRow:
    """A tool or control with its range as a bar; `soon` where it renews within 90 days."""

    row: Ranked
    verdict: str
    bar: Bar
    url: str
    why: str
    renews_on: date | None
    soon: bool


@dataclass(frozen=True)
class Shown:
    """`rows` are those that some scenario knows, `unmodelled` those of which nobody has said what they change."""

    rows: tuple[PaidRow, ...]
    unmodelled: tuple[PaidRow, ...]
    ticks: tuple[tuple[float, str], ...]
    says: str
    rest_says: str
    loose_says: str


@require_safe
@reading_once()
def worth(request: ActorRequest) -> HttpResponse:
    found = books(request)
    context = found.context("budget-worth", _("Everything we pay for, by net worth"), _("Everything we pay for"))
    context["may_add"] = request.actor.may(May.EDIT_RECORD)
    if found.year is not None and not found.unpriced:
        context |= {"shown": shown(found), "why": found.proof("worth")}
    return render(request, "budget/worth.html", context)


def shown(found: Books) -> Shown:
    ranking = found.ranking
    judged = [row for row in ranking.rows if row.is_modelled]
    low, high = min([row.net.low for row in judged], default=0.0), max([row.net.high for row in judged], default=0.0)
    low, high = min(low, 0.0), max(high, 0.0)
    scale = Scale(low, high if high - low >= 1 else low + 1)
    rest = [row for row in ranking.rows if not row.is_modelled]
    return Shown(
        rows=tuple(_row(found, row, scale) for row in judged),
        unmodelled=tuple(_row(found, row, scale) for row in sorted(rest, key=lambda one: -one.cost.mean)),
        ticks=scale.ticks(found.reading),
        says=says(judged),
        rest_says=_rest(found, rest),
        loose_says=_loose(found),
    )


def _row(found: Books, row: Ranked, scale: Scale) -> PaidRow:
    verdict, day = row.verdict.value, found.stands.day
    page = "tools-detail" if row.kind == "tool" else "control-worth"
    return PaidRow(
        row=row,
        verdict=verdict,
        bar=scale.bar(row.net, verdict),
        url=found.stands.link(page, row.id),
        why=found.link(f"proof-paid-{row.kind}", row.id),
        renews_on=row.renews_on,
        soon=row.renews_on is not None and day <= row.renews_on <= day + SOON,
    )


def says(judged: Sequence[Ranked]) -> str:
    """How many earn their place, cannot be told, and cost more than they give, with the names of those."""
    if not judged:
        return _("No scenario says what anything that we pay for changes, so nothing can be judged yet.")
    by = {name: [row for row in judged if row.verdict.value == name] for name in ORDER}
    parts = []
    if number := len(by["earns"]):
        parts.append(ngettext("%s earns its place", "%s earn their place", number) % in_words(number))
    if number := len(by["undecided"]):
        parts.append(_("of %s we cannot tell") % in_words(number))
    if number := len(by["unstated"]):
        told = ngettext("of %s nobody has said what it brings in", "of %s nobody has said what they bring in", number)
        parts.append(told % in_words(number))
    if number := len(by["costs_more"]):
        told = ngettext("%s costs more than it gives", "%s cost more than they give", number) % in_words(number)
        worst = sorted(by["costs_more"], key=lambda row: row.net.mean)
        named = listed(row.name for row in worst[:NAMED])
        parts.append(f"{told}: {named}" if number <= NAMED else f"{told}, {_('first of all')} {worst[0].name}")
    return capital(listed(parts)) + "."


def _rest(found: Books, rest: Sequence[Ranked]) -> str:
    if not rest:
        return ""
    return ngettext(
        "Of %(n)s more, which costs %(cost)s a year, no scenario says what it changes.",
        "Of %(n)s more, which cost %(cost)s a year together, no scenario says what they change.",
        len(rest),
    ) % {"n": in_words(len(rest)), "cost": found.money(sum(row.cost.mean for row in rest))}


def _loose(found: Books) -> str:
    lines = len(found.ranking.unjoined)
    if not lines:
        return ""
    return ngettext(
        "%(money)s in %(n)s budget line pays for no tool and no control on record, so this list cannot judge it.",
        "%(money)s in %(n)s budget lines pays for no tool and no control on record, so this list cannot judge it.",
        lines,
    ) % {"n": in_words(lines), "money": found.money(found.ranking.unjoined_money)}


def cost_from(row: Ranked) -> str:
    """Where the cost of a row comes from, in words."""
    return {
        CostFrom.LINES: _("this year's budget lines"),
        CostFrom.RECORD: _("what its controls say they cost"),
        CostFrom.NOTHING: _("nobody has said what it costs"),
    }[CostFrom(row.cost_from)]
