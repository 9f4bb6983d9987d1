from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from earnest.duties.audits import operations, queries
from earnest.duties.audits.models import AuditRequest
from earnest.duties.audits.operations import Link
from earnest.duties.audits.queries import Now
from earnest.duties.audits.rules.workbook import write_requests
from earnest.duties.audits.tests.conftest import ACTOR, TEST, TODAY, Desk
from earnest.foundation.actor import Actor, Role
from earnest.foundation.errors import Invalid, NotAllowed
from earnest.foundation.record import visible_to


def sheet(*rows: tuple[Any, ...]) -> bytes:
    return write_requests("x", ("Number", "Request", "Requirement", "Due", "Given to"), rows, TODAY)


def test_a_sheet_comes_in_whole_in_one_operation(desk: Desk) -> None:
    data = sheet(("R-1", "Users", "1", TODAY, "ann@birch.example"), ("R-2", "Scans", "", None, ""))
    found = queries.read_request_file(desk.engagement, data, "list.xlsx", TODAY)
    assert not AuditRequest.objects.exists(), "a dry run writes nothing"
    operations.import_requests(ACTOR, desk.engagement, found)
    first, second = AuditRequest.objects.order_by("number")
    assert (first.requirement and first.requirement.key, first.assigned_to, second.due_on) == (
        "1", desk.ann, desk.engagement.fieldwork_start,
    )  # fmt: skip


def test_a_sheet_with_one_bad_row_comes_in_not_at_all(desk: Desk) -> None:
    found = queries.read_request_file(desk.engagement, sheet(("R-1", "Users"), ("R-2", "x", "9")), "list.xlsx", TODAY)
    with pytest.raises(Invalid, match=r"row 3, requirement: there is no requirement '9'"):
        operations.import_requests(ACTOR, desk.engagement, found)
    assert not AuditRequest.objects.exists()


def test_an_answer_keeps_what_its_evidence_said_and_tells_when_that_changes(desk: Desk) -> None:
    first = desk.accounts("person", "person")
    desk.assess()
    request = desk.request()
    links = [Link("test", f"identity/{TEST}"), Link("control", "identity"), Link("snapshot", str(first))]
    operations.answer(ACTOR, request, text="See.", answered_by=desk.ann, evidence=links)
    (answer,) = queries.request_now(ACTOR, request, TODAY).answers
    assert [one.state for one in answer.evidence] == [Now.SAME] * 3
    assert answer.evidence[0].row.said == "passing: 0 of 2 violate"
    desk.accounts("person", "shared", seen="2026-06-14 12:00")
    desk.assess()
    now = queries.request_now(ACTOR, request, TODAY)
    assert [one.state for one in now.answers[0].evidence] == [Now.CHANGED, Now.CHANGED, Now.NEWER]
    assert now.contradicted
    assert now.answers[0].moved[0].because.startswith("It was passing and is ")


def test_evidence_that_is_not_there_is_refused(desk: Desk) -> None:
    request = desk.request()
    for kind, reference in (("snapshot", "77"), ("snapshot", "x"), ("control", "no"), ("inspected", "9"),
                            ("document", "abc"), ("document", "0" * 64), ("test", "identity/no")):  # fmt: skip
        with pytest.raises(Invalid, match="There is no"):
            operations.answer(ACTOR, request, text="See.", answered_by=desk.ann, evidence=[Link(kind, reference)])
    with pytest.raises(Invalid, match="no kind of evidence"):
        operations.answer(ACTOR, request, text="See.", answered_by=desk.ann, evidence=[Link("rumour", "1")])
    request.refresh_from_db()
    assert request.state == "open"


def test_whoever_has_a_request_may_answer_it_and_nobody_signs_for_another(desk: Desk) -> None:
    request = desk.request(assigned_to=desk.bob)
    employee = Actor("Bob", Role.EMPLOYEE, user=5, person=desk.bob.pk)
    other = Actor("Cy", Role.EMPLOYEE, user=6, person=desk.cy.pk)
    assert visible_to(employee, AuditRequest).get() == request
    assert not visible_to(other, AuditRequest).exists()
    with pytest.raises(NotAllowed):
        operations.answer(other, request, text="Mine", answered_by=desk.cy)
    with pytest.raises(Invalid, match="Nobody signs for another"):
        operations.answer(employee, request, text="Hers", answered_by=desk.ann)
    operations.answer(employee, request, text="Here", answered_by=desk.bob)
    assert request.answers.get().answered_by == desk.bob


def test_only_an_answered_request_is_decided_on(desk: Desk) -> None:
    request = desk.request()
    with pytest.raises(Invalid, match="only an answered one"):
        operations.accept(ACTOR, request)
    operations.answer(ACTOR, request, text="Here", answered_by=desk.ann)
    request.refresh_from_db()
    operations.accept(ACTOR, request)
    request.refresh_from_db()
    with pytest.raises(Invalid, match="accepted already"):
        operations.answer(ACTOR, request, text="More", answered_by=desk.ann)


def test_a_request_of_another_framework_is_refused(desk: Desk) -> None:
    with pytest.raises(Invalid, match="due before it was asked"):
        desk.request(due_on=TODAY - timedelta(days=1))


def test_late_is_what_we_owe_past_its_day(desk: Desk) -> None:
    long_ago = date(2026, 6, 1)
    for number, state in (("R-1", "open"), ("R-2", "returned"), ("R-10", "answered"), ("R-3", "accepted")):
        desk.request(number, asked_on=long_ago, due_on=long_ago, state=state)
    found = queries.request_list(ACTOR, desk.engagement, TODAY)
    assert [one.row.number for one in found.rows] == ["R-1", "R-2", "R-3", "R-10"]
    assert [one.overdue_days for one in found.rows] == [14, 14, 0, 0]
    assert (found.overdue, found.nobodys) == (2, 2)


def test_who_does_not_see_the_record_hands_out_none_of_it(desk: Desk) -> None:
    snapshot = desk.accounts("person")
    row = desk.request(assigned_to=desk.bob)
    bob = Actor("Bob", Role.EMPLOYEE, user=7, person=desk.bob.pk)
    with pytest.raises(NotAllowed, match="do not see it"):
        operations.answer(bob, row, text="Here.", answered_by=desk.bob, evidence=[Link("snapshot", str(snapshot))])
    guest = Actor("Bob", Role.AUDITOR, user=7, person=desk.bob.pk)
    with pytest.raises(NotAllowed):
        operations.answer(guest, row, text="Here.", answered_by=desk.bob)
    assert operations.answer(bob, row, text="Here.", answered_by=desk.bob).text == "Here."
