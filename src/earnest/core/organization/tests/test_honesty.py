from __future__ import annotations

from datetime import date

import pytest

from earnest.core.organization.concerns import HONESTY
from earnest.core.organization.models import Duty, Person, Team
from earnest.foundation import plain
from earnest.foundation.actor import Actor, Role
from earnest.foundation.tests.looking import ACTOR, looked, subjects

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


def _person(name: str, left_on: date | None = None) -> Person:
    return plain.create(ACTOR, Person(name=name, email=f"{name.lower()}@example.org", left_on=left_on))


def test_a_duty_that_nobody_answers_for_is_found() -> None:
    plain.create(ACTOR, Duty(name="Patching"))
    plain.create(ACTOR, Duty(name="Backups", accountable=_person("Ann")))
    found, blind = looked(HONESTY, "nobody-accountable", TODAY)
    assert ([one.subject for one in found], blind) == (["Patching"], [])
    assert found[0].detail == "No person is accountable for this duty."
    assert (found[0].page, found[0].args) == ("duties-detail", (Duty.objects.get(name="Patching").pk,))


def test_a_team_whose_lead_has_left_is_found_and_one_with_a_lead_is_not() -> None:
    plain.create(ACTOR, Team(name="Platform", lead=_person("Bob", date(2026, 5, 1))))
    plain.create(ACTOR, Team(name="Finance", lead=_person("Cid", date(2026, 8, 1))))
    assert subjects(HONESTY, "accountable-has-left", TODAY) == ["Platform"]
    assert subjects(HONESTY, "nobody-accountable", TODAY) == []


def test_who_may_not_see_the_record_is_told_nothing() -> None:
    plain.create(ACTOR, Duty(name="Patching"))
    assert looked(HONESTY, "nobody-accountable", TODAY, Actor("guest", Role.AUDITOR)) == ([], [])
