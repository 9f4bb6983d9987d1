"""The model as of a day: what is in it, with how much credit, and what is left out and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from earnest.core.assurance.tests.test_assessing import LOOKED, okta
from earnest.core.controls import operations as controls
from earnest.core.evidence.models import Source
from earnest.core.risks import operations, queries
from earnest.core.risks.rules import Values
from earnest.core.risks.tests.conftest import ACTOR, TODAY, Desk
from earnest.engines.quant import Beta, NegativeBinomial, PertRate, Uniform
from earnest.foundation import plain
from earnest.foundation.errors import Invalid

Failing = Callable[[int, int], tuple[str, dict[str, Any]]]


def mean(model: queries.Modelled) -> float:
    return model.portfolio.moments(model.in_force).mean


class TestWhatIsInIt:
    def test_a_live_scenario_costs_rate_times_loss(self, desk: Desk) -> None:
        desk.priced(rate=2, loss=1000)
        desk.priced("draft", state="draft")
        desk.priced("gone", state="retired")
        found = queries.modelled()
        assert mean(found) == pytest.approx(2000)
        assert set(found.scenarios) == {"phish"}
        assert (found.day, found.currency, found.left_out) == (TODAY, "EUR", ())

    def test_what_nobody_estimated_is_left_out_with_the_reason(self, desk: Desk) -> None:
        desk.scenario("nothing")
        desk.believe(desk.scenario("often"), "frequency", "poisson", mode=1)
        desk.believe(desk.scenario("much"), "primary", "constant", mode=1)
        half = desk.priced("half")
        desk.believe(half, "secondary_probability", "probability", mode=0.5)
        found = {one.scenario: (one.part, one.reason) for one in queries.modelled().left_out}
        assert found["nothing"] == ("", "Nobody has estimated how often it happens or what it costs.")
        assert found["often"] == ("", "Nobody has estimated what it costs.")
        assert found["much"] == ("", "Nobody has estimated how often it happens.")
        assert found["half"][0] == "secondary"
        assert set(queries.modelled().scenarios) == {"half"}

    def test_forms_and_reactions_add_up(self, desk: Desk) -> None:
        scenario = desk.scenario()
        desk.believe(scenario, "frequency", "poisson", mode=3)
        desk.believe(scenario, "primary", "constant", mode=100, form="response")
        desk.believe(scenario, "primary", "pert", low=0, mode=100, high=200, form="productivity")
        desk.believe(scenario, "secondary_probability", "probability", mode=0.25)
        desk.believe(scenario, "secondary", "empirical", values=[100, 300], form="reputation")
        assert mean(queries.modelled()) == pytest.approx(3 * (100 + 100 + 0.25 * 200))

    def test_the_past_is_told_from_what_was_believed_then(self, desk: Desk) -> None:
        scenario = desk.priced(rate=2, loss=1000)
        desk.believe(scenario, "frequency", "poisson", mode=5, on=date(2026, 6, 1))
        assert mean(queries.modelled(date(2026, 5, 31))) == pytest.approx(2000)
        assert mean(queries.modelled(date(2026, 6, 1))) == pytest.approx(5000)
        assert queries.modelled(date(2025, 12, 31)).left_out[0].scenario == "phish"

    def test_a_what_if_writes_nothing(self, desk: Desk) -> None:
        desk.priced(rate=2, loss=1000)
        found = queries.modelled(replaced={("phish", "frequency", ""): Values("poisson", mode=7.0)})
        assert mean(found) == pytest.approx(7000)
        assert found.what_if
        assert found.digest != queries.modelled().digest
        assert mean(queries.modelled()) == pytest.approx(2000)

    def test_a_what_if_that_cannot_be_names_its_field(self, desk: Desk) -> None:
        desk.priced()
        with pytest.raises(Invalid) as refused:
            queries.modelled(replaced={("phish", "frequency", ""): Values("poisson", mode=-1.0)})
        assert refused.value.field == "mode"
        with pytest.raises(Invalid) as refused:
            queries.modelled(replaced={("no-such", "frequency", ""): Values("poisson", mode=1.0)})
        assert refused.value.field == "scenario"

    def test_a_what_if_may_complete_what_was_left_out(self, desk: Desk) -> None:
        desk.believe(desk.scenario(), "frequency", "poisson", mode=1)
        found = queries.modelled(replaced={("phish", "primary", ""): Values("constant", mode=10.0)})
        assert mean(found) == pytest.approx(10)
        assert found.left_out == ()


class TestControls:
    def test_a_working_control_has_the_credit_of_its_looks(self, desk: Desk) -> None:
        control = desk.control()
        desk.halves(control, desk.priced(rate=2, loss=1000))
        desk.looked(control, *["effective"] * 9, "failing")
        desk.found(filter="effective")
        found = queries.modelled()
        assert found.credits["filter"].reliability == Beta(9.5, 1.5)
        assert mean(found) == pytest.approx(2000 * (1 - 9.5 / 11 * 0.5))
        assert (found.in_force, found.of_candidate, found.assessed) == (frozenset({"filter"}), frozenset(), True)

    def test_a_failing_test_raises_the_loss_by_what_does_not_comply(self, desk: Desk, failing: Failing) -> None:
        control = desk.control()
        desk.halves(control, desk.priced(rate=2, loss=1000))
        desk.looked(control, *["effective"] * 9)
        desk.found(filter="effective")
        before = mean(queries.modelled())
        desk.found(filter=failing(60, 100))
        found = queries.modelled()
        assert found.credits["filter"].reliability == Uniform(0.0, 0.6)
        assert mean(found) == pytest.approx(2000 * (1 - 0.3 * 0.5))
        assert mean(found) > before

    def test_what_is_unproven_raises_the_loss(self, desk: Desk) -> None:
        control = desk.control()
        desk.halves(control, desk.priced(rate=2, loss=1000))
        desk.looked(control, *["effective"] * 9)
        desk.found(filter="effective")
        before = mean(queries.modelled())
        desk.found(filter="unproven")
        after = queries.modelled()
        assert after.credits["filter"].reliability == Uniform(0.0, 9.5 / 10)
        assert mean(after) > before

    def test_before_the_day_is_assessed_every_control_is_unproven(self, desk: Desk) -> None:
        desk.halves(desk.control(), desk.priced())
        found = queries.modelled()
        assert not found.assessed
        assert found.credits["filter"].status == "unproven"

    def test_planned_and_retired_controls_do_nothing(self, desk: Desk) -> None:
        scenario = desk.priced(rate=2, loss=1000)
        planned, retired = desk.control("planned", state="planned"), desk.control("retired", state="retired")
        late = desk.control("late", adopted_on=TODAY + timedelta(days=1))
        for control in (planned, retired, late):
            desk.halves(control, scenario)
        found = queries.modelled()
        assert mean(found) == pytest.approx(2000)
        assert found.of_candidate == {"planned"}
        assert found.in_force == frozenset()
        assert {one.id for one in found.portfolio.controls} == {"planned"}

    def test_an_effect_that_ended_ends(self, desk: Desk) -> None:
        scenario, control = desk.priced(rate=2, loss=1000), desk.control()
        desk.halves(control, scenario)
        operations.estimate_effect(ACTOR, control, scenario, source="It was taken off.", author=desk.ann)
        assert mean(queries.modelled()) == pytest.approx(2000)
        assert mean(queries.modelled(TODAY - timedelta(days=1))) < 2000


class TestIntroduced:
    def test_it_is_there_while_its_control_is_in_force(self, desk: Desk) -> None:
        control = desk.control()
        desk.priced("outage", rate=1, loss=300, introduced_by=control)
        desk.halves(desk.control("backup"), desk.priced("loss", rate=1, loss=50))
        found = queries.modelled()
        assert found.portfolio.control("filter").introduces[0].id == "outage"
        assert found.portfolio.moments(found.in_force - {"filter"}).by_scenario["outage"] == 0
        assert found.portfolio.moments(found.in_force).by_scenario["outage"] == pytest.approx(300)
        for state in ("planned", "retired"):
            control = plain.change(ACTOR, control, {"state": state})
            now = queries.modelled()
            assert now.portfolio.moments(now.in_force).by_scenario.get("outage", 0) == 0

    def test_what_others_do_to_one_that_is_not_there_is_left_aside(self, desk: Desk) -> None:
        brings = desk.control("agent", state="retired")
        scenario = desk.priced("outage", introduced_by=brings)
        desk.halves(desk.control("backup"), scenario)
        assert queries.modelled().portfolio.control("backup").effects == {}

    def test_who_says_why_none_is_heard(self, desk: Desk) -> None:
        control = desk.control()
        assert not queries.modelled().portfolio.control("filter").says_what_it_brings
        operations.state_no_introduced_loss(ACTOR, control, because="It only reads.", said_by=desk.ann)
        assert queries.modelled().portfolio.control("filter").says_what_it_brings


class TestOwnExperience:
    def test_it_moves_the_frequency_and_says_how(self, desk: Desk) -> None:
        scenario = desk.scenario()
        desk.believe(scenario, "frequency", "pert_rate", low=0.1, mode=0.5, high=2)
        desk.believe(scenario, "primary", "constant", mode=1)
        told: dict[str, Any] = {"source": "Log.", "events": 4}
        operations.record_experience(ACTOR, scenario, since=date(2023, 1, 1), until=date(2025, 12, 31), **told)
        found = queries.modelled()
        update = found.learned["phish"]
        prior_mean, variance = 4.1 / 6, (4.1 / 6 - 0.1) * (2 - 4.1 / 6) / 7
        a, b = prior_mean**2 / variance, prior_mean / variance
        years = 1096 / 365.25
        assert mean(found) == pytest.approx((a + 4) / (b + years))
        assert update.events == 4
        assert update.years == pytest.approx(years)
        assert isinstance(found.portfolio.scenarios[0].frequency, NegativeBinomial)
        assert queries.modelled(date(2025, 6, 1)).learned == {}

    def test_what_happened_behind_controls_counts_for_the_share_that_they_let_through(self, desk: Desk) -> None:
        scenario = desk.scenario()
        desk.believe(scenario, "frequency", "pert_rate", low=0.1, mode=0.5, high=2)
        desk.believe(scenario, "primary", "constant", mode=1)
        control = desk.control()
        desk.halves(control, scenario)
        desk.looked(control, *["effective"] * 9)
        desk.found(filter="effective")
        span: dict[str, Any] = {"since": date(2023, 1, 1), "until": date(2025, 12, 31)}
        operations.record_experience(ACTOR, scenario, events=4, source="Log.", **span)
        update = queries.modelled().learned["phish"]
        share = 1 - 9.5 / 10 * 0.5
        assert update.share == pytest.approx(share)
        assert update.posterior.years == pytest.approx(update.prior.years + share * 1096 / 365.25)

    def test_incidents_that_made_the_estimate_do_not_count_twice(self, desk: Desk) -> None:
        scenario = desk.scenario()
        told: dict[str, Any] = {"low": 0.1, "mode": 0.5, "high": 2, "provenance": "own_incidents"}
        desk.believe(scenario, "frequency", "pert_rate", **told)
        desk.believe(scenario, "primary", "constant", mode=1)
        span: dict[str, Any] = {"since": date(2023, 1, 1), "until": date(2025, 12, 31)}
        operations.record_experience(ACTOR, scenario, events=4, source="Log.", **span)
        found = queries.modelled()
        assert found.learned == {}
        assert isinstance(found.portfolio.scenarios[0].frequency, PertRate)


def test_the_same_record_has_the_same_digest_and_any_change_another(desk: Desk) -> None:
    scenario = desk.priced()
    control = desk.control()
    digests = [queries.modelled().digest]
    assert queries.modelled().digest == digests[0]
    assert queries.modelled(TODAY - timedelta(days=1)).digest == digests[0]

    def changed() -> None:
        digests.append(queries.modelled().digest)
        assert len(set(digests)) == len(digests)

    desk.believe(scenario, "frequency", "poisson", mode=3)
    changed()
    desk.halves(control, scenario)
    changed()
    desk.found(filter="effective")
    changed()
    plain.change(ACTOR, control, {"annual_cost": 10})
    changed()
    operations.agree_appetite(
        ACTOR, points=[[10, 0.1]], agreed_by="The board", minutes="7", valid_until=date(2027, 1, 1)
    )
    changed()
    operations.set_matrix_scale(ACTOR, likelihood=[1], impact=[10], reason="Asked for.")
    changed()
    operations.state_no_introduced_loss(ACTOR, control, because="It only reads.", said_by=desk.ann)
    changed()


def test_it_is_read_in_a_fixed_number_of_queries(desk: Desk) -> None:
    asked = []
    for more in (range(1), range(1, 5)):
        for number in more:
            desk.halves(desk.control(f"c{number}"), desk.priced(f"s{number}"))
        desk.found(**{f"c{number}": "effective" for number in range(more.stop)})
        with CaptureQueriesContext(connection) as found:
            queries.modelled()
        asked.append(len(found))
    assert asked[0] == asked[1] < 20


def test_an_export_that_shows_a_gap_raises_the_loss_by_itself(desk: Desk, workspace: Path) -> None:
    for slug in ("okta-users", "okta-factors"):
        plain.create(ACTOR, Source(slug=slug, title=slug, format=slug, cadence_days=7, freshness_days=14))
    control = controls.adopt(ACTOR, "mfa-privileged", on=date(2025, 1, 1))
    desk.halves(control, desk.priced(rate=2, loss=1000))
    unproven = operations.conclude(TODAY)
    okta(workspace, LOOKED - timedelta(days=1), weak=())
    works = operations.conclude(TODAY)
    okta(workspace, LOOKED, weak=("ben",))
    fails = operations.conclude(TODAY)
    statuses = [one.credits["mfa-privileged"].status for one in (unproven, works, fails)]
    assert statuses == ["unproven", "effective", "failing"]
    assert fails.credits["mfa-privileged"].reliability == Uniform(0.0, 0.8)
    assert mean(works) < mean(fails) < 2000
    assert mean(works) < mean(unproven) < 2000
    assert queries.exposure(fails).raised_by_control["mfa-privileged"] > 0
