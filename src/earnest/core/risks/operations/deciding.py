"""Agreeing how much is too much, and how a matrix is cut."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from earnest.core.risks.models import Appetite, MatrixScale
from earnest.core.risks.operations.saying import day_of, needed
from earnest.core.risks.rules import checked_bounds, checked_points
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation


def agree_appetite(
    actor: Actor,
    *,
    points: Sequence[Sequence[float]],
    agreed_by: str,
    minutes: str,
    valid_until: date,
    on: date | None = None,
) -> Appetite:
    """Write down the appetite that the board agreed: [loss, chance of losing more in a year] by rising loss.

    It governs from its day; earlier ones stay in the record.
    """
    actor.require(May.DECIDE_EXCEPTION)
    agreed_by = needed(agreed_by, "agreed_by", "Say who agreed it.")
    minutes = needed(minutes, "minutes", "Say where the decision is written down.")
    day, found = day_of(on, "agreed_on"), checked_points(points)
    if valid_until < day:
        raise Invalid("It ends before it is agreed.", field="valid_until")
    newer = Appetite.objects.filter(agreed_on__gt=day).first()
    if newer is not None:
        raise Invalid(f"A newer appetite, of {newer.agreed_on.isoformat()}, is in force.", field="agreed_on")
    with operation(actor, "risks.agree_appetite", reason=minutes) as work:
        return work.create(
            Appetite(points=found, agreed_on=day, agreed_by=agreed_by, minutes=minutes, valid_until=valid_until)
        )


def set_matrix_scale(
    actor: Actor, *, likelihood: Sequence[float], impact: Sequence[float], reason: str, on: date | None = None
) -> MatrixScale:
    """Choose where a matrix is cut: rising bounds in events a year, and in currency an event."""
    actor.require(May.EDIT_RECORD)
    reason = needed(reason, "reason", "Say why the matrix is cut here: this is how a colour is chosen.")
    often, much = checked_bounds(likelihood, "likelihood"), checked_bounds(impact, "impact")
    with operation(actor, "risks.set_matrix_scale", reason=reason) as work:
        return work.create(MatrixScale(likelihood=often, impact=much, set_on=day_of(on, "set_on")))
