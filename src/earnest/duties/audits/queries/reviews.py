"""Inputs of a management review, derived from the record as of a day; and reviews with what they decided."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from earnest.core.actions.models import Action
from earnest.duties.audits.models import ManagementReview, ReviewDecision
from earnest.duties.audits.queries.inputs import audits, changes, monitoring, needs, risks, trend
from earnest.duties.audits.rules.reviewing import Line, ReviewInputs, kept_inputs, parts
from earnest.foundation.actor import Actor
from earnest.foundation.once import reading_once
from earnest.foundation.record import visible_to

YEAR = 365


@dataclass(frozen=True)
class ReviewNow:
    """A management review: what was laid before it if it was held, what would be today if not."""

    row: ManagementReview
    inputs: ReviewInputs
    decisions: tuple[ReviewDecision, ...]
    overdue_days: int
    kept: bool


def management_reviews(actor: Actor) -> tuple[ManagementReview, ...]:
    """Every review the actor may see, the newest due day first."""
    return tuple(visible_to(actor, ManagementReview).select_related("chair").order_by("-due_on", "-pk"))


def review_now(row: ManagementReview, day: date) -> ReviewNow:
    """One review as of a day."""
    kept = kept_inputs(row.inputs)
    late = (day - row.due_on).days if row.held_on is None else 0
    return ReviewNow(
        row=row,
        inputs=kept or review_inputs(day),
        decisions=tuple(row.decisions.select_related("action__accountable")),
        overdue_days=max(0, late),
        kept=kept is not None,
    )


def next_review() -> ManagementReview | None:
    """The review that is due next and not held."""
    return ManagementReview.objects.filter(held_on=None).order_by("due_on", "pk").first()


@reading_once()
def review_inputs(day: date) -> ReviewInputs:
    """What ISO/IEC 27001:2022 9.3.2 lists, derived as of a day; changes since the review before, or of a year."""
    before = ManagementReview.objects.filter(held_on__lt=day).order_by("-held_on").first()
    since = before.held_on if before and before.held_on else day - timedelta(days=YEAR)
    return ReviewInputs(
        day=day,
        since=since,
        parts=parts(
            {
                "a": _earlier(day),
                "b": changes(since, day),
                "c": needs(since, day),
                "d1": trend.nonconformity_lines(since, day),
                "d2": monitoring(since, day),
                "d3": audits(since, day),
                "d4": trend.objective_lines(day),
                "e": trend.feedback_lines(since, day),
                "f": risks(day),
                "g": trend.opportunity_lines(day),
            }
        ),
    )


def _earlier(day: date) -> tuple[Line, ...]:
    rows = (
        ReviewDecision.objects.filter(review__held_on__lt=day)
        .exclude(action=None)
        .select_related("action__accountable")
    )
    actions = [row.action for row in rows.order_by("pk") if row.action]
    if not actions:
        return ()
    states = Counter(_state(one, day) for one in actions)
    told = ", ".join(f"{count} {word}" for word, count in sorted(states.items()))
    lines = [Line(f"Of {len(actions)} actions that earlier reviews decided: {told}.")]
    for one in actions:
        if _state(one, day) == "overdue" and one.due_on:
            who = one.accountable.name if one.accountable else "nobody named"
            text = f"Overdue since {one.due_on:%Y-%m-%d}: {one.title} ({who})."
            lines.append(Line(text, (one.reference,)))
    return tuple(lines)


def _state(one: Action, day: date) -> str:
    if one.state != Action.State.OPEN:
        return "done" if one.state == Action.State.DONE else "dropped"
    return "overdue" if one.due_on and one.due_on < day else "open"
