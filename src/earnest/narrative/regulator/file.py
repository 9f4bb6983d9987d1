"""An accountability file: duty by duty what is done, whether it works, who answers for it, and what is not shown."""

from __future__ import annotations

from collections.abc import Mapping

from earnest.core.assurance.models import Assessment
from earnest.core.risks.models import Scenario
from earnest.duties.audits.queries import ObligationNow, obligations
from earnest.duties.audits.rules.standing import Truth
from earnest.engines.documents.model import (
    Block,
    Bullets,
    Callout,
    Column,
    Document,
    Fact,
    Paragraph,
    Row,
    Section,
    Sentence,
    Sentences,
    StatusLegend,
    Table,
)
from earnest.engines.documents.parts import Inline, Name, Part, Status, Text
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Invalid
from earnest.foundation.record import visible_to
from earnest.narrative import chains, honesty, reasons, unknowns
from earnest.narrative.basis import RequirementEntry, load
from earnest.narrative.claims import Claims, method
from earnest.narrative.front import mapping_note, oldest, organisation
from earnest.narrative.lines import joined, line
from earnest.narrative.regulator.laws import LAWS, OTHER, Law, LawPart
from earnest.narrative.told import NOT_IN_USE, ControlTold, Told, status_word
from earnest.narrative.words import Words

_TRUTH: Mapping[Truth, Status] = {Truth.TRUE: "met", Truth.NOT_TRUE: "not-met", Truth.UNPROVEN: "unproven"}
_WORST_FIRST = ("failing", "unproven", "partly effective", "effective")


def compose(actor: Actor, assessment: Assessment, framework: str) -> Document:
    """The file for one law as of an assessment. Invalid where the law is not adopted or no file is written for it."""
    basis = load(actor, assessment)
    law = LAWS.get(framework)
    if law is None or framework not in basis.frameworks:
        there = ", ".join(key for key in LAWS if key in basis.frameworks) or "none yet"
        raise Invalid(
            f"No file can be written for {framework!r}. Adopted laws that have one: {there}.", field="framework"
        )
    claims, words = Claims(basis), Words()
    adopted = basis.frameworks[framework]
    duties = {key: entry for key, entry in basis.requirements(framework).items() if entry.concluded is not None}
    front = [Fact("Law", Name(adopted.title, "law")), *oldest(claims)]
    if adopted.accountable:
        front.append(Fact("Accountable", Name(adopted.accountable.name, "person")))
    if adopted.scope:
        front.append(Fact("Scope", Name(adopted.scope.statement, "quotation")))
    sections = (
        Section("Where we stand", _standing(claims, words, law, duties)),
        Section("What is left undone, and what is done about it", _not_met(claims, framework, duties)),
        Section("What must be true here", _obligations(claims, framework), wide=True),
        *_parts(claims, law, duties),
        Section("Risks that were weighed", _risks(claims)),
        honesty.section(claims),
    )
    return Document(
        title=law.title,
        subtitle=Name(adopted.title, "law"),
        organisation=organisation(basis),
        audience="Supervisory authority",
        as_of=basis.as_of,
        edition=assessment.digest,
        front=tuple(front),
        sections=sections,
        unknown=unknowns.section(claims),
        claims=claims.all(),
        glossary=words.glossary(),
        contents=True,
    )


def _standing(claims: Claims, words: Words, law: Law, duties: Mapping[str, RequirementEntry]) -> tuple[Block, ...]:
    """How many duties stand how, and how to read the file."""
    found: dict[str, list[str]] = {}
    for key, entry in duties.items():
        found.setdefault(entry.status, []).append(key)
    told = Told(f"law:{law.framework}")
    parts: list[Inline] = ["Duties looked at: ", told.count(len(duties))]
    for status in sorted(found):
        parts += ["; ", told.count(len(found[status])), " ", told.is_(status_word(status), in_words=True)]
    inputs = [(status, ", ".join(keys)) for status, keys in sorted(found.items())]
    claims.add(told.id, line(*parts, "."), method("Duties counted by derived status", inputs))
    reading = (
        Sentence("Each status follows from evidence; nobody can type it."),
        Sentence(
            ("A duty is answered by ", words.term("control", "measures"), ", each with one person who answers for it.")
        ),
        Sentence("Where proof is missing or old, the file says so."),
    )
    opening = Paragraph((Sentence(law.purpose), Sentence(claims.made[told.id].sentence)), lede=True)
    return (opening, Paragraph(reading), StatusLegend(), mapping_note())


def _not_met(claims: Claims, framework: str, duties: Mapping[str, RequirementEntry]) -> tuple[Block, ...]:
    """Each duty that is seen not to be met, with why, before anything that is well."""
    points: list[Sentences] = []
    for entry in duties.values():
        if entry.status in {"not met", "partly met"}:
            told = claims.requirement(framework, entry)
            stands = told.is_(told.status.status, in_words=True)
            first = Sentence((told.number, ", ", Name(entry.requirement.title, "record"), ": ", stands, "."))
            points.append((first, *reasons.of_requirement(claims, told)[:3]))
    if not points:
        return (Paragraph((Sentence("No duty was seen to be left undone."),)),)
    return (Bullets(tuple(points)),)


def _obligations(claims: Claims, framework: str) -> tuple[Block, ...]:
    """Duties put as what must be true here, with what evidence says of it today."""
    found = [
        one
        for one in obligations(claims.basis.actor, claims.basis.day)
        if one.row.requirement is not None and one.row.requirement.framework.key == framework
    ]
    if not found:
        return (_missing("Nobody has put the duties of this law as what must be true here."),)
    columns = (
        *(Column("What must be true here", 2.6), Column("Where it stands in the law", 1.4), Column("Measure", 1.8)),
        *(Column("Accountable", 1.2), Column("Today", 1), Column("Why", 2.4)),
    )
    return (Table(columns, tuple(_obligation(claims, one) for one in found), compact=True),)


def _obligation(claims: Claims, one: ObligationNow) -> Row:
    row = one.row
    told = Told(f"obligation:{row.key}")
    status = told.is_(_TRUTH[one.truth])
    inputs = [("measure", row.control.key if row.control else "none"), ("says", one.because)]
    how = method("What must be true, held against the measure that answers it", inputs)
    basis = claims.basis
    deep = chains.control_chain(basis, row.control.key) if row.control and row.control.key in basis.controls else ()
    sentence = (Name(row.title, "record"), ": ", status, ".")
    claims.add(told.id, sentence, (*how, *deep, *chains.newest_entry(basis, row)))
    measure = Name(row.control.name, "record") if row.control else "none"
    person = Name(row.accountable.name, "person") if row.accountable else "nobody"
    where, why = Name(row.clause, "law"), Name(one.because, "record")
    return Row((Name(row.must_be_true, "quotation"), where, measure, person, status, why), (told.id,))


def _parts(claims: Claims, law: Law, duties: Mapping[str, RequirementEntry]) -> tuple[Section, ...]:
    """One section a part of the law: its duties, then the measures that answer them."""
    found = law.of(duties)
    known = {part.heading: part for part in law.parts}
    sections = []
    for heading, keys in found.items():
        part = known.get(heading, LawPart(OTHER, "What else the law asks.", ()))
        if not keys and not part.awaits:
            continue
        entries = [duties[key] for key in keys]
        sections.append(Section(heading, _part(claims, law.framework, part, entries), wide=bool(entries)))
    return tuple(sections)


def _part(claims: Claims, framework: str, part: LawPart, entries: list[RequirementEntry]) -> tuple[Block, ...]:
    blocks: list[Block] = [Paragraph((Sentence(part.asks),))]
    if part.awaits:
        blocks.append(_missing(part.awaits))
    if not entries:
        return tuple(blocks)
    blocks.append(Table(_DUTIES, tuple(_duty(claims, framework, entry) for entry in entries), compact=True))
    keys = dict.fromkeys(key for entry in entries for key in entry.controls if key in claims.basis.controls)
    told = [claims.control(key) for key in keys if claims.basis.controls[key].status not in NOT_IN_USE]
    if told:
        told.sort(key=lambda one: (_WORST_FIRST.index(one.entry.status), one.entry.control.name))
        blocks.append(Table(_MEASURES, tuple(_measure(claims, one) for one in told), compact=True))
    return tuple(blocks)


_DUTIES = (
    *(Column("Duty", 0.9), Column("In our words", 2.4), Column("Stands", 1.1), Column("Grade", 0.6)),
    Column("Answered by", 3),
)
_MEASURES = (
    *(Column("Measure", 2.2), Column("Accountable", 1.2), Column("Works", 1.1), Column("Grade", 0.6)),
    Column("What was seen", 3.4),
)


def _duty(claims: Claims, framework: str, entry: RequirementEntry) -> Row:
    told = claims.requirement(framework, entry)
    answered: list[Part] = []
    for key in entry.controls:
        if key in claims.basis.controls:
            answered += [Text("; "), Name(claims.basis.controls[key].control.name, "record")]
    words: Inline = tuple(answered[1:]) or joined(reasons.of_requirement(claims, told)) or "Nothing answers it."
    return Row((told.number, Name(entry.requirement.title, "record"), told.status, told.grade, words))


def _measure(claims: Claims, told: ControlTold) -> Row:
    seen = joined(reasons.of_control(claims, told)) or "Every check of it was passed."
    return Row((told.name, told.accountable, told.status, told.grade, seen))


def _risks(claims: Claims) -> tuple[Block, ...]:
    """Which losses were thought through, and who answers for each. Their price is told to those who decide on it."""
    rows = visible_to(claims.basis.actor, Scenario).filter(state=Scenario.State.LIVE).select_related("accountable")
    made = [
        Row(
            (
                Name(row.title, "record"),
                Name(row.get_effect_display(), "record"),
                Name(row.accountable.name, "person") if row.accountable else "nobody",
            )
        )
        for row in rows.order_by("title")
    ]
    if not made:
        return (_missing("No risk was thought through in the record."),)
    columns = (Column("What could happen", 3.4), Column("Loss of", 1.2), Column("Accountable", 1.4))
    said = Sentence("These losses were thought through, with how often they come and what they cost people and us.")
    return (Paragraph((said,)), Table(columns, tuple(made), compact=True))


def _missing(words: str) -> Callout:
    return Callout("unknown", (Sentence(words),))
