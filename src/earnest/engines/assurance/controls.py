"""From tests and paper to the status of one control.

The strongest kind of evidence that is bound decides: tests before inspected records before the owner's word. A weaker
kind can lower "effective" to "partly effective" by speaking against it; it never raises a status, and never stands in
for a stronger kind that is bound and not live: paper does not replace the look.

The owner's word alone gives "partly effective" at best. Inquiry alone does not give sufficient evidence to support a
conclusion about the effectiveness of a control (PCAOB AS 2201, paragraph .50, note).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from earnest.engines.assurance.conclusions import ControlConclusion, Reason, TestConclusion, digest_of, plain_control
from earnest.engines.assurance.facts import ControlFact
from earnest.engines.assurance.paper import Answer, Paper
from earnest.engines.assurance.statuses import (
    ControlState,
    ControlStatus,
    Grade,
    Severity,
    TestStatus,
    control_from_paper,
    control_from_tests,
    lowered,
    weakest,
)

_TELLS = (TestStatus.FAILING, TestStatus.UNPROVEN, TestStatus.PARTLY, TestStatus.PASSING)
_SEVERE = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)


@dataclass(frozen=True)
class _Verdict:
    status: ControlStatus
    grade: Grade | None
    reasons: Sequence[Reason]
    rests_on: Iterable[str] = ()


def conclude_control(control: ControlFact, tests: Sequence[TestConclusion], paper: Paper) -> ControlConclusion:
    """Status, grade and reasons of one control from its concluded tests and the paper about it."""
    ref = (f"control:{control.id}",)
    owner = () if (control.owner or "").strip() else (Reason("no-owner", f"Nobody answers for {control.name}.", ref),)
    found = _verdict(control, tests, paper, ref)
    concluded = ControlConclusion(
        id=control.id,
        status=found.status,
        grade=found.grade,
        reasons=(*found.reasons, *owner),
        population=sum(test.population for test in tests),
        violations=sum(test.violations for test in tests),
        excepted=sum(test.excepted for test in tests),
        tests=tuple(tests),
        rests_on=tuple(sorted(set(found.rests_on))),
    )
    return replace(concluded, digest=digest_of(plain_control(concluded)))


def _verdict(control: ControlFact, tests: Sequence[TestConclusion], paper: Paper, ref: tuple[str, ...]) -> _Verdict:
    if control.state is ControlState.PLANNED:
        reason = Reason("planned", f"{control.name} is planned and does not operate yet.", ref)
        return _Verdict(ControlStatus.PLANNED, None, [reason])
    if control.state is ControlState.RETIRED:
        return _Verdict(ControlStatus.RETIRED, None, [Reason("retired", f"{control.name} is retired.", ref)])
    if tests:
        return _from_tests(control, tests, paper, ref)
    if paper.inspected:
        return _from_records(control, paper, ref)
    if paper.attested:
        return _from_word(control, paper, ref)
    text = f"{control.name} is described, and nothing stands behind it: no test, no inspected record, no attestation."
    return _Verdict(ControlStatus.UNPROVEN, Grade.E, [Reason("asserted-only", text, ref)])


def _from_tests(control: ControlFact, tests: Sequence[TestConclusion], paper: Paper, ref: tuple[str, ...]) -> _Verdict:
    by_tests = control_from_tests([(test.severity, test.status) for test in tests])
    status = lowered(by_tests, contradicted=paper.against())
    grades = [test.grade for test in tests if test.status is not TestStatus.UNPROVEN]
    against = _speaking(paper, TestStatus.FAILING)
    if status is not by_tests:
        grades.extend(answer.grade for answer in against)
    reasons = [reason for test in sorted(tests, key=_telling) for reason in test.reasons]
    reasons.extend(reason for answer in against for reason in answer.reasons)
    if by_tests is ControlStatus.UNPROVEN and paper.supports():
        text = f"{control.name} has tests: documents and attestations do not stand in for them."
        reasons.append(Reason("paper-no-substitute", text, ref))
    rests_on = {one for test in tests for one in test.rests_on} | {answer.ref for answer in against}
    return _Verdict(status, weakest(grades), reasons, rests_on)


def _telling(test: TestConclusion) -> tuple[int, int, str]:
    """What decides comes first: failing tests, then unproven ones, the more severe before the less."""
    return _TELLS.index(test.status), _SEVERE.index(test.severity), test.test_id


def _from_records(control: ControlFact, paper: Paper, ref: tuple[str, ...]) -> _Verdict:
    by_records = control_from_paper([answer.status for answer in paper.inspected])
    status = lowered(by_records, contradicted=paper.against())
    grades = [answer.grade for answer in paper.inspected if answer.status is not TestStatus.UNPROVEN]
    if status is not by_records:
        grades.append(Grade.D)
    reasons = list(paper.reasons())
    if by_records is ControlStatus.UNPROVEN and _speaking(paper, TestStatus.PASSING):
        text = f"{control.name} rests on inspected records: the owner's word does not stand in for them."
        reasons.append(Reason("paper-no-substitute", text, ref))
    rests_on = {answer.ref for answer in (*paper.inspected, *paper.attested)}
    return _Verdict(status, weakest(grades), reasons, rests_on)


def _from_word(control: ControlFact, paper: Paper, ref: tuple[str, ...]) -> _Verdict:
    reasons = list(paper.reasons())
    rests_on = {answer.ref for answer in paper.attested}
    if paper.against():
        return _Verdict(ControlStatus.FAILING, Grade.D, reasons, rests_on)
    if not paper.supports():
        return _Verdict(ControlStatus.UNPROVEN, Grade.E, reasons, rests_on)
    reasons.append(Reason("attested-only", f"Only the owner's word stands behind {control.name}.", ref))
    return _Verdict(ControlStatus.PARTLY, Grade.D, reasons, rests_on)


def _speaking(paper: Paper, status: TestStatus) -> list[Answer]:
    return [answer for answer in (*paper.inspected, *paper.attested) if answer.status is status]
