"""Exceptions: asked for by one person, decided by another, and gone at the end of their last day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from earnest.core.controls import operations
from earnest.core.controls.models import BoundTest, Control, ControlException
from earnest.core.controls.queries import tests, visible_to
from earnest.core.controls.rules import Standing, standing
from earnest.core.organization.models import Person
from earnest.foundation import clock, ledger
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import EarnestError
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.papers import day_field, own_person

MARKS: dict[Standing, tuple[str, str | Promise]] = {
    Standing.ASKED: ("partly effective", gettext_lazy("Asked for")),
    Standing.LAPSED: ("planned", gettext_lazy("Never decided")),
    Standing.COMING: ("partly effective", gettext_lazy("Approved, not yet begun")),
    Standing.LIVE: ("met by another approach", gettext_lazy("Live")),
    Standing.ENDED: ("planned", gettext_lazy("Ended")),
    Standing.REFUSED: ("planned", gettext_lazy("Refused")),
    Standing.REVOKED: ("planned", gettext_lazy("Revoked")),
}
"""How each standing looks: as which status, and in which word."""


class AskForm(Form):
    bound = forms.ChoiceField(label=gettext_lazy("Control and test"))
    subject = forms.CharField(
        label=gettext_lazy("Row that is to be excepted"),
        max_length=500,
        help_text=gettext_lazy("Its fingerprint, as the test gives it. An exception for everything is not one."),
    )
    label = forms.CharField(label=gettext_lazy("What it is called"), max_length=300, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why this deviation is to be accepted"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    compensating_measure = forms.CharField(
        label=gettext_lazy("What makes up for it meanwhile"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    starts_on = day_field(gettext_lazy("From"))
    ends_on = day_field(
        gettext_lazy("Until"), help_text=gettext_lazy("The last day. After it, the deviation counts again by itself.")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bound"]
        self.tests = {str(one.pk): one for one in _bound(actor)}
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose")), *_grouped(self.tests.values())]


class DecideForm(Form):
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed to refuse or to revoke. Kept in the history."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: ActorRequest) -> HttpResponseBase:
    """Ask that one row of one test be excepted; nothing changes until another person approves."""
    actor = request.actor
    actor.require(May.ASK_EXCEPTION)
    if request.method == "POST":
        form = AskForm(request.POST, actor=actor)
        if form.is_valid():
            given = dict(form.cleaned_data)
            bound = form.tests[given.pop("bound")]
            try:
                made = operations.ask_exception(
                    actor, bound.control, test=bound.test, asked_by=own_person(actor), **given
                )
            except EarnestError as error:
                form.refuse(error)
            else:
                messages.success(request, _("Asked for. Another person decides."))
                return redirect("exceptions-detail", pk=made.pk)
    else:
        form = AskForm(actor=actor, initial=_prefilled(request))
    context = {
        "form": form,
        "person": Person.objects.filter(pk=actor.person).first() if actor.person else None,
        "title": _("Ask for an exception"),
        "crumbs": [*_way(), Crumb(_("Ask for an exception"))],
    }
    return render(request, "exceptions/ask.html", context, status=422 if form.is_bound else 200)


@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponseBase:
    return _detail(request, _one(request.actor, pk))


@require_POST
def decide(request: ActorRequest, pk: int, verb: str) -> HttpResponseBase:
    """Approve, refuse or revoke, in the reader's own name."""
    actor, found = request.actor, _one(request.actor, pk)
    actor.require(May.DECIDE_EXCEPTION)
    form = DecideForm(request.POST)
    if form.is_valid():
        note = form.cleaned_data["note"]
        try:
            if verb == "revoke":
                operations.revoke_exception(actor, found, reason=note)
            elif verb == "approve":
                operations.approve_exception(actor, found, approver=own_person(actor), note=note)
            else:
                operations.refuse_exception(actor, found, approver=own_person(actor), note=note)
        except EarnestError as error:
            form.refuse(_at_note(error))
        else:
            says = {"approve": _("Approved."), "refuse": _("Refused."), "revoke": _("Revoked.")}
            messages.success(request, says[verb])
            return redirect("exceptions-detail", pk=pk)
    return _detail(request, found, form)


def told(found: ControlException, now: Standing) -> str:
    """How the exception stands, in words."""
    says = {
        Standing.ASKED: _("Nothing is excepted until another person than %(asker)s approves it."),
        Standing.LAPSED: _("Its last day went by before anybody decided. Nothing was ever excepted."),
        Standing.COMING: _("Approved, and it begins on its first day. Until then the deviation counts."),
        Standing.LIVE: _("The deviation does not count against the control until the end of its last day."),
        Standing.ENDED: _("It has ended by itself. The deviation counts again."),
        Standing.REFUSED: _("Refused by %(approver)s. The deviation counts."),
        Standing.REVOKED: _("Ended before its day. The deviation counts again."),
    }
    return says[now] % {"asker": found.asked_by, "approver": found.approver}


def _at_note(error: EarnestError) -> EarnestError:
    if getattr(error, "field", "") == "reason":
        error.field = "note"  # type: ignore[attr-defined]  # the form calls the reason a note
    return error


def _detail(request: ActorRequest, found: ControlException, form: DecideForm | None = None) -> HttpResponseBase:
    actor, today = request.actor, clock.today()
    now = standing(
        found.state, starts_on=found.starts_on, ends_on=found.ends_on, revoked_on=found.revoked_on, today=today
    )
    test = tests().get(found.test)
    own = actor.person is not None and actor.person == found.asked_by_id
    decides = actor.may(May.DECIDE_EXCEPTION)
    look, word = MARKS[now]
    context = {
        "exception": found,
        "title": found.label,
        "lede": told(found, now),
        "look": look,
        "word": word,
        "test_title": test.title if test else found.test,
        "own": own,
        "may_decide": decides and not own and actor.person is not None and now in {Standing.ASKED, Standing.LAPSED},
        "may_revoke": decides and now in {Standing.LIVE, Standing.COMING},
        "waits_for_another": own and now == Standing.ASKED,
        "form": form or DecideForm(),
        "entries": ledger.history(found.reference),
        "may_see_ledger": actor.may(May.SEE_LEDGER),
        "crumbs": [*_way(), Crumb(found.label)],
    }
    return render(request, "exceptions/detail.html", context, status=422 if form else 200)


def _one(actor: Actor, pk: int) -> ControlException:
    rows = visible_to(actor, ControlException).select_related("control", "asked_by", "approver")
    return get_object_or_404(rows, pk=pk)


def _bound(actor: Actor) -> list[BoundTest]:
    rows = visible_to(actor, BoundTest).exclude(control__state=Control.State.RETIRED)
    return list(rows.select_related("control").order_by("control__name", "test"))


def _grouped(rows: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    known = tests()
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in rows:
        title = known[one.test].title if one.test in known else one.test
        groups.setdefault(str(one.control), []).append((str(one.pk), title))
    return list(groups.items())


def _prefilled(request: ActorRequest) -> dict[str, Any]:
    get = request.GET.get
    control, test = get("control", ""), get("test", "")
    found = next((one for one in _bound(request.actor) if _is(one, control) and test in {"", one.test}), None)
    return {
        "bound": str(found.pk) if found and control else "",
        "subject": get("subject", "")[:500],
        "label": get("label", "")[:300],
        "starts_on": clock.today(),
    }


def _is(one: BoundTest, control: str) -> bool:
    return control in {str(one.control_id), one.control.key}


def _way() -> list[Crumb]:
    return [Crumb(_("Exceptions"), reverse("exceptions"))]
