"""What keeps a document from being approved: parts that evidence speaks against and that nobody has explained.

A part is settled where the record was set right, so that it is gone, or where a person put words before it that explain
it and whose evidence has not changed since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from earnest.core.telling.models import Framing
from earnest.core.telling.queries import HELD
from earnest.engines.documents.editions import spoken
from earnest.engines.documents.model import Callout, Document, Paragraph, Section, Sentence
from earnest.engines.documents.outline import Outlined, outline
from earnest.engines.documents.parts import DateRef, Name, parts_of
from earnest.engines.documents.proof import Claim, Proof
from earnest.narrative.claims import method
from earnest.narrative.lines import line

_OPEN = ": evidence speaks against what was told before, and nobody has set it right or explained it."


def hold(document: Document, framings: Mapping[str, Framing], within: str) -> Document:
    """The document with what keeps it a draft. `within` is the key of the section whose parts must each be settled.

    It is for a document that is framed already. Without such a section, or with no part in it, nothing changes.
    """
    places = outline(document)
    tops = [one.key for one in places if one.level == 1]
    if within not in tops[: len(document.sections)]:
        return document
    at = tops.index(within)
    section = document.sections[at]
    inside = [one for one in places if one.level == 2 and one.key.startswith(f"{within}/")]
    claims: list[Claim] = []
    pairs = zip(section.sections, inside, strict=True)
    parts = tuple(_part(part, place, framings.get(place.key), claims) for part, place in pairs)
    blocks = section.blocks
    if claims:
        said = "It stays a draft, and nobody can approve it, until each of these is set right or explained."
        blocks = (Callout("decision", (Sentence(said, tuple(claim.id for claim in claims)),)), *blocks)
    sections = list(document.sections)
    sections[at] = replace(section, blocks=blocks, sections=parts)
    return replace(document, sections=tuple(sections), claims=(*document.claims, *claims))


def open_points(document: Document) -> tuple[str, ...]:
    """What keeps a document from being approved, in words; nothing where somebody may approve it."""
    return tuple(spoken(parts_of(claim.sentence)) for claim in document.claims if claim.id.startswith(HELD))


def _part(part: Section, place: Outlined, framing: Framing | None, claims: list[Claim]) -> Section:
    if framing is not None and framing.basis == place.claims:
        written = DateRef(framing.edited_on, f"framing:{place.key}")
        said = Sentence((Name(framing.edited_by.name, "person"), " explained this on ", written, "."))
        return replace(part, blocks=(*part.blocks, Paragraph((said,))))
    looked = ("words of explanation", "older than the evidence" if framing else "none")
    steps = method("What was told before, held against evidence and words of explanation", (looked,))
    claim = Claim(f"{HELD}{place.key}", line(part.heading, _OPEN), Proof(steps))
    claims.append(claim)
    said = Sentence("Nobody has set this right or explained it.", (claim.id,))
    return replace(part, blocks=(*part.blocks, Paragraph((said,))))
