"""Ending an action: done, or dropped with a reason."""

from __future__ import annotations

from earnest.core.actions.models import Action
from earnest.foundation import clock
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Invalid, NotAllowed
from earnest.foundation.plain import may_change
from earnest.foundation.record import operation


def may_finish(actor: Actor, action: Action) -> bool:
    """Whoever promised it may say that it is done, whatever their role."""
    return may_change(actor, action) or (actor.person is not None and actor.person == action.accountable_id)


def mark_done(actor: Actor, action: Action, *, note: str = "", seen: int | None = None) -> Action:
    """Say that an action is done, today."""
    _open(action)
    if not may_finish(actor, action):
        raise NotAllowed(f"{actor.name} may not end “{action}”: it is somebody else's.")
    with operation(actor, "actions.mark_done", reason=note) as work:
        return work.change(action, seen=seen, state=Action.State.DONE, done_on=clock.today())


def drop(actor: Actor, action: Action, *, reason: str, seen: int | None = None) -> Action:
    """Give an action up. A reason is needed, for a promise is broken."""
    _open(action)
    if not may_change(actor, action):
        raise NotAllowed(f"{actor.name} may not drop “{action}”: only those who may change it can.")
    if not reason.strip():
        raise Invalid("Say why it is dropped.", field="reason")
    with operation(actor, "actions.drop", reason=reason) as work:
        return work.change(action, seen=seen, state=Action.State.DROPPED)


def _open(action: Action) -> None:
    if action.state != Action.State.OPEN:
        raise Invalid(f"“{action}” is {action.get_state_display().lower()} already.")
