"""Amounts and chances as pages write them: as short as a sentence needs, the range beside the middle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from earnest.engines.documents.charts import amounts
from earnest.engines.documents.english import ENGLISH


def short(amount: float, currency: str) -> str:
    """An amount with about three digits: €307k, −€1.2m."""
    return amounts.money(amount, currency, ENGLISH)


def between(low: float, high: float, currency: str) -> str:
    """A range of amounts: −€14k to €96k."""
    return _("%(low)s to %(high)s") % {"low": short(low, currency), "high": short(high, currency)}


def teller(currency: str) -> Callable[[float], str]:
    """What writes amounts of one currency."""
    return lambda amount: short(amount, currency)


def chance(probability: float) -> str:
    """A chance in percent with two digits that count: 6.1%, 0.43%."""
    return amounts.percent(probability, ENGLISH)


def number(value: float) -> str:
    """A number with three digits that count, as the reader's language writes it: 0.043, 12.5, 1,200."""
    size = abs(value)
    places = 0 if size >= 100 or value == int(value) else 1 if size >= 10 else 2 if size >= 1 else 3
    text = formats.number_format(round(value, places), places, force_grouping=True)
    return text.rstrip("0").rstrip(".") if places and "." in text else text


def rate(events: float) -> str:
    """Events a year, in words that people can picture: 1.4 a year, once in 12 years."""
    if events <= 0:
        return _("never")
    if events >= 0.95:
        return _("%s a year") % number(events)
    return _("once in %s years") % number(float(f"{1 / events:.2g}"))


@dataclass(frozen=True)
class Amount:
    """A figure with its label, its range where one exists, and the address of its proof."""

    key: str
    label: str
    value: str
    range: str
    why: str
