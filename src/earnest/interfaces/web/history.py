"""The ledger for people: what happened, who did it, what changed, and whether the chain holds there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earnest.foundation import ledger
from earnest.foundation.actor import May
from earnest.foundation.cells import csv_lines
from earnest.foundation.models import LedgerEntry
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest

PAGE = 50
WIDE = 300
HEADS = ("number", "at", "actor", "role", "operation", "reason", "records", "previous", "hash")


@dataclass(frozen=True)
class Moved:
    """One value before and after; `None` where there was none."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """What happened to one record."""

    kind: str
    label: str
    what: str
    values: tuple[Moved, ...]


@require_safe
def entries(request: ActorRequest) -> HttpResponseBase:
    """The ledger, newest first, narrowed by operation, person, days and words."""
    request.actor.require(May.SEE_LEDGER)
    rows = _narrowed(request)
    kind = request.GET.get("export", "")
    if kind == "csv":
        lines = csv_lines(_plain_rows(rows))
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=_named("csv"))
    if kind == "json":
        return StreamingHttpResponse(_json(rows), content_type="application/json", headers=_named("json"))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    everything = LedgerEntry.objects.order_by()
    context = {
        "page": page,
        "entries": page.object_list,
        "may_see_ledger": True,
        "title": _("History"),
        "operations": everything.values_list("operation", flat=True).distinct().order_by("operation"),
        "people": everything.values_list("actor", flat=True).distinct().order_by("actor")[:WIDE],
        "narrowed": any(request.GET.get(key) for key in ("q", "operation", "actor", "from", "until")),
    }
    return render(request, "ledger/list.html", context)


@require_safe
def entry(request: ActorRequest, number: int) -> HttpResponseBase:
    """One entry with what it changed, and whether it still fits between its neighbours."""
    request.actor.require(May.SEE_LEDGER)
    if number >= 2**63:
        raise Http404
    found = get_object_or_404(LedgerEntry, number=number)
    before = LedgerEntry.objects.filter(number=number - 1).first()
    after = LedgerEntry.objects.filter(number=number + 1).first()
    context = {
        "entry": found,
        "title": _("Entry %s") % found.number,
        "changes": [change_of(one) for one in found.changes],
        "facts": sorted(found.facts.items()),
        "faults": list(_faults(found, before, after)),
        "before": before,
        "after": after,
        "crumbs": [Crumb(_("History"), reverse("history")), Crumb(f"{found.number}")],
    }
    return render(request, "ledger/entry.html", context)


def change_of(change: dict[str, Any]) -> Change:
    """A change of the ledger, ready to be shown."""
    before, after = change["before"] or {}, change["after"] or {}
    what = _("made") if change["before"] is None else _("deleted") if change["after"] is None else _("changed")
    names = sorted(before.keys() | after.keys())
    values = (Moved(name, before.get(name), after.get(name)) for name in names)
    shown = tuple(one for one in values if one.before not in _NOTHING or one.after not in _NOTHING)
    return Change(kind=_kind(change["record"]), label=change["label"], what=what, values=shown)


_NOTHING: tuple[Any, ...] = (None, "", [], {})


def _kind(reference: str) -> str:
    try:
        return ledger.label(reference)
    except LookupError:
        return reference


def _faults(found: LedgerEntry, before: LedgerEntry | None, after: LedgerEntry | None) -> Iterator[str]:
    if ledger.entry_hash(found) != found.hash:
        yield _("Its content was changed after it was written: it no longer gives its hash.")
    if found.number > 1 and before is None:
        yield _("The entry before it is missing.")
    elif found.previous != (before.hash if before else ledger.START):
        yield _("It does not follow the entry before it.")
    if after is not None and after.previous != found.hash:
        yield _("The entry after it does not follow it.")


def _narrowed(request: ActorRequest) -> QuerySet[LedgerEntry]:
    get = request.GET.get
    rows = LedgerEntry.objects.order_by("-number")
    if operation := get("operation"):
        rows = rows.filter(operation=operation)
    if actor := get("actor"):
        rows = rows.filter(actor=actor)
    if first := _day(get("from", "")):
        rows = rows.filter(at__gte=datetime.combine(first, time.min, UTC))
    if last := _day(get("until", "")):
        rows = rows.filter(at__lt=datetime.combine(last, time.min, UTC) + timedelta(days=1))
    words = get("q", "")[:200].split()
    if words:
        rows = rows.annotate(told=Cast("changes", TextField()), noted=Cast("facts", TextField()))
    for word in words:
        match = Q(reason__icontains=word) | Q(told__icontains=word) | Q(noted__icontains=word)
        rows = rows.filter(match | Q(operation__icontains=word) | Q(actor__icontains=word))
    return rows


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year < 9999 else None


def _plain_rows(rows: QuerySet[LedgerEntry]) -> Iterator[list[Any]]:
    yield list(HEADS)
    for one in rows.iterator(chunk_size=500):
        records = "; ".join(f"{change['record']} {change['label']}" for change in one.changes)
        yield [
            one.number, one.at, one.actor, one.role, one.operation, one.reason, records, one.previous, one.hash,
        ]  # fmt: skip


def _json(rows: QuerySet[LedgerEntry]) -> Iterator[str]:
    encoder = DjangoJSONEncoder(ensure_ascii=False)
    fields = ("number", "at", "actor", "role", "user", "operation", "reason", "changes", "facts", "previous", "hash")
    yield "["
    for number, one in enumerate(rows.iterator(chunk_size=500)):
        yield (",\n" if number else "\n") + encoder.encode({name: getattr(one, name) for name in fields})
    yield "\n]\n"


def _named(kind: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="history.{kind}"'}
