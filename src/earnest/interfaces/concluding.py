"""Concluding ahead, in the background: statuses, the year behind them, and what all of it means in money."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from earnest.core.assurance import operations as assurance
from earnest.core.risks import operations as risks
from earnest.core.risks.queries import Modelled
from earnest.duties.budget import queries as budget
from earnest.foundation import clock
from earnest.foundation.errors import Invalid
from earnest.foundation.jobs import Progress

USUAL_CUT = 0.1
"""The cut of a budget that its page asks about unless told otherwise."""


def conclude_job(progress: Progress) -> dict[str, Any]:
    """Derive every status as of today and over the year, then price what is in the record."""
    done = assurance.conclude_job(progress)
    progress.step(0, None, "risk in money")
    price()
    return done


def take_in_job(progress: Progress, **given: Any) -> dict[str, Any]:
    """Take in uploaded files and derive statuses (`assurance.take_in_job`), then price what is in the record."""
    done = assurance.take_in_job(progress, **given)
    progress.step(0, None, "risk in money")
    price()
    return done


def price() -> Modelled:
    """Conclude exposure, net worths and the choices of the year's budget as of today, so that pages find them kept.

    What cannot be concluded, for want of a year or of an exchange rate, is left: the page that asks says why.
    """
    model = risks.conclude(clock.today())
    with suppress(Invalid):
        year = budget.fiscal_year(day=clock.today())
        budget.ranking(model, year)
        budget.returns(model, year)
        budget.best(model, year)
        budget.frontier(model, year)
        budget.drop_first(model, year, USUAL_CUT)
    return model
