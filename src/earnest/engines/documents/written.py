"""How numbers, money and dates are written, in one place, from typed values."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TypeAlias

from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.parts import Figure

Number: TypeAlias = int | float | Decimal


def write_number(value: Number, decimals: int | None, locale: Locale = ENGLISH) -> str:
    """A plain number with its thousands set apart, rounded half to even. Without `decimals` it keeps at most two."""
    exact = Decimal(str(value))
    if decimals is None:
        rounded = exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)
        text = f"{rounded:,f}".rstrip("0").rstrip(".")
    else:
        text = f"{exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN):,f}"
    if text.strip("-0.,") == "":
        text = text.lstrip("-")
    swapped = text.replace(",", "\0").replace(".", locale.decimal).replace("\0", locale.thousands)
    return swapped.replace("-", "\N{MINUS SIGN}")


def write_value(figure: Figure, value: Number | None, locale: Locale = ENGLISH) -> str:
    """One value in the unit of the figure, without its noun."""
    if value is None:
        return locale.label("unknown_value")
    if figure.unit == "share":
        return locale.percent.format(_hundredths(figure, value, locale))
    if figure.unit == "points":
        return _counted(locale.units["points"], value * 100, _hundredths(figure, value, locale))
    if figure.unit == "money":
        return _money(figure, value, locale)
    number = write_number(value, figure.decimals, locale)
    if figure.unit == "count":
        return number
    return _counted(locale.units[figure.unit], value, number)


def write_figure(figure: Figure, locale: Locale = ENGLISH) -> str:
    """The value of a figure with its noun, as it stands in a sentence."""
    value = write_value(figure, figure.value, locale)
    noun = figure.one if figure.value == 1 and figure.one else figure.many
    return f"{value}\N{NO-BREAK SPACE}{noun}" if noun else value


def write_range(figure: Figure, locale: Locale = ENGLISH) -> str:
    """The range of a figure, or nothing where it has none: "€42,000 to €2.3 million, 80% interval"."""
    if figure.low is None or figure.high is None:
        return ""
    low, high = (write_value(figure, end, locale) for end in (figure.low, figure.high))
    said = locale.between.format(low=low, high=high)
    if figure.level is None:
        return said
    percent = locale.percent.format(write_number(Decimal(str(figure.level)) * 100, None, locale))
    return f"{said}, {locale.interval.format(percent=percent)}"


def write_date(value: date | datetime, locale: Locale = ENGLISH) -> str:
    """A date with the month in words; a time also with its zone."""
    day = locale.date.format(day=value.day, month=locale.months[value.month - 1], year=value.year)
    if not isinstance(value, datetime):
        return day
    return locale.time.format(date=day, hour=value.hour, minute=value.minute, zone=value.tzname() or "")


def _hundredths(figure: Figure, value: Number, locale: Locale) -> str:
    decimals = figure.decimals
    percent = Decimal(str(value)) * 100
    if decimals is None:
        percent = percent.quantize(Decimal("0.1"), rounding=ROUND_HALF_EVEN)
    return write_number(percent, decimals, locale)


def _counted(forms: tuple[str, str], value: Number, number: str) -> str:
    return forms[0 if abs(value) == 1 else 1].format(number).replace(" ", "\N{NO-BREAK SPACE}")


def _money(figure: Figure, value: Number, locale: Locale) -> str:
    exact = Decimal(str(value))
    pattern, decimals = "{}", figure.decimals
    if figure.short:
        for size, words in locale.large:
            if abs(exact) >= size:
                exact, pattern = exact / size, words
                decimals = 1 if decimals is None and exact != exact.to_integral_value() else decimals
                break
    if decimals is None:
        decimals = 0 if exact == exact.to_integral_value() else 2
    amount = pattern.format(write_number(abs(exact), decimals, locale)).replace(" ", "\N{NO-BREAK SPACE}")
    symbol = locale.currencies.get(figure.currency)
    sign = "\N{MINUS SIGN}" if exact < 0 else ""
    if locale.money == "after":
        return f"{sign}{amount}\N{NO-BREAK SPACE}{symbol or figure.currency}"
    return f"{sign}{symbol}{amount}" if symbol else f"{sign}{figure.currency}\N{NO-BREAK SPACE}{amount}"
