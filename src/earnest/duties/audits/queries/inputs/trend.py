"""Nonconformities, objectives, feedback of outsiders, and what could be better."""

from __future__ import annotations

from collections import Counter
from datetime import date

from earnest.core.actions.models import Action
from earnest.core.controls.models import Control
from earnest.duties.audits.models import AuditRequest, Nonconformity, RequestComment
from earnest.duties.audits.queries.nonconformities import standing_of
from earnest.duties.audits.queries.posture import posture
from earnest.duties.audits.rules.reviewing import Line
from earnest.duties.audits.rules.standing import Standing
from earnest.foundation.concern import first_of

OBJECTIVES = "objectives-metrics"
"""The control of the catalogue that stands for measured objectives."""


def nonconformity_lines(since: date, day: date) -> tuple[Line, ...]:
    """d1: what is open and how it stands; what was raised and closed since; what evidence contradicts."""
    rows = Nonconformity.objects.filter(raised_on__lte=day).select_related("control", "accountable")
    found = [standing_of(row, day) for row in rows.prefetch_related("corrective_actions__action")]
    if not found:
        return (Line("No nonconformity is recorded."),)
    raised = sum(one.row.raised_on > since for one in found)
    closed = sum(one.stands.standing is Standing.CLOSED and (one.row.closed_on or since) > since for one in found)
    open_ones = [one for one in found if one.open]
    lines = [
        Line(f"{len(open_ones)} nonconformities are open; since {since:%Y-%m-%d}, {raised} came and {closed} closed.")
    ]
    states = Counter(one.stands.standing.value for one in open_ones)
    if states:
        lines.append(
            Line("Of those open: " + ", ".join(f"{count} {word}" for word, count in sorted(states.items())) + ".")
        )
    for one in open_ones:
        if one.stands.standing is Standing.CONTRADICTED:
            lines.append(
                Line(
                    f"{one.row}: closing was decided, and evidence contradicts it. {one.live_because}",
                    (one.row.reference,),
                )
            )
        elif one.stands.overdue_days:
            lines.append(Line(f"{one.row} is {one.stands.overdue_days} days overdue.", (one.row.reference,)))
    return tuple(lines)


def objective_lines(day: date) -> tuple[Line, ...]:
    """d4: whether the control that sets objectives works here; the record holds no other objectives."""
    word = posture(day).word(OBJECTIVES)
    if word is None:
        return (
            Line("No control for measured objectives is in use, so their fulfilment cannot be told.", missing=True),
        )
    return (Line(f"The control for measured objectives is {word}.", (f"control:{OBJECTIVES}",)),)


def feedback_lines(since: date, day: date) -> tuple[Line, ...]:
    """e: requests that auditors returned, and what they said."""
    returned = AuditRequest.objects.filter(
        state=AuditRequest.State.RETURNED, state_since__gt=since, state_since__lte=day
    )
    said = RequestComment.objects.filter(internal=False, at__date__gt=since, at__date__lte=day)
    if not returned.exists() and not said.exists():
        return ()
    names = [str(one) for one in returned.order_by("pk")]
    lines = [Line(f"Comments on requests of auditors: {said.count()}.")]
    if names:
        lines.append(Line(f"Returned as not enough: {first_of(names)}."))
    return tuple(lines)


def opportunity_lines(day: date) -> tuple[Line, ...]:
    """g: controls that fail or are unproven with nobody's action on them, and observations that are open."""
    known = posture(day)
    acted = set(
        Action.objects.filter(state=Action.State.OPEN).exclude(control=None).values_list("control__key", flat=True)
    )
    names = dict(Control.objects.values_list("key", "name"))
    idle = sorted(
        key for key, told in known.controls.items() if told["status"] in {"failing", "unproven"} and key not in acted
    )
    lines = []
    if idle:
        told = first_of([names.get(key, key) for key in idle])
        refs = tuple(f"control:{key}" for key in idle)
        lines.append(Line(f"{len(idle)} controls fail or are unproven, and no action is open on them: {told}.", refs))
    notes = Nonconformity.objects.filter(kind=Nonconformity.Kind.OBSERVATION, closed_on=None, raised_on__lte=day)
    if notes.exists():
        lines.append(Line(f"Observations that are open: {first_of([one.title for one in notes.order_by('number')])}."))
    return tuple(lines)
