"""What we do not know: the section that no document goes without."""

from __future__ import annotations

from earnest.core.evidence.rules import Freshness
from earnest.engines.documents.model import Block, Bullets, Column, Paragraph, Row, Section, Sentence, Sentences, Table
from earnest.engines.documents.parts import Inline, parts_of
from earnest.narrative import reasons
from earnest.narrative.claims import Claims
from earnest.narrative.lines import joined, line
from earnest.narrative.told import Cause, ControlTold, SourceTold

_SAID: dict[Cause, str] = {
    "old": " the proof we have is too old to count",
    "absent": " nobody has looked",
    "part": " the proof leaves out some of what it should cover",
    "empty": " the check found nothing to look at",
}


def silent_sources(claims: Claims) -> tuple[SourceTold, ...]:
    """Sources in use that are stale or never delivered, those that most rests on first."""
    found = [
        claims.source(slug)
        for slug, state in claims.basis.sources.items()
        if state.freshness in (Freshness.STALE, Freshness.NEVER)
    ]
    return tuple(sorted(found, key=lambda told: (-len(told.leaning), told.id)))


def by_cause(claims: Claims, one: str, many: str) -> tuple[Sentences, ...]:
    """How many controls are unproven for each cause, as one point; none where no control is. Many causes are told in
    several sentences."""
    told = claims.causes()
    there = [cause for cause in _SAID if told.how_many(cause)]
    size = len(there) if len(there) <= IN_ONE else 2
    sentences = []
    for start in range(0, len(there), max(1, size)):
        pieces: list[Inline] = []
        for number, cause in enumerate(there[start : start + size]):
            noun = ("", "") if number else (one, many)
            pieces += ["; for " if number else "For ", told.count(told.how_many(cause), *noun), _SAID[cause]]
        sentences.append(Sentence(line(*pieces, ".")))
    return (tuple(sentences),) if sentences else ()


IN_ONE = 3
"""How many causes one sentence tells; of more, each sentence tells two."""


def of_source(told: SourceTold, one: str, many: str) -> Sentences:
    """A silent source, and what cannot be concluded because of it."""
    if told.state.last is None:
        seen: Inline = (told.name, " has never sent anything.")
    else:
        seen = (told.name, " last looked on ", *parts_of(told.observed), " and counts for ", told.limit, ".")
    if not told.leaning:
        return (Sentence(seen),)
    return (
        Sentence(seen),
        Sentence(("Because of that, nobody can say if ", told.count(len(told.leaning), one, many), " still work.")),
    )


def section(claims: Claims) -> Section:
    """Everything unknown, for readers of detail: by cause, by source, and each unproven control with its reasons."""
    points = (
        *by_cause(claims, "control", "controls"),
        *(of_source(told, "control", "controls") for told in silent_sources(claims)),
        *nobody(claims),
    )
    blocks: list[Block] = [Bullets(points)] if points else []
    open_controls = [claims.control(key) for key, entry in claims.basis.controls.items() if entry.status == "unproven"]
    if open_controls:
        blocks.append(_table(claims, open_controls))
    if not blocks:
        blocks.append(Paragraph((Sentence("Every control has live evidence, and every source has looked in time."),)))
    blocks.append(
        Paragraph((Sentence("What nobody and nothing has looked at does not appear here: the list cannot be whole."),))
    )
    return Section("What we do not know", tuple(blocks))


def nobody(claims: Claims) -> tuple[Sentences, ...]:
    """A point on what nobody is accountable for, if there is such."""
    told = claims.nobody()
    if not told.all:
        return ()
    parts: Inline = (
        *("Nobody is accountable for ", told.count(len(told.controls), "control", "controls")),
        *(" and ", told.count(len(told.sources), "source", "sources"), " of evidence."),
    )
    return ((Sentence(parts),),)


def _table(claims: Claims, told: list[ControlTold]) -> Table:
    columns = (Column("Control", 2.2), Column("Why nobody can say", 5), Column("Accountable", 1.4))
    rows = tuple(Row((one.name, joined(reasons.unproven(claims, one)), one.accountable), (one.id,)) for one in told)
    return Table(columns, rows, ("Controls that are ", claims.causes().is_("unproven", in_words=True)), compact=True)
