"""Which way is cheapest over the horizon, how sure that is, and when each pays back. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from earnest.duties.legacy.rules.horizon import Drawn, Parts, Way, cumulative, quantities

Floats = NDArray[np.float64]

SURE = 0.95
"""The chance from which on one way is called the cheapest."""
LOOK_AHEAD = 15
"""Years within which a break-even is looked for."""
STEPS = 2
"""Points a year at which a break-even is looked for; between them it is interpolated."""
TELLING = 0.1
"""The least part of the doubt between two ways that a quantity explains to be worth naming."""


class Verdict(StrEnum):
    """What the comparison says."""

    CHEAPEST = "cheapest"
    OPEN = "open"
    ALONE = "alone"

    @property
    def words(self) -> str:
        return {
            Verdict.CHEAPEST: "one way is cheapest",
            Verdict.OPEN: "cannot tell yet",
            Verdict.ALONE: "nothing to compare",
        }[self]


@dataclass(frozen=True)
class Between:
    """An uncertain amount: its mean, the ends that hold nine in ten, and the quarters."""

    low: float
    q25: float
    mean: float
    q75: float
    high: float


@dataclass(frozen=True)
class YearPart:
    """One year of the horizon, worth today."""

    year: int
    one_off: float
    run: float
    loss: float


@dataclass(frozen=True)
class Outcome:
    """What one way comes to over the horizon.

    `cheapest` is the share of draws in which no other way costs less. `against` is its total less that of keeping
    (below 0 it saves), `cheaper` how likely it saves; None where nothing is kept. `pays_back` is the year in which it
    has cost no more than keeping on average; `pays_back_low` and `_high` hold nine in ten of the draws in which it does
    within `LOOK_AHEAD` years, `pays_back_chance` is their share.
    """

    way: str
    title: str
    total: Between
    one_off: Between
    run: Between
    loss: Between
    months: Between
    cheapest: float
    against: Between | None
    cheaper: float | None
    pays_back: float | None
    pays_back_low: float | None
    pays_back_high: float | None
    pays_back_chance: float | None
    years: tuple[YearPart, ...]


@dataclass(frozen=True)
class Compared:
    """The ways by mean total. `leader` is the way that is cheapest most often, `rival` the next; "" where none.

    `ahead` is how likely the leader costs less than the rival. `settles` names what the doubt between them comes from.
    """

    outcomes: tuple[Outcome, ...]
    verdict: Verdict
    leader: str
    rival: str
    probability: float
    ahead: float
    settles: tuple[str, ...] = field(default=())


def compare(drawn_of: Drawn, ways: Sequence[Way], years: int, *, names: Mapping[str, str] | None = None) -> Compared:
    """Compare ways over so many whole years. `names` are what scenarios are called where a doubt names one."""
    if not ways:
        return Compared((), Verdict.ALONE, "", "", 0.0, 0.0)
    as_drawn = _as_drawn(ways)
    nodes = tuple(float(year) for year in range(1, years + 1))
    fine = tuple(step / STEPS for step in range(max(years, LOOK_AHEAD) * STEPS + 1))
    made = {way.id: cumulative(drawn_of, as_drawn[way.id], nodes) for way in ways}
    totals = {key: parts.total[-1] for key, parts in made.items()}
    wins = _wins(totals)
    kept = next((way for way in ways if way.is_keep), None)
    curve = cumulative(drawn_of, kept, fine).total if kept else None
    outcomes = []
    for way in ways:
        back = None
        if curve is not None and kept is not None and way.id != kept.id:
            back = _pay_back(cumulative(drawn_of, as_drawn[way.id], fine).total, curve, fine)
        base = totals[kept.id] if kept is not None and way.id != kept.id else None
        told = quantities(drawn_of, as_drawn[way.id])["how long it takes"]
        outcomes.append(_outcome(way, made[way.id], told, wins[way.id], base, back))
    outcomes.sort(key=lambda one: (one.total.mean, one.way))
    return _decided(tuple(outcomes), totals, wins, lambda a, b: _doubt(drawn_of, ways, a, b, totals, names or {}))


def _as_drawn(ways: Sequence[Way]) -> dict[str, Way]:
    """By id, each way as it is drawn: one that is the same as another in all but name has its draws, so that the
    difference between them is exactly 0."""
    first: dict[Way, str] = {}
    return {
        way.id: replace(way, id=first.setdefault(replace(way, id="", title="", is_keep=False), way.id)) for way in ways
    }


def between(samples: Floats) -> Between:
    """Mean, the ends that hold nine in ten, and the quarters."""
    low, first, third, high = (float(one) for one in np.quantile(samples, (0.05, 0.25, 0.75, 0.95)))
    return Between(low, first, float(samples.mean()), third, high)


def _wins(totals: Mapping[str, Floats]) -> dict[str, float]:
    """How often each is the cheapest; who ties shares."""
    table = np.array(list(totals.values()))
    least = table == table.min(axis=0)
    shares = (least / least.sum(axis=0)).mean(axis=1)
    return {key: float(share) for key, share in zip(totals, shares, strict=True)}


def _outcome(
    way: Way, parts: Parts, months: Floats, cheapest: float, base: Floats | None, back: _PayBack | None
) -> Outcome:
    total = parts.total[-1]
    return Outcome(
        way=way.id,
        title=way.title,
        total=between(total),
        one_off=between(parts.one_off[-1]),
        run=between(parts.run[-1]),
        loss=between(parts.loss[-1]),
        months=between(months),
        cheapest=cheapest,
        against=None if base is None else between(total - base),
        cheaper=None if base is None else float(np.mean((total < base) + 0.5 * (total == base))),
        pays_back=back.mean if back else None,
        pays_back_low=back.low if back else None,
        pays_back_high=back.high if back else None,
        pays_back_chance=back.chance if back else None,
        years=_years(parts),
    )


def _years(parts: Parts) -> tuple[YearPart, ...]:
    """By year, on average."""
    columns = [np.diff(part.mean(axis=1), prepend=0.0).tolist() for part in (parts.one_off, parts.run, parts.loss)]
    return tuple(YearPart(year, *row) for year, row in enumerate(zip(*columns, strict=True), start=1))


@dataclass(frozen=True)
class _PayBack:
    mean: float | None
    low: float | None
    high: float | None
    chance: float


def _pay_back(total: Floats, kept: Floats, nodes: Sequence[float]) -> _PayBack:
    """The time from which on it has cost no more than keeping, on average and by draw."""
    ahead = total - kept
    mean = _crossing(ahead.mean(axis=1)[:, None], nodes)[0]
    each = _crossing(ahead, nodes)
    there = each[np.isfinite(each)]
    low, high = np.quantile(there, (0.05, 0.95)) if len(there) else (None, None)
    return _PayBack(
        float(mean) if np.isfinite(mean) else None,
        None if low is None else float(low),
        None if high is None else float(high),
        len(there) / len(each),
    )


def _crossing(ahead: Floats, nodes: Sequence[float]) -> Floats:
    """By column, the last time that it comes down to 0 or below and stays there; infinity where it never does."""
    time = np.asarray(nodes)
    above = ahead > 0.0
    last = np.where(above.any(axis=0), len(time) - 1 - above[::-1].argmax(axis=0), -1)
    found = np.full(ahead.shape[1], np.inf)
    columns = np.arange(ahead.shape[1])
    inside = (last >= 0) & (last < len(time) - 1)
    at = np.clip(last, 0, len(time) - 2)
    high, low = ahead[at, columns], ahead[at + 1, columns]
    width = np.where(high > low, high - low, 1.0)
    between_nodes = time[at] + (time[at + 1] - time[at]) * np.clip(high / width, 0.0, 1.0)
    found = np.where(inside, between_nodes, found)
    return np.where(last < 0, 0.0, found)


def _decided(
    outcomes: tuple[Outcome, ...],
    totals: Mapping[str, Floats],
    wins: Mapping[str, float],
    doubt: Callable[[str, str], tuple[str, ...]],
) -> Compared:
    if len(outcomes) == 1:
        return Compared(outcomes, Verdict.ALONE, outcomes[0].way, "", 1.0, 0.0)
    places = {one.way: place for place, one in enumerate(outcomes)}
    leader, rival = sorted(wins, key=lambda way: (-wins[way], places[way]))[:2]
    mine, other = totals[leader], totals[rival]
    sure = wins[leader] >= SURE
    return Compared(
        outcomes=outcomes,
        verdict=Verdict.CHEAPEST if sure else Verdict.OPEN,
        leader=leader,
        rival=rival,
        probability=wins[leader],
        ahead=float(np.mean((mine < other) + 0.5 * (mine == other))),
        settles=() if sure else doubt(leader, rival),
    )


def _doubt(
    drawn_of: Drawn,
    ways: Sequence[Way],
    leader: str,
    rival: str,
    totals: Mapping[str, Floats],
    names: Mapping[str, str],
) -> tuple[str, ...]:
    """What the difference between two ways hangs on most: quantities by the share of its variance that they explain."""
    gap = totals[leader] - totals[rival]
    told: dict[str, Floats] = {"how fast loss grows without updates": drawn_of.growth}
    told |= {f"how much “{names.get(key, key)}” costs a year": base for key, base in drawn_of.base.items()}
    told["what it costs to run as it is"] = drawn_of.run
    for way in ways:
        if way.id in {leader, rival}:
            told |= {_called(key, way, names): draws for key, draws in quantities(drawn_of, way).items()}
    explained = {key: _explains(draws, gap) for key, draws in told.items()}
    worth = sorted((key for key in explained if explained[key] >= TELLING), key=lambda key: (-explained[key], key))
    return tuple(worth[:3])


def _called(quantity: str, way: Way, names: Mapping[str, str]) -> str:
    when, _, scenario = quantity.partition(" ")
    if when in {"during", "after"}:
        word = "while work goes on" if when == "during" else "afterwards"
        return f"what “{way.title}” leaves of “{names.get(scenario, scenario)}” {word}"
    return f"{quantity}: “{way.title}”"


def _explains(draws: Floats, gap: Floats) -> float:
    if draws.std() == 0.0 or gap.std() == 0.0:
        return 0.0
    return float(np.corrcoef(draws, gap)[0, 1] ** 2)
