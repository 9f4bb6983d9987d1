"""One entry point: a record of facts in, every control and requirement concluded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from earnest.engines.assurance.conclusions import Assessment, ControlConclusion, RequirementConclusion, digest_of
from earnest.engines.assurance.controls import conclude_control
from earnest.engines.assurance.exceptions import by_control
from earnest.engines.assurance.facts import (
    AttestationFact,
    FactsError,
    InspectedRecordFact,
    Record,
    TestFact,
)
from earnest.engines.assurance.outcomes import conclude_test
from earnest.engines.assurance.paper import read_paper
from earnest.engines.assurance.requirements import conclude_requirement
from earnest.engines.assurance.sources import Freshness


def assess(facts: Record, as_of: datetime) -> Assessment:
    """Conclude every control and every assessable requirement as of one aware moment.

    The day that dates are compared with is the calendar day of `as_of` in its own time zone. The facts are those
    known at that moment. The same facts in any order give the same assessment, to the byte of `to_json`. Raises
    `FactsError` for facts that contradict one another and ValueError for a naive `as_of`.
    """
    if as_of.utcoffset() is None:
        raise ValueError("as_of has no time zone: give an aware datetime")
    _check(facts)
    freshness, day = Freshness.of(facts.sources, as_of), as_of.date()
    tests: dict[str, list[TestFact]] = {}
    for test in sorted(facts.tests, key=lambda one: one.test_id):
        tests.setdefault(test.control_id, []).append(test)
    records: dict[str, list[InspectedRecordFact]] = {}
    for record in facts.inspected:
        records.setdefault(record.control_id, []).append(record)
    attestations: dict[str, list[AttestationFact]] = {}
    for attestation in facts.attestations:
        attestations.setdefault(attestation.control_id, []).append(attestation)
    exceptions = by_control(facts.exceptions)
    controls: dict[str, ControlConclusion] = {}
    for control in sorted(facts.controls, key=lambda one: one.id):
        excepted = exceptions.get(control.id, ())
        concluded = [conclude_test(test, freshness, excepted) for test in tests.get(control.id, ())]
        paper = read_paper(control, records.get(control.id, ()), attestations.get(control.id, ()), day)
        controls[control.id] = conclude_control(control, concluded, paper)
    names = {control.id: control.name for control in facts.controls}
    requirements = tuple(
        conclude_requirement(requirement, controls, names, day)
        for requirement in sorted(facts.requirements, key=lambda one: (one.framework, one.id))
        if requirement.assessable
    )
    return _assessment(as_of, tuple(controls.values()), requirements)


def _assessment(
    as_of: datetime, controls: tuple[ControlConclusion, ...], requirements: tuple[RequirementConclusion, ...]
) -> Assessment:
    whole = [as_of.isoformat(), [one.digest for one in controls], [one.digest for one in requirements]]
    return Assessment(as_of, controls, requirements, digest_of(whole))


def _check(facts: Record) -> None:
    _unique("source", (source.slug for source in facts.sources))
    _unique("control", (control.id for control in facts.controls))
    _unique("test", (f"{test.test_id} of control {test.control_id}" for test in facts.tests))
    _unique("exception", (exception.id for exception in facts.exceptions))
    _unique("inspected record", (record.id for record in facts.inspected))
    _unique("attestation", (attestation.id for attestation in facts.attestations))
    _unique("requirement", (f"{one.framework} {one.id}" for one in facts.requirements))
    known = {control.id for control in facts.controls}
    bound = [
        *(("test", test.test_id, test.control_id) for test in facts.tests),
        *(("exception", one.id, one.control_id) for one in facts.exceptions),
        *(("inspected record", one.id, one.control_id) for one in facts.inspected),
        *(("attestation", one.id, one.control_id) for one in facts.attestations),
    ]
    for kind, name, control_id in bound:
        if control_id not in known:
            raise FactsError(f"{kind} {name} belongs to control {control_id}, which is not in the record: add it there")


def _unique(kind: str, names: Iterable[str]) -> None:
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        raise FactsError(f"{kind} {twice[0]} is in the record more than once: keep one")
