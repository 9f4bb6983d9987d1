from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from earnest.core.actions.concerns import HONESTY
from earnest.core.actions.models import Action
from earnest.core.assurance.models import Assessment, ControlStatus
from earnest.core.controls.models import Control
from earnest.foundation import clock, plain
from earnest.foundation.record import operation
from earnest.foundation.tests.looking import ACTOR, looked, subjects

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 15, 9, tzinfo=UTC))


def _moved(title: str, *days: date) -> Action:
    row = plain.create(ACTOR, Action(title=title, due_on=days[0]))
    for day in days[1:]:
        with operation(ACTOR, "actions.change") as work:
            row = work.change(row, due_on=day)
    return row


def test_an_action_that_was_put_off_twice_is_found_and_one_put_off_once_is_not() -> None:
    _moved("Segment", date(2026, 2, 1), date(2026, 4, 1), date(2026, 9, 1))
    _moved("Rotate", date(2026, 2, 1), date(2026, 7, 1))
    _moved("Sooner", date(2026, 9, 1), date(2026, 8, 1), date(2026, 7, 1))
    found, _blind = looked(HONESTY, "action-postponed", TODAY)
    assert [one.subject for one in found] == ["Segment"]
    assert found[0].detail == "It was moved later 2 times. It was first due on 1 Feb 2026."


def _concluded(**statuses: str) -> None:
    made = Assessment.objects.create(as_of=TODAY, ledger_number=0, digest="0" * 64, made_at=clock.now())
    for key, status in statuses.items():
        control = Control.objects.get(key=key)
        ControlStatus.objects.create(assessment=made, control=control, status=status, grade="A", conclusion={})


def test_an_action_done_while_its_control_fails_is_found_and_one_whose_control_works_is_not() -> None:
    for key in ("mfa", "backup"):
        told = Control(key=key, name=key, statement="It works.", domain="access", adopted_on=date(2025, 1, 1))
        control = plain.create(ACTOR, told)
        plain.create(
            ACTOR, Action(title=f"Mend {key}", state=Action.State.DONE, done_on=date(2026, 6, 1), control=control)
        )
    assert looked(HONESTY, "done-yet-failing", TODAY) == ([], ["Nothing is concluded for this day yet."])
    _concluded(mfa="failing", backup="effective")
    assert subjects(HONESTY, "done-yet-failing", TODAY) == ["Mend mfa"]


def test_an_open_action_that_nobody_answers_for_is_found_and_a_dropped_one_is_not() -> None:
    plain.create(ACTOR, Action(title="Open"))
    plain.create(ACTOR, Action(title="Dropped", state=Action.State.DROPPED))
    assert subjects(HONESTY, "nobody-accountable", TODAY) == ["Open"]
