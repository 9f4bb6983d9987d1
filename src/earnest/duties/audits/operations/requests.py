"""Requests of auditors: taken in, given to somebody, answered with evidence, accepted or returned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from earnest.core.controls.models import Control
from earnest.core.evidence import queries as kept
from earnest.core.frameworks.models import Requirement
from earnest.core.organization.models import Person
from earnest.duties.audits.models import AnswerEvidence, AuditRequest, Engagement, RequestAnswer, RequestComment
from earnest.duties.audits.operations.reach import needed, own_name, require_open, require_part
from earnest.duties.audits.queries.evidence import pointed_at
from earnest.duties.audits.rules.workbook import RequestSheet
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May, Role
from earnest.foundation.errors import Invalid, NotAllowed
from earnest.foundation.record import operation


@dataclass(frozen=True)
class Link:
    """What an answer rests on. `kind` is that of AnswerEvidence, `reference` its `points_at`; `label` what it is
    called, where people know it by another name than the record does."""

    kind: str
    reference: str
    label: str = ""


def ask(actor: Actor, request: AuditRequest) -> AuditRequest:
    """Take in one request. `request` is a row that is not kept yet. A guest may ask in their own engagement."""
    require_part(actor, request.engagement, request.engagement, "ask for evidence in this engagement")
    with operation(actor, "audits.ask") as work:
        return work.create(request)


def assign(actor: Actor, request: AuditRequest, *, to: Person | None, seen: int | None = None) -> AuditRequest:
    """Give a request to somebody, or to nobody."""
    actor.require(May.EDIT_RECORD)
    require_open(request.engagement)
    with operation(actor, "audits.assign") as work:
        return work.change(request, seen=seen, assigned_to=to)


def answer(
    actor: Actor,
    request: AuditRequest,
    *,
    text: str,
    answered_by: Person,
    evidence: Sequence[Link] = (),
    on: date | None = None,
    seen: int | None = None,
) -> RequestAnswer:
    """Answer a request. What each piece of evidence says now is kept beside it. Whoever has the request may, too."""
    _may_answer(actor, request)
    own_name(actor, answered_by, "answered_by")
    text = needed(text, "text", "Write the answer.")
    if request.state == AuditRequest.State.ACCEPTED:
        raise Invalid("This request is accepted already.")
    if not actor.may(May.SEE_RECORD) and any(link.kind != AnswerEvidence.Kind.DOCUMENT for link in evidence):
        raise NotAllowed(f"{actor.name} may name no evidence of the record in an answer, for they do not see it.")
    day = on or clock.today()
    links = [(link, pointed_at(link.kind, link.reference, day)) for link in _once(evidence)]
    with operation(actor, "audits.answer") as work:
        made = work.create(RequestAnswer(request=request, text=text, answered_by=answered_by, answered_on=day))
        for link, points in links:
            work.create(
                AnswerEvidence(
                    answer=made,
                    kind=link.kind,
                    points_at=link.reference,
                    label=(link.label or points.label)[:300],
                    said=points.said[:500],
                    word=points.word[:30],
                    digest=points.digest,
                )
            )
        work.change(request, seen=seen, state=AuditRequest.State.ANSWERED, state_since=day)
    return made


def hand_over(actor: Actor, request: AuditRequest, file: Path, name: str) -> Link:
    """Keep the bytes of a file so that an answer can hand them over under that name. The entry of the answer says so;
    without one nobody can reach them."""
    _may_answer(actor, request)
    return Link(AnswerEvidence.Kind.DOCUMENT, kept.store().put(file).sha256, label=name)


def _once(links: Sequence[Link]) -> list[Link]:
    """Each piece of evidence once, whatever it is called."""
    return list({(link.kind, link.reference): link for link in links}.values())


def _may_answer(actor: Actor, request: AuditRequest) -> None:
    mine = actor.person is not None and actor.person == request.assigned_to_id and actor.role != Role.AUDITOR
    if not (actor.may(May.EDIT_RECORD) or mine):
        raise NotAllowed(f"{actor.name} may not answer “{request}”: it is given to somebody else.")
    require_open(request.engagement)


def accept(
    actor: Actor, request: AuditRequest, *, note: str = "", on: date | None = None, seen: int | None = None
) -> AuditRequest:
    """The auditor is content with the answer: said by the guest, or noted by us."""
    return _decide(actor, request, AuditRequest.State.ACCEPTED, note, on, seen)


def return_request(
    actor: Actor, request: AuditRequest, *, reason: str, on: date | None = None, seen: int | None = None
) -> AuditRequest:
    """The auditor wants more. The reason becomes a comment."""
    note = needed(reason, "reason", "Say what is missing.")
    return _decide(actor, request, AuditRequest.State.RETURNED, note, on, seen)


def _decide(
    actor: Actor, request: AuditRequest, state: str, note: str, on: date | None, seen: int | None
) -> AuditRequest:
    require_part(actor, request, request.engagement, "decide on this request")
    if request.state != AuditRequest.State.ANSWERED:
        raise Invalid(f"This request is {request.get_state_display().lower()}; only an answered one can be decided on.")
    verb = "accept" if state == AuditRequest.State.ACCEPTED else "return"
    with operation(actor, f"audits.{verb}_request", reason=note) as work:
        changed = work.change(request, seen=seen, state=state, state_since=on or clock.today())
        if note.strip():
            work.create(RequestComment(request=request, by=actor.name, text=note.strip(), at=clock.now()))
        return changed


def comment(actor: Actor, request: AuditRequest, *, text: str, internal: bool = False, by: str = "") -> RequestComment:
    """Say something about a request. What is internal no guest ever sees; a guest cannot write it. `by` names somebody
    outside whose words are noted."""
    mine = actor.person is not None and actor.person == request.assigned_to_id
    if mine:
        require_open(request.engagement)
    else:
        require_part(actor, request, request.engagement, "comment on this request")
    if internal and actor.role == Role.AUDITOR:
        raise NotAllowed("A guest cannot write a comment that guests do not see.")
    name = by.strip() if by.strip() and actor.role != Role.AUDITOR else actor.name
    text = needed(text, "text", "Write the comment.")
    with operation(actor, "audits.comment") as work:
        return work.create(RequestComment(request=request, by=name, text=text, internal=internal, at=clock.now()))


def import_requests(actor: Actor, engagement: Engagement, sheet: RequestSheet) -> list[AuditRequest]:
    """Take in all rows of a sheet that was read without a problem, or none. Invalid while it has problems."""
    actor.require(May.EDIT_RECORD)
    require_open(engagement)
    if sheet.problems:
        raise Invalid(f"{sheet.problem_count} cells cannot be used, the first in {sheet.problems[0]}.", field="file")
    requirements = {one.key.casefold(): one for one in Requirement.objects.filter(framework=engagement.framework)}
    controls = {one.key: one for one in Control.objects.all()}
    people = {one.email.casefold(): one for one in Person.objects.all()}
    rows = [
        AuditRequest(
            engagement=engagement,
            number=row.number,
            title=row.title,
            detail=row.detail,
            requirement=requirements[row.requirement] if row.requirement else None,
            control=controls[row.control] if row.control else None,
            assigned_to=people[row.assigned_to] if row.assigned_to else None,
            asked_on=row.asked_on,
            due_on=row.due_on,
        )
        for row in sheet.rows
    ]
    with operation(actor, "audits.import_requests") as work:
        return [work.create(row) for row in rows]
