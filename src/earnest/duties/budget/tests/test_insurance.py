"""An insurance layer, against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.duties.budget.rules.insurance import (
    Layer,
    PremiumVerdict,
    both,
    ceded_between,
    kept_mass,
    layer_effect,
    tail,
    verdict,
)
from earnest.duties.budget.rules.returns import Range
from earnest.foundation.errors import Invalid

THOUSAND = np.full(1001, 0.001)
THOUSAND[0] = 0.0
"""A year's loss is 1, 2, … or 1000, each as likely."""
MEAN = 500.5


def test_the_expected_payment_of_an_exponential_year() -> None:
    """E of a layer of L above R of an exponential with mean m: m (e^(−R/m) − e^(−(R+L)/m))."""
    mean, layer = 100.0, Layer(50, 200, 10)
    losses = np.linspace(50, 250, 2001)
    exact = mean * (math.exp(-0.5) - math.exp(-2.5))
    assert ceded_between(losses, np.exp(-losses / mean), layer) == pytest.approx(exact, rel=1e-6)


def test_our_share_of_a_layer_stays_with_us() -> None:
    assert Layer(100, 50, 1, 0.8).kept(np.array([50.0, 110.0, 500.0])) == pytest.approx([50, 102, 460])


def test_the_tail_of_years_counted_by_hand() -> None:
    found = tail(THOUSAND, 1.0, MEAN)
    assert (found.var95, found.var99) == (950, 990)
    assert found.tvar99 == pytest.approx(995.5)


def test_a_layer_takes_from_the_years_counted_by_hand() -> None:
    layer = Layer(retention=900, limit=50, premium=3)
    ceded = (sum(range(1, 50)) + 51 * 50) / 1000
    after = tail(kept_mass(THOUSAND, 1.0, layer), 1.0, MEAN - ceded)
    assert (after.var95, after.var99) == (900, 940)
    assert after.tvar99 == pytest.approx(945.5)
    before = tail(THOUSAND, 1.0, MEAN)
    effect = layer_effect(layer, Range(3.0, ceded, 5.0), attached=0.1, exhausted=0.05, before=before, after=after)
    assert effect.worst_year == pytest.approx(995.5 - 945.5 - 3)
    assert effect.price is not None
    assert (effect.price.low, effect.price.middle, effect.price.high) == pytest.approx((0.6, 3 / ceded, 1.0))


def test_two_dice_add_up() -> None:
    die = np.array([0.0, *[1 / 6] * 6, *[0.0] * 6])
    two = both(die, die)
    assert two[2:13] == pytest.approx(np.array([1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1]) / 36)
    assert two[:2] == pytest.approx([0, 0], abs=1e-12)


@pytest.mark.parametrize(
    ("premium", "says"),
    [(1.0, PremiumVerdict.RETURNS), (5.0, PremiumVerdict.UNDECIDED), (20.0, PremiumVerdict.COSTS)],
)
def test_a_premium_is_judged_by_the_range_not_by_its_middle(premium: float, says: PremiumVerdict) -> None:
    assert verdict(premium, Range(2, 6, 12)) is says


def test_a_layer_that_is_never_reached_has_no_price() -> None:
    before = tail(THOUSAND, 1.0, MEAN)
    after = tail(kept_mass(THOUSAND, 1.0, Layer(5000, 100, 7)), 1.0, MEAN)
    effect = layer_effect(Layer(5000, 100, 7), Range(0, 0, 0), attached=0.0, exhausted=0.0, before=before, after=after)
    assert effect.price is None
    assert effect.verdict is PremiumVerdict.COSTS
    assert effect.before == effect.after


@given(
    st.lists(st.floats(0, 1), min_size=2, max_size=200).filter(lambda mass: sum(mass) > 0.1),
    st.floats(0, 250),
    st.floats(1, 250),
    st.floats(0.01, 1),
)
def test_no_layer_makes_any_year_worse(chances: list[float], retention: float, limit: float, share: float) -> None:
    mass = np.array(chances) / sum(chances)
    layer = Layer(retention, limit, 0, share)
    kept = kept_mass(mass, 1.0, layer)
    losses = np.arange(mass.size)
    assert kept.sum() == pytest.approx(1)
    assert kept @ losses == pytest.approx(mass @ layer.kept(losses.astype(float)), abs=1e-9)
    before, after = tail(mass, 1.0, float(mass @ losses)), tail(kept, 1.0, float(kept @ losses))
    assert after.tvar99 <= before.tvar99 + 1e-6
    assert after.var95 <= before.var95


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("retention", (-1, 1, 1, 1)),
        ("limit", (0, 0, 1, 1)),
        ("premium", (0, 1, float("nan"), 1)),
        ("share", (0, 1, 1, 0)),
        ("share", (0, 1, 1, 1.5)),
        ("limit", (0, 1e30, 1, 1)),
    ],
)
def test_terms_that_cannot_be_are_refused_at_their_field(field: str, values: tuple[float, ...]) -> None:
    with pytest.raises(Invalid) as caught:
        Layer(*values)
    assert caught.value.field == field


def test_a_grid_that_ends_too_soon_shows_no_tail() -> None:
    with pytest.raises(ValueError, match="before the worst year"):
        tail(np.array([0.5, 0.4]), 1.0, 0.4)
