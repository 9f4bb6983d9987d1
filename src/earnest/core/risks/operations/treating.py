"""What is to be done about a scenario: asked by one person, decided by another, over on its day."""

from __future__ import annotations

from datetime import date

from earnest.core.controls.rules import Standing
from earnest.core.organization.models import Person
from earnest.core.risks.models import Scenario, Treatment
from earnest.core.risks.operations.saying import needed, own_name
from earnest.core.risks.rules import treatment_standing
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation


def ask_treatment(
    actor: Actor,
    scenario: Scenario,
    *,
    decision: str,
    reason: str,
    asked_by: Person,
    starts_on: date,
    ends_on: date | None = None,
) -> Treatment:
    """Ask that a scenario be accepted, reduced, transferred or avoided. Nothing changes until another approves.

    Who asks to accept says until when: then the risk comes back by itself.
    """
    actor.require(May.ASK_EXCEPTION)
    own_name(actor, asked_by, "asked_by")
    reason = needed(reason, "reason", "Say why this is the thing to do.")
    if decision == Treatment.Decision.ACCEPT and ends_on is None:
        raise Invalid("Risk is accepted until a day: say which.", field="ends_on")
    if scenario.state == Scenario.State.RETIRED:
        raise Invalid("The scenario is retired: there is nothing to treat.", field="scenario")
    with operation(actor, "risks.ask_treatment", reason=reason) as work:
        return work.create(
            Treatment(
                scenario=scenario,
                decision=decision,
                reason=reason,
                asked_by=asked_by,
                starts_on=starts_on,
                ends_on=ends_on,
            )
        )


def approve_treatment(
    actor: Actor, treatment: Treatment, *, approver: Person, note: str = "", on: date | None = None
) -> Treatment:
    """Decide that it be done. Invalid if the approver asked for it."""
    return _decide(actor, treatment, Treatment.State.APPROVED, approver, note, on)


def refuse_treatment(
    actor: Actor, treatment: Treatment, *, approver: Person, note: str, on: date | None = None
) -> Treatment:
    """Decide that it be not done; the reason goes to the person who asked."""
    needed(note, "note", "Say why it is refused.")
    return _decide(actor, treatment, Treatment.State.REFUSED, approver, note, on)


def revoke_treatment(actor: Actor, treatment: Treatment, *, reason: str, on: date | None = None) -> Treatment:
    """End a treatment before its day."""
    actor.require(May.DECIDE_EXCEPTION)
    reason = needed(reason, "reason", "Say why it is revoked.")
    if treatment.state != Treatment.State.APPROVED:
        raise Invalid("Only an approved treatment can be revoked.")
    with operation(actor, "risks.revoke_treatment", reason=reason) as work:
        return work.change(treatment, state=Treatment.State.REVOKED, revoked_on=on or clock.today())


def _decide(actor: Actor, treatment: Treatment, state: str, approver: Person, note: str, on: date | None) -> Treatment:
    actor.require(May.DECIDE_EXCEPTION)
    own_name(actor, approver, "approver")
    day = on or clock.today()
    if treatment.state != Treatment.State.ASKED:
        raise Invalid(f"This treatment is already {treatment.get_state_display().lower()}.")
    if approver == treatment.asked_by:
        raise Invalid(
            "Nobody approves a treatment that they asked for themselves. Another person must decide.", field="approver"
        )
    verb = "approve" if state == Treatment.State.APPROVED else "refuse"
    if verb == "approve" and treatment_standing(treatment, day) is Standing.LAPSED:
        raise Invalid("Its last day went by before anybody decided. It has to be asked for again.")
    with operation(actor, f"risks.{verb}_treatment", reason=note or treatment.reason) as work:
        return work.change(treatment, state=state, approver=approver, decided_on=day, decision_note=note.strip())
