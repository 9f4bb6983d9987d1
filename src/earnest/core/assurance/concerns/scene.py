"""What was concluded for a day, read once for all rules that ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from earnest.core.assurance import queries
from earnest.core.assurance.models import Assessment, ControlStatus, TestRun
from earnest.core.assurance.rules import Bearing, Plain
from earnest.core.controls.models import BoundTest, ControlException
from earnest.core.controls.queries import tests
from earnest.engines.control_tests.results import TestResult, from_json
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.once import once


@dataclass(frozen=True)
class Scene:
    """The conclusions of a day. Nothing is computed for it."""

    assessment: Assessment
    controls: tuple[ControlStatus, ...]

    @property
    def bearing(self) -> Bearing:
        return queries.resting(self.assessment)

    @cached_property
    def bound(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The parameters chosen, by control and test."""
        rows = BoundTest.objects.values_list("control__key", "test", "parameters")
        return {(control, test): parameters for control, test, parameters in rows}

    @cached_property
    def concluded(self) -> dict[str, list[tuple[ControlStatus, Plain]]]:
        """By test, every control it speaks for, with what was concluded."""
        found: dict[str, list[tuple[ControlStatus, Plain]]] = {}
        for row in self.controls:
            for test in row.conclusion["tests"]:
                found.setdefault(test["id"], []).append((row, test))
        return found

    @property
    def violated(self) -> list[str]:
        """The tests that something violates."""
        return [name for name, rows in self.concluded.items() if any(test["violations"] for _, test in rows)]

    def said(self, control: str, test: Plain) -> str:
        """The sentence of a test for a control; its title where the test is nowhere to be found."""
        known = tests().get(test["id"])
        if known is None:
            return f"{test['title']}."
        return queries.said(known, test, self.bound.get((control, test["id"]), {}))

    def result(self, test: str) -> TestResult | None:
        """The newest kept result of a test for the day, with its rows."""
        moment = clock.end_of(self.assessment.as_of)

        def read() -> TestResult | None:
            row = TestRun.objects.filter(test=test, as_of=moment).order_by("-pk").first()
            return from_json(row.result) if row else None

        return once(("honesty-result", test, moment), read)

    @cached_property
    def excepted(self) -> frozenset[tuple[str, str]]:
        """Test and subject of every exception that is in force on the day."""
        day = self.assessment.as_of
        rows = ControlException.objects.filter(
            state=ControlException.State.APPROVED, starts_on__lte=day, ends_on__gte=day
        )
        return frozenset(rows.values_list("test", "subject"))

    def violating(self, test: str) -> dict[str, str]:
        """Label of each subject that violates a test and is not excepted on the day, by subject."""
        found = self.result(test)
        if found is None:
            return {}
        rows = ((str(row["subject"]), str(row.get("label") or row["subject"])) for row in found.violations)
        return {subject: label for subject, label in rows if (test, subject) not in self.excepted}


def scene_of(actor: Actor, day: date) -> Scene | None:
    """None where nothing was concluded for the day, or the actor may not see the record."""
    return once(("honesty-scene", day), lambda: _scene(day)) if actor.may(May.SEE_RECORD) else None


def _scene(day: date) -> Scene | None:
    assessment = queries.latest(day)
    if assessment is None:
        return None
    return Scene(assessment, tuple(assessment.controls.select_related("control__accountable").order_by("control__key")))
