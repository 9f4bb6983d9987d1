"""The words that people put before sections, in the document: whose they are, and whether their evidence moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC

from earnest.core.telling.models import Framing
from earnest.engines.documents.model import Block, Callout, Document, Paragraph, Section, Sentence
from earnest.engines.documents.outline import Outlined, outline
from earnest.engines.documents.parts import DateRef, Name
from earnest.engines.documents.proof import Claim, DecisionStep, LedgerStep, MethodStep, Proof, Step
from earnest.foundation import ledger

_WRITTEN = frozenset({"telling.frame_section", "telling.keep_framing"})


def frame(document: Document, framings: Mapping[str, Framing]) -> Document:
    """The document with each framing at the top of its section; one whose evidence has changed says so.

    A framing of a section that is not there is left out.
    """
    if not framings:
        return document
    places = iter(outline(document))
    claims: list[Claim] = []
    sections = tuple(_framed(section, places, framings, claims) for section in document.sections)
    unknown = _framed(document.unknown, places, framings, claims) if document.unknown else None
    annex = tuple(_framed(section, places, framings, claims) for section in document.annex)
    return replace(document, sections=sections, unknown=unknown, annex=annex, claims=(*document.claims, *claims))


def _framed(
    section: Section, places: Iterator[Outlined], framings: Mapping[str, Framing], claims: list[Claim]
) -> Section:
    """Sections are met in the order of their outline: the section, then its parts."""
    place = next(places)
    parts = tuple(_framed(part, places, framings, claims) for part in section.sections)
    framing = framings.get(place.key)
    if framing is None:
        return replace(section, sections=parts)
    claim = _claim(framing, place)
    claims.append(claim)
    words: list[Block] = [Paragraph((Sentence(framing.text, (claim.id,)),))]
    if framing.basis != place.claims:
        words.append(_outdated(framing, claim.id))
    return replace(section, blocks=(*words, *section.blocks), sections=parts)


def _claim(framing: Framing, place: Outlined) -> Claim:
    claim = f"framing:{place.key}"
    name = Name(framing.edited_by.name, "person")
    heading = Name(place.heading, "document")
    written = DateRef(framing.edited_on, claim)
    sentence: tuple[str | Name | DateRef, ...] = (name, " wrote the words before ", heading, " on ", written)
    compared = (("then", framing.basis), ("now", place.claims))
    steps: list[Step] = [
        DecisionStep(framing.reference, framing.text, framing.edited_by.name, framing.edited_on),
        *entry_of(framing.reference, _WRITTEN),
        MethodStep("Digest of what the section concludes, when the words were written and now", compared),
    ]
    if framing.kept_by is not None and framing.kept_on is not None:
        keeper = Name(framing.kept_by.name, "person")
        sentence = (*sentence, "; ", keeper, " said on ", DateRef(framing.kept_on, claim), " that they hold")
        steps.insert(1, DecisionStep(framing.reference, "They still hold.", framing.kept_by.name, framing.kept_on))
    return Claim(claim, (*sentence, "; they state no fact."), Proof(tuple(steps)))


def _outdated(framing: Framing, claim: str) -> Callout:
    written = DateRef(framing.looked_at_on, claim)
    return Callout("note", (Sentence(("These words are of ", written, ", and the evidence has changed since.")),))


def entry_of(reference: str, operations: frozenset[str]) -> Iterator[LedgerStep]:
    """The newest ledger entry by which one of these operations touched a record."""
    for entry in ledger.history(reference):
        if entry.operation in operations:
            yield LedgerStep(entry.number, entry.at.astimezone(UTC), entry.hash, entry.previous)
            return
