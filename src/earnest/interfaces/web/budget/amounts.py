"""Amounts as a budget writes them: to the last unit, for they are told and not estimated."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format

from earnest.engines.documents.english import ENGLISH


def full(amount: Decimal | float, currency: str) -> str:
    """An amount to the last unit: €1,460,000."""
    value = round(amount)
    told = number_format(abs(value), 0, force_grouping=True)
    symbol = ENGLISH.currencies.get(currency) or f"{currency}\N{NO-BREAK SPACE}"
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    return f"{sign}{symbol}{told}"


def whole(text: str) -> str:
    """Text in which no line breaks between a minus sign and its amount."""
    return text.replace("\N{MINUS SIGN}", "\N{MINUS SIGN}\N{WORD JOINER}")
