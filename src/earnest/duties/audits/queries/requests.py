"""The request list of an engagement: how each request stands, with its answers and what their evidence says now."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from earnest.core.controls.models import Control
from earnest.core.frameworks.models import Requirement
from earnest.core.organization.models import Person
from earnest.duties.audits.models import AuditRequest, Engagement, RequestAnswer, RequestComment
from earnest.duties.audits.queries.evidence import LiveEvidence, Now, live_evidence
from earnest.duties.audits.rules.workbook import Known, RequestSheet, read_requests, write_requests
from earnest.foundation.actor import Actor
from earnest.foundation.once import reading_once
from earnest.foundation.record import visible_to

DONE = frozenset({AuditRequest.State.ANSWERED, AuditRequest.State.ACCEPTED})


@dataclass(frozen=True)
class AnswerNow:
    """An answer with its evidence then and now."""

    row: RequestAnswer
    evidence: tuple[LiveEvidence, ...]

    @property
    def moved(self) -> tuple[LiveEvidence, ...]:
        """Evidence that says something else today."""
        return tuple(one for one in self.evidence if one.state in {Now.CHANGED, Now.GONE})


@dataclass(frozen=True)
class RequestNow:
    """A request as of a day. `overdue_days` counts only while we owe an answer; `answers` are the newest first."""

    row: AuditRequest
    overdue_days: int
    answers: tuple[AnswerNow, ...]
    comments: tuple[RequestComment, ...]

    @property
    def ours(self) -> bool:
        """Whether the next move is ours."""
        return self.row.state not in DONE

    @property
    def contradicted(self) -> bool:
        """Whether evidence of the newest answer says something else today."""
        return bool(self.answers and self.answers[0].moved)


@dataclass(frozen=True)
class RequestList:
    """All requests of an engagement that the actor may see, by number; `by_state` counts them."""

    engagement: Engagement
    rows: tuple[RequestNow, ...]
    by_state: Counter[str]
    overdue: int
    nobodys: int


@reading_once()
def request_list(actor: Actor, engagement: Engagement, day: date) -> RequestList:
    """The list as of a day."""
    rows = visible_to(actor, AuditRequest).filter(engagement=engagement)
    found = _all_now(actor, list(rows.select_related("requirement", "control", "assigned_to")), day)
    found.sort(key=lambda one: _natural(one.row.number))
    return RequestList(
        engagement=engagement,
        rows=tuple(found),
        by_state=Counter(one.row.state for one in found),
        overdue=sum(one.overdue_days > 0 for one in found),
        nobodys=sum(one.ours and one.row.assigned_to_id is None for one in found),
    )


@reading_once()
def request_now(actor: Actor, row: AuditRequest, day: date) -> RequestNow:
    """One request as of a day."""
    return _all_now(actor, [row], day)[0]


def _all_now(actor: Actor, rows: list[AuditRequest], day: date) -> list[RequestNow]:
    answers: dict[int, list[AnswerNow]] = defaultdict(list)
    there = visible_to(actor, RequestAnswer).filter(request__in=rows).order_by("-pk")
    for one in there.select_related("answered_by", "request").prefetch_related("evidence"):
        told = AnswerNow(one, tuple(live_evidence(each, day) for each in one.evidence.all()))
        answers[one.request_id].append(told)
    comments: dict[int, list[RequestComment]] = defaultdict(list)
    for said in visible_to(actor, RequestComment).filter(request__in=rows).order_by("at", "pk"):
        comments[said.request_id].append(said)
    return [
        RequestNow(
            row=row,
            overdue_days=max(0, (day - row.due_on).days) if row.state not in DONE else 0,
            answers=tuple(answers[row.pk]),
            comments=tuple(comments[row.pk]),
        )
        for row in rows
    ]


def _natural(number: str) -> tuple[tuple[int, str], ...]:
    """R2 before R10."""
    parts: list[str] = [""]
    for sign in number:
        if parts[-1] and parts[-1][-1].isdecimal() != sign.isdecimal():
            parts.append("")
        parts[-1] += sign
    return tuple((int(part), "") if part.isdecimal() else (-1, part.casefold()) for part in parts)


def read_request_file(engagement: Engagement, data: bytes, name: str, day: date) -> RequestSheet:
    """A dry run of an import: what would come in, and every cell that cannot be used. Nothing is written."""
    rows = AuditRequest.objects.filter(engagement=engagement)
    known = Known(
        numbers=frozenset(rows.values_list("number", flat=True)),
        requirements=frozenset(
            key.casefold()
            for key in Requirement.objects.filter(framework=engagement.framework).values_list("key", flat=True)
        ),
        controls=frozenset(Control.objects.values_list("key", flat=True)),
        people=frozenset(email.casefold() for email in Person.objects.values_list("email", flat=True)),
        today=day,
        due=engagement.fieldwork_start if engagement.fieldwork_start >= day else day,
    )
    return read_requests(data, name, known)


HEADINGS = (
    "Number", "Request", "Detail", "Requirement", "Control", "Asked", "Due", "Given to", "State", "Answer",
    "Answered", "Evidence",
)  # fmt: skip


def request_workbook(actor: Actor, engagement: Engagement, day: date) -> bytes:
    """The list as an XLSX workbook that no spreadsheet takes for a program. The same list gives the same bytes."""
    table = [_cells(one) for one in request_list(actor, engagement, day).rows]
    return write_requests(engagement.title, HEADINGS, table, day)


def _cells(one: RequestNow) -> tuple[object, ...]:
    row, last = one.row, one.answers[0] if one.answers else None
    return (
        row.number, row.title, row.detail, row.requirement.key if row.requirement else "",
        row.control.key if row.control else "", row.asked_on, row.due_on,
        row.assigned_to.email if row.assigned_to else "", row.get_state_display(), last.row.text if last else "",
        last.row.answered_on if last else None,
        "\n".join(f"{each.row.label}: {each.row.said}" for each in last.evidence) if last else "",
    )  # fmt: skip
