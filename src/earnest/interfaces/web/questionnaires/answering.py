"""Proposals question by question, and the words that a person approves for them."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from earnest.core.telling import operations, queries
from earnest.core.telling.models import Question, Questionnaire
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.foundation.resource.forms import DayInput
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.papers import own_person
from earnest.interfaces.web.standing import Standing, standing
from earnest.narrative import customer
from earnest.narrative.basis import load

SAID = {
    "yes": gettext_lazy("Yes"),
    "partly": gettext_lazy("Partly"),
    "no": gettext_lazy("No"),
    "not applicable": gettext_lazy("Not applicable"),
    "unshown": gettext_lazy("Not proven"),
    "person": gettext_lazy("For a person"),
}


class WordsForm(Form):
    """The words that the customer reads; the answer itself is derived."""

    text = forms.CharField(
        label=gettext_lazy("Words for the customer"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("They may not say more than evidence does. 25 to 90 words are read best."),
    )
    valid_until = forms.DateField(
        label=gettext_lazy("Good until"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Half a year where you leave it out."),
    )


def answered_of(stands: Standing, row: Questionnaire) -> tuple[customer.Answered, ...]:
    """Every question of a questionnaire with its proposal, as of the day of the page."""
    basis = load(stands.actor, stands.assessment)
    return customer.answer_all(basis, queries.asked(stands.actor, row))


@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponseBase:
    """One questionnaire: each question with what may be answered, on what it rests, and what stays empty."""
    row = get_object_or_404(visible_to(request.actor, Questionnaire), pk=pk)
    stands = standing(request)
    answered = answered_of(stands, row)
    rows = list(queries.questions(request.actor, row))
    context = {
        **stands.context,
        "title": row.title,
        "row": row,
        "crumbs": (Crumb(_("Questionnaires"), reverse("questionnaires")), Crumb(row.title)),
        "lines": [(one, made, SAID[made.proposal.found]) for one, made in zip(rows, answered, strict=True)],
        "counts": customer.counts(answered),
        "all": len(answered),
        "may_edit": request.actor.may(May.EDIT_RECORD),
        "may_send": request.actor.may(May.ATTEST) and row.state == Questionnaire.State.READ,
    }
    return render(request, "questionnaires/questionnaire.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: ActorRequest, pk: int) -> HttpResponseBase:
    """One question: its proposal, why it was matched, and words for it in the reader's own name."""
    one = get_object_or_404(visible_to(request.actor, Question).select_related("questionnaire"), pk=pk)
    if request.method == "POST":
        request.actor.require(May.ATTEST)
    stands = standing(request)
    basis = load(stands.actor, stands.assessment)
    made = customer.answer_all(basis, [queries.as_asked(one)])[0]
    old = queries.remembered(request.actor).get(queries.fingerprint_of(one))
    initial = {"text": old.text if old else "" if made.left else made.filled.text}
    form = WordsForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            operations.approve_answer(
                request.actor,
                one,
                text=form.cleaned_data["text"],
                found=made.proposal.found,
                basis=made.proposal.basis,
                approved_by=own_person(request.actor),
                valid_until=form.cleaned_data["valid_until"],
            )
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Approved under your name, and remembered for the next time."))
            return redirect("questionnaire", pk=one.questionnaire_id)
    row = one.questionnaire
    context = {
        **stands.context,
        "title": one.text,
        "one": one,
        "made": made,
        "said": SAID[made.proposal.found],
        "old": old,
        "form": form if request.actor.may(May.ATTEST) else None,
        "controls": [(basis.controls[key].control, basis.controls[key].status) for key in made.proposal.controls],
        "crumbs": (
            Crumb(_("Questionnaires"), reverse("questionnaires")),
            Crumb(row.title, reverse("questionnaire", args=[row.pk])),
            Crumb(one.number or str(one.row)),
        ),
    }
    return render(request, "questionnaires/question.html", context, status=422 if form.errors else 200)


@require_POST
def forget(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Forget the words for a question, wherever it is asked."""
    one = get_object_or_404(visible_to(request.actor, Question), pk=pk)
    request.actor.require(May.ATTEST)
    try:
        operations.forget_answer(request.actor, one)
    except EarnestError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Forgotten. The history keeps them."))
    return redirect("questionnaire-question", pk=one.pk)
