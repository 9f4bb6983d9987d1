"""Fields for uncertain amounts: low, most likely and high."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from earnest.duties.legacy.rules.amounts import Amount

NOT_BELOW_ZERO = MinValueValidator(Decimal(0))
MOST_MONTHS = MaxValueValidator(Decimal(240))
MOST_TIMES = MaxValueValidator(Decimal(1000))

Decimals = models.DecimalField[Any, Any]
Label: TypeAlias = "str | _StrPromise"


def money(label: Label, **more: Any) -> Decimals:
    """An amount of the organisation's own currency that may be left empty."""
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, null=True, blank=True, validators=[NOT_BELOW_ZERO], **more
    )


def months(label: Label, **more: Any) -> Decimals:
    """A number of months that may be left empty."""
    return models.DecimalField(
        label, max_digits=6, decimal_places=2, null=True, blank=True, validators=[NOT_BELOW_ZERO, MOST_MONTHS], **more
    )


def share(label: Label, **more: Any) -> Decimals:
    """A share from 0 to 1 that may be left empty."""
    return models.DecimalField(
        label,
        max_digits=6,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[NOT_BELOW_ZERO, MaxValueValidator(Decimal(1))],
        **more,
    )


def times(label: Label, **more: Any) -> Decimals:
    """A factor from 0, 1 for no change, that may be left empty."""
    return models.DecimalField(
        label, max_digits=8, decimal_places=4, null=True, blank=True, validators=[NOT_BELOW_ZERO, MOST_TIMES], **more
    )


def growth(label: Label, **more: Any) -> Decimals:
    """A factor a year, 1 or more, that may be left empty."""
    return models.DecimalField(
        label,
        max_digits=6,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(10))],
        **more,
    )


def amount(row: models.Model, name: str, *, empty: float = 0.0) -> Amount:
    """The amount in the fields `<name>_low`, `<name>_mode` and `<name>_high` of a row. Invalid names one."""
    from earnest.duties.legacy.rules.amounts import amount_of  # here, because it loads the risk engine

    low, mode, high = (getattr(row, f"{name}_{end}") for end in ("low", "mode", "high"))
    given = [None if one is None else float(one) for one in (low, mode, high)]
    return amount_of(*given, field=name, empty=empty)


def is_said(row: models.Model, name: str) -> bool:
    """Whether any of the three is there."""
    return any(getattr(row, f"{name}_{end}") is not None for end in ("low", "mode", "high"))


def check(row: models.Model, *names: str) -> None:
    """Raises Invalid at the first amount that cannot be used."""
    for name in names:
        amount(row, name)
