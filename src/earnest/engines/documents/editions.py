"""Two editions of a document compared: sections that came and went, and conclusions that moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast, get_args

from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.laid import plain
from earnest.engines.documents.lines import Lines
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.model import Document, DocumentError, GlossaryEntry
from earnest.engines.documents.outline import facts, outline, values
from earnest.engines.documents.parts import (
    DateRef,
    Figure,
    GradeRef,
    Inline,
    Part,
    StatusRef,
    Term,
    parts_of,
    references,
)
from earnest.engines.documents.plain import Plain, from_plain

_PARTS: tuple[type, ...] = get_args(Part)


@dataclass(frozen=True)
class Said:
    """What an edition said: headings of its top sections by key, and what each claim stated as JSON values."""

    sections: Mapping[str, str]
    facts: Mapping[str, Plain]


@dataclass(frozen=True)
class Move:
    """A claim that stands in both editions with another status or number. `before` keeps the old references."""

    claim: str
    before: tuple[Part, ...]
    now: tuple[Part, ...]


@dataclass(frozen=True)
class Moves:
    """What differs, in the order of the new edition. `statuses` moved in status, `figures` in numbers alone."""

    statuses: tuple[Move, ...]
    figures: tuple[Move, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.statuses or self.figures or self.added or self.removed)


def said(document: Document) -> Said:
    """What the document says now."""
    return Said({one.key: one.heading for one in outline(document) if one.level == 1}, facts(document))


def compare(before: Said, now: Said) -> Moves:
    """What moved between two editions. A claim about another span of days is no move: its dates and numbers differ."""
    statuses: list[Move] = []
    figures: list[Move] = []
    for claim, stored in now.facts.items():
        if claim not in before.facts or before.facts[claim] == stored:
            continue
        move = Move(claim, _line(before.facts[claim]), _line(stored))
        if values(move.before) == values(move.now):
            continue
        if _of(move.before, StatusRef) != _of(move.now, StatusRef):
            statuses.append(move)
        elif _of(move.before, DateRef) == _of(move.now, DateRef):
            figures.append(move)
    added = tuple(heading for key, heading in now.sections.items() if key not in before.sections)
    removed = tuple(heading for key, heading in before.sections.items() if key not in now.sections)
    return Moves(tuple(statuses), tuple(figures), added, removed)


def restated(parts: Sequence[Part], claim: str) -> tuple[Part, ...]:
    """The same line with its references naming another claim."""
    return tuple(
        replace(part, claim_id=claim) if isinstance(part, (Figure, StatusRef, DateRef, GradeRef)) else part
        for part in parts
    )


def spoken(parts: Sequence[Part], locale: Locale = ENGLISH) -> str:
    """A line as it reads, for a place that shows no proofs."""
    ids = [reference.claim_id for reference in references(tuple(parts))]
    terms = [GlossaryEntry(part.key, part.word, "") for part in parts if isinstance(part, Term)]
    return plain(Lines(ids, terms, locale).words(tuple(parts), "line"))


def read(stored: Plain) -> str:
    """What an edition keeps of one claim, as it reads. DocumentError where it holds no line."""
    return spoken(_line(stored))


def _line(stored: Plain) -> tuple[Part, ...]:
    made = from_plain(stored)
    several = made if isinstance(made, tuple) else (made,)
    if not all(isinstance(part, (str, *_PARTS)) for part in several):
        raise DocumentError("an edition holds something that is no line of a document")
    return parts_of(cast("Inline", several))


def _of(parts: Sequence[Part], kind: type[StatusRef | DateRef]) -> list[object]:
    return [
        part.status if isinstance(part, StatusRef) else part.date
        for part in parts
        if isinstance(part, kind) and isinstance(part, (StatusRef, DateRef))
    ]
