from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from earnest.core.controls import operations
from earnest.core.controls.concerns import HONESTY
from earnest.core.controls.models import BoundTest, Control, ControlException
from earnest.core.controls.rules import loosened
from earnest.core.organization.models import Person
from earnest.foundation import clock, plain
from earnest.foundation.tests.looking import ACTOR, looked, subjects
from earnest.library.catalogue import catalogue

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 15, 9, tzinfo=UTC))


def _control(key: str = "mfa-privileged", statement: str = "Priya checks keys each Monday.") -> Control:
    told = Control(key=key, name=key, statement=statement, domain="access", adopted_on=date(2025, 1, 1))
    return plain.create(ACTOR, told)


def _people() -> tuple[Person, Person]:
    ann, bob = (plain.create(ACTOR, Person(name=n, email=f"{n}@example.org")) for n in ("ann", "bob"))
    return ann, bob


def _excepted(control: Control, subject: str, *starts: date) -> None:
    ann, bob = Person.objects.order_by("pk")[:2]
    for start in starts:
        plain.create(
            ACTOR,
            ControlException(
                control=control, test="privileged-mfa", subject=subject, label=subject, reason="It is old.",
                compensating_measure="A guard.", asked_by=ann, approver=bob, state="approved",
                starts_on=start, ends_on=start + timedelta(days=90), decided_on=start,
            ),
        )  # fmt: skip


def test_an_exception_given_again_and_again_is_found_and_one_given_twice_is_not() -> None:
    control = _control()
    _people()
    _excepted(control, "desk", date(2025, 11, 1), date(2026, 1, 30), date(2026, 5, 1))
    _excepted(control, "kiosk", date(2026, 1, 30), date(2026, 5, 1))
    _excepted(control, "robot", date(2024, 11, 1), date(2025, 6, 1), date(2026, 5, 1))
    found, _blind = looked(HONESTY, "exception-extended", TODAY)
    assert [one.subject for one in found] == ["desk"]
    assert "since 1 Nov 2025, given again 2 times, now until 30 Jul 2026" in found[0].detail


def _bound(control: Control) -> BoundTest:
    row = BoundTest(control=control, test="too-many-privileged", bound_on=date(2026, 1, 1))
    return plain.create(ACTOR, row)


def test_a_test_whose_bar_was_lowered_is_found_and_one_whose_bar_was_raised_is_not() -> None:
    bound = _bound(_control())
    operations.set_parameters(ACTOR, bound, {"always_allowed": 9}, reason="Nine of us.")
    found, _blind = looked(HONESTY, "test-loosened", TODAY)
    assert "always_allowed went from 3 to 9 on 15 Jun 2026. Reason given: Nine of us." in found[0].detail
    bound.refresh_from_db()
    operations.set_parameters(ACTOR, bound, {"always_allowed": 2}, reason="Two are enough.")
    assert subjects(HONESTY, "test-loosened", TODAY) == []


@pytest.mark.parametrize(
    ("name", "before", "after", "easier"),
    [
        ("max_share", 0.0, 0.1, True),
        ("patch_days", 30, 14, False),
        ("min_reviews", 2, 1, True),
        ("retention_days", 365, 90, True),
        ("retention_days", 90, 365, False),
        ("systems", "okta", "okta; aws", False),
        ("on", False, True, False),
    ],
)
def test_only_numbers_that_let_more_through_make_a_test_easier(
    name: str, before: object, after: object, easier: bool
) -> None:
    assert loosened(name, before, after) is easier


def test_a_test_that_was_taken_off_is_found_until_it_is_bound_again() -> None:
    control = _control()
    operations.unbind_test(ACTOR, _bound(control), reason="It is noisy.")
    found, _blind = looked(HONESTY, "test-dropped", TODAY)
    assert [one.subject for one in found] == ["Few accounts hold privileged access"]
    assert "Reason given: It is noisy." in found[0].detail
    _bound(control)
    assert subjects(HONESTY, "test-dropped", TODAY) == []


def test_controls_in_the_words_of_the_library_are_counted_and_our_own_words_are_not() -> None:
    _control("own-words")
    assert subjects(HONESTY, "control-copied", TODAY) == []
    _control("mfa-privileged", f"  {catalogue()['mfa-privileged'].statement}\n")
    found, _blind = looked(HONESTY, "control-copied", TODAY)
    assert dict(found[0].facts) == {"copied": "1", "controls": "2", "keys": "mfa-privileged"}


def test_a_control_without_an_owner_is_found_and_a_retired_one_is_not() -> None:
    _control()
    plain.create(
        ACTOR,
        Control(key="old", name="Old", statement="s", domain="access", adopted_on=TODAY, state=Control.State.RETIRED),
    )
    assert subjects(HONESTY, "nobody-accountable", TODAY) == ["mfa-privileged"]
