"""The roadmap: steps with an order that cannot go in a circle."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from earnest.duties.legacy.models import RoadmapStep
from earnest.duties.legacy.rules.roads import circle
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.plain import may_change
from earnest.foundation.record import operation


def plan_step(
    actor: Actor, step: RoadmapStep, *, depends_on: Collection[RoadmapStep] = (), reason: str = ""
) -> RoadmapStep:
    """Add a step. Invalid where its option is of another system, or the order would go in a circle."""
    actor.require(May.EDIT_RECORD)
    if step.option is not None and step.option.entry_id != step.entry_id:
        raise Invalid(f"“{step.option}” is no option of “{step.entry}”.", field="option")
    _fit(step, depends_on)
    with operation(actor, "legacy.plan_step", reason=reason) as work:
        return work.create(step, depends_on=depends_on)


def set_order(
    actor: Actor, step: RoadmapStep, *, depends_on: Collection[RoadmapStep], seen: int | None = None, reason: str = ""
) -> RoadmapStep:
    """Say what must be done before a step, in place of what was said before. Invalid where that goes in a circle."""
    actor.require(May.EDIT_RECORD)
    _fit(step, depends_on)
    with operation(actor, "legacy.set_order", reason=reason) as work:
        return work.change(step, seen=seen, depends_on=depends_on)


def finish_step(actor: Actor, step: RoadmapStep, *, on: date | None = None, note: str = "") -> RoadmapStep:
    """Say that a step is done. Whoever answers for it may. Invalid where it is done already: its day stays."""
    if not may_change(actor, step):
        actor.require(May.EDIT_RECORD)
    if step.done_on is not None:
        raise Invalid(f"“{step}” is done since {step.done_on}.", field="done_on")
    day = on or clock.today()
    if day > clock.today():
        raise Invalid("A step is done on a day that has come.", field="done_on")
    with operation(actor, "legacy.finish_step", reason=note) as work:
        return work.change(step, done_on=day)


def _fit(step: RoadmapStep, depends_on: Collection[RoadmapStep]) -> None:
    rows = RoadmapStep.objects.prefetch_related("depends_on")
    names = {row.pk: row.title for row in rows}
    needs = {row.pk: {one.pk for one in row.depends_on.all()} for row in rows}
    me = step.pk or 0
    needs[me] = {one.pk for one in depends_on}
    names[me] = step.title
    if way := circle(needs):
        told = " needs ".join(f"“{names.get(pk, 'it')}”" for pk in way)
        raise Invalid(f"That goes in a circle, so that none could be done first: {told}.", field="depends_on")
