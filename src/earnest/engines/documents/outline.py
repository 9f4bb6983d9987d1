"""What a document says, part by part, in digests: so that the next one can say what has changed since."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.laid import plain
from earnest.engines.documents.lines import Lines
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.model import Document, Section
from earnest.engines.documents.parts import Figure, GradeRef, Inline, Reference, StatusRef, references
from earnest.engines.documents.plain import Plain, to_plain
from earnest.engines.documents.proof import Claim
from earnest.engines.documents.walk import section_spots

_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Outlined:
    """A section: its key (a path of its headings), its heading, and the digests of its sentences and of its claims.

    Digests are SHA-256 in hexadecimal. That of the claims holds statuses, numbers and grades, and no dates: evidence
    that is looked at again and says the same changes nothing.
    """

    key: str
    heading: str
    sentences: str
    claims: str
    level: int = 1

    def plain(self) -> dict[str, Plain]:
        return {"key": self.key, "heading": self.heading, "sentences": self.sentences, "claims": self.claims}


def outline(document: Document, locale: Locale = ENGLISH) -> tuple[Outlined, ...]:
    """The sections in reading order, parts after the section that they belong to. A digest holds the parts too."""
    claims = {claim.id: claim for claim in document.claims}
    taken: dict[str, int] = {}
    return tuple(_outlined(document.all_sections(), "", 1, claims, taken, _Words(document, locale)))


def digest_of(document: Document) -> str:
    """The SHA-256 of all that the document says, with its proofs; its state (draft or approved) is left out."""
    return _digest(to_plain(replace(document, state="draft")))


def facts(document: Document) -> dict[str, Plain]:
    """What each claim states, by its id: the sentence as JSON values, from which `plain.from_plain` makes it again."""
    return {claim.id: to_plain(claim.sentence) for claim in document.claims}


def values(inline: Inline) -> tuple[Plain, ...]:
    """The statuses, numbers and grades of a line, in order, without its dates and without ranges."""
    return tuple(_value(reference) for reference in references(inline) if isinstance(reference, _WEIGHTY))


_WEIGHTY = (Figure, StatusRef, GradeRef)


class _Words:
    """Headings in words."""

    def __init__(self, document: Document, locale: Locale) -> None:
        self.lines = Lines((claim.id for claim in document.claims), document.glossary, locale)

    def of(self, heading: Inline) -> str:
        return plain(self.lines.words(heading, "heading"))


def _outlined(
    sections: tuple[Section, ...], path: str, level: int, claims: dict[str, Claim], taken: dict[str, int], words: _Words
) -> Iterator[Outlined]:
    for section in sections:
        heading = words.of(section.heading)
        key = f"{path}/{_slug(heading)}" if path else _slug(heading)
        taken[key] = taken.get(key, 0) + 1
        if taken[key] > 1:
            key = f"{key}-{taken[key]}"
        spoken = [to_plain(spot.inline) for spot in section_spots(section)]
        yield Outlined(key, heading, _digest(spoken), _claims_in(section, claims), level)
        yield from _outlined(section.sections, key, level + 1, claims, taken, words)


def _claims_in(section: Section, claims: dict[str, Claim]) -> str:
    ids: dict[str, None] = {}
    for spot in section_spots(section):
        ids.update(dict.fromkeys(spot.claims))
        ids.update(dict.fromkeys(reference.claim_id for reference in references(spot.inline)))
    found = {one: list(values(claims[one].sentence)) for one in sorted(ids) if one in claims}
    said: list[Plain] = [[one, stated] for one, stated in found.items() if stated]
    return _digest(said)


def _value(reference: Reference) -> Plain:
    if isinstance(reference, Figure):
        return None if reference.value is None else f"{reference.value} {reference.unit}"
    if isinstance(reference, StatusRef):
        return reference.status
    return reference.grade if isinstance(reference, GradeRef) else None


def _slug(heading: str) -> str:
    return _NOT_IN_KEYS.sub("-", heading.lower()).strip("-")[:80] or "part"


def _digest(value: Plain) -> str:
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
