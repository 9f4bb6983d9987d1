"""The words that a person puts before a section."""

from __future__ import annotations

from datetime import date
from typing import Any

from earnest.core.organization.models import Person
from earnest.core.telling.models import Framing
from earnest.core.telling.queries import Told, framings
from earnest.engines.documents.check import typed
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Conflict, Invalid
from earnest.foundation.record import operation


def frame_section(
    actor: Actor,
    told: Told,
    *,
    section: str,
    heading: str,
    text: str,
    basis: str,
    edited_by: Person,
    on: date | None = None,
    seen: int | None = None,
) -> Framing:
    """Put words before a section, or others in their place. `basis` is the digest of what the section concludes now.

    `seen` is the revision of the words that the person looked at, 0 where there were none. Invalid where the words
    state a number or a status: those come from evidence alone.
    """
    actor.require(May.EDIT_RECORD)
    _own_name(actor, edited_by)
    words = " ".join(text.split())
    if not words:
        raise Invalid("Write what should stand before the section, or remove the words.", field="text")
    for found in typed(words):
        raise Invalid(
            f"Such words may hold no number and no status, and these do ({found.reason.partition(':')[0]}). "
            "Say why it matters; the figures follow from evidence.",
            field="text",
        )
    values: dict[str, Any] = {"heading": heading[:300], "text": words, "basis": basis, "edited_by": edited_by}
    values |= {"edited_on": on or clock.today(), "kept_by": None, "kept_on": None}
    values |= {"approved_by": None, "approved_on": None}
    with operation(actor, "telling.frame_section") as work:
        there = framings(actor, told).get(section)
        if there is not None:
            return work.change(there, seen=seen, **values)
        if seen:
            raise Conflict(f"The words before “{heading}” were taken away since you opened them. Look at it again.")
        return work.create(Framing(**told.where(), section=section, **values))


def keep_framing(
    actor: Actor, framing: Framing, *, basis: str, by: Person, on: date | None = None, seen: int | None = None
) -> Framing:
    """Say, having looked at what changed, that the words still hold. Who wrote them stays who wrote them."""
    actor.require(May.EDIT_RECORD)
    _own_name(actor, by)
    with operation(actor, "telling.keep_framing") as work:
        day = on or clock.today()
        values: dict[str, Any] = {"basis": basis, "kept_by": by, "kept_on": day}
        return work.change(framing, seen=seen, approved_by=None, approved_on=None, **values)


def remove_framing(actor: Actor, framing: Framing, *, reason: str = "", seen: int | None = None) -> None:
    """Take the words away. The ledger keeps them."""
    actor.require(May.EDIT_RECORD)
    with operation(actor, "telling.remove_framing", reason=reason) as work:
        if seen is not None and framing.revision != seen:
            raise Conflict(f"The words before “{framing}” were changed by somebody else since you opened them.")
        work.delete(framing)


def _own_name(actor: Actor, person: Person) -> None:
    if actor.user is not None and actor.person != person.pk:
        raise Invalid("Nobody writes in another's name: say it in your own.", field="edited_by")
