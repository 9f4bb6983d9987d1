"""Claims and their proofs: the chain from a requirement down to the snapshot and the ledger entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from earnest.engines.documents.parts import Grade, Inline, Reference, references


@dataclass(frozen=True)
class RequirementStep:
    """The requirement that asks for it. `words` are our own, never the standard's text."""

    framework: str
    id: str
    words: str = ""


@dataclass(frozen=True)
class ControlStep:
    """The control and the person accountable for it; an empty `accountable` says that nobody is."""

    id: str
    title: str
    accountable: str = ""


@dataclass(frozen=True)
class TestStep:
    """The control test, its version and the rule by which it passes."""

    __test__ = False  # pytest collects classes whose name starts with Test

    id: str
    version: int
    title: str = ""
    passes_when: str = ""
    digest: str = ""


@dataclass(frozen=True)
class QueryStep:
    """The query as it ran, with its parameters as (name, value)."""

    sql: str
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class RowsStep:
    """Rows that the query returned. `total` counts all, `rows` are those shown, `population` is what was looked at."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    population: int | None = None


@dataclass(frozen=True)
class SnapshotStep:
    """An immutable observation. Observed, collected and uploaded are three different times; None where not recorded."""

    sha256: str
    source: str
    observed_at: datetime | None
    collected_at: datetime | None
    uploaded_at: datetime | None = None
    grade: Grade | None = None


@dataclass(frozen=True)
class LedgerStep:
    """The entry of the ledger that recorded it."""

    entry: int
    recorded_at: datetime | None = None
    hash: str = ""
    previous: str = ""


@dataclass(frozen=True)
class DecisionStep:
    """What a person decided, when and why. `at` is a day where only that is known."""

    id: str
    what: str
    by: str
    at: datetime | date | None = None
    reason: str = ""


@dataclass(frozen=True)
class MethodStep:
    """How a number was computed, with its inputs as (name, value)."""

    method: str
    inputs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class MissingStep:
    """What was left out or is not there: the hollow link of a chain."""

    what: str
    reason: str = ""


Step: TypeAlias = (
    RequirementStep
    | ControlStep
    | TestStep
    | QueryStep
    | RowsStep
    | SnapshotStep
    | LedgerStep
    | DecisionStep
    | MethodStep
    | MissingStep
)


@dataclass(frozen=True)
class Proof:
    """A chain of steps, from what is asked down to what was seen."""

    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Claim:
    """One conclusion. `sentence` says it in parts; `states` are its further numbers, statuses, dates and grades.

    A document may show only what the sentence or `states` hold.
    """

    id: str
    sentence: Inline
    proof: Proof
    states: tuple[Reference, ...] = ()

    def stated(self) -> Iterator[Reference]:
        """Everything that this claim lets a document show."""
        yield from references(self.sentence)
        yield from self.states
