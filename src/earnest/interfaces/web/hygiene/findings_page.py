"""The list of open findings: filtered, sorted, in pages, and as a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earnest.core.assets.models import Asset
from earnest.duties.hygiene import queries
from earnest.duties.hygiene.queries import SIZE, Filters
from earnest.foundation.errors import Invalid
from earnest.foundation.page import Choice, Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.hygiene import asked, lines, words
from earnest.interfaces.web.hygiene.files import Files, files
from earnest.interfaces.web.listing import download, streamed

EXPORTS = ("csv", "xlsx", "json")
REACH = 5_000
"""Findings that can be leafed through. Beyond them one narrows the list or turns its order round."""


@dataclass(frozen=True)
class Filter:
    """One filter: its name in the address, its heading, what it offers, and what is chosen."""

    key: str
    label: str
    choices: list[Choice]
    chosen: str

    @property
    def says(self) -> str:
        """What is chosen, in words; empty where everything is."""
        return next((one.label for one in self.choices[1:] if one.value == self.chosen), "")


@require_safe
def findings(request: ActorRequest) -> HttpResponseBase:
    found = files(request)
    told, sort = asked.filters(request.GET), asked.sort(request.GET)
    wanted = min(asked.number(request.GET), REACH // SIZE)
    page = queries.findings(found.board, told, sort, wanted, SIZE)
    if (kind := request.GET.get("export", "")) in EXPORTS:
        return _file(found, told, sort, kind, page.count)
    pages = Paginator(range(min(page.count, REACH)), SIZE).get_page(wanted)
    if pages.number != wanted:
        page = queries.findings(found.board, told, sort, pages.number, SIZE)
    context = found.context("hygiene-findings", _("Findings"), Crumb(_("Findings")))
    context |= {
        "told": told,
        "sort": sort,
        "rows": lines.rows(found, page.lines),
        "page": pages,
        "count": page.count,
        "filters": filters(found, told),
        "narrowing": narrowing(found, told),
        "narrowed": told != Filters(),
        "board": found.board,
        "why": found.link("proof-hygiene", "findings", **asked.pairs(told)),
        "exports": EXPORTS,
        "beyond": page.count > REACH,
        "reach": REACH,
        "too_many": page.count > lines.MOST_IN_A_FILE,
        "most": lines.MOST_IN_A_FILE,
    }
    return render(request, "hygiene/findings.html", context)


def _file(found: Files, told: Filters, sort: str, kind: str, count: int) -> HttpResponseBase:
    name = f"findings-{found.stands.day}"
    rows = queries.every(found.board, told, sort)
    if kind == "csv":
        return streamed(name, lines.COLUMNS, rows)
    if count > lines.MOST_IN_A_FILE:
        raise Invalid(
            _("These are %(count)s findings, and such a file holds %(most)s. Take CSV, or narrow the list.")
            % {"count": f"{count:,}", "most": f"{lines.MOST_IN_A_FILE:,}"},
            field="export",
        )
    made = download(name, lines.COLUMNS, rows, kind)
    assert made is not None, "every kind in EXPORTS is one that can be made"
    return made


def filters(found: Files, told: Filters) -> list[Filter]:
    """What the list can be narrowed by, with what the board holds."""
    known = found.kept("choices", lambda: queries.choices(found.board))
    titles = {one.priority: one.title for one in found.board.by_priority}
    order = [one.priority for one in found.board.by_priority if one.priority in known["priority"]]
    return [
        _filter("team", _("Team"), ((one, words.team(one)) for one in known["team"]), told.team),
        _filter("priority", _("Priority"), ((one, titles[one]) for one in order), told.priority or None),
        _filter("clock", _("Clock"), _clocks(), told.clock or None),
        _filter("exploited", _("Exploited"), words.EXPLOITED.items(), told.exploited or None),
        _filter("tier", _("Tier"), ((str(n), label) for n, label in Asset.Tier.choices), _text(told.tier)),
        _filter("exposure", _("Reached from"), Asset.Exposure.choices, told.exposure or None),
        _filter("severity", _("Severity"), words.SEVERITIES.items(), told.severity or None),
        _filter("source", _("Source"), ((one, one) for one in known["source"]), told.source or None),
    ]


def _clocks() -> Iterable[tuple[str, str | Promise]]:
    yield from ((state, word) for state, (_look, word) in words.CLOCKS.items())
    yield from words.GROUPED.items()


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _filter(key: str, label: str, values: Iterable[tuple[str, str | Promise]], chosen: str | None) -> Filter:
    everything = asked.EVERYTHING if key == "team" else ""
    choices = [Choice(everything, _("Any")), *(Choice(value, str(word)) for value, word in values)]
    return Filter(key, label, choices, everything if chosen is None else chosen)


def narrowing(found: Files, told: Filters) -> list[tuple[str, str]]:
    """What narrows the list that no filter on it shows: in words, with the address without it."""
    said = {
        "asset": (told.asset, _("only on %s") % told.asset),
        "vulnerability": (told.vulnerability, _("only %s") % told.vulnerability),
        "package": (told.package, _("only one work package")),
        "unlooked": (told.unlooked, _("only what the last look did not reach")),
        "contradicted": (told.contradicted, _("only vectors that do not give their score")),
    }
    now = asked.pairs(told)
    return [
        (words_, found.link("hygiene-findings", **{name: value for name, value in now.items() if name != key}))
        for key, (there, words_) in said.items()
        if there
    ]
