"""Plans over years against looking at every plan."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest

from earnest.engines.quant.choice import optimize, phase
from earnest.engines.quant.tests.choice_cases import Case, random_case


def _best(case: Case, budgets: Sequence[float], rate: float) -> float:
    """The least value over every assignment of start years; years = never."""
    years = len(budgets)
    names = [one.id for one in case.investments]
    known: dict[frozenset[str], float] = {}
    found = float("inf")
    for plan in itertools.product(range(years + 1), repeat=len(names)):
        in_year = [frozenset(n for n, start in zip(names, plan, strict=True) if start <= year) for year in range(years)]
        paid = [case.cost(in_year[year] - (in_year[year - 1] if year else frozenset())) for year in range(years)]
        if any(spent > budget * (1 + 1e-9) for spent, budget in zip(paid, budgets, strict=True)):
            continue
        if not case.permits(in_year[-1], 1e9) or not all(_consistent(case, chosen) for chosen in in_year):
            continue
        for chosen in in_year:
            if chosen not in known:
                known[chosen] = case.value(chosen)
        found = min(found, sum(known[chosen] * (1 + rate) ** -year for year, chosen in enumerate(in_year)))
    return found


def _consistent(case: Case, chosen: frozenset[str]) -> bool:
    """Prerequisites and exclusions hold; must-haves may still be to come."""
    relaxed = replace(case, investments=tuple(replace(one, must=False) for one in case.investments))
    return relaxed.permits(chosen, 1e9)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("years", [2, 3])
def test_the_plan_is_the_best_of_all_plans(seed: int, years: int) -> None:
    case = random_case(seed, count=8 if years == 2 else 6, demands=False)
    first, second, *rest = case.investments
    case = replace(
        case,
        investments=(
            replace(first, must=True, requires=(second.id,)),
            second,
            *rest[:-1],
            replace(rest[-1], excludes=(rest[0].id,)),
        ),
    )
    case = replace(case, budget=case.budget + first.cost + second.cost)
    budgets = [0.5 * case.budget, 0.7 * case.budget, 0.3 * case.budget][:years]
    plan = phase(case.portfolio, case.investments, budgets, base=case.base, discount_rate=0.08)
    assert plan.proven
    assert plan.value == pytest.approx(_best(case, budgets, 0.08), rel=1e-9)
    assert plan.starts[second.id] <= plan.starts[first.id]
    for year, spent in enumerate(plan.cost_by_year):
        assert spent == pytest.approx(case.cost(plan.started_in(year)))
        assert spent <= budgets[year] * (1 + 1e-9)
    assert plan.value == pytest.approx(sum(one * 1.08**-year for year, one in enumerate(plan.by_year)))


@pytest.mark.parametrize("seed", range(4, 8))
def test_one_year_is_the_choice_for_a_budget(seed: int) -> None:
    case = random_case(seed)
    plan = phase(case.portfolio, case.investments, [case.budget], base=case.base)
    found = optimize(case.portfolio, case.investments, case.budget, base=case.base)
    assert plan.value == pytest.approx(found.value, rel=1e-9)


def test_a_plan_without_time_keeps_the_budgets_and_shows_its_gap() -> None:
    case = random_case(9)
    plan = phase(case.portfolio, case.investments, [case.budget] * 3, base=case.base, time_limit=0.0)
    assert plan.bound <= plan.value
    assert all(spent <= case.budget * (1 + 1e-9) for spent in plan.cost_by_year)
    assert plan.proven == (plan.gap <= 1e-6)
