"""The budget of a year: asked, offered, planned, promised, spent, and what it comes to by its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from earnest.duties.budget import queries
from earnest.duties.budget.models import Line
from earnest.duties.budget.queries import LineView, reading_once
from earnest.duties.budget.rules.benchmarks import Comparison
from earnest.duties.budget.rules.variance import Amounts, LineVariance
from earnest.foundation.actor import May
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.budget import pictures
from earnest.interfaces.web.budget.books import Books, books
from earnest.interfaces.web.risk.money import Amount, chance
from earnest.interfaces.web.wording import listed
from earnest.library.budget_benchmarks import budget_benchmarks

NAMED = 3
WORTH_TELLING = 0.01
"""Share of the plan below which a difference is not told in a sentence."""


@dataclass(frozen=True)
class GroupRow:
    """A category or kind of lines."""

    name: str
    amounts: Amounts


@dataclass(frozen=True)
class LineRow:
    """A line as the table shows it. `original` is its plan in its own currency, where that is another."""

    view: LineView
    stands: LineVariance
    kind: str
    category: str
    original: str


@dataclass(frozen=True)
class BenchmarkRow:
    """A published figure; `ours` is empty where we cannot be compared."""

    one: Comparison
    theirs: str
    range: str
    ours: str


@require_safe
@reading_once()
def year(request: ActorRequest) -> HttpResponse:
    found = books(request)
    title = _("The budget of %s") % found.year.label if found.year else _("What security costs")
    context = found.context("budget", title, "")
    context["may_add"] = request.actor.may(May.EDIT_RECORD)
    if found.year is not None and not found.unpriced:
        view = found.view
        compared = [_benchmark(one) for one in queries.benchmarks(found.year)]
        context |= {
            "view": view,
            "figures": figures(found),
            "says": says(found),
            "picture": pictures.by_category(view),
            "groups": _groups(found),
            "kinds": [GroupRow(_kind(one.key), one.amounts) for one in view.variance.by_kind],
            "notes": list(notes(found)),
            "lines": lines(found),
            "compared": [one for one in compared if one.ours],
            "not_compared": [one for one in compared if not one.ours],
            "use_note": budget_benchmarks().use_note,
            "why": found.proof("variance"),
            "why_benchmarks": found.proof("benchmarks"),
        }
    return render(request, "budget/year.html", context)


def figures(found: Books) -> list[Amount]:
    """The six figures of a year, each with its proof."""
    view, total = found.view, found.view.variance.total
    told = (
        ("asked", _("Asked for"), view.asked, ""),
        ("offered", _("Offered"), view.offered, ""),
        ("planned", _("Planned in lines"), total.planned, ""),
        ("committed", _("Promised"), total.committed, _share(total.committed, total.planned)),
        ("actual", _("Spent"), total.actual, _share(total.actual, total.planned)),
        ("forecast", _("By the end of the year"), total.forecast, _share(total.forecast, total.planned)),
    )
    return [
        Amount(key, label, _("not said") if value is None else found.full(value), more, found.proof(key))
        for key, label, value, more in told
    ]


def _share(part: Decimal, whole: Decimal) -> str:
    return _("%s of the plan") % chance(float(part / whole)) if whole else ""


def says(found: Books) -> str:
    """How the year stands, in two or three sentences."""
    view, total = found.view, found.view.variance.total
    parts = [_offer(found)]
    if not view.lines:
        return f"{parts[0]} {_('It has no lines yet.')}"
    parts.append(_plan(found))
    over = total.variance
    day = found.stands.day
    if day < view.starts_on:
        parts.append(_("The year has not begun."))
    elif not total.planned or abs(over) <= total.planned * Decimal(str(WORTH_TELLING)):
        parts.append(_("By its end it comes to about what was planned: %s.") % found.full(total.forecast))
    else:
        told = _("more") if over > 0 else _("less")
        parts.append(
            _("By its end it comes to %(forecast)s, %(over)s %(told)s than planned.")
            % {"forecast": found.full(total.forecast), "over": found.full(abs(over)), "told": told}
        )
    return " ".join(part for part in parts if part)


def _offer(found: Books) -> str:
    view = found.view
    if view.asked is None and view.offered is None:
        return _("Nobody has said what was asked for or offered.")
    if view.asked is None:
        return _("%s is offered.") % found.full(view.offered or 0)
    if view.offered is None:
        return _("%s is asked for; nothing is offered yet.") % found.full(view.asked)
    given = {"asked": found.full(view.asked), "offered": found.full(view.offered)}
    if view.offered >= view.asked:
        return _("%(asked)s was asked for, and all of it is offered.") % given
    given["missing"] = found.full(view.asked - view.offered)
    return _("%(asked)s was asked for and %(offered)s is offered, %(missing)s less.") % given


def _plan(found: Books) -> str:
    view = found.view
    given = {"planned": found.full(view.planned)}
    if view.gap is None:
        return _("The lines plan %(planned)s.") % given
    given["gap"] = found.full(abs(view.gap))
    if view.gap > 0:
        return _("The lines plan %(planned)s, %(gap)s more than is offered.") % given
    return _("The lines plan %(planned)s, which leaves %(gap)s of the offer.") % given


def notes(found: Books) -> Iterator[str]:
    """What differs from the plan and what a reader has to know, a sentence each."""
    rows = found.view.variance.lines
    over = sorted((one for one in rows if one.overspent > 0), key=lambda one: -one.overspent)
    if over:
        named = listed(f"{one.line.title} ({found.full(one.overspent)})" for one in over[:NAMED])
        told = ngettext(
            "%(n)d line is spent or promised beyond its plan: %(named)s.",
            "%(n)d lines are spent or promised beyond their plan, first of all %(named)s.",
            len(over),
        )
        yield told % {"n": len(over), "named": named}
    under = sorted((one for one in rows if one.amounts.variance < 0), key=lambda one: one.amounts.variance)
    if under:
        named = listed(f"{one.line.title} ({found.full(-one.amounts.variance)})" for one in under[:NAMED])
        yield _("Less than planned is expected for %s.") % named
    if found.view.people_days:
        yield _("Our own people give %(days)s days; those cost %(money)s beyond the money in the lines.") % {
            "days": f"{found.view.people_days:,.0f}",
            "money": found.full(found.view.own_time),
        }
    nobody = sum(not one.line.accountable for one in rows)
    if nobody:
        yield ngettext("%d line has no accountable person.", "%d lines have no accountable person.", nobody) % nobody
    if any(line.rate for line in found.view.lines):
        day = date_format(found.view.starts_on, "j F Y")
        yield _("Lines in other currencies are counted at the rates of %s, so that the plan stays what it was.") % day


def _groups(found: Books) -> list[GroupRow]:
    names = pictures.categories()
    rows = [GroupRow(names.get(one.key, one.key), one.amounts) for one in found.view.variance.by_category]
    return sorted(rows, key=lambda row: (-row.amounts.planned, row.name))


def _kind(key: str) -> str:
    return str(dict(Line.Kind.choices).get(key, key))


def lines(found: Books) -> list[LineRow]:
    """The lines of the year, the largest plan first."""
    names = pictures.categories()
    pairs = zip(found.view.lines, found.view.variance.lines, strict=True)
    rows = [
        LineRow(
            view=view,
            stands=stands,
            kind=_kind(view.fact.kind),
            category=names.get(view.fact.category, view.fact.category),
            original=f"{view.currency} {view.planned_as_written:,.0f}" if view.currency != found.currency else "",
        )
        for view, stands in pairs
    ]
    return sorted(rows, key=lambda row: (-row.stands.amounts.planned, row.view.fact.title))


def _benchmark(one: Comparison) -> BenchmarkRow:
    told = ""
    if one.low is not None and one.high is not None:
        told = _("%(low)s to %(high)s") % {
            "low": _figure(one, one.low),
            "high": _figure(one, one.high),
        }
    return BenchmarkRow(one, _figure(one, one.middle), told, "" if one.ours is None else _figure(one, one.ours))


def _figure(one: Comparison, value: float) -> str:
    return chance(value) if one.unit == "share" else f"{value:,.0f} {one.unit}"
