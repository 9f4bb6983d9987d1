"""Concluding ahead, so that pages find it kept."""

from __future__ import annotations

from datetime import date

from earnest.core.assurance import operations as assurance
from earnest.core.risks import queries
from earnest.foundation import clock


def conclude(day: date | None = None) -> queries.Modelled:
    """Derive statuses, exposure and net worths as of a day, today by default. No ledger entry is made."""
    day = day or clock.today()
    assurance.assess(day)
    found = queries.modelled(day)
    queries.exposure(found)
    queries.worths(found)
    return found
