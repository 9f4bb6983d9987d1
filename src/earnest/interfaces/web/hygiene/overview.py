"""Hygiene at a glance: what needs mending first, by whom, until when, and what is not proven."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from earnest.core.evidence.models import Source
from earnest.duties.hygiene import queries
from earnest.duties.hygiene.queries import Board, Filters, PriorityCount, TeamLine
from earnest.foundation.actor import May
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.charts import PageChart
from earnest.interfaces.web.hygiene import asked, lines, pictures, words
from earnest.interfaces.web.hygiene.files import Files, files

FIRST = 6
WEEKS_AGO = 4


@dataclass(frozen=True)
class Figure:
    """A count with its proof, and the list that holds what was counted."""

    label: str
    value: int
    url: str
    why: str


@dataclass(frozen=True)
class PriorityRow:
    """One priority as the table shows it."""

    count: PriorityCount
    url: str
    late_url: str
    why: str


@dataclass(frozen=True)
class TeamRow:
    """One team as the table shows it."""

    line: TeamLine
    name: str
    on_time: str
    range: str
    url: str
    late_url: str
    why: str


@dataclass(frozen=True)
class Doubt:
    """Something that is not proven, with where to mend it."""

    text: str
    url: str = ""
    act: str = ""


@require_safe
def overview(request: ActorRequest) -> HttpResponse:
    found = files(request)
    board = found.board
    told = found.kept("chart-trend", lambda: trend(found))
    page = queries.findings(board, Filters(clock="open"), "clock", 1, FIRST)
    context = found.context("hygiene", _("Hygiene"))
    context |= {
        "board": board,
        "says": says(board),
        "why": count_why(found, Filters(clock="open")),
        "figures": figures(found),
        "rows": lines.rows(found, page.lines),
        "priorities": [priority_row(found, one) for one in board.by_priority],
        "teams": [team_row(found, one) for one in queries.by_team(board)],
        "doubts": doubts(found),
        "notes": notes(found),
        "in_force": found.in_force,
        "trend": told,
        "trend_note": found.trend.note,
        "why_trend": found.link("proof-hygiene", "trend"),
        "nothing": nothing(board),
        "may_ingest": request.actor.may(May.INGEST),
    }
    return render(request, "hygiene/overview.html", context)


def nothing(board: Board) -> bool:
    """Whether no scanner ever delivered anything."""
    return any(one.kind == "no-source" for one in board.unproven)


def says(board: Board) -> str:
    """How it stands, in one honest sentence or two."""
    if not board.open:
        first = _("No finding is open.")
    else:
        first = ngettext("%s finding is open", "%s findings are open", board.open) % f"{board.open:,}"
        first += " " + ngettext("on %s asset", "on %s assets", board.assets) % f"{board.assets:,}"
        if board.overdue:
            first += "; " + ngettext("%s is past its clock", "%s are past their clock", board.overdue) % (
                f"{board.overdue:,}"
            )
            if board.exploited_overdue:
                first += _(", %s of them known to be exploited") % f"{board.exploited_overdue:,}"
        else:
            first += _("; none is past its clock")
        first += "."
    stopped = sum(one.kind == "stale-source" for one in board.unproven)
    missing = [one for one in board.unproven if one.kind in {"no-kev", "stale-kev", "no-epss", "stale-epss"}]
    doubts = []
    if stopped:
        doubts.append(ngettext("%d scanner has stopped looking", "%d scanners have stopped looking", stopped) % stopped)
    if missing:
        doubts.append(_("a list of what is exploited or likely is missing or old"))
    if doubts:
        return first + " " + _("That is not proven to be all: %s.") % _(" and ").join(doubts)
    return first


def count_why(found: Files, told: Filters) -> str:
    return found.link("proof-hygiene", "findings", **asked.pairs(told))


def figures(found: Files) -> list[Figure]:
    """The counts at the head of the page; each opens its proof, and leads to its list."""
    board = found.board
    counts = (
        (_("Past their clock"), board.overdue, Filters(clock="overdue")),
        (_("Known to be exploited"), board.exploited, Filters(clock="open", exploited="yes")),
        (_("Due within 7 days"), board.due, Filters(clock="due")),
        (_("Open"), board.open, Filters(clock="open")),
        (_("Paused by an exception"), board.paused, Filters(clock="paused")),
        (_("Do not apply (VEX)"), board.not_applicable, Filters(clock="not_applicable")),
        (_("Not reached by the last look"), board.unlooked, Filters(clock="open", unlooked=True)),
    )
    return [
        Figure(label, value, found.link("hygiene-findings", **asked.pairs(told)), count_why(found, told))
        for label, value, told in counts
    ]


def priority_row(found: Files, one: PriorityCount) -> PriorityRow:
    there = Filters(clock="open", priority=one.priority)
    late = Filters(clock="overdue", priority=one.priority)
    return PriorityRow(
        count=one,
        url=found.link("hygiene-findings", **asked.pairs(there)),
        late_url=found.link("hygiene-findings", **asked.pairs(late)),
        why=count_why(found, there),
    )


def team_row(found: Files, one: TeamLine) -> TeamRow:
    there, late = Filters(clock="open", team=one.team), Filters(clock="overdue", team=one.team)
    share = one.on_time
    return TeamRow(
        line=one,
        name=words.team(one.team),
        on_time=words.share(share.mean) if share else _("nothing to judge"),
        range=_("%(low)s to %(high)s") % {"low": words.share(share.low), "high": words.share(share.high)}
        if share
        else "",
        url=found.link("hygiene-findings", **asked.pairs(there)),
        late_url=found.link("hygiene-findings", **asked.pairs(late)),
        why=count_why(found, there),
    )


def doubts(found: Files) -> list[Doubt]:
    """What is not proven and why, each with where it is mended."""
    slugs = {one.source for one in found.board.unproven if one.source}
    sources = dict(visible_to(found.stands.actor, Source).filter(slug__in=slugs).values_list("slug", "pk"))
    told = []
    for one in found.board.unproven:
        if one.kind == "no-policy":
            told.append(Doubt(one.text, found.link("hygiene-policy"), _("Choose a policy")))
        elif one.source in sources:
            told.append(Doubt(one.text, found.link("sources-detail", sources[one.source]), _("See the source")))
        else:
            told.append(Doubt(one.text, found.link("evidence-add"), _("Add the file")))
    return told


def notes(found: Files) -> list[Doubt]:
    """What was taken for the worse case, and what contradicts itself."""
    board = found.board
    told = []
    if board.guessed:
        text = ngettext(
            "%s finding lacks a point that the policy asks for; it counts as the worse case.",
            "%s findings lack a point that the policy asks for; they count as the worse case.",
            board.guessed,
        )
        told.append(Doubt(text % f"{board.guessed:,}"))
    if board.contradictions:
        text = ngettext(
            "%s finding has a CVSS vector that does not give the score that the tool tells.",
            "%s findings have a CVSS vector that does not give the score that the tool tells.",
            board.contradictions,
        )
        url = found.link("hygiene-findings", contradicted="yes")
        told.append(Doubt(text % f"{board.contradictions:,}", url, _("See them")))
    if board.left_out:
        text = ngettext(
            "%s note of a scanner is left out: it is rated none and names no flaw.",
            "%s notes of scanners are left out: they are rated none and name no flaw.",
            board.left_out,
        )
        told.append(Doubt(text % f"{board.left_out:,}"))
    if board.vex_unhonoured:
        text = ngettext(
            "%s VEX statement gives no reason or is no longer good; its clock runs on.",
            "%s VEX statements give no reason or are no longer good; their clocks run on.",
            board.vex_unhonoured,
        )
        told.append(Doubt(text % f"{board.vex_unhonoured:,}"))
    if board.unregistered:
        text = ngettext(
            "%s asset with findings is not in the register, so nobody answers for it; it counts as tier 3.",
            "%s assets with findings are not in the register, so nobody answers for them; they count as tier 3.",
            board.unregistered,
        )
        url = found.link("hygiene-findings", clock="open", team="")
        told.append(Doubt(text % f"{board.unregistered:,}", url, _("See them")))
    return told


def trend(found: Files) -> PageChart | None:
    """The chart of the year, with what moved in the last four weeks."""
    weeks = found.trend.weeks
    before, now = weeks[-1 - WEEKS_AGO], weeks[-1]
    given = {
        "day": date_format(before.day, "j F"),
        "was": f"{before.overdue:,}",
        "now": f"{now.overdue:,}",
        "open": f"{now.open:,}",
        "closed": f"{sum(one.closed for one in weeks[-WEEKS_AGO:]):,}",
        "opened": f"{sum(one.opened for one in weeks[-WEEKS_AGO:]):,}",
    }
    told = _(
        "Past their clock on %(day)s: %(was)s; now: %(now)s. In these four weeks %(opened)s were opened and %(closed)s "
        "closed."
    )
    return pictures.trend(found.trend, _("Open findings of the year"), told % given)
