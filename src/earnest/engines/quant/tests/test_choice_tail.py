"""The choice for the worst year in a hundred: exact values, valid bounds, honest proof."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from earnest.engines.quant import choice_tail
from earnest.engines.quant.choice import frontier, instant, optimize
from earnest.engines.quant.choice_investments import demands
from earnest.engines.quant.choice_losses import effects, expected_losses, in_force
from earnest.engines.quant.choice_model import build
from earnest.engines.quant.choice_tail import TailProblem
from earnest.engines.quant.frequencies import NegativeBinomial
from earnest.engines.quant.portfolio import OneFactor, Portfolio
from earnest.engines.quant.severities import LognormalCI90
from earnest.engines.quant.tests.choice_cases import Case, random_case, subsets


def _case(seed: int, *, mixed: bool = False) -> Case:
    """Lognormal losses; `mixed` makes some rates uncertain and all of them depend on one factor."""
    count = 4 if mixed else 7
    case = random_case(seed, count=count, scenarios=6, demands=False)
    scenarios = tuple(
        replace(
            one,
            primary=LognormalCI90(one.severity_mean / 5, one.severity_mean * 3),
            frequency=NegativeBinomial(one.frequency.mean, 0.7) if mixed and place % 2 else one.frequency,
        )
        for place, one in enumerate(case.portfolio.scenarios)
    )
    portfolio = Portfolio(scenarios, case.portfolio.controls, OneFactor(0.4) if mixed else None)
    return replace(case, portfolio=portfolio)


def _values(case: Case) -> dict[frozenset[str], float]:
    wanted = demands(case.investments)
    values = {}
    for chosen in subsets(wanted.ids):
        given = in_force(wanted, frozenset(case.base), chosen)
        annual = sum(one.annual_cost for one in case.investments if one.id in chosen)
        values[chosen] = case.portfolio.aggregate(given).tvar(0.99) + annual
    return values


@pytest.mark.parametrize("seed", [0, 1])
def test_a_few_investments_are_all_looked_at_and_the_best_is_proven(seed: int) -> None:
    case = _case(seed)
    best = min(value for chosen, value in _values(case).items() if case.permits(chosen))
    found = optimize(case.portfolio, case.investments, case.budget, base=case.base, objective="tvar99")
    assert found.proven
    assert found.value == best == found.bound


@pytest.mark.parametrize(("seed", "mixed"), [(2, False), (3, True), (4, False)])
def test_worst_years_of_one_set_bound_every_set_and_are_close_at_that_set(seed: int, mixed: bool) -> None:
    case = _case(seed, mixed=mixed)
    values = _values(case)
    wanted = demands(case.investments)
    base = frozenset(case.base)
    found = effects(case.portfolio, wanted, base)
    problem = build(wanted, expected_losses(found, wanted))
    tail = TailProblem(case.portfolio, wanted, base, found)
    rng, count = np.random.default_rng(seed), len(wanted.ids)
    for here in (np.zeros(count, dtype=np.bool_), np.ones(count, dtype=np.bool_), rng.random(count) < 0.5):
        program = tail.bounding(problem, here)
        for chosen, value in values.items():
            choice = np.array([name in chosen for name in wanted.ids])
            bound = program.value(problem.lifted(choice[None, :])[0])
            assert bound <= value * (1 + 1e-6)
            if (choice == here).all():
                assert bound >= 0.93 * value


@pytest.mark.parametrize("seed", [5, 6])
def test_many_investments_get_a_good_set_and_a_bound_below_the_best(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice_tail, "MOST_SETS", 1)
    case = _case(seed)
    best = min(value for chosen, value in _values(case).items() if case.permits(chosen))
    for exact in (False, True):
        found = optimize(
            case.portfolio, case.investments, case.budget, base=case.base, objective="tvar99", exact=exact, time_limit=3
        )
        assert case.permits(found.chosen)
        assert best <= found.value <= best * 1.05
        assert 0.5 * best <= found.bound <= best * (1 + 1e-6)
        assert found.proven == (found.gap <= 1e-6)


def test_the_frontier_of_the_tail_is_monotone() -> None:
    case = _case(7)
    total = sum(one.cost for one in case.investments)
    budgets = [share * total for share in (0.1, 0.3, 0.5, 1.0)]
    points = frontier(case.portfolio, case.investments, budgets, base=case.base, objective="tvar99")
    values = [point.value for point in points]
    assert values == sorted(values, reverse=True)
    assert all(point.proven for point in points)


def test_the_tail_answer_at_once_repeats() -> None:
    case = _case(8)
    one, other = (
        instant(case.portfolio, items, case.budget, base=case.base, objective="tvar99")
        for items in (case.investments, case.investments[::-1])
    )
    assert (one.chosen, one.value, one.bound) == (other.chosen, other.value, other.bound)
