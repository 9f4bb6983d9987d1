"""Doubts about arguments: raised by anybody who sees the record, answered by another, or accepted with an end."""

from __future__ import annotations

from datetime import date

from earnest.core.controls.models import Argument, ArgumentNode, Defeater
from earnest.core.controls.operations.signing import needed, no_hand_in, own_name
from earnest.core.organization.models import Person
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation


def raise_doubt(
    actor: Actor, node: ArgumentNode, *, kind: str, text: str, raised_by: Person, on: date | None = None
) -> Defeater:
    """Doubt one element. Until it is answered the argument proves nothing."""
    actor.require(May.SEE_RECORD)
    own_name(actor, raised_by, "raised_by")
    needed(text, "text", "Say what could be wrong, as a claim.")
    if node.argument.state == Argument.State.WITHDRAWN:
        raise Invalid("The argument was withdrawn.")
    number = Defeater.objects.filter(node__argument=node.argument_id).count() + 1
    with operation(actor, "controls.raise_doubt") as work:
        return work.create(
            Defeater(
                node=node,
                key=f"D{number}",
                kind=kind,
                text=text.strip(),
                raised_by=raised_by,
                raised_on=on or clock.today(),
            )
        )


def answer_doubt(
    actor: Actor, doubt: Defeater, *, answer: str, answered_by: Person, on: date | None = None
) -> Defeater:
    """Answer a doubt, as somebody else than who raised it."""
    actor.require(May.EDIT_RECORD)
    return _answer(actor, doubt, Defeater.State.ANSWERED, answer, answered_by, None, on)


def accept_residual(
    actor: Actor, doubt: Defeater, *, reason: str, approver: Person, until: date, on: date | None = None
) -> Defeater:
    """Live with a doubt until a day. Not for the author of the argument to say; after its last day it is open again."""
    actor.require(May.DECIDE_EXCEPTION)
    if approver == doubt.node.argument.author:
        raise Invalid("The author of an argument cannot accept a doubt about it.", field="approver")
    no_hand_in(actor, doubt.node.argument, "approver")
    if until <= (on or clock.today()):
        raise Invalid("The last day has to be one to come.", field="until")
    return _answer(actor, doubt, Defeater.State.RESIDUAL, reason, approver, until, on)


def _answer(
    actor: Actor, doubt: Defeater, state: str, words: str, person: Person, until: date | None, on: date | None
) -> Defeater:
    own_name(actor, person, "answered_by")
    needed(words, "answer", "Say why it does not bring the argument down, and what shows that.")
    day = on or clock.today()
    if doubt.state_on(day) != Defeater.State.OPEN:
        raise Invalid("This doubt has its answer already. Raise another one.")
    if person == doubt.raised_by:
        raise Invalid("Nobody answers a doubt that they raised themselves.", field="answered_by")
    verb = "answer_doubt" if state == Defeater.State.ANSWERED else "accept_residual"
    with operation(actor, f"controls.{verb}", reason=words) as work:
        return work.change(
            doubt, state=state, answer=words.strip(), answered_by=person, answered_on=day, accepted_until=until
        )
