"""What a frozen budget means: nothing is done on any old system until the end of a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from earnest.core.risks.queries import Modelled
from earnest.duties.legacy.models import LifeCycleEntry
from earnest.duties.legacy.queries.comparing import Prepared, comparison, decided_or_best, draw, prepare
from earnest.duties.legacy.queries.kept import concluded, kept
from earnest.duties.legacy.queries.register import Register, register
from earnest.duties.legacy.rules.waiting import Wait, Waiting, summed, told_of, waiting
from earnest.foundation.errors import Invalid

MOST_YEARS = 10


@dataclass(frozen=True)
class FrozenEntry:
    """One system: what waiting means against the option that was decided, or else is cheapest on average."""

    entry: int
    key: str
    title: str
    option: int
    option_title: str
    is_decided: bool
    is_keep: bool
    waits: tuple[Wait, ...]


@dataclass(frozen=True)
class Frozen:
    """Every system and all together, year by year. `without` names systems that have no option to act on.

    `overlaps` names scenarios of which more than the whole is said to go through these systems together.
    """

    day: date
    currency: str
    years: int
    entries: tuple[FrozenEntry, ...]
    total: tuple[Wait, ...]
    without: tuple[str, ...]
    overlaps: tuple[str, ...]
    rests_on: tuple[str, ...]


def frozen(modelled: Modelled, years: int = 3) -> Frozen:
    """Nothing until the end of each of `years` years (1 to 10). Kept by digest."""
    rows, ready = _ready(modelled, years)
    found = register(modelled.day)
    return concluded(
        "frozen",
        Frozen,
        _rests_on(modelled, rows, ready, years),
        lambda: _frozen(modelled, rows, ready, years, found),
        keep=not modelled.what_if,
    )


def kept_frozen(modelled: Modelled, years: int = 3) -> Frozen | None:
    """What was concluded before of the very same record; None where nothing is kept. Computes nothing."""
    rows, ready = _ready(modelled, years)
    return kept("frozen", Frozen, _rests_on(modelled, rows, ready, years))


def _ready(modelled: Modelled, years: int) -> tuple[list[LifeCycleEntry], list[Prepared]]:
    if not 1 <= years <= MOST_YEARS:
        raise Invalid(f"Freeze for 1 to {MOST_YEARS} years.", field="years")
    found = register(modelled.day)
    rows = list(LifeCycleEntry.objects.select_related("decision", "asset").order_by("pk"))
    return rows, [prepare(modelled, row, found) for row in rows]


def _rests_on(
    modelled: Modelled, rows: Sequence[LifeCycleEntry], ready: Sequence[Prepared], years: int
) -> tuple[object, ...]:
    decided = [(row.pk, row.decision_id, row.horizon_years) for row in rows]
    return (modelled.digest, years, decided, [one.facts for one in ready])


def _frozen(
    modelled: Modelled, rows: Sequence[LifeCycleEntry], ready: Sequence[Prepared], years: int, known: Register
) -> Frozen:
    entries, draws, without = [], [], []
    for row, one in zip(rows, ready, strict=True):
        option, is_decided = decided_or_best(row, comparison(modelled, row, found=known))
        way = next((way for way in one.ways if way.id == option), None)
        if way is None:
            without.append(row.title)
            continue
        found: Waiting = waiting(draw(modelled, one), way, years, row.horizon_years)
        draws.append(found)
        entries.append(
            FrozenEntry(
                entry=row.pk,
                key=row.key,
                title=row.title,
                option=int(way.id),
                option_title=way.title,
                is_decided=is_decided,
                is_keep=way.is_keep,
                waits=told_of(found),
            )
        )
    return Frozen(
        day=modelled.day,
        currency=modelled.currency,
        years=years,
        entries=tuple(sorted(entries, key=lambda one: (-one.waits[-1].price.mean, one.title))),
        total=summed(draws),
        without=tuple(without),
        overlaps=_overlaps(ready),
        rests_on=tuple(reference for one in ready for reference in one.rests_on),
    )


def _overlaps(ready: Sequence[Prepared]) -> tuple[str, ...]:
    sums: dict[str, float] = {}
    titles: dict[str, str] = {}
    for one in ready:
        for key, share in one.system.shares.items():
            least = share if isinstance(share, float) else share.low
            sums[key] = sums.get(key, 0.0) + least
            titles[key] = one.scenarios[key]
    return tuple(titles[key] for key, total in sorted(sums.items()) if total > 1.0 + 1e-9)
