from __future__ import annotations

from datetime import date

import pytest

from earnest.core.frameworks.concerns import HONESTY
from earnest.core.frameworks.models import Applicability, Framework, Requirement
from earnest.core.organization.models import Person
from earnest.foundation import plain
from earnest.foundation.tests.looking import ACTOR, subjects

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


def test_an_exclusion_of_long_ago_is_found_and_a_fresh_one_is_not() -> None:
    ann, bob = (plain.create(ACTOR, Person(name=n, email=f"{n}@example.org")) for n in ("ann", "bob"))
    framework = plain.create(
        ACTOR,
        Framework(
            key="iso", title="ISO", source="s", confidence="c", text_as_of=TODAY, adopted_on=TODAY, accountable=ann
        ),
    )
    for number, day in (("A.1", date(2024, 6, 1)), ("A.2", date(2026, 6, 1))):
        requirement = plain.create(ACTOR, Requirement(framework=framework, key=number, title="Guards", position=1))
        plain.create(
            ACTOR,
            Applicability(requirement=requirement, reason="No office.", asked_by=ann, approver=bob, decided_on=day),
        )
    assert subjects(HONESTY, "exclusion-old", TODAY) == ["ISO, A.1 Guards"]
    assert subjects(HONESTY, "nobody-accountable", TODAY) == []
