"""What the evidence of an answer says: as of the day it was given, and now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from earnest.core.evidence import queries as evidence
from earnest.core.evidence.models import InspectedRecord, Snapshot
from earnest.core.evidence.rules import Freshness, freshness
from earnest.duties.audits.models import AnswerEvidence
from earnest.duties.audits.queries.posture import posture
from earnest.foundation import clock
from earnest.foundation.errors import Invalid

Kind = AnswerEvidence.Kind


@dataclass(frozen=True)
class Points:
    """What a reference leads to on a day. `word` is a status in a word, `digest` the SHA-256 of the thing itself where
    it has one that stays the same while it does."""

    label: str
    said: str
    word: str
    digest: str = ""
    record: int | None = None


class Now(StrEnum):
    """How evidence compares with what it was when the answer was given."""

    SAME = "same"
    NEWER = "newer"
    """The file is as it was; a newer one has come in, or it is older than its limit."""
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True)
class LiveEvidence:
    """A piece of evidence of an answer, then and now. `now` is None where it is not there any more."""

    row: AnswerEvidence
    now: Points | None
    state: Now
    because: str


def pointed_at(kind: str, reference: str, day: date) -> Points:
    """What a reference leads to as of a day. Invalid where there is no such thing."""
    found = _find(kind, reference, day)
    if found is None:
        raise Invalid(f"There is no {Kind(kind).label.lower()} {reference!r} to point at.", field="evidence")
    return found


def live_evidence(row: AnswerEvidence, day: date) -> LiveEvidence:
    """What it said then, what it says as of a day, and whether that is still the same."""
    now = _find(row.kind, row.points_at, day)
    if now is None:
        return LiveEvidence(row, None, Now.GONE, "It is not in the record any more.")
    if row.digest and now.digest and row.digest != now.digest:
        return LiveEvidence(row, now, Now.CHANGED, "It is not the same any more.")
    if row.kind == Kind.SNAPSHOT:
        newer = now.word != row.word
        because = f"The file is as it was, and {now.word} by now." if newer else "The file is as it was."
        return LiveEvidence(row, now, Now.NEWER if newer else Now.SAME, because)
    if row.word != now.word:
        return LiveEvidence(row, now, Now.CHANGED, f"It was {row.word or 'nothing'} and is {now.word or 'nothing'}.")
    return LiveEvidence(row, now, Now.SAME, "It says the same today.")


def _find(kind: str, reference: str, day: date) -> Points | None:
    if kind == Kind.SNAPSHOT:
        return _snapshot(reference, day)
    if kind == Kind.TEST:
        return _test(reference, day)
    if kind == Kind.CONTROL:
        return _control(reference, day)
    if kind == Kind.INSPECTED:
        return _inspected(reference, day)
    if kind == Kind.DOCUMENT:
        return _document(reference)
    raise Invalid(f"{kind!r} is no kind of evidence.", field="evidence")


def _number(reference: str) -> int:
    """The number of a record; 0, which no record has, where it is none."""
    return int(reference) if reference.isdecimal() and len(reference) < 18 else 0


def _snapshot(reference: str, day: date) -> Points | None:
    row = Snapshot.objects.filter(pk=_number(reference)).select_related("source").first()
    if row is None:
        return None
    newer = Snapshot.objects.filter(
        source=row.source, part=row.part, state=Snapshot.State.GOOD, observed_at__gt=row.observed_at,
        observed_at__lte=clock.end_of(day),
    ).exists()  # fmt: skip
    stands = freshness(
        active=row.source.active,
        cadence_days=row.source.cadence_days,
        freshness_days=row.source.freshness_days,
        last=row.observed_at,
        as_of=clock.end_of(day),
    )
    word = "superseded" if newer else "current" if stands in {Freshness.FRESH, Freshness.LATE} else "stale"
    said = f"{row.source.title}, observed {row.observed_at:%Y-%m-%d %H:%M}, {word}"
    return Points(row.name, said, word, row.sha256, row.pk)


def _test(reference: str, day: date) -> Points | None:
    control, slash, test = reference.rpartition("/")
    told = posture(day).test(control if slash else "", test)
    if told is None:
        return None
    counts = f"{told['violations']:,} of {told['population']:,} violate"
    more = "".join(
        f", {told[name]:,} {word}" for name, word in (("excepted", "excepted"), ("unknown", "unknown")) if told[name]
    )
    return Points(told["title"], f"{told['status']}: {counts}{more}", told["status"])


def _control(reference: str, day: date) -> Points | None:
    told = posture(day).controls.get(reference)
    if told is None:
        return None
    grade = f", evidence of grade {told['grade']}" if told["grade"] else ""
    return Points(reference, f"{told['status']}{grade}", told["status"])


def _inspected(reference: str, day: date) -> Points | None:
    row = InspectedRecord.objects.filter(pk=_number(reference)).select_related("inspected_by").first()
    if row is None:
        return None
    word = "expired" if row.valid_until < day else "supports" if row.supports else "does not support"
    said = f"inspected by {row.inspected_by.name} on {row.inspected_on:%Y-%m-%d}, good until {row.valid_until:%Y-%m-%d}"
    return Points(row.title, said, word, row.sha256, row.pk)


def _document(reference: str) -> Points | None:
    store = evidence.store()
    try:
        fault = store.fault(reference)
    except ValueError:
        return None
    if fault == "it is missing":
        return None
    said, word = ("kept as it was handed over", "kept") if fault is None else (fault, "broken")
    return Points(reference[:12], said, word, reference)
