"""What people decide and say on pages: each in their own name."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from earnest.core.actions.models import Action
from earnest.core.controls import operations as controls
from earnest.core.controls.models import Control, ControlException
from earnest.core.controls.rules import Standing, standing
from earnest.core.evidence.models import Attestation, InspectedRecord
from earnest.core.organization.models import Person
from earnest.foundation import clock, ledger, plain, users
from earnest.foundation.actor import Actor, Role, program
from earnest.foundation.errors import Invalid
from earnest.foundation.models import User
from earnest.foundation.record import operation
from earnest.interfaces.web.middleware import actor_of

MAKER = program("tests")


def person_of(user: User) -> Person:
    person = plain.create(MAKER, Person(name=user.name, email=user.email))
    with operation(MAKER, "tests.join") as work:
        return work.change(person, user=user)


@pytest.fixture
def ada(ciso: User) -> Person:
    return person_of(ciso)


@pytest.fixture
def owner(ciso: User) -> User:
    found = users.create_user(MAKER, email="otto@birch.example", name="Otto Own", role=Role.OWNER)
    person_of(found)
    return found


@pytest.fixture
def control(ciso: User) -> Control:
    return controls.adopt(MAKER, "mfa-privileged")


def ask(client: Client, control: Control, **more: object) -> int:
    bound = control.tests.first()
    assert bound is not None
    sent = {
        "bound": bound.pk,
        "subject": "okta:00u1",
        "label": "Ada's account",
        "reason": "She is on leave",
        "compensating_measure": "The account is locked",
        "starts_on": clock.today().isoformat(),
        "ends_on": (clock.today() + timedelta(days=30)).isoformat(),
    }
    return client.post(reverse("exception-ask"), sent | more).status_code


def test_an_exception_is_asked_for_by_one_and_approved_by_another(
    client: Client, ciso: User, owner: User, ada: Person, control: Control
) -> None:
    client.force_login(owner)
    assert ask(client, control) == 302
    found = ControlException.objects.get()
    assert found.asked_by.name == "Otto Own"
    assert "Approve" not in client.get(reverse("exceptions-detail", args=[found.pk])).content.decode()
    client.force_login(ciso)
    page = client.get(reverse("exceptions-detail", args=[found.pk])).content.decode()
    assert "The decision is yours" in page
    assert client.post(reverse("exception-approve", args=[found.pk]), {"note": ""}).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.approver) == ("approved", ada)
    assert "Live" in client.get(reverse("exceptions-detail", args=[found.pk])).content.decode()
    assert client.post(reverse("exception-revoke", args=[found.pk]), {"note": ""}).status_code == 422
    assert client.post(reverse("exception-revoke", args=[found.pk]), {"note": "No need"}).status_code == 302


def test_nobody_approves_what_they_asked_for(client: Client, ciso: User, ada: Person, control: Control) -> None:
    client.force_login(ciso)
    assert ask(client, control) == 302
    found, before = ControlException.objects.get(), ledger.head()
    page = client.get(reverse("exceptions-detail", args=[found.pk])).content.decode()
    assert "another person decides" in page
    assert reverse("exception-approve", args=[found.pk]) not in page
    answer = client.post(reverse("exception-approve", args=[found.pk]), {"note": ""})
    assert answer.status_code == 422
    assert ledger.head() == before


def test_nobody_decides_in_the_name_of_another(ciso: User, ada: Person, control: Control, owner: User) -> None:
    other = Person.objects.get(user=owner)
    actor = actor_of(ciso)
    asked = controls.ask_exception(
        MAKER,
        control,
        test=control.tests.all()[0].test,
        subject="x",
        label="x",
        reason="x",
        compensating_measure="x",
        asked_by=ada,
        starts_on=clock.today(),
        ends_on=clock.today(),
    )
    with pytest.raises(Invalid, match="Nobody signs for another"):
        controls.approve_exception(actor, asked, approver=other)


def test_the_form_is_filled_from_the_address(client: Client, ciso: User, ada: Person, control: Control) -> None:
    client.force_login(ciso)
    test = control.tests.all()[0]
    asked = {"control": control.key, "test": test.test, "subject": "okta:1", "label": "One"}
    form = client.get(reverse("exception-ask"), asked).context["form"]
    assert (form.initial["bound"], form.initial["subject"], form.initial["label"]) == (str(test.pk), "okta:1", "One")


@pytest.mark.parametrize(
    ("state", "first", "last", "revoked", "expected"),
    [
        ("asked", 0, 9, None, Standing.ASKED),
        ("asked", -9, -1, None, Standing.LAPSED),
        ("approved", 1, 9, None, Standing.COMING),
        ("approved", 0, 0, None, Standing.LIVE),
        ("approved", -9, -1, None, Standing.ENDED),
        ("refused", 0, 9, None, Standing.REFUSED),
        ("revoked", -9, 9, 0, Standing.REVOKED),
        ("revoked", -9, 9, 1, Standing.LIVE),
    ],
)
def test_an_exception_stands_as_its_days_say(
    state: str, first: int, last: int, revoked: int | None, expected: Standing
) -> None:
    today = date(2026, 11, 21)
    days = [None if n is None else today + timedelta(days=n) for n in (first, last, revoked)]
    assert days[0] is not None
    assert days[1] is not None
    assert standing(state, starts_on=days[0], ends_on=days[1], revoked_on=days[2], today=today) == expected


def test_a_document_is_inspected_in_the_readers_own_name(
    client: Client, owner: User, control: Control, workspace: Path
) -> None:
    client.force_login(owner)
    sent = {
        "control": control.pk,
        "title": "Review of admins",
        "document": SimpleUploadedFile("review.txt", b"Reviewed."),
        "document_date": clock.today().isoformat(),
        "question": "Was every admin reviewed?",
        "supports": "yes",
        "valid_until": (clock.today() + timedelta(days=90)).isoformat(),
    }
    assert client.post(reverse("inspect"), sent).status_code == 302
    found = InspectedRecord.objects.get()
    assert (found.inspected_by.name, found.supports) == ("Otto Own", True)
    assert (workspace / "evidence" / "objects" / found.sha256[:2] / found.sha256[2:]).read_bytes() == b"Reviewed."
    sent["document"] = ""
    late = sent | {"document_date": (clock.today() + timedelta(days=1)).isoformat()}
    assert client.post(reverse("inspect"), late).status_code == 422


def test_an_attestation_needs_a_person_behind_the_account(client: Client, ciso: User, control: Control) -> None:
    client.force_login(ciso)
    sent = {
        "control": control.pk,
        "operates": "yes",
        "statement": "It runs.",
        "valid_until": (clock.today() + timedelta(days=90)).isoformat(),
    }
    answer = client.post(reverse("attest"), sent)
    assert answer.status_code == 422
    assert "no name to say this in" in answer.content.decode()
    person_of(ciso)
    assert client.post(reverse("attest"), sent).status_code == 302
    assert Attestation.objects.get().attested_by.name == "Ada Birch"


def test_an_action_is_done_by_who_promised_it_and_dropped_only_with_a_reason(client: Client, ciso: User) -> None:
    employee = users.create_user(MAKER, email="emma@birch.example", name="Emma", role=Role.EMPLOYEE)
    person = person_of(employee)
    due = clock.today() - timedelta(days=3)
    action = plain.create(MAKER, Action(title="Patch it", accountable=person, due_on=due))
    client.force_login(employee)
    assert "Overdue by 3 days" in client.get(reverse("actions-detail", args=[action.pk])).content.decode()
    assert "overdue" in client.get(reverse("actions")).content.decode()
    assert client.post(reverse("action-drop", args=[action.pk]), {"reason": "no"}).status_code == 403
    client.force_login(ciso)
    assert client.post(reverse("action-drop", args=[action.pk]), {"reason": " "}).status_code == 422
    client.force_login(employee)
    assert client.post(reverse("action-done", args=[action.pk])).status_code == 302
    action.refresh_from_db()
    assert (action.state, action.done_on) == ("done", clock.today())
    assert client.post(reverse("action-done", args=[action.pk])).status_code == 422


def test_the_program_may_still_record_for_people(control: Control, ada: Person) -> None:
    from earnest.core.evidence import operations

    actor: Actor = MAKER
    made = operations.attest(
        actor,
        control,
        statement="It runs.",
        operates=True,
        attested_by=ada,
        attested_on=clock.today(),
        valid_until=clock.today(),
    )
    assert made.attested_by == ada
