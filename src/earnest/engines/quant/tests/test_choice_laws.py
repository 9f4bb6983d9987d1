"""Laws of the choice: order and units do not matter, more money is never worse, and demands cost something."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.quant.choice import frontier, instant, optimize
from earnest.engines.quant.controls import Control
from earnest.engines.quant.frequencies import Poisson
from earnest.engines.quant.portfolio import Portfolio
from earnest.engines.quant.scenarios import Scenario
from earnest.engines.quant.severities import Constant
from earnest.engines.quant.tests.choice_cases import Case, random_case

seeds = st.integers(0, 10_000)


@settings(max_examples=12, deadline=None)
@given(seed=seeds, shares=st.lists(st.floats(0.0, 1.2), min_size=2, max_size=6), exact=st.booleans())
def test_more_money_is_never_worse(seed: int, shares: list[float], exact: bool) -> None:
    case = random_case(seed, demands=False)
    budgets = [share * sum(one.cost for one in case.investments) for share in shares]
    points = frontier(case.portfolio, case.investments, budgets, base=case.base, exact=exact)
    ordered = sorted(points, key=lambda point: point.budget)
    for less, more in pairwise(ordered):
        assert more.value <= less.value
        assert more.bound <= less.bound * (1 + 1e-9)
    for point in points:
        assert case.permits(point.chosen, point.budget)
        assert point.bound <= point.value


@settings(max_examples=12, deadline=None)
@given(seed=seeds, quick=st.booleans())
def test_the_order_of_the_input_is_irrelevant(seed: int, quick: bool) -> None:
    case = random_case(seed)
    rng = np.random.default_rng(seed + 1)
    items = [case.investments[place] for place in rng.permutation(len(case.investments))]
    controls = tuple(case.portfolio.controls[place] for place in rng.permutation(len(case.portfolio.controls)))
    scenarios = tuple(case.portfolio.scenarios[place] for place in rng.permutation(len(case.portfolio.scenarios)))
    choose = instant if quick else optimize
    one = choose(case.portfolio, case.investments, case.budget, base=case.base)
    other = choose(Portfolio(scenarios, controls), items, case.budget, base=case.base[::-1])
    assert (one.chosen, one.value, one.cost) == (other.chosen, other.value, other.cost)


@settings(max_examples=12, deadline=None)
@given(seed=seeds, factor=st.sampled_from([1e-3, 0.01, 7.3, 1e3, 1e6]))
def test_units_scale(seed: int, factor: float) -> None:
    case = random_case(seed)
    scaled = _in_units(case, factor)
    one = optimize(case.portfolio, case.investments, case.budget, base=case.base)
    other = optimize(scaled.portfolio, scaled.investments, scaled.budget, base=case.base)
    assert other.value == pytest.approx(factor * one.value, rel=1e-9)
    assert other.proven
    assert other.chosen == one.chosen


@settings(max_examples=5, deadline=None)
@given(seed=seeds)
def test_a_demand_never_makes_the_best_better(seed: int) -> None:
    case = random_case(seed, demands=False)
    free = optimize(case.portfolio, case.investments, case.budget, base=case.base)
    for place, one in enumerate(case.investments):
        if one.cost > case.budget:
            continue
        asked = replace(one, must=True) if one.id not in free.chosen else replace(one, never=True)
        items = [*case.investments[:place], asked, *case.investments[place + 1 :]]
        bound_by = optimize(case.portfolio, items, case.budget, base=case.base)
        assert bound_by.value >= free.value * (1 - 1e-9)
        assert (one.id in bound_by.chosen) == asked.must


def _in_units(case: Case, factor: float) -> Case:
    def scenario(one: Scenario) -> Scenario:
        assert isinstance(one.primary, Constant)
        assert isinstance(one.frequency, Poisson)
        return Scenario(one.id, one.frequency, Constant(one.primary.value * factor))

    def control(one: Control) -> Control:
        return replace(one, introduces=tuple(scenario(new) for new in one.introduces))

    portfolio = Portfolio(
        tuple(scenario(one) for one in case.portfolio.scenarios),
        tuple(control(one) for one in case.portfolio.controls),
    )
    items = tuple(
        replace(one, cost=one.cost * factor, annual_cost=one.annual_cost * factor) for one in case.investments
    )
    return Case(portfolio, items, case.budget * factor, case.base)
