"""What an answer can point at: found by words, or what lies near the request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from earnest.core.controls.models import BoundTest, Control
from earnest.core.controls.queries import tests
from earnest.core.evidence.models import InspectedRecord, Snapshot
from earnest.duties.audits.models import AnswerEvidence, AuditRequest
from earnest.foundation.actor import Actor
from earnest.foundation.record import visible_to

Kind = AnswerEvidence.Kind
MOST = 12
"""Choices of one kind that are offered at a time."""


_Find = Callable[[Actor, AuditRequest, Sequence[str]], Iterator["Choice"]]


@dataclass(frozen=True)
class Choice:
    """Something that an answer can rest on. `value` is its kind and reference, as `snapshot:12`."""

    value: str
    kind: str
    label: str
    detail: str


@dataclass(frozen=True)
class Offer:
    """What was found: choices, and whether there are more of some kind than are shown."""

    choices: tuple[Choice, ...]
    more: bool


def offered(
    actor: Actor, request: AuditRequest, words: str = "", kind: str = "", *, without: Sequence[str] = ()
) -> Offer:
    """What the actor can point at, of one kind or of all: what holds every word; without words what supports the
    control of the request, and what its engagement handed over before. `without` was chosen already."""
    asked = words.split()[:8]
    found: list[Choice] = []
    more = False
    for one in Kind:
        if kind in {"", one}:
            rows = [each for each in _of(one)(actor, request, asked) if each.value not in without]
            more = more or len(rows) > MOST
            found += rows[:MOST]
    return Offer(tuple(found), more)


def chosen(actor: Actor, values: Iterable[str]) -> tuple[Choice, ...]:
    """Choices by their values, in that order, each once; what the actor cannot see is left out."""
    found = []
    for value in dict.fromkeys(values):
        kind, _colon, reference = value.partition(":")
        if kind in Kind.values and (choice := _one(actor, kind, reference)) is not None:
            found.append(choice)
    return tuple(found)


def _of(kind: str) -> _Find:
    return {
        Kind.SNAPSHOT: _snapshots, Kind.TEST: _tests, Kind.CONTROL: _controls, Kind.INSPECTED: _inspected,
        Kind.DOCUMENT: _documents,
    }[Kind(kind)]  # fmt: skip


def _holding(words: Sequence[str], *fields: str) -> Q:
    found = Q()
    for word in words:
        each = Q()
        for field in fields:
            each |= Q(**{f"{field}__icontains": word})
        found &= each
    return found


def _snapshots(actor: Actor, request: AuditRequest, words: Sequence[str]) -> Iterator[Choice]:
    rows = visible_to(actor, Snapshot).filter(state=Snapshot.State.GOOD).select_related("source")
    rows = rows.filter(_holding(words, "name", "source__title", "source__slug", "format", "sha256"))
    if not words:
        if request.control is None:
            return
        known, names = tests(), request.control.tests.values_list("test", flat=True)
        tables = {table for name in names if name in known for table in known[name].tables}
        rows = rows.filter(tables__table__in=tables).distinct()
    seen = set()
    for row in rows.order_by("-observed_at", "-pk")[:500]:
        if words or (row.source_id, row.part) not in seen:
            seen.add((row.source_id, row.part))
            yield _snapshot(row)


def _snapshot(row: Snapshot) -> Choice:
    return Choice(f"{Kind.SNAPSHOT}:{row.pk}", str(Kind.SNAPSHOT.label), row.name,
                  f"{row.source.title}, {row.observed_at:%Y-%m-%d %H:%M}")  # fmt: skip


def _tests(actor: Actor, request: AuditRequest, words: Sequence[str]) -> Iterator[Choice]:
    rows = visible_to(actor, BoundTest).exclude(control__state=Control.State.RETIRED).select_related("control")
    if not words:
        rows = rows.filter(control=request.control) if request.control else rows.none()
    for row in rows.order_by("control__name", "test"):
        made = _test(row)
        told = f"{row.test} {made.label} {made.detail} {row.control.key}".casefold()
        if all(word.casefold() in told for word in words):
            yield made


def _test(row: BoundTest) -> Choice:
    known = tests().get(row.test)
    title = known.title if known else row.test
    return Choice(f"{Kind.TEST}:{row.control.key}/{row.test}", str(Kind.TEST.label), title, row.control.name)


def _controls(actor: Actor, request: AuditRequest, words: Sequence[str]) -> Iterator[Choice]:
    rows = visible_to(actor, Control).exclude(state=Control.State.RETIRED)
    rows = rows.filter(_holding(words, "name", "key", "statement"))
    if not words:
        rows = rows.filter(pk=request.control_id) if request.control_id else rows.none()
    for row in rows.order_by("name")[: MOST * 2 + 1]:
        yield _control(row)


def _control(row: Control) -> Choice:
    return Choice(f"{Kind.CONTROL}:{row.key}", str(Kind.CONTROL.label), row.name, row.key)


def _inspected(actor: Actor, request: AuditRequest, words: Sequence[str]) -> Iterator[Choice]:
    rows = visible_to(actor, InspectedRecord).select_related("control")
    rows = rows.filter(_holding(words, "title", "question", "control__name"))
    if not words:
        rows = rows.filter(control=request.control_id) if request.control_id else rows.none()
    for row in rows.order_by("-inspected_on", "-pk")[: MOST * 2 + 1]:
        yield _paper(row)


def _paper(row: InspectedRecord) -> Choice:
    return Choice(f"{Kind.INSPECTED}:{row.pk}", str(Kind.INSPECTED.label), row.title,
                  f"{row.control.name}, {row.inspected_on:%Y-%m-%d}")  # fmt: skip


def _documents(actor: Actor, request: AuditRequest, words: Sequence[str]) -> Iterator[Choice]:
    """Files that earlier answers handed over, in this engagement; with words, in any that the actor sees."""
    rows = visible_to(actor, AnswerEvidence).filter(kind=Kind.DOCUMENT).select_related("answer__request__engagement")
    rows = rows.filter(_holding(words, "label", "points_at", "answer__request__title"))
    if not words:
        rows = rows.filter(answer__request__engagement=request.engagement_id)
    seen = set()
    for row in rows.order_by("-pk")[:200]:
        if row.points_at not in seen:
            seen.add(row.points_at)
            yield _document(row)


def _document(row: AnswerEvidence) -> Choice:
    asked = row.answer.request
    return Choice(f"{Kind.DOCUMENT}:{row.points_at}", str(Kind.DOCUMENT.label), row.label,
                  f"{asked.engagement.title}, {asked.number}")  # fmt: skip


def _one(actor: Actor, kind: str, reference: str) -> Choice | None:
    if kind == Kind.TEST:
        control, _slash, test = reference.rpartition("/")
        bound = visible_to(actor, BoundTest).filter(control__key=control, test=test).select_related("control").first()
        return _test(bound) if bound else None
    if kind == Kind.CONTROL:
        found = visible_to(actor, Control).filter(key=reference).first()
        return _control(found) if found else None
    if kind == Kind.DOCUMENT:
        rows = visible_to(actor, AnswerEvidence).filter(kind=Kind.DOCUMENT, points_at=reference)
        handed = rows.select_related("answer__request__engagement").order_by("-pk").first()
        return _document(handed) if handed else None
    if not re.fullmatch(r"[0-9]{1,17}", reference):
        return None
    if kind == Kind.SNAPSHOT:
        file = visible_to(actor, Snapshot).filter(pk=int(reference)).select_related("source").first()
        return _snapshot(file) if file else None
    paper = visible_to(actor, InspectedRecord).filter(pk=int(reference)).select_related("control").first()
    return _paper(paper) if paper else None
