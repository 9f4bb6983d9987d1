"""One request: its answers then and now, comments, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earnest.duties.audits import operations, queries
from earnest.duties.audits.models import AuditRequest, Engagement
from earnest.duties.audits.queries import AnswerNow, LiveEvidence, RequestNow
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.once import reading_once
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.foundation.resource.screens import revision_seen
from earnest.interfaces.web.audits import words
from earnest.interfaces.web.audits.asking import asked_for, forms_page, to, way
from earnest.interfaces.web.audits.engagement import one_engagement
from earnest.interfaces.web.audits.forms import AskForm, AssignForm, CommentForm, NoteForm, WhyForm
from earnest.interfaces.web.audits.places import Places
from earnest.interfaces.web.forms import Form


@dataclass(frozen=True)
class EvidenceRow:
    """A piece of evidence of an answer: what it said then, what it says now, where it leads."""

    found: LiveEvidence
    mark: words.Mark
    url: str


@dataclass(frozen=True)
class AnswerRow:
    """One answer with its evidence."""

    found: AnswerNow
    evidence: tuple[EvidenceRow, ...]


def one_request(actor: Actor, pk: int) -> AuditRequest:
    """The request; Http404 where the actor sees none."""
    rows = visible_to(actor, AuditRequest).select_related(
        "engagement__framework", "requirement__framework", "control", "assigned_to"
    )
    return get_object_or_404(rows, pk=pk)


def answer_rows(found: RequestNow, places: Places) -> list[AnswerRow]:
    return [
        AnswerRow(
            one, tuple(EvidenceRow(each, words.evidence(each), places.evidence(each.row)) for each in one.evidence)
        )
        for one in found.answers
    ]


@require_safe
@reading_once()
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """For those who see the record, and for whoever the request is given to."""
    actor, row = request.actor, one_request(request.actor, pk)
    sees = actor.may(May.SEE_RECORD)
    found = queries.request_now(actor, row, clock.today())
    mine = actor.person is not None and actor.person == row.assigned_to_id
    frozen = row.engagement.state == Engagement.State.CLOSED
    writes, mine = actor.may(May.EDIT_RECORD) and not frozen, mine and not frozen
    state = AuditRequest.State
    context = {
        "title": f"{row.number} {row.title}",
        "lede": row.detail,
        "row": row,
        "found": found,
        "mark": words.request(row),
        "answers": answer_rows(found, Places(actor)),
        "sees": sees,
        "may_answer": (writes or mine) and row.state != state.ACCEPTED,
        "may_comment": writes or mine,
        "may_assign": writes,
        "may_decide": writes and row.state == state.ANSWERED,
        "frozen": frozen,
        "samples": row.samples.all() if sees else (),
        "crumbs": way(to("engagements-detail", row.engagement), Crumb(row.number)) if sees else [Crumb(row.number)],
    }
    return render(request, "audits/request.html", context)


def _form(
    request: ActorRequest, form: Form, act: Any, row: AuditRequest, title: str, says: str, lede: str = ""
) -> HttpResponseBase:
    return asked_for(
        request,
        form,
        act,
        title=title,
        says=says,
        lede=lede,
        back=reverse("audit-requests-detail", args=[row.pk]),
        crumbs=[to("audit-requests-detail", row)],
        record=row,
    )


@forms_page
def ask(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Take in one request."""
    actor, row = request.actor, one_engagement(request.actor, pk)
    actor.require(May.EDIT_RECORD)
    form = AskForm(request.POST or None, actor=actor, engagement=row, initial={"due_on": row.fieldwork_start})

    def act() -> str:
        made = AuditRequest(engagement=row, asked_on=clock.today(), **form.cleaned_data)
        return reverse("audit-requests-detail", args=[operations.ask(actor, made).pk])

    back = reverse("engagements-detail", args=[pk])
    way_there = [to("engagements-detail", row)]
    return asked_for(request, form, act, title=_("New request"), says=_("Taken in."), back=back, crumbs=way_there)


def mine_or(actor: Actor, row: AuditRequest) -> None:
    """NotAllowed but for whoever the request is given to, and those who change records."""
    if actor.person is None or actor.person != row.assigned_to_id:
        actor.require(May.EDIT_RECORD)


@forms_page
def assign(request: ActorRequest, pk: int) -> HttpResponseBase:
    actor, row = request.actor, one_request(request.actor, pk)
    actor.require(May.EDIT_RECORD)
    form = AssignForm(request.POST or None, actor=actor, initial={"to": row.assigned_to})
    return _form(
        request,
        form,
        lambda: operations.assign(actor, row, to=form.cleaned_data["to"], seen=revision_seen(request)),
        row,
        _("Give it to somebody"),
        _("Kept."),
    )


@forms_page
def comment(request: ActorRequest, pk: int) -> HttpResponseBase:
    actor, row = request.actor, one_request(request.actor, pk)
    mine_or(actor, row)
    form = CommentForm(request.POST or None)
    act = lambda: operations.comment(actor, row, **form.cleaned_data)  # noqa: E731 - read where it is used
    return _form(request, form, act, row, _("Comment"), _("Kept."))


@forms_page
def accept(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Note that the auditor is content."""
    actor, row = request.actor, one_request(request.actor, pk)
    actor.require(May.EDIT_RECORD)
    form = NoteForm(request.POST or None)
    lede = _("This notes what the auditor said. A guest says it themselves.")
    seen = revision_seen(request)
    act = lambda: operations.accept(actor, row, seen=seen, **form.cleaned_data)  # noqa: E731 - read where it is used
    return _form(request, form, act, row, _("Note that it is accepted"), _("Accepted."), lede)


@forms_page
def give_back(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Note that the auditor wants more."""
    actor, row = request.actor, one_request(request.actor, pk)
    actor.require(May.EDIT_RECORD)
    form = WhyForm(request.POST or None)

    def act() -> object:
        return operations.return_request(actor, row, seen=revision_seen(request), **form.cleaned_data)

    return _form(request, form, act, row, _("Note that it is returned"), _("Returned."))
