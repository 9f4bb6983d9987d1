"""The claims of one document: each conclusion that it tells, made when first told, with what may be said of it.

A document shows numbers, statuses, dates and grades only through these classes. `check.unsupported` holds it to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Literal

from earnest.core.controls.models import ControlException
from earnest.core.evidence.queries import SourceState
from earnest.core.evidence.rules import Freshness
from earnest.engines.documents.check import unsupported
from earnest.engines.documents.model import Document, Paragraph, Section, Sentence
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
    parts_of,
    references,
)
from earnest.engines.documents.proof import Claim, MethodStep, MissingStep, Proof, Step
from earnest.narrative import chains
from earnest.narrative.basis import Basis, ControlEntry, Plain, RequirementEntry, earlier_statuses

_WORDS: Mapping[str, Status] = {
    "effective": "effective", "partly effective": "partly-effective", "failing": "failing", "unproven": "unproven",
    "planned": "planned", "retired": "retired", "met": "met", "met by another approach": "met-another-way",
    "partly met": "partly-met", "not met": "not-met", "not applicable": "not-applicable",
    "passing": "effective", "partly passing": "partly-effective",
}  # fmt: skip
_GRADES: Mapping[str, Grade] = {"A": "A", "B": "B", "C": "C", "D": "D", "E": "E"}
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
        return self.is_(_WORDS[self.concluded["status"]])

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
        return self.is_(_WORDS[self.entry.status])

    @property
    def grade(self) -> Inline:
        """The grade of its evidence; words where it has none."""
        grade = _GRADES.get(self.entry.concluded["grade"] or "")
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
        return self.is_(_WORDS[self.entry.status])

    @property
    def grade(self) -> Inline:
        grade = _GRADES.get((self.entry.concluded or {}).get("grade") or "")
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

_CAUSES: Mapping[Cause, str] = {
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


@dataclass
class Claims:
    """Collects the claims of one document, each once, in the order of first use."""

    basis: Basis
    made: dict[str, Claim] = field(default_factory=dict)

    def all(self) -> tuple[Claim, ...]:
        return tuple(self.made.values())

    def add(self, claim_id: str, sentence: Inline, steps: Iterable[Step], states: Sequence[Reference] = ()) -> str:
        """Hold a claim; the one that is there already stays."""
        if claim_id not in self.made:
            self.made[claim_id] = Claim(claim_id, sentence, Proof(tuple(steps)), tuple(states))
        return claim_id

    def control(self, key: str) -> ControlTold:
        """KeyError where the assessment says nothing of the control."""
        entry = self.basis.controls[key]
        told = ControlTold(f"control:{key}", entry)
        if told.id not in self.made:
            tests = [self._test(told.id, one) for one in entry.tests]
            states = [one for test in tests for one in _test_states(test)]
            if isinstance(told.grade, GradeRef):
                states.append(told.grade)
            sentence = (told.name, " is ", told.is_(_WORDS[entry.status], in_words=True), ".")
            self.add(told.id, sentence, chains.control_chain(self.basis, key), states)
        return told

    def tests_of(self, key: str) -> tuple[TestTold, ...]:
        """The tests of a control, under the claim of the control."""
        told = self.control(key)
        return tuple(self._test(told.id, one) for one in told.entry.tests)

    def test(self, control: str, concluded: Plain) -> TestTold:
        """One test of a control, with a claim of its own."""
        told = self._test(f"test:{control}/{concluded['id']}", concluded)
        if told.id not in self.made:
            self.add(told.id, told.sentence(), chains.test_chain(self.basis, control, concluded), _test_states(told))
        return told

    def requirement(self, framework: str, entry: RequirementEntry) -> RequirementTold:
        told = RequirementTold(f"requirement:{framework}/{entry.requirement.key}", entry)
        if told.id not in self.made:
            states: list[Reference] = [told.grade] if isinstance(told.grade, GradeRef) else []
            exclusion = self.basis.exclusions.get(entry.requirement.pk)
            if exclusion is not None and exclusion.decided_on is not None:
                states.append(told.on(exclusion.decided_on))
            sentence = (told.number, ": ", told.is_(_WORDS[entry.status], in_words=True), ".")
            steps = chains.requirement_chain(self.basis, framework, entry.requirement.key)
            self.add(told.id, sentence, steps, states)
        return told

    def source(self, slug: str) -> SourceTold:
        """KeyError where there is no such source."""
        state = self.basis.sources[slug]
        told = SourceTold(f"source:{slug}", state, self.basis.leaning.get(slug, ()))
        if told.id not in self.made:
            states: list[Reference] = [told.limit, told.count(len(told.leaning))]
            if isinstance(told.status, StatusRef):
                states.append(told.status)
            if state.last is not None:
                states.append(told.days(max(0, (self.basis.as_of - state.last.observed_at).days)))
            sentence = (told.name, ": last observed ", *parts_of(told.observed), ", limit ", told.limit, ".")
            self.add(told.id, sentence, chains.source_chain(self.basis, slug), states)
        return told

    def exception(self, one: str) -> ExceptionTold:
        """KeyError where there is no such exception."""
        exception = self.basis.exceptions[one]
        told = ExceptionTold(f"exception:{one}", exception, exception.ends_on < self.basis.day)
        if told.id not in self.made:
            dates = [exception.starts_on, exception.decided_on, exception.revoked_on]
            sentence = ("The exception for ", told.what, " ends on ", told.ends, ".")
            self.add(
                told.id,
                sentence,
                chains.exception_steps(self.basis, exception),
                [*(told.on(d) for d in dates if d), *references(told.state)],
            )
        return told

    def posture(self) -> PostureTold:
        keys: dict[Status, list[str]] = {}
        for key, entry in self.basis.controls.items():
            keys.setdefault(_WORDS[entry.status], []).append(key)
        counts = {status: len(keys.get(status, ())) for status in _POSTURE}
        in_use = sum(count for status, count in counts.items() if status not in NOT_IN_USE)
        told = PostureTold("posture", counts, in_use)
        sentence = ("Controls in use: ", told.count(in_use), "; ", *_listed(told, counts), ".")
        inputs = [(status.replace("-", " "), ", ".join(keys[status])) for status in _POSTURE if keys.get(status)]
        states: list[Reference] = [told.count(sum(counts.values())), *(told.is_(status) for status in _POSTURE)]
        self.add(told.id, sentence, self._counted("Controls counted by derived status", inputs), states)
        return told

    def change(self) -> ChangeTold | None:
        """None where no assessment is at least thirty days older."""
        earlier = self.basis.earlier
        if earlier is None:
            return None
        before = earlier_statuses(self.basis)
        better: list[str] = []
        worse: list[str] = []
        for key, entry in self.basis.controls.items():
            was, now = _RANK.get(before.get(key, "")), _RANK.get(entry.status)
            if was is not None and now is not None and was != now:
                (better if now > was else worse).append(key)
        found = Counter(_WORDS[status] for status in before.values())
        counts = {status: found[status] for status in _POSTURE}
        told = ChangeTold("change", earlier.as_of, counts, tuple(better), tuple(worse))
        sentence = (
            *("Since ", told.on(earlier.as_of), " ", told.count(len(better)), " controls became better and "),
            *(told.count(len(worse)), " became worse."),
        )
        inputs = [(f"{key}, was {before[key]}", self.basis.controls[key].status) for key in (*better, *worse)] + [
            ("earlier assessment", earlier.digest),
            ("of", earlier.as_of.isoformat()),
        ]
        states: list[Reference] = [
            *(told.count(count) for count in counts.values()),
            *(told.is_(status) for status in _POSTURE),
        ]
        self.add(told.id, sentence, self._counted("Statuses of both days compared", inputs), states)
        return told

    def nobody(self) -> NobodyTold:
        controls = tuple(
            key
            for key, entry in self.basis.controls.items()
            if entry.control.accountable_id is None and entry.status != "retired"
        )
        sources = tuple(
            slug
            for slug, state in self.basis.sources.items()
            if state.source.accountable_id is None and state.source.active
        )
        told = NobodyTold("nobody", controls, sources)
        sentence = (
            *("Nobody is accountable for ", told.count(len(controls), "control", "controls"), " and for "),
            *(told.count(len(sources), "source", "sources"), " of evidence."),
        )
        inputs = [("controls", ", ".join(controls) or "none"), ("sources", ", ".join(sources) or "none")]
        steps = self._counted("Records without an accountable person", inputs)
        self.add(told.id, sentence, steps, [told.count(told.all)])
        return told

    def causes(self) -> CausesTold:
        """The unproven controls by what is missing, each under its main cause."""
        found: dict[Cause, list[str]] = {"old": [], "absent": [], "part": [], "empty": []}
        for key, entry in self.basis.controls.items():
            if entry.status == "unproven":
                found[_cause(entry)].append(key)
        told = CausesTold("causes", {cause: tuple(keys) for cause, keys in found.items()})
        unproven = self.posture().is_("unproven", in_words=True)
        count = sum(len(keys) for keys in found.values())
        sentence = ("Controls that are ", StatusRef(unproven.status, told.id, True), ": ", told.count(count), ".")
        inputs = [(_CAUSES[cause], ", ".join(keys)) for cause, keys in found.items() if keys]
        states = [told.count(len(keys)) for keys in found.values()]
        self.add(told.id, sentence, self._counted("Unproven controls by their main reason", inputs), states)
        return told

    def _counted(self, method: str, inputs: Iterable[tuple[str, str]]) -> tuple[Step, ...]:
        made = self.basis.assessment
        upto = ("ledger entries counted up to", str(made.ledger_number))
        return (MethodStep(method, (*inputs, ("assessment", made.digest), upto)),)

    def _test(self, claim_id: str, concluded: Plain) -> TestTold:
        known = self.basis.tests.get(str(concluded["id"]))
        if known is None:
            return TestTold(claim_id, concluded, ("", ""))
        return TestTold(claim_id, concluded, (_clean(known.sentence.passed), _clean(known.sentence.failed)))


_POSTURE: tuple[Status, ...] = ("effective", "partly-effective", "failing", "unproven", "planned", "retired")
_RANK = {"failing": 0, "unproven": 1, "partly effective": 2, "effective": 3}


def _cause(entry: ControlEntry) -> Cause:
    """The first of: too old, absent, empty, in part. What is old outweighs, for it is mended by looking again."""
    open_tests = [test for test in entry.tests if test["status"] == "unproven"]
    reasons = [reason["code"] for one in (open_tests or [entry.concluded]) for reason in one["reasons"]]
    found = {_CODES[code] for code in reasons if code in _CODES}
    order: tuple[Cause, ...] = ("old", "absent", "empty", "part")
    return next((cause for cause in order if cause in found), "absent")


def status_word(text: str) -> Status:
    """The documents' name of a status of assurance. KeyError for a word that assurance does not say."""
    return _WORDS[text]


def method(what: str, inputs: Sequence[tuple[str, str]] = (), missing: str = "") -> tuple[Step, ...]:
    """A short chain for what is computed or absent."""
    return (MethodStep(what, tuple(inputs)), *((MissingStep(missing),) if missing else ()))


def _listed(told: PostureTold, counts: Mapping[Status, int]) -> tuple[str | Figure | StatusRef, ...]:
    parts: list[str | Figure | StatusRef] = []
    for status, count in counts.items():
        if parts:
            parts.append(", ")
        parts += [told.count(count), " ", told.is_(status, in_words=True)]
    return tuple(parts)


def _test_states(told: TestTold) -> list[Reference]:
    numbers = (told.population, told.deviating, told.deviating - told.excepted, told.excepted, told.unknown, told.good)
    states: list[Reference] = [told.count(number) for number in dict.fromkeys(numbers)]
    if told.population:
        states.append(told.share(told.good / told.population))
    grade = _GRADES.get(told.concluded["grade"] or "")
    return [*states, told.status, *((GradeRef(grade, told.id),) if grade else ())]


def _holes(template: str) -> Iterable[str]:
    return (piece.partition("}")[0] for piece in template.split("{")[1:])


@lru_cache(maxsize=1024)
def _clean(template: str) -> str:
    """The template, or nothing where its author typed a number or a status into it."""
    words = "".join(piece.partition("}")[2] if n else piece for n, piece in enumerate(template.split("{")))
    return "" if unsupported(_document(words)) else template


def _document(words: str) -> Document:
    section = Section("Words", (Paragraph((Sentence(words),)),))
    return Document("Words", "", "", _NOON, "", sections=(section,))


_NOON = datetime(2000, 1, 1, 12, tzinfo=UTC)
