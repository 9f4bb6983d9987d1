"""The claims of one document: each conclusion that it tells, made when first told, with what may be said of it.

A document shows numbers, statuses, dates and grades only through these classes. `check.unsupported` holds it to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from earnest.engines.documents.check import unsupported
from earnest.engines.documents.model import Document, Paragraph, Section, Sentence
from earnest.engines.documents.parts import (
    Figure,
    GradeRef,
    Inline,
    Reference,
    Status,
    StatusRef,
    parts_of,
    references,
)
from earnest.engines.documents.proof import Claim, MethodStep, MissingStep, Proof, Step
from earnest.narrative import chains
from earnest.narrative.basis import Basis, Plain, RequirementEntry, earlier_statuses
from earnest.narrative.told import (
    CAUSES,
    NOT_IN_USE,
    WORDS,
    Cause,
    CausesTold,
    ChangeTold,
    ControlTold,
    ExceptionTold,
    NobodyTold,
    PostureTold,
    RequirementTold,
    SourceTold,
    TestTold,
    cause_of,
    test_states,
)


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
            states = [one for test in tests for one in test_states(test)]
            if isinstance(told.grade, GradeRef):
                states.append(told.grade)
            sentence = (told.name, " is ", told.is_(WORDS[entry.status], in_words=True), ".")
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
            self.add(told.id, told.sentence(), chains.test_chain(self.basis, control, concluded), test_states(told))
        return told

    def requirement(self, framework: str, entry: RequirementEntry) -> RequirementTold:
        told = RequirementTold(f"requirement:{framework}/{entry.requirement.key}", entry)
        if told.id not in self.made:
            states: list[Reference] = [told.grade] if isinstance(told.grade, GradeRef) else []
            exclusion = self.basis.exclusions.get(entry.requirement.pk)
            if exclusion is not None and exclusion.decided_on is not None:
                states.append(told.on(exclusion.decided_on))
            sentence = (told.number, ": ", told.is_(WORDS[entry.status], in_words=True), ".")
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
            keys.setdefault(WORDS[entry.status], []).append(key)
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
        found = Counter(WORDS[status] for status in before.values())
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
                found[cause_of(entry)].append(key)
        told = CausesTold("causes", {cause: tuple(keys) for cause, keys in found.items()})
        unproven = self.posture().is_("unproven", in_words=True)
        count = sum(len(keys) for keys in found.values())
        sentence = ("Controls that are ", StatusRef(unproven.status, told.id, True), ": ", told.count(count), ".")
        inputs = [(CAUSES[cause], ", ".join(keys)) for cause, keys in found.items() if keys]
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


@lru_cache(maxsize=1024)
def _clean(template: str) -> str:
    """The template, or nothing where its author typed a number or a status into it."""
    words = "".join(piece.partition("}")[2] if n else piece for n, piece in enumerate(template.split("{")))
    return "" if unsupported(_document(words)) else template


def _document(words: str) -> Document:
    section = Section("Words", (Paragraph((Sentence(words),)),))
    return Document("Words", "", "", _NOON, "", sections=(section,))


_NOON = datetime(2000, 1, 1, 12, tzinfo=UTC)
