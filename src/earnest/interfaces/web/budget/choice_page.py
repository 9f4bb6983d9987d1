"""Investments: the best set for a budget, what is left out and why, what more money buys, what to drop first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from earnest.duties.budget import queries
from earnest.duties.budget.models import Investment
from earnest.duties.budget.queries import Choice, Cut, Dropped, Item, Question, reading_once
from earnest.foundation.actor import May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.budget import choice_words, computing, pictures
from earnest.interfaces.web.budget.books import Books, books
from earnest.interfaces.web.budget.choice_form import ChoiceForm, form_of
from earnest.interfaces.web.wording import in_words


@dataclass(frozen=True)
class Answer:
    """What is known now. `points` is None, and `exact` False, where the exact answer has still to be computed."""

    choice: Choice
    points: tuple[Choice, ...] | None
    exact: bool


@dataclass(frozen=True)
class PointRow:
    """A point of the frontier: its choice, what it buys more than the one before, and whether it is the chosen one."""

    one: Choice
    added: str
    current: bool


@dataclass(frozen=True)
class DropRow:
    """Something to drop, with the money that is freed once it and all before it are gone."""

    order: int
    one: Dropped
    freed: float
    enough: bool


@require_safe
@reading_once()
def investments(request: ActorRequest) -> HttpResponse:
    found = books(request)
    context = found.context("budget-investments", _("The best use of the money"), _("Investments"))
    context["may_add"] = request.actor.may(May.EDIT_RECORD)
    if found.year is None or found.unpriced:
        return render(request, "budget/investments.html", context)
    items = queries.items(found.modelled, found.year)
    form = form_of(found, request.GET, items)
    context |= {"form": form, "items": items, "any": bool(items), "waiting": waiting(found)}
    status = 200
    try:
        if items and (not form.is_bound or form.is_valid()):
            context |= _answered(found, form, items)
    except Invalid as error:
        context["refused"] = str(error)
        status = 422 if form.is_bound else 200
    if items:
        context |= _cut(found, form, may_wait="choice" in context)
        context |= _work(request, found, form, context)
    return render(request, "budget/investments.html", context, status=422 if form.errors else status)


def answer(found: Books, question: Question) -> Answer:
    """What was concluded before, else a quick answer. Invalid where the budget does not do."""
    year = found.of
    known = queries.kept_best(found.modelled, year, question)
    points = queries.kept_frontier(found.modelled, year, question)
    return Answer(known or queries.quick(found.modelled, year, question), points, known is not None)


def _answered(found: Books, form: ChoiceForm, items: tuple[Item, ...]) -> dict[str, Any]:
    year, question = found.of, form.question
    got = answer(found, question)
    choice, by_key = got.choice, {one.key: one for one in items}
    left = choice_words.rows(found, choice, choice.passed_over, by_key, left_out=True)
    asked = {**_asked(form), "objective": choice.objective}
    context: dict[str, Any] = {
        "choice": choice,
        "exact": got.exact,
        "says": choice_words.says(found, choice),
        "proven": choice_words.proven(found, choice),
        "chosen": choice_words.rows(found, choice, choice.chosen, by_key, left_out=False),
        "left": left,
        "next_best": choice_words.next_best(found, left),
        "never": _never(items, choice),
        "why": found.proof("choice", **asked),
    }
    if got.points:
        offered = None if year.offered is None else float(year.offered)
        total = None if year.asked is None else float(year.asked)
        context |= {
            "picture": pictures.frontier(got.points, choice, offered, total),
            "frontier_says": choice_words.frontier_says(found, got.points, choice),
            "points": _points(got.points, choice),
            "why_frontier": found.proof("frontier", **asked),
        }
    return context


def _work(request: ActorRequest, found: Books, form: ChoiceForm, context: dict[str, Any]) -> dict[str, Any]:
    """The job that computes what is not known yet: empty where all is, or where nothing can be."""
    done = context.get("exact") and "points" in context and ("cut" in context or "cut_refused" in context)
    if done or "choice" not in context:
        return {}
    job = computing.running(request.actor, computing.arguments(found, form.question, form.share))
    page = request.get_full_path()
    return {"waits": True, "job": job, "starts_itself": computing.starts_itself(job), "page_here": page}


def _asked(form: ChoiceForm) -> dict[str, object]:
    """What a proof has to be asked so that it is of the same choice."""
    question = form.question
    return {
        "budget": f"{float(question.budget or 0):.2f}",
        "must": ",".join(question.must),
        "never": ",".join(question.never),
    }


def _never(items: tuple[Item, ...], choice: Choice) -> str:
    told = {one.key for one in (*choice.chosen, *choice.passed_over)}
    number = sum(one.key not in told for one in items)
    if not number:
        return ""
    return ngettext(
        "%s more was refused, is ruled out, or is left out here.",
        "%s more were refused, are ruled out, or are left out here.",
        number,
    ) % in_words(number)


def _points(points: tuple[Choice, ...], choice: Choice) -> list[PointRow]:
    at = {one.budget: one for one in points} | {choice.budget: choice}
    found, before = [], set[str]()
    for budget in sorted(at):
        one = at[budget]
        keys = {each.key for each in one.chosen}
        added = ", ".join(each.title for each in one.chosen if each.key not in before)
        found.append(PointRow(one, added if keys != before else "", budget == choice.budget))
        before = keys
    return found


def _cut(found: Books, form: ChoiceForm, *, may_wait: bool) -> dict[str, Any]:
    """What to drop first; why not, where so much cannot be cut. Empty where it waits for what is computed."""
    try:
        cut = queries.kept_cut(found.modelled, found.of, form.share)
        if cut is None and not may_wait:
            cut = queries.drop_first(found.modelled, found.of, form.share)
    except Invalid as error:
        return {"cut_refused": str(error)}
    if cut is None:
        return {}
    return {
        "cut": cut,
        "dropped": dropped_rows(cut),
        "cut_says": cut_says(found, cut),
        "why_cut": found.proof("cut", cut=f"{form.share:.4f}"),
    }


def dropped_rows(cut: Cut) -> list[DropRow]:
    """What is dropped, in order, with what is freed by then; `enough` is where that reaches the aim."""
    found, freed, reached = [], 0.0, False
    for order, one in enumerate(cut.dropped, start=1):
        freed += one.money
        here = not reached and freed >= cut.aim - 0.5
        reached = reached or here
        found.append(DropRow(order, one, freed, here))
    return found


def cut_says(found: Books, cut: Cut) -> str:
    """What going without costs, and how near the best the order is proven to be."""
    enough = next((one for one in dropped_rows(cut) if one.enough), None)
    given = {
        "share": f"{100 * cut.share:g}%",
        "aim": found.money(cut.aim),
        "saved": found.money(cut.saved),
        "more": found.money(cut.loss_after - cut.loss_before),
        "n": in_words(len(cut.dropped)),
    }
    first = ngettext(
        "A cut of %(share)s is %(aim)s. Dropping one thing frees %(saved)s",
        "A cut of %(share)s is %(aim)s. Dropping %(n)s things frees %(saved)s",
        len(cut.dropped),
    )
    second = (
        _("and adds %(more)s to the expected loss of a year.")
        if cut.loss_after > cut.loss_before
        else _("and adds nothing to the expected loss of a year that anybody has modelled.")
    )
    near = (
        _("Proven: no other set that frees as much costs less.")
        if cut.proven
        else _("No other set can do better by more than %s.") % f"{100 * cut.gap:.2g}%"
    )
    if enough is not None and enough.order < len(cut.dropped):
        stop = _("The first %(n)s already free enough, and leave it at %(loss)s; the rest gives less than it costs.")
        near += " " + stop % {"n": in_words(enough.order), "loss": found.money(enough.one.loss_after)}
    return f"{first % given} {second % given} {near}"


def waiting(found: Books) -> list[Investment]:
    """What somebody has to decide on: proposed, and not decided."""
    rows = visible_to(found.stands.actor, Investment).filter(state=Investment.State.CANDIDATE)
    return list(rows.exclude(proposed_by=None).select_related("proposed_by").order_by("title"))
