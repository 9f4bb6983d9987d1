"""Management reviews: planned, held on inputs that nobody typed, and what was decided there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from earnest.core.actions.models import Action
from earnest.core.organization.models import Person
from earnest.duties.audits.models import ManagementReview, ReviewDecision
from earnest.duties.audits.operations.reach import needed
from earnest.duties.audits.queries.reviews import review_inputs
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation


def plan_review(actor: Actor, *, title: str, due_on: date, chair: Person | None = None) -> ManagementReview:
    """Set the day of the next management review."""
    actor.require(May.EDIT_RECORD)
    with operation(actor, "audits.plan_review") as work:
        return work.create(
            ManagementReview(title=needed(title, "title", "Name the review."), due_on=due_on, chair=chair)
        )


def hold_review(
    actor: Actor,
    review: ManagementReview,
    *,
    chair: Person,
    attendees: Sequence[Person],
    minutes: str = "",
    on: date | None = None,
    seen: int | None = None,
) -> ManagementReview:
    """Record that the review was held. What was laid before it is derived as of that day and kept as it was."""
    actor.require(May.EDIT_RECORD)
    if review.held_on is not None:
        raise Invalid(f"“{review}” was held on {review.held_on:%Y-%m-%d} already.")
    if not attendees:
        raise Invalid("Say who took part.", field="attendees")
    day = on or clock.today()
    found = review_inputs(day)
    with operation(actor, "audits.hold_review") as work:
        return work.change(
            review,
            seen=seen,
            held_on=day,
            chair=chair,
            attendees=list(attendees),
            minutes=minutes.strip(),
            inputs=found.plain(),
            inputs_digest=found.digest,
        )


def decide(
    actor: Actor,
    review: ManagementReview,
    *,
    kind: str,
    text: str,
    action: str = "",
    accountable: Person | None = None,
    due_on: date | None = None,
) -> ReviewDecision:
    """Record a decision of a review. With `action` somebody promises to do it by a day."""
    actor.require(May.EDIT_RECORD)
    if review.held_on is None:
        raise Invalid(f"“{review}” was not held yet.")
    if action.strip() and (due_on is None or accountable is None):
        raise Invalid("Say who does it, and by when.", field="accountable" if accountable is None else "due_on")
    with operation(actor, "audits.decide") as work:
        promised = None
        if action.strip():
            promised = work.create(
                Action(title=action.strip(), detail=f"{review}: {text.strip()}", accountable=accountable, due_on=due_on)
            )
        told = needed(text, "text", "Write the decision.")
        return work.create(ReviewDecision(review=review, kind=kind, text=told, action=promised))
