"""What a document may say of each conclusion: typed values whose references name the claim that they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from earnest.core.controls.models import ControlException
from earnest.core.evidence.queries import SourceState
from earnest.core.evidence.rules import Freshness
from earnest.engines.documents.parts import (
    ControlRef,
    DateRef,
    Figure,
    Grade,
    GradeRef,
    Inline,
    Name,
    Reference,
    RequirementId,
    Status,
    StatusRef,
    compose,
)
from earnest.narrative.basis import ControlEntry, Plain, RequirementEntry

WORDS: Mapping[str, Status] = {
    "effective": "effective", "partly effective": "partly-effective", "failing": "failing", "unproven": "unproven",
    "planned": "planned", "retired": "retired", "met": "met", "met by another approach": "met-another-way",
    "partly met": "partly-met", "not met": "not-met", "not applicable": "not-applicable",
    "passing": "effective", "partly passing": "partly-effective",
}  # fmt: skip
GRADES: Mapping[str, Grade] = {"A": "A", "B": "B", "C": "C", "D": "D", "E": "E"}
NOT_IN_USE = frozenset({"planned", "retired"})
_SEVERITIES = ("critical", "high", "medium", "low")


@dataclass(frozen=True)
class Told:
    """A claim that the document holds. Its figures and dates are checked against what the claim states."""

    id: str

    def count(self, value: int | None, one: str = "", many: str = "") -> Figure:
        return Figure(value, "count", self.id, one=one, many=many)

    def days(self, value: int) -> Figure:
        return Figure(value, "days", self.id)

    def share(self, value: float) -> Figure:
        return Figure(value, "share", self.id)

    def on(self, day: date) -> DateRef:
        return DateRef(day, self.id)

    def is_(self, status: Status, *, in_words: bool = False) -> StatusRef:
        return StatusRef(status, self.id, in_words)


@dataclass(frozen=True)
class TestTold(Told):
    """One test of a control. `deviating` counts all that violate, `excepted` those of them that a person excepted."""

    __test__ = False  # pytest collects classes whose name starts with Test

    concluded: Plain
    templates: tuple[str, str]

    @property
    def status(self) -> StatusRef:
        return self.is_(WORDS[self.concluded["status"]])

    @property
    def severity(self) -> int:
        """0 for critical to 3 for low."""
        return _SEVERITIES.index(self.concluded["severity"])

    @property
    def population(self) -> int:
        return int(self.concluded["population"])

    @property
    def excepted(self) -> int:
        return int(self.concluded["excepted"])

    @property
    def deviating(self) -> int:
        return int(self.concluded["violations"]) + self.excepted

    @property
    def unknown(self) -> int:
        return int(self.concluded["unknown"])

    @property
    def good(self) -> int:
        """Members of the population that the test saw to be as they should."""
        return max(0, self.population - self.deviating - self.unknown)

    def sentence(self) -> Inline:
        """What the test found, in the words of its author where they hold no typed number or status."""
        title = Name(str(self.concluded["title"]), "record")
        if not self.population:
            return (title, ": no result that can be used.")
        holes: dict[str, Inline] = {
            "population": self.count(self.population),
            "violations": self.count(self.deviating),
            "excepted": self.count(self.excepted),
            "unknown": self.count(self.unknown),
        }
        template = self.templates[1 if self.deviating else 0]
        if not self.unknown and template and set(_holes(template)) <= set(holes):
            return compose(template, holes)
        seen = (title, ": ", self.count(self.deviating), " of ", self.count(self.population), " deviate")
        if not self.unknown:
            return (*seen, ".")
        return (*seen, "; the evidence cannot tell for ", self.count(self.unknown), ".")


@dataclass(frozen=True)
class ControlTold(Told):
    """A control with what was concluded of it."""

    entry: ControlEntry

    @property
    def name(self) -> Name:
        return Name(self.entry.control.name, "record")

    @property
    def ref(self) -> ControlRef:
        return ControlRef(self.entry.control.key)

    @property
    def status(self) -> StatusRef:
        return self.is_(WORDS[self.entry.status])

    @property
    def grade(self) -> Inline:
        """The grade of its evidence; words where it has none."""
        grade = GRADES.get(self.entry.concluded["grade"] or "")
        return GradeRef(grade, self.id) if grade else ""

    @property
    def accountable(self) -> Inline:
        person = self.entry.control.accountable
        return Name(person.name, "person") if person else "nobody"


@dataclass(frozen=True)
class RequirementTold(Told):
    """A requirement with what was concluded of it."""

    entry: RequirementEntry

    @property
    def number(self) -> RequirementId:
        return RequirementId(self.entry.requirement.key, self.entry.requirement.framework.key)

    @property
    def status(self) -> StatusRef:
        return self.is_(WORDS[self.entry.status])

    @property
    def grade(self) -> Inline:
        grade = GRADES.get((self.entry.concluded or {}).get("grade") or "")
        return GradeRef(grade, self.id) if grade else ""


@dataclass(frozen=True)
class SourceTold(Told):
    """A source with its newest observation."""

    state: SourceState
    leaning: tuple[str, ...] = ()
    """Keys of the unproven controls that name it as the reason."""

    @property
    def name(self) -> Name:
        return Name(self.state.source.title, "system")

    @property
    def status(self) -> StatusRef | str:
        if self.state.freshness is Freshness.NEVER:
            return "never delivered"
        if self.state.freshness is Freshness.UNUSED:
            return "not in use"
        return self.is_("stale" if self.state.freshness is Freshness.STALE else "fresh")

    @property
    def observed(self) -> Inline:
        return self.on(self.state.last.observed_at.date()) if self.state.last else "never"

    @property
    def limit(self) -> Figure:
        return self.days(self.state.source.freshness_days)


@dataclass(frozen=True)
class ExceptionTold(Told):
    """An exception that a person asked for, and what was decided."""

    exception: ControlException
    ended: bool

    @property
    def what(self) -> Name:
        return Name(self.exception.label, "record")

    @property
    def ends(self) -> DateRef:
        return self.on(self.exception.ends_on)

    @property
    def asked_by(self) -> Name:
        return Name(self.exception.asked_by.name, "person")

    @property
    def state(self) -> Inline:
        """Where it stands in its life; an approved one past its last day is overdue."""
        if self.ended and self.exception.state == ControlException.State.APPROVED:
            return self.is_("overdue")
        return Name(self.exception.get_state_display(), "record")

    @property
    def approver(self) -> Inline:
        return Name(self.exception.approver.name, "person") if self.exception.approver else "nobody yet"


@dataclass(frozen=True)
class PostureTold(Told):
    """How many controls have each status; `in_use` leaves out what is planned or retired."""

    counts: Mapping[Status, int]
    in_use: int


@dataclass(frozen=True)
class ChangeTold(Told):
    """What moved since the earlier assessment: controls that became better or worse, and the counts then."""

    then: date
    counts: Mapping[Status, int]
    better: tuple[str, ...]
    worse: tuple[str, ...]


@dataclass(frozen=True)
class NobodyTold(Told):
    """Controls and sources that nobody is accountable for."""

    controls: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def all(self) -> int:
        return len(self.controls) + len(self.sources)


Cause = Literal["old", "absent", "part", "empty"]
"""Why a control is unproven: evidence too old, none at all, none for some of what it covers, or nothing to look at."""

CAUSES: Mapping[Cause, str] = {
    "old": "evidence too old",
    "absent": "no evidence",
    "part": "evidence for a part only",
    "empty": "nothing found to look at",
}
_CODES: Mapping[str, Cause] = {
    "stale-source": "old", "record-expired": "old", "dated-after": "old", "inactive-source": "absent",
    "never-observed": "absent", "missing-table": "absent", "not-run": "absent", "test-error": "absent",
    "asserted-only": "absent", "no-evidence": "absent", "partial-evidence": "part", "all-excepted": "part",
    "empty-population": "empty",
}  # fmt: skip


@dataclass(frozen=True)
class CausesTold(Told):
    """Keys of the unproven controls by main cause."""

    keys: Mapping[Cause, tuple[str, ...]]

    def how_many(self, cause: Cause) -> int:
        return len(self.keys[cause])


def cause_of(entry: ControlEntry) -> Cause:
    """Why an unproven control is so: the first of too old, absent, empty, in part. Old is mended by looking again."""
    open_tests = [test for test in entry.tests if test["status"] == "unproven"]
    reasons = [reason["code"] for one in (open_tests or [entry.concluded]) for reason in one["reasons"]]
    found = {_CODES[code] for code in reasons if code in _CODES}
    order: tuple[Cause, ...] = ("old", "absent", "empty", "part")
    return next((cause for cause in order if cause in found), "absent")


def status_word(text: str) -> Status:
    """The documents' name of a status of assurance. KeyError for a word that assurance does not say."""
    return WORDS[text]


def test_states(told: TestTold) -> list[Reference]:
    """Everything that may be shown of a test."""
    numbers = (told.population, told.deviating, told.deviating - told.excepted, told.excepted, told.unknown, told.good)
    states: list[Reference] = [told.count(number) for number in dict.fromkeys(numbers)]
    if told.population:
        states.append(told.share(told.good / told.population))
    grade = GRADES.get(told.concluded["grade"] or "")
    return [*states, told.status, *((GradeRef(grade, told.id),) if grade else ())]


def _holes(template: str) -> Iterable[str]:
    return (piece.partition("}")[0] for piece in template.split("{")[1:])
