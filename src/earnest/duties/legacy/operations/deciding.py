"""Deciding on an old system: somebody else than the one who proposed the option."""

from __future__ import annotations

from datetime import date

from earnest.core.organization.models import Person
from earnest.duties.legacy.models import LifeCycleEntry, Option
from earnest.duties.legacy.operations.entering import own_name
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation


def decide(
    actor: Actor,
    entry: LifeCycleEntry,
    option: Option,
    *,
    approver: Person,
    reason: str,
    review_on: date | None = None,
    on: date | None = None,
    seen: int | None = None,
) -> LifeCycleEntry:
    """Choose one way with an old system; it may be decided anew later. `review_on` is when to look at it again.

    Invalid if the option is of another system, if nobody proposed it or the approver did, or without a reason.
    """
    actor.require(May.DECIDE_EXCEPTION)
    own_name(actor, approver, "approver")
    day = on or clock.today()
    if not reason.strip():
        raise Invalid("Say why: the reason is kept with the decision.", field="reason")
    if option.entry_id != entry.pk:
        raise Invalid(f"“{option}” is no option of “{entry}”.", field="option")
    if option.proposed_by_id is None:
        raise Invalid(f"Nobody has proposed “{option}”. Propose it first, then another person decides.", field="option")
    if option.proposed_by_id == approver.pk:
        raise Invalid("Nobody decides on what they proposed themselves. Another person must decide.", field="approver")
    if review_on is not None and review_on <= day:
        raise Invalid("Look at it again on a day to come.", field="review_on")
    with operation(actor, "legacy.decide", reason=reason) as work:
        return work.change(
            entry,
            seen=seen,
            decision=option,
            approver=approver,
            decided_on=day,
            decision_note=reason.strip(),
            review_on=review_on,
        )


def withdraw_decision(actor: Actor, entry: LifeCycleEntry, *, reason: str) -> LifeCycleEntry:
    """Take a decision back, so that the system is undecided again."""
    actor.require(May.DECIDE_EXCEPTION)
    if entry.decision_id is None:
        raise Invalid(f"Nothing is decided on “{entry}”.", field="decision")
    if not reason.strip():
        raise Invalid("Say why: the reason is kept.", field="reason")
    with operation(actor, "legacy.withdraw_decision", reason=reason) as work:
        return work.change(entry, decision=None, approver=None, decided_on=None, decision_note="", review_on=None)
