"""The document "Answers to CUSTOMER": every question with its answer, its evidence, and what is left empty and why.

It names no person, no machine and no source of ours, as the page for customers does not: each answer leads to the
safeguards, tests and digests of evidence that it follows from, which a customer can ask to see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from earnest.core.telling.rules import NO, NOT_APPLICABLE, PARTLY, PERSON, UNSHOWN, YES
from earnest.engines.documents.model import (
    Block,
    Bullets,
    Callout,
    Column,
    Document,
    Paragraph,
    Row,
    Section,
    Sentence,
    StatusLegend,
    Table,
)
from earnest.engines.documents.parts import GradeRef, Inline, Name, Status
from earnest.engines.documents.proof import MethodStep, MissingStep, Step
from earnest.narrative.basis import Basis
from earnest.narrative.claims import Claims
from earnest.narrative.customer.filling import UNSAID
from earnest.narrative.customer.named import Named
from earnest.narrative.customer.shown import chain
from earnest.narrative.customer.workbook import Answered
from earnest.narrative.front import organisation
from earnest.narrative.lines import line, say
from earnest.narrative.told import GRADES, Told
from earnest.narrative.words import Words

_STATUS: Mapping[str, Status] = {
    YES: "yes",
    PARTLY: "partly",
    NO: "no",
    NOT_APPLICABLE: "not-applicable",
    UNSHOWN: "unproven",
    PERSON: "unproven",
}
_RULE = (
    "Yes only where every control that the question matches is effective; no where one fails or is only planned; "
    "partly where one is partly effective or has exceptions; nothing where one is unproven, or too little is matched"
)


def compose(basis: Basis, customer: str, title: str, answered: Sequence[Answered]) -> Document:
    """The document for one customer. The same record and questions give the same document."""
    claims, words, named = Claims(basis), Words(), Named(basis.actor)
    told = {one.row: _claim(claims, named, one) for one in answered}
    given = [one for one in answered if not one.left]
    left = [one for one in answered if one.left]
    sections = (
        Section("Read this first", _reading(claims, words, answered)),
        *((Section("Questions and answers", (_table(told, named, given),), wide=True),) if given else ()),
    )
    return Document(
        title=line("Answers to ", Name(customer, "organisation")),
        subtitle=Name(title, "document"),
        organisation=organisation(basis),
        audience=f"Security team of {customer}",
        as_of=basis.as_of,
        edition=basis.assessment.digest,
        front=(),
        sections=sections,
        unknown=Section("What we do not know", _left(told, named, left)),
        claims=claims.all(),
        glossary=words.glossary(),
        contents=False,
    )


def _claim(claims: Claims, named: Named, one: Answered) -> Told:
    """The claim of one answer: what it states and the chain to what was seen."""
    made = one.proposal
    told = Told(f"customer:{one.row}")
    states = [told.on(day) for day in (made.seen, *(plan.due_on for plan in made.plans[:2])) if day]
    if made.words is not None:
        states.append(told.on(made.words.approved_on))
    grades = [GradeRef(GRADES[made.grade], told.id)] if made.grade in GRADES else []
    sentence = line("Question ", Name(one.number, "record"), ": ", told.is_(_STATUS[made.found], in_words=True), ".")
    claims.add(told.id, sentence, tuple(_steps(claims.basis, named, one)), [*states, *grades])
    return told


def _steps(basis: Basis, named: Named, one: Answered) -> Iterator[Step]:
    made = one.proposal
    yield from dict.fromkeys(step for key in made.controls for step in chain(basis, key, named))
    if not made.controls:
        yield MissingStep("Evidence", named.safe(made.why, "") or "nothing in the record speaks of it")
    found = made.matched.matches
    matches = tuple((match.candidate.id, f"{match.score:.2f}: {', '.join(match.shared)}") for match in found)
    yield MethodStep(_RULE, (("answer", made.found), *matches, ("digest", made.basis)))


def _reading(claims: Claims, words: Words, answered: Sequence[Answered]) -> tuple[Block, ...]:
    total = Told("customer")
    count = {found: sum(one.proposal.found == found for one in answered) for found in _STATUS}
    left = sum(one.left for one in answered)
    sentence = say(
        "Of {all}, evidence answers {yes} with yes, {partly} with partly and {no} with no; {left} are left empty.",
        {
            "all": total.count(len(answered), "question", "questions"),
            "yes": total.count(count[YES]),
            "partly": total.count(count[PARTLY]),
            "no": total.count(count[NO]),
            "left": total.count(left),
        },
    )
    inputs = tuple((found, str(number)) for found, number in count.items() if number)
    claims.add(total.id, sentence.parts, (MethodStep(_RULE, inputs),))
    note = (
        Sentence("No answer was typed: each follows from what was observed, and leads to its proof."),
        say("What no {evidence} shows is left empty and marked.", {"evidence": words.term("evidence")}),
    )
    return (Callout("note", note), Paragraph((sentence,)), StatusLegend())


def _table(told: Mapping[int, Told], named: Named, given: Sequence[Answered]) -> Table:
    columns = (
        *(Column("No.", 0.8), Column("Question", 3), Column("Answer", 1.2)),
        *(Column("Confidence", 1.1), Column("Evidence", 1.5), Column("How", 4)),
    )
    return Table(columns, tuple(_row(told[one.row], named, one) for one in given), compact=True)


def _row(told: Told, named: Named, one: Answered) -> Row:
    made = one.proposal
    status: Inline = Name("In words", "record") if made.found == PERSON else told.is_(_STATUS[made.found])
    words = made.words.text if made.words else one.filled.text
    how = Name(named.safe(words, UNSAID), "quotation")
    said: Inline = how
    if made.words is not None:
        said = line(how, " Words that a named person approved on ", told.on(made.words.approved_on), ".")
    question = Name(one.text, "record")
    seen = _evidence(told, made.grade, made.seen)
    return Row((Name(one.number, "record"), question, status, made.confidence, seen, said), (told.id,))


def _evidence(told: Told, grade: str, seen: date | None) -> Inline:
    parts: list[Inline] = []
    if grade in GRADES:
        parts.append(GradeRef(GRADES[grade], told.id))
    if seen is not None:
        parts += [" " if parts else "", "as of ", told.on(seen)]
    return line(*parts) if parts else ""


def _left(told: Mapping[int, Told], named: Named, left: Sequence[Answered]) -> tuple[Block, ...]:
    if not left:
        return (Paragraph((Sentence("Every question is answered from evidence."),)),)
    points = tuple(
        (
            say(
                "{number} {question} {why}",
                {
                    "number": Name(one.number, "record"),
                    "question": Name(one.text, "quotation"),
                    "why": Name(
                        named.safe(one.proposal.outdated or one.proposal.why or one.filled.text, UNSAID), "record"
                    ),
                },
                told[one.row].id,
            ),
        )
        for one in left
    )
    lead = Callout("unknown", (Sentence("We cannot show these today, so their answers are empty."),))
    return (lead, Bullets(points))
