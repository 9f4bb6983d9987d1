"""Errors of the risk engine, and the checks that every constructor uses.

A `QuantError` says what is wrong, at which field, and what to do about it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

LARGEST = 1e15


class QuantError(ValueError):
    """Input that the engine cannot take. `field` is a dotted place such as `scenarios[phish].frequency.rate`."""

    def __init__(self, what: str, *, field: str, remedy: str) -> None:
        super().__init__(f"{field}: {what}. {remedy}" if field else f"{what}. {remedy}")
        self.what, self.field, self.remedy = what, field, remedy

    def within(self, place: str) -> QuantError:
        """The same error, its field seen from one level further out."""
        return type(self)(self.what, field=_joined(place, self.field), remedy=self.remedy)


class UnsupportedQuantile(QuantError):
    """The grid of a loss distribution cannot support the answer. `reason` says why, `remedy` what to do."""

    @property
    def reason(self) -> str:
        return self.what


@contextmanager
def at(place: str) -> Iterator[None]:
    """Put `place` before the field of any `QuantError` raised inside.

    For readers that build nested values: `with at("scenarios[phish].frequency"): Poisson(-1)` fails at
    `scenarios[phish].frequency.rate`.
    """
    try:
        yield
    except QuantError as error:
        raise error.within(place) from error


def number(value: object, field: str, *, low: float = 0.0, high: float = LARGEST) -> float:
    """`value` as a float in [low, high]; QuantError for what is not a finite number within them."""
    if isinstance(value, bool) or not hasattr(value, "__float__") or isinstance(value, (str, bytes)):
        raise QuantError(f"{value!r} is not a number", field=field, remedy="Give a number.")
    try:
        result = float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise QuantError(f"{value!r} is not a number", field=field, remedy="Give a number.") from error
    if not math.isfinite(result):
        raise QuantError(f"{result} is not a finite number", field=field, remedy="Give a finite number.")
    if result < low:
        raise QuantError(f"{result:g} is below {low:g}", field=field, remedy=f"Give a value of at least {low:g}.")
    if result > high:
        remedy = f"Give a value of at most {high:g}; check the unit."
        raise QuantError(f"{result:g} is above {high:g}", field=field, remedy=remedy)
    return result


def identifier(value: object, field: str = "id") -> str:
    """`value` when it is text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise QuantError(f"{value!r} is not an identifier", field=field, remedy="Give a text that is not empty.")
    return value


def is_a(value: object, kinds: type | tuple[type, ...], field: str, remedy: str) -> None:
    """QuantError where `value` is not one of `kinds`."""
    if not isinstance(value, kinds):
        what = value if isinstance(value, str) else type(value).__name__
        raise QuantError(f"{what!r} does not belong here", field=field, remedy=remedy)


def rising(low: float, mode: float, high: float, instead: str) -> None:
    """low <= mode <= high and low < high, or an error at the value that is out of order."""
    if low > high:
        raise QuantError(f"{low:g} is above high, {high:g}", field="low", remedy="Swap low and high.")
    if low == high:
        raise QuantError(f"low and high are both {low:g}", field="high", remedy=f"Widen the range, or use {instead}.")
    if not low <= mode <= high:
        remedy = "Give a most likely value within the range."
        raise QuantError(f"{mode:g} is outside {low:g} to {high:g}", field="mode", remedy=remedy)


def _joined(place: str, field: str) -> str:
    if not place or not field:
        return place or field
    return place + field if field.startswith("[") else f"{place}.{field}"
