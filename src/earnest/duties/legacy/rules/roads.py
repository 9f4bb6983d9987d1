"""The order of steps, and how each stands on a day. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter


class StepState(StrEnum):
    """How a step stands on a day."""

    DONE = "done"
    LATE = "late"
    RUNNING = "running"
    AHEAD = "ahead"

    @property
    def words(self) -> str:
        return {
            StepState.DONE: "done",
            StepState.LATE: "late",
            StepState.RUNNING: "under way",
            StepState.AHEAD: "ahead",
        }[self]


@dataclass(frozen=True)
class Planned:
    """One step: its days, both in, the day it was done, and what must be done before it."""

    id: int
    starts_on: date
    ends_on: date
    done_on: date | None = None
    needs: tuple[int, ...] = ()


def state_of(step: Planned, day: date) -> StepState:
    """How a step stands on a day. One that is not done by its last day is late from the next day on."""
    if step.done_on is not None and step.done_on <= day:
        return StepState.DONE
    if day > step.ends_on:
        return StepState.LATE
    return StepState.RUNNING if day >= step.starts_on else StepState.AHEAD


def too_early(step: Planned, steps: Mapping[int, Planned]) -> tuple[int, ...]:
    """Which of the steps that it needs end after it starts, by their plan or by being done late."""
    ends = {pk: steps[pk].done_on or steps[pk].ends_on for pk in step.needs if pk in steps}
    return tuple(sorted(pk for pk, end in ends.items() if end > step.starts_on))


def in_order(steps: Sequence[Planned]) -> tuple[int, ...]:
    """Ids so that what is needed comes first; else by first day. Steps in a circle come last, by first day."""
    waiting = {step.id: {pk for pk in step.needs if any(pk == one.id for one in steps)} for step in steps}
    ordered: list[int] = []
    left = sorted(steps, key=lambda step: (step.starts_on, step.ends_on, step.id))
    while left:
        following = next((step for step in left if waiting[step.id] <= set(ordered)), left[0])
        left.remove(following)
        ordered.append(following.id)
    return tuple(ordered)


def circle(needs: Mapping[int, Collection[int]]) -> tuple[int, ...]:
    """A way from a step back to itself, each needing the next, first and last the same; empty where there is none."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        way: list[int] = error.args[1]
        return tuple(reversed(way))
    return ()
