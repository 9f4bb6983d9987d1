"""What a documented other way earns by itself: from its author, reviewer, doubts and live evidence to a status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from earnest.engines.assurance.conclusions import ControlConclusion, Reason
from earnest.engines.assurance.facts import ArgumentFact, same_person
from earnest.engines.assurance.statuses import (
    ControlStatus,
    Grade,
    RequirementStatus,
    TestStatus,
    argument_status,
    weakest,
)

CONTROL_SAYS = {
    ControlStatus.EFFECTIVE: ("control-effective", "is effective"),
    ControlStatus.PARTLY: ("control-partly", "is partly effective"),
    ControlStatus.FAILING: ("control-failing", "fails"),
    ControlStatus.UNPROVEN: ("control-unproven", "is unproven"),
    ControlStatus.PLANNED: ("control-planned", "is only planned"),
    ControlStatus.RETIRED: ("control-retired", "was retired and does not count"),
}
LIVE = (ControlStatus.EFFECTIVE, ControlStatus.PARTLY, ControlStatus.FAILING)
_OF_TEST = {
    TestStatus.PASSING: (ControlStatus.EFFECTIVE, "passes"),
    TestStatus.PARTLY: (ControlStatus.PARTLY, "passes partly"),
    TestStatus.FAILING: (ControlStatus.FAILING, "fails"),
    TestStatus.UNPROVEN: (ControlStatus.UNPROVEN, "is unproven"),
}


@dataclass(frozen=True)
class Standing:
    """How a control stands: its status, grade (None: there is none) and the status of each of its tests."""

    name: str
    status: ControlStatus
    grade: Grade | None
    tests: Mapping[str, TestStatus]


@dataclass(frozen=True)
class ArgumentConclusion:
    """What one argument earns. `controls` are the ids of those that its evidence belongs to."""

    id: str
    status: RequirementStatus
    grade: Grade
    controls: tuple[str, ...]
    reasons: tuple[Reason, ...]


def standings(controls: Mapping[str, ControlConclusion], names: Mapping[str, str]) -> dict[str, Standing]:
    """Concluded controls as arguments look at them."""
    return {
        key: Standing(names.get(key, key), one.status, one.grade, {test.test_id: test.status for test in one.tests})
        for key, one in controls.items()
    }


def conclude_argument(argument: ArgumentFact, controls: Mapping[str, Standing], day: date) -> ArgumentConclusion:
    """Status of one argument on a day, `statuses.argument_status` applied to its evidence. A control that is not among
    `controls` is one that nobody has looked at; a test counts by its own result, while its control operates."""
    ref = (f"argument:{argument.id}",)
    incomplete = _incomplete(argument, day, ref)
    doubts = [doubt for doubt in argument.doubts if doubt.open]
    whole = sorted(set(argument.control_ids))
    tests = sorted(set(argument.tests))
    found = [_control(one, controls) for one in whole] + [_test(key, test, controls) for key, test in tests]
    evidence = [status for status, _ in found]
    status = argument_status(complete=not incomplete, open_doubts=bool(doubts), evidence=evidence)
    reasons = list(incomplete)
    if not any(one in LIVE for one in evidence):
        reasons.append(Reason("no-evidence", f"The argument {argument.id} rests on no live evidence.", ref))
    reasons.extend(Reason("open-doubt", f"A doubt has no answer: {doubt.text.strip()}", ref) for doubt in doubts)
    if status is RequirementStatus.MET_ANOTHER_WAY:
        by = argument.reviewed_by.strip()
        text = f"Met by the argument {argument.id}, reviewed by {by}: {argument.objective.strip()}"
        reasons.append(Reason("another-way", text, ref))
    ids = tuple(sorted({*whole, *(key for key, _ in tests)}))
    return ArgumentConclusion(
        argument.id, status, weakest(_grades(ids, controls)), ids, (*reasons, *(reason for _, reason in found))
    )


def _grades(ids: Iterable[str], controls: Mapping[str, Standing]) -> list[Grade]:
    found = (controls[one] for one in ids if one in controls)
    return [one.grade for one in found if one.grade is not None and one.status in LIVE]


def _control(key: str, controls: Mapping[str, Standing]) -> tuple[ControlStatus, Reason]:
    """A control that is not in the record is one nobody has looked at."""
    ref = (f"control:{key}",)
    if key not in controls:
        return ControlStatus.UNPROVEN, Reason("control-unknown", f"The control {key} is not in the record.", ref)
    one = controls[key]
    code, says = CONTROL_SAYS[one.status]
    return one.status, Reason(code, f"{one.name} {says}.", ref)


def _test(key: str, test: str, controls: Mapping[str, Standing]) -> tuple[ControlStatus, Reason]:
    if key not in controls or controls[key].status in (ControlStatus.PLANNED, ControlStatus.RETIRED):
        return _control(key, controls)
    ref = (f"test:{test}", f"control:{key}")
    one = controls[key]
    if test not in one.tests:
        text = f"The test {test} is not bound to {one.name}."
        return ControlStatus.UNPROVEN, Reason("control-unproven", text, ref)
    status, says = _OF_TEST[one.tests[test]]
    return status, Reason(CONTROL_SAYS[status][0], f"The test {test} of {one.name} {says}.", ref)


def _incomplete(argument: ArgumentFact, day: date, ref: tuple[str, ...]) -> tuple[Reason, ...]:
    lacks = [
        f"it lacks {what}"
        for what, value in (("its objective", argument.objective), ("its reasoning", argument.reasoning))
        if not value.strip()
    ]
    if not argument.author.strip():
        lacks.append("it lacks an author")
    if not argument.reviewed_by.strip() or argument.reviewed_on is None or argument.reviewed_on > day:
        lacks.append("nobody has reviewed it")
    elif same_person(argument.author, argument.reviewed_by):
        lacks.append("its author reviewed it")
    if argument.review_by is None:
        lacks.append("it has no review date")
    lacks.extend(argument.lacks)
    reasons = [Reason("argument-incomplete", f"The argument {argument.id} is not complete: {'; '.join(lacks)}.", ref)]
    found = reasons if lacks else []
    if argument.review_by is not None and argument.review_by < day:
        due = argument.review_by.isoformat()
        found.append(Reason("argument-overdue", f"The argument {argument.id} was to be reviewed again by {due}.", ref))
    return tuple(found)
