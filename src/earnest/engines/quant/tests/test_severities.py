"""Severities against numerical integration and published values."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from earnest.engines.quant import Capped, Constant, Empirical, Layer, LognormalCI90, Pert, Severity

LOGNORMAL = LognormalCI90(20.0, 900.0)
SEVERITIES = [
    LOGNORMAL,
    Pert(50.0, 100.0, 500.0),
    Pert(0.0, 0.0, 300.0, gamma=2.0),
    Empirical([5.0, 1.0, 100.0, 30.0, 30.0]),
    Constant(70.0),
    Capped(LOGNORMAL, 400.0),
    Layer(LOGNORMAL, 100.0, 300.0),
    Layer(Capped(Pert(50.0, 100.0, 500.0), 250.0), 60.0, 1000.0),
    LOGNORMAL.scaled(0.4),
]
AT = np.array([0.5, 20.0, 60.0, 70.5, 120.0, 299.0, 450.0, 1500.0])


def survival_integral(severity: Severity, high: float, *, power: int = 1) -> float:
    """E[min(X, high)**power], from the distribution function alone."""

    def integrand(x: float) -> float:
        return power * x ** (power - 1) * (1.0 - float(severity.cdf(np.array([x]))[0]))

    marks = sorted({x for x in (1.0, 5.0, 30.0, 50.0, 70.0, 100.0, 190.0, 300.0, 400.0) if x < high})
    edges = [0.0, *marks, high]
    pieces = (quad(integrand, a, b, epsabs=1e-10, epsrel=1e-11, limit=200)[0] for a, b in pairwise(edges))
    return math.fsum(pieces)


@pytest.mark.parametrize("severity", SEVERITIES, ids=repr)
def test_limited_means_are_the_integral_of_the_survival_function(severity: Severity) -> None:
    expected = [survival_integral(severity, float(x)) for x in AT]
    np.testing.assert_allclose(severity.limited_mean(AT), expected, rtol=1e-8)
    np.testing.assert_allclose(
        severity.excess(AT), severity.mean - severity.limited_mean(AT), atol=1e-10 * severity.mean
    )


@pytest.mark.parametrize("severity", SEVERITIES, ids=repr)
def test_moments_are_those_of_the_distribution_function(severity: Severity) -> None:
    high = min(severity.maximum, 1e6)
    edges = [high] if high < 1e6 else [1500.0, 2e4, high]
    assert severity.limited_second_moment(edges[0]) == pytest.approx(
        survival_integral(severity, edges[0], power=2), rel=1e-8
    )
    if high < 1e6:
        assert severity.mean == pytest.approx(survival_integral(severity, high), rel=1e-8)
        assert severity.second_moment == pytest.approx(severity.limited_second_moment(high), rel=1e-12)


@pytest.mark.parametrize("severity", SEVERITIES, ids=repr)
def test_quantiles_invert_the_distribution_function(severity: Severity) -> None:
    levels = np.array([1e-6, 0.01, 0.3, 0.5, 0.9, 0.999, 1.0 - 1e-9])
    losses = severity.quantile(levels)
    assert np.all(severity.cdf(losses * (1.0 + 1e-12)) >= levels - 1e-12)
    below = losses * (1.0 - 1e-9)
    assert np.all((severity.cdf(below) <= levels + 1e-7) | (losses == 0.0))


@pytest.mark.parametrize("severity", SEVERITIES, ids=repr)
def test_scaling_scales_moments_and_quantiles(severity: Severity) -> None:
    scaled = severity.scaled(0.25)
    assert scaled.mean == pytest.approx(0.25 * severity.mean, rel=1e-12)
    assert scaled.second_moment == pytest.approx(severity.second_moment / 16.0, rel=1e-12)
    levels = np.array([0.1, 0.9])
    np.testing.assert_allclose(scaled.quantile(levels), severity.quantile(levels) / 4.0, rtol=1e-12)
    assert severity.scaled(0.0).mean == 0.0


def test_a_lognormal_has_its_interval_and_scipys_moments() -> None:
    np.testing.assert_allclose(LOGNORMAL.quantile(np.array([0.05, 0.95])), [20.0, 900.0], rtol=1e-12)
    frozen = stats.lognorm(LOGNORMAL.sigma, scale=math.exp(LOGNORMAL.mu))
    assert LOGNORMAL.mean == pytest.approx(frozen.mean(), rel=1e-12)
    assert LOGNORMAL.second_moment == pytest.approx(frozen.var() + frozen.mean() ** 2, rel=1e-10)


@pytest.mark.parametrize(
    ("low", "mode", "high", "mean", "variance"),
    [(50, 100, 500, 158.33333333, 5287.698413), (1, 5, 20, 6.83333333, 10.972222)],
)
def test_pert_has_its_published_moments(low: float, mode: float, high: float, mean: float, variance: float) -> None:
    pert = Pert(low, mode, high)
    assert pert.mean == pytest.approx(mean, rel=1e-8)
    assert pert.variance == pytest.approx(variance, rel=1e-6)


def test_the_excess_of_a_lognormal_is_accurate_far_in_the_tail() -> None:
    loss = float(LOGNORMAL.quantile(np.array([1.0 - 1e-12]))[0])
    frozen = stats.lognorm(LOGNORMAL.sigma, scale=math.exp(LOGNORMAL.mu))
    expected = quad(frozen.sf, loss, 50.0 * loss, epsabs=0.0, epsrel=1e-9, limit=400)[0]
    assert float(LOGNORMAL.excess(np.array([loss]))[0]) == pytest.approx(expected, rel=1e-5)


def test_a_wide_lognormal_under_a_cap_keeps_its_digits() -> None:
    wide = Capped(LognormalCI90(1.0, 1e12), 1e6)
    assert wide.mean == pytest.approx(
        math.fsum(
            quad(lambda x: float(wide.severity.cdf(np.array([x]))[0] * -1 + 1), a, b, limit=300)[0]
            for a, b in [(0, 1), (1, 100), (100, 1e4), (1e4, 1e6)]
        ),
        rel=1e-7,
    )
