"""Amounts and chances on axes: where ticks stand and what is written at them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from decimal import Decimal

from earnest.engines.documents.locale import Locale
from earnest.engines.documents.written import write_number

_SIZES = ((1e9, "chart_billion"), (1e6, "chart_million"), (1e3, "chart_thousand"))


def money(value: float, currency: str, locale: Locale, fine: int = 1) -> str:
    """An amount as short as an axis needs: €307k, −€1.2m, three digits at most unless they are whole.

    `fine` is how many digits an amount below a hundred of its size has after the point; zeros are left out.
    """
    size, pattern = 1.0, "{}"
    for limit, key in _SIZES:
        if round(abs(value), 0) >= limit:
            size, pattern = limit, locale.label(key)
            break
    shown = abs(value) / size
    digits = 0 if shown >= 100 or (size == 1.0 and shown >= 10) else fine
    text = f"{round(shown, digits):g}" if digits else f"{round(shown):d}"
    amount = pattern.format(write_number(Decimal(text), None, locale))
    symbol = locale.currencies.get(currency)
    sign = "\N{MINUS SIGN}" if value < 0 and Decimal(text) != 0 else ""
    if locale.money == "after":
        return f"{sign}{amount}\N{NO-BREAK SPACE}{symbol or currency}"
    return f"{sign}{symbol}{amount}" if symbol else f"{sign}{currency}\N{NO-BREAK SPACE}{amount}"


def axis_money(value: float, currency: str, locale: Locale) -> str:
    """An amount at a tick: nothing is a plain 0, and neighbours such as €1.05m and €1.1m stay apart."""
    return money(value, currency, locale, 2) if value else "0"


def between(low: float, high: float, currency: str, locale: Locale) -> str:
    """A range of money: −€14k to €96k."""
    return locale.between.format(low=money(low, currency, locale), high=money(high, currency, locale))


def percent(chance: float, locale: Locale) -> str:
    """A chance in percent with two digits that count: 6.1%, 0.43%, 12%."""
    exact = Decimal(repr(chance)) * 100
    digits = 0 if exact >= 10 else 1 if exact >= 1 else 2
    return locale.percent.format(write_number(exact, digits, locale).removesuffix(f"{locale.decimal}0"))


def chance_ticks(bottom: float, locale: Locale) -> list[tuple[float, str]]:
    """Chances to mark down to `bottom`, in words: certain, 1 year in 2, 1 in 10 …"""
    made = [(1.0, locale.label("chart_certain")), (0.5, locale.label("chart_year_in").format(2))]
    return made + [
        (1 / years, locale.label("chart_in").format(write_number(years, 0, locale)))
        for years in (10, 20, 100, 1000, 10_000)
        if 1 / years >= bottom * 0.999
    ]


def log_ticks(low: float, high: float, room: float, needed: float) -> list[float]:
    """Round amounts on a logarithmic axis `room` pixels long, at least `needed` pixels apart."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    decade = room / math.log10(high / low)
    for steps in ((1, 2, 5), (1, 3), (1,)):
        narrowest = min(
            math.log10(after / before) for before, after in zip(steps, (*steps[1:], steps[0] * 10), strict=True)
        )
        if narrowest * decade >= needed:
            break
    every = max(1, math.ceil(needed / decade)) if len(steps) == 1 else 1
    found = [step * 10.0**power for power in range(first, last + 1, every) for step in steps]
    return [value for value in found if low * 0.999 <= value <= high * 1.001]


def linear_ticks(low: float, high: float, room: float, needed: float) -> list[float]:
    """Round amounts from `low` to `high` on an axis `room` pixels long, at least `needed` pixels apart."""
    span = high - low
    rough = span * needed / room
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * size for factor in (1, 2, 2.5, 5, 10) if factor * size >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [round(number * step, 6) for number in range(first, math.floor(high / step + 1e-9) + 1)]


def round_down(value: float) -> float:
    """The next amount of the row 1, 2, 5, 10 … at or below."""
    size = 10.0 ** math.floor(math.log10(value))
    return next(factor * size for factor in (5, 2, 1) if factor * size <= value * 1.0001)


def round_up(value: float) -> float:
    """The next amount of the row 1, 2, 5, 10 … at or above."""
    size = 10.0 ** math.floor(math.log10(value))
    return next(factor * size for factor in (1, 2, 5, 10) if factor * size >= value * 0.9999)


def chance_at(points: Sequence[tuple[float, float]], loss: float) -> float | None:
    """The chance of losing more than an amount, between points along their logarithms; None outside the points."""
    for (left, before), (right, after) in itertools.pairwise(points):
        if left <= loss <= right:
            if min(left, before, after) <= 0:
                share = (loss - left) / (right - left)
                return before + share * (after - before)
            share = math.log(loss / left) / math.log(right / left)
            return math.exp(math.log(before) + share * math.log(after / before))
    return None
