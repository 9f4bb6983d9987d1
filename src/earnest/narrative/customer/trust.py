"""The paper "What we can show a customer": which safeguards are shown to work, since when, and what is not shown.

It names no person, no machine, no file and no single gap: statuses by safeguard, days, counts, and what is not proven.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from earnest.core.assurance.models import Assessment
from earnest.core.controls.models import ControlException
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
from earnest.engines.documents.parts import GradeRef, Inline, Name, Status
from earnest.engines.documents.proof import MethodStep, Step
from earnest.foundation.actor import Actor
from earnest.narrative import chains
from earnest.narrative.basis import Basis, ControlEntry, load
from earnest.narrative.claims import Claims, method
from earnest.narrative.customer.answering import Answers
from earnest.narrative.customer.examinations import examinations
from earnest.narrative.customer.named import Named
from earnest.narrative.customer.shown import chain
from earnest.narrative.front import organisation
from earnest.narrative.lines import line, say
from earnest.narrative.told import GRADES, NOT_IN_USE, WORDS, Told
from earnest.narrative.words import Words

_IN_USE: tuple[Status, ...] = ("effective", "partly-effective", "failing", "unproven")
_WEAKNESS = "vulnerability-disclosure"
_RULE = "Status from the tests bound to the safeguard, or from records that a person inspected; unproven without them"


def compose(actor: Actor, assessment: Assessment) -> Document:
    """The paper as of an assessment's day. NotAllowed where the actor may not see the shared record."""
    basis = load(actor, assessment)
    claims, words, named = Claims(basis), Words(), Named(actor)
    answers = Answers(basis)
    told = {key: _control(claims, answers, named, key) for key in _shown(basis)}
    sections = (
        Section("Facts at a glance", (*_glance(claims, words), *_frameworks(claims), *examinations(claims, named))),
        Section("How data are protected", (StatusLegend(),), _topics(basis, answers, named, told)),
        Section("Sub-processors", (_silent("The record holds no list of sub-processors. Ask us for it."),)),
        Section("Report a weakness", _weakness(basis, named, told)),
        Section(
            "Incidents",
            (_silent("The record holds no public notes on incidents. That does not mean that there were none."),),
        ),
        Section("What we do not do yet", _not_yet(claims, answers, named, told)),
    )
    return Document(
        title="What we can show a customer",
        organisation=organisation(basis),
        audience="Customers",
        as_of=basis.as_of,
        edition=assessment.digest,
        sections=sections,
        unknown=Section("What we do not know", _unknown(basis, named, told)),
        claims=claims.all(),
        glossary=words.glossary(),
    )


def _shown(basis: Basis) -> Iterator[str]:
    return (key for key, entry in basis.controls.items() if entry.status != "retired")


def _control(claims: Claims, answers: Answers, named: Named, key: str) -> Told:
    """The claim of one safeguard: its status, how strongly and since when it is shown, without names and rows."""
    entry, told = claims.basis.controls[key], Told(f"safeguard:{key}")
    seen, grade = answers.oldest((key,)), str(entry.concluded["grade"] or "")
    states = [
        *((told.on(seen),) if seen else ()),
        *((GradeRef(GRADES[grade], told.id),) if grade in GRADES else ()),
        *(told.on(plan.due_on) for plan in answers.plans.get(key, ())[:1]),
    ]
    sentence = line(_name(entry, named), " is ", told.is_(WORDS[entry.status], in_words=True), ".")
    claims.add(told.id, sentence, tuple(_steps(claims.basis, key, named)), states)
    return told


def _steps(basis: Basis, key: str, named: Named) -> Iterator[Step]:
    entry = basis.controls[key]
    yield from chain(basis, key, named)
    yield MethodStep(_RULE, (("status", entry.status), ("conclusion", str(entry.concluded["digest"]))))


def _name(entry: ControlEntry, named: Named) -> Name:
    return Name(named.safe(entry.control.name, "A safeguard that we do not name here"), "record")


def _glance(claims: Claims, words: Words) -> tuple[Block, ...]:
    told = Told("safeguards")
    found = [WORDS[entry.status] for entry in claims.basis.controls.values() if entry.status not in NOT_IN_USE]
    counts: Mapping[Status, int] = {status: found.count(status) for status in _IN_USE}
    parts: list[Inline] = []
    for status in _IN_USE:
        parts += [", " if parts else "", told.count(counts[status]), " ", told.is_(status, in_words=True)]
    sentence = line("Safeguards in use: ", told.count(len(found)), "; ", *parts, ".")
    inputs = (
        *((status, str(count)) for status, count in counts.items()),
        ("assessment", claims.basis.assessment.digest),
    )
    claims.add(told.id, sentence, method("Safeguards counted by derived status", inputs))
    reading = (
        say("Each status follows from {evidence}; nobody can type it.", {"evidence": words.term("evidence")}),
        Sentence("Where proof is missing or old, the page says so."),
        Sentence("The proofs at the end name no person, no machine and no single gap."),
    )
    return (Paragraph((Sentence(sentence),), lede=True), Paragraph(reading))


def _frameworks(claims: Claims) -> tuple[Block, ...]:
    """What we hold ourselves to, and how much of it is shown. It claims no certificate and no compliance."""
    basis = claims.basis
    rows = []
    for key, adopted in sorted(basis.frameworks.items(), key=lambda one: one[1].title):
        looked = [one.status for one in basis.requirements(key).values() if one.concluded is not None]
        looked = [status for status in looked if status != "not applicable"]
        met = sum(status in ("met", "met by another approach") for status in looked)
        told = Told(f"framework:{key}")
        sentence = line(
            *(Name(adopted.title, "framework"), ", used since ", told.on(adopted.adopted_on), ": "),
            *(told.count(met), " of ", told.count(len(looked)), " requirements are ", told.is_("met", in_words=True)),
            ".",
        )
        counted = method("Requirements counted by derived status", (("met", str(met)), ("all", str(len(looked)))))
        claims.add(told.id, sentence, (*counted, *chains.ledger(basis, adopted)))
        share: Inline = (told.count(met), " of ", told.count(len(looked)))
        rows.append(Row((Name(adopted.title, "framework"), told.on(adopted.adopted_on), share), (told.id,)))
    if not rows:
        return (_silent("We have not taken a framework into use."),)
    columns = (
        Column("We hold ourselves to", 3),
        Column("Since", 1.2),
        Column("Requirements shown to be fulfilled", 1.6),
    )
    note = Callout("note", (Sentence("That we use a framework is no certificate, and says nothing of law."),))
    return (Table(columns, tuple(rows), compact=True), note)


def _topics(basis: Basis, answers: Answers, named: Named, told: Mapping[str, Told]) -> tuple[Section, ...]:
    """One part for each topic: its safeguards with status, strength and age of the evidence."""
    columns = (
        *(Column("Safeguard", 3), Column("Status", 1.2), Column("Strength", 0.8)),
        Column("Oldest evidence", 1.2),
    )
    topics: dict[str, list[Row]] = {}
    for key, one in told.items():
        entry = basis.controls[key]
        grade, seen = str(entry.concluded["grade"] or ""), answers.oldest((key,))
        strength: Inline = GradeRef(GRADES[grade], one.id) if grade in GRADES else ""
        row = Row((_name(entry, named), one.is_(WORDS[entry.status]), strength, _on(one, seen)), (one.id,))
        topics.setdefault(entry.control.domain, []).append(row)
    made = (
        Section(Name(_title(topic), "record"), (Table(columns, tuple(rows), compact=True),))
        for topic, rows in topics.items()
    )
    return tuple(made) or (Section("Safeguards", (_silent("None is in use."),)),)


def _title(topic: str) -> str:
    return topic.replace("-", " ").capitalize()


def _on(told: Told, day: date | None) -> Inline:
    return told.on(day) if day else "none"


def _weakness(basis: Basis, named: Named, told: Mapping[str, Told]) -> tuple[Block, ...]:
    silent = _silent("The record holds no address to report to. Ask us for it.")
    if _WEAKNESS not in told:
        return (silent,)
    one, entry = told[_WEAKNESS], basis.controls[_WEAKNESS]
    stands = Sentence(line(_name(entry, named), " is ", one.is_(WORDS[entry.status], in_words=True), "."))
    return (Paragraph((stands,)), silent)


def _not_yet(claims: Claims, answers: Answers, named: Named, told: Mapping[str, Told]) -> tuple[Block, ...]:
    """Gaps worth knowing, without what is in them: each safeguard that falls short, and by when it is mended."""
    points: list[Sentences] = []
    for key, one in told.items():
        entry = claims.basis.controls[key]
        if entry.status not in ("failing", "partly effective", "planned"):
            continue
        stands = line(_name(entry, named), " is ", one.is_(WORDS[entry.status], in_words=True), ".")
        due = next((plan.due_on for plan in answers.plans.get(key, ())), None)
        when: Inline = ("It is to be mended by ", one.on(due), ".") if due else "No day is set for it."
        points.append((Sentence(stands), Sentence(when)))
    excepted = _excepted(claims)
    blocks: tuple[Block, ...] = (Bullets(tuple(points)),) if points else ()
    return (*blocks, Paragraph((excepted,)))


def _excepted(claims: Claims) -> Sentence:
    """How many approved exceptions are in force, and when the last ends; never for what."""
    day, live = claims.basis.day, ControlException.State.APPROVED
    rows = claims.basis.exceptions.values()
    ends = [one.ends_on for one in rows if one.state == live and one.starts_on <= day <= one.ends_on]
    told = Told("exceptions")
    until = ("; the last ends on ", told.on(max(ends))) if ends else ()
    sentence = line("Approved exceptions in force: ", told.count(len(ends)), *until, ".")
    claims.add(told.id, sentence, method("Exceptions counted by their days", (("in force", str(len(ends))),)))
    return Sentence(sentence)


def _unknown(basis: Basis, named: Named, told: Mapping[str, Told]) -> tuple[Block, ...]:
    points: list[Sentences] = [
        (Sentence(line(_name(basis.controls[key], named), " is ", one.is_("unproven", in_words=True), ".")),)
        for key, one in told.items()
        if basis.controls[key].status == "unproven"
    ]
    points += [
        (Sentence("This page does not say where data are kept."),),
        (Sentence("It does not say which part of the protection is yours: the contract does."),),
        (Sentence("What nobody and nothing has looked at is not on it."),),
    ]
    return (Bullets(tuple(points)),)


def _silent(words: str) -> Callout:
    return Callout("unknown", (Sentence(words),))
