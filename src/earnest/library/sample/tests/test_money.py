"""Risk and budget of the sample, before any program has looked at them."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

from earnest.library.budget_benchmarks import budget_benchmarks
from earnest.library.calibration_questions import calibration_question
from earnest.library.sample.model import Sample
from earnest.library.sample.risks import ACCEPTANCE_LAPSED_DAYS, CALIBRATED, OVERCONFIDENT
from earnest.library.sample.scenarios import BROUGHT, LEFT_OUT, PRICED
from earnest.library.starter_estimates import starter_estimates
from earnest.library.tool_incidents import tool_incidents


def controls(sample: Sample) -> set[str]:
    return {one.control for one in sample.decisions.controls} | {one.key for one in sample.risks.own_controls}


def in_euros(sample: Sample, year: str) -> dict[str, Decimal]:
    """Planned money of a year's lines, by tool."""
    starts = next(one.starts_on for one in sample.budget.years if one.label == year)
    rate = max((one.as_of, one.rate) for one in sample.budget.rates if one.as_of <= starts)[1]
    found: dict[str, Decimal] = defaultdict(Decimal)
    for line in sample.budget.lines:
        if line.year == year:
            found[line.tool or ""] += line.planned * (Decimal(rate) if line.currency else 1)
    return found


def test_what_is_named_is_there(sample: Sample) -> None:
    known, assets = controls(sample), {one.slug for one in sample.assets}
    people = {one.email for one in sample.people}
    scenarios = {one.key for one in sample.risks.scenarios}
    assert {one.control for one in sample.risks.effects} | {one.control for one in sample.risks.no_loss} <= known
    assert {one.scenario for one in sample.risks.effects} | {
        one.scenario for one in sample.risks.estimates
    } <= scenarios
    assert {slug for one in sample.risks.scenarios for slug in one.assets} <= assets
    assert {one.threat for one in sample.risks.scenarios} <= {one.key for one in sample.risks.threats}
    authors = {one.author for one in sample.risks.effects} | {one.author for one in sample.risks.estimates}
    assert authors | {one.owner for one in sample.risks.scenarios if one.owner} <= people
    assert {key for one in sample.budget.tools for key in one.controls} <= known
    assert {key for one in sample.budget.investments for key in one.controls} <= known
    assert {one.asset for one in sample.budget.tools if one.asset} <= assets
    assert set(sample.budget.policy.covers) <= scenarios


def test_fourteen_scenarios_are_priced_one_is_not_and_six_are_brought_by_controls(sample: Sample) -> None:
    parts: dict[str, set[str]] = defaultdict(set)
    for one in sample.risks.estimates:
        parts[one.scenario].add(one.part)
    assert len(PRICED) == 14
    assert all({"frequency", "primary"} <= parts[key] for key in (*PRICED, *BROUGHT))
    assert parts[LEFT_OUT] == {"frequency"}
    assert {one.key for one in sample.risks.scenarios if one.introduced_by} == set(BROUGHT)
    report = next(one for one in sample.decisions.inspected if one.control == "risk-assessment")
    assert report.finding == f"{len(PRICED)} scenarios, priced."


def test_estimates_are_in_order_and_say_where_they_come_from(sample: Sample, today: date) -> None:
    for one in sample.risks.estimates:
        ends = [value for value in (one.low, one.mode, one.high) if value is not None]
        assert ends == sorted(ends)
        assert one.source
        assert one.made_on <= today
        assert one.cap is None or one.high is None or one.cap > one.high
    seen = Counter(one.provenance for one in sample.risks.estimates)
    assert set(seen) == {"calibrated_expert", "expert", "own_incidents", "published", "starter"}
    assert sum(one.equal_bet == "wheel" for one in sample.risks.estimates) == 2
    assert min(one.made_on for one in sample.risks.estimates).year <= today.year - 2


def test_starters_and_cases_that_estimates_name_are_in_the_library(sample: Sample) -> None:
    known = {one.id for one in starter_estimates().starters} | {one.id for one in tool_incidents().cases}
    words = {word.strip(".,;()") for one in sample.risks.estimates for word in one.source.split()}
    named = {word for word in words if word.count("-") >= 2 or (word[-4:].isdigit() and "-" in word)}
    assert len(named) >= 8
    assert named <= known


def test_multipliers_are_ranges_and_one_speaks_of_each_pair(sample: Sample) -> None:
    pairs = [(one.control, one.scenario) for one in sample.risks.effects]
    assert len(pairs) == len(set(pairs))
    assert len({control for control, _ in pairs}) >= 25
    brought = {one.key: one.introduced_by for one in sample.risks.scenarios}
    for one in sample.risks.effects:
        assert one.frequency or one.severity
        assert brought[one.scenario] != one.control
        for low, mode, high in filter(None, (one.frequency, one.severity)):
            assert 0 <= low < mode < high <= 1


def test_what_controls_bring_in_is_stated_for_some_and_left_open_for_others(sample: Sample) -> None:
    acting = {one.control for one in sample.risks.effects}
    bringing = {one.introduced_by for one in sample.risks.scenarios if one.introduced_by}
    said = {one.control for one in sample.risks.no_loss}
    assert not bringing & said
    assert len(said) >= 10
    assert len(acting - bringing - said) >= 10


def test_one_estimator_is_sure_of_himself_and_the_other_knows_her_doubt(sample: Sample) -> None:
    held: dict[str, list[bool]] = defaultdict(list)
    for one in sample.risks.calibration:
        assert one.low <= one.high
        held[one.person.partition("@")[0]].append(calibration_question(one.question).holds(one.low, one.high))
    assert sum(held[OVERCONFIDENT]) / len(held[OVERCONFIDENT]) < 0.5
    assert sum(held[CALIBRATED]) / len(held[CALIBRATED]) > 0.8
    assert min(map(len, held.values())) >= 20


def test_an_acceptance_has_run_out_and_another_waits_for_a_decision(sample: Sample, today: date) -> None:
    lapsed = [
        one for one in sample.risks.treatments if one.decision == "accept" and one.ends_on and one.ends_on < today
    ]
    waiting = [one for one in sample.risks.treatments if one.approver is None]
    assert [(today - (one.ends_on or today)).days for one in lapsed] == [ACCEPTANCE_LAPSED_DAYS]
    assert len(waiting) == 1
    assert all(one.approver != one.asked_by for one in sample.risks.treatments)


def test_the_board_agreed_the_appetite_that_the_organisation_states(sample: Sample) -> None:
    told = sample.organisation
    assert (told.appetite_loss_eur, told.appetite_probability) in sample.risks.appetite.points


def test_the_years_follow_each_other_and_lines_come_to_what_was_asked(sample: Sample, today: date) -> None:
    before, now = sample.budget.years
    assert (now.starts_on - before.ends_on).days == 1
    assert now.starts_on <= today <= now.ends_on
    told = sample.organisation
    assert (now.asked, now.offered) == (told.security_budget_asked_eur, told.security_budget_offered_eur)
    assert sum(in_euros(sample, now.label).values()) == now.asked
    assert sum(in_euros(sample, before.label).values()) < before.offered
    assert len(sample.budget.lines) >= 40


def test_a_tool_costs_what_its_controls_say_in_money_and_in_days(sample: Sample) -> None:
    adopted = {one.control: (one.licence_eur, one.people_days) for one in sample.decisions.controls}
    adopted |= {one.key: (one.licence_eur, one.people_days) for one in sample.risks.own_controls}
    now = sample.budget.years[-1].label
    money = in_euros(sample, now)
    carried = [key for tool in sample.budget.tools for key in tool.controls]
    assert len(carried) == len(set(carried))
    for tool in sample.budget.tools:
        days = sum(line.people_days for line in sample.budget.lines if line.year == now and line.tool == tool.key)
        assert money[tool.key] == sum(adopted[key][0] for key in tool.controls), tool.key
        assert days == sum(adopted[key][1] for key in tool.controls), tool.key


def test_an_investment_costs_a_year_what_its_control_says(sample: Sample) -> None:
    adopted = {one.control: one for one in sample.decisions.controls}
    ideas = {one.key: one for one in sample.risks.own_controls}
    for one in sample.budget.investments:
        (key,) = one.controls
        planned = adopted[key] if key in adopted else ideas[key]
        assert planned.state == "planned"
        assert planned.people_days == one.people_days, one.key
        assert planned.licence_eur in {one.run_per_year, one.one_off}, one.key
    keys = {one.key for one in sample.budget.investments}
    assert all({*one.requires, *one.excludes} <= keys for one in sample.budget.investments)
    assert any(one.must_because for one in sample.budget.investments)


def test_one_line_has_nobody_and_one_is_overspent(sample: Sample) -> None:
    now = sample.budget.years[-1].label
    lines = [one for one in sample.budget.lines if one.year == now]
    expected = {truth.id: truth.expected for truth in sample.planted}["budget-lines"]
    unowned = [one.title for one in lines if one.owner is None]
    overspent = [one.title for one in lines if max(one.committed, one.actual) > one.planned]
    assert expected == (f"unowned={unowned[0]}", f"overspent={overspent[0]}")
    assert len(unowned) == len(overspent) == 1


def test_the_policy_is_the_one_that_was_applied_for_and_renews_in_47_days(sample: Sample, today: date) -> None:
    policy, told = sample.budget.policy, sample.decisions.insurance
    assert (policy.limit, policy.retention, policy.premium) == (told.limit_eur, told.retention_eur, told.premium_eur)
    assert (policy.ends_on - today).days == 47


def test_what_is_spent_can_be_held_against_what_others_spend(sample: Sample) -> None:
    share = sample.organisation.security_budget_offered_eur / sample.organisation.revenue_eur
    assert share > max(one.middle for one in budget_benchmarks().of("share of revenue"))
