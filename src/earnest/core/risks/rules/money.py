"""Money as a sentence says it, where no page has said how."""

from __future__ import annotations

from collections.abc import Callable
from math import floor, log10


def money_in(currency: str) -> Callable[[float], str]:
    """A formatter that keeps two digits that mean something: 1,234,567 is told as `EUR 1,200,000`."""

    def told(amount: float) -> str:
        digits = -(floor(log10(abs(amount))) - 1) if abs(amount) >= 1 else 0
        return f"{currency} {round(amount, min(digits, 0)):,.0f}"

    return told
