"""The distribution of a year's loss against closed forms, Panjer's recursion and quadrature."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from earnest.engines.quant import (
    Capped,
    Constant,
    Control,
    Effect,
    Frequency,
    LognormalCI90,
    Loss,
    NegativeBinomial,
    OneFactor,
    Pert,
    PertRate,
    Poisson,
    Portfolio,
    Scenario,
    SecondaryLoss,
    Severity,
)
from earnest.engines.quant.discretise import event_mass
from earnest.engines.quant.tests.oracles import Exponential, Levy, panjer, poisson_exponential, poisson_levy


def one(frequency: Frequency, severity: Severity, dependence: OneFactor | None = None) -> Portfolio:
    return Portfolio((Scenario("only", frequency, severity),), dependence=dependence)


def lognormals(count: int) -> tuple[Scenario, ...]:
    rng = np.random.default_rng(7)
    rates = np.exp(rng.uniform(np.log(0.05), np.log(2.0), count))
    lows = np.exp(rng.uniform(np.log(1e4), np.log(1e6), count))
    ratios = np.exp(rng.uniform(np.log(10.0), np.log(200.0), count))
    return tuple(
        Scenario(f"s{index:03}", Poisson(rate), LognormalCI90(low, low * ratio))
        for index, (rate, low, ratio) in enumerate(zip(rates, lows, ratios, strict=True))
    )


@pytest.mark.parametrize(("rate", "expected"), [(0.1, 0.4040012826945718), (3.0, 12.120038480837177)])
def test_the_expected_loss_is_that_of_riskquants_own_test(rate: float, expected: float) -> None:
    assert one(Poisson(rate), LognormalCI90(1, 10)).moments().mean == pytest.approx(expected, rel=1e-14)


def test_poisson_exponential_follows_the_gamma_mixture() -> None:
    assert 1.0 - poisson_exponential(3.0, 10.0) == pytest.approx(0.985147252422, abs=1e-12)
    distribution = one(Poisson(3.0), Exponential(1.0)).aggregate()
    for loss in (0.0, 1.0, 3.0, 6.0, 10.0, 15.0, 20.0):
        assert distribution.exceedance(loss) == pytest.approx(poisson_exponential(3.0, loss), abs=3e-7)
    for p in (0.5, 0.95, 0.999):
        assert poisson_exponential(3.0, distribution.var(p)) == pytest.approx(1.0 - p, rel=1e-4)


def test_the_error_falls_with_the_square_of_the_step() -> None:
    errors = []
    for log2 in (10, 12, 14):
        distribution = one(Poisson(3.0), Exponential(1.0)).aggregate(log2=log2, top=60.0)
        at = distribution.step * np.round(np.array([3.0, 6.0, 10.0]) / distribution.step)
        exact = [poisson_exponential(3.0, loss) for loss in at]
        errors.append(float(np.abs(distribution.exceedance(at) - exact).max()))
    assert errors[1] < errors[0] / 10.0
    assert errors[2] < errors[1] / 10.0


def test_tail_means_and_layers_follow_the_gamma_mixture() -> None:
    distribution = one(Poisson(3.0), Exponential(1.0)).aggregate()

    def excess(loss: float) -> float:
        return float(quad(lambda x: poisson_exponential(3.0, x), loss, 60.0, epsabs=1e-12, limit=200)[0])

    start = distribution.var(0.99)
    assert distribution.tvar(0.99) == pytest.approx(start + excess(start) / 0.01, rel=1e-6)
    layer = distribution.layer(4.0, 6.0)
    assert layer.ceded == pytest.approx(excess(4.0) - excess(10.0), rel=1e-6)
    assert layer.ceded + layer.kept == pytest.approx(3.0, rel=1e-14)
    assert layer.attached == pytest.approx(poisson_exponential(3.0, 4.0), rel=1e-5)
    assert layer.exhausted == pytest.approx(poisson_exponential(3.0, 10.0), rel=1e-5)
    assert distribution.layer(4.0, math.inf).ceded == pytest.approx(excess(4.0), rel=1e-6)


def test_a_stable_severity_of_infinite_mean_follows_grubel_and_hermesmeier() -> None:
    distribution = one(Poisson(20.0), Capped(Levy(1.0), 1e5)).aggregate(top=8_000.0)
    for loss in (100.0, 400.0, 1_000.0, 3_000.0, 7_000.0):
        assert 1.0 - distribution.exceedance(loss) == pytest.approx(poisson_levy(20.0, 1.0, loss), abs=3e-6)


def test_a_geometric_number_of_exponential_losses_has_an_exponential_tail() -> None:
    distribution = one(NegativeBinomial(2.5, 1.0), Exponential(1.0)).aggregate()
    for loss in (0.0, 0.5, 3.0, 10.0, 30.0):
        expected = 2.5 / 3.5 * math.exp(-loss / 3.5)
        assert distribution.exceedance(loss) == pytest.approx(expected, rel=1e-5)


def test_panjers_recursion_gives_the_same_masses() -> None:
    scenario = lognormals(1)[0]
    distribution = Portfolio((scenario,)).aggregate(log2=11)
    rate = scenario.frequency.mean
    expected = panjer(rate, event_mass(scenario, 1.0, distribution.step, 2048), 2048)
    np.testing.assert_allclose(distribution.mass, expected, atol=2e-11)


@pytest.mark.parametrize(
    "frequency",
    [
        Poisson(1.7),
        NegativeBinomial(1.7, 0.8),
        NegativeBinomial(1.7, 0.0),
        PertRate(0.1, 0.5, 2.0),
        PertRate(1.0, 2.0, 60.0),
    ],
    ids=repr,
)
def test_counts_have_their_exact_probabilities(frequency: Frequency) -> None:
    distribution = one(frequency, Constant(1.0)).aggregate()

    def above(count: int) -> float:
        if isinstance(frequency, PertRate):
            law = stats.beta(frequency.pert.alpha, frequency.pert.beta, frequency.low, frequency.high - frequency.low)
            mixed = quad(lambda rate: law.pdf(rate) * stats.poisson.sf(count, rate), frequency.low, frequency.high)
            return float(mixed[0])
        if isinstance(frequency, NegativeBinomial) and frequency.dispersion > 0.0:
            shape = 1.0 / frequency.dispersion
            return float(stats.nbinom.sf(count, shape, shape / (shape + frequency.mean)))
        return float(stats.poisson.sf(count, frequency.mean))

    assert distribution.any_loss == pytest.approx(above(0), rel=1e-12)
    for count in (0, 1, 3, 7):
        assert distribution.exceedance(count + 0.5) == pytest.approx(above(count), rel=1e-6, abs=1e-9)


def test_an_uncertain_rate_has_the_mean_and_variance_of_its_pert() -> None:
    rate = PertRate(0.1, 0.5, 2.0)
    nodes, weights = rate.nodes()
    assert float(nodes @ weights) == pytest.approx(0.683333333333, rel=1e-11)
    assert rate.variance == pytest.approx(float((nodes - rate.mean) ** 2 @ weights) + rate.mean, rel=1e-12)


def test_common_cause_follows_quadrature() -> None:
    loading, rate = 0.7, 0.8
    distribution = one(Poisson(rate), Constant(1.0), OneFactor(loading)).aggregate()

    def mixed(count: int) -> float:
        def integrand(z: float) -> float:
            factor = math.exp(loading * z - loading**2 / 2.0)
            return float(stats.norm.pdf(z) * stats.poisson.sf(count, rate * factor))

        return float(quad(integrand, -10.0, 10.0, epsabs=1e-12)[0])

    for count in (0, 2, 5):
        assert distribution.exceedance(count + 0.5) == pytest.approx(mixed(count), rel=1e-5)
    assert distribution.any_loss == pytest.approx(mixed(0), rel=1e-7)
    variance = rate + rate**2 * (math.exp(loading**2) - 1.0)
    assert distribution.variance == pytest.approx(variance, rel=1e-12)


def test_dependence_keeps_the_mean_and_widens_the_tail() -> None:
    alone, joined = Portfolio(lognormals(20)), Portfolio(lognormals(20), dependence=OneFactor(0.5))
    assert joined.moments().mean == alone.moments().mean
    assert joined.aggregate().var(0.99) > 1.05 * alone.aggregate().var(0.99)


def test_grid_moments_agree_with_the_analytic_ones() -> None:
    secondary = SecondaryLoss(0.3, (Loss(Constant(40.0)), Loss(Pert(5.0, 10.0, 60.0))))
    scenarios = (
        Scenario("a", NegativeBinomial(1.5, 0.4), (Loss(Pert(50, 100, 500)), Loss(Constant(25.0))), secondary),
        Scenario("b", PertRate(0.5, 1.0, 4.0), Pert(10, 20, 90)),
        Scenario("c", Poisson(2.0), Pert(1, 2, 30)),
    )
    for dependence in (None, OneFactor(0.4)):
        distribution = Portfolio(scenarios, dependence=dependence).aggregate()
        losses = distribution.step * np.arange(distribution.mass.size)
        assert float(distribution.mass @ losses) == pytest.approx(distribution.mean, rel=3e-4)
        second = float(distribution.mass @ losses**2)
        assert second - distribution.mean**2 == pytest.approx(distribution.variance, rel=3e-3)


def test_components_and_secondary_losses_are_independent_and_add_up() -> None:
    secondary = SecondaryLoss(0.25, (Loss(Constant(100.0)),))
    scenario = Scenario("a", Poisson(0.5), (Loss(Constant(10.0)), Loss(Constant(5.0))), secondary)
    distribution = Portfolio((scenario,)).aggregate()
    assert distribution.mean == pytest.approx(0.5 * (15.0 + 25.0))
    single, double = stats.poisson.pmf(1, 0.5), stats.poisson.pmf(2, 0.5)
    between = distribution.exceedance(50.0)
    assert 1.0 - between == pytest.approx(stats.poisson.cdf(3, 0.5 * 0.75) * math.exp(-0.125), rel=1e-9)
    assert single > double
    assert distribution.exceedance(20.0) == pytest.approx(1.0 - math.exp(-0.5) - single * 0.75, rel=1e-9)


def test_a_control_on_frequency_is_thinning() -> None:
    severity = LognormalCI90(1e4, 1e6)
    control = Control("mfa", {"only": Effect(frequency=0.4)}, introduces_nothing_because="it is a rule")
    treated = Portfolio((Scenario("only", Poisson(2.0), severity),), (control,)).aggregate()
    thinned = one(Poisson(0.8), severity).aggregate(top=treated.step * treated.mass.size)
    np.testing.assert_allclose(treated.mass, thinned.mass, atol=1e-13)


def test_the_portfolio_agrees_with_a_much_finer_grid() -> None:
    portfolio = Portfolio(lognormals(30))
    coarse = portfolio.aggregate()
    fine = portfolio.aggregate(log2=17, top=coarse.step * coarse.mass.size)
    for p in (0.5, 0.95, 0.99, 0.999):
        assert coarse.var(p) == pytest.approx(fine.var(p), rel=5e-4 if p < 0.99 else 1e-4)
        assert coarse.tvar(p) == pytest.approx(fine.tvar(p), rel=1e-4)


def test_a_rare_event_has_a_number_everywhere() -> None:
    distribution = one(Poisson(1e-6), LognormalCI90(1e5, 1e7)).aggregate()
    severity = LognormalCI90(1e5, 1e7)
    assert distribution.any_loss == pytest.approx(1e-6, rel=1e-6)
    assert distribution.mean == pytest.approx(1e-6 * severity.mean, rel=1e-12)
    for loss in (1e5, 1e6, 1e7):
        expected = 1e-6 * (1.0 - float(severity.cdf(np.array([loss]))[0]))
        assert distribution.exceedance(loss) == pytest.approx(expected, rel=1e-3)
    assert distribution.var(0.99) == 0.0
    assert distribution.var(1.0 - 1e-7) == pytest.approx(float(severity.quantile(np.array([0.9]))[0]), rel=1e-3)
    assert distribution.tvar(0.99) == pytest.approx(distribution.mean / 0.01, rel=1e-9)


def test_nothing_can_happen_costs_nothing() -> None:
    distribution = one(Poisson(0.0), Constant(1e6)).aggregate()
    assert (distribution.mean, distribution.var(0.99), distribution.tvar(0.99)) == (0.0, 0.0, 0.0)
    assert distribution.exceedance(0.0) == 0.0
    assert float(distribution.curve(10).probabilities.max()) == 0.0
    assert Portfolio(()).aggregate().mean == 0.0


def test_small_losses_beside_a_catastrophe_are_told_on_a_finer_grid() -> None:
    small = Scenario("small", Poisson(1.0), LognormalCI90(1e3, 1e5))
    huge = Scenario("huge", Poisson(1e-3), Constant(1e12))
    both, alone = Portfolio((small, huge)).aggregate(), Portfolio((small,)).aggregate()
    assert both.step > 1e6
    for p in (0.5, 0.9, 0.99):
        with_huge = 1.0 - (1.0 - p) * math.exp(-1e-3) - (1.0 - math.exp(-1e-3))
        assert both.var(with_huge) == pytest.approx(alone.var(p), rel=2e-3)
    for loss in (1e4, 1e5):
        expected = 1.0 - (1.0 - alone.exceedance(loss)) * math.exp(-1e-3)
        assert both.exceedance(loss) == pytest.approx(expected, rel=2e-3)
    assert both.exceedance(0.5e12) == pytest.approx(1e-3, rel=1e-3)
