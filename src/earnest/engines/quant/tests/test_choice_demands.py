"""Demands that cannot be met, and absurd input: the error names the field and the way out."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from earnest.engines.quant.choice import Investment, drop_first, frontier, optimize, phase
from earnest.engines.quant.errors import QuantError
from earnest.engines.quant.tests.choice_cases import random_case

CASE = random_case(1, demands=False)


def _item(name: str, cost: float = 10.0, **demands: Any) -> Investment:
    return Investment(name, ("c0",), cost, 1.0, **demands)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"cost": -1.0}, "cost"),
        ({"cost": math.nan}, "cost"),
        ({"cost": 1e30}, "cost"),
        ({"cost": "ten"}, "cost"),
        ({"annual_cost": math.inf}, "annual_cost"),
        ({"id": ""}, "id"),
        ({"controls": "c0"}, "controls"),
        ({"requires": ("x",)}, "requires"),
        ({"excludes": ("x",)}, "excludes"),
        ({"must": True, "never": True}, "must"),
        ({"requires": ("y",), "excludes": ("y",)}, "requires"),
    ],
)
def test_an_impossible_investment_is_refused_at_its_field(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(QuantError) as error:
        Investment(**{"id": "x", "controls": ("c0",), "cost": 1.0, **fields})
    assert error.value.field.endswith(field)
    assert error.value.remedy


@pytest.mark.parametrize(
    ("items", "budget", "field"),
    [
        ([_item("a", must=True), _item("b", must=True)], 15.0, "budget"),
        ([_item("a", must=True, requires=("b",)), _item("b")], 15.0, "budget"),
        ([_item("a", must=True, excludes=("b",)), _item("b", must=True)], 50.0, "investments[a].must"),
        ([_item("a", must=True, requires=("b",)), _item("b", never=True)], 50.0, "investments[a].must"),
        (
            [_item("a", must=True, requires=("b", "c")), _item("b", excludes=("c",)), _item("c")],
            50.0,
            "investments[a].must",
        ),
        ([_item("a", requires=("b",)), _item("b", requires=("a",))], 50.0, "investments[a].requires"),
        ([_item("a", requires=("z",))], 50.0, "investments[a].requires"),
        ([_item("a", excludes=("z",))], 50.0, "investments[a].excludes"),
        ([_item("a"), _item("a")], 50.0, "investments[a].id"),
        ([Investment("a", ("nothing",), 1.0)], 50.0, "investments[a].controls"),
        ([_item("a")], -1.0, "budget"),
        ([_item("a")], math.nan, "budget"),
        ([_item("a")], 1e30, "budget"),
        ([_item(f"i{place}") for place in range(501)], 50.0, "investments"),
    ],
)
def test_demands_that_contradict_are_refused_with_a_way_out(items: list[Investment], budget: float, field: str) -> None:
    with pytest.raises(QuantError) as error:
        optimize(CASE.portfolio, items, budget)
    assert error.value.field == field
    assert error.value.remedy


def test_a_circle_of_prerequisites_is_named() -> None:
    items = [_item("a", requires=("b",)), _item("b", requires=("c",)), _item("c", requires=("a",))]
    with pytest.raises(QuantError, match=r"in a circle: [abc] requires [abc] requires [abc] requires [abc]"):
        optimize(CASE.portfolio, items, 100.0)


def test_an_investment_that_can_never_be_chosen_is_left_out() -> None:
    items = [_item("a", requires=("b", "c")), _item("b", 0.0, excludes=("c",)), _item("c", 0.0)]
    assert "a" not in optimize(CASE.portfolio, items, 100.0).chosen


def test_other_absurd_arguments_are_refused_at_their_field() -> None:
    items = [_item("a")]
    calls: dict[str, Callable[[], object]] = {
        "objective": lambda: optimize(CASE.portfolio, items, 1.0, objective="var"),  # type: ignore[arg-type]  # wrong
        "time_limit": lambda: optimize(CASE.portfolio, items, 1.0, time_limit=-1.0),
        "base[nothing]": lambda: optimize(CASE.portfolio, items, 1.0, base=["nothing"]),
        "budgets[1]": lambda: frontier(CASE.portfolio, items, [1.0, -5.0]),
        "budgets": lambda: frontier(CASE.portfolio, items, [1.0] * 201),
        "cut": lambda: drop_first(CASE.portfolio, items, 1.5),
        "budgets_by_year": lambda: phase(CASE.portfolio, items, []),
        "budgets_by_year[0]": lambda: phase(CASE.portfolio, items, [math.nan]),
        "discount_rate": lambda: phase(CASE.portfolio, items, [1.0], discount_rate=7.0),
    }
    for field, call in calls.items():
        with pytest.raises(QuantError) as error:
            call()
        assert error.value.field == field


def test_a_cut_that_takes_the_must_haves_is_refused() -> None:
    with pytest.raises(QuantError) as error:
        drop_first(CASE.portfolio, [_item("a", must=True), _item("b")], 0.8)
    assert error.value.field == "cut"


def test_must_haves_that_do_not_fit_the_years_are_refused() -> None:
    items = [_item("a", 30.0, must=True), _item("b", 30.0, must=True), _item("c", 30.0, must=True)]
    with pytest.raises(QuantError) as error:
        phase(CASE.portfolio, items, [50.0, 50.0])
    assert error.value.field == "budgets_by_year"
    assert phase(CASE.portfolio, items, [50.0, 50.0, 30.0]).starts.keys() == {"a", "b", "c"}
