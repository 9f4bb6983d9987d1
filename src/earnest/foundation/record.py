"""The one way to write, and the one door to rows.

A write is one function, one transaction and one ledger entry:

    def retire(actor: Actor, control: Control, *, reason: str) -> Control:
        actor.require(May.EDIT_RECORD)
        with operation(actor, "controls.retire", reason=reason) as work:
            return work.change(control, state=Control.State.RETIRED)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, ProtectedError, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Conflict, Invalid

R = TypeVar("R", bound="Record")


class Record(models.Model):
    """A row that people decide on. `revision` rises with every change and detects conflicting edits."""

    created_at = models.DateTimeField(_("made"), editable=False)
    changed_at = models.DateTimeField(_("last change"), editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    unrecorded: ClassVar[frozenset[str]] = frozenset()
    """Fields whose values never go into the ledger."""
    settled: ClassVar[frozenset[str]] = frozenset()
    """Fields that whoever answers for the row may not change, for they say what they answer for."""

    class Meta:
        abstract = True

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        """Which rows the actor may see; None for none. By default those who may see the shared record see all."""
        return Q() if actor.may(May.SEE_RECORD) else None

    def stays(self) -> str:
        """Why the row may not be deleted, whoever wants to; empty where it may."""
        return ""

    @property
    def reference(self) -> str:
        """How the ledger names this row."""
        return f"{self._meta.label_lower}:{self.pk}"


def visible_to(actor: Actor, model: type[R]) -> QuerySet[R]:
    """The rows of a model that the actor may see: the only door to rows."""
    where = model.visible_where(actor)
    rows: QuerySet[R] = model._default_manager.all()
    return rows.none() if where is None else rows.filter(where)


def values_of(record: Record) -> dict[str, Any]:
    """The recorded values of a row by field name, as JSON can hold them."""
    skip = {"id", "created_at", "changed_at", "revision"} | record.unrecorded
    found: dict[str, Any] = {}
    for column in record._meta.concrete_fields:
        if column.name not in skip:
            found[column.name] = _as_stored(column, column.value_from_object(record))
    for many in record._meta.many_to_many:
        through = many.remote_field.through
        if record.pk and through is not None and through._meta.auto_created:
            found[many.name] = sorted(getattr(record, many.name).values_list("pk", flat=True))
    return found


def _as_stored(column: models.Field[Any, Any], value: Any) -> Any:
    """A decimal with the places that the database keeps, so that 12 and 12.00 are one value in the ledger."""
    if isinstance(column, models.DecimalField) and value is not None:
        return Decimal(value).quantize(Decimal(1).scaleb(-column.decimal_places))
    return value


@dataclass
class Work:
    """What one operation does. Made by `operation`; collects before and after for the ledger."""

    actor: Actor
    name: str
    reason: str
    changes: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    touched: list[str] = field(default_factory=list)
    entry_number: int = 0

    def create(self, record: R, **many: Iterable[Any]) -> R:
        """Insert a row; `many` sets many-to-many fields. Invalid names the field that cannot be used."""
        record.created_at = record.changed_at = clock.now()
        _clean(record)
        record.save(force_insert=True)
        _set_many(record, many)
        self._note(record, None, values_of(record))
        return record

    def create_all(self, model: type[R], records: list[R]) -> None:
        """Insert many rows of library content; the ledger keeps their count, not each value."""
        moment = clock.now()
        for record in records:
            record.created_at = record.changed_at = moment
        model._default_manager.bulk_create(records, batch_size=500)
        self.facts[f"{model._meta.label_lower} added"] = len(records)

    def create_many(self, records: Sequence[R]) -> None:
        """Insert many rows of one kind at once, each of them in the ledger with its values.

        Checks each field by itself; that rows are unique is for the caller to see to, and for the database to hold.
        """
        moment = clock.now()
        for record in records:
            record.created_at = record.changed_at = moment
            _clean_alone(record)
        if records:
            type(records[0])._default_manager.bulk_create(records, batch_size=200)
        for record in records:
            self._note(record, None, values_of(record))

    def change(self, record: R, *, seen: int | None = None, **values: Any) -> R:
        """Change fields of a row. `seen` is the revision that the person looked at: Conflict if it has moved on."""
        model = type(record)
        current = model._default_manager.select_for_update().get(pk=record.pk)
        if seen is not None and current.revision != seen:
            raise Conflict(
                f"“{current}” was changed by somebody else since you opened it. "
                "Look at it again, then repeat your change."
            )
        before = values_of(current)
        many = {name: values.pop(name) for name in list(values) if name in _many_names(model)}
        for name, value in values.items():
            setattr(current, name, value)
        current.changed_at = clock.now()
        current.revision += 1
        _clean(current)
        current.save(force_update=True)
        _set_many(current, many)
        after = values_of(current)
        if before == after:
            model._default_manager.filter(pk=current.pk).update(revision=F("revision") - 1)
            current.revision -= 1
            return current
        self._note(current, before, after)
        return current

    def delete(self, record: Record) -> None:
        """Delete a row; Invalid if it has to stay, or other records rest on it."""
        if why := record.stays():
            raise Invalid(why)
        before, reference = values_of(record), record.reference
        try:
            record.delete()
        except ProtectedError as error:
            rests = ", ".join(sorted({f"{o._meta.verbose_name} “{o}”" for o in list(error.protected_objects)[:5]}))
            raise Invalid(f"“{record}” cannot be deleted: {rests} rest on it. Change or delete those first.") from error
        self.changes.append({"record": reference, "label": str(record), "before": before, "after": None})
        self.touched.append(reference)

    def _note(self, record: Record, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        if before is not None:
            moved = {name for name in after if before.get(name) != after[name]}
            before, after = {n: before.get(n) for n in sorted(moved)}, {n: after[n] for n in sorted(moved)}
        self.changes.append({"record": record.reference, "label": str(record), "before": before, "after": after})
        self.touched.append(record.reference)


@contextmanager
def operation(actor: Actor, name: str, *, reason: str = "") -> Iterator[Work]:
    """One transaction and one ledger entry. An operation that changed nothing leaves no entry."""
    from earnest.foundation import ledger

    with transaction.atomic():
        work = Work(actor=actor, name=name, reason=reason.replace("\x00", "\ufffd").strip())
        yield work
        if work.changes or work.facts:
            work.entry_number = ledger.append(work).number


def _clean(record: Record) -> None:
    for column in record._meta.concrete_fields:
        if _holds_nul(column.value_from_object(record)):
            raise Invalid(f"{column.name}: it holds a NUL character, which no text may.", field=column.name)
    with _told():
        record.full_clean()


def _clean_alone(record: Record) -> None:
    with _told():
        record.clean_fields(exclude={column.name for column in record._meta.fields if column.is_relation})
        record.clean()


@contextmanager
def _told() -> Iterator[None]:
    """Turns what Django says of a row into an error for its reader."""
    try:
        yield
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            name, messages = next(iter(error.message_dict.items()))
            label = "" if name == "__all__" else name
            raise Invalid(f"{label}: {messages[0]}".removeprefix(": "), field=label) from error
        raise Invalid("; ".join(error.messages)) from error


def _holds_nul(value: Any) -> bool:
    """Whether a text, or one inside lists and mappings, has the one character that not every database can keep."""
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(_holds_nul(one) for one in (*value, *value.values()))
    return isinstance(value, list | tuple) and any(map(_holds_nul, value))


def _many_names(model: type[Record]) -> set[str]:
    return {many.name for many in model._meta.many_to_many}


def _set_many(record: Record, many: dict[str, Iterable[Any]]) -> None:
    for name, values in many.items():
        getattr(record, name).set(values)
