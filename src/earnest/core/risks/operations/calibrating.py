"""Practising ranges: each person for themselves."""

from __future__ import annotations

from math import isfinite

from earnest.core.organization.models import Person
from earnest.core.risks.models import CalibrationAnswer
from earnest.core.risks.operations.saying import needed
from earnest.foundation import clock
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Invalid, NotAllowed
from earnest.foundation.record import operation, visible_to


def answer_calibration(actor: Actor, question: str, *, low: float, high: float) -> CalibrationAnswer:
    """Keep one's own 90 % interval for a question. Each question is answered once, or the score would mean nothing."""
    person = Person.objects.filter(pk=actor.person).first() if actor.person else None
    if person is None:
        raise NotAllowed("Only a person can practise: this account is joined to nobody.")
    question = needed(question, "question", "Say which question it answers.")
    for name, value in (("low", low), ("high", high)):
        if not isfinite(value):
            raise Invalid("Give a number.", field=name)
    if low > high:
        raise Invalid(f"The low value, {low:g}, is above the high one, {high:g}.", field="low")
    if visible_to(actor, CalibrationAnswer).filter(question=question).exists():
        raise Invalid("You have answered this already; the first answer counts.", field="question")
    with operation(actor, "risks.answer_calibration") as work:
        return work.create(
            CalibrationAnswer(person=person, question=question, low=low, high=high, answered_at=clock.now())
        )
