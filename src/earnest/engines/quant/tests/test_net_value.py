"""Net value of controls against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from earnest.engines.quant import (
    Beta,
    Constant,
    Control,
    Effect,
    LognormalCI90,
    NegativeBinomial,
    OneFactor,
    Pert,
    PertRate,
    Poisson,
    Portfolio,
    QuantError,
    Scenario,
    Uniform,
    Verdict,
)

PHISH = Scenario("phish", Poisson(2.0), Constant(100.0))
BREACH = Scenario("breach", Poisson(0.5), Constant(1000.0))


def money(amount: float) -> str:
    return f"EUR {amount:,.0f}"


def test_without_uncertainty_the_net_value_is_the_closed_form() -> None:
    outage = Scenario("outage", Poisson(0.1), Constant(300.0))
    tool = Control("tool", {"phish": Effect(0.25), "breach": Effect(0.5, 0.8)}, 1.0, 40.0, introduces=(outage,))
    worth = Portfolio((PHISH, BREACH), (tool,)).net_value("tool", count=100)
    assert worth.removed.mean == pytest.approx(200.0 * 0.75 + 500.0 * (1.0 - 0.4))
    assert worth.introduced.mean == pytest.approx(30.0)
    assert worth.net.mean == pytest.approx(450.0 - 30.0 - 40.0)
    assert (worth.net.low, worth.net.high) == pytest.approx((380.0, 380.0))
    assert (worth.probability, worth.verdict) == (1.0, Verdict.EARNS)
    assert worth.by_scenario == pytest.approx({"phish": 150.0, "breach": 300.0, "outage": -30.0})
    expected = "Earns its place: EUR 380 a year on balance (EUR 380 to EUR 380); it removes EUR 450 of expected loss,"
    assert worth.sentence(money) == f"{expected} brings in EUR 30 and costs EUR 40."


def test_overlap_changes_what_a_control_is_worth() -> None:
    first, second = Control("first", {"phish": Effect(0.5)}), Control("second", {"phish": Effect(0.5)})
    portfolio = Portfolio((PHISH,), (first, second))
    assert portfolio.net_value("first").removed.mean == pytest.approx(50.0)
    assert portfolio.net_value("first", given=()).removed.mean == pytest.approx(100.0)
    assert portfolio.net_value(("first", "second")).removed.mean == pytest.approx(150.0)


def test_a_reliability_of_a_half_removes_half() -> None:
    control = Control("c", {"phish": Effect(0.2)}, reliability=0.5)
    assert Portfolio((PHISH,), (control,)).net_value("c").removed.mean == pytest.approx(200.0 * 0.4)


@pytest.mark.parametrize("reliability", [Beta(8.0, 2.0), Uniform(0.6, 1.0)], ids=repr)
def test_uncertain_estimates_average_to_their_means(reliability: Beta | Uniform) -> None:
    scenario = Scenario("s", PertRate(1.0, 2.0, 6.0), Constant(100.0), doubt=3.0)
    control = Control("c", {"s": Effect(frequency=Pert(0.2, 0.4, 0.9))}, reliability, Pert(10.0, 20.0, 60.0))
    worth = Portfolio((scenario,), (control,)).net_value("c", seed=11)
    assert worth.removed.mean == pytest.approx(2.5 * 100.0 * 0.8 * 0.55, rel=0.01)
    assert worth.cost.mean == pytest.approx(25.0, rel=1e-4)
    assert worth.removed.low < worth.removed.mean < worth.removed.high


def test_an_unreliable_control_that_touches_both_parts_is_credited_together() -> None:
    control = Control("c", {"phish": Effect(0.0, 0.0)}, reliability=Uniform(0.0, 1.0))
    removed = Portfolio((PHISH,), (control,)).net_value("c").removed.mean
    assert removed == pytest.approx(200.0 * (1.0 - 1.0 / 3.0), rel=1e-3)


def test_worsening_a_scenario_counts_as_loss_brought_in() -> None:
    control = Control("c", {"phish": Effect(0.5), "breach": Effect(1.2)}, introduces_nothing_because="no software")
    worth = Portfolio((PHISH, BREACH), (control,)).net_value("c", annual_cost=10.0)
    assert (worth.removed.mean, worth.introduced.mean) == pytest.approx((100.0, 100.0))
    assert worth.verdict is Verdict.COSTS_MORE


def test_other_controls_reduce_what_a_control_brings_in() -> None:
    outage = Scenario("outage", Poisson(1.0), Constant(50.0))
    tool = Control("tool", {"phish": Effect(0.5)}, introduces=(outage,))
    backup = Control("backup", {"outage": Effect(severity=0.2)})
    portfolio = Portfolio((PHISH,), (tool, backup))
    assert portfolio.net_value("tool").introduced.mean == pytest.approx(10.0)
    assert portfolio.net_value("tool", given=("tool",)).introduced.mean == pytest.approx(50.0)
    assert portfolio.net_value("backup").removed.mean == pytest.approx(40.0)
    assert portfolio.net_value("backup", given=()).removed.mean == 0.0


def test_a_control_of_which_nobody_said_what_it_brings_stays_unstated() -> None:
    silent = Control("silent", {"phish": Effect(0.1)})
    costly = Control("costly", {"phish": Effect(0.9)}, annual_cost=1e4)
    portfolio = Portfolio((PHISH,), (silent, costly))
    assert portfolio.net_value("silent").verdict is Verdict.UNSTATED
    assert portfolio.net_value("costly").verdict is Verdict.COSTS_MORE
    assert "nobody has said" in portfolio.net_value("silent").sentence(money).lower()


def test_of_a_control_without_any_effect_nobody_has_estimated_what_it_does() -> None:
    control = Control("c", {}, introduces_nothing_because="it is a rule")
    worth = Portfolio((PHISH,), (control,)).net_value("c")
    assert (worth.probability, worth.verdict, worth.in_a_year) == (0.5, Verdict.UNESTIMATED, 0.0)


def test_a_stated_cost_replaces_the_controls_own() -> None:
    control = Control("c", {"phish": Effect(0.5)}, annual_cost=7.0)
    portfolio = Portfolio((PHISH,), (control,))
    assert portfolio.net_value("c").cost.mean == 7.0
    assert portfolio.net_value("c", annual_cost=90).cost.mean == 90.0
    assert portfolio.net_value("c", annual_cost=Pert(0, 10, 20)).cost.mean == pytest.approx(10.0, rel=1e-6)


def test_one_year_pays_as_often_as_the_skellam_law_says() -> None:
    outage = Scenario("outage", Poisson(0.4), Constant(100.0))
    control = Control("c", {"phish": Effect(0.25)}, annual_cost=150.0, introduces=(outage,))
    worth = Portfolio((PHISH,), (control,)).net_value("c")
    assert worth.in_a_year == pytest.approx(float(stats.skellam.sf(1, 1.5, 0.4)), rel=1e-6)


def test_one_year_under_common_cause_follows_quadrature() -> None:
    control = Control("c", {"phish": Effect(0.25)}, annual_cost=150.0)
    worth = Portfolio((PHISH,), (control,), OneFactor(0.5)).net_value("c")
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    rates = 1.5 * np.exp(0.5 * nodes - 0.125)
    expected = float(weights @ stats.poisson.sf(1, rates)) / math.sqrt(2.0 * math.pi)
    assert worth.in_a_year == pytest.approx(expected, rel=1e-6)


def test_one_year_has_no_closed_way_where_two_changes_share_an_uncertain_rate() -> None:
    scenario = Scenario("s", NegativeBinomial(1.0, 0.5), Constant(100.0))
    control = Control("c", {"s": Effect(0.5, 0.5)})
    assert Portfolio((scenario,), (control,)).net_value("c").in_a_year is None


def test_the_band_holds_the_curve_and_closes_when_nothing_is_uncertain() -> None:
    sure = Portfolio((PHISH, Scenario("b", Poisson(0.3), LognormalCI90(100, 5000))))
    losses = [50.0, 250.0, 1000.0, 2500.0]
    band = sure.band(losses, draws=10)
    np.testing.assert_allclose(band.low, band.high, rtol=1e-9)
    np.testing.assert_allclose(band.middle, sure.aggregate().exceedance(np.array(losses)), rtol=5e-3)
    unsure = Portfolio((Scenario("u", PertRate(0.5, 2.0, 4.0), LognormalCI90(100, 5000), doubt=2.0),))
    wide = unsure.band(losses)
    exact = unsure.aggregate().exceedance(np.array(losses))
    assert np.all(wide.low < exact)
    assert np.all(exact < wide.high)


def test_a_control_that_is_not_there_is_named() -> None:
    portfolio = Portfolio((PHISH,), (Control("c", {"phish": Effect(0.5)}),))
    with pytest.raises(QuantError) as caught:
        portfolio.net_value("d")
    assert caught.value.field == "controls[d]"
    with pytest.raises(QuantError) as caught:
        portfolio.net_value(())
    assert caught.value.field == "controls"
