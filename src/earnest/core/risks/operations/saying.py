"""What every decision asks of the one who decides."""

from __future__ import annotations

from datetime import date

from earnest.core.organization.models import Person
from earnest.foundation import clock
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Invalid


def own_name(actor: Actor, person: Person, field: str) -> None:
    """Invalid unless it is said in the actor's own name."""
    if actor.user is not None and actor.person != person.pk:
        raise Invalid("Nobody signs for another: this can only be said in your own name.", field=field)


def needed(value: str, field: str, message: str) -> str:
    """The text without space around it. Invalid if nothing is left."""
    if not value.strip():
        raise Invalid(message, field=field)
    return value.strip()


def day_of(on: date | None, field: str = "made_on") -> date:
    """The day, today by default. Invalid if it is still to come."""
    today = clock.today()
    if on is not None and on > today:
        raise Invalid(f"{on.isoformat()} is still to come: nothing can be said as of then.", field=field)
    return on or today
