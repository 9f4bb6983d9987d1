"""The choice of investments against looking at every set."""

from __future__ import annotations

import numpy as np
import pytest

from earnest.engines.quant import choice_search
from earnest.engines.quant.choice import Investment, drop_first, frontier, instant, optimize
from earnest.engines.quant.choice_cuts import add_first_cuts
from earnest.engines.quant.choice_enumeration import Relaxation
from earnest.engines.quant.choice_investments import demands
from earnest.engines.quant.choice_losses import effects, expected_losses
from earnest.engines.quant.choice_model import build
from earnest.engines.quant.portfolio import Portfolio
from earnest.engines.quant.tests.choice_cases import Case, random_case, subsets


@pytest.mark.parametrize("seed", range(12))
def test_the_exact_choice_is_the_best_of_all_permitted_sets(seed: int) -> None:
    case = random_case(seed)
    found = optimize(case.portfolio, case.investments, case.budget, base=case.base)
    assert found.proven
    assert case.permits(found.chosen)
    assert found.value == pytest.approx(case.value(found.chosen), rel=1e-12)
    assert found.value == pytest.approx(case.best(), rel=1e-9)
    assert found.bound <= case.best() * (1 + 1e-9)


@pytest.mark.parametrize("seed", range(12, 20))
@pytest.mark.parametrize("most", [0, 3])
def test_tangent_cuts_find_the_same_choice(seed: int, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    case = random_case(seed, touch=7)
    monkeypatch.setattr(choice_search, "LADDER", ())
    monkeypatch.setattr(choice_search, "MOST", most)
    found = optimize(case.portfolio, case.investments, case.budget, base=case.base)
    assert found.proven
    assert found.value == pytest.approx(case.best(), rel=1e-9)


@pytest.mark.parametrize("seed", range(20, 32))
def test_the_instant_choice_is_permitted_and_its_bound_is_below_every_set(seed: int) -> None:
    case = random_case(seed)
    found = instant(case.portfolio, case.investments, case.budget, base=case.base)
    best = case.best()
    assert case.permits(found.chosen)
    assert found.bound <= best * (1 + 1e-9)
    assert best * (1 - 1e-9) <= found.value <= best * 1.1
    assert found.gap == pytest.approx((found.value - found.bound) / found.value)


@pytest.mark.parametrize("seed", range(32, 36))
@pytest.mark.parametrize("most", [0, 2, 9])
def test_bounds_from_any_prices_are_below_every_set(seed: int, most: int) -> None:
    case = random_case(seed, count=8, demands=False)
    wanted = demands(case.investments)
    problem = build(wanted, expected_losses(effects(case.portfolio, wanted, frozenset(case.base)), wanted))
    relaxation = Relaxation(problem.at(case.budget), most)
    if relaxation.held:
        add_first_cuts(relaxation, [])
    rng = np.random.default_rng(seed)
    names = wanted.ids
    values = {chosen: case.value(chosen) for chosen in subsets(names) if case.permits(chosen)}
    for _ in range(20):
        bounds = relaxation.bounds(rng.normal(0.0, 50.0, len(relaxation.model.rows.low)))
        assert bounds.value <= min(values.values()) * (1 + 1e-9)
        for chosen, value in values.items():
            held = np.array([name in chosen for name in names])
            limits = np.where(held, bounds.one[: len(names)], bounds.zero[: len(names)])
            assert (limits <= value * (1 + 1e-9)).all()


@pytest.mark.parametrize("seed", range(36, 42))
def test_every_point_of_the_frontier_is_the_best_for_its_budget(seed: int) -> None:
    case = random_case(seed, count=8)
    least = next(one.cost for one in case.investments if one.must)
    budgets = [least + share * sum(one.cost for one in case.investments) for share in (0.3, 0.0, 1.0, 0.1, 0.6)]
    points = frontier(case.portfolio, case.investments, budgets, base=case.base)
    assert [point.budget for point in points] == budgets
    for budget, point in zip(budgets, points, strict=True):
        assert point.proven
        assert case.permits(point.chosen, budget)
        assert point.value == pytest.approx(case.best(budget), rel=1e-9)


def test_a_budget_that_gives_nothing_more_is_dominated() -> None:
    case = random_case(3, demands=False)
    total = sum(one.cost for one in case.investments)
    points = frontier(case.portfolio, case.investments, [total, 2 * total, 3 * total], base=case.base)
    assert [point.dominated for point in points] == [False, True, True]
    assert len({point.chosen for point in points}) == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_a_cut_the_best_set_is_kept_and_the_order_leads_to_it(seed: int) -> None:
    case = random_case(seed, demands=False)
    owned = {one.id for one in case.investments}
    reduction = drop_first(case.portfolio, case.investments, 0.3, base=case.base)
    limit = 0.7 * case.cost(owned)
    assert reduction.kept.value == pytest.approx(case.best(limit), rel=1e-9)
    dropped = [name for drop in reduction.order for name in sorted(drop.dropped)]
    assert owned - set(dropped) == reduction.kept.chosen
    assert len(dropped) == len(set(dropped))
    assert reduction.before + sum(drop.added for drop in reduction.order) == pytest.approx(reduction.kept.value)
    assert sum(drop.saved for drop in reduction.order) == pytest.approx(case.cost(owned) - reduction.kept.cost)
    gone: set[str] = set()
    for drop in reduction.order:
        others = owned - reduction.kept.chosen - gone
        rates = {
            name: (case.value(owned - gone - {name}) - case.value(owned - gone)) / max(case.cost({name}), 1e-9)
            for name in others
            if case.cost({name}) > 0
        }
        (name,) = drop.dropped
        if name in rates:
            assert rates[name] <= min(rates.values()) + 1e-9
        gone |= drop.dropped


def test_nothing_is_dropped_that_earns_its_place_when_nothing_is_cut() -> None:
    case = random_case(5, demands=False)
    reduction = drop_first(case.portfolio, case.investments, 0.0, base=case.base)
    assert all(drop.added <= 1e-9 for drop in reduction.order[:1])
    assert reduction.kept.value <= case.value({one.id for one in case.investments})


def test_equal_investments_are_chosen_by_id_and_useless_ones_left_out() -> None:
    case = random_case(0, count=9, demands=False)
    control = case.investments[0].controls
    cheap = [Investment(name, control, 10.0, 1.0) for name in ("b", "a", "c")]
    idle = Investment("0", ("c10",), 0.0, 0.0)  # gives what the base has anyway
    for investments in (cheap, cheap[::-1], [idle, *cheap]):
        found = optimize(case.portfolio, investments, 100.0, base=case.base)
        assert found.chosen == {"a"}
        assert instant(case.portfolio, investments, 100.0, base=case.base).chosen == {"a"}


def test_a_control_that_two_investments_give_is_counted_once() -> None:
    case = random_case(4, demands=False)
    name = case.investments[0].controls[0]
    both = (Investment("a", (name,), 1.0), Investment("b", (name,), 1.0, must=True))
    small = Case(case.portfolio, both, 5.0, case.base)
    found = optimize(case.portfolio, both, 5.0, base=case.base)
    assert found.chosen == {"b"}
    assert found.value == pytest.approx(small.value({"b"}))
    assert small.value({"a", "b"}) == pytest.approx(small.value({"b"}))


def test_without_investments_the_answer_is_the_loss_as_it_is() -> None:
    case = random_case(6)
    found = optimize(case.portfolio, (), 100.0, base=case.base)
    assert found.chosen == frozenset()
    assert found.proven
    assert found.value == pytest.approx(case.portfolio.moments(case.base).mean)


@pytest.mark.parametrize("touch", [8, 16])
def test_forty_investments_over_a_hundred_scenarios_are_proven(touch: int) -> None:
    case = random_case(0, count=40, scenarios=100, touch=touch)
    found = optimize(case.portfolio, case.investments, case.budget, base=case.base)
    quick = instant(case.portfolio, case.investments, case.budget, base=case.base)
    assert found.proven
    assert found.seconds < 20
    assert found.value * (1 - 1e-9) <= quick.value <= found.value * 1.02
    assert quick.bound <= found.value * (1 + 1e-9)
    assert quick.gap <= 0.08


def test_a_portfolio_without_scenarios_needs_no_investment() -> None:
    found = optimize(Portfolio(()), (Investment("a", (), 1.0, 1.0),), 100.0)
    assert (found.chosen, found.value, found.gap, found.proven) == (frozenset(), 0.0, 0.0, True)


def test_a_search_without_time_still_answers_and_does_not_claim_proof_it_lacks() -> None:
    case = random_case(8, count=9, touch=8)
    found = optimize(case.portfolio, case.investments, case.budget, base=case.base, time_limit=0.0)
    assert case.permits(found.chosen)
    assert found.bound <= case.best() * (1 + 1e-9)
    assert found.proven == (found.gap <= 1e-6)
