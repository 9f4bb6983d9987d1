"""What of risk needs a person, and that it stops once it was seen to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from earnest.core.risks import operations, queries
from earnest.core.risks.concerns import concerns
from earnest.core.risks.models import Scenario
from earnest.core.risks.tests.conftest import ACTOR, TODAY, Desk
from earnest.foundation import plain
from earnest.foundation.actor import Actor, Role
from earnest.foundation.concern import Concern


def raised(day: date = TODAY) -> dict[str, Concern]:
    found = {one.rule: one for one in concerns(ACTOR, day)}
    for one in found.values():
        reverse(one.page, args=one.args)
    return found


def agree(*points: list[float], until: date = date(2027, 1, 1)) -> None:
    operations.agree_appetite(
        ACTOR, points=points or [[1e9, 0.5]], agreed_by="The board", minutes="7", valid_until=until
    )


def treat(desk: Desk, scenario: Scenario, decision: str, **changed: Any) -> None:
    told: dict[str, Any] = {"reason": "It is so.", "asked_by": desk.ann, "starts_on": TODAY} | changed
    asked = operations.ask_treatment(ACTOR, scenario, decision=decision, **told)
    operations.approve_treatment(ACTOR, asked, approver=desk.bob)


def test_nothing_is_asked_of_a_register_without_a_live_scenario(desk: Desk) -> None:
    desk.scenario(state="draft")
    assert raised() == {}


def test_guests_are_told_nothing(desk: Desk) -> None:
    desk.priced()
    assert concerns(Actor("Guest", Role.AUDITOR), TODAY) == []


def test_a_scenario_of_nobody(desk: Desk) -> None:
    scenario = desk.priced()
    assert "nobody-scenarios" in raised()
    plain.change(ACTOR, scenario, {"accountable": desk.ann})
    assert "nobody-scenarios" not in raised()


def test_old_and_borrowed_estimates(desk: Desk) -> None:
    scenario = desk.priced()
    desk.believe(scenario, "primary", "constant", mode=5, provenance="starter")
    assert raised()["starter-estimate"].detail == "Phish"
    assert "old-estimate" not in raised()
    assert "old-estimate" in raised(TODAY + timedelta(days=366))
    desk.believe(scenario, "primary", "constant", mode=5)
    assert "starter-estimate" not in raised()


def test_a_request_waits_for_another(desk: Desk) -> None:
    scenario = desk.priced()
    operations.ask_treatment(ACTOR, scenario, decision="avoid", reason="Stop.", asked_by=desk.ann, starts_on=TODAY)
    assert raised()["treatment-asked"].who == "Anyone but Ann"


@pytest.mark.parametrize(
    ("days", "rule"), [(-29, "acceptance-ended"), (0, "acceptance-ending"), (30, "acceptance-ending"), (31, "")]
)
def test_an_acceptance_that_ends(desk: Desk, days: int, rule: str) -> None:
    treat(desk, desk.priced(), "accept", starts_on=date(2026, 1, 1), ends_on=TODAY + timedelta(days=max(days, 0)))
    found = raised(TODAY + timedelta(days=max(0, -days)))
    assert [name for name in found if name.startswith("acceptance")] == ([rule] if rule else [])


def test_an_acceptance_that_was_renewed_is_not_told(desk: Desk) -> None:
    scenario = desk.priced()
    treat(desk, scenario, "accept", ends_on=TODAY + timedelta(days=5))
    treat(desk, scenario, "accept", ends_on=TODAY + timedelta(days=200))
    assert "acceptance-ending" not in raised()


def test_an_appetite_is_missing_then_there_then_past(desk: Desk) -> None:
    desk.priced()
    assert "no-appetite" in raised()
    agree(until=TODAY + timedelta(days=5))
    assert not {"no-appetite", "appetite-ended"} & set(raised())
    assert "appetite-ended" in raised(TODAY + timedelta(days=6))


def test_risk_above_the_appetite_is_told_once_it_was_concluded(desk: Desk) -> None:
    scenario = desk.priced()
    agree([1, 0.01])
    assert "above-appetite" not in raised()
    queries.exposure(queries.modelled())
    assert raised()["above-appetite"].detail == "Phish"
    treat(desk, scenario, "transfer")
    queries.exposure(queries.modelled())
    assert "above-appetite" not in raised()


def test_reduced_on_paper_alone(desk: Desk) -> None:
    scenario = desk.priced()
    treat(desk, scenario, "reduce")
    assert "paper-treatment" in raised()
    desk.halves(desk.control(), scenario)
    assert "paper-treatment" not in raised()


def test_a_control_that_is_only_half_a_bargain(desk: Desk) -> None:
    control = desk.control(annual_cost=10)
    desk.halves(control, desk.priced())
    assert raised()["unsaid-introduced-loss"].detail == "Filter"
    operations.state_no_introduced_loss(ACTOR, control, because="It only reads.", said_by=desk.ann)
    assert "unsaid-introduced-loss" not in raised()


def test_a_control_that_costs_more_than_it_gives(desk: Desk) -> None:
    control = desk.control(annual_cost=1_000_000)
    desk.halves(control, desk.priced())
    operations.state_no_introduced_loss(ACTOR, control, because="It only reads.", said_by=desk.ann)
    assert "costs-more-than-it-gives" not in raised()
    queries.worths(queries.modelled())
    assert raised()["costs-more-than-it-gives"].args == (control.pk,)


def test_many_names_are_cut_short(desk: Desk) -> None:
    for number in range(7):
        desk.priced(f"s{number}")
    assert raised()["nobody-scenarios"].detail.endswith("and 2 more")
