"""What a check came to: passing only if everything that was demanded was seen to hold."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """Of one demand, or of all. `WARNING` is a failure below the severities that the policy fails on."""

    PASSING = "passing"
    WARNING = "warning"
    UNPROVEN = "unproven"
    FAILING = "failing"


_WORSE = (Outcome.FAILING, Outcome.UNPROVEN, Outcome.WARNING, Outcome.PASSING)


@dataclass(frozen=True)
class Place:
    """Where something stands: a file as the policy names it, and the row or member in it; `line` where that is one."""

    file: str
    within: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Deviation:
    """One subject that deviates. `exception` says why it is accepted, empty where it is not."""

    subject: str
    label: str
    reason: str
    place: Place | None
    exception: str = ""


@dataclass(frozen=True)
class CheckedTest:
    """One control test. `count` is of all subjects that deviate without exception; `deviations` names the first."""

    id: str
    title: str
    control: str
    severity: str
    rationale: str
    status: str
    outcome: Outcome
    why: str
    population: int
    count: int
    excepted: int
    unknown: int
    deviations: tuple[Deviation, ...]
    place: Place


@dataclass(frozen=True)
class Promise:
    """A control or a requirement that must hold, with its derived status."""

    kind: str
    id: str
    title: str
    status: str
    outcome: Outcome
    why: str
    place: Place


@dataclass(frozen=True)
class Read:
    """A file of evidence that was looked at. `observed_at` None: nobody can tell, so it proves nothing."""

    file: str
    sha256: str
    format: str
    source: str
    observed_at: datetime | None
    rows: int
    rejected: int
    problem: str = ""


@dataclass(frozen=True)
class Verdict:
    """Everything that a check found, as of an aware moment."""

    as_of: datetime
    title: str
    policy: str
    version: str
    tests: tuple[CheckedTest, ...]
    promises: tuple[Promise, ...]
    evidence: tuple[Read, ...]
    notes: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst of all demands; unproven where there are none. A warning alone is passing: it was tolerated."""
        demands = self._demands
        if not demands:
            return Outcome.UNPROVEN
        worst = next(one for one in _WORSE if one in demands)
        return Outcome.PASSING if worst is Outcome.WARNING else worst

    def count(self, outcome: Outcome) -> int:
        return self._demands.count(outcome)

    @property
    def _demands(self) -> list[Outcome]:
        return [*(one.outcome for one in self.tests), *(one.outcome for one in self.promises)]

    def plain(self) -> dict[str, Any]:
        """As JSON values, members as the fields are named."""
        found = asdict(self)
        found["as_of"] = self.as_of.isoformat()
        for one in found["evidence"]:
            one["observed_at"] = one["observed_at"].isoformat() if one["observed_at"] else None
        return {"outcome": self.outcome.value, **found}
