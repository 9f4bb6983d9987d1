"""Reads of questionnaires and remembered answers."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, QuerySet

from earnest.core.evidence.queries import store
from earnest.core.telling.models import Question, Questionnaire, RememberedAnswer
from earnest.core.telling.rules import fingerprint
from earnest.engines.workbooks.questions import Asked, Layout
from earnest.foundation.actor import Actor
from earnest.foundation.errors import EarnestError
from earnest.foundation.record import visible_to


def questionnaires(actor: Actor) -> QuerySet[Questionnaire]:
    """Those that the actor may see, with the number of their questions as `asked`."""
    return visible_to(actor, Questionnaire).annotate(asked=Count("questions")).order_by("-received_on", "-pk")


def questions(actor: Actor, questionnaire: Questionnaire) -> QuerySet[Question]:
    """The questions of one, in the order of its rows."""
    return visible_to(actor, Question).filter(questionnaire=questionnaire).order_by("row")


def remembered(actor: Actor) -> dict[str, RememberedAnswer]:
    """The newest remembered answer of each fingerprint, past its time or not."""
    rows = visible_to(actor, RememberedAnswer).select_related("approved_by").order_by("pk")
    return {row.fingerprint: row for row in rows}


def asked(actor: Actor, questionnaire: Questionnaire) -> tuple[Asked, ...]:
    """The questions of one as they were asked."""
    return tuple(as_asked(row) for row in questions(actor, questionnaire))


def as_asked(question: Question) -> Asked:
    """A question as it stands in the workbook."""
    return Asked(question.row, question.number, question.text, tuple(question.choices), question.given)


def fingerprint_of(question: Question) -> str:
    """By which words for a question are remembered."""
    return fingerprint(question.text)


def lapsed(actor: Actor, day: date) -> list[RememberedAnswer]:
    """Remembered answers that are past their time."""
    return sorted(
        (row for row in remembered(actor).values() if row.valid_until < day), key=lambda row: (row.valid_until, row.pk)
    )


def layout_of(questionnaire: Questionnaire) -> Layout:
    """Where its questions and answers are."""
    return Layout(
        questionnaire.sheet,
        questionnaire.header,
        questionnaire.question_column,
        questionnaire.answer_column,
        questionnaire.comment_column,
        questionnaire.number_column,
    )


def workbook(questionnaire: Questionnaire) -> bytes:
    """Its bytes as they came. EarnestError where the store has lost or changed them."""
    kept = store()
    fault = kept.fault(questionnaire.sha256)
    if fault is not None:
        raise EarnestError(f"The workbook “{questionnaire.file_name}” cannot be used: {fault}. Ask for it again.")
    return kept.path(questionnaire.sha256).read_bytes()
