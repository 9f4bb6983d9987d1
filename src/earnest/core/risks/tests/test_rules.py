"""What follows from beliefs, looks and decisions, against published examples and closed forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaincc

from earnest.core.controls.rules import Standing
from earnest.core.risks import rules
from earnest.core.risks.rules import Answer, Gamma, Multipliers, Values, Verdict
from earnest.engines.assurance.period import Observation
from earnest.engines.assurance.statuses import ControlStatus
from earnest.engines.quant import (
    Beta,
    Capped,
    Constant,
    LognormalCI90,
    NegativeBinomial,
    Pert,
    PertRate,
    Poisson,
    Uniform,
)
from earnest.foundation.errors import Invalid

DAY = date(2026, 6, 15)
NEVER = rules.looked((), DAY)


class TestOwnExperience:
    """A. Gelman and others, "Bayesian Data Analysis", third edition, section 2.6: deaths from asthma."""

    def test_three_deaths_in_two_years_move_the_rate_as_the_book_has_it(self) -> None:
        found = rules.learned(Gamma(3.0, 5.0), events=3, years=2.0)
        assert (found.posterior.shape, found.posterior.years) == (6.0, 7.0)
        assert round(found.posterior.mean, 2) == 0.86
        assert round(float(gammaincc(6.0, 7.0)), 2) == 0.30

    def test_ten_years_of_the_same_rate_move_it_further(self) -> None:
        found = rules.learned(Gamma(3.0, 5.0), events=30, years=20.0)
        assert (found.posterior.shape, found.posterior.years) == (33.0, 25.0)
        assert round(found.posterior.mean, 2) == 1.32
        assert round(float(gammaincc(33.0, 25.0)), 2) == 0.93

    def test_the_prior_keeps_mean_and_variance_of_the_estimate(self) -> None:
        values = Values("pert_rate", low=0.1, mode=0.5, high=2.0)
        mean, variance = rules.rate_moments(values)
        prior = rules.gamma_by_moments(mean, variance)
        assert mean == pytest.approx(4.1 / 6)
        assert prior.mean == pytest.approx(mean)
        assert prior.shape / prior.years**2 == pytest.approx(variance)

    def test_an_interval_of_a_rate_is_lognormal(self) -> None:
        mean, variance = rules.rate_moments(Values("lognormal_ci90", low=0.1, high=1.0))
        rng = np.random.default_rng(1)
        sigma = np.log(10) / 3.2897072539
        draws = np.exp(np.log(np.sqrt(0.1)) + sigma * rng.standard_normal(400_000))
        assert mean == pytest.approx(draws.mean(), rel=0.01)
        assert variance == pytest.approx(draws.var(), rel=0.05)

    def test_what_follows_for_a_year_is_the_posterior_predictive(self) -> None:
        values = Values("pert_rate", low=0.1, mode=0.5, high=2.0)
        frequency, update = rules.frequency_after(values, events=4, years=3.0)
        assert update is not None
        assert isinstance(frequency, NegativeBinomial)
        a, b = update.posterior.shape, update.posterior.years
        assert frequency.mean == pytest.approx(a / b)
        assert frequency.variance == pytest.approx(a / b + a / b**2)

    def test_years_behind_controls_teach_only_so_much_of_the_rate_without_them(self) -> None:
        prior = rules.Gamma(2.0, 1.0)
        behind = rules.learned(prior, 3, 4.0, 0.25)
        assert (behind.posterior.shape, behind.posterior.years) == (5.0, 2.0)
        assert behind.posterior == rules.learned(prior, 3, 1.0).posterior
        assert behind.posterior.mean > rules.learned(prior, 3, 4.0).posterior.mean

    def test_a_rate_that_is_known_and_no_years_teach_nothing(self) -> None:
        assert rules.frequency_after(Values("poisson", mode=2.0), 9, 3.0) == (Poisson(2.0), None)
        values = Values("pert_rate", low=0.1, mode=0.5, high=2.0)
        assert rules.frequency_after(values, 0, 0.0) == (PertRate(0.1, 0.5, 2.0), None)

    @given(st.floats(0.001, 50), st.floats(0.0001, 500), st.integers(0, 300), st.floats(0.1, 50), st.integers(0, 300))
    def test_laws(self, mean: float, variance: float, events: int, years: float, more: int) -> None:
        prior = rules.gamma_by_moments(mean, variance)
        found = rules.learned(prior, events, years).posterior
        seen = events / years
        assert min(prior.mean, seen) * (1 - 1e-9) <= found.mean <= max(prior.mean, seen) * (1 + 1e-9)
        later = rules.learned(found, more, years).posterior
        at_once = rules.learned(prior, events + more, 2 * years).posterior
        assert later.shape == pytest.approx(at_once.shape)
        assert later.years == pytest.approx(at_once.years)
        assert rules.learned(prior, events + 1, years).posterior.mean > found.mean
        assert found.low <= found.high

    def test_a_leap_year_and_its_days(self) -> None:
        assert rules.years_between(date(2021, 1, 1), date(2024, 12, 31)) == pytest.approx(4.0)


class TestCredit:
    def look(self, status: ControlStatus, days: int) -> Observation:
        return Observation(DAY - timedelta(days=days), status, 7, f"{days}")

    def test_a_control_that_works_has_the_posterior_of_its_looks(self) -> None:
        looks = [self.look(ControlStatus.EFFECTIVE, days) for days in range(1, 10)]
        looks.append(self.look(ControlStatus.FAILING, 20))
        found = rules.credit(ControlStatus.EFFECTIVE, rules.looked(looks, DAY), None)
        assert found.reliability == Beta(9.5, 1.5)
        assert found.mean == pytest.approx(9.5 / 11)
        assert found.low < found.mean < found.high
        assert "10 looks" in found.why

    def test_a_look_that_counted_counts_by_the_share_that_complied(self) -> None:
        day, failing = DAY - timedelta(days=1), ControlStatus.FAILING
        looks = [Observation(day - timedelta(days=n), failing, 7, f"{n}", 0.98) for n in range(10)]
        found = rules.credit(ControlStatus.EFFECTIVE, rules.looked(looks, DAY), None)
        assert found.mean == pytest.approx((9.8 + 0.5) / 11)

    @given(st.lists(st.floats(0, 1), max_size=30), st.floats(0, 1))
    def test_the_same_looks_give_a_failing_control_no_more_than_a_working_one(
        self, shares: list[float], today: float
    ) -> None:
        shares = [*shares, today]
        looks = [Observation(DAY - timedelta(days=n), ControlStatus.PARTLY, 7, f"{n}", s) for n, s in enumerate(shares)]
        found = rules.looked(looks, DAY)
        working = rules.credit(ControlStatus.EFFECTIVE, found, None)
        unproven = rules.credit(ControlStatus.UNPROVEN, found, None)
        assert unproven.mean <= working.mean

    def test_a_status_without_a_look_is_one_look(self) -> None:
        found = rules.credit(ControlStatus.EFFECTIVE, NEVER, None)
        assert found.reliability == Beta(1.5, 0.5)

    def test_half_a_status_is_half_a_look(self) -> None:
        assert rules.credit(ControlStatus.PARTLY, NEVER, None).reliability == Beta(1.0, 1.0)

    def test_looks_from_after_the_day_and_from_long_ago_do_not_count(self) -> None:
        late = [self.look(ControlStatus.FAILING, -1), self.look(ControlStatus.FAILING, 400)]
        assert rules.credit(ControlStatus.EFFECTIVE, rules.looked(late, DAY), None).reliability == Beta(1.5, 0.5)

    def test_a_failing_one_has_at_most_the_share_that_complies(self) -> None:
        test: dict[str, Any] = {"id": "t", "title": "T", "severity": "high", "status": "failing"}
        told = {"tests": [test | {"population": 100, "violations": 30, "excepted": 5, "unknown": 5}]}
        found = rules.credit(ControlStatus.FAILING, NEVER, told)
        assert found.reliability == Uniform(0.0, 0.6)
        assert (found.low, found.mean, found.high) == pytest.approx((0.03, 0.3, 0.57))
        assert "60 of 100" in found.why
        assert found.is_cut

    def test_a_failing_one_that_nobody_counted_has_at_most_half(self) -> None:
        assert rules.credit(ControlStatus.FAILING, NEVER, None).reliability == Uniform(0.0, 0.5)

    def test_one_that_never_complies_has_none(self) -> None:
        test: dict[str, Any] = {"id": "t", "title": "T", "severity": "high", "status": "failing"}
        told = {"tests": [test | {"population": 10, "violations": 10, "excepted": 0, "unknown": 0}]}
        assert rules.credit(ControlStatus.FAILING, NEVER, told).reliability == 0.0

    def test_an_unproven_one_has_at_most_the_mean_of_its_looks(self) -> None:
        looks = [self.look(ControlStatus.EFFECTIVE, days) for days in range(1, 4)]
        found = rules.credit(ControlStatus.UNPROVEN, rules.looked(looks, DAY), None)
        assert found.reliability == Uniform(0.0, 3.5 / 4)
        assert rules.credit(ControlStatus.UNPROVEN, NEVER, None).reliability == Uniform(0.0, 0.5)

    def test_a_planned_one_is_trusted_as_ours_have_been_but_widely(self) -> None:
        good = [self.look(ControlStatus.EFFECTIVE, days) for days in range(1, 100)]
        found = rules.candidate([rules.looked(good, DAY)] * 2)
        assert isinstance(found.reliability, Beta)
        assert found.reliability.alpha + found.reliability.beta == pytest.approx(0.5 + 0.5 + 4)
        assert 0.8 < found.mean < 1
        assert rules.candidate([]).mean == 0.5


class TestValues:
    def test_each_shape_becomes_what_the_engine_takes(self) -> None:
        assert rules.frequency(Values("poisson", mode=2.0)) == Poisson(2.0)
        assert rules.frequency(Values("pert_rate", 1.0, 2.0, 4.0)) == PertRate(1.0, 2.0, 4.0)
        assert rules.severity(Values("lognormal_ci90", low=1.0, high=10.0)) == LognormalCI90(1.0, 10.0)
        assert rules.severity(Values("pert", 1.0, 2.0, 4.0, cap=3.0)) == Capped(Pert(1.0, 2.0, 4.0), 3.0)
        assert rules.severity(Values("constant", mode=5.0)) == Constant(5.0)
        assert rules.severity(Values("empirical", values=(1.0, 2.0))).mean == 1.5
        assert rules.probability(Values("probability", mode=0.3)) == 0.3
        assert rules.probability(Values("probability", 0.1, 0.2, 0.4)) == Pert(0.1, 0.2, 0.4)

    @pytest.mark.parametrize(
        ("part", "values", "field"),
        [
            ("frequency", {"shape": "poisson"}, "mode"),
            ("frequency", {"shape": "poisson", "mode": -1}, "mode"),
            ("frequency", {"shape": "poisson", "mode": float("nan")}, "mode"),
            ("frequency", {"shape": "poisson", "mode": 1e30}, "mode"),
            ("frequency", {"shape": "poisson", "mode": 1e14}, "mode"),
            ("frequency", {"shape": "poisson", "mode": 1, "high": 2}, "high"),
            ("frequency", {"shape": "constant", "mode": 1}, "shape"),
            ("frequency", {"shape": "pert_rate", "low": 3, "mode": 2, "high": 4}, "mode"),
            ("frequency", {"shape": "pert_rate", "low": 1, "mode": 9, "high": 4}, "mode"),
            ("primary", {"shape": "pert", "low": 5, "mode": 5, "high": 4}, "low"),
            ("primary", {"shape": "lognormal_ci90", "low": 7, "high": 7}, "high"),
            ("primary", {"shape": "lognormal_ci90", "low": 0, "high": 7}, "low"),
            ("primary", {"shape": "lognormal_ci90", "low": 1, "high": 7, "cap": 0}, "cap"),
            ("primary", {"shape": "constant", "mode": 7, "cap": 5}, "cap"),
            ("primary", {"shape": "empirical"}, "values"),
            ("primary", {"shape": "empirical", "values": [1, "x"]}, "values"),
            ("primary", {"shape": "empirical", "values": "12"}, "values"),
            ("primary", {"shape": "constant", "mode": "many"}, "mode"),
            ("secondary_probability", {"shape": "probability", "mode": 30}, "mode"),
            ("secondary_probability", {"shape": "probability", "mode": 0.2, "low": 0.1}, "high"),
            ("tertiary", {"shape": "constant", "mode": 1}, "part"),
        ],
    )
    def test_an_error_names_the_field(self, part: str, values: dict[str, Any], field: str) -> None:
        with pytest.raises(Invalid) as refused:
            Values.of(values.pop("shape"), **values).checked(part)
        assert refused.value.field == field

    def test_a_chance_of_one_in_a_million_is_a_number(self) -> None:
        assert rules.frequency(Values.of("poisson", mode="0.000001")) == Poisson(1e-6)

    def test_multipliers(self) -> None:
        found = rules.effect(Multipliers(mode=0.4), Multipliers(0.5, 0.7, 1.2))
        assert (found.frequency, found.severity) == (0.4, Pert(0.5, 0.7, 1.2))
        assert rules.effect(Multipliers(), Multipliers(0.5, 0.5, 0.5)).severity == 0.5

    @pytest.mark.parametrize(
        ("often", "much", "field"),
        [
            (Multipliers(low=0.4), Multipliers(), "frequency_mode"),
            (Multipliers(mode=-0.1), Multipliers(), "frequency_mode"),
            (Multipliers(), Multipliers(0.4, 0.3, 0.5), "severity_mode"),
            (Multipliers(), Multipliers(0.6, 0.55, 0.5), "severity_low"),
            (Multipliers(mode=1e9), Multipliers(), "frequency_mode"),
        ],
    )
    def test_a_multiplier_that_cannot_be_names_its_field(
        self, often: Multipliers, much: Multipliers, field: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            rules.effect(often, much)
        assert refused.value.field == field


class TestCalibration:
    def answers(self, inside: int, outside: int) -> list[Answer]:
        return [Answer(1, 3, 2)] * inside + [Answer(1, 3, 9)] * outside

    def test_half_of_twenty_is_over_confident(self) -> None:
        found = rules.calibration(self.answers(10, 10))
        assert (found.verdict, found.share, found.more) == (Verdict.OVER, 0.5, 0)
        assert found.low < 0.5 < found.high < 0.9

    def test_every_one_of_two_hundred_is_under_confident(self) -> None:
        assert rules.calibration(self.answers(200, 0)).verdict is Verdict.UNDER

    def test_three_answers_tell_nothing_and_say_how_many_more_would(self) -> None:
        found = rules.calibration(self.answers(3, 0))
        assert found.verdict is Verdict.UNKNOWN
        assert found.more is not None
        assert rules.calibration(self.answers(3 + found.more, 0)).verdict is not Verdict.UNKNOWN
        assert rules.calibration(self.answers(2 + found.more, 0)).verdict is Verdict.UNKNOWN

    def test_nine_in_ten_of_many_fit(self) -> None:
        assert rules.calibration(self.answers(90, 10)).verdict is Verdict.FITS

    def test_no_answer_is_no_share(self) -> None:
        found = rules.calibration([])
        assert (found.answered, found.share, found.verdict) == (0, None, Verdict.UNKNOWN)

    @pytest.mark.parametrize(
        ("choice", "reads"), [("range", "too wide"), ("wheel", "too narrow"), ("same", "fits"), ("", "unasked")]
    )
    def test_an_equal_bet_is_read(self, choice: str, reads: str) -> None:
        assert rules.equal_bet_reading(choice).value == reads


@dataclass
class Row:
    state: str = "approved"
    starts_on: date = DAY
    ends_on: date | None = None
    revoked_on: date | None = None
    decided_on: date | None = DAY


class TestDecisions:
    def test_a_treatment_ends_by_itself(self) -> None:
        row = Row(ends_on=DAY + timedelta(days=3))
        assert rules.in_force([row], DAY + timedelta(days=3)) is row
        assert rules.in_force([row], DAY + timedelta(days=4)) is None
        assert rules.in_force([row], DAY - timedelta(days=1)) is None
        assert rules.treatment_standing(row, DAY + timedelta(days=4)) is Standing.ENDED

    def test_only_an_approved_one_is_in_force_and_the_last_decision_wins(self) -> None:
        first, last = Row(), Row(decided_on=DAY + timedelta(days=1))
        assert rules.in_force([first, last, Row(state="asked", decided_on=None)], DAY + timedelta(days=2)) is last
        assert rules.in_force([Row(state="revoked", revoked_on=DAY)], DAY) is None

    def test_a_matrix_follows_from_money(self) -> None:
        found = rules.matrix_cell(0.5, 99_999.0, [0.1, 0.5], [10_000, 100_000])
        assert (found.likelihood, found.impact, found.likelihoods, found.impacts) == (3, 2, 3, 3)

    @pytest.mark.parametrize("bounds", [[], [0], [2, 1], [1, 1], ["x"], [float("inf")], list(range(1, 12))])
    def test_bounds_rise_from_above_nothing(self, bounds: list[Any]) -> None:
        with pytest.raises(Invalid) as refused:
            rules.checked_bounds(bounds, "impact")
        assert refused.value.field == "impact"

    @pytest.mark.parametrize(
        "points",
        [[], [[1, 0.5], [1, 0.4]], [[1, 0.5], [2, 0.5]], [[0, 0.5]], [[1, 1.0]], [[1, 0]], [[1]], [["x", 0.1]]],
    )
    def test_an_appetite_falls_as_losses_rise(self, points: list[list[Any]]) -> None:
        with pytest.raises(Invalid) as refused:
            rules.checked_points(points)
        assert refused.value.field == "points"

    def test_money_keeps_two_digits(self) -> None:
        told = rules.money_in("EUR")
        assert [told(one) for one in (1_234_567.0, 0.4, -8765.0, 12.0)] == [
            "EUR 1,200,000",
            "EUR 0",
            "EUR -8,800",
            "EUR 12",
        ]
