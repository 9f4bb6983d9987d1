"""Writing a plain record: one with no story of its own beyond being made, changed and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import NotAllowed
from earnest.foundation.record import Record, operation

R = TypeVar("R", bound=Record)


def may_change(actor: Actor, record: Record) -> bool:
    """Whether the actor may change this row: by role, or because they answer for it."""
    if actor.may(May.EDIT_RECORD):
        return True
    accountable = getattr(record, "accountable_id", None)
    return actor.may(May.EDIT_OWN) and accountable is not None and accountable == actor.person


def create(actor: Actor, record: R, *, reason: str = "", **many: Any) -> R:
    """Insert a plain record. `many` sets many-to-many fields."""
    actor.require(May.EDIT_RECORD)
    with operation(actor, f"{_verb(record)}.create", reason=reason) as work:
        return work.create(record, **many)


def change(actor: Actor, record: R, values: Mapping[str, Any], *, seen: int | None = None, reason: str = "") -> R:
    """Change a plain record. `seen` is the revision looked at; Conflict if it has moved on."""
    _require(actor, record)
    if not actor.may(May.EDIT_RECORD):
        _require_unsettled(record, values)
    with operation(actor, f"{_verb(record)}.change", reason=reason) as work:
        return work.change(record, seen=seen, **values)


def delete(actor: Actor, record: Record, *, reason: str = "") -> None:
    """Delete a plain record; Invalid if others rest on it."""
    actor.require(May.EDIT_RECORD)
    with operation(actor, f"{_verb(record)}.delete", reason=reason) as work:
        work.delete(record)


def _require(actor: Actor, record: Record) -> None:
    if not may_change(actor, record):
        raise NotAllowed(
            f"{actor.name} may not change “{record}”: only those who answer for it, an analyst or the CISO may."
        )


def _require_unsettled(record: Record, values: Mapping[str, Any]) -> None:
    now = type(record)._default_manager.get(pk=record.pk)
    for name in sorted(record.settled & values.keys()):
        if getattr(now, name) != values[name]:
            label = record._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # a field of its own
            raise NotAllowed(f"Whoever answers for “{record}” may not change its {label}: an analyst or the CISO may.")


def _verb(record: Record) -> str:
    return record._meta.label_lower
