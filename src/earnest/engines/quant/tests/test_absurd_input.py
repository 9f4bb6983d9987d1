"""Absurd input gets an error at its field that says what to do."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from earnest.engines.quant import (
    Appetite,
    Beta,
    Capped,
    Constant,
    Control,
    Effect,
    Empirical,
    Layer,
    LognormalCI90,
    Loss,
    NegativeBinomial,
    OneFactor,
    Pert,
    PertRate,
    Poisson,
    Portfolio,
    QuantError,
    Scenario,
    SecondaryLoss,
    Uniform,
    UnsupportedQuantile,
)
from earnest.engines.quant.errors import at

NAN = float("nan")
PHISH = Scenario("phish", Poisson(1.0), LognormalCI90(1e4, 1e6))
SMALL = Portfolio((PHISH,), (Control("mfa", {"phish": Effect(0.5)}),))

ABSURD: list[tuple[str, Callable[[], object], str]] = [
    ("rate", lambda: Poisson(-1.0), "at least 0"),
    ("rate", lambda: Poisson(NAN), "finite"),
    ("rate", lambda: Poisson(1e30), "at most"),
    ("rate", lambda: Poisson("often"), "number"),  # type: ignore[arg-type]
    ("rate", lambda: Poisson(True), "number"),
    ("mean", lambda: NegativeBinomial(math.inf, 1.0), "finite"),
    ("dispersion", lambda: NegativeBinomial(1.0, -0.1), "at least 0"),
    ("low", lambda: PertRate(3.0, 2.0, 1.0), "Swap"),
    ("mode", lambda: PertRate(1.0, 9.0, 4.0), "within"),
    ("high", lambda: PertRate(2.0, 2.0, 2.0), "Poisson"),
    ("low", lambda: LognormalCI90(10.0, 1.0), "Swap"),
    ("high", lambda: LognormalCI90(10.0, 10.0), "Constant"),
    ("low", lambda: LognormalCI90(0.0, 10.0), "above 0"),
    ("high", lambda: LognormalCI90(1.0, 1e30), "unit"),
    ("low", lambda: LognormalCI90(1e-9, 1e15), "Raise low"),
    ("high", lambda: Pert(5.0, 5.0, 5.0), "Constant"),
    ("gamma", lambda: Pert(1.0, 2.0, 3.0, gamma=0.0), "at least"),
    ("values", lambda: Empirical([]), "1 to"),
    ("values[1]", lambda: Empirical([1.0, NAN]), "finite"),
    ("value", lambda: Constant(-5.0), "at least 0"),
    ("limit", lambda: Capped(Constant(1.0), 0.0), "above 0"),
    ("severity", lambda: Layer(12.0, 1.0, 1.0), "LognormalCI90"),  # type: ignore[arg-type]
    ("retention", lambda: Layer(Constant(1.0), -1.0, 1.0), "at least 0"),
    ("low", lambda: Uniform(0.9, 0.1), "Swap"),
    ("high", lambda: Uniform(0.9, 1.1), "at most 1"),
    ("alpha", lambda: Beta(0.0, 1.0), "at least"),
    ("probability", lambda: SecondaryLoss(1.2, (Loss(Constant(1.0)),)), "at most 1"),
    ("probability.high", lambda: SecondaryLoss(Pert(0, 1, 2), (Loss(Constant(1.0)),)), "at most 1"),
    ("losses", lambda: SecondaryLoss(0.5, ()), "1 to"),
    ("scenarios[x].doubt", lambda: Scenario("x", Poisson(1.0), Constant(1.0), doubt=0.5), "at least 1"),
    ("scenarios[x].primary", lambda: Scenario("x", Poisson(1.0), ()), "1 to"),
    ("scenarios[x].frequency", lambda: Scenario("x", 3.0, Constant(1.0)), "Poisson"),  # type: ignore[arg-type]
    ("id", lambda: Scenario(" ", Poisson(1.0), Constant(1.0)), "text"),
    ("frequency", lambda: Effect(frequency=-0.1), "at least 0"),
    ("severity.high", lambda: Effect(severity=Pert(1.0, 2.0, 1e9)), "at most"),
    ("controls[c].reliability", lambda: Control("c", {}, reliability=1.5), "at most 1"),
    ("controls[c].effects[s]", lambda: Control("c", {"s": 0.5}), "Effect"),  # type: ignore[dict-item]
    ("controls[c].annual_cost", lambda: Control("c", {}, annual_cost=NAN), "finite"),
    ("loading", lambda: OneFactor(9.0), "at most 2"),
    ("scenarios[phish]", lambda: Portfolio((PHISH, PHISH)), "own id"),
    ("controls[c].effects[gone]", lambda: Portfolio((PHISH,), (Control("c", {"gone": Effect(0.5)}),)), "Name"),
    ("controls[c].introduces[phish]", lambda: Portfolio((PHISH,), (Control("c", introduces=(PHISH,)),)), "own"),
    ("scenarios", lambda: Portfolio(tuple(Scenario(f"s{i}", Poisson(1), Constant(1)) for i in range(10_000))), "2,000"),
    ("given[gone]", lambda: SMALL.moments(("gone",)), "Name"),
    ("given", lambda: SMALL.moments("mfa"), "collection"),
    ("log2", lambda: SMALL.aggregate(log2=40), "10 to 20"),
    ("top", lambda: SMALL.aggregate(top=0.0), "at least"),
    ("p", lambda: SMALL.aggregate().var(1.0), "0.95"),
    ("p", lambda: SMALL.aggregate().tvar(NAN), "finite"),
    ("loss", lambda: SMALL.aggregate().exceedance(-1.0), "at least 0"),
    ("losses[0]", lambda: SMALL.band([NAN]), "finite"),
    ("count", lambda: SMALL.draw(count=0), "at least"),
    ("points", lambda: Appetite(()), "1 to"),
    ("points[1].loss", lambda: Appetite(((2e6, 0.1), (1e6, 0.01))), "rising"),
    ("points[1].probability", lambda: Appetite(((1e6, 0.1), (2e6, 0.2))), "lower"),
    ("points[0].probability", lambda: Appetite(((1e6, 0.0),)), "small"),
]


@pytest.mark.parametrize(("field", "make", "remedy"), ABSURD, ids=[f"{i}-{one[0]}" for i, one in enumerate(ABSURD)])
def test_absurd_input_is_refused_at_its_field(field: str, make: Callable[[], object], remedy: str) -> None:
    with pytest.raises(QuantError) as caught:
        make()
    assert caught.value.field == field
    assert remedy in caught.value.remedy
    assert str(caught.value).startswith(field)


def test_a_reader_puts_its_place_before_the_field() -> None:
    with pytest.raises(QuantError) as caught, at("scenarios[phish]"), at("frequency"):
        Poisson(-1.0)
    assert caught.value.field == "scenarios[phish].frequency.rate"


def test_a_quantile_beyond_the_grid_is_refused_with_a_way_out() -> None:
    distribution = SMALL.aggregate()
    assert distribution.var(0.9999) < distribution.top
    with pytest.raises(UnsupportedQuantile) as caught:
        distribution.var(1.0 - 1e-7)
    assert "grid" in caught.value.reason
    assert "top" in caught.value.remedy
    with pytest.raises(UnsupportedQuantile):
        distribution.exceedance(distribution.top * 2.0)
    wider = SMALL.aggregate(top=distribution.top * 8.0, log2=16)
    assert wider.exceedance(distribution.top * 2.0) < distribution.beyond


def test_a_quantile_in_the_round_off_is_refused() -> None:
    bounded = Portfolio((Scenario("s", Poisson(1.0), Constant(1.0)),)).aggregate(top=100.0)
    with pytest.raises(UnsupportedQuantile) as caught:
        bounded.var(1.0 - 1e-15)
    assert "round-off" in caught.value.reason


def test_an_appetite_is_judged_at_and_between_its_points() -> None:
    distribution = SMALL.aggregate(())
    chance = distribution.exceedance(1e6)
    assert distribution.against(Appetite(((1e6, min(2.0 * chance, 1.0)), (1e8, 1e-4)))).within
    verdict = distribution.against(Appetite(((1e5, 0.9), (1e6, chance / 2.0))))
    assert not verdict.within
    assert verdict.worst.loss == pytest.approx(1e6)
    assert [one.within for one in verdict.points] == [True, False]
    beyond = distribution.against(Appetite(((distribution.top * 10.0, 0.01),))).points[0]
    assert beyond.at_most
    assert beyond.within
    assert Appetite(((1e6, 0.1), (1e8, 0.001))).limit(1e7) == pytest.approx(0.01)
