"""Practising ranges: questions whose answers are known, ten at a time, and what only oneself may see of the result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from earnest.core.risks import operations
from earnest.core.risks.models import CalibrationAnswer
from earnest.core.risks.queries import calibration_of
from earnest.core.risks.rules import Calibration
from earnest.core.risks.rules.calibration import Verdict
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.risk.forms import NumberField, written
from earnest.library.calibration_questions import CalibrationQuestion, calibration_questions

AT_ONCE = 10


class RangeForm(Form):
    """One question: a range that holds the answer nine times in ten. Both empty leaves it for another time."""

    low = NumberField(label="", required=False)
    high = NumberField(label="", required=False)

    def __init__(self, *args: Any, question: CalibrationQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.fields["low"].label = _("At least")
        self.fields["high"].label = _("At most")

    @property
    def is_answered(self) -> bool:
        return not self.errors and self.cleaned_data.get("low") is not None

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        low, high = given.get("low"), given.get("high")
        if self.errors:
            return given
        if (low is None) != (high is None):
            self.add_error("low" if low is None else "high", _("Give both ends, or leave the question for later."))
        elif low is not None and high is not None and low > high:
            self.add_error("low", _("The lower end is above the upper one."))
        return given


@dataclass(frozen=True)
class Answered:
    """A question with one's own range and the truth."""

    question: CalibrationQuestion
    low: str
    high: str
    truth: str
    holds: bool


@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request: ActorRequest) -> HttpResponseBase:
    """The next ten questions that the reader has not answered."""
    _may(request)
    file = calibration_questions()
    left = [one for one in file.questions if one.id not in _done(request)]
    asked = _asked(request, left)
    data = request.POST if request.method == "POST" else None
    found = [RangeForm(data, prefix=one.id, question=one) for one in asked]
    if data is not None:
        usable = not [one for one in found if not one.is_valid()]
        answered = [one for one in found if usable and one.is_answered]
        if answered and _kept(request, answered):
            messages.success(
                request, ngettext("%d answer is kept.", "%d answers are kept.", len(answered)) % len(answered)
            )
            return redirect("risk-calibration-result")
        if usable and not answered and not any(one.errors for one in found):
            messages.info(request, _("Nothing is answered yet: give a range for at least one question."))
    context = {
        "title": _("How good are your ranges?"),
        "crumbs": _crumbs(_("Practise")),
        "forms": found,
        "use_note": file.use_note,
        "left": len(left),
        "done": len(file.questions) - len(left),
        "has_person": request.actor.person is not None,
    }
    return render(request, "risk/calibration.html", context, status=422 if data is not None else 200)


@require_safe
def result(request: ActorRequest) -> HttpResponseBase:
    """How often the reader's own ranges held. Nobody else's are ever read."""
    _may(request)
    questions = {one.id: one for one in calibration_questions().questions}
    found = calibration_of(request.actor, {key: one.answer for key, one in questions.items()})
    rows = visible_to(request.actor, CalibrationAnswer).filter(question__in=list(questions)).order_by("-answered_at")
    context = {
        "title": _("How your ranges hold"),
        "crumbs": _crumbs(_("Your result")),
        "found": found,
        "percent": None if found.share is None else round(100 * found.share),
        "low": round(100 * found.low),
        "high": round(100 * found.high),
        "width": max(1, round(100 * (found.high - found.low))),
        "says": _says(found),
        "more": _more(found),
        "answered": [_answered(row, questions[row.question]) for row in rows],
        "left": len(questions) - found.answered,
    }
    return render(request, "risk/calibration_result.html", context)


def _may(request: ActorRequest) -> None:
    if not request.actor.may(May.SEE_RECORD):
        raise Http404


def _done(request: ActorRequest) -> set[str]:
    return set(visible_to(request.actor, CalibrationAnswer).values_list("question", flat=True))


def _asked(request: ActorRequest, left: list[CalibrationQuestion]) -> list[CalibrationQuestion]:
    """The questions on the page: those that were sent back, else the next ones, of many topics."""
    if request.method == "POST":
        sent = {key.rpartition("-")[0] for key in request.POST}
        return [one for one in left if one.id in sent][:AT_ONCE]
    by_topic: dict[str, list[CalibrationQuestion]] = {}
    for one in left:
        by_topic.setdefault(one.topic, []).append(one)
    found: list[CalibrationQuestion] = []
    while len(found) < AT_ONCE and any(by_topic.values()):
        found += [rows.pop(0) for rows in by_topic.values() if rows]
    return found[:AT_ONCE]


def _kept(request: ActorRequest, answered: list[RangeForm]) -> bool:
    for one in answered:
        try:
            operations.answer_calibration(
                request.actor, one.question.id, low=one.cleaned_data["low"], high=one.cleaned_data["high"]
            )
        except EarnestError as error:
            one.refuse(error)
            return False
    return True


def _answered(row: CalibrationAnswer, question: CalibrationQuestion) -> Answered:
    return Answered(
        question, written(row.low), written(row.high), written(question.answer), question.holds(row.low, row.high)
    )


def _says(found: Calibration) -> str:
    """What the result means, and nothing about the person."""
    if not found.answered:
        return _("You have not answered a question yet.")
    says = {
        Verdict.FITS: _("Your ranges hold about as often as they promise. Others can plan with them."),
        Verdict.OVER: _("Your ranges hold less often than nine times in ten: they are narrower than what you know."),
        Verdict.UNDER: _("Your ranges hold more often than nine times in ten: you know more than they say."),
        Verdict.UNKNOWN: _("It is too early to tell: so few answers fit a wide and a narrow hand alike."),
    }
    return says[found.verdict]


def _more(found: Calibration) -> str:
    if found.verdict is Verdict.OVER:
        return _(
            "Most people start here. Ask of each end: would I be surprised if it lay outside? Widen until you would."
        )
    if found.verdict is Verdict.UNDER:
        return _("Draw the ends in until you would as soon bet on the range as on a wheel that wins nine times in ten.")
    if found.more:
        return (
            ngettext(
                "About %d more answer would tell, if it goes on like this.",
                "About %d more answers would tell, if it goes on like this.",
                found.more,
            )
            % found.more
        )
    if found.verdict is Verdict.UNKNOWN:
        return _("Go on answering: the picture gets clearer with each ten.")
    return _("Come back in a few months: the skill fades without practice.")


def _crumbs(last: str) -> list[Crumb]:
    return [
        Crumb(_("Risk and worth"), reverse("risk")),
        Crumb(_("Calibration"), reverse("risk-calibration")),
        Crumb(last),
    ]
