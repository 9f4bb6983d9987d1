"""What every decision about controls asks for: words where words are due, and one's own name."""

from __future__ import annotations

from earnest.core.organization.models import Person
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Invalid


def own_name(actor: Actor, person: Person, field: str) -> None:
    """Invalid where a signed-in person would sign for another."""
    if actor.user is not None and actor.person != person.pk:
        raise Invalid("Nobody signs for another: this can only be said in your own name.", field=field)


def needed(value: str, field: str, message: str) -> None:
    """Invalid with that message where nothing was said."""
    if not value.strip():
        raise Invalid(message, field=field)
