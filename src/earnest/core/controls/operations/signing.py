"""What every decision about controls asks for: words where words are due, and one's own name."""

from __future__ import annotations

from earnest.core.controls.models import Argument
from earnest.core.organization.models import Person
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Invalid
from earnest.foundation.models import LedgerEntry

WRITING = ("begin_argument", "change_argument", "add_node", "change_node", "remove_node", "answer_paper")
"""Operations by which an argument is written."""


def own_name(actor: Actor, person: Person, field: str) -> None:
    """Invalid where a signed-in person would sign for another."""
    if actor.user is not None and actor.person != person.pk:
        raise Invalid("Nobody signs for another: this can only be said in your own name.", field=field)


def needed(value: str, field: str, message: str) -> None:
    """Invalid with that message where nothing was said."""
    if not value.strip():
        raise Invalid(message, field=field)


def no_hand_in(actor: Actor, argument: Argument, field: str) -> None:
    """Invalid where the signed-in person wrote at an argument that bears another's name: the ledger knows."""
    wrote = LedgerEntry.objects.filter(
        subjects__record=argument.reference, user=actor.user, operation__in=[f"controls.{one}" for one in WRITING]
    )
    if actor.user is not None and wrote.exists():
        raise Invalid("You wrote at this argument yourself. Another person must say that.", field=field)
