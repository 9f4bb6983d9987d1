"""What assurance says: statuses with their reasons and the ids they rest on. Each can be thrown away and computed
again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from earnest.engines.assurance.statuses import ControlStatus, Grade, RequirementStatus, Severity, TestStatus

REASON_CODES: dict[str, str] = {
    "all-excepted": "Every member of the population violates or is excepted, so nothing was seen to work.",
    "another-way": "The requirement is met by a documented argument.",
    "argument-incomplete": "The argument lacks an objective, its reasoning or a review by another person.",
    "argument-overdue": "The argument is past its review date.",
    "asserted-only": "The control is described and nothing stands behind it.",
    "attested-against": "The owner says that the control does not operate.",
    "attested-only": "Only the owner's word stands behind the control.",
    "control-effective": "A supporting control is effective.",
    "control-failing": "A supporting control fails.",
    "control-partly": "A supporting control is partly effective.",
    "control-planned": "A supporting control is only planned.",
    "control-retired": "A supporting control was retired and does not count.",
    "control-unknown": "A supporting control is not in the record.",
    "control-unproven": "A supporting control is unproven.",
    "dated-after": "Evidence is dated after the as-of date and cannot be used for it.",
    "empty-population": "The test found nothing to look at.",
    "exception-ended": "An exception is past its end date, so its deviation counts again.",
    "exception-invalid": "An exception lacks its subject, reason, measure, end date or independent approver.",
    "exception-not-approved": "An exception was asked for and is not approved.",
    "exception-not-started": "An exception starts later.",
    "exception-revoked": "An exception was revoked.",
    "exceptions": "Deviations are excepted by a named approver until a date.",
    "inactive-source": "A result was read from a source that is retired or not in the record.",
    "late-source": "A source is later than its expected rhythm, though within its limit.",
    "missing-table": "No active source has delivered a table that the test cannot do without.",
    "never-observed": "A source has never delivered anything.",
    "no-control": "No control that counts supports the requirement.",
    "no-evidence": "There is nothing live to conclude from.",
    "no-owner": "Nobody is named as accountable.",
    "not-applicable": "A person decided, with approval, that the requirement does not apply.",
    "not-applicable-refused": "A decision that the requirement does not apply lacks a reason or independent approver.",
    "not-run": "The test has not run for this day.",
    "not-whole": "A table whose gaps would look like violations lacks a source.",
    "open-doubt": "A doubt about the argument has no answer.",
    "paper-no-substitute": "Paper does not stand in for a stronger kind of evidence that is bound and not live.",
    "partial-evidence": "The evidence cannot tell for some of the population.",
    "passed": "Nothing in the population violates.",
    "planned": "The control is planned and does not operate yet.",
    "record-against": "An inspected record does not support the control.",
    "record-expired": "An inspected record or attestation is past its last valid day.",
    "record-supports": "An inspected record supports the control.",
    "rejected-rows": "Rows of the newest evidence could not be read, so it is only a part.",
    "retired": "The control is retired.",
    "self-inspected": "The owner inspected their own record, which is an attestation.",
    "stale-source": "A source is older than its limit.",
    "test-error": "The test did not finish.",
    "tolerated": "Violations stay within the share that the test tolerates.",
    "violations": "Members of the population violate the test.",
}
"""Every reason code with its meaning. Codes are stable: pages, documents and the honesty review select by them."""


@dataclass(frozen=True)
class Reason:
    """Why, for one person to read (`text`) and for programs to select (`code`, one of `REASON_CODES`; `refs`, ids
    such as `source:nessus`, `test:privileged-mfa`, `exception:E-12`, `snapshot:<sha256>`)."""

    code: str
    text: str
    refs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.code not in REASON_CODES:
            raise ValueError(f"reason code {self.code!r} is not documented in REASON_CODES")


@dataclass(frozen=True)
class TestConclusion:
    """One bound test. `violations` leaves out what is excepted; the two and the passing rest add up to `population`.
    `result` is the digest of the test result, None where it has not run."""

    __test__ = False  # pytest would take the name for a test class

    test_id: str
    title: str
    severity: Severity
    status: TestStatus
    grade: Grade
    reasons: tuple[Reason, ...]
    population: int = 0
    violations: int = 0
    excepted: int = 0
    unknown: int = 0
    result: str | None = None
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class ControlConclusion:
    """One control. `population`, `violations` and `excepted` are sums over its tests, so they count checks: a thing
    that two tests look at counts twice. `grade` is that of the weakest evidence the status rests on, E where nothing
    live is left, None where the control is planned or retired. `digest` changes when the conclusion or a test result
    it rests on does."""

    id: str
    status: ControlStatus
    grade: Grade | None
    reasons: tuple[Reason, ...]
    population: int = 0
    violations: int = 0
    excepted: int = 0
    tests: tuple[TestConclusion, ...] = ()
    rests_on: tuple[str, ...] = ()
    digest: str = ""


@dataclass(frozen=True)
class RequirementConclusion:
    """One requirement. `controls` are the ids it was concluded from; `grade` the weakest of theirs, None if not
    applicable."""

    framework: str
    id: str
    status: RequirementStatus
    grade: Grade | None
    reasons: tuple[Reason, ...]
    controls: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    digest: str = ""


@dataclass(frozen=True)
class Assessment:
    """Everything concluded at `as_of`, controls by id, requirements by framework and id."""

    as_of: datetime
    controls: tuple[ControlConclusion, ...]
    requirements: tuple[RequirementConclusion, ...]
    digest: str

    def control(self, control_id: str) -> ControlConclusion:
        """KeyError if there is none of that id."""
        for control in self.controls:
            if control.id == control_id:
                return control
        raise KeyError(control_id)

    def requirement(self, framework: str, requirement_id: str) -> RequirementConclusion:
        """KeyError if there is none, or if it is not assessable."""
        for requirement in self.requirements:
            if (requirement.framework, requirement.id) == (framework, requirement_id):
                return requirement
        raise KeyError((framework, requirement_id))

    def plain(self) -> dict[str, Any]:
        """As JSON values; `as_of` in ISO 8601."""
        return {
            "as_of": self.as_of.isoformat(),
            "controls": [plain_control(control) for control in self.controls],
            "requirements": [plain_requirement(requirement) for requirement in self.requirements],
            "digest": self.digest,
        }

    def to_json(self, *, indent: int | None = 2) -> str:
        """The same assessment gives the same bytes: members in alphabetical order, UTF-8 text unescaped, no final
        newline."""
        return json.dumps(self.plain(), sort_keys=True, indent=indent, ensure_ascii=False)


def _plain_reasons(reasons: tuple[Reason, ...]) -> list[dict[str, Any]]:
    return [{"code": reason.code, "text": reason.text, "refs": list(reason.refs)} for reason in reasons]


def plain_test(test: TestConclusion) -> dict[str, Any]:
    return {
        "id": test.test_id,
        "title": test.title,
        "severity": test.severity.value,
        "status": test.status.value,
        "grade": test.grade.value,
        "reasons": _plain_reasons(test.reasons),
        "population": test.population,
        "violations": test.violations,
        "excepted": test.excepted,
        "unknown": test.unknown,
        "result": test.result,
        "rests_on": list(test.rests_on),
    }


def plain_control(control: ControlConclusion) -> dict[str, Any]:
    return {
        "id": control.id,
        "status": control.status.value,
        "grade": control.grade.value if control.grade else None,
        "reasons": _plain_reasons(control.reasons),
        "population": control.population,
        "violations": control.violations,
        "excepted": control.excepted,
        "tests": [plain_test(test) for test in control.tests],
        "rests_on": list(control.rests_on),
        "digest": control.digest,
    }


def plain_requirement(requirement: RequirementConclusion) -> dict[str, Any]:
    return {
        "framework": requirement.framework,
        "id": requirement.id,
        "status": requirement.status.value,
        "grade": requirement.grade.value if requirement.grade else None,
        "reasons": _plain_reasons(requirement.reasons),
        "controls": list(requirement.controls),
        "rests_on": list(requirement.rests_on),
        "digest": requirement.digest,
    }


_CANONICAL = msgspec.json.Encoder(order="sorted")


def digest_of(value: object) -> str:
    """SHA-256, in hexadecimal, over JSON with sorted members and no blanks, in UTF-8. `value` holds no floating-point
    numbers."""
    return hashlib.sha256(_CANONICAL.encode(value)).hexdigest()
