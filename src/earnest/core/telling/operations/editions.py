"""Writing an edition to the record, and approving it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from earnest.core.organization.models import Person
from earnest.core.telling.models import Edition, Framing
from earnest.core.telling.queries import Told, edition_of, framings, hands, held, outline_digest
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Conflict, Invalid
from earnest.foundation.record import Work, operation


@dataclass(frozen=True)
class Content:
    """What is kept of a document: its title, digests, sections by key and what each claim states, as JSON values."""

    title: str
    made_from: str
    digest: str
    sections: Sequence[dict[str, Any]]
    facts: dict[str, Any]


def edition_number(actor: Actor, told: Told, day: date, digest: str) -> int:
    """The number that an edition of that content has or would get: a draft is written over, an approved one never."""
    last = edition_of(actor, told, day)
    if last is None:
        return 1
    return last.number + 1 if last.is_approved and last.digest != digest else last.number


def write_edition(
    actor: Actor, told: Told, day: date, content: Content, files: Sequence[dict[str, Any]], *, on: date | None = None
) -> Edition:
    """Keep what was told. The same content told again changes nothing but its files."""
    actor.require(May.EDIT_RECORD)
    last = edition_of(actor, told, day)
    number = edition_number(actor, told, day, content.digest)
    values: dict[str, Any] = {
        "title": content.title[:300],
        "made_from": content.made_from,
        "digest": content.digest,
        "outline": outline_digest(content.sections, content.facts),
        "sections": list(content.sections),
        "facts": content.facts,
        "files": sorted(files, key=lambda one: str(one["name"])),
    }
    with operation(actor, "telling.write_edition") as work:
        if last is not None and last.number == number:
            return last if last.is_approved else _again(work, last, values, actor, on)
        edition = Edition(**told.where(), as_of=day, number=number, written_by=actor.name, **values)
        edition.author_id = actor.person
        edition.written_on = on or clock.today()
        return work.create(edition)


def approve_edition(
    actor: Actor,
    edition: Edition,
    *,
    approver: Person,
    note: str = "",
    on: date | None = None,
    seen: int | None = None,
) -> Edition:
    """Say that the edition is ours. A person does, in their own name; it never changes after that.

    Invalid where it is approved already, for whoever wrote it or words in it, where words before a section are older
    than the section's evidence, and where evidence speaks against what was told before and nobody has set that right or
    explained it. The words that it holds are approved with it. `seen` is the revision that the person looked at.
    """
    actor.require(May.DECIDE_EXCEPTION)
    if actor.user is not None and actor.person != approver.pk:
        raise Invalid("Nobody signs for another: approve it in your own name.", field="approver")
    if edition.is_approved:
        raise Invalid(f"“{edition}” is approved already.", field="state")
    if blocked := held(edition):
        raise Invalid(
            f"“{edition}” stays a draft. {' '.join(blocked)} Record what was told since, or put words before each of "
            "these that explain it; then write the edition again.",
            field="state",
        )
    day = on or clock.today()
    told = Told(edition.audience, edition.framework, edition.document)
    claims = {str(one["key"]): str(one["claims"]) for one in edition.sections}
    words = [one for key, one in framings(actor, told).items() if key in claims]
    for framing in words:
        if claims[framing.section] != framing.basis:
            raise Invalid(
                f"The words before “{framing.heading}” are of {framing.looked_at_on} and its evidence has changed "
                "since. Look at them again, then write the edition anew.",
                field="framing",
            )
    _another(edition, words, approver)
    with operation(actor, "telling.approve_edition", reason=note) as work:
        for framing in words:
            if framing.approved_by_id is None:
                work.change(framing, approved_by=approver, approved_on=day)
        return work.change(
            edition,
            seen=edition.revision if seen is None else seen,
            state=Edition.State.APPROVED,
            approver=approver,
            approved_on=day,
            note=note,
        )


def _another(edition: Edition, words: Sequence[Framing], approver: Person) -> None:
    if edition.author_id == approver.pk:
        raise Invalid(
            "Nobody approves an edition that they wrote themselves. Another person must decide.", field="approver"
        )
    for framing in words:
        if framing.approved_by_id is None and approver.pk in hands(framing):
            raise Invalid(
                f"Nobody approves words that they wrote themselves, such as those before “{framing.heading}”. "
                "Another person must decide.",
                field="approver",
            )


def keep_files(actor: Actor, edition: Edition, files: Sequence[dict[str, Any]]) -> Edition:
    """The files of an edition as they read once approved. Conflict where an approved edition has files that differ."""
    actor.require(May.EDIT_RECORD)
    kept = sorted(files, key=lambda one: str(one["name"]))
    if edition.is_approved and any(one.get("state") == Edition.State.APPROVED for one in edition.files):
        if edition.files != kept:
            raise Conflict(f"“{edition}” is approved, and these are not its files. Nothing was changed.")
        return edition
    with operation(actor, "telling.keep_files") as work:
        return work.change(edition, files=kept)


def _again(work: Work, edition: Edition, values: dict[str, Any], actor: Actor, on: date | None) -> Edition:
    if edition.digest != values["digest"]:
        values |= {"written_by": actor.name, "author_id": actor.person, "written_on": on or clock.today()}
    return work.change(edition, seen=edition.revision, **values)
