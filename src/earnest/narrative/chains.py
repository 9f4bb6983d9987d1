"""The steps of proofs: from what is asked down to what was seen and the ledger entry that recorded it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time

from earnest.core.controls.models import Argument, ControlException
from earnest.core.controls.queries import loaded
from earnest.core.evidence.models import Snapshot
from earnest.engines.assurance.conclusions import REASON_CODES
from earnest.engines.control_tests.results import Scalar, TestResult
from earnest.engines.documents.parts import Grade
from earnest.engines.documents.proof import (
    ControlStep,
    DecisionStep,
    LedgerStep,
    MethodStep,
    MissingStep,
    QueryStep,
    RequirementStep,
    RowsStep,
    SnapshotStep,
    Step,
    TestStep,
)
from earnest.foundation.ledger import history
from earnest.foundation.record import Record
from earnest.library.crosswalk import CROSSWALK_NOTE
from earnest.narrative.basis import Basis, Plain

SHOWN_ROWS = 5
SHOWN_SNAPSHOTS = 6
"""Rows and snapshots of one test that a proof shows; it says how many there are besides."""

_CONTROL_RULE = (
    "Status of a control from the tests bound to it: a failing test of critical or high severity decides, then one "
    "that could not be run; the control is effective only where every test passes on fresh evidence"
)
_REQUIREMENT_RULE = (
    "Status of a requirement from all controls that support it: met only where every one of them is effective. "
    + CROSSWALK_NOTE
)
_ANOTHER_WAY_RULE = (
    "A requirement is met by another approach where its argument was reviewed by another person than its author and is "
    "in date, no doubt about it is open, and every control or test that it rests on is effective"
)


def requirement_chain(basis: Basis, framework: str, key: str, *, deep: bool = False) -> tuple[Step, ...]:
    """From a requirement to its controls; with `deep` on to the tests, the rows and the snapshots of each."""
    entry = basis.requirements(framework)[key]
    steps: list[Step] = [RequirementStep(framework_name(basis, framework), key, entry.requirement.title)]
    exclusion = basis.exclusions.get(entry.requirement.pk)
    if entry.status == "not applicable" and exclusion is not None and exclusion.approver is not None:
        what = f"does not apply; asked for by {exclusion.asked_by.name}"
        steps.append(DecisionStep(key, what, exclusion.approver.name, exclusion.decided_on, exclusion.reason))
        return (*steps, *ledger(basis, exclusion))
    if not entry.controls:
        steps.append(MissingStep("Controls", "; ".join(texts(entry.concluded))))
        return tuple(steps)
    for reference in (entry.concluded or {}).get("rests_on", ()):
        kind, _sep, name = str(reference).partition(":")
        for argument in loaded(basis.actor).filter(key=name) if kind == "argument" else ():
            steps.extend(argument_steps(argument))
    for control in entry.controls:
        if deep and control in basis.controls:
            steps.extend(control_chain(basis, control))
        else:
            steps.append(control_step(basis, control))
    inputs = tuple((one, _said(basis, one)) for one in entry.controls)
    rule = _ANOTHER_WAY_RULE if entry.status == "met by another approach" else _REQUIREMENT_RULE
    return (*steps, MethodStep(rule, inputs))


def argument_steps(argument: Argument) -> Iterator[Step]:
    """An argument for another way: who wrote it, who reviewed it and who approved it."""
    key = f"argument {argument.key}"
    yield DecisionStep(key, argument.title, argument.author.name, argument.written_on, argument.objective)
    if argument.reviewer is not None:
        yield DecisionStep(key, "reviewed", argument.reviewer.name, argument.reviewed_on, argument.review_note)
    if argument.approver is not None:
        yield DecisionStep(key, "approved", argument.approver.name, argument.approved_on)


def control_chain(basis: Basis, key: str) -> tuple[Step, ...]:
    """From a control through its tests, or the papers and words that stand for it, to what was seen."""
    entry = basis.controls[key]
    steps: list[Step] = [control_step(basis, key)]
    seen: set[tuple[str, str]] = set()
    for test in entry.tests:
        steps.extend(_tested(basis, key, test))
        seen.update(_read(basis, test))
    steps.extend(snapshots(basis, sorted(seen), grade="A"))
    for reference in entry.concluded["rests_on"]:
        kind, _, one = str(reference).partition(":")
        steps.extend(paper(basis, kind, one))
    if len(steps) == 1:
        steps.append(MissingStep("Evidence", "; ".join(texts(entry.concluded))))
        return (*steps, *ledger(basis, entry.control))
    inputs = tuple((str(test["id"]), f"{test['severity']}, {test['status']}") for test in entry.tests)
    rule = _CONTROL_RULE if entry.tests else "Status of a control from inspected records, or the owner's word"
    return (*steps, MethodStep(rule, (*inputs, ("conclusion", str(entry.concluded["digest"])))))


def test_chain(basis: Basis, control: str, test: Plain) -> tuple[Step, ...]:
    """From a control through one of its tests to what was seen."""
    seen = snapshots(basis, sorted(_read(basis, test)), grade="A")
    return (control_step(basis, control), *_tested(basis, control, test), *seen)


def _read(basis: Basis, test: Plain) -> set[tuple[str, str]]:
    """The snapshots that a test read, with their sources."""
    result = basis.results.get(str(test["result"]))
    return {(item.snapshot, item.source) for item in result.inputs} if result else set()


def _tested(basis: Basis, control: str, test: Plain) -> Iterator[Step]:
    """A test, its query as it ran, the rows it returned, and the exceptions it used."""
    known = basis.tests.get(str(test["id"]))
    result = basis.results.get(str(test["result"]))
    version = result.version if result else known.version if known else 0
    yield TestStep(str(test["id"]), version, str(test["title"]), _passes_when(result), str(test["result"] or ""))
    if result is None:
        chosen = basis.parameters.get((control, str(test["id"])), {})
        named = ", ".join(f"{name} {value}" for name, value in sorted(chosen.items()))
        yield MissingStep("Result", "; ".join(texts(test)) + (f" Parameters chosen: {named}." if named else ""))
    else:
        yield _query(basis, result)
        yield from _rows(result)
        if test["status"] == "unproven":
            yield MissingStep("Proof", "; ".join(texts(test)))
    for reference in test["rests_on"]:
        kind, _, one = str(reference).partition(":")
        if kind == "exception" and one in basis.exceptions:
            yield from exception_steps(basis, basis.exceptions[one])


def _query(basis: Basis, result: TestResult) -> Step:
    known = basis.tests.get(result.test_id)
    if known is None or known.digest != result.test_digest:
        return MissingStep("Query", f"the test has changed since it ran; its text had the SHA-256 {result.test_digest}")
    if basis.queries == "named":
        return QueryStep(
            f"-- queries of {known.id}, version {known.version}; SHA-256 of the text:\n-- {known.digest}",
            _values(result),
        )
    shown = known.queries if basis.queries == "whole" else (("violations", known.violations_sql),)
    return QueryStep("\n\n".join(f"-- {name}\n{query.strip()}" for name, query in shown), _values(result))


def source_chain(basis: Basis, slug: str) -> tuple[Step, ...]:
    """What a source is expected to give, and the newest that it gave."""
    state = basis.sources[slug]
    source = state.source
    limits = [("proves nothing after", f"{source.freshness_days} days"), ("as of", basis.as_of.date().isoformat())]
    if source.cadence_days is not None:
        limits.insert(0, ("expected every", f"{source.cadence_days} days"))
    method = MethodStep("Age of the newest observation against the limit of the source", tuple(limits))
    if state.last is None:
        return (
            method,
            MissingStep(f"Snapshot of {source.title}", "it has never delivered anything"),
            *ledger(basis, source),
        )
    return (method, *snapshots(basis, [(state.last.sha256, slug)]))


def exception_steps(basis: Basis, exception: ControlException) -> tuple[Step, ...]:
    """Who asked for an exception and who decided, with the ledger entry."""
    what = (
        f"{exception.label}; asked for by {exception.asked_by.name}; {exception.starts_on} to {exception.ends_on}; "
        f"compensating measure: {exception.compensating_measure}"
    )
    by = exception.approver.name if exception.approver else "nobody yet"
    step = DecisionStep(f"exception {exception.pk}", what, by, exception.decided_on, exception.reason)
    return (step, *ledger(basis, exception))


def snapshots(basis: Basis, wanted: Sequence[tuple[str, str]], *, grade: Grade | None = None) -> Iterator[Step]:
    """Snapshots by hash and source, each with its ledger entry; of many, the newest."""
    found = [basis.snapshots[name] for sha, slug in wanted if (name := f"{sha} {slug}") in basis.snapshots]
    found.sort(key=lambda one: (one.observed_at, one.sha256), reverse=True)
    for one in found[:SHOWN_SNAPSHOTS]:
        yield snapshot_step(one, grade)
        yield from ledger(basis, one)
    if len(found) > SHOWN_SNAPSHOTS:
        yield MissingStep(
            f"{len(found) - SHOWN_SNAPSHOTS} older snapshots of the same kind", "the workbench lists them"
        )


def snapshot_step(snapshot: Snapshot, grade: Grade | None = None) -> SnapshotStep:
    return SnapshotStep(
        snapshot.sha256,
        f"{snapshot.source.title}, {snapshot.name}",
        snapshot.observed_at,
        snapshot.collected_at,
        snapshot.uploaded_at,
        grade,
    )


def control_step(basis: Basis, key: str) -> ControlStep:
    entry = basis.controls.get(key)
    if entry is None:
        return ControlStep(key, "")
    person = entry.control.accountable
    return ControlStep(key, entry.control.name, person.name if person else "")


def ledger(basis: Basis, record: Record) -> Iterator[Step]:
    """The newest entry that recorded it; a hollow link where there is none."""
    entry = basis.ledger.get(record.reference)
    if entry is None:
        yield MissingStep("Ledger entry", "none up to the entry that this assessment counted")
    else:
        yield LedgerStep(entry.number, entry.at.astimezone(UTC), entry.hash, entry.previous)


def newest_entry(basis: Basis, record: Record) -> Iterator[Step]:
    """The newest entry of one record that the basis does not list, up to the one that the assessment counted."""
    upto = basis.assessment.ledger_number
    found = next((one for one in history(record.reference) if one.number <= upto), None)
    if found is None:
        yield MissingStep("Ledger entry", "none up to the entry that this assessment counted")
    else:
        yield LedgerStep(found.number, found.at.astimezone(UTC), found.hash, found.previous)


def framework_name(basis: Basis, key: str) -> str:
    framework = basis.frameworks.get(key)
    return framework.title if framework else key


def texts(concluded: Plain | None) -> list[str]:
    """The reasons of a conclusion in the engine's words."""
    return [str(reason["text"]) or REASON_CODES[reason["code"]] for reason in concluded["reasons"]] if concluded else []


def _said(basis: Basis, control: str) -> str:
    entry = basis.controls.get(control)
    return f"{entry.status}, {entry.concluded['digest']}" if entry else "not in the record"


def paper(basis: Basis, kind: str, one: str) -> Iterator[Step]:
    """An inspected record (`record`) or an attestation (`attestation`), with its document and ledger entry."""
    if kind == "record" and one in basis.inspected:
        record = basis.inspected[one]
        found = "shows it" if record.supports else "does not show it"
        what = f"{record.title}, dated {record.document_date}, asked: {record.question} It {found}."
        yield DecisionStep(f"inspected record {one}", what, record.inspected_by.name, record.inspected_on, record.note)
        if record.sha256:
            seen = _moment(record.document_date)
            yield SnapshotStep(record.sha256, record.title, seen, _moment(record.inspected_on), grade="C")
        yield from ledger(basis, record)
    elif kind == "attestation" and one in basis.attestations:
        attestation = basis.attestations[one]
        what = f"{attestation.statement} Good until {attestation.valid_until}."
        yield DecisionStep(f"attestation {one}", what, attestation.attested_by.name, attestation.attested_on)
        yield from ledger(basis, attestation)


def _rows(result: TestResult) -> Iterator[Step]:
    rows = tuple(_cells(row) for row in result.violations[:SHOWN_ROWS])
    yield RowsStep(("Subject", "What", "Why"), rows, result.violation_count, result.population)
    if result.unknown_count:
        named = ", ".join(_text(row.get("label") or row.get("subject")) for row in result.unknown[:SHOWN_ROWS])
        yield MissingStep(f"{result.unknown_count} rows for which the evidence cannot tell", named)


def _cells(row: dict[str, Scalar] | object) -> tuple[str, str, str]:
    values = dict(row) if isinstance(row, dict) else {}
    return (_text(values.get("subject")), _text(values.get("label")), _text(values.get("reason")))


def _text(value: Scalar) -> str:
    return "" if value is None else str(value)


def _passes_when(result: TestResult | None) -> str:
    if result is None or not result.tolerated:
        return "no row is left after exceptions"
    return f"at most {result.tolerated:.1%} of the population is left after exceptions"


def _values(result: TestResult) -> tuple[tuple[str, str], ...]:
    moment = result.as_of.astimezone(UTC).isoformat(timespec="minutes")
    return (("as_of", moment), *((name, _text(value)) for name, value in sorted(result.parameters.items())))


def _moment(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, UTC) if day else None
