from __future__ import annotations

from datetime import date

from earnest.duties.legacy import operations
from earnest.duties.legacy.concerns import HONESTY
from earnest.duties.legacy.models import RoadmapStep
from earnest.duties.legacy.tests.conftest import ACTOR, TODAY, Desk
from earnest.foundation.tests.looking import looked, subjects


def test_a_fence_that_something_reaches_is_found_and_one_that_holds_is_not(desk: Desk) -> None:
    desk.fence()
    _found, blind = looked(HONESTY, "ringfence-only-claimed", TODAY)
    assert len(blind) == 1
    desk.ports("old-1,445,desk", "new-1,22,office")
    desk.ports("old-1,9999,desk", "new-1,22,office", source="office")
    before = subjects(HONESTY, "ringfence-only-claimed", TODAY)
    desk.ports("old-1,3389,office")
    found, blind = looked(HONESTY, "ringfence-only-claimed", TODAY)
    assert (before, [one.subject for one in found], blind) == ([], ["Old one is fenced"], [])


def test_a_decision_without_a_step_is_found_and_one_with_steps_is_not(desk: Desk) -> None:
    entry = desk.entry()
    assert subjects(HONESTY, "decided-and-not-begun", TODAY) == []
    option = desk.option(entry, "replace")
    operations.decide(ACTOR, entry, option, approver=desk.bob, reason="It ends.")
    assert subjects(HONESTY, "decided-and-not-begun", TODAY) == ["Old one"]
    step = RoadmapStep(entry=entry, option=option, title="Move", starts_on=TODAY, ends_on=date(2026, 9, 1))
    operations.plan_step(ACTOR, step)
    assert subjects(HONESTY, "decided-and-not-begun", TODAY) == []
