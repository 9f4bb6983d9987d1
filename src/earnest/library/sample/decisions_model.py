"""Decisions of the sample company: what its people decided, as typed records. Nothing here is a conclusion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Adoption = Literal["operating", "planned", "retired"]
ExceptionState = Literal["proposed", "approved", "refused", "withdrawn"]
Answer = str | int | float | bool


@dataclass(frozen=True)
class ControlAdoption:
    """A catalogue control the company took on. `owner` is a work address, None where nobody is named.

    Costs are a year's: licences in whole euros, own work in days.
    """

    control: str
    state: Adoption
    owner: str | None
    since: date
    licence_eur: int
    people_days: int
    note: str = ""
    until: date | None = None


@dataclass(frozen=True)
class TestChoice:
    """How a control uses a test of the library: `with` other parameters, `without` it, or `also` another control's."""

    __test__ = False  # pytest would take the name for a test class

    control: str
    test: str
    use: Literal["with", "without", "also"]
    reason: str
    parameters: tuple[tuple[str, str | int | float], ...] = ()


@dataclass(frozen=True)
class ExceptionRecord:
    """A deviation somebody asked for. `subject` is the subject of the control test that it attaches to."""

    slug: str
    control: str
    test: str
    subject: str
    title: str
    reason: str
    compensating: str
    asked_by: str
    asked_on: date
    state: ExceptionState
    decided_by: str | None = None
    decided_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class InspectedRecord:
    """A document or record that a person looked at: grade C evidence.

    `kind` is document, minutes, screenshot, contract or report. `dated` is the record's own day.
    """

    slug: str
    control: str
    title: str
    kind: str
    inspected_by: str
    inspected_on: date
    dated: date
    valid_until: date | None
    finding: str


@dataclass(frozen=True)
class Attestation:
    """An owner's word: grade D evidence."""

    slug: str
    control: str
    statement: str
    attested_by: str
    attested_on: date
    valid_until: date | None


@dataclass(frozen=True)
class FrameworkAdoption:
    framework: str
    why: str
    owner: str
    since: date


@dataclass(frozen=True)
class Applicability:
    """A requirement judged not applicable."""

    framework: str
    requirement: str
    reason: str
    approved_by: str
    approved_on: date
    review_on: date


@dataclass(frozen=True)
class ActionRecord:
    """Something to be done. `owner` is None where nobody has it."""

    slug: str
    title: str
    control: str | None
    owner: str | None
    opened_on: date
    due_on: date
    done_on: date | None
    origin: str


@dataclass(frozen=True)
class InsuranceAnswer:
    requirement: str
    answer: Answer
    text: str


@dataclass(frozen=True)
class InsuranceApplication:
    """Last year's application, as signed."""

    framework: str
    insurer: str
    policy: str
    signed_by: str
    signed_on: date
    limit_eur: int
    retention_eur: int
    premium_eur: int
    answers: tuple[InsuranceAnswer, ...]


@dataclass(frozen=True)
class AccessReviewRecord:
    """A review as its reviewer signed it; the XLSX export says the same."""

    review_id: str
    system: str
    period: str
    reviewer: str
    period_start: date
    period_end: date
    signed_on: date
    decisions: int
    removals: int
    removals_done: int


@dataclass(frozen=True)
class Decisions:
    controls: tuple[ControlAdoption, ...]
    tests: tuple[TestChoice, ...]
    exceptions: tuple[ExceptionRecord, ...]
    inspected: tuple[InspectedRecord, ...]
    attestations: tuple[Attestation, ...]
    frameworks: tuple[FrameworkAdoption, ...]
    applicability: tuple[Applicability, ...]
    actions: tuple[ActionRecord, ...]
    insurance: InsuranceApplication
    access_reviews: tuple[AccessReviewRecord, ...]
