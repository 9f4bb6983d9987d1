"""The auditor's document: for each requirement what answers it and how well, then each control with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from earnest.core.assurance.models import Assessment
from earnest.core.frameworks.models import Framework
from earnest.engines.documents.model import (
    Block,
    Column,
    Document,
    Fact,
    FactList,
    Paragraph,
    Row,
    Section,
    Sentence,
    StatusLegend,
    Table,
)
from earnest.engines.documents.parts import Inline, Name, Part, Text
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Invalid
from earnest.narrative import honesty, period, reasons, unknowns
from earnest.narrative.basis import Basis, RequirementEntry, load
from earnest.narrative.claims import Claims, method
from earnest.narrative.front import mapping_note, oldest, organisation
from earnest.narrative.lines import joined, line
from earnest.narrative.told import NOT_IN_USE, ControlTold, Told, status_word
from earnest.narrative.words import Words

STATEMENT = "iso27001-2022"
"""The framework whose document is a Statement of Applicability."""


def compose(actor: Actor, assessment: Assessment, framework: str) -> Document:
    """The document for one adopted framework. Invalid where it is not adopted, NotAllowed as `load` says."""
    basis = load(actor, assessment)
    if framework not in basis.frameworks:
        there = ", ".join(basis.frameworks) or "none yet"
        raise Invalid(
            f"The framework {framework!r} was not adopted by {basis.day}. Adopted: {there}.", field="framework"
        )
    claims, words = Claims(basis), Words()
    adopted, entries = basis.frameworks[framework], basis.requirements(framework)
    statement = framework == STATEMENT
    sections = (
        Section("How to read this", _reading(claims, words, adopted, entries)),
        *(_statement(claims, framework, entries) if statement else _matrix(claims, framework, entries)),
        *_controls(claims, entries),
        honesty.section(claims),
    )
    return Document(
        title="Statement of Applicability and control narrative" if statement else "Requirements and control narrative",
        subtitle=Name(adopted.title, "framework"),
        organisation=organisation(basis),
        audience="Auditor",
        as_of=basis.as_of,
        edition=assessment.digest,
        front=_front(claims, adopted),
        sections=sections,
        unknown=unknowns.section(claims),
        claims=claims.all(),
        glossary=words.glossary(),
        contents=True,
    )


def _front(claims: Claims, adopted: Framework) -> tuple[Fact, ...]:
    facts = [Fact("Edition used", Name(adopted.version or adopted.title, "document")), *oldest(claims)]
    if adopted.accountable:
        facts.append(Fact("Accountable", Name(adopted.accountable.name, "person")))
    if adopted.scope:
        facts.append(Fact("Scope", Name(adopted.scope.statement, "quotation")))
    return tuple(facts)


def _reading(
    claims: Claims, words: Words, adopted: Framework, entries: Mapping[str, RequirementEntry]
) -> tuple[Block, ...]:
    told = _totals(claims, adopted, entries)
    opening = (
        Sentence(claims.made[told.id].sentence),
        Sentence("Each status is derived from evidence and decisions; nobody can type one."),
        Sentence(
            ("A ", words.term("control"), " is shown with the strength of its ", words.term("evidence"), " as a grade.")
        ),
        Sentence(
            (
                "An ",
                words.term("exception (risk)", "exception"),
                " counts only with another person's approval and an end date.",
            )
        ),
    )
    cautions = (
        Fact("Words used for requirements", Name(adopted.confidence, "record")),
        Fact("Licence", Name(adopted.licence_caution or "none recorded", "record")),
    )
    others = tuple(
        Fact(Name(key, "framework"), Name(one.title, "framework"))
        for key, one in claims.basis.frameworks.items()
        if key != adopted.key
    )
    also = (Paragraph((Sentence("Other frameworks are named by these keys:"),)), FactList(others)) if others else ()
    return (Paragraph(opening), StatusLegend(), mapping_note(), FactList(cautions), *also)


def _totals(claims: Claims, adopted: Framework, entries: Mapping[str, RequirementEntry]) -> Told:
    """How many requirements were looked at, and how many have each status."""
    found: dict[str, list[str]] = {}
    for key, entry in entries.items():
        if entry.concluded is not None:
            found.setdefault(entry.status, []).append(key)
    told = Told(f"framework:{adopted.key}")
    parts: list[Inline] = ["Requirements looked at: ", told.count(sum(map(len, found.values())))]
    for status in sorted(found):
        parts += ["; ", told.count(len(found[status])), " ", told.is_(status_word(status), in_words=True)]
    sentence = line(*parts, ".")
    inputs = [(status, ", ".join(keys)) for status, keys in sorted(found.items())]
    claims.add(told.id, sentence, method("Requirements counted by derived status", inputs))
    return told


def _statement(claims: Claims, framework: str, entries: Mapping[str, RequirementEntry]) -> tuple[Section, ...]:
    """All controls of Annex A, then the clauses of the management system."""
    annex = {key: entry for key, entry in entries.items() if key.startswith("A.")}
    clauses = {key: entry for key, entry in entries.items() if key not in annex}
    asked = _table(claims, framework, annex)
    return (
        Section("Statement of Applicability", (_counted(claims, annex), asked), wide=True),
        Section("Clauses of the management system", (_table(claims, framework, clauses),), wide=True),
    )


def _matrix(claims: Claims, framework: str, entries: Mapping[str, RequirementEntry]) -> tuple[Section, ...]:
    return (Section("Requirements", (_table(claims, framework, entries),), wide=True),)


def _counted(claims: Claims, annex: Mapping[str, RequirementEntry]) -> Paragraph:
    """Proof that all of Annex A was looked at, with what is left out."""
    assessed = [key for key, entry in annex.items() if entry.concluded is not None]
    out = [key for key in assessed if annex[key].status == "not applicable"]
    told = Told("annex")
    sentence = (
        *("Annex A was looked at whole: ", told.count(len(assessed), "control", "controls"), ", of which "),
        *(told.count(len(assessed) - len(out)), " are included and ", told.count(len(out)), " left out."),
    )
    claims.add(told.id, sentence, method("Controls of Annex A counted", [("left out", ", ".join(out) or "none")]))
    return Paragraph((Sentence(sentence),))


def _table(claims: Claims, framework: str, entries: Mapping[str, RequirementEntry]) -> Table:
    columns = (
        *(Column("No.", 0.75), Column("Requirement, in our words", 2.3), Column("Applies", 0.8), Column("Why", 2.4)),
        *(Column("Status", 1.25), Column("Grade", 0.65), Column("Answered by", 3.1)),
    )
    rows = [_row(claims, framework, entry) for entry in entries.values() if entry.concluded is not None]
    return Table(columns, tuple(rows), compact=True)


def _row(claims: Claims, framework: str, entry: RequirementEntry) -> Row:
    told = claims.requirement(framework, entry)
    title = Name(entry.requirement.title, "record")
    if entry.status == "not applicable":
        why = joined(reasons.of_requirement(claims, told))
        return Row((told.number, title, "Left out", why, told.status, told.grade, ""))
    answered = _answers(claims, entry) or joined(reasons.of_requirement(claims, told))
    return Row(
        (told.number, title, "Included", _why(claims.basis, framework, entry), told.status, told.grade, answered)
    )


def _why(basis: Basis, framework: str, entry: RequirementEntry) -> Inline:
    """What else asks for the same: the other frameworks that its controls answer."""
    others = {other for control in entry.controls for other in basis.asked_by.get(control, ()) if other != framework}
    if not others:
        return "Nobody recorded why."
    return line("Also answers ", *_listed(Name(key, "framework") for key in sorted(others)), ".")


def _answers(claims: Claims, entry: RequirementEntry) -> Inline:
    parts: list[Part] = []
    for key in entry.controls:
        if key in claims.basis.controls:
            control = claims.basis.controls[key]
            parts += [Text("; "), Name(control.control.name, "record"), Text(": "), claims.control(key).status]
    return tuple(parts[1:])


def _listed(names: Iterable[Part]) -> tuple[Part, ...]:
    parts = [part for name in names for part in (Text(", "), name)]
    return tuple(parts[1:])


def _controls(claims: Claims, entries: Mapping[str, RequirementEntry]) -> tuple[Section, ...]:
    """One part for each control that answers a requirement, under its domain."""
    wanted = {control for entry in entries.values() for control in entry.controls}
    domains: dict[str, list[Section]] = {}
    for key, entry in claims.basis.controls.items():
        if key in wanted:
            domains.setdefault(entry.control.domain, []).append(_control(claims, claims.control(key)))
    return tuple(Section(("Controls: ", domain), (), tuple(parts)) for domain, parts in domains.items())


def _control(claims: Claims, told: ControlTold) -> Section:
    control, key = told.entry.control, told.entry.control.key
    accountable = told.accountable
    facts = [
        Fact("Status", line(told.status, " ", told.grade)),
        Fact("Accountable", accountable),
    ]
    blocks: list[Block] = [Paragraph((Sentence(Name(control.statement, "record")),)), FactList(tuple(facts))]
    why = reasons.of_control(claims, told)
    if why:
        blocks.append(Paragraph(why))
    if told.entry.tests:
        blocks.append(_tests(claims, key))
    blocks.extend(_exceptions(claims, key))
    blocks.extend(_evidence(claims, told))
    if told.entry.status not in NOT_IN_USE:
        past = period.of_control(claims, key)
        blocks.append(Paragraph(period.sentences(past) if past else (Sentence("Nothing is known of its past."),)))
    return Section(line(Name(control.name, "record")), tuple(blocks))


def _tests(claims: Claims, key: str) -> Table:
    columns = (
        *(Column("Test", 3.2), Column("Says", 1.4), Column("Looked at", 0.9, "end")),
        *(Column("Deviating", 0.95, "end"), Column("Excepted", 0.95, "end"), Column("Cannot tell", 1, "end")),
    )
    rows = [
        Row((Name(str(test.concluded["title"]), "record"), test.status, test.count(test.population),
             test.count(test.deviating), test.count(test.excepted), test.count(test.unknown)))
        for test in claims.tests_of(key)
    ]  # fmt: skip
    return Table(columns, tuple(rows), compact=True)


def _exceptions(claims: Claims, key: str) -> tuple[Block, ...]:
    rows = []
    for one, exception in claims.basis.exceptions.items():
        if exception.control.key == key and exception.starts_on <= claims.basis.day:
            told = claims.exception(one)
            rows.append(
                Row((told.what, Name(exception.reason, "quotation"), Name(exception.compensating_measure, "quotation"),
                     told.approver, line(told.state, " until ", told.ends)))
            )  # fmt: skip
    columns = (
        *(Column("Exception", 1.6), Column("Reason", 1.8), Column("Compensating measure", 1.8)),
        *(Column("Decided by", 1.1), Column("State", 1.2)),
    )
    return (Table(columns, tuple(rows), compact=True),) if rows else ()


def _evidence(claims: Claims, told: ControlTold) -> tuple[Block, ...]:
    """The sources that its tests read, each with its newest observation and its limit."""
    basis = claims.basis
    found = {
        item.source
        for test in told.entry.tests
        if (result := basis.results.get(str(test["result"])))
        for item in result.inputs
    }
    found |= {
        ref.removeprefix("source:")
        for reason in told.entry.concluded["reasons"]
        for ref in reason["refs"]
        if ref.startswith("source:")
    }
    rows = []
    for slug in sorted(found & set(basis.sources)):
        source = claims.source(slug)
        rows.append(Row((source.name, line(source.observed), source.limit, source.status)))
    columns = (Column("Evidence from", 3), Column("Last observed", 1.5), Column("Counts for", 1), Column("State", 1))
    return (Table(columns, tuple(rows), compact=True),) if rows else ()
