"""Who may do what in an engagement: people of the house by their role, a guest only where they are invited today."""

from __future__ import annotations

from earnest.core.organization.models import Person
from earnest.duties.audits.models import Engagement
from earnest.duties.audits.models.engagements import frozen
from earnest.foundation.actor import Actor, May, Role
from earnest.foundation.errors import Invalid, NotAllowed
from earnest.foundation.record import Record, visible_to


def require_part(actor: Actor, record: Record, engagement: Engagement, what: str) -> None:
    """Analysts and the CISO may; a guest may where the record is theirs to see; nobody once the engagement is closed.
    NotAllowed for all others."""
    theirs = actor.role == Role.AUDITOR and visible_to(actor, type(record)).filter(pk=record.pk).exists()
    if actor.may(May.EDIT_RECORD) or theirs:
        require_open(engagement)
        return
    raise NotAllowed(f"{actor.name} may not {what}: only the auditors invited to it, an analyst or the CISO may.")


def require_open(engagement: Engagement) -> None:
    """NotAllowed once the engagement is closed: what belongs to it is frozen."""
    if why := frozen([engagement.pk]):
        raise NotAllowed(why)


def own_name(actor: Actor, person: Person, field: str) -> None:
    """Whoever is signed in signs for themselves only."""
    if actor.user is not None and actor.person != person.pk:
        raise Invalid("Nobody signs for another: this can only be said in your own name.", field=field)


def needed(value: str, field: str, message: str) -> str:
    """The text without blanks around it. Invalid where nothing is left."""
    if not value.strip():
        raise Invalid(message, field=field)
    return value.strip()
