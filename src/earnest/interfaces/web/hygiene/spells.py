"""The history of a finding as a drawn line: first seen, fixed, back again, and the end of its time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from earnest.core.evidence.models import Snapshot
from earnest.duties.hygiene.queries import Spell

FULL = 96.0
EDGE = 2.0


@dataclass(frozen=True)
class Stretch:
    """A piece of the line, from where to where in percent. `look` is open or unseen: nobody has looked since."""

    look: str
    start: str
    end: str


@dataclass(frozen=True)
class Point:
    """A moment on the line in percent. `look` is seen, fixed or back."""

    look: str
    at: str


@dataclass(frozen=True)
class SpellRow:
    """A stretch in which the finding was there, as the table says it."""

    spell: Spell
    word: str
    snapshot: Snapshot | None


@dataclass(frozen=True)
class Drawing:
    """The line, its ends in days, and the rows that say the same."""

    first: date
    last: date
    stretches: tuple[Stretch, ...]
    points: tuple[Point, ...]
    due: str
    rows: tuple[SpellRow, ...]


def drawing(
    spells: Sequence[Spell], day: date, due: date | None, snapshots: Mapping[str, Snapshot]
) -> Drawing | None:  # fmt: skip
    """The drawn history as of a day; None where nothing is kept of it."""
    if not spells:
        return None
    first = spells[0].opened_at.date()
    last = max(day, due) if due else day
    span = max(1, last.toordinal() - first.toordinal())

    def at(moment: date) -> str:
        share = (min(max(moment, first), last).toordinal() - first.toordinal()) / span
        return f"{EDGE + FULL * share:.2f}"

    stretches, points = [], []
    for number, one in enumerate(spells):
        points.append(Point("back" if number else "seen", at(one.opened_at.date())))
        end = one.closed_at.date() if one.closed_at else day
        seen = min(end, one.last_seen_at.date())
        stretches.append(Stretch("open", at(one.opened_at.date()), at(seen)))
        if seen < end:
            stretches.append(Stretch("unseen", at(seen), at(end)))
        if one.closed_at:
            points.append(Point("fixed", at(end)))
    return Drawing(
        first=first,
        last=last,
        stretches=tuple(stretches),
        points=tuple(points),
        due=at(due) if due else "",
        rows=tuple(
            SpellRow(one, _("back again") if number else _("first seen"), snapshots.get(one.snapshot))
            for number, one in enumerate(spells)
        ),
    )
