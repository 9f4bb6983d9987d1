"""What needs a person: found by each module, shown together, ordered by what it costs to wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum


class Weight(IntEnum):
    """What waiting costs, heaviest first. Within one weight, what more requirements rest on comes first."""

    BROKEN = 0
    """The record itself cannot be trusted or read."""
    FAILING = 1
    """Something was seen not to work that matters most, or proof of much is gone."""
    DECISION = 2
    """Somebody waits for a decision."""
    LAPSING = 3
    """Proof is about to end, or has just ended."""
    WEAK = 4
    """Something was seen not to work that matters less."""
    OVERDUE = 5
    """Somebody promised to do it by now."""
    NOBODY = 6
    """Nobody answers for it."""


@dataclass(frozen=True)
class Concern:
    """One thing that needs a person. The texts are for people; `page` and `args` name the page to act on.

    `cost` is what waiting costs in a word or two, `cost_note` what that means; `bears` counts the requirements that
    rest on it and orders concerns of one weight. `due` is the day that decides when it is too late, None where there
    is none.
    `look` names a symbol (clock, decide, fail, lapse, flag, none), `tone` is bad, unk or empty.
    """

    rule: str
    weight: Weight
    kind: str
    look: str
    title: str
    detail: str
    cost: str
    cost_note: str
    who: str
    when: str
    act: str
    page: str
    args: tuple[int | str, ...] = ()
    query: str = ""
    tone: str = ""
    bears: int = 0
    due: date | None = None


def in_order(concerns: Iterable[Concern]) -> tuple[Concern, ...]:
    """Heaviest first; of one weight, what more rests on, then what is due first."""
    return tuple(sorted(concerns, key=lambda one: (one.weight, -one.bears, one.due or date.max, one.title)))
