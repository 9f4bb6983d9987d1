"""Sections that the papers share: identification, the argument, tests, doubts, both ways in money, review, gaps."""

from __future__ import annotations

from datetime import date

from earnest.core.controls.models import Defeater
from earnest.core.organization.models import Person
from earnest.engines.arguments import lines
from earnest.engines.documents.model import (
    Block,
    Bullets,
    Callout,
    Column,
    Fact,
    FactList,
    Paragraph,
    Row,
    Section,
    Sentence,
    Sentences,
    Table,
)
from earnest.engines.documents.parts import Inline, Name, parts_of
from earnest.library.anatomy import document_type
from earnest.narrative.another_way.told import Way
from earnest.narrative.lines import say

_INDENT = "\u2003"


def heading(words: str) -> Name:
    """A heading as the form has it, with its number where it has one."""
    return Name(words, "record")


def headings(document: str) -> list[str]:
    """The headings of a kind of document, in its order."""
    return [section.heading for section in document_type(document).sections]


def person(one: Person | None, missing: str = "nobody yet") -> Inline:
    """Somebody's name, or that there is nobody."""
    return Name(one.name, "person") if one is not None else missing


def asked(way: Way, field: str, label: str) -> Fact:
    """What the author wrote under a heading of the form, as a quotation; or that it is not written."""
    told = way.argument
    text = told.answer(field)
    return Fact(label, told.said(text) if text else "not written yet", (told.id,))


def summary(way: Way) -> Section:
    """What the argument earns today and what it is for."""
    told, row = way.argument, way.found.argument
    lead: list[Sentence] = []
    if told.holds:
        lead.append(say("This holds today: {earns}.", {"earns": told.earns}))
    else:
        lead.append(say("This cannot be relied on today: {earns}.", {"earns": told.earns}))
    lead.append(say("Its weakest evidence is of grade {grade}.", {"grade": told.grade}))
    holes: dict[str, Inline] = {"number": way.requirement.number, "status": way.requirement.status}
    lead.append(say("The requirement {number} stands like this: {status}.", holes))
    blocks: list[Block] = [Paragraph(tuple(lead), lede=True)]
    if not told.holds:
        reasons = tuple(
            (Sentence((Name(reason.text.rstrip("."), "record"), "."), (told.id,)),)
            for reason in way.found.conclusion.reasons
        )
        blocks.append(Bullets(reasons))
    facts = [
        Fact("Written by", (*parts_of(person(row.author)), ", ", told.on(row.written_on))),
        Fact("Reviewed by", _signed(way, row.reviewer, row.reviewed_on)),
        Fact("Approved by", _signed(way, row.approver, row.approved_on)),
        Fact("To be reviewed by", told.on(row.review_due) if row.review_due else "no day is set", (told.id,)),
    ]
    return Section("In short", (*blocks, FactList(tuple(facts))))


def _signed(way: Way, who: Person | None, day: date | None) -> Inline:
    if who is None or day is None:
        return "nobody yet"
    return (Name(who.name, "person"), ", ", way.argument.on(day))


def reasoning(way: Way, words: str = "The argument step by step") -> Section:
    """The whole argument as a table: every element once, further in where it supports what stands above."""
    told = way.argument
    rows = []
    for line in lines(way.found.case):
        if line.node is None:
            continue
        node = line.node
        marks = ", in doubt" if line.doubted else ""
        marks += ", undeveloped" if node.undeveloped else ""
        kind: Inline = f"{_INDENT * line.depth}{node.kind.value.capitalize()}{marks}"
        rows.append(Row((Name(node.key, "record"), kind, Name(node.text.strip(), "record")), (told.id,)))
    columns = (Column("Id", 0.7), Column("Element", 1.9), Column("What it says", 5))
    lead = Sentence("What stands further in below a goal is why it holds, down to evidence.", (told.id,))
    return Section(heading(words), (Paragraph((lead,)), Table(columns, tuple(rows), compact=True)))


def evidence(way: Way, words: str) -> Section:
    """Every solution with what its test found today."""
    told = way.argument
    if not told.solutions:
        return Section(heading(words), (Callout("unknown", (Sentence("It names no evidence.", (told.id,)),)),))
    rows = []
    for node in told.solutions:
        one = way.solution(node)
        claims = (told.id,) if one.told is None else (told.id, one.told.id)
        rows.append(Row((Name(node.key, "record"), Name(node.text, "record"), one.stands, one.result), claims))
    columns = (Column("Id", 0.6), Column("Evidence", 2.2), Column("Stands", 1.3), Column("What was found", 3.4))
    lead = say("{all} by its own test or record, on the whole population where a machine can tell.",
               {"all": told.count(len(told.solutions), "piece of evidence is looked at",
                                  "pieces of evidence are looked at")})  # fmt: skip
    return Section(heading(words), (Paragraph((lead,)), Table(columns, tuple(rows), compact=True)))


def doubts(way: Way, words: str = "Doubts and their answers") -> Section:
    """The register of doubts: what, by whom, and what became of each."""
    told, day = way.argument, way.claims.basis.day
    if not told.doubts:
        lead = Sentence("Nobody has raised a doubt about it, so nobody has really looked.", (told.id,))
        return Section(heading(words), (Callout("unknown", (lead,)),))
    points: list[Sentences] = []
    for one in told.doubts:
        holes: dict[str, Inline] = {
            "node": Name(f"{one.key} about {one.node.key}", "record"),
            "text": told.said(one.text),
            "who": Name(one.raised_by.name, "person"),
            "day": told.on(one.raised_on),
        }
        first = say("{node}, raised by {who} on {day}: {text}.", holes)
        points.append((first, *_answer(way, one, one.state_on(day))))
    return Section(heading(words), (Bullets(tuple(points)),))


def _answer(way: Way, one: Defeater, state: str) -> Sentences:
    told = way.argument
    if state == Defeater.State.OPEN or one.answered_by is None or one.answered_on is None:
        return (Sentence("It has no answer, so the argument proves nothing until it has.", (told.id,)),)
    holes: dict[str, Inline] = {
        "who": Name(one.answered_by.name, "person"),
        "day": told.on(one.answered_on),
        "answer": told.said(one.answer),
    }
    made = [say("{who} answered on {day}: {answer}.", holes)]
    if state == Defeater.State.RESIDUAL and one.accepted_until is not None:
        made.append(say("It stays as a residual doubt, accepted until {end}.", {"end": told.on(one.accepted_until)}))
    return tuple(made)


def money(way: Way) -> tuple[Block, ...]:
    """Both ways in money; nothing where neither is priced."""
    row = way.found.argument
    both = [("the usual way", way.worth(row.replaces)), ("the other way", way.worth(row.instead))]
    rows = tuple(
        Row((worth.name, words, worth.removed, worth.introduced, worth.cost, worth.net), (worth.id,))
        for words, worth in both
        if worth is not None
    )
    if not rows:
        return ()
    columns = (
        Column("Way", 2.2), Column("Which", 1.2),
        Column("Loss removed", 1.7, "end"), Column("Loss brought", 1.7, "end"),
        Column("Cost", 1.7, "end"), Column("Net worth", 1.9, "end"),
    )  # fmt: skip
    lead = Sentence("In money, a year, each given all other controls in use:")
    return (Paragraph((lead,)), Table(columns, rows, "The usual way and the other way", compact=True))


def review(way: Way, words: str) -> Section:
    """Who stands for it and until when."""
    told, row = way.argument, way.found.argument
    facts = [Fact("Reviewed by", _signed(way, row.reviewer, row.reviewed_on))]
    if row.review_note:
        facts.append(Fact("What the review found", told.said(row.review_note), (told.id,)))
    facts.append(Fact("Approved by", _signed(way, row.approver, row.approved_on)))
    facts.append(Fact("To be reviewed by", told.on(row.review_due) if row.review_due else "no day is set", (told.id,)))
    return Section(heading(words), (FactList(tuple(facts)),))


def unknown(way: Way, fields: dict[str, str]) -> Section:
    """What is not written, not shown, or accepted as residual."""
    told, day = way.argument, way.claims.basis.day
    points: list[Sentences] = [
        (say("Not written yet: {what}.", {"what": Name(label, "record")}, told.id),)
        for field, label in fields.items()
        if not told.answer(field)
    ]
    points += [
        (Sentence((Name(flaw.text.rstrip("."), "record"), "."), (told.id,)),)
        for flaw in way.found.flaws
        if flaw.rule not in {"no-doubts"}
    ]
    for one in told.doubts:
        if one.state_on(day) == Defeater.State.RESIDUAL:
            points.append((say("This doubt remains: {text}.", {"text": told.said(one.text)}, told.id),))
    for node in way.found.argument.nodes.all():
        if node.kind == "assumption":
            holes: dict[str, Inline] = {"text": told.said(node.text)}
            points.append((say("We assume this and do not show it: {text}.", holes, told.id),))
    last = Paragraph(
        (Sentence("Evidence shows what was there when it was looked at, and nothing between one look and the next."),)
    )
    return Section("What we do not know", (*((Bullets(tuple(points)),) if points else ()), last))
