"""Laws that hold for every portfolio: thinning never harms, units scale, order and copies change nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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

LOG2 = 10
CHANCES = (0.5, 0.9, 0.95, 0.99, 0.999)

rates = st.floats(0.01, 5.0)
amounts = st.floats(1e3, 1e7)
shares = st.floats(0.0, 1.0)


@st.composite
def frequencies(draw: st.DrawFn) -> Frequency:
    rate = draw(rates)
    kind = draw(st.sampled_from(("poisson", "poisson", "negative binomial", "pert")))
    if kind == "poisson":
        return Poisson(rate)
    if kind == "pert":
        return PertRate(rate / 2.0, rate, rate * 3.0)
    return NegativeBinomial(rate, draw(st.floats(0.05, 2.0)))


@st.composite
def severities(draw: st.DrawFn) -> Severity:
    low, ratio = draw(amounts), draw(st.floats(2.0, 100.0))
    kind = draw(st.sampled_from(("lognormal", "pert", "constant", "capped")))
    if kind == "lognormal":
        return LognormalCI90(low, low * ratio)
    if kind == "pert":
        return Pert(low, low * (1.0 + ratio) / 2.0, low * ratio)
    return Constant(low) if kind == "constant" else Capped(LognormalCI90(low, low * ratio), low * ratio)


@st.composite
def portfolios(draw: st.DrawFn) -> Portfolio:
    scenarios = []
    for index in range(draw(st.integers(1, 4))):
        secondary = SecondaryLoss(draw(shares), (Loss(draw(severities())),)) if draw(st.booleans()) else None
        scenarios.append(Scenario(f"s{index}", draw(frequencies()), draw(severities()), secondary))
    dependence = draw(st.sampled_from((None, None, None, OneFactor(0.5))))
    return Portfolio(tuple(scenarios), dependence=dependence)


def controlled(portfolio: Portfolio, effects: dict[str, Effect]) -> Portfolio:
    return replace(portfolio, controls=(Control("new", effects, introduces_nothing_because="it is a setting"),))


laws = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@laws
@given(portfolios(), st.lists(st.tuples(shares, shares), min_size=4, max_size=4))
def test_a_control_that_only_reduces_never_raises_a_quantile_or_an_exceedance(
    portfolio: Portfolio, multipliers: list[tuple[float, float]]
) -> None:
    effects = {one.id: Effect(*pair) for one, pair in zip(portfolio.scenarios, multipliers, strict=False)}
    treated = controlled(portfolio, effects)
    before, after = treated.aggregate((), LOG2), treated.aggregate(None, LOG2)
    assert after.step == before.step
    assert after.mean <= before.mean * (1.0 + 1e-12)
    for p in CHANCES:
        assert after.var(p) <= before.var(p) * (1.0 + 1e-9) + 1e-9 * before.step
        assert after.tvar(p) <= before.tvar(p) * (1.0 + 1e-9)
    losses = np.linspace(0.0, before.top, 64)
    assert np.all(after.exceedance(losses) <= before.exceedance(losses) * (1.0 + 1e-9) + 1e-9)


@laws
@given(portfolios())
def test_a_control_that_changes_nothing_changes_not_one_bit(portfolio: Portfolio) -> None:
    treated = controlled(portfolio, {one.id: Effect(1.0, 1.0) for one in portfolio.scenarios})
    before, after = treated.aggregate((), LOG2), treated.aggregate(None, LOG2)
    assert np.array_equal(before.mass, after.mass)
    assert np.array_equal(before.survival, after.survival)
    assert (before.mean, before.variance) == (after.mean, after.variance)
    worth = treated.net_value("new", annual_cost=0.0, count=50)
    assert (worth.removed.mean, worth.introduced.mean, worth.net.mean) == (0.0, 0.0, 0.0)


@laws
@given(portfolios())
def test_the_order_of_scenarios_changes_not_one_bit(portfolio: Portfolio) -> None:
    turned = replace(portfolio, scenarios=tuple(reversed(portfolio.scenarios)))
    first, second = portfolio.aggregate(None, LOG2), turned.aggregate(None, LOG2)
    assert np.array_equal(first.mass, second.mass)
    assert portfolio.moments() == turned.moments()


@laws
@given(portfolios(), st.floats(0.01, 1000.0))
def test_losses_scale_with_the_unit_of_money(portfolio: Portfolio, unit: float) -> None:
    def in_units(scenario: Scenario) -> Scenario:
        assert isinstance(scenario.primary, Severity)
        secondary = scenario.secondary
        if secondary is not None:
            secondary = replace(secondary, losses=(Loss(secondary.losses[0].severity.scaled(unit)),))
        return replace(scenario, primary=scenario.primary.scaled(unit), secondary=secondary)

    other = replace(portfolio, scenarios=tuple(in_units(one) for one in portfolio.scenarios))
    first, second = portfolio.aggregate(None, LOG2), other.aggregate(None, LOG2)
    assert second.mean == pytest.approx(unit * first.mean, rel=1e-12)
    for p in (0.5, 0.9, 0.95):
        assert second.var(p) == pytest.approx(unit * first.var(p), rel=1e-10, abs=1e-10 * second.step)
    assert second.var(0.999) == pytest.approx(unit * first.var(0.999), rel=1e-9)


@laws
@given(portfolios())
def test_risk_measures_are_ordered(portfolio: Portfolio) -> None:
    distribution = portfolio.aggregate(None, LOG2)
    values = [distribution.var(p) for p in CHANCES]
    assert values == sorted(values)
    for p in CHANCES:
        assert distribution.tvar(p) >= distribution.var(p)
        if distribution.var(p) > distribution.fine_from:
            assert distribution.exceedance(distribution.var(p)) == pytest.approx(1.0 - p, rel=1e-9)
    assert distribution.exceedance(0.0) == distribution.any_loss
    assert float(distribution.mass.min()) >= 0.0
    curve = distribution.curve(50)
    assert np.all(np.diff(curve.losses) > 0.0)
    assert np.all(np.diff(curve.probabilities) <= 0.0)
    whole = distribution.layer(0.0, distribution.top)
    assert whole.ceded == pytest.approx(distribution.limited_mean(distribution.top), rel=1e-12)


@laws
@given(portfolios(), portfolios())
def test_another_scenario_moves_no_other_draws(portfolio: Portfolio, other: Portfolio) -> None:
    more = replace(portfolio, scenarios=(*portfolio.scenarios, replace(other.scenarios[0], id="another", doubt=3.0)))
    for scenario in portfolio.scenarios:
        few, many = portfolio.draw(64, 3), more.draw(64, 3)
        assert np.array_equal(few.rate(scenario), many.rate(scenario))
        assert np.array_equal(few.doubt(scenario), many.doubt(scenario))


def test_all_treatments_share_one_grid_even_where_a_control_worsens() -> None:
    base = Scenario("a", Poisson(1.0), LognormalCI90(1e4, 1e6))
    brought = Scenario("b", Poisson(0.1), LognormalCI90(1e5, 1e7))
    worse = Control("worse", {"a": Effect(3.0, 2.0)}, introduces=(brought,))
    portfolio = Portfolio((base,), (worse,))
    off, on = portfolio.aggregate(()), portfolio.aggregate()
    assert on.step == off.step
    assert on.beyond < 2e-5
    assert on.var(0.999) > off.var(0.999)


def test_a_what_if_is_the_same_to_the_bit_after_other_what_ifs() -> None:
    scenarios = tuple(Scenario(f"s{i}", Poisson(0.2 + i / 10), LognormalCI90(1e4, 1e6)) for i in range(9))
    controls = tuple(Control(f"c{i}", {f"s{i}": Effect(0.5, 0.7 if i % 2 else 1.0)}) for i in range(9))
    fresh, used = Portfolio(scenarios, controls), Portfolio(scenarios, controls)
    for control in controls:
        used.aggregate((control.id,))
    used.aggregate()
    assert np.array_equal(fresh.aggregate(("c3",)).mass, used.aggregate(("c3",)).mass)
    assert np.array_equal(fresh.aggregate().mass, used.aggregate().mass)
