"""Questionnaires of customers, for programs: what was asked, what evidence answers, what went back.

Annotations are evaluated here, for the schemas in them are found by name only in this file.
"""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from earnest.core.assurance import operations as assurance
from earnest.core.telling import queries
from earnest.core.telling.models import Questionnaire
from earnest.foundation import clock
from earnest.foundation.actor import May
from earnest.foundation.record import visible_to
from earnest.foundation.resource.endpoints import PROBLEMS, actor_of
from earnest.narrative import customer
from earnest.narrative.basis import load

FIRST, LAST = date(2000, 1, 1), date(2200, 1, 1)


class AskedAnswers(Schema):
    """As of which day; today by default."""

    as_of: date | None = Field(None, ge=FIRST, le=LAST, description="Day of the answers, 2026-11-21.")


class QuestionnaireOut(Schema):
    """A questionnaire. `sent_sha256` is the digest of the workbook that went back."""

    id: int
    customer: str
    title: str
    state: str
    received_on: date
    due_on: date | None
    sent_on: date | None
    sha256: str
    sent_sha256: str
    questions: int


class AnswerOut(Schema):
    """A question with what evidence answers. `told` is what the customer was told when it was sent back."""

    id: int
    row: int
    number: str
    question: str
    choices: list[str]
    found: str
    answer: str
    text: str
    confidence: str
    grade: str
    evidence_as_of: date | None
    controls: list[str]
    left_empty: bool
    why: str
    told: str


class AnswersOut(QuestionnaireOut):
    """A questionnaire with its questions, as of a day."""

    as_of: date
    answers: list[AnswerOut]


router = Router(tags=["questionnaires"])


@router.get(
    "/",
    response={200: list[QuestionnaireOut], **PROBLEMS},
    operation_id="questionnaires",
    summary="Questionnaires of customers",
)
def listed(request: HttpRequest) -> Any:
    actor = actor_of(request)
    actor.require(May.SEE_RECORD)
    return [_plain(row, row.asked) for row in queries.questionnaires(actor)]  # type: ignore[attr-defined]  # counted by the query


@router.get(
    "/{int:pk}",
    response={200: AnswersOut, **PROBLEMS},
    operation_id="questionnaire",
    summary="Its questions, with what evidence answers",
)
def answers(request: HttpRequest, pk: int, query: Query[AskedAnswers]) -> Any:
    actor = actor_of(request)
    actor.require(May.SEE_RECORD)
    row = get_object_or_404(visible_to(actor, Questionnaire), pk=pk)
    day = query.as_of or clock.today()
    basis = load(actor, assurance.assess(day))
    rows = list(queries.questions(actor, row))
    answered = customer.answer_all(basis, [queries.as_asked(one) for one in rows])
    told = [
        {
            "id": one.pk,
            "row": one.row,
            "number": made.number,
            "question": made.text,
            "choices": one.choices,
            "found": made.proposal.found,
            "answer": made.filled.word,
            "text": made.filled.text,
            "confidence": made.proposal.confidence,
            "grade": made.proposal.grade,
            "evidence_as_of": made.proposal.seen,
            "controls": made.proposal.controls,
            "left_empty": made.left,
            "why": made.proposal.outdated or made.proposal.why,
            "told": one.told,
        }
        for one, made in zip(rows, answered, strict=True)
    ]
    return {**_plain(row, len(rows)), "as_of": day, "answers": told}


def _plain(row: Questionnaire, count: int) -> dict[str, Any]:
    names = ("customer", "title", "state", "received_on", "due_on", "sent_on", "sha256", "sent_sha256")
    return {"id": row.pk, **{name: getattr(row, name) for name in names}, "questions": count}
