"""Concluding ahead, in the background: statuses, the year behind them, and what all of it means in money."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from earnest.core.assurance import operations as assurance
from earnest.core.findings import operations as findings
from earnest.core.risks import operations as risks
from earnest.core.risks.queries import Modelled
from earnest.core.things import queries as things
from earnest.duties.budget import queries as budget
from earnest.duties.hygiene import queries as hygiene
from earnest.duties.legacy import queries as legacy
from earnest.foundation import clock
from earnest.foundation.errors import Broken, Invalid
from earnest.foundation.jobs import Progress

USUAL_CUT = 0.1
"""The cut of a budget that its page asks about unless told otherwise."""


def conclude_job(progress: Progress) -> dict[str, Any]:
    """Derive every status as of today and over the year, then price what is in the record."""
    done = assurance.conclude_job(progress)
    fold(progress)
    see(progress)
    progress.step(0, None, "risk in money")
    model = price()
    progress.step(0, None, "open findings and their clocks")
    tend(model)
    return done


def take_in_job(progress: Progress, **given: Any) -> dict[str, Any]:
    """Take in uploaded files and derive statuses (`assurance.take_in_job`), then price what is in the record."""
    done = assurance.take_in_job(progress, **given)
    fold(progress)
    see(progress)
    progress.step(0, None, "risk in money")
    model = price()
    progress.step(0, None, "open findings and their clocks")
    tend(model)
    return done


def fold(progress: Progress) -> None:
    """Fold new looks into the state of findings, so that pages find it kept."""
    findings.fold_sources(lambda done, total, source: progress.step(done, total, f"findings of {source}"))


def see(progress: Progress) -> None:
    """Join what tools saw into things, so that pages find the map kept. Where evidence is damaged the page says so."""
    progress.step(0, None, "things and blind spots")
    with suppress(Broken):
        things.blind_spots()


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
    age(model)
    return model


def age(model: Modelled) -> None:
    """Conclude what runs where, ringfences, comparisons and a frozen budget, so that pages find them kept."""
    with suppress(Invalid), legacy.reading_once():
        found = legacy.register(model.day)
        legacy.ringfences(model.day)
        for entry in legacy.entries():
            legacy.comparison(model, entry, found=found)
        legacy.frozen(model)


def tend(model: Modelled) -> None:
    """Conclude the board of open findings and its work packages, so that pages find them kept."""
    with suppress(Broken):
        hygiene.packages(hygiene.board_file(model.day), model)
