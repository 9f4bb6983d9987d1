"""Answers of a small company: derived, never typed, and remembered as long as their evidence says the same."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from earnest.core.evidence.models import Source
from earnest.core.organization.models import Person
from earnest.core.telling import operations, queries
from earnest.core.telling.models import Question, Questionnaire
from earnest.core.telling.rules import contradiction, fingerprint
from earnest.engines.documents.check import unsupported
from earnest.engines.documents.plain import to_plain
from earnest.engines.workbooks.questions import Asked, Layout, guess
from earnest.engines.workbooks.reading import read
from earnest.engines.workbooks.tests.books import ordinary
from earnest.foundation.errors import Conflict, Invalid
from earnest.foundation.honesty import Finding, Unlooked
from earnest.narrative import customer
from earnest.narrative.basis import load
from earnest.narrative.customer.honesty import HONESTY, concerns
from earnest.narrative.tests.conftest import Company, company  # noqa: F401 - the fixture

TOLD, WORDS = HONESTY
CHOICES = ("Yes", "No", "N/A")
BACKUP = "Is at least one backup copy offline or immutable?"
MFA = "Do you enforce multi-factor authentication for all privileged accounts?"
WATCHED = "Are alerts watched around the clock by a monitoring team?"
FOREIGN = "Do you publish a modern slavery statement?"


@pytest.mark.django_db
def test_answers_follow_from_evidence_and_what_is_not_shown_stays_empty(company: Company) -> None:  # noqa: F811
    basis = load(company.actor, company.assess())
    asked = [Asked(row, str(row), text, CHOICES) for row, text in enumerate((BACKUP, MFA, WATCHED, FOREIGN), 3)]
    yes, no, planned, foreign = customer.answer_all(basis, asked)
    assert (yes.proposal.found, yes.filled.word, yes.proposal.grade) == ("yes", "Yes", "A")
    assert (no.proposal.found, no.filled.word) == ("no", "No")
    assert planned.proposal.found == "no"
    assert (foreign.filled.word, foreign.filled.text, foreign.left) == ("", customer.CANNOT, True)
    made = customer.compose(basis, "Hollow Bank", "Suppliers", [yes, no, planned, foreign])
    assert not unsupported(made)


@pytest.mark.django_db
def test_old_evidence_is_no_yes(company: Company) -> None:  # noqa: F811
    late = load(company.actor, company.assess(company.today + timedelta(days=20)))
    assert customer.Answers(late).to(Asked(3, "1", BACKUP, CHOICES)).found == "unshown"


def _taken(made: Company) -> Questionnaire:
    data = ordinary()
    layout = guess(read(data))
    row = operations.take_questionnaire(
        made.actor, data, name="a.xlsx", customer="Bank", title="All", layout=layout, received_on=made.today
    )
    return operations.read_questions(made.actor, row, layout)


@pytest.mark.django_db
def test_words_are_remembered_until_the_evidence_says_something_else(company: Company) -> None:  # noqa: F811
    row = _taken(company)
    one = queries.questions(company.actor, row)[0]
    Question.objects.filter(pk=one.pk).update(text=BACKUP)
    one.refresh_from_db()
    basis = load(company.actor, company.assess())
    made = customer.Answers(basis).to(queries.as_asked(one))
    operations.approve_answer(
        company.actor, one, text="One copy is locked.", found=made.found, basis=made.basis, approved_by=company.boss
    )
    again = Asked(9, "9", "is at least ONE backup copy offline, or immutable", CHOICES)
    told = customer.answer_all(basis, [again])[0]
    assert told.filled.text == "One copy is locked."
    late = load(company.actor, company.assess(company.today + timedelta(days=20)))
    changed = customer.Answers(late).to(again)
    assert changed.words is None
    assert "evidence has changed" in changed.outdated


@pytest.mark.django_db
def test_words_that_say_more_than_evidence_are_refused(company: Company) -> None:  # noqa: F811
    one = queries.questions(company.actor, _taken(company))[0]
    for text, found in (("Yes, always.", "no"), ("This is enforced.", "unshown"), ("No.", "yes"), ("Yes", "person")):
        with pytest.raises(Invalid):
            operations.approve_answer(
                company.actor, one, text=text, found=found, basis="0" * 64, approved_by=company.boss
            )
    assert queries.remembered(company.actor) == {}


@pytest.mark.django_db
def test_a_questionnaire_that_was_sent_is_read_no_more(company: Company) -> None:  # noqa: F811
    row = _taken(company)
    assert row.state == Questionnaire.State.READ
    sent = operations.mark_sent(company.actor, row, sha256="a" * 64)
    with pytest.raises((Invalid, Conflict)):
        operations.read_questions(company.actor, sent, queries.layout_of(sent))
    with pytest.raises(Invalid, match="no sheet"):
        operations.take_questionnaire(
            company.actor, ordinary(), name="a", customer="B", title="C", layout=Layout("Not", 0, "A", "B"),
            received_on=company.today,
        )  # fmt: skip


def test_honest_words_may_stand() -> None:
    assert contradiction("It is planned for spring; until then a person checks each week.", "no") == ""
    assert contradiction("Not fully: two systems are left.", "partly") == ""
    assert contradiction("All copies are locked.", "yes") == ""
    assert fingerprint("Is it  so?") == fingerprint("is IT so")


def _asking(made: Company, text: str) -> tuple[Questionnaire, Question]:
    row = _taken(made)
    one = queries.questions(made.actor, row)[0]
    Question.objects.filter(pk=one.pk).update(text=text)
    one.refresh_from_db()
    return row, one


@pytest.mark.django_db
def test_what_was_told_and_evidence_now_contradicts_is_found(company: Company) -> None:  # noqa: F811
    row, one = _asking(company, MFA)
    company.assess()
    assert list(TOLD.look(company.actor, company.today)) == []
    operations.mark_sent(company.actor, row, sha256="a" * 64, told={one.row: "yes"}, on=company.today)
    (found,) = TOLD.look(company.actor, company.today)
    assert isinstance(found, Finding)
    assert (found.reference, dict(found.facts)["evidence"]) == (one.reference, "no")


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "told"), [(BACKUP, "yes"), (MFA, "no"), (MFA, "person")])
def test_what_was_told_and_still_holds_is_clean(company: Company, text: str, told: str) -> None:  # noqa: F811
    row, one = _asking(company, text)
    company.assess()
    operations.mark_sent(company.actor, row, sha256="a" * 64, told={one.row: told}, on=company.today)
    assert list(TOLD.look(company.actor, company.today)) == []


@pytest.mark.django_db
def test_words_whose_evidence_has_changed_are_found_and_need_a_person(company: Company) -> None:  # noqa: F811
    row, one = _asking(company, BACKUP)
    made = customer.Answers(load(company.actor, company.assess())).to(queries.as_asked(one))
    operations.approve_answer(
        company.actor, one, text="One copy is locked.", found=made.found, basis=made.basis, approved_by=company.boss,
        on=company.today,
    )  # fmt: skip
    assert list(WORDS.look(company.actor, company.today)) == []
    assert concerns(company.actor, company.today) == []
    later = company.today + timedelta(days=20)
    (blind,) = WORDS.look(company.actor, later)
    assert isinstance(blind, Unlooked)
    company.assess(later)
    (found,) = WORDS.look(company.actor, later)
    assert isinstance(found, Finding)
    assert "evidence has changed" in found.detail
    (concern,) = concerns(company.actor, later)
    assert (concern.page, concern.args) == ("questionnaire-question", (one.pk,))
    assert row.pk


@pytest.mark.django_db
def test_the_answers_to_a_customer_name_no_person_and_no_source_and_keep_their_proofs(
    company: Company,  # noqa: F811
) -> None:
    basis = load(company.actor, company.assess())
    asked = [Asked(row, str(row), text, CHOICES) for row, text in enumerate((BACKUP, MFA, WATCHED, FOREIGN), 3)]
    answered = customer.answer_all(basis, asked)
    made = customer.compose(basis, "Hollow Bank", "Suppliers", answered)
    told = json.dumps(to_plain(made))
    names = [person.name for person in Person.objects.all()] + [source.title for source in Source.objects.all()]
    assert len(names) > 1
    assert [name for name in names if name in told] == []
    steps = [type(step).__name__ for claim in made.claims for step in claim.proof.steps]
    assert {"ControlStep", "TestStep", "SnapshotStep", "LedgerStep"} <= set(steps)
    words = " ".join(one.filled.text for one in answered)
    assert [name for name in names if name in words] == []
