"""Taking a questionnaire in, reading its questions, and approving words for answers."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from earnest.core.evidence.queries import store
from earnest.core.organization.models import Person
from earnest.core.telling.models import Question, Questionnaire, RememberedAnswer
from earnest.core.telling.queries import questions, remembered
from earnest.core.telling.queries import workbook as bytes_of
from earnest.core.telling.rules import contradiction, fingerprint
from earnest.engines.workbooks.errors import WorkbookError
from earnest.engines.workbooks.questions import Layout
from earnest.engines.workbooks.questions import questions as asked_in
from earnest.engines.workbooks.reading import read
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation

GOOD_FOR = timedelta(days=180)
"""How long approved words are good where nobody says otherwise."""


def take_questionnaire(
    actor: Actor,
    data: bytes,
    *,
    name: str,
    customer: str,
    title: str,
    layout: Layout,
    received_on: date,
    due_on: date | None = None,
) -> Questionnaire:
    """Keep a workbook as it came, with where its questions seem to be. Invalid where it cannot be read."""
    actor.require(May.EDIT_RECORD)
    if due_on is not None and due_on < received_on:
        raise Invalid("It cannot be due before it came.", field="due_on")
    try:
        read(data).sheet(layout.sheet)
    except WorkbookError as error:
        raise Invalid(str(error), field="file") from error
    with tempfile.TemporaryDirectory(prefix="earnest-") as folder:
        path = Path(folder) / "questionnaire"
        path.write_bytes(data)
        sha256 = store().put(path).sha256
    with operation(actor, "telling.take_questionnaire") as work:
        return work.create(
            Questionnaire(
                customer=customer,
                title=title,
                file_name=name[:200],
                sha256=sha256,
                received_on=received_on,
                due_on=due_on,
                **_places(layout),
            )
        )


def read_questions(actor: Actor, questionnaire: Questionnaire, layout: Layout) -> Questionnaire:
    """Read its questions from where a person says that they are; those of an earlier reading are replaced."""
    actor.require(May.EDIT_RECORD)
    if questionnaire.state == Questionnaire.State.SENT:
        raise Invalid("It was sent back. What was asked in it no longer changes.", field="state")
    try:
        found = asked_in(read(bytes_of(questionnaire)), layout)
    except WorkbookError as error:
        raise Invalid(str(error), field="sheet") from error
    if not found:
        raise Invalid("No question is there. Choose another sheet or column.", field="question")
    with operation(actor, "telling.read_questions") as work:
        for row in questions(actor, questionnaire):
            work.delete(row)
        made = [
            Question(
                questionnaire=questionnaire,
                row=one.row,
                number=one.number,
                text=one.text,
                choices=list(one.choices),
                given=one.given,
            )
            for one in found
        ]
        work.create_many(made)
        return work.change(questionnaire, state=Questionnaire.State.READ, **_places(layout))


def approve_answer(
    actor: Actor,
    question: Question,
    *,
    text: str,
    found: str,
    basis: str,
    approved_by: Person,
    on: date | None = None,
    valid_until: date | None = None,
) -> RememberedAnswer:
    """Approve words for a question, and remember them for the next time that it is asked.

    `found` is what evidence answers and `basis` the digest of what that stands on. Invalid where the words say
    something else than evidence does: the answer itself is never typed.
    """
    actor.require(May.ATTEST)
    if actor.user is not None and actor.person != approved_by.pk:
        raise Invalid("Nobody signs for another: approve it in your own name.", field="approved_by")
    words = text.strip()
    if not words:
        raise Invalid("Write the words that the customer is to read.", field="text")
    if refused := contradiction(words, found):
        raise Invalid(f"{refused} Change the words, or bring the evidence first.", field="text")
    day = on or clock.today()
    until = valid_until or day + GOOD_FOR
    if until < day:
        raise Invalid("Words cannot be good until a day that is past.", field="valid_until")
    with operation(actor, "telling.approve_answer") as work:
        return work.create(
            RememberedAnswer(
                fingerprint=fingerprint(question.text),
                question=question.text,
                text=words,
                found=found,
                basis=basis,
                approved_by=approved_by,
                approved_on=day,
                valid_until=until,
                first_for=question,
            )
        )


def forget_answer(actor: Actor, question: Question, *, reason: str = "") -> None:
    """Forget the words for a question, older ones too. The ledger keeps them."""
    actor.require(May.ATTEST)
    if fingerprint(question.text) not in remembered(actor):
        raise Invalid("No words are remembered for this question.", field="text")
    with operation(actor, "telling.forget_answer", reason=reason) as work:
        for row in RememberedAnswer.objects.filter(fingerprint=fingerprint(question.text)):
            work.delete(row)


def mark_sent(
    actor: Actor,
    questionnaire: Questionnaire,
    *,
    sha256: str,
    told: Mapping[int, str] | None = None,
    on: date | None = None,
) -> Questionnaire:
    """Say that the answered workbook of that digest went back to the customer. `told` is what it answers, by row: what
    was told is held against evidence from then on."""
    actor.require(May.ATTEST)
    if questionnaire.state != Questionnaire.State.READ:
        raise Invalid("Only one whose questions were read, and that was not sent yet, can be sent.", field="state")
    with operation(actor, "telling.send_questionnaire") as work:
        for row in questions(actor, questionnaire):
            if said := (told or {}).get(row.row, ""):
                work.change(row, told=said)
        return work.change(
            questionnaire, state=Questionnaire.State.SENT, sent_on=on or clock.today(), sent_sha256=sha256
        )


def _places(layout: Layout) -> dict[str, Any]:
    return {
        "sheet": layout.sheet,
        "header": layout.header,
        "question_column": layout.question,
        "answer_column": layout.answer,
        "comment_column": layout.comment,
        "number_column": layout.number,
    }
