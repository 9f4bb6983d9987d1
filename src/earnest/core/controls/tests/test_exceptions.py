"""A deviation is excepted by a named person, never by the one who asked."""

from __future__ import annotations

from datetime import date

import pytest

from earnest.core.controls import operations
from earnest.core.controls.models import Control, ControlException
from earnest.core.organization.models import Person
from earnest.foundation import ledger, plain
from earnest.foundation.actor import Actor, Role, program
from earnest.foundation.errors import Invalid, NotAllowed

pytestmark = pytest.mark.django_db
ACTOR = program("tests")


@pytest.fixture
def control() -> Control:
    return operations.adopt(ACTOR, "mfa-privileged", on=date(2026, 1, 1))


@pytest.fixture
def people() -> tuple[Person, Person]:
    one = plain.create(ACTOR, Person(name="Ann", email="ann@birch.example"))
    return one, plain.create(ACTOR, Person(name="Bob", email="bob@birch.example"))


def ask(control: Control, by: Person, actor: Actor = ACTOR, **changed: object) -> ControlException:
    values: dict[str, object] = {
        "test": "privileged-mfa",
        "subject": "okta:00uben",
        "label": "Ben",
        "reason": "Lost key.",
        "compensating_measure": "Office only.",
        "starts_on": date(2026, 6, 1),
        "ends_on": date(2026, 6, 30),
    }
    return operations.ask_exception(actor, control, asked_by=by, **{**values, **changed})  # type: ignore[arg-type]


def test_a_control_is_adopted_with_its_tests(control: Control) -> None:
    assert "privileged-mfa" in set(control.tests.values_list("test", flat=True))


def test_nobody_asks_in_the_name_of_another(control: Control, people: tuple[Person, Person]) -> None:
    owner = Actor(name="Olga", role=Role.OWNER, user=4, person=people[1].pk)
    with pytest.raises(Invalid, match="own name"):
        ask(control, people[0], actor=owner)


def test_nobody_approves_their_own(control: Control, people: tuple[Person, Person]) -> None:
    asked = ask(control, people[0])
    with pytest.raises(Invalid, match="asked for themselves"):
        operations.approve_exception(ACTOR, asked, approver=people[0])
    assert operations.approve_exception(ACTOR, asked, approver=people[1]).state == "approved"


def test_an_owner_may_ask_but_not_decide(control: Control, people: tuple[Person, Person]) -> None:
    owner = Actor(name="Olga", role=Role.OWNER, user=4, person=people[0].pk)
    asked = ask(control, people[0], actor=owner)
    with pytest.raises(NotAllowed):
        operations.approve_exception(owner, asked, approver=people[1])


@pytest.mark.parametrize("field", ["reason", "compensating_measure", "subject"])
def test_what_makes_it_an_exception_cannot_be_left_out(
    control: Control, people: tuple[Person, Person], field: str
) -> None:
    entries = ledger.head()
    with pytest.raises(Invalid) as refused:
        ask(control, people[0], ACTOR, **{field: "  "})
    assert refused.value.field == field
    assert ledger.head() == entries


def test_it_cannot_end_before_it_starts(control: Control, people: tuple[Person, Person]) -> None:
    with pytest.raises(Invalid, match="before the first"):
        ask(control, people[0], ends_on=date(2026, 5, 1))


def test_it_needs_a_test_of_that_control(control: Control, people: tuple[Person, Person]) -> None:
    with pytest.raises(Invalid, match="has no test"):
        ask(control, people[0], test="device-encryption")


def test_what_is_decided_is_not_decided_again(control: Control, people: tuple[Person, Person]) -> None:
    asked = operations.refuse_exception(ACTOR, ask(control, people[0]), approver=people[1], note="Use the spare key.")
    with pytest.raises(Invalid, match="already refused"):
        operations.approve_exception(ACTOR, asked, approver=people[1])
    with pytest.raises(Invalid):
        operations.revoke_exception(ACTOR, asked, reason="changed my mind")


def test_parameters_are_changed_only_with_a_reason(control: Control) -> None:
    bound = control.tests.get(test="privileged-mfa")
    with pytest.raises(Invalid):
        operations.set_parameters(ACTOR, bound, {"max_share": 0.5}, reason="")
