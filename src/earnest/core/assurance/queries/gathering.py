"""The record as assurance takes it on one day, and what was concluded of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from django.core.cache import cache
from django.db.models import Q

from earnest.core.assurance.models import Assessment, ControlLook
from earnest.core.assurance.rules import Bearing, Plain, bearing
from earnest.core.controls.models import BoundTest, Control, ControlException, Support
from earnest.core.controls.queries import facts_on, tests
from earnest.core.evidence import queries as evidence
from earnest.core.evidence.models import Attestation, InspectedRecord, Snapshot, SnapshotTable, Source
from earnest.core.frameworks.models import Applicability, Requirement
from earnest.engines.assurance import ControlState, ControlStatus, Severity, facts
from earnest.engines.assurance.period import Observation
from earnest.engines.assurance.sources import staleness
from earnest.engines.control_tests.dataset import Dataset, Piece
from earnest.engines.control_tests.model import Bound, ControlTest, shown
from earnest.engines.control_tests.results import TestResult
from earnest.engines.control_tests.whole import whole_tables
from earnest.foundation import clock, ledger


@dataclass(frozen=True)
class BoundRow:
    """A bound test as the engine takes it, with the control that it speaks for. Two are equal if their `key`s are."""

    control: str
    bound: Bound = field(compare=False)
    key: str


@dataclass(frozen=True)
class Gathered:
    """The record as of one day, before its tests have run. `unknown_tests` are bound but nowhere to be found."""

    as_of: datetime
    snapshots: tuple[Snapshot, ...]
    sources: tuple[facts.SourceFact, ...]
    bound: tuple[BoundRow, ...]
    record: facts.Record


def gather(day: date) -> Gathered:
    """Everything known as of the end of a day: what was observed by then and what was decided by then."""
    as_of = clock.end_of(day)
    snapshots = evidence.current_snapshots(as_of)
    sources = _sources(snapshots)
    controls = list(Control.objects.filter(adopted_on__lte=day).select_related("accountable"))
    keys = {control.pk: control.key for control in controls}
    exceptions = _exceptions(keys, as_of)
    return Gathered(
        as_of=as_of,
        snapshots=snapshots,
        sources=sources,
        bound=_bound(keys, day, exceptions),
        record=facts.Record(
            sources=sources,
            controls=tuple(
                facts.ControlFact(
                    id=control.key,
                    name=control.name,
                    state=ControlState(control.state),
                    owner=control.accountable.email if control.accountable else None,
                )
                for control in controls
            ),
            exceptions=exceptions,
            inspected=_inspected(keys, day),
            attestations=_attestations(keys, day),
            requirements=_requirements(keys, day),
        ),
    )


def dataset(snapshots: Iterable[Snapshot], sources: Iterable[facts.SourceFact], as_of: datetime) -> Dataset:
    """The tables that tests may read: of sources that are fresh. What is stale is left out, and assurance says so."""
    fresh = {source.slug for source in sources if staleness(source, as_of) is None}
    pieces: dict[str, list[Piece]] = {}
    store = evidence.store()
    for snapshot in snapshots:
        if snapshot.source.slug not in fresh:
            continue
        for table in snapshot.tables.all():
            pieces.setdefault(table.table, []).append(
                Piece(
                    path=store.path(table.sha256),
                    source=snapshot.source.slug,
                    snapshot=snapshot.sha256,
                    observed_at=snapshot.observed_at,
                    rows=table.rows,
                )
            )
    return Dataset({name: tuple(found) for name, found in pieces.items()})


def with_results(gathered: Gathered, results: Mapping[BoundRow, TestResult | None]) -> facts.Record:
    """The record with what its tests found."""
    found = tuple(_test_fact(row.control, row.bound, results.get(row)) for row in gathered.bound)
    return replace(gathered.record, tests=found)


def latest(day: date) -> Assessment | None:
    """What was concluded as of a day, if it was."""
    return Assessment.objects.filter(as_of=day).first()


def is_current(assessment: Assessment | None) -> bool:
    """Whether nothing was observed or decided since it was computed."""
    return assessment is not None and assessment.complete and assessment.ledger_number == ledger.head_of_record()


def _sources(snapshots: Iterable[Snapshot]) -> tuple[facts.SourceFact, ...]:
    newest: dict[int, datetime] = {}
    rejected: Counter[int] = Counter()
    for snapshot in snapshots:
        kept = newest.get(snapshot.source_id)
        newest[snapshot.source_id] = max(kept, snapshot.observed_at) if kept else snapshot.observed_at
        rejected[snapshot.source_id] += snapshot.rejected_count
    tables: dict[int, set[str]] = {}
    for source_id, name in SnapshotTable.objects.values_list("snapshot__source_id", "table").distinct():
        tables.setdefault(source_id, set()).add(name)
    return tuple(
        facts.SourceFact(
            slug=source.slug,
            title=source.title,
            tables=tuple(sorted(tables.get(source.pk, set()))),
            freshness_days=source.freshness_days,
            cadence_days=source.cadence_days,
            active=source.active,
            last_observed_at=newest.get(source.pk),
            owner=source.accountable.email if source.accountable else None,
            rejected=rejected[source.pk],
        )
        for source in Source.objects.select_related("accountable").order_by("slug")
    )


def _bound(keys: Mapping[int, str], day: date, exceptions: Iterable[facts.ExceptionFact]) -> tuple[BoundRow, ...]:
    known = tests()
    subjects: dict[str, set[str]] = {}
    for exception in exceptions:
        if exception.test_id and exception.subject:
            subjects.setdefault(exception.test_id, set()).add(exception.subject)
    rows = []
    for row in BoundTest.objects.filter(control_id__in=keys, bound_on__lte=day).order_by("control__key", "test"):
        test = known.get(row.test)
        if test is not None:
            key = f"{keys[row.control_id]} {test.digest} {sorted(row.parameters.items())}"
            bound = replace(test.bind(row.parameters), excepted=frozenset(subjects.get(test.id, ())))
            rows.append(BoundRow(keys[row.control_id], bound, key))
    return tuple(rows)


def _test_fact(control: str, bound: Bound, result: TestResult | None) -> facts.TestFact:
    test = bound.test
    return facts.TestFact(
        test_id=test.id,
        control_id=control,
        title=test.title,
        severity=Severity(test.severity),
        tables=(*test.tables, *test.optional_tables),
        required=test.tables,
        whole=whole_tables(test),
        result=result,
    )


def _exceptions(keys: Mapping[int, str], as_of: datetime) -> tuple[facts.ExceptionFact, ...]:
    day = as_of.date()
    rows = ControlException.objects.filter(control_id__in=keys).select_related("asked_by", "approver")
    return tuple(
        facts.ExceptionFact(
            id=str(row.pk),
            control_id=keys[row.control_id],
            test_id=row.test,
            subject=row.subject,
            reason=row.reason,
            compensating_measure=row.compensating_measure,
            requested_by=row.asked_by.email,
            approver=row.approver.email if row.approver else "",
            approved_at=_moment(row.decided_on),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            revoked_at=_moment(row.revoked_on),
        )
        for row in rows
        if row.state != ControlException.State.REFUSED and row.starts_on <= day
    )


def _inspected(keys: Mapping[int, str], day: date) -> tuple[facts.InspectedRecordFact, ...]:
    rows = InspectedRecord.objects.filter(control_id__in=keys, inspected_on__lte=day).select_related("inspected_by")
    return tuple(
        facts.InspectedRecordFact(
            id=str(row.pk),
            control_id=keys[row.control_id],
            title=row.title,
            question=row.question,
            supports=row.supports,
            note=row.note,
            inspected_by=row.inspected_by.email,
            inspected_on=row.inspected_on,
            observed_on=row.document_date,
            valid_until=row.valid_until,
        )
        for row in rows
    )


def _attestations(keys: Mapping[int, str], day: date) -> tuple[facts.AttestationFact, ...]:
    rows = Attestation.objects.filter(control_id__in=keys, attested_on__lte=day).select_related("attested_by")
    return tuple(
        facts.AttestationFact(
            id=str(row.pk),
            control_id=keys[row.control_id],
            operates=row.operates,
            attested_by=row.attested_by.email,
            attested_on=row.attested_on,
            valid_until=row.valid_until,
        )
        for row in rows
    )


def _requirements(keys: Mapping[int, str], day: date) -> tuple[facts.RequirementFact, ...]:
    supporting: dict[int, list[str]] = {}
    for control, requirement in Support.objects.filter(control_id__in=keys).values_list("control_id", "requirement_id"):
        supporting.setdefault(requirement, []).append(keys[control])
    excluded = {
        row.requirement_id: facts.NotApplicableFact(
            reason=row.reason,
            requested_by=row.asked_by.email,
            approver=row.approver.email,
            decided_on=row.decided_on,
        )
        for row in Applicability.objects.filter(~Q(approver=None), decided_on__lte=day).select_related(
            "asked_by", "approver"
        )
        if row.approver is not None and row.decided_on is not None
    }
    argued = facts_on(day)
    rows = Requirement.objects.filter(framework__adopted_on__lte=day).values_list(
        "pk", "framework__key", "key", "assessable"
    )
    return tuple(
        facts.RequirementFact(
            framework=framework,
            id=key,
            control_ids=tuple(sorted(supporting.get(pk, ()))),
            assessable=assessable,
            not_applicable=excluded.get(pk),
            argument=argued.get(pk),
        )
        for pk, framework, key, assessable in rows
    )


def _moment(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, UTC) if day else None


def observations(control: Control) -> tuple[Observation, ...]:
    """The looks at a control, as the engine takes them."""
    rows = ControlLook.objects.filter(control=control).values_list("day", "status", "holds_days", "evidence")
    return tuple(Observation(day, ControlStatus(status), holds, evidence) for day, status, holds, evidence in rows)


def resting(assessment: Assessment) -> Bearing:
    """What rests on what, as one assessment concluded it; kept under the digest of the assessment."""
    key = f"resting-{assessment.as_of}-{assessment.ledger_number}-{assessment.digest}"
    kept: Bearing | None = cache.get(key)
    if kept is None:
        kept = _resting(assessment)
        cache.set(key, kept, 3600)
    return kept


def _resting(assessment: Assessment) -> Bearing:
    controls = list(assessment.controls.values_list("conclusion", flat=True))
    requirements = assessment.requirements.values_list("conclusion", flat=True)
    hashes = {ref[9:] for one in controls for ref in one["rests_on"] if ref.startswith("snapshot:")}
    return bearing(controls, requirements, {sha: slug for sha, slug, _ in seen(hashes)})


def seen(hashes: Iterable[str]) -> Iterator[tuple[str, str, datetime]]:
    """SHA-256, key of the source and observed time of snapshots."""
    wanted = sorted(hashes)
    for start in range(0, len(wanted), 500):
        rows = Snapshot.objects.filter(sha256__in=wanted[start : start + 500])
        yield from rows.values_list("sha256", "source__slug", "observed_at")


def said(test: ControlTest, concluded: Plain, parameters: Mapping[str, object]) -> str:
    """The plain sentence of what a test found, from the numbers that were concluded."""
    templates = {"failing": test.sentence.failed, "unproven": test.sentence.unproven}
    values: dict[str, object] = {
        **test.bind(parameters).parameters,
        "population": concluded["population"],
        "violations": concluded["violations"] + concluded["excepted"],
        "excepted": concluded["excepted"],
        "unknown": concluded["unknown"],
    }
    template = templates.get(concluded["status"], test.sentence.passed)
    return template.format(**{name: shown(value) for name, value in values.items()})
