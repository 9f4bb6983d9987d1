"""The insurance application: each answer from evidence, with what was told before held against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from earnest.core.assurance.models import Assessment
from earnest.core.frameworks.models import StatedAnswer
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
    Sentences,
    StatusLegend,
    Table,
)
from earnest.engines.documents.parts import Figure, Inline, Name, RequirementId, Status, StatusRef
from earnest.engines.documents.proof import MethodStep, Step
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Invalid
from earnest.narrative import chains, facts, honesty, insurer_money, reasons, unknowns
from earnest.narrative.basis import Basis, RequirementEntry, load
from earnest.narrative.claims import Claims
from earnest.narrative.front import mapping_note, oldest, organisation
from earnest.narrative.insurer_rules import FACTS, INVERSE, Answer, answer, contradicts, turned
from earnest.narrative.lines import joined, line, say
from earnest.narrative.money_basis import Money
from earnest.narrative.told import Told
from earnest.narrative.words import Words

APPLICATION = "cyber-insurance-typical"
CONTRADICTED, SETTLES = "Answers that evidence contradicts", "answers-that-evidence-contradicts"
"""The section whose parts must be settled before the application is approved, and its key."""
_SHARES = frozenset({"yes-no-percent", "percent", "number-percent"})
_NUMBERS = frozenset({"number", "text-number"})
_STATUS: Mapping[Answer, Status] = {
    Answer.YES: "yes",
    Answer.YES_WITH_EXCEPTIONS: "yes",
    Answer.PARTLY: "partly",
    Answer.NO: "no",
    Answer.UNKNOWN: "unproven",
    Answer.NOT_APPLICABLE: "not-applicable",
}
_OF_CONTROLS: Mapping[Answer, Status] = {
    Answer.YES: "effective",
    Answer.YES_WITH_EXCEPTIONS: "effective",
    Answer.PARTLY: "partly-effective",
    Answer.NO: "failing",
    Answer.UNKNOWN: "unproven",
    Answer.NOT_APPLICABLE: "not-applicable",
}
"""What stands where a number, a date or a text is asked for: how the controls behind it do."""

_RULE = (
    "Yes only where every supporting control is effective; with exceptions where deviations are excepted; no where one "
    "fails or is only planned; partly where one is partly effective; unknown where one is unproven or none supports it"
)


@dataclass(frozen=True)
class AnswerTold(Told):
    """The answer to one question, with the weakest share that its tests measured."""

    entry: RequirementEntry
    found: Answer
    good: int | None = None
    population: int | None = None

    @property
    def measured(self) -> float | None:
        return None if not self.population or self.good is None else self.good / self.population

    @property
    def number(self) -> RequirementId:
        return RequirementId(self.entry.requirement.key, self.entry.requirement.framework.key)

    @property
    def kind(self) -> str:
        return self.entry.requirement.answer_type

    @property
    def status(self) -> StatusRef:
        """Without a mark of good or bad where the good answer is no."""
        words = _STATUS if self.kind.startswith("yes-no") else _OF_CONTROLS
        plain = self.entry.requirement.key in INVERSE and self.found is not Answer.UNKNOWN
        return self.is_(words[self.found], in_words=plain)

    def said(self) -> Inline:
        """The answer as it stands in its cell."""
        if self.found is Answer.YES_WITH_EXCEPTIONS:
            return line(self.status, ", with exceptions")
        return self.status

    def share_of(self) -> Figure | None:
        return None if self.measured is None else self.share(round(self.measured, 4))


def compose(actor: Actor, assessment: Assessment) -> Document:
    """The application as of the assessment's day. Invalid where its framework is not adopted."""
    basis = load(actor, assessment)
    if APPLICATION not in basis.frameworks:
        there = ", ".join(basis.frameworks) or "none yet"
        raise Invalid(f"The framework {APPLICATION!r} is not adopted. Adopted: {there}.", field="framework")
    claims, words = Claims(basis), Words()
    entries = basis.requirements(APPLICATION)
    told = {key: _answer(claims, entry) for key, entry in entries.items() if entry.concluded is not None}
    losses = insurer_money.section(claims, words, Money(basis))
    sections = (
        Section("Read this first", _reading(claims, words, told)),
        _contradictions(claims, told),
        Section("Questions and answers", sections=_topics(claims, entries, told), wide=True),
        *((losses,) if losses is not None else ()),
        honesty.section(claims),
    )
    return Document(
        title="Cyber insurance application",
        subtitle="Each answer is derived from evidence; none is typed",
        organisation=organisation(basis),
        audience="Insurer, and the officer who signs",
        as_of=basis.as_of,
        edition=assessment.digest,
        front=oldest(claims),
        sections=sections,
        unknown=_unknown(claims, told),
        claims=claims.all(),
        glossary=words.glossary(),
        contents=True,
    )


def _answer(claims: Claims, entry: RequirementEntry) -> AnswerTold:
    basis, key = claims.basis, entry.requirement.key
    supporting = [basis.controls[one] for one in entry.controls if one in basis.controls]
    excepted = sum(int(one.concluded["excepted"]) for one in supporting)
    found = answer(entry.status, (one.status for one in supporting), excepted=excepted)
    if key in INVERSE:
        found = turned(found)
    if key in FACTS:
        found = Answer.UNKNOWN
    measured = [test for one in supporting for test in claims.tests_of(one.control.key) if test.population]
    weakest = min(measured, key=lambda test: (test.good / test.population, test.id), default=None)
    told = AnswerTold(
        f"answer:{key}", entry, found, weakest.good if weakest else None, weakest.population if weakest else None
    )
    states = [told.count(told.good), told.count(told.population)] if weakest else []
    states += [share] if (share := told.share_of()) else []
    exclusion = basis.exclusions.get(entry.requirement.pk)
    dates = [told.on(exclusion.decided_on)] if exclusion and exclusion.decided_on else []
    sentence = line(told.number, ": ", told.status, ".")
    claims.add(told.id, sentence, _chain(basis, told), [*states, *dates])
    return told


def _chain(basis: Basis, told: AnswerTold) -> tuple[Step, ...]:
    inputs = [("answer", told.found.value)]
    if told.entry.requirement.key in INVERSE:
        inputs.append(("turned round", "a working control means that what is asked about is not there"))
    steps = chains.requirement_chain(basis, APPLICATION, told.entry.requirement.key)
    return (*steps, MethodStep(_RULE, tuple(inputs)))


def _reading(claims: Claims, words: Words, told: Mapping[str, AnswerTold]) -> tuple[Block, ...]:
    counted = Counter(one.found for one in told.values())
    total = Told("answers")
    holes: dict[str, Inline] = {
        "all": total.count(len(told), "question", "questions"),
        "yes": total.count(counted[Answer.YES] + counted[Answer.YES_WITH_EXCEPTIONS]),
        "with": total.count(counted[Answer.YES_WITH_EXCEPTIONS]),
        "partly": total.count(counted[Answer.PARTLY]),
        "no": total.count(counted[Answer.NO]),
        "unknown": total.count(counted[Answer.UNKNOWN]),
    }
    sentence = say(
        "Of {all} on controls, evidence answers {yes} with yes ({with} of them with exceptions), {partly} with partly, "
        "{no} with no, and leaves {unknown} unknown.",
        holes,
    )
    inputs = [(found.value, ", ".join(key for key, one in told.items() if one.found is found)) for found in Answer]
    claims.add(total.id, sentence.parts, (MethodStep(_RULE, tuple(pair for pair in inputs if pair[1])),))
    warning = (
        Sentence("A wrong answer may void the cover, even years later and even where it was given in good faith."),
        Sentence("Sign only what the proof bears out, and tell the insurer of changes before the policy begins."),
        say(
            "Where {evidence} is missing, the answer is unknown; leave it unknown.",
            {"evidence": words.term("evidence")},
        ),
    )
    return (Callout("note", warning), Paragraph((sentence,)), StatusLegend(), mapping_note())


def _contradictions(claims: Claims, told: Mapping[str, AnswerTold]) -> Section:
    """One part for each question that was answered otherwise before, so that each can be explained by itself."""
    parts = tuple(
        Section(line(one.number), (Callout("contradiction", _contradiction(claims, one, said)),))
        for one in told.values()
        if (said := _contradicted(claims, one))
    )
    if not parts:
        return Section(
            CONTRADICTED, (Paragraph((Sentence("Nothing that was told before is contrary to the evidence."),)),)
        )
    said_first = (
        Sentence("Each of these was told to an insurer before, and evidence says otherwise today."),
        Sentence("Tell them what is so and record that, or explain here why both can stand."),
    )
    return Section(CONTRADICTED, (Paragraph(said_first),), parts)


@dataclass(frozen=True)
class StatedTold(Told):
    """What an outsider was told last of one question, and evidence says otherwise."""

    stated: StatedAnswer

    @property
    def sentence(self) -> Sentence:
        holes: dict[str, Inline] = {
            "said": Name(self.stated.text.strip() or _in_words(self.stated.answer), "quotation"),
            "to": Name(self.stated.told_to, "organisation"),
            "by": Name(self.stated.signed_by.name, "person"),
            "on": self.on(self.stated.signed_on),
        }
        return say("{to} was told {said} on {on}, signed by {by}.", holes)


def _contradicted(claims: Claims, told: AnswerTold) -> StatedTold | None:
    """What was told last to one of those who asked, where evidence contradicts it: the newest of those."""
    last: dict[str, StatedAnswer] = {}
    for answered in claims.basis.stated.get(told.entry.requirement.pk, ()):
        last.setdefault(answered.told_to, answered)
    against = [
        one for one in last.values() if contradicts(one.answer, told.found, kind=told.kind, measured=told.measured)
    ]
    if not against:
        return None
    stated = against[0]
    said = StatedTold(f"stated:{stated.pk}", stated)
    inputs = (
        ("question", told.entry.requirement.key),
        ("told", _in_words(stated.answer)),
        ("answer from evidence", told.found.value),
    )
    steps = (MethodStep("What was told, held against the answer from evidence", inputs),)
    ledger = chains.ledger(claims.basis, stated)
    claims.add(said.id, said.sentence.parts, (*steps, *ledger), [said.is_("contradicted")])
    return said


def _contradiction(claims: Claims, told: AnswerTold, said: StatedTold) -> Sentences:
    question = Name(told.entry.requirement.question, "quotation")
    asked = say("{number} {question}", {"number": told.number, "question": question})
    shown = say("Evidence answers: {answer}.", {"answer": told.said()})
    return (asked, said.sentence, shown, *_grounds(claims, told))


def _in_words(told: object) -> str:
    return {True: "Yes", False: "No"}[told] if isinstance(told, bool) else str(told)


def _grounds(claims: Claims, told: AnswerTold) -> Sentences:
    """Why the answer is what it is: what is missing where it is unknown, else what tests and papers show."""
    if told.found is Answer.NOT_APPLICABLE:
        return reasons.of_requirement(claims, claims.requirement(APPLICATION, told.entry))
    if told.entry.requirement.key in FACTS:
        return (Sentence("This asks for a fact that no control shows: a person has to answer.", (told.id,)),)
    made: list[Sentence] = []
    for key in told.entry.controls:
        if key not in claims.basis.controls:
            continue
        control = claims.control(key)
        status = control.entry.status
        if told.found is Answer.UNKNOWN and status == "unproven":
            made.extend(reasons.unproven(claims, control))
        elif told.found is not Answer.NO or told.entry.requirement.key in INVERSE or status in {"failing", "planned"}:
            made.extend(reasons.of_control(claims, control))
    if not made:
        made.append(Sentence("No control in use supports it.", (told.id,)))
    return tuple(dict.fromkeys(made))


def _topics(
    claims: Claims, entries: Mapping[str, RequirementEntry], told: Mapping[str, AnswerTold]
) -> tuple[Section, ...]:
    """The questions by topic, in the order of the application."""
    topics: dict[str, list[RequirementEntry]] = {}
    for entry in entries.values():
        topics.setdefault(entry.requirement.title, []).append(entry)
    return tuple(
        Section(line(Name(topic.capitalize(), "record")), _topic(claims, found, told))
        for topic, found in topics.items()
    )


def _topic(claims: Claims, found: list[RequirementEntry], told: Mapping[str, AnswerTold]) -> tuple[Block, ...]:
    """What the record says of the organisation, and what evidence says of its controls."""
    facts_of = [
        Row((RequirementId(one.requirement.key, APPLICATION), Name(one.requirement.question, "record"),
             facts.answer(claims, one.requirement.key)))
        for one in found
        if one.requirement.key not in told
    ]  # fmt: skip
    rows = [_row(claims, told[one.requirement.key]) for one in found if one.requirement.key in told]
    of_record = (Column("No.", 0.7), Column("Question", 4), Column("What the record says", 5.8))
    of_evidence = (
        *(Column("No.", 0.7), Column("Question", 2.6), Column("Answer", 1.25)),
        *(Column("Measured", 1.35, "end"), Column("What evidence shows", 4.6)),
    )
    both = ((of_record, facts_of), (of_evidence, rows))
    return tuple(Table(columns, tuple(some), compact=True) for columns, some in both if some)


def _row(claims: Claims, told: AnswerTold) -> Row:
    grounds = joined(_grounds(claims, told))
    if told.found is Answer.UNKNOWN:
        grounds = line("Cannot be answered, ", told.status, ": ", grounds)
    said = _contradicted(claims, told)
    if said is not None:
        grounds = line(said.is_("contradicted"), ": what was told before. ", grounds)
    question = Name(told.entry.requirement.question, "record")
    return Row((told.number, question, told.said(), _measured(told), grounds), (told.id,))


def _measured(told: AnswerTold) -> Inline:
    """The share or number of the weakest test, where the question asks for one."""
    share = told.share_of()
    if share is None or told.good is None:
        return ""
    if told.entry.requirement.answer_type in _SHARES:
        return line(share, " (", told.count(told.good), " of ", told.count(told.population), ")")
    if told.entry.requirement.answer_type in _NUMBERS:
        return told.count(told.population)
    return ""


def _unknown(claims: Claims, told: Mapping[str, AnswerTold]) -> Section:
    """What the record cannot answer, then what is unknown besides."""
    whole = unknowns.section(claims)
    points = [
        (
            say(
                "{number} {question}",
                {"number": one.number, "question": Name(one.entry.requirement.question, "quotation")},
                one.id,
            ),
        )
        for one in told.values()
        if one.found is Answer.UNKNOWN
    ]
    if not points:
        return whole
    lead: tuple[Block, ...] = (
        Callout("unknown", (Sentence("These questions cannot be answered from evidence."),)),
        Bullets(tuple(points)),
    )
    return Section(whole.heading, (*lead, *whole.blocks))
