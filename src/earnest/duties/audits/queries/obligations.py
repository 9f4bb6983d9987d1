"""Obligations, and whether what must be true is true here: concluded from the measure's control or its test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from earnest.duties.audits.models import Obligation
from earnest.duties.audits.queries.posture import Posture, posture
from earnest.duties.audits.rules.standing import Truth, truth
from earnest.foundation.actor import Actor
from earnest.foundation.record import visible_to
from earnest.library.obligations import StarterObligation
from earnest.library.obligations import obligations as starter


@dataclass(frozen=True)
class ObligationNow:
    """An obligation with its truth as of a day, the grade of the evidence ("" without), and why in one sentence."""

    row: Obligation
    truth: Truth
    grade: str
    because: str
    review_overdue: bool


def obligations(actor: Actor, day: date) -> tuple[ObligationNow, ...]:
    """Every obligation the actor may see: what is not true first, then what is unproven."""
    known = posture(day)
    rows = visible_to(actor, Obligation).filter(adopted_on__lte=day)
    found = [_now(row, known, day) for row in rows.select_related("control", "requirement", "accountable")]
    order = (Truth.NOT_TRUE, Truth.UNPROVEN, Truth.TRUE)
    return tuple(sorted(found, key=lambda one: (order.index(one.truth), one.row.source, one.row.clause)))


def obligation_now(row: Obligation, day: date) -> ObligationNow:
    """One obligation as of a day."""
    return _now(row, posture(day), day)


def _now(row: Obligation, known: Posture, day: date) -> ObligationNow:
    overdue = row.review_on is not None and row.review_on < day
    if row.control is None:
        return ObligationNow(row, Truth.UNPROVEN, "", "No measure answers it, so nothing can show it.", overdue)
    told = known.test(row.control.key, row.test) if row.test else known.controls.get(row.control.key)
    if told is None:
        return ObligationNow(row, Truth.UNPROVEN, "", "Nothing was concluded of its measure yet.", overdue)
    what = told["title"] if row.test else row.control.name
    reasons = " ".join(one["text"] for one in told["reasons"][:2])
    because = f"{what}: {told['status']}. {reasons}".strip()
    return ObligationNow(row, truth(told["status"]), told["grade"] or "", because, overdue)


def not_adopted(actor: Actor) -> tuple[StarterObligation, ...]:
    """Starter obligations of the library that the record does not have, in its order."""
    there = set(visible_to(actor, Obligation).values_list("key", flat=True))
    return tuple(one for key, one in starter().items() if key not in there)
