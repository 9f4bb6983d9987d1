from __future__ import annotations

from datetime import date
from decimal import Decimal

from earnest.core.organization.models import PeopleRate
from earnest.foundation.record import visible_to

__all__ = ["day_rate", "visible_to"]


def day_rate(day: date) -> Decimal:
    """What a day of our own people costs on a day; 0 where nobody has said."""
    row = PeopleRate.objects.filter(valid_from__lte=day).order_by("-valid_from", "-pk").first()
    return row.day_rate if row else Decimal(0)
