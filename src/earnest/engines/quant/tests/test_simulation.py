"""Simulated years against closed forms, and the laws of common random numbers."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.quant.controls import Control, Effect
from earnest.engines.quant.errors import QuantError
from earnest.engines.quant.frequencies import NegativeBinomial, PertRate, Poisson
from earnest.engines.quant.portfolio import OneFactor, Portfolio
from earnest.engines.quant.scenarios import Loss, Scenario, SecondaryLoss
from earnest.engines.quant.severities import Capped, Constant, Empirical, Layer, LognormalCI90, Pert
from earnest.engines.quant.simulation import AnnualCover, simulate

YEARS = 150_000
PHISHING = Scenario("phishing", Poisson(1.4), Pert(1e4, 3e4, 2e5))
RANSOM = Scenario("ransom", Poisson(0.3), Pert(1e5, 8e5, 6e6))


def near(portfolio: Portfolio, given: frozenset[str] | None = None, years: int = YEARS, seed: int = 11) -> None:
    """The mean is within four standard errors of the exact one, and so is the variance."""
    exact = portfolio.moments(given)
    result = simulate(portfolio, [given], years, seed=seed)
    loss = result.loss[0]
    assert abs(loss.mean() - exact.mean) < 4 * math.sqrt(exact.variance / years)
    squares = (loss - exact.mean) ** 2
    assert abs(squares.mean() - exact.variance) < 4 * squares.std() / math.sqrt(years)


@pytest.mark.parametrize("frequency", [Poisson(0.7), NegativeBinomial(0.7, 2.0), PertRate(0.1, 0.5, 3.0)])
def test_mean_and_variance_are_those_of_the_compound_distribution(frequency: object) -> None:
    near(Portfolio((Scenario("a", frequency, Pert(10, 40, 300)),)))  # type: ignore[arg-type]  # one of three kinds


@pytest.mark.parametrize(
    "severity",
    [
        LognormalCI90(100, 1_000),
        Capped(LognormalCI90(100, 9_000), 4_000),
        Layer(LognormalCI90(100, 9_000), 500, 4_000),
        Empirical([10, 20, 20, 500]),
        Constant(7.0),
    ],
)
def test_every_severity_has_its_own_moments(severity: object) -> None:
    near(Portfolio((Scenario("a", Poisson(1.2), severity),)))  # type: ignore[arg-type]  # one of five kinds


def test_components_add_up_and_a_secondary_loss_comes_with_its_probability() -> None:
    parts = (Loss(Pert(10, 20, 60)), Loss(Empirical([5, 90])))
    second = SecondaryLoss(Pert(0.1, 0.3, 0.5), (Loss(Pert(100, 300, 900)), Loss(Constant(50.0))))
    near(Portfolio((Scenario("a", Poisson(0.8), parts, second),)))


def test_controls_scale_frequency_and_severity_and_bring_scenarios_in() -> None:
    lockout = Scenario("lockout", Poisson(2.0), Pert(100, 400, 2_000))
    controls = (
        Control("mail", {"phishing": Effect(frequency=0.3, severity=0.9)}, reliability=0.8),
        Control("proxy", {"phishing": Effect(frequency=2.5)}, introduces=(lockout,)),
        Control("backup", {"ransom": Effect(severity=0.4), "lockout": Effect(frequency=5.0)}),
    )
    portfolio = Portfolio((PHISHING, RANSOM), controls)
    for chosen in (None, frozenset[str](), frozenset({"mail"}), frozenset({"proxy", "backup"})):
        near(portfolio, chosen)


def test_one_common_factor_widens_the_year_as_its_closed_form_says() -> None:
    near(Portfolio((PHISHING, RANSOM), dependence=OneFactor(0.5)))
    near(Portfolio((Scenario("a", NegativeBinomial(2.0, 0.3), Constant(5.0)),), dependence=OneFactor(0.4)))


def test_a_year_without_events_has_no_loss_as_often_as_poisson_says() -> None:
    loss = simulate(Portfolio((RANSOM,)), [None], YEARS, seed=3).loss[0]
    p = math.exp(-0.3)
    assert abs((loss == 0).mean() - p) < 4 * math.sqrt(p * (1 - p) / YEARS)


def test_identical_treatments_are_identical_to_the_bit() -> None:
    control = Control("mail", {"phishing": Effect(frequency=0.37, severity=0.61)})
    portfolio = Portfolio((PHISHING, RANSOM), (control,))
    result = simulate(portfolio, [None, (), None, ["mail"]], 70_000, seed=5)
    assert np.array_equal(result.loss[0], result.loss[2])
    assert np.array_equal(result.loss[0], result.loss[3])
    assert not result.difference(0, 3).any()
    mail = frozenset({"mail"})
    assert result.treatments == (mail, frozenset(), mail, mail)


def test_a_control_that_only_removes_events_never_makes_a_year_worse() -> None:
    controls = (Control("a", {"phishing": Effect(0.5)}), Control("b", {"phishing": Effect(0.2), "ransom": Effect(0.9)}))
    result = simulate(Portfolio((PHISHING, RANSOM), controls), [(), ["a"], ["a", "b"]], 70_000)
    saved = result.difference(0, 1), result.difference(1, 2)
    assert all(each.min() > -1e-6 for each in saved)
    assert all(each.max() > 0 for each in saved)


@settings(max_examples=25, deadline=None)
@given(
    factors=st.lists(st.floats(0, 6), min_size=1, max_size=4),
    rate=st.floats(0, 30),
    years=st.integers(1, 300),
    seed=st.integers(0, 2**70),
    mixed=st.booleans(),
)
def test_a_treatment_has_the_same_years_whatever_it_is_compared_with(
    factors: list[float], rate: float, years: int, seed: int, mixed: bool
) -> None:
    frequency = NegativeBinomial(rate, 0.8) if mixed else Poisson(rate)
    second = SecondaryLoss(0.4, (Loss(LognormalCI90(1, 30)),))
    scenario = Scenario("a", frequency, (Loss(LognormalCI90(1, 90)), Loss(Pert(1, 2, 9))), second)
    controls = tuple(Control(f"c{i}", {"a": Effect(frequency=one)}) for i, one in enumerate(factors))
    portfolio = Portfolio((scenario,), controls)
    together = simulate(portfolio, [[one.id] for one in controls], years, seed=seed)
    for row, one in enumerate(controls):
        alone = simulate(portfolio, [[one.id]], years, seed=seed)
        np.testing.assert_allclose(together.loss[row], alone.loss[0], rtol=1e-9)


def test_another_scenario_does_not_move_the_events_of_a_scenario() -> None:
    removed = Control("no ransom", {"ransom": Effect(frequency=0.0)})
    both = Portfolio((RANSOM, PHISHING), (removed,))
    alone = Portfolio((PHISHING,))
    np.testing.assert_array_equal(simulate(both, [None], 5_000).loss, simulate(alone, [None], 5_000).loss)


def test_events_that_a_control_stops_are_poisson_and_tell_nothing_of_those_it_lets_through() -> None:
    scenario = Scenario("a", Poisson(3.0), Constant(1.0))
    result = simulate(Portfolio((scenario,), (Control("c", {"a": Effect(frequency=0.3)}),)), [(), None], YEARS)
    kept, stopped = result.loss[1], result.difference(0, 1)
    for counts, rate in ((kept, 0.9), (stopped, 2.1)):
        assert abs(counts.mean() - rate) < 4 * math.sqrt(rate / YEARS)
        assert abs(counts.var() - rate) < 4 * math.sqrt((rate + 2 * rate**2) / YEARS)
    assert abs(np.corrcoef(kept, stopped)[0, 1]) < 4 / math.sqrt(YEARS)


def test_the_same_seed_gives_the_same_years_and_another_seed_others() -> None:
    portfolio = Portfolio((PHISHING,))
    first, again, other = (simulate(portfolio, [None], 1_000, seed=seed).loss for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_common_random_numbers_take_most_noise_out_of_a_difference() -> None:
    portfolio = Portfolio((PHISHING, RANSOM), (Control("mail", {"phishing": Effect(frequency=0.7)}),))
    paired = [-np.diff(simulate(portfolio, [(), None], 2_000, seed=seed).mean)[0] for seed in range(30)]
    apart = [
        simulate(portfolio, [()], 2_000, seed=seed).mean[0]
        - simulate(portfolio, [None], 2_000, seed=1_000 + seed).mean[0]
        for seed in range(30)
    ]
    assert np.var(apart) > 10 * np.var(paired)
    assert np.mean(paired) == pytest.approx(1.4 * 0.3 * PHISHING.severity_mean, rel=0.05)


def test_progress_counts_to_its_total_and_may_stop_the_run() -> None:
    seen: list[tuple[int, int]] = []
    simulate(Portfolio((PHISHING, RANSOM)), [None], 140_000, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(Portfolio((PHISHING,)), [None], 100, progress=stop)


def test_value_at_risk_and_the_mean_beyond_it_are_of_the_sorted_years() -> None:
    result = simulate(Portfolio((PHISHING,)), [None], 1_000)
    ordered = np.sort(result.loss[0])
    assert result.var(0.95)[0] == ordered[949]
    assert result.tvar(0.95)[0] == pytest.approx(ordered[950:].mean())
    assert result.standard_error[0] == pytest.approx(ordered.std(ddof=1) / math.sqrt(1_000))


def test_a_yearly_cover_pays_its_share_above_the_retention_up_to_its_limit() -> None:
    cover = AnnualCover(retention=100, limit=500, share=0.8)
    loss = np.array([0.0, 100.0, 200.0, 600.0, 9_000.0])
    assert cover.recovered(loss).tolist() == [0, 0, 80, 400, 400]
    assert cover.kept(loss).tolist() == [0, 100, 120, 200, 8_600]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (([], 10, 0), "treatments"),
        (("mail", 10, 0), "treatments"),
        (([None], 0, 0), "years"),
        (([None], 1.5, 0), "years"),
        (([None], 10, -1), "seed"),
        (([["mail", "nothing"]], 10, 0), "treatments[0][nothing]"),
    ],
)
def test_what_cannot_be_simulated_is_refused_with_its_field(arguments: tuple[object, int, int], field: str) -> None:
    with pytest.raises(QuantError) as caught:
        simulate(Portfolio((PHISHING,), (Control("mail"),)), *arguments)  # type: ignore[arg-type]  # wrong on purpose
    assert caught.value.field == field


def test_more_events_than_a_machine_can_draw_are_refused() -> None:
    with pytest.raises(QuantError, match="use aggregate"):
        simulate(Portfolio((Scenario("a", Poisson(1e6), Constant(1.0)),)), [None], 1_000_000)
