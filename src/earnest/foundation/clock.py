"""The only clock. EARNEST_TODAY fixes the day, so that what will lapse can be seen before it does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """This moment, with a zone; the real time of day on the day that EARNEST_TODAY names, where it is set."""
    real = timezone.now()
    fixed: date | None = settings.TODAY
    return real if fixed is None else datetime.combine(fixed, real.timetz())


def today() -> date:
    """The calendar day in the organisation's time zone."""
    return timezone.localdate(now())


def end_of(day: date) -> datetime:
    """The last moment of a day in UTC: what "as of" a day means."""
    return datetime.combine(day, time.max, UTC)
