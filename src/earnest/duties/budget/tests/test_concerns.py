"""What of the budget needs a person."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from earnest.duties.budget.concerns import concerns
from earnest.duties.budget.models import FiscalYear, InsurancePolicy, Investment, Line
from earnest.duties.budget.tests.conftest import ACTOR, LONG_AGO, TODAY, Desk
from earnest.foundation import plain
from earnest.foundation.actor import Actor, Role


def rules(day: date = TODAY) -> set[str]:
    return {one.rule for one in concerns(ACTOR, day)}


def test_an_empty_budget_needs_nobody(db: None) -> None:
    assert concerns(ACTOR, TODAY) == []


def test_a_year_in_order_needs_nobody(desk: Desk) -> None:
    mail = desk.control("filter")
    desk.line("Filter", 20_000, tool=desk.tool("mail", mail))
    assert rules() == set()


def test_a_line_without_an_accountable_person_is_told(desk: Desk) -> None:
    desk.line("Filter", 1, accountable=None)
    (found,) = concerns(ACTOR, TODAY)
    assert (found.rule, found.detail, found.query) == ("nobody-budget-lines", "Filter", "accountable=none")


def test_what_was_chosen_is_to_be_bought_within_ninety_days(desk: Desk) -> None:
    buy = desk.investment("keys")
    for days, told in ((89, set()), (90, {"investment-not-bought"})):
        Investment.objects.filter(pk=buy.pk).update(state="chosen", decided_on=TODAY - timedelta(days=days))
        assert rules() == told
    Investment.objects.filter(pk=buy.pk).update(state="done")
    assert rules() == set()


def test_an_overspent_line_is_told(desk: Desk) -> None:
    line = desk.line("Filter", 100, actual=Decimal(70), committed=Decimal(60))
    assert rules() == set()
    Line.objects.filter(pk=line.pk).update(committed=130)
    (found,) = concerns(ACTOR, TODAY)
    assert (found.rule, found.cost, found.args) == ("budget-line-overspent", "30", (line.pk,))


def test_a_line_that_no_rate_prices_is_told_and_stops_nothing(desk: Desk) -> None:
    desk.line("Filter", 100, currency="USD")
    desk.tool("mail", desk.control("filter"), renews_on=TODAY)
    assert rules() == {"exchange-rate-missing"}


def test_a_tool_that_renews_soon_and_costs_more_than_it_gives_waits_for_a_decision(desk: Desk) -> None:
    desk.scenario("phish", 1, 1_000)
    gate = desk.control("gate")
    desk.leaves(gate, "phish", 0.9)
    desk.found(gate="effective")
    desk.line("Gate", 5_000, tool=desk.tool("vpn", gate, renews_on=TODAY + timedelta(days=60)))
    (found,) = concerns(ACTOR, TODAY)
    assert (found.rule, found.when, found.cost) == ("tool-renews-unearned", "in 60 days", "5,000")
    assert "Costs more than it gives" in found.detail
    assert rules(TODAY - timedelta(days=1)) == set()


def test_a_tool_whose_worth_nobody_can_tell_is_told_before_it_renews(desk: Desk) -> None:
    desk.line("Box", 5_000, tool=desk.tool("box", desk.control("box"), renews_on=TODAY))
    (found,) = concerns(ACTOR, TODAY)
    assert (found.rule, found.when) == ("tool-renews-undecided", "today")


def test_a_tool_on_which_no_control_rests_is_told(desk: Desk) -> None:
    desk.tool("box")
    assert rules() == {"tool-without-control"}


@pytest.mark.parametrize(("limit", "told"), [(100_000, {"insurance-below-worst-year"}), (5_000_000, set())])
def test_a_cover_that_ends_below_the_worst_year_in_a_hundred_is_told(desk: Desk, limit: int, told: set[str]) -> None:
    desk.scenario("ransom", 0.5, 400_000)
    policy = InsurancePolicy(
        insurer="Mutual",
        retention=Decimal(50_000),
        limit=Decimal(limit),
        premium=Decimal(1),
        starts_on=LONG_AGO,
        ends_on=TODAY,
    )
    plain.create(ACTOR, policy)
    assert rules() == told
    assert rules(TODAY + timedelta(days=1)) == set()


def test_an_offer_below_the_must_haves_is_told(desk: Desk) -> None:
    desk.investment("law", cost=100_001, must=True, must_because="The law.")
    (found,) = concerns(ACTOR, TODAY)
    assert (found.rule, found.cost) == ("offer-below-must-haves", "1")
    FiscalYear.objects.update(offered=100_001)
    assert rules() == set()
    desk.line("Rent", 500)
    (found,) = concerns(ACTOR, TODAY)
    assert found.cost == "500"


def test_a_day_without_a_fiscal_year_is_told(desk: Desk) -> None:
    desk.line("Filter", 1)
    assert rules(date(2027, 1, 1)) == {"budget-no-year"}


def test_every_concern_leads_to_a_page(desk: Desk) -> None:
    desk.line("Filter", 200_000, accountable=None, actual=Decimal(300_000))
    desk.tool("box", renews_on=TODAY)
    Investment.objects.filter(pk=desk.investment("keys").pk).update(state="chosen", decided_on=LONG_AGO)
    found = concerns(ACTOR, TODAY)
    assert len(found) == 6
    for one in found:
        assert reverse(one.page, args=one.args)


def test_who_may_not_see_the_record_is_told_nothing(desk: Desk) -> None:
    desk.tool("box")
    assert concerns(Actor(name="Eve", role=Role.EMPLOYEE), TODAY) == []
