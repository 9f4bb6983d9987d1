"""Nonconformities as they stand on a day: what was decided, held against live evidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from earnest.core.actions.models import Action
from earnest.duties.audits.models import CorrectiveAction, Engagement, Nonconformity
from earnest.duties.audits.queries.posture import live, posture
from earnest.duties.audits.rules.standing import Corrective, Standing, Stands, stands
from earnest.foundation.actor import Actor
from earnest.foundation.once import reading_once
from earnest.foundation.record import visible_to


@dataclass(frozen=True)
class NonconformityNow:
    """A nonconformity with its corrective actions, how it stands, and what live evidence says in a sentence."""

    row: Nonconformity
    actions: tuple[CorrectiveAction, ...]
    stands: Stands
    live_because: str

    @property
    def open(self) -> bool:
        return self.stands.open


@reading_once()
def nonconformities(actor: Actor, day: date, *, engagement: Engagement | None = None) -> tuple[NonconformityNow, ...]:
    """Every nonconformity the actor may see, raised by that day: the open ones first, the heaviest and oldest first."""
    rows = visible_to(actor, Nonconformity).filter(raised_on__lte=day)
    if engagement is not None:
        rows = rows.filter(engagement=engagement)
    rows = rows.select_related("engagement", "requirement", "control", "accountable", "closed_by", "cause_stated_by")
    found = [standing_of(row, day) for row in rows.prefetch_related("corrective_actions__action__accountable")]
    weight = {kind: place for place, kind in enumerate(Nonconformity.Kind.values)}
    return tuple(sorted(found, key=lambda one: (not one.open, weight[one.row.kind], one.row.raised_on, one.row.number)))


def standing_of(row: Nonconformity, day: date) -> NonconformityNow:
    """How one stands as of a day."""
    actions = tuple(row.corrective_actions.all())
    evidence, because = live(
        posture(day), control=row.control.key if row.control else "", test=row.test, subject=row.subject
    )
    return NonconformityNow(
        row=row,
        actions=actions,
        stands=stands(
            root_cause=row.root_cause,
            actions=[_corrective(one, row, day) for one in actions if one.action.state != Action.State.DROPPED],
            closed_on=row.closed_on if row.closed_on and row.closed_on <= day else None,
            due_on=row.due_on,
            live=evidence,
            today=day,
        ),
        live_because=because,
    )


def _corrective(one: CorrectiveAction, row: Nonconformity, day: date) -> Corrective:
    action = one.action
    done = action.state == Action.State.DONE and (action.done_on is None or action.done_on <= day)
    independent = one.verified_by_id not in {None, action.accountable_id, row.accountable_id}
    seen = one.verified_on is not None and one.verified_on <= day and independent
    return Corrective(done, one.effect_seen if seen else None)


def counts(found: tuple[NonconformityNow, ...]) -> Counter[Standing]:
    """How many stand how."""
    return Counter(one.stands.standing for one in found)
