"""The Beta distribution against closed forms and exact sums, and what counts as a look."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.assurance.beta import beta_cdf, beta_quantile
from earnest.engines.assurance.period import Observation
from earnest.engines.assurance.reliability import extent, posterior, reliability
from earnest.engines.assurance.statuses import ControlStatus
from earnest.engines.assurance.tests.build import day

EFFECTIVE, PARTLY, FAILING = ControlStatus.EFFECTIVE, ControlStatus.PARTLY, ControlStatus.FAILING

shapes = st.floats(0.5, 400)
shares = st.floats(0.001, 0.999)


@settings(deadline=None)
@given(shares, shapes)
def test_one_shape_of_one_gives_a_power(x: float, a: float) -> None:
    """I_x(a, 1) = x^a and I_x(1, b) = 1 − (1 − x)^b."""
    assert beta_cdf(x, a, 1) == pytest.approx(x**a, rel=1e-10, abs=1e-13)
    assert beta_cdf(x, 1, a) == pytest.approx(-math.expm1(a * math.log1p(-x)), rel=1e-10, abs=1e-13)


@settings(deadline=None)
@given(shares)
def test_the_uniform_and_arcsine_distributions(x: float) -> None:
    assert beta_cdf(x, 1, 1) == pytest.approx(x, abs=1e-14)
    assert beta_cdf(x, 0.5, 0.5) == pytest.approx(2 / math.pi * math.asin(math.sqrt(x)), abs=1e-13)


@settings(deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 99))
def test_whole_shapes_are_a_binomial_tail(a: int, b: int, hundredths: int) -> None:
    """I_x(a, b) = P(at least a successes of a + b − 1 trials at x), summed exactly."""
    n, x = a + b - 1, Fraction(hundredths, 100)
    exact = sum(math.comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))
    assert beta_cdf(hundredths / 100, a, b) == pytest.approx(float(exact), abs=1e-12)


@settings(deadline=None)
@given(shares, shapes, shapes)
def test_the_distribution_is_its_own_mirror(x: float, a: float, b: float) -> None:
    assert beta_cdf(x, a, b) == pytest.approx(1 - beta_cdf(1 - x, b, a), abs=1e-11)


@settings(deadline=None)
@given(shares, shapes, shapes)
def test_the_quantile_undoes_the_distribution(p: float, a: float, b: float) -> None:
    assert beta_cdf(beta_quantile(p, a, b), a, b) == pytest.approx(p, abs=1e-9)


@settings(deadline=None)
@given(shares, shapes)
def test_the_quantile_has_closed_forms(p: float, a: float) -> None:
    assert beta_quantile(p, a, 1) == pytest.approx(p ** (1 / a), rel=1e-10)
    assert beta_quantile(p, 1, a) == pytest.approx(-math.expm1(math.log1p(-p) / a), rel=1e-9)


@pytest.mark.parametrize(
    ("tail", "a", "b", "x"),
    [
        # F(0.95; 2a-numerator, 2b-denominator) tables give Beta quantiles: x = aF / (aF + b).
        (0.95, 1, 2, 1 * 6.944 / (1 * 6.944 + 2)),  # F 0.95 with 2 and 4 degrees of freedom is 6.944
        (0.95, 5, 5, 5 * 2.978 / (5 * 2.978 + 5)),  # with 10 and 10: 2.978
        (0.95, 10, 15, 10 * 1.932 / (10 * 1.932 + 15)),  # with 20 and 30: 1.932
        (0.95, 0.5, 0.5, 161.448 / 162.448),  # with 1 and 1: 161.448
    ],
)
def test_the_quantile_agrees_with_published_tables_of_the_f_distribution(
    tail: float, a: float, b: float, x: float
) -> None:
    assert beta_quantile(tail, a, b) == pytest.approx(x, abs=1e-4)


def test_the_ends_are_exact_and_nonsense_is_refused() -> None:
    assert (beta_cdf(0, 2, 3), beta_cdf(1, 2, 3)) == (0, 1)
    assert (beta_quantile(0, 2, 3), beta_quantile(1, 2, 3)) == (0, 1)
    for x, a, b in ((-0.1, 1, 1), (1.1, 1, 1), (0.5, 0, 1), (0.5, 1, -1)):
        with pytest.raises(ValueError, match="beta_cdf needs"):
            beta_cdf(x, a, b)
    with pytest.raises(ValueError, match="probability"):
        beta_quantile(1.5, 1, 1)
    with pytest.raises(ValueError, match="counts are 0 or more"):
        posterior(-1, 0, looks=0)


def test_large_counts_still_settle() -> None:
    assert beta_cdf(0.5, 50_000, 50_000) == pytest.approx(0.5, abs=1e-9)
    many = posterior(99_999, 2, looks=100_001)
    assert many.low < many.mean < many.high
    assert many.high - many.low < 1e-4


def looks(*statuses: ControlStatus) -> list[Observation]:
    return [Observation(day(n), status, 7, f"evidence-{n}") for n, status in enumerate(statuses)]


def test_the_posterior_adds_looks_to_jeffreys_prior() -> None:
    found = reliability(looks(*[EFFECTIVE] * 9, FAILING))
    assert (found.alpha, found.beta, found.looks, found.level) == (9.5, 1.5, 10, 0.90)
    assert found.mean == pytest.approx(9.5 / 11)
    assert found.low < found.mean < found.high


def test_ten_clean_looks_do_not_prove_perfection() -> None:
    found = reliability(looks(*[EFFECTIVE] * 10))
    assert found.mean == pytest.approx(10.5 / 11)
    assert 0.80 < found.low < 0.85
    assert found.high < 1


def test_partly_effective_counts_as_half_of_each() -> None:
    found = reliability(looks(PARTLY, PARTLY))
    assert (found.alpha, found.beta, found.looks) == (1.5, 1.5, 2)


def test_unproven_looks_say_nothing_about_how_often_it_works() -> None:
    silent = [ControlStatus.UNPROVEN, ControlStatus.PLANNED, ControlStatus.RETIRED]
    assert reliability(looks(EFFECTIVE, FAILING, *silent)) == reliability(looks(EFFECTIVE, FAILING))


def test_assessing_the_same_evidence_again_is_not_a_new_look() -> None:
    again = [Observation(day(n), EFFECTIVE, 7, "the same snapshots") for n in range(50)]
    assert reliability(again) == reliability(again[:1])
    worse = [*again, Observation(day(60), FAILING, 7, "the same snapshots")]
    assert reliability(worse).beta == 1.5


def test_of_several_looks_on_one_day_the_worst_counts_once() -> None:
    same_day = [Observation(day(0), EFFECTIVE, 7, "morning"), Observation(day(0), FAILING, 7, "noon")]
    assert reliability(same_day) == reliability(same_day[1:])
    assert reliability(same_day[::-1]) == reliability(same_day)


@settings(deadline=None)
@given(st.lists(st.sampled_from([EFFECTIVE, PARTLY, FAILING]), max_size=30))
def test_a_failing_look_in_place_of_a_good_one_lowers_the_whole_interval(statuses: list[ControlStatus]) -> None:
    good, bad = reliability(looks(*statuses, EFFECTIVE)), reliability(looks(*statuses, FAILING))
    assert bad.mean < good.mean
    assert bad.low < good.low
    assert bad.high < good.high


def test_the_extent_counts_the_share_that_complied_whatever_the_status() -> None:
    counted = [Observation(day(n), FAILING, 7, f"evidence-{n}", 0.9) for n in range(10)]
    found = extent(counted)
    assert (found.alpha, found.beta, found.looks) == (9.5, 1.5, 10)
    assert extent(looks(EFFECTIVE, FAILING)) == reliability(looks(EFFECTIVE, FAILING))
    with pytest.raises(ValueError, match="between 0 and 1"):
        Observation(day(1), FAILING, 7, "evidence", 1.2)


def test_the_interval_holds_its_share_of_the_posterior() -> None:
    for level in (0.5, 0.9, 0.99):
        found = posterior(7, 3, looks=10, level=level)
        inside = beta_cdf(found.high, found.alpha, found.beta) - beta_cdf(found.low, found.alpha, found.beta)
        assert inside == pytest.approx(level, abs=1e-10)
