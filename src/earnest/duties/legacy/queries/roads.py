"""The roadmap: every step with how it stands, in an order that can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from earnest.duties.legacy.models import LifeCycleEntry, RoadmapStep
from earnest.duties.legacy.rules.roads import Planned, StepState, in_order, state_of, too_early
from earnest.foundation import clock
from earnest.foundation.actor import Actor
from earnest.foundation.record import visible_to


@dataclass(frozen=True)
class Step:
    """One step of the roadmap. `too_early` names steps that it needs and that end after it starts."""

    row: RoadmapStep
    state: StepState
    needs: tuple[str, ...]
    too_early: tuple[str, ...]


@dataclass(frozen=True)
class Roadmap:
    """All steps in order, and the systems on which something was decided that no step carries out."""

    day: date
    steps: tuple[Step, ...]
    without: tuple[LifeCycleEntry, ...]

    @property
    def late(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.state is StepState.LATE)


def roadmap(actor: Actor, day: date | None = None, *, entry: LifeCycleEntry | None = None) -> Roadmap:
    """The steps that the actor may see, of one system or all. A decision to keep needs no step."""
    day = day or clock.today()
    rows = (
        visible_to(actor, RoadmapStep).select_related("entry", "option", "accountable").prefetch_related("depends_on")
    )
    entries = visible_to(actor, LifeCycleEntry).exclude(decision=None).exclude(decision__kind="keep")
    if entry is not None:
        rows, entries = rows.filter(entry=entry), entries.filter(pk=entry.pk)
    by_id = {row.pk: row for row in rows}
    plans = {pk: planned(row) for pk, row in by_id.items()}
    names = {one.pk: one.title for row in by_id.values() for one in row.depends_on.all()}
    carried = {(row.entry_id, row.option_id) for row in by_id.values()}
    return Roadmap(
        day=day,
        steps=tuple(
            Step(
                row=by_id[pk],
                state=state_of(plans[pk], day),
                needs=tuple(names[one] for one in plans[pk].needs),
                too_early=tuple(names[one] for one in too_early(plans[pk], plans)),
            )
            for pk in in_order(tuple(plans.values()))
        ),
        without=tuple(
            one
            for one in entries.select_related("decision", "accountable").order_by("title")
            if not carried & {(one.pk, one.decision_id), (one.pk, None)}
        ),
    )


def planned(row: RoadmapStep) -> Planned:
    """A step as the rules take it."""
    needs = tuple(sorted(one.pk for one in row.depends_on.all()))
    return Planned(row.pk, row.starts_on, row.ends_on, row.done_on, needs)
