"""Adopting frameworks and deciding what does not apply."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from earnest.core.frameworks.models import Applicability, Framework, Requirement, StatedAnswer
from earnest.core.organization.models import Person
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation
from earnest.library import frameworks as library


def adopt(actor: Actor, key: str, *, accountable: Person | None = None, on: date | None = None) -> Framework:
    """Answer to a framework of the library: its requirements become part of the record. Invalid if already adopted."""
    actor.require(May.EDIT_RECORD)
    if Framework.objects.filter(key=key).exists():
        raise Invalid(f"The framework {key} is already adopted.", field="key")
    return _take_on(actor, "frameworks.adopt", library.framework(key), accountable, on, {})


def adopt_content(
    actor: Actor,
    content: library.Framework,
    *,
    facts: Mapping[str, str],
    accountable: Person | None = None,
    on: date | None = None,
) -> Framework:
    """Answer to a framework that came from elsewhere; `facts` go into the ledger, such as the hash of its file.

    Invalid if the key is taken, by an adopted framework or by one of the library.
    """
    actor.require(May.EDIT_RECORD)
    if content.id in library.framework_ids():
        raise Invalid(f"The library has a framework {content.id}. Choose another key.", field="key")
    if Framework.objects.filter(key=content.id).exists():
        raise Invalid(f"The framework {content.id} is already adopted. Choose another key.", field="key")
    return _take_on(actor, "frameworks.adopt_content", content, accountable, on, facts)


def _take_on(
    actor: Actor,
    name: str,
    content: library.Framework,
    accountable: Person | None,
    on: date | None,
    facts: Mapping[str, str],
) -> Framework:
    with operation(actor, name) as work:
        work.facts |= facts
        framework = work.create(
            Framework(
                key=content.id,
                title=content.title,
                version=content.version,
                source=content.source,
                confidence=content.confidence,
                licence_caution=content.licence_caution or "",
                text_as_of=content.as_of,
                adopted_on=on or clock.today(),
                accountable=accountable,
            )
        )
        work.create_all(
            Requirement,
            [
                Requirement(
                    framework=framework,
                    key=requirement.id,
                    title=requirement.title,
                    parent=requirement.parent or "",
                    position=position,
                    assessable=requirement.assessable,
                    show=requirement.show or "",
                    question=requirement.question or "",
                    answer_type=requirement.answer_type or "",
                    source=requirement.source,
                )
                for position, requirement in enumerate(content.requirements)
            ],
        )
    return framework


def exclude(actor: Actor, requirement: Requirement, *, reason: str, asked_by: Person) -> Applicability:
    """Ask that a requirement be judged not applicable. It counts only once another person approves."""
    actor.require(May.ASK_EXCEPTION)
    if not reason.strip():
        raise Invalid("Say why the requirement does not apply.", field="reason")
    with operation(actor, "frameworks.exclude", reason=reason) as work:
        return work.create(Applicability(requirement=requirement, reason=reason.strip(), asked_by=asked_by))


def approve_exclusion(
    actor: Actor, exclusion: Applicability, *, approver: Person, on: date | None = None
) -> Applicability:
    """Agree that a requirement does not apply. Invalid if the approver asked for it."""
    actor.require(May.DECIDE_EXCEPTION)
    if approver == exclusion.asked_by:
        raise Invalid("Nobody approves what they asked for themselves. Another person must decide.", field="approver")
    with operation(actor, "frameworks.approve_exclusion", reason=exclusion.reason) as work:
        return work.change(exclusion, approver=approver, decided_on=on or clock.today())


def withdraw_exclusion(actor: Actor, exclusion: Applicability, *, reason: str) -> None:
    """Take back the decision: the requirement applies again."""
    actor.require(May.DECIDE_EXCEPTION)
    with operation(actor, "frameworks.withdraw_exclusion", reason=reason) as work:
        work.delete(exclusion)


def record_answer(
    actor: Actor,
    requirement: Requirement,
    *,
    answer: str | float | bool,
    text: str,
    told_to: str,
    signed_by: Person,
    signed_on: date,
) -> StatedAnswer:
    """Keep what the organisation told an outsider, so that evidence can be held against it."""
    actor.require(May.EDIT_RECORD)
    with operation(actor, "frameworks.record_answer") as work:
        return work.create(
            StatedAnswer(
                requirement=requirement,
                answer=answer,
                text=text,
                told_to=told_to,
                signed_by=signed_by,
                signed_on=signed_on,
            )
        )
