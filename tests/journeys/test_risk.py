"""Risk in money: what could we lose, what is each control worth, what should we buy."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from earnest.core.assurance import operations as assurance
from earnest.core.controls.rules import Standing
from earnest.core.evidence import operations as evidence
from earnest.core.organization.models import Person
from earnest.core.risks import queries as risks
from earnest.core.risks.models import Scenario, Treatment
from earnest.core.risks.queries import Exposure, Modelled, Worth
from earnest.core.risks.rules import treatment_standing
from earnest.duties.budget.models import FiscalYear, InsurancePolicy, Investment
from earnest.duties.budget.queries import choices, paid
from earnest.duties.budget.queries.year import fiscal_year, year_view
from earnest.engines.quant import Verdict
from earnest.foundation import clock
from earnest.foundation.actor import Actor, Role, program
from earnest.library.calibration_questions import calibration_questions
from earnest.library.sample import evidence as exports
from earnest.library.sample.devices import agent_files
from earnest.library.sample.risks import CALIBRATED, OVERCONFIDENT
from earnest.library.sample.timeline import Timeline
from tests.journeys.conftest import World


@pytest.fixture(scope="module")
def model(world: World) -> Modelled:
    return risks.modelled(world.today)


@pytest.fixture(scope="module")
def worths(model: Modelled) -> dict[str, Worth]:
    return {one.control: one for one in risks.worths(model)}


@pytest.fixture(scope="module")
def exposure(model: Modelled) -> Exposure:
    return risks.exposure(model)


@pytest.fixture(scope="module")
def year(world: World) -> FiscalYear:
    return fiscal_year(day=world.today)


def chosen(choice: choices.Choice) -> set[str]:
    return {one.key for one in choice.chosen}


def test_the_vpn_that_is_kept_for_the_auditor_costs_more_than_it_gives(worths: dict[str, Worth]) -> None:
    found = worths["ssl-vpn"]
    assert found.verdict == Verdict.COSTS_MORE
    assert found.net.high < 0
    assert found.introduced.mean > 5 * found.removed.mean
    assert found.why[0].scenario == "vpn-way-in"
    assert found.why[0].brought


def test_even_if_it_always_worked_the_vpn_would_cost_more_than_it_gives(model: Modelled) -> None:
    """The verdict does not rest on how badly the VPN is proven."""
    found = model.portfolio.control("ssl-vpn")
    rest = model.in_force - {"ssl-vpn"}
    without = model.portfolio.moments(rest).by_scenario
    most = sum(loss * (1 - effect_of(found, key)) for key, loss in without.items())
    assert most < found.mean_cost


def effect_of(control: object, scenario: str) -> float:
    effect = getattr(control, "effects", {}).get(scenario)
    if effect is None:
        return 1.0
    factors = (getattr(one, "mean", one) for one in (effect.frequency, effect.severity))
    product = 1.0
    for factor in factors:
        product *= float(factor)
    return product


def test_nobody_can_tell_yet_whether_the_browser_extension_earns_its_place(worths: dict[str, Worth]) -> None:
    found = worths["dlp"]
    assert found.verdict == Verdict.UNDECIDED
    assert found.net.low < 0 < found.net.high
    assert "extension-takeover" in {one.scenario for one in found.why if one.brought}


def test_the_endpoint_agent_is_worth_far_more_than_it_costs_with_its_own_outage_counted(
    model: Modelled, worths: dict[str, Worth]
) -> None:
    found = worths["edr-coverage"]
    assert found.verdict == Verdict.EARNS
    assert found.introduced.mean > 0
    assert found.net.mean > 2 * found.cost.mean
    assert {one.id for one in model.portfolio.control("edr-coverage").introduces} == {"agent-outage"}


def test_tools_are_ranked_with_the_vpn_at_the_bottom_and_the_agent_at_the_top(
    model: Modelled, year: FiscalYear
) -> None:
    rows = [one for one in paid.ranking(model, year).rows if one.kind == "tool" and one.is_modelled]
    assert rows[0].key == "endpoint-agent"
    assert rows[-1].key == "ssl-vpn"
    assert rows[-1].net.high < 0


def test_a_tool_is_paid_once(model: Modelled, year: FiscalYear) -> None:
    lines = [number for one in paid.holdings(year) for number in one.lines]
    assert len(lines) == len(set(lines))
    controls = {key for one in paid.holdings(year) if one.kind == "tool" for key in one.controls}
    assert not controls & {one.key for one in paid.holdings(year) if one.kind == "control"}


def test_one_scenario_is_left_out_and_says_why(model: Modelled) -> None:
    assert [(one.scenario, one.part) for one in model.left_out] == [("source-tampering", "")]
    assert "Nobody has estimated what it costs" in model.left_out[0].reason
    assert len([one for one in model.scenarios.values() if not one.introduced_by]) == 14
    assert Scenario.objects.count() == 21


def test_the_appetite_of_the_board_is_passed(exposure: Exposure) -> None:
    point = next(one for one in exposure.appetite if one.loss == 1_500_000)
    assert (point.limit, point.within) == (0.05, False)
    assert exposure.is_within_appetite is False


def test_failing_and_unproven_controls_raise_the_loss_and_each_says_by_how_much(exposure: Exposure) -> None:
    assert exposure.raised_by > 0
    assert exposure.mean_if_all_worked < exposure.mean < exposure.mean_without
    for key in ("mfa-privileged", "backup-immutable", "network-segmentation", "patch-emergency"):
        assert exposure.raised_by_control[key] > 0, key


def test_two_lost_laptops_move_what_was_expected(model: Modelled) -> None:
    update = model.learned["lost-laptop"]
    assert update.events == 2
    assert 2 < update.posterior.mean < update.prior.mean


def test_an_acceptance_that_ran_out_holds_no_more(world: World, exposure: Exposure) -> None:
    lapsed = Treatment.objects.get(scenario__key="settlement-failure")
    assert treatment_standing(lapsed, world.today) is Standing.ENDED
    assert exposure.by_scenario["settlement-failure"].treatment is None
    kept = exposure.by_scenario["ransomware-payments"].treatment
    assert kept is not None
    assert kept.decision == "reduce"


def test_one_estimator_is_over_confident_and_the_other_is_not() -> None:
    truths = {one.id: one.answer for one in calibration_questions().questions}
    found = {name: risks.calibration_of(actor(name), truths).verdict for name in (OVERCONFIDENT, CALIBRATED)}
    assert found[OVERCONFIDENT] == "over-confident"
    assert found[CALIBRATED] != "over-confident"


def actor(local: str) -> Actor:
    who = Person.objects.get(email=f"{local}@larkfieldpay.com")
    return Actor(who.name, Role.ANALYST, person=who.pk)


def test_146_was_asked_and_11_is_offered(year: FiscalYear, world: World) -> None:
    view = year_view(year, world.today)
    assert (view.asked, view.offered) == (Decimal(1_460_000), Decimal(1_100_000))
    assert (view.planned, view.gap) == (Decimal(1_460_000), Decimal(360_000))
    unowned = [one.fact.title for one in view.lines if not one.fact.accountable]
    overspent = [one.line.title for one in view.variance.lines if one.overspent > 0]
    expected = dict(text.split("=") for text in world.expected("budget-lines"))
    assert (unowned, overspent) == ([expected["unowned"]], [expected["overspent"]])


def test_the_next_best_purchase_is_not_the_first_on_the_vendors_list(model: Modelled, year: FiscalYear) -> None:
    first = Investment.objects.get(vendor_rank=1)
    best = choices.best(model, year)
    assert best.proven
    assert first.key not in chosen(best)
    assert first.key in {one.key for one in best.passed_over}
    listed = {one.key: one.vendor_rank for one in choices.items(model, year)}
    assert all((listed[key] or 99) > 5 for key in chosen(best))
    assert {"call-back", "security-keys"} <= chosen(best)
    assert "page-scripts" in chosen(best), "PCI DSS asks for it"


def test_options_for_settle_1_rule_each_other_out(model: Modelled, year: FiscalYear) -> None:
    options = {"settle-replace", "settle-upgrade", "settle-ringfence"}
    for choice in choices.frontier(model, year):
        assert len(chosen(choice) & options) <= 1
    assert chosen(choices.best(model, year)) & options == {"settle-ringfence"}


def test_the_frontier_never_rises(model: Modelled, year: FiscalYear) -> None:
    values = [one.value for one in choices.frontier(model, year)]
    assert all(later <= earlier * (1 + 1e-9) for earlier, later in pairwise(values))
    assert values[-1] < values[0]


@pytest.fixture
def agent_fails(world: World, tmp_path: Path) -> Iterator[None]:
    """A new export of the agent's console: on two laptops in three it watches and blocks nothing."""
    timeline = Timeline(world.today, 1)
    newest = list(agent_files(exports.world(timeline).laptops, timeline))[-1]
    rows = list(csv.DictReader(io.StringIO(newest.content.decode())))
    for number, row in enumerate(rows):
        if number % 3:
            row["Policy mode"] = "Detection"
    path = tmp_path / newest.name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    observed = newest.observed_at + timedelta(minutes=5)
    evidence.take_in(program("journey"), path, source="endpoint-agent", observed_at=observed, collected_at=observed)
    yield
    assert clock.today() == world.today


def test_what_to_buy_changes_when_a_control_test_fails(
    world: World, model: Modelled, year: FiscalYear, agent_fails: None
) -> None:
    before = choices.best(model, year)
    assurance.assess(world.today)
    now = risks.modelled(world.today)
    assert world.control("edr-coverage", assurance.assess(world.today))["status"] == "failing"
    after = choices.best(now, year)
    assert now.digest != model.digest
    assert after.loss_before > before.loss_before
    assert chosen(after) != chosen(before)
    assert "locked-copies" in chosen(after) - chosen(before)


def test_the_policy_renews_in_47_days_and_does_not_cover_everything(world: World) -> None:
    policy = InsurancePolicy.objects.get()
    assert (policy.ends_on - world.today).days == 47
    covered = set(policy.covers.values_list("key", flat=True))
    assert "ransomware-payments" in covered
    assert not covered & {"lost-laptop", "payouts-insider", "portal-takeover"}
