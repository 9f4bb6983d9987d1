"""Nonconformities from finding to close. Nobody closes their own, and evidence has the last word."""

from __future__ import annotations

from datetime import date

from earnest.core.actions.models import Action
from earnest.core.organization.models import Person
from earnest.duties.audits.models import CorrectiveAction, Nonconformity, SampleItem
from earnest.duties.audits.operations.reach import needed, own_name, require_open
from earnest.duties.audits.queries.nonconformities import involved, standing_of
from earnest.duties.audits.rules.standing import Live, Standing
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.plain import may_change
from earnest.foundation.record import operation


def raise_nonconformity(actor: Actor, found: Nonconformity, *, from_item: SampleItem | None = None) -> Nonconformity:
    """Put a finding into the record. `found` is a row that is not kept yet; its number is made where it has none."""
    actor.require(May.EDIT_RECORD)
    found.number = found.number or next_number(found.raised_on)
    found.raised_by = found.raised_by or actor.name
    if from_item is not None:
        found.sample_item = from_item
        found.engagement = from_item.sample.population.engagement
    if found.engagement is not None:
        require_open(found.engagement)
    with operation(actor, "audits.raise_nonconformity") as work:
        return work.create(found)


def next_number(day: date) -> str:
    """NC-2026-07: the next free number of the year."""
    taken = set(Nonconformity.objects.filter(number__startswith=f"NC-{day.year}-").values_list("number", flat=True))
    return next(name for n in range(1, 10_000) if (name := f"NC-{day.year}-{n:02}") not in taken)


def contain(actor: Actor, found: Nonconformity, *, containment: str, seen: int | None = None) -> Nonconformity:
    """Say what was done at once, before the cause is known."""
    _may(actor, found)
    text = needed(containment, "containment", "Say what was done.")
    with operation(actor, "audits.contain") as work:
        return work.change(found, seen=seen, containment=text)


def state_cause(
    actor: Actor, found: Nonconformity, *, root_cause: str, stated_by: Person, seen: int | None = None
) -> Nonconformity:
    """Say why it happened."""
    _may(actor, found)
    own_name(actor, stated_by, "stated_by")
    text = needed(root_cause, "root_cause", "Say why it happened, not that it happened.")
    with operation(actor, "audits.state_cause") as work:
        return work.change(found, seen=seen, root_cause=text, cause_stated_by=stated_by)


def add_corrective_action(
    actor: Actor,
    found: Nonconformity,
    *,
    title: str,
    effect_check: str,
    accountable: Person | None,
    due_on: date,
    effect_due: date | None = None,
    detail: str = "",
) -> CorrectiveAction:
    """Promise an action that removes the cause, with how its effect will be verified."""
    _may(actor, found)
    check = needed(effect_check, "effect_check", "Say how somebody else can see that it works.")
    with operation(actor, "audits.add_corrective_action") as work:
        action = work.create(
            Action(
                title=needed(title, "title", "Say what is to be done."),
                detail=detail or f"Against {found}",
                accountable=accountable,
                due_on=due_on,
                control=found.control,
            )
        )
        return work.create(
            CorrectiveAction(nonconformity=found, action=action, effect_check=check, effect_due=effect_due)
        )


def verify_effect(
    actor: Actor,
    corrective: CorrectiveAction,
    *,
    verified_by: Person,
    effect_seen: bool,
    note: str,
    on: date | None = None,
    seen: int | None = None,
) -> CorrectiveAction:
    """Say whether the action removed the cause. Invalid for whoever did it, or ever answered for the finding or for one
    of its actions; what evidence said that day is kept beside it."""
    actor.require(May.ATTEST)
    own_name(actor, verified_by, "verified_by")
    note = needed(note, "note", "Say what you looked at and what you saw.")
    if corrective.action.state != Action.State.DONE:
        raise Invalid("The action is not done yet, so it has no effect to see.")
    if verified_by.pk in involved(corrective.nonconformity).everybody:
        raise Invalid(
            "The effect is verified by somebody who neither did it nor answers for it, and never has.",
            field="verified_by",
        )
    day = on or clock.today()
    told = standing_of(corrective.nonconformity, day)
    with operation(actor, "audits.verify_effect", reason=note) as work:
        return work.change(
            corrective,
            seen=seen,
            verified_by=verified_by,
            verified_on=day,
            effect_seen=effect_seen,
            effect_note=note,
            evidence_said=told.live_because,
        )


def close_nonconformity(
    actor: Actor, found: Nonconformity, *, closed_by: Person, note: str, on: date | None = None, seen: int | None = None
) -> Nonconformity:
    """Decide that a finding is closed. Invalid while its cause, actions or their effect are not seen to, while evidence
    shows that it is still there, and for whoever ever answered for it or for one of its actions, or did one. Evidence
    may contradict it later."""
    actor.require(May.DECIDE_EXCEPTION)
    own_name(actor, closed_by, "closed_by")
    note = needed(note, "note", "Say why it is closed.")
    if found.closed_on is not None:
        raise Invalid(f"“{found}” is closed already.")
    known = involved(found)
    if closed_by.pk in known.answered:
        raise Invalid(
            "Nobody closes what they answer for, or answered for before. Another person must decide.", field="closed_by"
        )
    if closed_by.pk in known.did:
        raise Invalid("Nobody closes what they mended themselves. Another person must decide.", field="closed_by")
    told = standing_of(found, on or clock.today())
    if told.stands.standing is not Standing.READY or told.stands.live is Live.THERE:
        raise Invalid(f"It cannot be closed: {told.stands.because} {told.live_because}".strip())
    with operation(actor, "audits.close_nonconformity", reason=note) as work:
        return work.change(found, seen=seen, closed_on=on or clock.today(), closed_by=closed_by, closing_note=note)


def reopen_nonconformity(actor: Actor, found: Nonconformity, *, reason: str, seen: int | None = None) -> Nonconformity:
    """Take back that a finding is closed."""
    actor.require(May.EDIT_RECORD)
    reason = needed(reason, "reason", "Say why it is open again.")
    if found.closed_on is None:
        raise Invalid(f"“{found}” is open.")
    with operation(actor, "audits.reopen_nonconformity", reason=reason) as work:
        return work.change(found, seen=seen, closed_on=None, closed_by=None, closing_note="")


def _may(actor: Actor, found: Nonconformity) -> None:
    if not may_change(actor, found):
        actor.require(May.EDIT_RECORD)
