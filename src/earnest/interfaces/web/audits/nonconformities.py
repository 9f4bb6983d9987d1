"""One nonconformity from finding to close: cause, actions, their effect seen by another, and what evidence says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earnest.core.actions.models import Action
from earnest.core.controls.models import Control
from earnest.duties.audits import operations, queries
from earnest.duties.audits.models import CorrectiveAction, Nonconformity
from earnest.duties.audits.rules.standing import Standing
from earnest.foundation import clock, ledger
from earnest.foundation.actor import Actor, May
from earnest.foundation.once import reading_once
from earnest.foundation.page import Crumb
from earnest.foundation.plain import may_change
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.foundation.resource.screens import revision_seen
from earnest.interfaces.web.audits import words
from earnest.interfaces.web.audits.asking import asked_for, forms_page, to, way
from earnest.interfaces.web.audits.engagement import one_engagement
from earnest.interfaces.web.audits.forms import CorrectiveForm, EffectForm, FindingForm, TextForm, WhyForm
from earnest.interfaces.web.audits.places import Places
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.papers import own_person
from earnest.interfaces.web.standing import standing


@dataclass(frozen=True)
class CorrectiveRow:
    """One action against the cause, and whether the reader may say that it works."""

    row: CorrectiveAction
    mark: words.Mark
    may_verify: bool


def one_finding(actor: Actor, pk: int) -> Nonconformity:
    rows = visible_to(actor, Nonconformity).select_related(
        "engagement__framework", "requirement", "control", "accountable"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
@reading_once()
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    stands = standing(request)
    actor, row = request.actor, one_finding(request.actor, pk)
    found = queries.standing_of(row, stands.day)
    places = Places(actor, stands.query)
    part = queries.involved(row).everybody
    named, involved = actor.person is not None, actor.person in part
    decides = actor.may(May.DECIDE_EXCEPTION) and row.closed_on is None
    today = stands.day == stands.today
    context = {
        **stands.context,
        "title": row.title,
        "lede": row.statement,
        "row": row,
        "found": found,
        "mark": words.finding(found),
        "why": places.test(row.control.key, row.test) if row.control else "",
        "actions": [_corrective(actor, one, part) for one in found.actions],
        "may_write": may_change(actor, row) and row.closed_on is None and today,
        "may_close": decides and named and not involved and today and found.stands.standing is Standing.READY,
        "involved": involved and row.closed_on is None,
        "may_reopen": actor.may(May.EDIT_RECORD) and row.closed_on is not None and today,
        "entries": ledger.history(row.reference),
        "may_see_ledger": actor.may(May.SEE_LEDGER),
        "crumbs": way(*([to("engagements-detail", row.engagement)] if row.engagement else []), Crumb(row.number)),
    }
    return render(request, "audits/nonconformity.html", context)


def _corrective(actor: Actor, one: CorrectiveAction, part: frozenset[int]) -> CorrectiveRow:
    done = one.action.state == Action.State.DONE
    if one.verified_on is not None:
        mark = words.Mark("effective", _("Effect seen")) if one.effect_seen else words.Mark("failing", _("No effect"))
    elif done:
        mark = words.Mark("partly effective", _("Done, effect not verified"))
    else:
        mark = words.Mark("planned", one.action.get_state_display())
    free = actor.person is not None and actor.person not in part
    return CorrectiveRow(one, mark, done and actor.may(May.ATTEST) and free)


def _form(
    request: ActorRequest,
    form: Form,
    act: Callable[[], object],
    row: Nonconformity,
    title: str,
    says: str,
    record: CorrectiveAction | None = None,
) -> HttpResponseBase:
    return asked_for(
        request,
        form,
        act,
        title=title,
        says=says,
        back=reverse("nonconformities-detail", args=[row.pk]),
        crumbs=[to("nonconformities-detail", row)],
        record=record or row,
    )


@forms_page
def find(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Put a finding of an engagement into the record."""
    actor, row = request.actor, one_engagement(request.actor, pk)
    actor.require(May.EDIT_RECORD)
    form = FindingForm(request.POST or None, actor=actor, engagement=row)

    def act() -> str:
        given = dict(form.cleaned_data)
        control, _slash, test = given.pop("shown_by").rpartition("/")
        of = visible_to(actor, Control).filter(key=control).first()
        made = Nonconformity(engagement=row, control=of, test=test, raised_on=clock.today(), **given)
        return reverse("nonconformities-detail", args=[operations.raise_nonconformity(actor, made).pk])

    back = reverse("engagements-detail", args=[pk])
    crumbs = [to("engagements-detail", row)]
    return asked_for(request, form, act, title=_("Record a finding"), says=_("Recorded."), back=back, crumbs=crumbs)


@forms_page
def contain(request: ActorRequest, pk: int) -> HttpResponseBase:
    actor, row = request.actor, _mine(request, pk)
    form = TextForm(request.POST or None, label=_("What was done at once"), initial={"text": row.containment})

    def act() -> object:
        return operations.contain(actor, row, containment=form.cleaned_data["text"], seen=revision_seen(request))

    return _form(request, form, act, row, _("Say what was done at once"), _("Kept."))


@forms_page
def cause(request: ActorRequest, pk: int) -> HttpResponseBase:
    actor, row = request.actor, _mine(request, pk)
    form = TextForm(request.POST or None, label=_("Why it happened"), initial={"text": row.root_cause})

    def act() -> object:
        text, seen = form.cleaned_data["text"], revision_seen(request)
        return operations.state_cause(actor, row, root_cause=text, stated_by=own_person(actor), seen=seen)

    return _form(request, form, act, row, _("State the root cause"), _("Stated in your name."))


@forms_page
def correct(request: ActorRequest, pk: int) -> HttpResponseBase:
    actor, row = request.actor, _mine(request, pk)
    form = CorrectiveForm(request.POST or None, actor=actor)

    def act() -> object:
        return operations.add_corrective_action(actor, row, **form.cleaned_data)

    return _form(request, form, act, row, _("Promise an action"), _("Promised."))


@forms_page
def verify(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Say whether an action removed the cause, as somebody who neither did it nor answers for it."""
    actor = request.actor
    rows = visible_to(actor, CorrectiveAction).select_related("nonconformity", "action")
    one = get_object_or_404(rows, pk=pk)
    actor.require(May.ATTEST)
    form = EffectForm(request.POST or None)

    def act() -> object:
        given = form.cleaned_data
        return operations.verify_effect(
            actor,
            one,
            verified_by=own_person(actor),
            effect_seen=given["effect_seen"] == "yes",
            note=given["note"],
            seen=revision_seen(request),
        )

    return _form(request, form, act, one.nonconformity, _("Verify the effect"), _("Kept under your name."), one)


@forms_page
def close(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Decide that it is closed, as another than who answers for it. Evidence may contradict it later."""
    actor, row = request.actor, one_finding(request.actor, pk)
    actor.require(May.DECIDE_EXCEPTION)
    form = TextForm(request.POST or None, label=_("Why it is closed"))

    def act() -> object:
        text, seen = form.cleaned_data["text"], revision_seen(request)
        return operations.close_nonconformity(actor, row, closed_by=own_person(actor), note=text, seen=seen)

    return _form(request, form, act, row, _("Close it"), _("Closed, as long as evidence agrees."))


@forms_page
def reopen(request: ActorRequest, pk: int) -> HttpResponseBase:
    actor, row = request.actor, one_finding(request.actor, pk)
    actor.require(May.EDIT_RECORD)
    form = WhyForm(request.POST or None)

    def act() -> object:
        return operations.reopen_nonconformity(actor, row, seen=revision_seen(request), **form.cleaned_data)

    return _form(request, form, act, row, _("Open it again"), _("It is open again."))


def _mine(request: ActorRequest, pk: int) -> Nonconformity:
    row = one_finding(request.actor, pk)
    if not may_change(request.actor, row):
        request.actor.require(May.EDIT_RECORD)
    return row
