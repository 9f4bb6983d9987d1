from __future__ import annotations

from earnest.duties.budget.concerns import HONESTY
from earnest.duties.budget.models import FiscalYear, Line
from earnest.duties.budget.tests.conftest import TODAY, Desk
from earnest.foundation.tests.looking import looked, subjects


def test_a_tool_that_costs_more_than_it_gives_is_found_and_one_that_earns_its_place_is_not(desk: Desk) -> None:
    desk.scenario("phish", 10, 100_000)
    for key, leaves in (("gate", 0.999999), ("keys", 0.1)):
        control = desk.control(key)
        desk.leaves(control, "phish", leaves)
        desk.line(key, 5_000, tool=desk.tool(key, control))
    desk.found(gate="effective", keys="effective")
    found, blind = looked(HONESTY, "tool-does-not-earn-its-place", TODAY)
    assert ([one.subject for one in found], blind) == (["GATE"], [])
    assert "Costs more than it gives" in found[0].detail


def test_a_tool_of_which_nobody_can_tell_is_found(desk: Desk) -> None:
    assert subjects(HONESTY, "tool-worth-unknown", TODAY) == []
    desk.line("Box", 5_000, tool=desk.tool("box", desk.control("box")))
    assert subjects(HONESTY, "tool-worth-unknown", TODAY) == ["BOX"]


def test_without_a_fiscal_year_nobody_can_tell_what_a_tool_is_worth(desk: Desk) -> None:
    desk.tool("box", desk.control("box"))
    Line.objects.all().delete()
    FiscalYear.objects.all().delete()
    found, blind = looked(HONESTY, "tool-does-not-earn-its-place", TODAY)
    assert (found, blind) == ([], ["There is no fiscal year for this day, so nobody knows what tools cost."])


def test_a_tool_that_no_control_rests_on_is_found_and_a_joined_one_is_not(desk: Desk) -> None:
    desk.tool("box", desk.control("box"))
    assert subjects(HONESTY, "tool-without-control", TODAY) == []
    desk.tool("shelf")
    assert subjects(HONESTY, "tool-without-control", TODAY) == ["SHELF"]
