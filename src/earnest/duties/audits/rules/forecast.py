"""What is likely to stand on the first day of fieldwork: three readings of the same record. Pure.

*Floor*: nothing new arrives from today on. *Expected*: sources that keep to their rhythm today go on to, and bring what
they brought last; what people decided ends when it ends; everything else stays as it is. *Ceiling*: as expected, and
actions due before then have mended what their controls' tests found, and papers that lapse are renewed as they are.
None of the three is a promise. No test is run ahead of its day: what gets worse by the passing of time alone, such as a
flaw that passes its limit, is not foreseen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from earnest.engines.assurance import facts
from earnest.engines.control_tests.results import TestResult

GRACE_DAYS = 1
"""Days by which a source may be later than its rhythm: what came yesterday evening keeps to a daily one."""
MET = frozenset({"met", "met by another approach"})


class Kind(StrEnum):
    """Why a status may change before fieldwork."""

    LAPSES = "evidence lapses"
    SILENT = "source is silent"
    EXCEPTION = "exception ends"
    PAPER = "paper expires"
    ACTION = "action due"


@dataclass(frozen=True)
class Change:
    """Something that happens to a control before fieldwork, or has happened. `control` is its key; `reference` names
    the source (`source:okta`), exception, record, attestation or action; `on` is the day, None where there is none."""

    kind: Kind
    control: str
    what: str
    on: date | None
    reference: str


@dataclass(frozen=True)
class Ahead:
    """One requirement. Statuses are those of the assurance engine; `changes` are of the controls that support it."""

    requirement: int
    key: str
    title: str
    today: str
    floor: str
    expected: str
    ceiling: str
    controls: tuple[str, ...]
    reasons: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def worsens(self) -> bool:
        return self.today in MET and self.expected not in MET


@dataclass(frozen=True)
class Readiness:
    """A forecast for the first day of fieldwork. The shares are of the requirements that apply, 0 to 1: met today, and
    met then at the least, as expected, and at the most; None where no requirement applies."""

    day: date
    fieldwork: date
    rows: tuple[Ahead, ...]
    changes: tuple[Change, ...]
    share_today: float | None
    share_low: float | None
    share: float | None
    share_high: float | None

    @property
    def days_left(self) -> int:
        return (self.fieldwork - self.day).days


@dataclass(frozen=True)
class Promise:
    """An open action on a control, with the day by which somebody promised it."""

    action: int
    title: str
    control: str
    due_on: date
    accountable: str


def share(statuses: Sequence[str]) -> float | None:
    """The share of the requirements that apply which are met."""
    applying = [status for status in statuses if status != "not applicable"]
    return sum(status in MET for status in applying) / len(applying) if applying else None


def on_rhythm(source: facts.SourceFact, now: datetime) -> bool:
    """Whether a source keeps to its expected rhythm; one without a rhythm promises nothing."""
    if not source.active or source.last_observed_at is None or source.cadence_days is None:
        return False
    return timedelta(0) <= now - source.last_observed_at <= timedelta(days=source.cadence_days + GRACE_DAYS)


def as_if_run(record: facts.Record, moment: datetime) -> facts.Record:
    """The record as if its tests ran at that moment and found what they found last."""
    return replace(
        record,
        tests=tuple(
            replace(one, result=replace(one.result, as_of=moment)) if isinstance(one.result, TestResult) else one
            for one in record.tests
        ),
    )


def going_on(record: facts.Record, going: Collection[str], shift: timedelta) -> facts.Record:
    """The record as if those sources brought again what they brought last, that much later."""
    return replace(
        record,
        sources=tuple(
            replace(one, last_observed_at=one.last_observed_at + shift)
            if one.slug in going and one.last_observed_at
            else one
            for one in record.sources
        ),
        tests=tuple(replace(one, result=_later(one.result, going, shift)) for one in record.tests),
    )


def _later(result: facts.Result | None, going: Collection[str], shift: timedelta) -> facts.Result | None:
    if not isinstance(result, TestResult):
        return result
    inputs = tuple(
        replace(one, observed_at=one.observed_at + shift) if one.source in going else one for one in result.inputs
    )
    return replace(result, inputs=inputs)


def kept_promises(record: facts.Record, controls: Collection[str], fieldwork: date) -> facts.Record:
    """The record as if the tests of those controls found nothing any more, and papers that lapse were renewed."""
    return replace(
        record,
        tests=tuple(
            replace(one, result=_mended(one.result)) if one.control_id in controls else one for one in record.tests
        ),
        inspected=tuple(replace(one, valid_until=max(one.valid_until, fieldwork)) for one in record.inspected),
        attestations=tuple(replace(one, valid_until=max(one.valid_until, fieldwork)) for one in record.attestations),
    )


def _mended(result: facts.Result | None) -> facts.Result | None:
    if not isinstance(result, TestResult) or result.error:
        return result
    return replace(result, violations=(), violation_count=0, excepted=(), unknown=(), unknown_count=0)


def changes(
    record: facts.Record,
    now: datetime,
    fieldwork: date,
    promises: Sequence[Promise],
    resting: Mapping[str, Collection[str]],
) -> Iterator[Change]:
    """What happens to which control until fieldwork. `resting` leads from a control to the sources its tests read."""
    today = now.date()
    sources = {one.slug: one for one in record.sources}
    for control, slugs in sorted(resting.items()):
        for slug in sorted(slugs):
            source = sources.get(slug)
            if source is not None and source.active and not on_rhythm(source, now):
                yield from _silence(source, control, today, fieldwork)
    for one in record.exceptions:
        if one.ends_on and today <= one.ends_on < fieldwork and one.approved_at and not one.revoked_at:
            what = f"The exception for {one.subject} ends on {one.ends_on.isoformat()} and counts as a violation again."
            yield Change(Kind.EXCEPTION, one.control_id, what, one.ends_on, f"exception:{one.id}")
    for paper in record.inspected:
        if paper.supports and today <= paper.valid_until < fieldwork:
            what = f"“{paper.title}” is good until {paper.valid_until.isoformat()}."
            yield Change(Kind.PAPER, paper.control_id, what, paper.valid_until, f"record:{paper.id}")
    for word in record.attestations:
        if today <= word.valid_until < fieldwork:
            what = f"The owner's word is good until {word.valid_until.isoformat()}."
            yield Change(Kind.PAPER, word.control_id, what, word.valid_until, f"attestation:{word.id}")
    for promise in promises:
        who = promise.accountable or "nobody named"
        late = " It is overdue." if promise.due_on < today else ""
        what = f"{promise.title} ({who}), due {promise.due_on.isoformat()}.{late}"
        yield Change(Kind.ACTION, promise.control, what, promise.due_on, f"action:{promise.action}")


def _silence(source: facts.SourceFact, control: str, today: date, fieldwork: date) -> Iterator[Change]:
    if source.last_observed_at is None:
        yield Change(
            Kind.SILENT, control, f"{source.title} has never delivered anything.", None, f"source:{source.slug}"
        )
        return
    last = source.last_observed_at.date()
    lapses = last + timedelta(days=source.freshness_days)
    if lapses < today:
        what = f"{source.title} was last seen on {last.isoformat()} and proves nothing any more."
        yield Change(Kind.SILENT, control, what, lapses, f"source:{source.slug}")
    elif lapses < fieldwork:
        what = f"{source.title} was last seen on {last.isoformat()} and proves nothing after {lapses.isoformat()}."
        yield Change(Kind.LAPSES, control, what, lapses, f"source:{source.slug}")
