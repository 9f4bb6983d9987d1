"""What needs a person: found by each module, shown together, ordered by what it costs to wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


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


NAMED = 5
"""How many things a concern names; of the others it says how many there are."""


def first_of(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = len(names) - NAMED
    told = ", ".join(names[:NAMED])
    return told if more <= 0 else told + ngettext(" and %s more", " and %s more", more) % more


def nobodys(
    rule: str, says: str, names: Sequence[str], *, page: str, query: str = "accountable=none"
) -> Iterator[Concern]:
    """What has no accountable person, as one concern, or none where there is nothing. `says` has %s for their number;
    `page` with `query` lists them."""
    if names:
        yield Concern(
            rule=rule,
            weight=Weight.NOBODY,
            kind=_("Nobody named"),
            look="none",
            title=says % len(names),
            detail=first_of(names),
            cost=_("Unknown"),
            cost_note=_("nobody can say"),
            who=_("Nobody named"),
            when="",
            act=_("Name people"),
            page=page,
            query=query,
        )


def in_order(concerns: Iterable[Concern]) -> tuple[Concern, ...]:
    """Heaviest first; of one weight, what more rests on, then what is due first."""
    return tuple(sorted(concerns, key=lambda one: (one.weight, -one.bears, one.due or date.max, one.title)))
