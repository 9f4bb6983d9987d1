"""What people state about old systems: fences, paid support, and how loss grows without updates."""

from __future__ import annotations

from earnest.duties.legacy.models import AgeingBelief, PaidSupport, RingfenceClaim
from earnest.duties.legacy.operations.entering import own_name
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation


def claim_ringfence(actor: Actor, claim: RingfenceClaim, *, reason: str = "") -> RingfenceClaim:
    """Put on record that only some may reach a system. Evidence then says whether it is so."""
    actor.require(May.EDIT_RECORD)
    with operation(actor, "legacy.claim_ringfence", reason=reason) as work:
        return work.create(claim)


def state_paid_support(actor: Actor, paid: PaidSupport, *, reason: str = "") -> PaidSupport:
    """State in one's own name, with the document, that paid updates are bought.

    Invalid without an inspected record or the hash of the document, and where the inspected record does not show it.
    """
    actor.require(May.EDIT_RECORD)
    own_name(actor, paid.stated_by, "stated_by")
    if paid.inspected is not None and not paid.inspected.supports:
        raise Invalid("That record was inspected and does not show what was asked.", field="inspected")
    with operation(actor, "legacy.state_paid_support", reason=reason) as work:
        return work.create(paid)


def agree_ageing(actor: Actor, belief: AgeingBelief, *, reason: str = "") -> AgeingBelief:
    """Put an own belief in the place of the library's. The newest one governs; older ones stay for older days."""
    actor.require(May.DECIDE_EXCEPTION)
    with operation(actor, "legacy.agree_ageing", reason=reason) as work:
        return work.create(belief)
