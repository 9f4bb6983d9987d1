"""Whether what documents claim follows from the conclusions, the decisions and the observations of the package.

Each kind of claim is either concluded again here, or known to rest on facts that packages do not hold: then it is
counted as the signer's word. A kind that is neither is a gap.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from earnest.engines.documents.model import Document
from earnest.engines.documents.parts import Figure, GradeRef, StatusRef, references
from earnest.engines.documents.proof import Claim
from earnest.engines.package import concluding
from earnest.engines.package.checks import claims_of_facts
from earnest.engines.package.checks.opened import Opened

WORDS: Mapping[str, str] = {
    "partly effective": "partly-effective",
    "met by another approach": "met-another-way",
    "partly met": "partly-met",
    "not met": "not-met",
    "not applicable": "not-applicable",
    "passing": "effective",
    "partly passing": "partly-effective",
}
"""How documents write a status that has another word there."""
_IN_USE = ("effective", "partly-effective", "failing", "unproven")
_CONCLUDED = frozenset({"control", "requirement", "test"})
MEANS = "The document states something else than what follows from the package, so it cannot be relied on."
OUTSIDE = frozenset(
    {
        "action",
        "adopted",
        "annex",
        "argument",
        "answer",
        "answers",
        "approval",
        "board",
        "causes",
        "change",
        "customer",
        "done",
        "examination",
        "examined",
        "examined-controls",
        "exceptions",
        "finding",
        "held",
        "honesty",
        "honesty-blind",
        "honesty-grave",
        "law",
        "legacy",
        "money",
        "nobody",
        "obligation",
        "organisation",
        "people",
        "period",
        "safeguard",
        "safeguards",
        "sample",
        "stated",
    }
)
"""Kinds of claims that rest on what packages do not hold: money, days before, other duties, what the review found."""


class Tally:
    """What was not concluded again, of all documents together: kinds of claims with how many there are."""

    def __init__(self) -> None:
        self.outside: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()
        self.absent: Counter[str] = Counter()
        self.withheld = 0

    def say(self, opened: Opened) -> None:
        """Name all of it."""
        for kind, number in sorted(self.outside.items()):
            why = "they rest on facts that the package does not hold; what they say is the signer's word"
            opened.found.skip("narrative", f"{number:,} claims of kind {kind}", why, "word")
        for kind, number in sorted(self.absent.items()):
            why = "what they speak of is not among what the package holds; what they say is the signer's word"
            opened.found.skip("narrative", f"{number:,} claims of kind {kind} about something else", why, "word")
        for kind, number in sorted(self.unknown.items()):
            why = "this program does not know the kind, so nothing of it was checked: use the version that made it"
            opened.found.skip("narrative", f"{number:,} claims of unknown kind {kind[:60]}", why, "gap")
        if self.withheld:
            why = "they rest on withheld rows or columns: held against results that are stated, not recomputed"
            opened.found.skip("narrative", f"{self.withheld:,} claims on withheld evidence", why, "gap")
            opened.found.word("claims on withheld evidence", self.withheld)
        if outside := self.outside.total() + self.absent.total() + self.unknown.total():
            opened.found.word("claims on facts outside the package", outside)


def claims(opened: Opened, base: str, document: Document, tally: Tally) -> None:
    """Hold every claim of a document against what was concluded."""
    if opened.assessment is None or opened.statement is None or opened.facts is None:
        return
    said = opened.statement.predicate
    if document.as_of != said.as_of and document.as_of.date() != said.as_of.date():
        no(opened, f"{base}.json", f"a document as of {said.as_of:%Y-%m-%d}", f"one as of {document.as_of:%Y-%m-%d}")
    known = _Known(opened)
    for claim in document.claims:
        kind, _, name = claim.id.partition(":")
        if _concluded_again(opened, base, claim, known):
            if known.is_stated_only(kind, name):
                tally.withheld += 1
            else:
                opened.found.count("claims")
        elif kind in _CONCLUDED and said.whole:
            refuse(opened, base, claim, f"a {kind} that the package holds", name or "none")
        elif kind in _CONCLUDED or kind in claims_of_facts.KINDS:
            tally.absent[kind] += 1
        elif kind in OUTSIDE or claim.id == "posture":
            tally.outside[kind] += 1
        else:
            tally.unknown[kind] += 1


def _concluded_again(opened: Opened, base: str, claim: Claim, known: _Known) -> bool:
    """Whether the package holds what the claim speaks of; then it was held against that."""
    kind, _, name = claim.id.partition(":")
    if kind == "control" and name in known.controls:
        _concluded(opened, base, claim, known.controls[name], known.grades(name))
        _figures(opened, base, claim, known.controls[name])
    elif kind == "requirement" and name in known.requirements:
        concluded = known.requirements[name]
        _concluded(opened, base, claim, concluded, {concluded["grade"]})
        _figures(opened, base, claim, {**concluded, "tests": []})
    elif kind == "test" and name in known.tests:
        _counted(opened, base, claim, known.tests[name])
        _in_order(opened, base, claim, known.tests[name])
    elif kind == "framework" and name in known.frameworks:
        _totals(opened, base, claim, known.frameworks[name])
    elif claim.id == "posture" and opened.statement is not None and opened.statement.predicate.whole:
        _posture(opened, base, claim, known.controls.values())
    elif wrong := claims_of_facts.held(claim, known.facts):
        refuse(opened, base, claim, wrong.expected, wrong.found) if wrong.found else None
    else:
        return False
    return True


class _Known:
    """What was concluded here, by the names that claims have."""

    def __init__(self, opened: Opened) -> None:
        assessment = opened.assessment or {}
        self.controls = {str(one["id"]): one for one in assessment["controls"]}
        self.requirements = {f"{one['framework']}/{one['id']}": one for one in assessment["requirements"]}
        self.tests = {f"{key}/{test['id']}": test for key, one in self.controls.items() for test in one["tests"]}
        self.frameworks: dict[str, Counter[str]] = {}
        for one in self.requirements.values():
            self.frameworks.setdefault(str(one["framework"]), Counter())[_word(one["status"])] += 1
        self.facts = claims_of_facts.Known.of(opened)
        self._withheld = {control for control, _ in opened.withheld}
        self._leaning = {
            f"{one.framework}/{one.id}"
            for one in (opened.facts.requirements if opened.facts else ())
            if not self._withheld.isdisjoint(concluding.resting_on(one))
        }

    def grades(self, control: str) -> set[str | None]:
        one = self.controls[control]
        return {one["grade"], *(test["grade"] for test in one["tests"])}

    def is_stated_only(self, kind: str, name: str) -> bool:
        """Whether a claim was held against what rests on a result that is stated, and not recomputed here."""
        if kind == "requirement":
            return name in self._leaning
        if kind == "framework":
            return any(one.startswith(f"{name}/") for one in self._leaning)
        return bool(self._withheld) if kind == "posture" else name.partition("/")[0] in self._withheld


def _word(status: str) -> str:
    return WORDS.get(status, status)


def _concluded(opened: Opened, base: str, claim: Claim, one: Mapping[str, Any], grades: set[str | None]) -> None:
    """The sentence of a claim has the status, and no other; its grades are those of the evidence."""
    expected = _word(one["status"])
    stated = [part.status for part in references(claim.sentence) if isinstance(part, StatusRef)]
    if stated != [expected]:
        refuse(opened, base, claim, f"status {expected}", f"status {', '.join(stated) or 'none'}")
    wrong = {part.grade for part in claim.stated() if isinstance(part, GradeRef)} - grades
    if wrong:
        refuse(opened, base, claim, f"grade {one['grade']}", f"grade {min(wrong)}")


def _figures(opened: Opened, base: str, claim: Claim, one: Mapping[str, Any]) -> None:
    """Whatever else the claim states of a control is a number or a status of one of its tests."""
    numbers = {number for test in one["tests"] for number in _numbers(test)}
    stated = [part for part in claim.stated() if isinstance(part, Figure)]
    if wrong := {part.value for part in stated if part.unit == "count"} - numbers:
        refuse(opened, base, claim, "counts of its tests", ", ".join(sorted(map(str, wrong))))
    statuses = {_word(each["status"]) for each in (one, *one["tests"])}
    if strange := {part.status for part in claim.states if isinstance(part, StatusRef)} - statuses:
        refuse(opened, base, claim, f"status {', '.join(sorted(statuses))}", f"status {min(strange)}")


def _numbers(test: Mapping[str, Any]) -> set[int]:
    deviating = test["violations"] + test["excepted"]
    good = max(0, test["population"] - deviating - test["unknown"])
    return {test["population"], deviating, test["violations"], test["excepted"], test["unknown"], good}


def _counted(opened: Opened, base: str, claim: Claim, test: Mapping[str, Any]) -> None:
    deviating, allowed = test["violations"] + test["excepted"], _numbers(test)
    wrong = {p.value for p in claim.stated() if isinstance(p, Figure) and p.unit == "count"} - allowed
    if wrong:
        counts = f"{deviating} of {test['population']}, {test['unknown']} unknown"
        refuse(opened, base, claim, counts, ", ".join(str(one) for one in sorted(wrong, key=str)))
    expected = _word(test["status"])
    stated = {p.status for p in claim.stated() if isinstance(p, StatusRef)} - {expected}
    if stated:
        refuse(opened, base, claim, f"status {expected}", f"status {min(stated)}")


def _in_order(opened: Opened, base: str, claim: Claim, test: Mapping[str, Any]) -> None:
    """The counts of the sentence stand where the test's own sentence has them, or are “5 of 9 …; … 2” in that order."""
    values = {name: test[name] for name in ("population", "excepted", "unknown")}
    values["violations"] = test["violations"] + test["excepted"]
    plain = [values["violations"], values["population"]]
    allowed = [plain, [*plain, values["unknown"]]] if values["population"] else [[]]
    if own := opened.tests.get(str(test["id"])):
        template = own.sentence.failed if values["violations"] else own.sentence.passed
        allowed.append([values[name] for name in _HOLE.findall(template) if name in values])
    said = [p.value for p in references(claim.sentence) if isinstance(p, Figure) and p.unit == "count"]
    if said not in allowed:
        refuse(opened, base, claim, " or ".join(map(str, allowed)), str(said))


_HOLE = re.compile(r"\{(\w+)\}")


def _posture(opened: Opened, base: str, claim: Claim, controls: Iterable[Mapping[str, Any]]) -> None:
    """“Controls in use: 41; 20 effective, 3 partly effective, …”."""
    counts = Counter(_word(one["status"]) for one in controls)
    _listed(opened, base, claim, counts, sum(counts[status] for status in _IN_USE))


def _totals(opened: Opened, base: str, claim: Claim, counts: Counter[str]) -> None:
    """“Requirements looked at: 45; 13 met; 20 not met”."""
    _listed(opened, base, claim, counts, counts.total())


def _listed(opened: Opened, base: str, claim: Claim, counts: Counter[str], total: int) -> None:
    """A total, then numbers, each followed by its status."""
    parts = list(references(claim.sentence))
    for number, status in pairwise(parts):
        if isinstance(number, Figure) and isinstance(status, StatusRef) and number.value != counts[status.status]:
            refuse(opened, base, claim, f"{counts[status.status]} {status.status}", f"{number.value}")
    turned = len(parts) % 2 == 0 or not all(
        isinstance(part, StatusRef if number and number % 2 == 0 else Figure) for number, part in enumerate(parts)
    )
    if turned or {part.status for part in parts if isinstance(part, StatusRef)} < counts.keys():
        refuse(opened, base, claim, "the sum, then each number with its status", "another sentence")
    if parts and isinstance(parts[0], Figure) and parts[0].value != total:
        refuse(opened, base, claim, f"{total} together", f"{parts[0].value}")


def refuse(opened: Opened, base: str, claim: Claim, expected: str, found: str) -> None:
    no(opened, f"{base}.json, claim {claim.id}", expected, found)


def no(opened: Opened, id_: str, expected: str, found: str, meaning: str = MEANS) -> None:
    opened.found.differs("narrative", "narrative", id_, expected=expected, found=found, meaning=meaning)
