"""What people say of documents and of their own controls, and which sources are in use."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from earnest.core.controls.models import Control
from earnest.core.evidence import queries
from earnest.core.evidence.models import Attestation, InspectedRecord, Source
from earnest.core.organization.models import Person
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation


def inspect(
    actor: Actor,
    control: Control,
    *,
    title: str,
    question: str,
    supports: bool,
    note: str,
    document_date: date,
    inspected_by: Person,
    inspected_on: date,
    valid_until: date,
    document: Path | None = None,
) -> InspectedRecord:
    """Record that a person looked at a document and whether it shows what was asked."""
    actor.require(May.ATTEST)
    _own_name(actor, inspected_by, "inspected_by")
    _before(inspected_on, valid_until)
    if inspected_on < document_date:
        raise Invalid("The document is dated after it was inspected.", field="document_date")
    stored = queries.store().put(document).sha256 if document else ""
    with operation(actor, "evidence.inspect", reason=note) as work:
        return work.create(
            InspectedRecord(
                title=title,
                control=control,
                question=question,
                supports=supports,
                note=note,
                document_date=document_date,
                sha256=stored,
                inspected_by=inspected_by,
                inspected_on=inspected_on,
                valid_until=valid_until,
            )
        )


def attest(
    actor: Actor,
    control: Control,
    *,
    statement: str,
    operates: bool,
    attested_by: Person,
    attested_on: date,
    valid_until: date,
) -> Attestation:
    """Record the owner's own word on whether the control operates. The weakest evidence that counts."""
    actor.require(May.ATTEST)
    _own_name(actor, attested_by, "attested_by")
    _before(attested_on, valid_until)
    with operation(actor, "evidence.attest", reason=statement) as work:
        return work.create(
            Attestation(
                control=control,
                statement=statement,
                operates=operates,
                attested_by=attested_by,
                attested_on=attested_on,
                valid_until=valid_until,
            )
        )


def set_in_use(actor: Actor, source: Source, *, active: bool, reason: str, seen: int | None = None) -> Source:
    """Take a source out of use, or back. Out of use it counts neither as evidence nor as a gap, so a reason is
    needed."""
    actor.require(May.EDIT_RECORD)
    if not reason.strip():
        raise Invalid("Say why. A source that nobody looks at any more is a blind spot.", field="reason")
    with operation(actor, "evidence.set_in_use", reason=reason) as work:
        return work.change(source, seen=seen, active=active)


def _own_name(actor: Actor, person: Person, field: str) -> None:
    if actor.user is not None and actor.person != person.pk:
        raise Invalid("Nobody signs for another: this can only be said in your own name.", field=field)


def _before(said_on: date, valid_until: date) -> None:
    if valid_until < said_on:
        raise Invalid("It would be out of date before it was said. Choose a later day.", field="valid_until")
