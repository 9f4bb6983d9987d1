"""Return on security investment and cost of delay, against sums done by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.duties.budget.rules.returns import cost_of_delay, rosi, span

amounts = st.lists(st.floats(0, 1e9), min_size=2, max_size=50)


def test_the_return_of_the_textbook() -> None:
    """Removes 150,000, brings 20,000, costs 50,000 a year: (150 − 20 − 50) / 50 = 1.6."""
    found = rosi([150_000.0], [20_000.0], [50_000.0])
    assert found is not None
    assert (found.share.low, found.share.middle, found.share.high) == pytest.approx((1.6, 1.6, 1.6))
    assert found.probability == 1


def test_the_middle_is_the_return_of_the_expected_amounts() -> None:
    """(200 + 0) / 2 removed for 100 each: nothing gained; half of the draws gain all, half lose all."""
    found = rosi([0.0, 200.0], [0.0, 0.0], [100.0, 100.0])
    assert found is not None
    assert found.share.middle == pytest.approx(0)
    assert found.probability == 0.5
    assert (found.share.low, found.share.high) == pytest.approx((-0.9, 0.9))


def test_there_is_no_return_on_nothing() -> None:
    assert rosi([1.0, 2.0], [0.0, 0.0], [1.0, 0.0]) is None


def test_a_month_of_waiting_forgoes_a_twelfth_of_the_net_worth() -> None:
    found = cost_of_delay([150_000.0], [20_000.0], [10_000.0])
    assert found.month.middle == pytest.approx(120_000 / 12)
    assert (found.loss, found.saved) == pytest.approx((130_000 / 12, 10_000 / 12))
    assert found.probability == 1


def test_waiting_for_what_costs_more_than_it_gives_saves_money() -> None:
    found = cost_of_delay([1_000.0], [0.0], [13_000.0])
    assert found.month.middle == pytest.approx(-1000)
    assert found.probability == 0


@given(amounts, st.floats(0.01, 1000))
def test_returns_do_not_depend_on_the_currency(values: list[float], rate: float) -> None:
    here = np.array(values)
    nothing, cost = np.zeros_like(here), np.full_like(here, 1000.0)
    one, other = rosi(here, nothing, cost), rosi(here * rate, nothing, cost * rate)
    assert one is not None
    assert other is not None
    assert other.share.middle == pytest.approx(one.share.middle, rel=1e-9, abs=1e-9)
    assert other.share.low == pytest.approx(one.share.low, rel=1e-9, abs=1e-9)


def test_a_range_leaves_a_twentieth_on_each_side() -> None:
    found = span(np.linspace(0, 100, 101))
    assert (found.low, found.middle, found.high) == pytest.approx((5, 50, 95))


@pytest.mark.parametrize("draws", [[], [float("nan")], [float("inf")]])
def test_draws_that_are_no_numbers_are_refused(draws: list[float]) -> None:
    with pytest.raises(ValueError, match="finite"):
        span(draws)
