"""What was concluded of controls, tests and requirements as of a day, read once for all that stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from earnest.core.assurance.models import Assessment, TestRun
from earnest.duties.audits.rules.standing import Live
from earnest.engines.control_tests.results import TestResult, from_json
from earnest.foundation import clock
from earnest.foundation.once import once

_SAYS = {
    "effective": Live.GONE,
    "passing": Live.GONE,
    "partly effective": Live.THERE,
    "partly passing": Live.THERE,
    "failing": Live.THERE,
}


@dataclass(frozen=True)
class Posture:
    """The newest assessment up to a day; `day` is its own, None where nothing was concluded yet.

    `controls` leads from a key, `requirements` from (framework, requirement), to the conclusion as JSON holds it.
    """

    day: date | None
    controls: Mapping[str, Mapping[str, Any]]
    requirements: Mapping[tuple[str, str], Mapping[str, Any]]

    def test(self, control: str, test: str) -> Mapping[str, Any] | None:
        """What was concluded of a test for a control; for any control where none is named."""
        for key, told in self.controls.items():
            if control in {"", key}:
                for one in told["tests"]:
                    if one["id"] == test:
                        found: Mapping[str, Any] = one
                        return found
        return None

    def word(self, control: str, test: str = "") -> str | None:
        """The status of a control, or of one of its tests, in a word; None where there is none."""
        told = self.test(control, test) if test else self.controls.get(control)
        return None if told is None else str(told["status"])


def posture(day: date) -> Posture:
    """What stands as of a day, or was concluded last before it."""
    return once(("audits-posture", day), lambda: _posture(day))


def _posture(day: date) -> Posture:
    made = Assessment.objects.filter(as_of__lte=day).order_by("-as_of").first()
    if made is None:
        return Posture(None, {}, {})
    return Posture(
        made.as_of,
        {one["id"]: one for one in made.controls.values_list("conclusion", flat=True)},
        {(one["framework"], one["id"]): one for one in made.requirements.values_list("conclusion", flat=True)},
    )


def result_of(known: Posture, control: str, test: str) -> TestResult | None:
    """The rows behind what was concluded of a test; None where they are not kept."""
    told = known.test(control, test)
    if told is None or not told["result"] or known.day is None:
        return None

    def read() -> dict[str, TestResult]:
        assert known.day is not None  # looked at above
        made = TestRun.objects.filter(test=test, as_of=clock.end_of(known.day)).values_list("result", flat=True)
        return {one.digest: one for one in map(from_json, made)}

    return once(("audits-runs", known.day, test), read).get(told["result"])


def live(known: Posture, *, control: str, test: str, subject: str) -> tuple[Live, str]:
    """What evidence says of something that was found: whether it is still there, and one sentence."""
    if not control and not test:
        return Live.NONE, "No control test was named that would show it."
    word = known.word(control, test)
    if word is None:
        return Live.UNPROVEN, "Nothing was concluded of it yet."
    if subject:
        return _row(known, control, test, subject)
    what = f"The control test {test}" if test else "The control"
    return _SAYS.get(word, Live.UNPROVEN), f"{what} is {word}."


def _row(known: Posture, control: str, test: str, subject: str) -> tuple[Live, str]:
    told, result = known.test(control, test), result_of(known, control, test)
    if told is None or result is None or result.error or result.missing:
        return Live.UNPROVEN, f"The control test {test} has no result to look at."
    for row in result.violations:
        if row["subject"] == subject:
            return Live.THERE, f"{row.get('label') or subject}: {row.get('reason') or 'it still violates the test.'}"
    if result.violation_count > len({row["subject"] for row in result.violations}):
        return Live.UNPROVEN, f"The control test {test} found more than is kept, so the row may be among them."
    if any(row["subject"] == subject for row in result.unknown) or told["status"] == "unproven":
        return Live.UNPROVEN, f"The control test {test} cannot tell today."
    return Live.GONE, f"The control test {test} no longer finds it."
