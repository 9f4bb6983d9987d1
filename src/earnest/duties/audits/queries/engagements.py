"""Engagements with what is left to do in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from earnest.duties.audits.models import AuditRequest, Engagement, Sample
from earnest.duties.audits.queries.nonconformities import nonconformities
from earnest.foundation.actor import Actor
from earnest.foundation.once import reading_once
from earnest.foundation.record import visible_to


@dataclass(frozen=True)
class EngagementNow:
    """An engagement on a day, in numbers. `days_to_fieldwork` is negative once it has begun."""

    row: Engagement
    days_to_fieldwork: int
    requests: int
    accepted: int
    ours: int
    overdue: int
    samples: int
    open_nonconformities: int


@reading_once()
def engagements(actor: Actor, day: date) -> tuple[EngagementNow, ...]:
    """Every engagement the actor may see; those that are closed last, else by the first day of fieldwork."""
    rows = visible_to(actor, Engagement).select_related("framework", "accountable")
    open_ones = [one.row.engagement_id for one in nonconformities(actor, day) if one.open]
    found = [_now(actor, row, day, open_ones.count(row.pk)) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.row.state == Engagement.State.CLOSED, one.row.fieldwork_start)))


def engagement_now(actor: Actor, row: Engagement, day: date) -> EngagementNow:
    """One engagement on a day."""
    open_ones = sum(one.open for one in nonconformities(actor, day, engagement=row))
    return _now(actor, row, day, open_ones)


def _now(actor: Actor, row: Engagement, day: date, open_nonconformities: int) -> EngagementNow:
    requests = visible_to(actor, AuditRequest).filter(engagement=row)
    ours = requests.filter(state__in=(AuditRequest.State.OPEN, AuditRequest.State.RETURNED))
    return EngagementNow(
        row=row,
        days_to_fieldwork=(row.fieldwork_start - day).days,
        requests=requests.count(),
        accepted=requests.filter(state=AuditRequest.State.ACCEPTED).count(),
        ours=ours.count(),
        overdue=ours.filter(due_on__lt=day).count(),
        samples=visible_to(actor, Sample).filter(population__engagement=row).count(),
        open_nonconformities=open_nonconformities,
    )
