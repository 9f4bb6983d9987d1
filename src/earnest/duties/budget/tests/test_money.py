"""Money: rates of a day, and what a purchase costs a year, against worked examples."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.duties.budget.rules.money import CURRENCIES, MissingRate, Rate, Rates, annuity, yearly_cost

JANUARY, JUNE = date(2027, 1, 1), date(2027, 6, 1)
RATES = Rates("EUR", (Rate("USD", Decimal("0.90"), JANUARY, 1), Rate("USD", Decimal("0.95"), JUNE, 2)))


def test_the_annuity_of_the_textbook() -> None:
    """1,000 over 3 years at 10 %: 1000 × 0.1 / (1 − 1.1⁻³) = 402.1148."""
    assert annuity(1000, 3, 0.10) == pytest.approx(402.114804, abs=1e-6)


def test_without_a_discount_rate_a_purchase_is_spread_evenly() -> None:
    assert annuity(900, 3, 0.0) == 300


@given(st.floats(1, 1e9), st.integers(1, 30), st.floats(0.001, 0.5))
def test_the_payments_are_worth_the_price(amount: float, years: int, rate: float) -> None:
    payment = annuity(amount, years, rate)
    assert sum(payment / (1 + rate) ** year for year in range(1, years + 1)) == pytest.approx(amount, rel=1e-9)


@given(st.floats(1, 1e9), st.floats(0.5, 30))
def test_a_tiny_discount_rate_is_nearly_none(amount: float, years: float) -> None:
    assert annuity(amount, years, 1e-7) == pytest.approx(annuity(amount, years, 0), rel=1e-4)


@pytest.mark.parametrize(("years", "rate"), [(0, 0.1), (-1, 0.1), (3, -0.1), (float("nan"), 0.1), (3, float("nan"))])
def test_no_life_and_no_negative_rate(years: float, rate: float) -> None:
    with pytest.raises(ValueError):
        annuity(100, years, rate)


def test_a_yearly_cost_is_capital_and_running_and_people() -> None:
    cost = yearly_cost(one_off=1000, life_years=3, discount_rate=0.10, run=200, people_days=4.5, day_rate=600)
    assert (cost.run, cost.people) == (200, 2700)
    assert cost.total == pytest.approx(402.114804 + 2900, abs=1e-6)


def test_nothing_bought_once_has_no_capital_cost() -> None:
    assert yearly_cost(one_off=0, life_years=1, discount_rate=0, run=5, people_days=0, day_rate=0).total == 5


def test_money_is_converted_at_the_newest_rate_by_the_day() -> None:
    assert RATES.convert(Decimal(100), "USD", date(2027, 5, 31)) == Decimal("90.00")
    assert RATES.convert(Decimal(100), "USD", JUNE) == Decimal("95.00")
    assert RATES.of("USD", date(2030, 1, 1)).id == 2


def test_of_two_rates_of_a_day_the_later_row_counts() -> None:
    both = Rates("EUR", (Rate("USD", Decimal("0.8"), JUNE, 5), Rate("USD", Decimal("0.7"), JUNE, 4)))
    assert both.of("USD", JUNE).rate == Decimal("0.8")


@pytest.mark.parametrize("own", ["", "EUR"])
def test_our_own_currency_needs_no_rate(own: str) -> None:
    assert RATES.convert(Decimal("12.345"), own, date(1999, 1, 1)) == Decimal("12.34")


def test_a_missing_rate_names_currency_and_day() -> None:
    with pytest.raises(MissingRate, match="USD by 31 December 2026") as caught:
        RATES.convert(Decimal(1), "USD", date(2026, 12, 31))
    assert (caught.value.currency, caught.value.day, caught.value.field) == ("USD", date(2026, 12, 31), "currency")
    with pytest.raises(MissingRate, match="GBP"):
        RATES.of("GBP", JUNE)


def test_currencies_are_three_letters_each_once() -> None:
    assert len(set(CURRENCIES)) == len(CURRENCIES) > 140
    assert all(len(one) == 3 and one.isupper() for one in CURRENCIES)
