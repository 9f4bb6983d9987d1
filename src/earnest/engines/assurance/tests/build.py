"""Small values for the tests of assurance: a moment, a source, a result, and shorthands for facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from earnest.engines.assurance import ControlConclusion, Record, RequirementConclusion, assess
from earnest.engines.assurance.facts import (
    ArgumentFact,
    AttestationFact,
    ControlFact,
    ExceptionFact,
    InspectedRecordFact,
    RequirementFact,
    Row,
    SourceFact,
    TestFact,
)
from earnest.engines.assurance.statuses import ControlState, Severity

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
TODAY = NOW.date()


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@dataclass(frozen=True)
class FakeInput:
    table: str
    source: str
    snapshot: str = "ab" * 32
    observed_at: datetime | None = None


@dataclass(frozen=True)
class FakeResult:
    population: int = 10
    violations: Sequence[Row] = ()
    violation_count: int = 0
    unknown_count: int = 0
    excepted: Sequence[str] = ()
    tolerated: float = 0.0
    as_of: datetime = NOW
    digest: str = "cd" * 32
    inputs: Sequence[FakeInput] = ()
    missing: Sequence[str] = ()
    error: str | None = None


def row(subject: str) -> Row:
    return {"subject": subject, "label": subject.upper(), "reason": "no second factor"}


def result(population: int = 10, violating: int = 0, unknown: int = 0, **other: object) -> FakeResult:
    """A result whose violating subjects are s0, s1, …"""
    rows = tuple(row(f"s{number}") for number in range(violating))
    fields = {"violations": rows, "violation_count": violating, "unknown_count": unknown, **other}
    return FakeResult(population=population, **fields)  # type: ignore[arg-type]  # keyword fields of a test fixture


def source(
    slug: str = "okta", tables: tuple[str, ...] = ("accounts",), age: float | None = 1, limit: int = 14
) -> SourceFact:
    seen = None if age is None else ago(age)
    return SourceFact(slug, slug.capitalize(), tables, freshness_days=limit, last_observed_at=seen)


def case(
    test_id: str = "t",
    *,
    control: str = "c",
    severity: Severity = Severity.HIGH,
    tables: tuple[str, ...] = ("accounts",),
    required: tuple[str, ...] | None = None,
    found: FakeResult | None = None,
    sampled: bool = False,
) -> TestFact:
    """A bound test; without `found` it has a clean result over ten things."""
    needs = tables if required is None else required
    shown = result() if found is None else found
    return TestFact(test_id, control, test_id.capitalize(), severity, tables, needs, shown, sampled)


def control(
    control_id: str = "c", state: ControlState = ControlState.OPERATING, owner: str | None = "owner@firm.example"
) -> ControlFact:
    return ControlFact(control_id, f"Control {control_id}", state, owner)


def excepted(subject: str | None = "s0", exception_id: str = "E-1", **other: object) -> ExceptionFact:
    """An exception in force from ten days ago until ten days from now."""
    fields: dict[str, object] = {
        "id": exception_id,
        "control_id": "c",
        "subject": subject,
        "reason": "The payment terminal cannot use a second factor.",
        "compensating_measure": "It signs in from one address only.",
        "requested_by": "asker@firm.example",
        "approver": "ciso@firm.example",
        "starts_on": day(-10),
        "ends_on": day(10),
        "approved_at": ago(11),
        **other,
    }
    return ExceptionFact(**fields)  # type: ignore[arg-type]  # keyword fields of a test fixture


def record(record_id: str = "R-1", supports: bool = True, **other: object) -> InspectedRecordFact:
    fields: dict[str, object] = {
        "id": record_id,
        "control_id": "c",
        "title": "Minutes of the exercise",
        "question": "Was the exercise held with the people named?",
        "supports": supports,
        "note": "",
        "inspected_by": "analyst@firm.example",
        "inspected_on": day(-5),
        "observed_on": day(-6),
        "valid_until": day(100),
        **other,
    }
    return InspectedRecordFact(**fields)  # type: ignore[arg-type]  # keyword fields of a test fixture


def attested(attestation_id: str = "A-1", operates: bool = True, **other: object) -> AttestationFact:
    fields: dict[str, object] = {
        "id": attestation_id,
        "control_id": "c",
        "operates": operates,
        "attested_by": "owner@firm.example",
        "attested_on": day(-5),
        "valid_until": day(100),
        **other,
    }
    return AttestationFact(**fields)  # type: ignore[arg-type]  # keyword fields of a test fixture


def argument(control_ids: tuple[str, ...] = ("c",), **other: object) -> ArgumentFact:
    fields: dict[str, object] = {
        "id": "W-1",
        "objective": "Only known people on healthy devices reach internal systems.",
        "reasoning": "Each request proves person and device, which an address list does not.",
        "control_ids": control_ids,
        "author": "architect@firm.example",
        "reviewed_by": "ciso@firm.example",
        "reviewed_on": day(-30),
        "review_by": day(200),
        **other,
    }
    return ArgumentFact(**fields)  # type: ignore[arg-type]  # keyword fields of a test fixture


def requirement(control_ids: tuple[str, ...] = ("c",), **other: object) -> RequirementFact:
    return RequirementFact("iso27001-2022", "A.8.5", control_ids, **other)  # type: ignore[arg-type]  # as above


def world(*tests: TestFact, **other: object) -> Record:
    """One control `c` with the given tests, one fresh source and one requirement that the control supports."""
    given = {"sources": (source(),), "controls": (control(),), "requirements": (requirement(),), **other}
    return Record(tests=tests, **given)  # type: ignore[arg-type]  # keyword fields of a test fixture


def concluded(record_: Record, **moved: float) -> tuple[ControlConclusion, RequirementConclusion]:
    found = assess(record_, NOW + timedelta(**moved))
    return found.control("c"), found.requirement("iso27001-2022", "A.8.5")


def codes(conclusion: ControlConclusion | RequirementConclusion) -> set[str]:
    return {reason.code for reason in conclusion.reasons}


def texts(conclusion: ControlConclusion | RequirementConclusion) -> str:
    return "\n".join(reason.text for reason in conclusion.reasons)
