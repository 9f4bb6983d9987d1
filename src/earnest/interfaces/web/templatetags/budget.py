"""Tags of the pages of the budget: amounts to the last unit."""

from __future__ import annotations

from decimal import Decimal

from django import template

from earnest.interfaces.web.budget.amounts import full

register = template.Library()


@register.simple_tag
def full_money(amount: Decimal | float | None, currency: str) -> str:
    """An amount of the budget to the last unit; nothing where nobody has said."""
    return "" if amount is None else full(amount, currency)
