"""What assurance is told: observations and decisions as values, gathered by the caller for one moment.

Nothing here says how well a control works; that is concluded. People are named by any stable text (an address, an
id); two names are the same person when they are equal but for case and surrounding blanks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from earnest.engines.assurance.statuses import ControlState, Severity


class FactsError(ValueError):
    """The facts contradict one another (two controls with one id, a test of a control that is not there). Says which,
    and what to correct."""


Row = Mapping[str, str | int | float | bool | None]
"""A row that a test returned; `subject` is the fingerprint that exceptions attach to."""


class Input(Protocol):
    """One snapshot that a test read through one table."""

    @property
    def table(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def snapshot(self) -> str: ...
    @property
    def observed_at(self) -> datetime | None: ...


class Result(Protocol):
    """What assurance reads of a control test's result; `earnest.engines.control_tests.results.TestResult` fits.

    Counts are of subjects. `violations` may keep fewer rows than there are; `excepted` names violating subjects that
    the caller listed when it ran the test, so that they are known even where their rows were not kept: it proves that
    they violate, never that they are excepted. `missing` names required tables without a snapshot. `tolerated` is the
    share of the population that may violate, 0 ≤ tolerated < 1.
    """

    @property
    def as_of(self) -> datetime: ...
    @property
    def population(self) -> int: ...
    @property
    def violations(self) -> Sequence[Row]: ...
    @property
    def violation_count(self) -> int: ...
    @property
    def unknown_count(self) -> int: ...
    @property
    def excepted(self) -> Sequence[str]: ...
    @property
    def tolerated(self) -> float: ...
    @property
    def digest(self) -> str: ...
    @property
    def inputs(self) -> Sequence[Input]: ...
    @property
    def missing(self) -> Sequence[str]: ...
    @property
    def error(self) -> str | None: ...


@dataclass(frozen=True)
class SourceFact:
    """A source of evidence. `freshness_days` is the age beyond which nothing may rest on it; `cadence_days` how often
    it is expected. `last_observed_at` is the newest *observed* time at the as-of date. An inactive (retired) source
    no longer counts, neither as evidence nor as a gap.

    `rejected` counts the rows of what it delivered last that could not be read: with any, its evidence is a part.
    """

    slug: str
    title: str
    tables: tuple[str, ...]
    freshness_days: int
    cadence_days: int | None = None
    active: bool = True
    last_observed_at: datetime | None = None
    owner: str | None = None
    rejected: int = 0


@dataclass(frozen=True)
class TestFact:
    """A control test bound to a control, with its latest result (None: it has not run).

    `tables` are all the tables it reads, `required` those without which it cannot run, `whole` those in which a missing
    row looks like a violation. `sampled` says that its population is a sample (grade B).
    """

    __test__ = False  # pytest would take the name for a test class

    test_id: str
    control_id: str
    title: str
    severity: Severity
    tables: tuple[str, ...]
    required: tuple[str, ...]
    result: Result | None = None
    sampled: bool = False
    whole: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExceptionFact:
    """A person's request that one subject may deviate for a while, and the answer. Fields may be empty as people
    leave them: `exceptions.standing` says whether it is in force. `test_id` None means every test of the control.
    `concerned` names the people whose own deviation it is. Both dates are included."""

    id: str
    control_id: str
    subject: str | None
    reason: str
    compensating_measure: str
    requested_by: str
    approver: str
    starts_on: date
    ends_on: date | None
    test_id: str | None = None
    approved_at: datetime | None = None
    revoked_at: datetime | None = None
    concerned: tuple[str, ...] = ()


@dataclass(frozen=True)
class InspectedRecordFact:
    """A document or record that a person inspected to answer one `question` about the control.

    `supports` is the inspector's answer. `observed_on` is the day the document itself speaks of, `valid_until` the
    last day it counts. Inspections of the same control with the same question replace one another by `inspected_on`.
    """

    id: str
    control_id: str
    title: str
    question: str
    supports: bool
    note: str
    inspected_by: str
    inspected_on: date
    observed_on: date
    valid_until: date


@dataclass(frozen=True)
class AttestationFact:
    """The owner's signed answer to "does this control operate as described?". The latest one replaces those before."""

    id: str
    control_id: str
    operates: bool
    attested_by: str
    attested_on: date
    valid_until: date


@dataclass(frozen=True)
class ControlFact:
    id: str
    name: str
    state: ControlState
    owner: str | None = None


@dataclass(frozen=True)
class Doubt:
    """Something that could defeat an argument. It is open until it has an answer."""

    text: str
    answer: str = ""

    @property
    def open(self) -> bool:
        return not self.answer.strip()


@dataclass(frozen=True)
class ArgumentFact:
    """A documented other way to meet a requirement. `control_ids` are the controls whose live evidence it rests on,
    `tests` single control tests as (control, test); `review_by` is the last day it stands without a new review.
    `lacks` says in words what its own structure lacks, such as a goal that nothing supports: with any it is not
    complete."""

    id: str
    objective: str
    reasoning: str
    control_ids: tuple[str, ...]
    author: str
    reviewed_by: str
    reviewed_on: date | None
    review_by: date | None
    doubts: tuple[Doubt, ...] = ()
    tests: tuple[tuple[str, str], ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotApplicableFact:
    """A person's decision that a requirement does not apply. It counts with a reason and an approver other than who
    asked."""

    reason: str
    requested_by: str
    approver: str
    decided_on: date


@dataclass(frozen=True)
class RequirementFact:
    """A requirement of a framework. One that is not `assessable` (a heading) gets no conclusion."""

    framework: str
    id: str
    control_ids: tuple[str, ...] = ()
    assessable: bool = True
    not_applicable: NotApplicableFact | None = None
    argument: ArgumentFact | None = None


@dataclass(frozen=True)
class Record:
    """Everything assurance concludes from, as known at one moment. Order does not matter."""

    sources: tuple[SourceFact, ...] = ()
    controls: tuple[ControlFact, ...] = ()
    tests: tuple[TestFact, ...] = ()
    exceptions: tuple[ExceptionFact, ...] = ()
    inspected: tuple[InspectedRecordFact, ...] = ()
    attestations: tuple[AttestationFact, ...] = ()
    requirements: tuple[RequirementFact, ...] = field(default=())


def same_person(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
