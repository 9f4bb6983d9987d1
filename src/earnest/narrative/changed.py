"""What has changed since the last edition: a section of the next one, each line with what was said then and is now."""

from __future__ import annotations

from dataclasses import replace

from earnest.core.telling.models import Edition
from earnest.engines.documents.editions import Move, Moves, Said, compare, restated, said
from earnest.engines.documents.model import Block, Bullets, Document, Paragraph, Section, Sentence, Sentences
from earnest.engines.documents.parts import DateRef, Figure, Inline, Name
from earnest.engines.documents.proof import Claim, MethodStep, Proof, Step
from earnest.narrative.framed import entry_of
from earnest.narrative.lines import line

HEADING = "Changes since the last edition"
_LONG, _SHORT = (25, 15), (3, 2)
_CLAIM = "edition-before"


def kept(edition: Edition) -> Said:
    """What an edition said, as the record keeps it."""
    headings = {str(one["key"]): str(one["heading"]) for one in edition.sections if "/" not in str(one["key"])}
    return Said(headings, edition.facts)


def with_changes(document: Document, before: Edition | None, *, short: bool = False) -> Document:
    """The document with a section on what moved since an edition, where there is one; a short paper names the first."""
    if before is None:
        return document
    found = compare(kept(before), said(document))
    claims: dict[str, Claim] = {}
    section = Section(HEADING, _blocks(found, before, claims, _SHORT if short else _LONG))
    return replace(document, sections=(*document.sections, section), claims=(*document.claims, *claims.values()))


def _blocks(found: Moves, before: Edition, claims: dict[str, Claim], most: tuple[int, int]) -> tuple[Block, ...]:
    shown = [*found.statuses[: most[0]], *found.figures[: most[1]]]
    left = len(found.statuses) + len(found.figures) - len(shown)
    claims[_CLAIM] = _edition(before, (Figure(left, "count", _CLAIM),))
    then = DateRef(before.as_of, _CLAIM)
    opening: list[Sentence] = [Sentence(("We compare with the edition of ", then, _approved(before), "."))]
    if not found:
        opening.append(Sentence("Nothing that it states has moved.", (_CLAIM,)))
        return (Paragraph(tuple(opening)),)
    points: list[Sentences] = [_moved(move, before, claims) for move in shown]
    if left:
        more = Figure(left, "count", _CLAIM, one="further statement moved", many="further statements moved")
        points.append((Sentence((more, ".")),))
    for word, headings in (("New part: ", found.added), ("Part that is gone: ", found.removed)):
        points += [(Sentence((word, Name(heading, "document"), "."), (_CLAIM,)),) for heading in headings[: most[0]]]
    return (Paragraph(tuple(opening)), Bullets(tuple(points)))


def _moved(move: Move, before: Edition, claims: dict[str, Claim]) -> Sentences:
    """What is said now, and what was said then."""
    then = f"before:{move.claim}"
    old = restated(move.before, then)
    claims[then] = Claim(then, old, Proof(_compared(before)))
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
