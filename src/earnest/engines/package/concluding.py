"""From the parts of a package to what was concluded: the same steps where it is made and where it is verified."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from earnest.engines.assurance.facts import (
    AttestationFact,
    ControlFact,
    ExceptionFact,
    InspectedRecordFact,
    Record,
    RequirementFact,
    SourceFact,
    TestFact,
)
from earnest.engines.assurance.sources import staleness
from earnest.engines.assurance.statuses import Severity
from earnest.engines.control_tests.dataset import Dataset, Piece
from earnest.engines.control_tests.model import Bound, ControlTest
from earnest.engines.control_tests.results import TestResult
from earnest.engines.control_tests.whole import whole_tables
from earnest.engines.package.parts import BoundTest, Decided, SnapshotFile, TableFile

Key = tuple[str, str]
"""Of a bound test: its control and its test."""


@dataclass(frozen=True)
class Facts:
    """What a package holds of observations and decisions."""

    sources: tuple[SourceFact, ...]
    controls: tuple[ControlFact, ...]
    parameters: tuple[BoundTest, ...]
    exceptions: tuple[ExceptionFact, ...]
    inspected: tuple[InspectedRecordFact, ...]
    attestations: tuple[AttestationFact, ...]
    requirements: tuple[RequirementFact, ...]
    decided: tuple[Decided, ...] = ()

    def member(self, name: str) -> tuple[object, ...]:
        """What stands in `facts/NAME.json`."""
        found: tuple[object, ...] = getattr(self, name)
        return found


def bind(one: BoundTest, test: ControlTest, exceptions: Iterable[ExceptionFact]) -> Bound:
    """A bound test ready to run. Raises BadParameter."""
    excepted = frozenset(e.subject for e in exceptions if e.test_id == test.id and e.subject)
    return replace(test.bind(one.given), excepted=excepted)


def record(facts: Facts, tests: Mapping[str, ControlTest], results: Mapping[Key, TestResult | None]) -> Record:
    """The record as assurance takes it. `tests` has every test that is bound."""
    found = []
    for one in facts.parameters:
        test = tests[one.test]
        found.append(
            TestFact(
                test_id=test.id,
                control_id=one.control,
                title=test.title,
                severity=Severity(test.severity),
                tables=(*test.tables, *test.optional_tables),
                required=test.tables,
                result=results.get((one.control, one.test)),
                sampled=one.sampled,
                whole=whole_tables(test),
            )
        )
    return Record(
        sources=facts.sources,
        controls=facts.controls,
        tests=tuple(found),
        exceptions=facts.exceptions,
        inspected=facts.inspected,
        attestations=facts.attestations,
        requirements=facts.requirements,
    )


def resting_on(one: RequirementFact) -> frozenset[str]:
    """The controls that a requirement rests on, by itself or through its argument."""
    argued = one.argument
    named = (*argued.control_ids, *(control for control, _ in argued.tests)) if argued else ()
    return frozenset((*one.control_ids, *named))


def dataset(
    snapshots: Iterable[SnapshotFile],
    sources: Iterable[SourceFact],
    as_of: datetime,
    path_of: Callable[[TableFile], Path],
) -> Dataset:
    """The tables that tests may read: of sources that are fresh."""
    fresh = {source.slug for source in sources if staleness(source, as_of) is None}
    pieces: dict[str, list[Piece]] = {}
    for snapshot in snapshots:
        if snapshot.source in fresh:
            for table in snapshot.tables:
                piece = Piece(path_of(table), snapshot.source, snapshot.sha256, snapshot.observed_at, table.rows)
                pieces.setdefault(table.table, []).append(piece)
    return Dataset({name: tuple(found) for name, found in pieces.items()})
