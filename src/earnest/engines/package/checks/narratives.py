"""Whether the documents state what was concluded, and nothing that no claim bears out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from earnest import __version__
from earnest.engines.documents import html
from earnest.engines.documents.check import unsupported
from earnest.engines.documents.model import Document, DocumentError
from earnest.engines.documents.parts import Figure, GradeRef, StatusRef, references
from earnest.engines.documents.plain import from_plain
from earnest.engines.documents.proof import Claim
from earnest.engines.package import layout
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
_BROKEN = (DocumentError, TypeError, ValueError, KeyError, AttributeError, IndexError, RecursionError, ArithmeticError)
"""What a document that was made up by hand can raise when it is read or drawn."""
_MEANS = "The document states something else than what follows from the package, so it cannot be relied on."
_OTHER = frozenset({"pdf", "docx", "pptx", "xlsx"})


def narratives(opened: Opened) -> None:
    """Every document: its claims against the conclusions, its HTML against its model."""
    names = [n for n in opened.container.members if layout.part_of(n) == "narrative"]
    models = {n.removesuffix(".json") for n in names if n.endswith(".json")}
    for name in names:
        base, _, kind = name.rpartition(".")
        if base not in models:
            _no(opened, name, "a model with the claims of the document", "none", _MEANS)
        elif kind in _OTHER:
            opened.found.skip(
                "narrative", name, f"the words of a {kind.upper()} file are not read; it is the signed one"
            )
    skipped: Counter[str] = Counter()
    for base in sorted(models):
        _document(opened, base, skipped)
    if models:
        why = "the values in them were held against what was concluded; that the words around them fit is not"
        opened.found.skip("narrative", "sentences", why)
    for kind, number in sorted(skipped.items()):
        why = "they rest on facts that the package does not hold; what they say is the signer's word"
        opened.found.skip("narrative", f"{number:,} claims of kind {kind}", why)


def _document(opened: Opened, base: str, skipped: Counter[str]) -> None:
    plain = opened.value(f"{base}.json", dict[str, Any])
    if plain is None:
        return
    try:
        document = from_plain(plain)
        if not isinstance(document, Document):
            raise TypeError("it is no document")
        _claims(opened, base, document, skipped)
        loose = unsupported(document)
        drawn = html.render(document).encode()
    except _BROKEN as error:
        _no(opened, f"{base}.json", "the model of a document", f"{type(error).__name__}: {error}", "It cannot be read.")
        return
    opened.found.count("documents")
    for one in loose[:5]:
        _no(opened, f"{base}.json", "facts that a claim bears out", f"{one.place}: {one.text}: {one.reason}", _MEANS)
    if f"{base}.html" not in opened.container:
        return
    if drawn == opened.container.read(f"{base}.html"):
        opened.found.count("documents drawn anew")
    elif _same_program(opened):
        _no(opened, f"{base}.html", "the page that its model gives", "another page", _MEANS)
    else:
        opened.found.skip("narrative", f"{base}.html", _ANOTHER)


_ANOTHER = "it says that another version of the program drew it, so this page was not checked: read the model"


def _same_program(opened: Opened) -> bool:
    return opened.statement is not None and opened.statement.predicate.program == f"earnest {__version__}"


def _claims(opened: Opened, base: str, document: Document, skipped: Counter[str]) -> None:
    if opened.assessment is None or opened.statement is None:
        return
    if document.as_of != opened.statement.predicate.as_of and document.as_of.date() != (
        opened.statement.predicate.as_of.date()
    ):
        _no(opened, f"{base}.json", f"a document as of {opened.statement.predicate.as_of:%Y-%m-%d}",
            f"one as of {document.as_of:%Y-%m-%d}", _MEANS)  # fmt: skip
    known = _Known(opened.assessment)
    for claim in document.claims:
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
        elif claim.id == "posture" and opened.statement.predicate.whole:
            _posture(opened, base, claim, known.controls.values())
        else:
            skipped[kind] += 1
            continue
        opened.found.count("claims")


class _Known:
    """What was concluded here, by the names that claims have."""

    def __init__(self, assessment: Mapping[str, Any]) -> None:
        self.controls = {str(one["id"]): one for one in assessment["controls"]}
        self.requirements = {f"{one['framework']}/{one['id']}": one for one in assessment["requirements"]}
        self.tests = {f"{key}/{test['id']}": test for key, one in self.controls.items() for test in one["tests"]}

    def grades(self, control: str) -> set[str | None]:
        one = self.controls[control]
        return {one["grade"], *(test["grade"] for test in one["tests"])}


def _concluded(opened: Opened, base: str, claim: Claim, one: Mapping[str, Any], grades: set[str | None]) -> None:
    """The sentence of a claim has the status, and no other; its grades are those of the evidence."""
    expected = WORDS.get(one["status"], one["status"])
    stated = [part.status for part in references(claim.sentence) if isinstance(part, StatusRef)]
    if stated != [expected]:
        _claim(opened, base, claim, f"status {expected}", f"status {', '.join(stated) or 'none'}")
    wrong = {part.grade for part in claim.stated() if isinstance(part, GradeRef)} - grades
    if wrong:
        _claim(opened, base, claim, f"grade {one['grade']}", f"grade {min(wrong)}")


def _figures(opened: Opened, base: str, claim: Claim, one: Mapping[str, Any]) -> None:
    """Whatever else the claim states of a control is a number or a status of one of its tests."""
    numbers = {number for test in one["tests"] for number in _numbers(test)}
    stated = [part for part in claim.stated() if isinstance(part, Figure)]
    if wrong := {part.value for part in stated if part.unit == "count"} - numbers:
        _claim(opened, base, claim, "counts of its tests", ", ".join(sorted(map(str, wrong))))
    statuses = {WORDS.get(each["status"], each["status"]) for each in (one, *one["tests"])}
    if strange := {part.status for part in claim.states if isinstance(part, StatusRef)} - statuses:
        _claim(opened, base, claim, f"status {', '.join(sorted(statuses))}", f"status {min(strange)}")


def _numbers(test: Mapping[str, Any]) -> set[int]:
    deviating = test["violations"] + test["excepted"]
    good = max(0, test["population"] - deviating - test["unknown"])
    return {test["population"], deviating, test["violations"], test["excepted"], test["unknown"], good}


def _counted(opened: Opened, base: str, claim: Claim, test: Mapping[str, Any]) -> None:
    deviating, allowed = test["violations"] + test["excepted"], _numbers(test)
    wrong = {p.value for p in claim.stated() if isinstance(p, Figure) and p.unit == "count"} - allowed
    if wrong:
        counts = f"{deviating} of {test['population']}, {test['unknown']} unknown"
        _claim(opened, base, claim, counts, ", ".join(str(one) for one in sorted(wrong, key=str)))
    expected = WORDS.get(test["status"], test["status"])
    stated = {p.status for p in claim.stated() if isinstance(p, StatusRef)} - {expected}
    if stated:
        _claim(opened, base, claim, f"status {expected}", f"status {min(stated)}")


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
        _claim(opened, base, claim, " or ".join(map(str, allowed)), str(said))


_HOLE = re.compile(r"\{(\w+)\}")


def _posture(opened: Opened, base: str, claim: Claim, controls: Iterable[Mapping[str, Any]]) -> None:
    """“Controls in use: 41; 20 effective, 3 partly effective, …”: each number is followed by its status."""
    counts = Counter(WORDS.get(one["status"], one["status"]) for one in controls)
    parts = list(references(claim.sentence))
    for number, status in pairwise(parts):
        if isinstance(number, Figure) and isinstance(status, StatusRef) and number.value != counts[status.status]:
            _claim(opened, base, claim, f"{counts[status.status]} {status.status}", f"{number.value}")
    turned = len(parts) % 2 == 0 or not all(
        isinstance(part, StatusRef if number and number % 2 == 0 else Figure) for number, part in enumerate(parts)
    )
    if turned or {part.status for part in parts if isinstance(part, StatusRef)} < counts.keys():
        _claim(opened, base, claim, "controls in use, then each number with its status", "another sentence")
    in_use = sum(counts[status] for status in _IN_USE)
    if parts and isinstance(parts[0], Figure) and parts[0].value != in_use:
        _claim(opened, base, claim, f"{in_use} in use", f"{parts[0].value}")


def _claim(opened: Opened, base: str, claim: Claim, expected: str, found: str) -> None:
    _no(opened, f"{base}.json, claim {claim.id}", expected, found, _MEANS)


def _no(opened: Opened, id_: str, expected: str, found: str, meaning: str) -> None:
    opened.found.differs("narrative", "narrative", id_, expected=expected, found=found, meaning=meaning)
