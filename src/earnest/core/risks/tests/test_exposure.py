"""What is concluded, against numbers that a hand can check, and to the same bytes each time."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from earnest.core.organization.models import PeopleRate
from earnest.core.risks import operations, queries
from earnest.core.risks.models import RiskConclusion
from earnest.core.risks.queries.kept import keep
from earnest.core.risks.rules import Cell, Multipliers, Values
from earnest.core.risks.tests.conftest import ACTOR, TODAY, Desk
from earnest.foundation import ledger, plain

Failing = Callable[[int, int], tuple[str, dict[str, Any]]]


def now() -> queries.Exposure:
    return queries.exposure(queries.modelled())


class TestByHand:
    def test_events_of_one_size_are_a_poisson_count(self, desk: Desk) -> None:
        desk.priced(rate=2, loss=1000)
        found = now()
        assert found.mean == pytest.approx(2000)
        assert found.sd == pytest.approx(1000 * math.sqrt(2))
        assert found.probability_zero == pytest.approx(math.exp(-2))
        assert found.var95 == pytest.approx(5000, abs=600)
        assert found.mean_low == found.mean_high == pytest.approx(2000)
        assert found.by_scenario["phish"].share == 1.0

    def test_a_severe_loss_has_its_mean_between_the_ends(self, desk: Desk) -> None:
        scenario = desk.scenario()
        desk.believe(scenario, "frequency", "pert_rate", low=0.1, mode=0.5, high=2)
        desk.believe(scenario, "primary", "lognormal_ci90", low=1_000, high=100_000, cap=1_000_000)
        found = now()
        one = found.by_scenario["phish"]
        assert one.low < one.mean < one.high
        assert found.var95 is not None
        assert found.tvar95 is not None
        assert found.var99 is not None
        assert found.var99 > found.var95 > found.mean
        assert found.tvar95 > found.var95
        assert one.var95 == pytest.approx(found.var95, rel=0.02)
        chances = [point.probability for point in found.curve]
        assert chances == sorted(chances, reverse=True)
        assert all(point.low <= point.high for point in found.curve)

    def test_a_control_lowers_the_curve(self, desk: Desk) -> None:
        control = desk.control()
        desk.halves(control, desk.priced(rate=2, loss=1000), by=0.1)
        desk.looked(control, *["effective"] * 30)
        desk.found(filter="effective")
        found = now()
        share = 30.5 / 31
        assert found.mean == pytest.approx(2000 * (1 - share * 0.9))
        assert found.mean_without == pytest.approx(2000)
        pairs = zip(found.curve, found.curve_without_controls, strict=True)
        assert all(a.loss == b.loss and a.probability <= b.probability + 1e-12 for a, b in pairs)

    def test_failing_and_unproven_controls_are_priced_one_by_one(self, desk: Desk, failing: Failing) -> None:
        scenario, other = desk.priced(rate=2, loss=1000), desk.priced("fraud", rate=1, loss=500)
        for key in ("good", "fails", "unproven"):
            desk.halves(desk.control(key), scenario)
        desk.halves(desk.control("helper"), other)
        desk.found(good="effective", fails=failing(40, 100), unproven="unproven", helper="effective")
        found = now()
        good = 1 - 0.75 * 0.5
        fails, unproven = 1 - 0.2 * 0.5, 1 - 0.25 * 0.5
        phish = found.by_scenario["phish"]
        assert phish.mean == pytest.approx(2000 * good * fails * unproven)
        assert phish.mean_if_all_worked == pytest.approx(2000 * good * 0.25)
        assert found.raised_by == pytest.approx(phish.mean - phish.mean_if_all_worked)
        assert found.by_scenario["fraud"].raised_by == 0
        assert found.raised_by_control == {
            "fails": pytest.approx(2000 * good * unproven * (fails - 0.5)),
            "unproven": pytest.approx(2000 * good * fails * (unproven - 0.5)),
        }

    def test_an_introduced_scenario_costs_while_its_control_is_in_force(self, desk: Desk) -> None:
        control = desk.control()
        desk.priced(rate=1, loss=100)
        desk.priced("outage", rate=1, loss=300, introduced_by=control)
        found = now()
        assert found.mean == pytest.approx(400)
        assert found.mean_without == pytest.approx(100)
        assert found.by_scenario["outage"].introduced_by == "filter"
        plain.change(ACTOR, control, {"state": "retired"})
        assert set(now().by_scenario) == {"phish"}

    @pytest.mark.usefixtures("desk")
    def test_an_empty_register_costs_nothing_and_breaks_nothing(self) -> None:
        found = now()
        assert (found.mean, found.by_scenario, found.probability_zero) == (0, {}, 1.0)
        assert found.is_within_appetite is None
        assert queries.worths(queries.modelled()) == ()

    def test_what_is_only_planned_moves_nothing_at_all(self, desk: Desk) -> None:
        scenario = desk.scenario(doubt=2)
        desk.believe(scenario, "frequency", "pert_rate", low=0.1, mode=0.5, high=2)
        desk.believe(scenario, "primary", "lognormal_ci90", low=1_000, high=100_000)
        desk.halves(desk.control("here"), scenario)
        before = now()
        planned = desk.control("planned", state="planned")
        desk.halves(planned, scenario, by=3)
        desk.priced("outage", rate=5, loss=1e7, introduced_by=planned)
        assert now() == before


class TestDecided:
    def agree(self, *points: list[float]) -> None:
        operations.agree_appetite(
            ACTOR, points=points, agreed_by="The board", minutes="7", valid_until=date(2027, 1, 1)
        )

    def test_the_curve_is_held_against_the_appetite(self, desk: Desk) -> None:
        desk.priced(rate=2, loss=1000)
        self.agree([1500, 0.5], [50_000, 0.01])
        found = now()
        first, last = found.appetite
        assert first.now == pytest.approx(1 - 3 * math.exp(-2), abs=1e-3)
        assert (first.within, last.within, found.is_within_appetite) == (False, True, False)

    def test_an_appetite_far_beyond_every_loss_is_judged_too(self, desk: Desk) -> None:
        desk.priced(rate=0.1, loss=10)
        self.agree([1e9, 0.000001])
        assert now().is_within_appetite is True

    def test_treatment_and_cell_are_told(self, desk: Desk) -> None:
        scenario = desk.priced(rate=2, loss=1000)
        asked = operations.ask_treatment(
            ACTOR, scenario, decision="reduce", reason="Soon.", asked_by=desk.ann, starts_on=TODAY
        )
        operations.approve_treatment(ACTOR, asked, approver=desk.bob)
        operations.set_matrix_scale(ACTOR, likelihood=[0.1, 1], impact=[500, 5000], reason="Asked for.")
        one = now().by_scenario["phish"]
        assert one.treatment is not None
        assert one.treatment.decision == "reduce"
        assert one.cell == Cell(3, 2, 3, 3)
        assert (one.rate, one.loss) == (2, 1000)


class TestKept:
    def rich(self, desk: Desk) -> None:
        scenario = desk.scenario(doubt=2)
        desk.believe(scenario, "frequency", "pert_rate", low=0.1, mode=0.5, high=2)
        desk.believe(scenario, "primary", "lognormal_ci90", low=1_000, high=100_000)
        control = desk.control(annual_cost=1_000)
        desk.halves(control, scenario)
        desk.priced("outage", rate=0.1, loss=300, introduced_by=control)
        desk.found(filter="effective")

    def test_it_is_computed_again_to_the_same_bytes(self, desk: Desk) -> None:
        self.rich(desk)

        def bodies() -> dict[str, str]:
            queries.exposure(queries.modelled())
            queries.worths(queries.modelled())
            return dict(RiskConclusion.objects.values_list("kind", "body"))

        first = bodies()
        RiskConclusion.objects.all().delete()
        assert bodies() == first
        assert set(first) == {"exposure", "worths"}

    def test_what_is_kept_is_what_was_concluded(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rich(desk)
        model = queries.modelled()
        assert queries.kept_exposure(model) is None
        assert queries.kept_worths(model) is None
        exposure, worths = queries.exposure(model), queries.worths(model)
        monkeypatch.setattr(type(model.portfolio), "aggregate", None)
        monkeypatch.setattr(type(model.portfolio), "net_value", None)
        assert queries.exposure(model) == queries.kept_exposure(model) == exposure
        assert queries.worths(model) == queries.kept_worths(model) == worths

    def test_what_another_version_kept_in_another_shape_is_not_taken(self, desk: Desk) -> None:
        self.rich(desk)
        keep("exposure", queries.modelled().digest, {"mean": 1.0}, dict[str, float])
        assert now().mean != 1.0

    def test_a_what_if_is_never_kept_and_no_ledger_entry_is_made(self, desk: Desk) -> None:
        self.rich(desk)
        before = ledger.head()
        what_if = {("phish", "frequency", ""): Values("poisson", mode=9.0)}
        found = queries.exposure(queries.modelled(replaced=what_if))
        assert found.mean > now().mean
        assert RiskConclusion.objects.count() == 1
        assert ledger.head() == before


class TestWorths:
    def test_removed_brought_and_cost_by_hand(self, desk: Desk) -> None:
        control = desk.control(annual_cost=100)
        desk.halves(control, desk.priced(rate=2, loss=1000))
        desk.priced("outage", rate=1, loss=250, introduced_by=control)
        desk.looked(control, *["effective"] * 500)
        desk.found(filter="effective")
        (found,) = queries.worths(queries.modelled())
        share = 365.5 / 366
        assert found.removed.mean == pytest.approx(2000 * 0.5 * share, rel=1e-3)
        assert found.introduced.mean == pytest.approx(250)
        assert found.cost.mean == 100
        assert found.net.mean == pytest.approx(1000 * share - 350, rel=1e-3)
        assert (found.verdict, found.in_force, found.cost_known) == ("earns", True, True)
        assert [(one.scenario, one.brought) for one in found.why] == [("phish", False), ("outage", True)]
        assert found.net.low <= found.net.q25 <= found.net.mean <= found.net.q75 <= found.net.high
        assert "EUR" in found.sentence

    def test_the_reader_chooses_how_money_is_written(self, desk: Desk) -> None:
        control = desk.control(annual_cost=100)
        desk.halves(control, desk.priced(rate=2, loss=1000))
        model = queries.modelled()
        (plainly,), (other,) = queries.worths(model), queries.worths(model, money=lambda amount: f"<{amount:.3f}>")
        assert "<100.000>" in other.sentence
        assert plainly.sentence != other.sentence

    def test_a_tool_that_brings_more_than_it_takes_costs_more_than_it_gives(self, desk: Desk) -> None:
        vpn = desk.control("vpn", annual_cost=5000)
        desk.halves(vpn, desk.priced(rate=0.5, loss=100))
        desk.priced("break-in", rate=0.2, loss=50_000, introduced_by=vpn)
        (found,) = queries.worths(queries.modelled())
        assert found.verdict == "costs_more"

    def test_the_days_of_our_own_people_are_part_of_what_it_costs(self, desk: Desk) -> None:
        plain.create(ACTOR, PeopleRate(day_rate=Decimal(500), valid_from=date(2020, 1, 1), source="Salaries."))
        control = desk.control("reviews", annual_cost=1000)
        plain.change(ACTOR, control, {"people_days": Decimal(4)})
        (found,) = queries.worths(queries.modelled())
        assert found.cost.mean == 3000

    def test_a_cost_without_any_effect_is_no_verdict_but_a_gap(self, desk: Desk) -> None:
        desk.control("tests", annual_cost=5000)
        desk.control("free", annual_cost=0)
        (found,) = queries.worths(queries.modelled())
        assert (found.control, found.verdict) == ("tests", "unestimated")
        assert found.sentence.startswith("Nobody has estimated what it does")

    def test_silence_about_what_it_brings_is_unstated(self, desk: Desk) -> None:
        control = desk.control(annual_cost=1)
        desk.halves(control, desk.priced(rate=2, loss=1000))
        desk.found(filter="effective")
        assert queries.worths(queries.modelled())[0].verdict == "unstated"
        operations.state_no_introduced_loss(ACTOR, control, because="It only reads.", said_by=desk.ann)
        assert queries.worths(queries.modelled())[0].verdict == "earns"

    def test_a_loss_that_it_brings_and_nobody_priced_leaves_it_unstated(self, desk: Desk) -> None:
        control = desk.control(annual_cost=1)
        desk.halves(control, desk.priced(rate=2, loss=1000))
        desk.found(filter="effective")
        operations.state_no_introduced_loss(ACTOR, control, because="It only reads.", said_by=desk.ann)
        desk.scenario("outage", introduced_by=control)
        desk.priced("slower", rate=1, loss=1, introduced_by=control)
        assert queries.worths(queries.modelled())[0].verdict == "unstated"

    def test_a_planned_control_is_judged_as_if_it_joined(self, desk: Desk) -> None:
        scenario = desk.priced(rate=2, loss=1000)
        here, planned = desk.control("here"), desk.control("planned", state="planned", annual_cost=10)
        for control in (here, planned):
            desk.halves(control, scenario)
        found = {one.control: one for one in queries.worths(queries.modelled())}
        assert (found["here"].in_force, found["planned"].in_force) == (True, False)
        assert found["planned"].removed.mean > 0
        assert not found["here"].cost_known


class TestConcluding:
    def test_it_concludes_ahead(self, desk: Desk) -> None:
        control = desk.control()
        desk.halves(control, desk.priced())
        model = operations.conclude(TODAY)
        assert model.assessed
        assert queries.kept_exposure(model) is not None
        assert queries.kept_worths(model) is not None

    def test_what_is_long_past_is_dropped(self, desk: Desk) -> None:
        desk.priced()
        now()
        old = RiskConclusion.objects.get()
        RiskConclusion.objects.update(made_at=old.made_at - timedelta(days=500), digest="0" * 64)
        now()
        assert RiskConclusion.objects.count() == 1


def test_no_control_that_only_helps_ever_raises_the_loss(desk: Desk) -> None:
    rng = np.random.default_rng(5)
    scenarios = [desk.priced(f"s{n}", rate=float(rng.uniform(0.1, 3)), loss=float(rng.uniform(10, 900))) for n in "abc"]
    before = now()
    for number in range(3):
        control = desk.control(f"c{number}")
        for scenario in scenarios:
            share = Multipliers(mode=round(float(rng.uniform(0, 1)), 3))
            operations.estimate_effect(
                ACTOR, control, scenario, severity=share, frequency=share, source="A trial.", author=desk.ann
            )
        after = now()
        assert after.mean <= before.mean
        assert (after.var95 or 0) <= (before.var95 or 0) * (1 + 1e-9)
        before = after


@pytest.mark.parametrize(("rate", "loss"), [(0.0, 1000.0), (1e-6, 1e12), (50_000.0, 1.0), (0.5, 0.0)])
def test_the_ends_of_what_can_be_said_are_concluded_too(desk: Desk, rate: float, loss: float) -> None:
    control = desk.control(annual_cost=1)
    desk.halves(control, desk.priced(rate=rate, loss=loss))
    operations.agree_appetite(
        ACTOR, points=[[10, 0.5], [1e13, 1e-9]], agreed_by="The board", minutes="7", valid_until=date(2027, 1, 1)
    )
    model = queries.modelled()
    found = queries.exposure(model)
    assert found.mean_without == pytest.approx(rate * loss)
    assert len(found.appetite) == 2
    assert len(queries.worths(model)) == 1
    assert queries.exposure(model) == found
