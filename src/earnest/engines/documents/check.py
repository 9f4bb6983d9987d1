"""Finds numbers and statuses that somebody typed, and references that their claim does not bear out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.model import Chart, Document
from earnest.engines.documents.parts import (
    DateRef,
    Figure,
    GradeRef,
    Name,
    Part,
    Reference,
    StatusName,
    StatusRef,
    Term,
    Text,
    parts_of,
    references,
)
from earnest.engines.documents.proof import Claim
from earnest.engines.documents.walk import Spot, charts, spots

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ONLY_NUMBER = re.compile(r"[\d\s.,:%€£$+−-]*\d[\d\s.,:%€£$+−-]*")
_NUMBERED_KINDS = frozenset({"record", "document", "account", "asset"})


@dataclass(frozen=True)
class Unsupported:
    """Something that a document shows and no claim bears out: where it stands, what it says, and why it may not."""

    place: str
    text: str
    reason: str


def unsupported(document: Document, locale: Locale = ENGLISH) -> list[Unsupported]:
    """Everything in the document that no claim bears out, in reading order; an empty list is what a test wants.

    Literals may hold no digit, no number word and no status word of the locale. A reference must name a claim of the
    document that states the same value. A claim must have a proof. Names, requirement numbers and quotations are free.
    """
    claims = {claim.id: claim for claim in document.claims}
    found = [one for spot in spots(document) for one in _in_spot(spot, claims, locale)]
    for place, chart in charts(document):
        found.extend(_in_chart(place, chart))
    for claim in document.claims:
        found.extend(_in_claim(claim))
    return found


def typed(text: str, locale: Locale = ENGLISH) -> list[Unsupported]:
    """The numbers and statuses in words that a person wrote: such words may hold none, since nothing bears them out."""
    return [Unsupported("text", found, reason) for found, reason in _typed(text, locale)]


def _in_chart(place: str, chart: Chart) -> Iterator[Unsupported]:
    if not chart.sentences:
        yield Unsupported(place, "chart", "a chart without a sentence: say what it shows")
    rows = chart.table.rows
    if not chart.claims and not any(row.claims or any(any(references(c)) for c in row.cells) for row in rows):
        yield Unsupported(place, "chart", "no claim bears out what the chart draws: name its claims")


def _in_claim(claim: Claim) -> Iterator[Unsupported]:
    place = f"claim {claim.id!r}"
    if not claim.proof.steps:
        yield Unsupported(place, claim.id, "the claim has no proof")
    for reference in claim.states:
        if reference.claim_id != claim.id:
            yield Unsupported(place, reference.claim_id, "a claim states its own values only")


def _in_spot(spot: Spot, claims: Mapping[str, Claim], locale: Locale) -> Iterator[Unsupported]:
    for claim_id in spot.claims:
        if claim_id not in claims:
            yield Unsupported(spot.place, claim_id, "the document holds no such claim")
    for part in parts_of(spot.inline):
        for text, reason in _in_part(part, spot, claims, locale):
            yield Unsupported(spot.place, text, reason)


def _in_part(part: Part, spot: Spot, claims: Mapping[str, Claim], locale: Locale) -> Iterator[tuple[str, str]]:
    if isinstance(part, Text):
        yield from _typed(part.text, locale)
    elif isinstance(part, Term):
        yield from _typed(part.word, locale)
    elif isinstance(part, Name):
        if part.kind not in _NUMBERED_KINDS and _ONLY_NUMBER.fullmatch(part.text):
            yield part.text, "a name that is only a number"
    elif isinstance(part, StatusName):
        if not spot.naming:
            yield part.status, "the name of a status outside a heading or label: refer to a claim"
    elif isinstance(part, (Figure, StatusRef, DateRef, GradeRef)):
        yield from _in_reference(part, spot, claims, locale)


def _in_reference(
    part: Reference, spot: Spot, claims: Mapping[str, Claim], locale: Locale
) -> Iterator[tuple[str, str]]:
    if isinstance(part, Figure):
        for noun in (part.one, part.many):
            yield from _typed(noun, locale)
    claim = claims.get(part.claim_id)
    if spot.naming:
        yield _shown(part), "a heading or label states a fact: say it in a sentence, where it can carry its proof"
    elif claim is None:
        yield _shown(part), f"the document holds no claim {part.claim_id!r}"
    elif not any(_bears_out(stated, part) for stated in claim.stated()):
        yield _shown(part), f"the claim {part.claim_id!r} states no such value"


def _bears_out(stated: Reference, shown: Reference) -> bool:
    """Whether a claim that states the one lets a document show the other.

    A range or its level may be left out, never changed.
    """
    if isinstance(stated, Figure) and isinstance(shown, Figure):
        same = (stated.value, stated.unit, stated.currency) == (shown.value, shown.unit, shown.currency)
        ranged = shown.low is None or (stated.low, stated.high) == (shown.low, shown.high)
        return same and ranged and (shown.level is None or stated.level == shown.level)
    if isinstance(stated, StatusRef) and isinstance(shown, StatusRef):
        return stated.status == shown.status
    if isinstance(stated, DateRef) and isinstance(shown, DateRef):
        return stated.date == shown.date
    return isinstance(stated, GradeRef) and isinstance(shown, GradeRef) and stated.grade == shown.grade


def _typed(text: str, locale: Locale) -> Iterator[tuple[str, str]]:
    if any(unicodedata.category(char).startswith("N") for char in text):
        yield text, "a typed number: refer to a claim, or give a proper name as a name"
    for word in _WORD.findall(text):
        for piece in (word.lower(), *word.lower().split("-")):
            if piece in locale.number_words:
                yield text, f"a typed number, {word!r}: refer to a claim"
                break
            if piece in locale.status_words:
                yield text, f"a typed status, {word!r}: refer to a claim"
                break


def _shown(part: Reference) -> str:
    if isinstance(part, Figure):
        return str(part.value)
    if isinstance(part, StatusRef):
        return part.status
    return part.date.isoformat() if isinstance(part, DateRef) else part.grade
