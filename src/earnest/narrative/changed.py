"""What has changed since the last edition: a section of the next one, each line with what was said then and is now."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from earnest.core.telling.models import Edition
from earnest.engines.documents.editions import Move, Moves, Said, compare, restated, said
from earnest.engines.documents.model import Block, Bullets, Document, Paragraph, Section, Sentence, Sentences
from earnest.engines.documents.parts import DateRef, Figure, Inline, Name
from earnest.engines.documents.proof import Claim, MethodStep, Proof, Step
from earnest.narrative.framed import entry_of
from earnest.narrative.lines import line

HEADING = "Changes since the last edition"
ALL = "All that moved since the last edition"
_LONG, _SHORT = (25, 15), (2, 0)
_CLAIM = "edition-before"


def kept(edition: Edition) -> Said:
    """What an edition said, as the record keeps it."""
    headings = {str(one["key"]): str(one["heading"]) for one in edition.sections if "/" not in str(one["key"])}
    return Said(headings, edition.facts)


def with_changes(document: Document, before: Edition | None, *, short: bool = False) -> Document:
    """The document with a section on what moved since an edition, where there is one.

    A short paper names the first of them only, and the rest in its annex.
    """
    if before is None:
        return document
    found, claims = compare(kept(before), said(document)), _Claims(before)
    section = Section(HEADING, _blocks(found, claims, _SHORT if short else _LONG, short=short))
    annex = document.annex
    if short and (_left(found, _SHORT) or found.added or found.removed):
        annex = (*annex, Section(ALL, _blocks(found, claims, _LONG)))
    made = (*document.claims, *claims.all())
    return replace(document, sections=(*document.sections, section), annex=annex, claims=made)


@dataclass
class _Claims:
    """The claims of what was said before, each once, with the counts that sections state."""

    before: Edition
    counts: list[Figure] = field(default_factory=list)
    made: dict[str, Claim] = field(default_factory=dict)

    def all(self) -> tuple[Claim, ...]:
        return (_edition(self.before, tuple(self.counts)), *self.made.values())


def _first(found: Moves, most: tuple[int, int]) -> list[Move]:
    return [*found.statuses[: most[0]], *found.figures[: most[1]]]


def _left(found: Moves, most: tuple[int, int]) -> int:
    return len(found.statuses) + len(found.figures) - len(_first(found, most))


def _blocks(found: Moves, claims: _Claims, most: tuple[int, int], *, short: bool = False) -> tuple[Block, ...]:
    before, left = claims.before, _left(found, most)
    then = DateRef(before.as_of, _CLAIM)
    opening: list[Sentence] = [Sentence(("We compare with the edition of ", then, _approved(before), "."))]
    if not found:
        opening.append(Sentence("Nothing that it states has moved.", (_CLAIM,)))
        return (Paragraph(tuple(opening)),)
    points: list[Sentences] = [_moved(move, claims) for move in _first(found, most)]
    if left:
        more = Figure(left, "count", _CLAIM, one="further statement moved", many="further statements moved")
        claims.counts.append(more)
        rest = Sentence((more, "."))
        opening.extend((rest,) if short else ())
        points.extend(() if short else ((rest,),))
    for word, headings in (("New part: ", found.added), ("Part that is gone: ", found.removed)):
        some = () if short else headings[: most[0]]
        points += [(Sentence((word, Name(heading, "document"), "."), (_CLAIM,)),) for heading in some]
    return (Paragraph(tuple(opening)), *((Bullets(tuple(points)),) if points else ()))


def _moved(move: Move, claims: _Claims) -> Sentences:
    """What is said now, and what was said then."""
    then = f"before:{move.claim}"
    old = restated(move.before, then)
    claims.made[then] = Claim(then, old, Proof(_compared(claims.before)))
    return (Sentence(move.now), Sentence(line("Before: ", old)))


def _edition(before: Edition, states: tuple[Figure, ...]) -> Claim:
    sentence: Inline = ("The last edition is as of ", DateRef(before.as_of, _CLAIM), ".")
    return Claim(_CLAIM, sentence, Proof(_compared(before)), states)


def _approved(before: Edition) -> str:
    return ", which is approved" if before.is_approved else ", a draft"


def _compared(before: Edition) -> tuple[Step, ...]:
    digests = (("edition", before.digest), ("what it said", before.outline), ("assessment", before.made_from))
    steps = entry_of(before.reference, frozenset({"telling.write_edition"}))
    return (MethodStep("What the last edition stated, compared with what this one states", digests), *steps)
