"""What each argument earns by itself on the day of an assessment, from the statuses that it concluded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from earnest.core.assurance.models import Assessment
from earnest.core.controls.models import Argument
from earnest.core.controls.queries import case_of, fact_of, loaded
from earnest.engines import arguments as gsn
from earnest.engines.assurance.arguments import ArgumentConclusion, Standing, conclude_argument
from earnest.engines.assurance.statuses import ControlStatus, Grade, TestStatus
from earnest.foundation.actor import Actor


@dataclass(frozen=True)
class Argued:
    """An argument as of a day: its form with how its evidence stands, and what it earns."""

    argument: Argument
    case: gsn.Case
    conclusion: ArgumentConclusion

    @cached_property
    def flaws(self) -> tuple[gsn.Flaw, ...]:
        return gsn.flaws(self.case)


def argued(actor: Actor, assessment: Assessment) -> tuple[Argued, ...]:
    """Every argument that the actor may see, by title."""
    found = _standings(assessment)
    return tuple(_argued(row, assessment, found) for row in loaded(actor))


def argued_one(row: Argument, assessment: Assessment) -> Argued:
    """One argument, loaded by `core.controls.queries.loaded`."""
    return _argued(row, assessment, _standings(assessment))


def _argued(row: Argument, assessment: Assessment, found: dict[str, Standing]) -> Argued:
    day = assessment.as_of
    words = {(key, ""): one.status.value for key, one in found.items()}
    words |= {(key, test): status.value for key, one in found.items() for test, status in one.tests.items()}
    return Argued(row, case_of(row, day, words), conclude_argument(fact_of(row, day), found, day))


def _standings(assessment: Assessment) -> dict[str, Standing]:
    rows = assessment.controls.values_list("control__key", "control__name", "status", "grade", "conclusion")
    return {
        key: Standing(
            name,
            ControlStatus(status),
            Grade(grade) if grade else None,
            {test["id"]: TestStatus(test["status"]) for test in conclusion["tests"]},
        )
        for key, name, status, grade, conclusion in rows
    }
