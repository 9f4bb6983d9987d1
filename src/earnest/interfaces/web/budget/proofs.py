"""Proofs of the budget: the method, what it rests on, estimates, lines, rates, decisions, entries of the ledger."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earnest.core.controls.models import Control
from earnest.duties.budget.models import Tool
from earnest.duties.budget.queries import Ranked, reading_once
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.budget import investment_page, proof_choice, proof_year, worth_page
from earnest.interfaces.web.budget.books import Books, books
from earnest.interfaces.web.budget.proof_parts import (
    controls,
    entries,
    estimates,
    lines,
    method,
    missing,
    model,
    scenarios,
)
from earnest.interfaces.web.proof import draw
from earnest.interfaces.web.proof_steps import Link, Told
from earnest.interfaces.web.risk.control_worth import effects

Made = tuple[str, str, list[Link]]
"""Title, answer and links of a proof."""


@require_safe
@reading_once()
def of_budget(request: ActorRequest, key: str) -> HttpResponse:
    """A figure of the year, the ranking, a choice, a frontier, a cut, or an insurance what-if."""
    found = books(request)
    if found.year is None or found.unpriced:
        raise Http404
    kinds: dict[str, Callable[[ActorRequest, Books], Made]] = {
        "worth": lambda _request, books: _ranking(books),
        "choice": proof_choice.choice,
        "frontier": proof_choice.frontier,
        "cut": proof_choice.cut,
        "insurance": proof_choice.insurance,
        "benchmarks": lambda _request, books: proof_year.benchmarks(books),
    }
    if key in kinds:
        title, answer, links = kinds[key](request, found)
    elif key in proof_year.KEYS:
        title, answer, links = proof_year.figure(found, key)
    else:
        raise Http404
    return draw(request, found.stands, title, answer, links, (Crumb(_("Budget"), found.link("budget")),))


@require_safe
@reading_once()
def of_tool(request: ActorRequest, pk: int) -> HttpResponse:
    """What a tool is worth."""
    found = books(request)
    row = get_object_or_404(visible_to(request.actor, Tool), pk=pk)
    return _paid(request, found, "tool", pk, row.name, row.reference)


@require_safe
@reading_once()
def of_control(request: ActorRequest, pk: int) -> HttpResponse:
    """What a control that no tool carries is worth."""
    found = books(request)
    row = get_object_or_404(visible_to(request.actor, Control), pk=pk)
    return _paid(request, found, "control", pk, row.name, row.reference)


@require_safe
@reading_once()
def of_investment(request: ActorRequest, pk: int) -> HttpResponse:
    """What an investment would give back."""
    found = books(request)
    row = investment_page.one(found, pk)
    value = investment_page.worth_of(found, row)
    links, references = [], [row.reference]
    answer = _("%(title)s: %(state)s.") % {"title": row.title, "state": row.get_state_display().lower()}
    if value is not None:
        answer = found.balance(value)
        links = [method(_worth_says(), *model(found)), *scenarios(found, value.why)]
        references += value.rests_on
    for label, amount, how in investment_page.costs(found, row):
        links.append(Link("told", _("Cost"), Told(f"{label}: {amount}", how)))
    for one in investment_page.brought(found, row):
        url = found.stands.link("control-worth", one.control.pk)
        said = _what_it_brings(one)
        links.append(
            Link(
                "told",
                _("Control it brings"),
                Told(one.control.name, said),
                url,
                why=found.stands.link("proof-worth", one.control.pk),
            )
        )
        links += estimates(found, one.effects)
        references += [each.reference for each in (*one.effects, *one.brings)]
    if value is not None and not value.is_modelled:
        links.append(missing(_("What it would change"), _("nobody has said")))
    links += entries(found, references)
    crumbs = (
        Crumb(_("Investments"), found.link("budget-investments")),
        Crumb(row.title, found.link("investments-detail", pk)),
    )
    return draw(request, found.stands, _("Proof: what %s gives back") % row.title, answer, links, crumbs)


def _what_it_brings(one: investment_page.Brought) -> str:
    count = _("%d estimates of what it changes.") % len(one.effects)
    if one.brings:
        return f"{count} {_('It brings:')} {', '.join(each.title for each in one.brings)}."
    if one.nothing is not None:
        return f"{count} {_('It brings no loss of its own, because')} {one.nothing.because}"
    return f"{count} {_('Nobody has said what it brings in.')}"


def _paid(request: ActorRequest, found: Books, kind: str, pk: int, name: str, reference: str) -> HttpResponse:
    crumbs = (
        Crumb(_("Budget"), found.link("budget")),
        Crumb(_("Everything we pay for"), found.link("budget-worth")),
    )
    title = _("Proof: what %s is worth") % name
    row = None
    if found.year is not None and not found.unpriced:
        row = next((one for one in found.ranking.rows if (one.kind, one.id) == (kind, pk)), None)
    if row is None:
        says = _("No line of the year pays for it and its record says no cost, so it is not in this list.")
        return draw(request, found.stands, title, says, entries(found, [reference]), crumbs)
    return draw(request, found.stands, title, found.balance(row), list(_of_row(found, row)), crumbs)


def _of_row(found: Books, row: Ranked) -> list[Link]:
    numbers = [int(one.partition(":")[2]) for one in row.rests_on if one.startswith("budget.line:")]
    links = [method(_worth_says(), *model(found))]
    links += scenarios(found, row.why)
    links += controls(found, row.alone or row.controls)
    for key, tools in row.shared:
        says = _("carried by %s too, so it would go on") % ", ".join(tools)
        links.append(Link("told", _("Shared control"), Told(key, says)))
    references = list(row.rests_on)
    believed = [
        one
        for control in visible_to(found.stands.actor, Control).filter(key__in=row.alone).order_by("name")
        for one in effects(found.stands, control)
    ]
    links += estimates(found, believed)
    references += [one.reference for one in believed]
    if not row.is_modelled:
        links.append(missing(_("What it changes"), _("nobody has said")))
    links.append(Link("told", _("Cost"), Told(_("%s a year") % found.money(row.cost.mean), worth_page.cost_from(row))))
    links += lines(found, numbers)
    if row.renews_on is not None:
        day = date_format(row.renews_on, "j F Y")
        links.append(Link("told", _("Renewal"), Told(day), found.stands.link("tools-detail", row.id)))
    return [*links, *entries(found, references)]


def _ranking(found: Books) -> Made:
    shown = worth_page.shown(found)
    links = [method(_worth_says(), *model(found))]
    for one in (*shown.rows, *shown.unmodelled):
        amount = found.range(one.row.net.low, one.row.net.high) if one.row.is_modelled else _("not modelled")
        told = Told(one.row.name, f"{found.money(one.row.net.mean)}, {amount}" if one.row.is_modelled else amount)
        links.append(Link("told", _("Tool") if one.row.kind == "tool" else _("Control"), told, one.url, why=one.why))
    if shown.loose_says:
        links.append(missing(_("Lines joined to nothing"), shown.loose_says))
    return _("Proof: the ranking"), shown.says, links


def _worth_says() -> str:
    return _(
        "Net worth is the expected loss removed, less the expected loss brought in, less what it costs, a year. It is "
        "taken with everything else in force, from 4,000 draws of what is uncertain, with the same random numbers with "
        "and without it. Ranges leave a twentieth on each side."
    )
