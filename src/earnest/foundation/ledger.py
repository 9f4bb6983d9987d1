"""The ledger: an append-only chain of what happened.

Each entry's hash is SHA-256 over the canonical JSON (RFC 8785) of its content and of the hash before it.
Changing, removing or reordering an entry breaks the chain at that entry.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import rfc8785
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Q

from earnest.foundation import clock

if TYPE_CHECKING:
    from earnest.foundation.models import LedgerEntry
    from earnest.foundation.record import Record, Work

START = "0" * 64
_LOCK = 0x6561726E  # "earn": one appender at a time on PostgreSQL


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold, and why."""

    number: int
    what: str


def entry_hash(entry: LedgerEntry) -> str:
    """The hash that the entry's content and its predecessor's hash demand."""
    content: dict[str, Any] = {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "role": entry.role,
        "user": entry.user,
        "operation": entry.operation,
        "reason": entry.reason,
        "changes": entry.changes,
        "facts": entry.facts,
        "previous": entry.previous,
    }
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def append(work: Work) -> LedgerEntry:
    """Add the entry of one operation. Must run inside its transaction."""
    from earnest.foundation.models import LedgerEntry, LedgerSubject

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = LedgerEntry.objects.order_by("-number").values_list("number", "hash").first()
    entry = LedgerEntry(
        number=last[0] + 1 if last else 1,
        at=clock.now().astimezone(UTC),
        actor=work.actor.name,
        role=work.actor.role.value,
        user=work.actor.user,
        operation=work.name,
        reason=work.reason,
        changes=_plain(work.changes),
        facts=_plain(work.facts),
        previous=last[1] if last else START,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    LedgerSubject.objects.bulk_create(
        [LedgerSubject(entry=entry, record=record) for record in dict.fromkeys(work.touched)]
    )
    return entry


def head() -> int:
    """The number of the newest entry, 0 in an empty ledger."""
    from earnest.foundation.models import LedgerEntry

    return LedgerEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0


def head_of_record() -> int:
    """The number of the newest entry that a conclusion could rest on: who signed in, or what was told, is not one."""
    from earnest.foundation.models import LedgerEntry

    aside = Q(operation__startswith="users.") | Q(operation__startswith="telling.")
    rows = LedgerEntry.objects.exclude(aside).order_by("-number")
    return rows.values_list("number", flat=True).first() or 0


def breaks(first: int = 1) -> Iterator[Break]:
    """Every place where the chain does not hold, from an entry on, oldest first."""
    from earnest.foundation.models import LedgerEntry

    expected, previous = first, START
    if first > 1:
        previous = LedgerEntry.objects.filter(number=first - 1).values_list("hash", flat=True).first() or START
    for entry in LedgerEntry.objects.filter(number__gte=first).order_by("number").iterator(chunk_size=2000):
        if entry.number != expected:
            missing = f"{expected}" if entry.number == expected + 1 else f"{expected} to {entry.number - 1}"
            yield Break(entry.number, f"entry {missing} is missing before it")
        elif entry.previous != previous:
            yield Break(entry.number, "it does not follow the entry before it")
        if entry_hash(entry) != entry.hash:
            yield Break(
                entry.number,
                f"its content was changed after it was written ({entry.operation}, {entry.at:%Y-%m-%d %H:%M})",
            )
        expected, previous = entry.number + 1, entry.hash


def history(reference: str, limit: int = 200) -> list[LedgerEntry]:
    """The entries that touched a record, newest first."""
    from earnest.foundation.models import LedgerEntry

    return list(LedgerEntry.objects.filter(subjects__record=reference)[:limit])


def touching(references: Collection[str]) -> list[LedgerEntry]:
    """The entries that touched any of these records, oldest first."""
    from earnest.foundation.models import LedgerEntry

    if not references:
        return []
    return list(LedgerEntry.objects.filter(subjects__record__in=references).distinct().order_by("number"))


@dataclass(frozen=True)
class Move:
    """One value of a record that an operation changed. `number` is that of its ledger entry."""

    number: int
    at: datetime
    actor: str
    operation: str
    reason: str
    record: str
    label: str
    before: Any
    after: Any


def moves(model: type[Record], field: str, *, until: date, days: int | None = None) -> list[Move]:
    """Every change of one field of the records of a kind up to the end of a day, oldest first; of the last `days` only
    where that is given. What was made or deleted is told too, with None for what was not there."""
    from earnest.foundation.models import LedgerEntry

    prefix, last = f"{model._meta.label_lower}:", clock.end_of(until)
    rows = LedgerEntry.objects.filter(subjects__record__startswith=prefix, at__lte=last).distinct().order_by("number")
    if days is not None:
        rows = rows.filter(at__gt=last - timedelta(days=days))
    return [
        Move(
            entry.number, entry.at, entry.actor, entry.operation, entry.reason, change["record"], change["label"],
            (change["before"] or {}).get(field), (change["after"] or {}).get(field),
        )
        for entry in rows
        for change in entry.changes
        if change["record"].startswith(prefix) and field in {**(change["before"] or {}), **(change["after"] or {})}
    ]  # fmt: skip


def label(reference: str) -> str:
    """The kind of record that a ledger reference names, for people."""
    name = reference.partition(":")[0]
    return str(apps.get_model(name)._meta.verbose_name)


def _plain(value: Any) -> Any:
    """As JSON holds it; a NUL, which PostgreSQL cannot keep, becomes the replacement character."""
    return _without_nul(json.loads(json.dumps(value, cls=DjangoJSONEncoder)))


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd")
    if isinstance(value, list):
        return [_without_nul(one) for one in value]
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(one) for key, one in value.items()}
    return value


@dataclass(frozen=True)
class Drift:
    """A record that is not what the ledger says it should be."""

    record: str
    what: str


def drift() -> Iterator[Drift]:
    """Every record that was changed, added or removed without a ledger entry.

    The values of a record are folded from the ledger and compared with its row. Library content that was taken in by
    count (requirements and their joins to controls) is not folded.
    """
    from earnest.foundation.record import Record

    expected, counted = _folded()
    for model in apps.get_models():
        if issubclass(model, Record):
            label_of = model._meta.label_lower
            wanted = {name: values for name, values in expected.items() if name.startswith(f"{label_of}:")}
            rows = {row.reference: row for row in model._default_manager.all()}
            yield from _moved(wanted, rows, whole=label_of not in counted)


def _folded() -> tuple[dict[str, dict[str, Any] | None], set[str]]:
    """What each record should hold, None once deleted; and the kinds of record that were taken in by count."""
    from earnest.foundation.models import LedgerEntry

    expected: dict[str, dict[str, Any] | None] = {}
    counted: set[str] = set()
    entries = LedgerEntry.objects.order_by("number").values_list("changes", "facts")
    for changes, facts in entries.iterator(chunk_size=2000):
        counted.update(name.removesuffix(" added") for name in facts if name.endswith(" added"))
        for change in changes:
            after = change["after"]
            before = expected.get(change["record"])
            expected[change["record"]] = None if after is None else {**(before or {}), **after}
    return expected, counted


def _moved(expected: dict[str, dict[str, Any] | None], rows: Mapping[str, Record], *, whole: bool) -> Iterator[Drift]:
    from earnest.foundation.record import values_of

    for reference, wanted in expected.items():
        row = rows.get(reference)
        if wanted is None:
            continue
        if row is None:
            yield Drift(reference, "it was removed without an entry")
            continue
        found = _plain(values_of(row))
        moved = sorted(name for name, value in wanted.items() if name in found and found[name] != value)
        if moved:
            yield Drift(reference, f"{', '.join(moved)} changed without an entry ({row})")
    if whole:
        for reference in rows.keys() - {name for name, values in expected.items() if values is not None}:
            yield Drift(reference, f"it was added without an entry ({rows[reference]})")
