"""Doubts and their answers, review by another person, approval and withdrawal."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earnest.core.controls import operations
from earnest.core.controls.models import Argument, ArgumentNode, Defeater
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.foundation.resource.screens import revision_seen
from earnest.interfaces.web.arguments.forms import AcceptForm, AnswerForm, DoubtForm, ReasonForm, ReviewForm
from earnest.interfaces.web.arguments.page import one_of
from earnest.interfaces.web.arguments.writing import asked_for, forms_page
from earnest.interfaces.web.papers import own_person


@forms_page
def doubt(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Doubt an element, in the reader's own name."""
    actor = request.actor
    node = get_object_or_404(visible_to(actor, ArgumentNode), pk=pk)
    row = one_of(actor, node.argument_id)
    form = DoubtForm(request.POST or None)

    def act() -> Argument:
        operations.raise_doubt(actor, node, raised_by=own_person(actor), **form.cleaned_data)
        return row

    says = _("Raised. The argument proves nothing until it is answered.")
    return asked_for(request, form, act, _("Doubt %s") % node.key, says, row)


@forms_page
def answer(request: ActorRequest, pk: int) -> HttpResponseBase:
    actor = request.actor
    one = _one(request, pk)
    actor.require(May.EDIT_RECORD)
    form = AnswerForm(request.POST or None)

    def act() -> Argument:
        operations.answer_doubt(actor, one, answer=form.cleaned_data["answer"], answered_by=own_person(actor))
        return one.node.argument

    return asked_for(request, form, act, _("Answer %s") % one.key, _("Answered."), one.node.argument)


@forms_page
def accept(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Accept a doubt as residual until a day."""
    actor = request.actor
    one = _one(request, pk)
    actor.require(May.DECIDE_EXCEPTION)
    form = AcceptForm(request.POST or None)

    def act() -> Argument:
        given = form.cleaned_data
        operations.accept_residual(actor, one, reason=given["reason"], approver=own_person(actor), until=given["until"])
        return one.node.argument

    says = _("Accepted until that day.")
    return asked_for(request, form, act, _("Accept %s as residual") % one.key, says, one.node.argument)


@forms_page
def review(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Say whether it stands, as somebody else than its author."""
    actor = request.actor
    row = one_of(actor, pk)
    actor.require(May.ATTEST)
    form = ReviewForm(request.POST or None, initial={"revision": row.revision})
    stands = request.POST.get("verdict", "stands") == "stands"

    def act() -> Argument:
        given = form.cleaned_data
        return operations.review_argument(
            actor,
            row,
            reviewer=own_person(actor),
            stands=stands,
            note=given["note"],
            review_due=given["review_due"] if stands else None,
            seen=given["revision"],
        )

    says = _("Reviewed under your name.") if stands else _("It went back to its author.")
    return asked_for(request, form, act, _("Review it"), says, row)


@forms_page
def withdraw(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Give it up; the requirement is judged by its controls again."""
    actor = request.actor
    row = one_of(actor, pk)
    actor.require(May.EDIT_RECORD)
    form = ReasonForm(request.POST or None)
    says = _("Withdrawn. The requirement is judged by its controls again.")
    return asked_for(
        request,
        form,
        lambda: operations.withdraw_argument(actor, row, reason=form.cleaned_data["reason"]),
        _("Withdraw it"),
        says,
        row,
    )


@require_POST
def send(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Ask for a review."""
    row = one_of(request.actor, pk)
    request.actor.require(May.EDIT_RECORD)
    return _at_once(request, row, lambda: operations.send_to_review(request.actor, row), _("Sent. Another reviews it."))


@require_POST
def approve(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Agree, as management, that it protects at least as well."""
    row = one_of(request.actor, pk)
    request.actor.require(May.DECIDE_EXCEPTION)
    return _at_once(
        request,
        row,
        lambda: operations.approve_argument(
            request.actor, row, approver=own_person(request.actor), seen=revision_seen(request)
        ),
        _("Approved under your name."),
    )


def _at_once(request: ActorRequest, row: Argument, act: Callable[[], Argument], says: str) -> HttpResponseBase:
    try:
        act()
    except EarnestError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, says)
    return redirect("arguments-detail", pk=row.pk)


def _one(request: ActorRequest, pk: int) -> Defeater:
    rows = visible_to(request.actor, Defeater).select_related("node__argument__author", "raised_by")
    return get_object_or_404(rows, pk=pk)
