"""Reads of editions and framings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from earnest.core.telling.models import Edition, Framing
from earnest.engines.documents.editions import read
from earnest.foundation import ledger
from earnest.foundation.actor import Actor
from earnest.foundation.record import visible_to

MOST_ENTRIES = 1000
"""Entries of the ledger that are looked back at for those who wrote words."""
HELD = "held:"
"""How the ids of claims begin that keep a document from being approved."""


@dataclass(frozen=True)
class Told:
    """Which document it is: for whom, about which framework (empty for none), and which paper."""

    audience: str
    framework: str
    document: str

    def where(self) -> dict[str, str]:
        return {"audience": self.audience, "framework": self.framework, "document": self.document}


def editions(actor: Actor, told: Told | None = None) -> QuerySet[Edition]:
    """Editions that the actor may see, the newest day first, without what is long in them."""
    rows = visible_to(actor, Edition).select_related("approver").defer("sections", "facts")
    return rows.filter(**told.where()) if told else rows


def edition_before(actor: Actor, told: Told, day: date) -> Edition | None:
    """The edition that the next one is compared with: the newest approved one of an earlier day, or else the newest."""
    rows = visible_to(actor, Edition).filter(**told.where(), as_of__lt=day).order_by("-as_of", "-number")
    return rows.filter(state=Edition.State.APPROVED).first() or rows.first()


def edition_of(actor: Actor, told: Told, day: date) -> Edition | None:
    """The last edition of a day."""
    return visible_to(actor, Edition).filter(**told.where(), as_of=day).order_by("-number").first()


def framings(actor: Actor, told: Told) -> dict[str, Framing]:
    """The words before the sections of a document, by section key."""
    rows = visible_to(actor, Framing).filter(**told.where()).select_related("edited_by", "kept_by", "approved_by")
    return {row.section: row for row in rows}


def hands(framing: Framing) -> frozenset[int]:
    """Who had a hand in words that are not approved: everybody who wrote or held them true since they last were."""
    found = {framing.edited_by_id, framing.kept_by_id}
    for entry in ledger.history(framing.reference, MOST_ENTRIES):
        values = [one["after"] or {} for one in entry.changes if one["record"] == framing.reference]
        if any(one.get("approved_by") for one in values):
            break
        found.update(one.get(name) for one in values for name in ("edited_by", "kept_by"))
    return frozenset(one for one in found if one is not None)


def wrote(actor: Actor, edition: Edition) -> bool:
    """Whether the person behind the actor wrote the edition, or words in it that nobody has approved."""
    if actor.person is None:
        return False
    keys = {str(one["key"]) for one in edition.sections}
    words = framings(actor, Told(edition.audience, edition.framework, edition.document)).values()
    open_ones = [one for one in words if one.approved_by_id is None and one.section in keys]
    return actor.person == edition.author_id or any(actor.person in hands(one) for one in open_ones)


def outline_digest(sections: Iterable[Mapping[str, Any]], facts: Mapping[str, Any]) -> str:
    """The SHA-256, in hexadecimal, over what an edition keeps of its words, as canonical JSON."""
    canonical = json.dumps([list(sections), facts], sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_whole(edition: Edition) -> bool:
    """Whether what is kept of an edition is what the ledger says was kept."""
    return outline_digest(edition.sections, edition.facts) == edition.outline


def held(edition: Edition) -> tuple[str, ...]:
    """What keeps an edition from being approved, in words; nothing where somebody may approve it."""
    return tuple(read(stored) for claim, stored in edition.facts.items() if claim.startswith(HELD))


def flagged(actor: Actor) -> list[tuple[Framing, Edition]]:
    """Framings whose section says something else since, or is gone, by the newest edition of their document."""
    found: list[tuple[Framing, Edition]] = []
    newest: dict[tuple[str, str, str], Edition | None] = {}
    for framing in visible_to(actor, Framing).select_related("edited_by"):
        told = (framing.audience, framing.framework, framing.document)
        if told not in newest:
            rows = visible_to(actor, Edition).filter(**Told(*told).where()).order_by("-as_of", "-number")
            newest[told] = rows.defer("facts").first()
        edition = newest[told]
        if edition is None:
            continue
        claims = {str(one["key"]): str(one["claims"]) for one in edition.sections}
        if claims.get(framing.section) != framing.basis:
            found.append((framing, edition))
    return found
