"""What each way with an old system comes to over a horizon: one-off and running costs and modelled loss, discounted.

All amounts are in the organisation's currency and worth today. A draw is one set of values of everything uncertain;
within it losses are expected losses, so that the ranges are of what to expect, not of luck. Every quantity is drawn
once and used in every option (common random numbers): what options have in common cancels exactly.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from earnest.duties.legacy.rules.amounts import Amount, drawn
from earnest.duties.legacy.rules.discounting import force_of, grown, present

Floats = NDArray[np.float64]
NEVER = math.inf


@dataclass(frozen=True)
class Touch:
    """What an option leaves of the loss of one scenario through the system: while work goes on, and after."""

    scenario: str
    during: Amount = 1.0
    after: Amount = 1.0


@dataclass(frozen=True)
class Way:
    """One option. Money is one-off (spread evenly over the work) and a year (from the end of the work).

    `as_is_goes_on`: what the system costs to run today goes on after the work. `ageing_from` is when loss starts to
    grow after the work, in years from today; infinity where updates come again without an end in sight.
    """

    id: str
    title: str
    one_off: Amount
    run: Amount
    months: Amount
    as_is_goes_on: bool
    ageing_from: float
    touches: tuple[Touch, ...] = ()
    is_keep: bool = False


@dataclass(frozen=True)
class System:
    """An old system as it is: what it costs to run, when its loss starts to grow and how fast, what goes through it.

    `shares` is, by scenario, how much of its loss goes through this system. `ageing_from` is years from today: 0 if
    support has ended already, infinity where no end is known. `past` is how many years ago it ended: what is estimated
    today holds what has grown since, so that only the rest up to the cap is to come.
    """

    id: str
    run: Amount
    ageing_from: float
    growth: Amount
    cap: float
    discount_rate: float
    past: float = 0.0
    shares: Mapping[str, Amount] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Parts:
    """Cumulative amounts at nodes: float64[nodes, draws] each."""

    one_off: Floats
    run: Floats
    loss: Floats

    @property
    def cost(self) -> Floats:
        return self.one_off + self.run

    @property
    def total(self) -> Floats:
        return self.one_off + self.run + self.loss


@dataclass(frozen=True, eq=False)
class Drawn:
    """The draws of one system: `base` is the expected loss a year through it by scenario, float64[draws] each.

    `room` is the factor by which the loss can still grow.
    """

    system: System
    base: Mapping[str, Floats]
    run: Floats
    growth: Floats
    room: Floats
    count: int


def draw_system(system: System, losses: Mapping[str, Floats], count: int) -> Drawn:
    """`losses` is the expected loss a year of each scenario, float64[count], controls as they are."""
    base = {
        key: losses[key] * drawn(share, f"{system.id} share {key}", count)
        for key, share in sorted(system.shares.items())
        if key in losses
    }
    run = drawn(system.run, f"{system.id} run", count)
    growth = drawn(system.growth, "growth a year", count)
    room = np.maximum(system.cap / np.maximum(growth, 1.0) ** system.past, 1.0)
    return Drawn(system, base, run, growth, room, count)


def quantities(drawn_of: Drawn, way: Way) -> dict[str, Floats]:
    """The draws of what is uncertain about an option, by what people call it."""
    count, prefix = drawn_of.count, f"{drawn_of.system.id} {way.id}"
    found = {
        "what it costs once": drawn(way.one_off, f"{prefix} one-off", count),
        "what it costs a year": drawn(way.run, f"{prefix} run", count),
        "how long it takes": drawn(way.months, f"{prefix} months", count),
    }
    for one in way.touches:
        found[f"during {one.scenario}"] = drawn(one.during, f"{prefix} during {one.scenario}", count)
        found[f"after {one.scenario}"] = drawn(one.after, f"{prefix} after {one.scenario}", count)
    return found


def cumulative(drawn_of: Drawn, way: Way, nodes: Sequence[float], *, wait: float = 0.0) -> Parts:
    """What an option comes to from today until each node (years), if work on it starts after `wait` years."""
    system, delta = drawn_of.system, force_of(drawn_of.system.discount_rate)
    told = quantities(drawn_of, way)
    time = np.asarray(nodes, np.float64)[:, None]
    starts = np.minimum(wait, time)
    done = wait + told["how long it takes"] / 12.0
    ends = np.minimum(done, time)
    one_off = told["what it costs once"] * _spread(wait, done, time, delta)
    as_is = present(0.0, ends, delta) + (present(ends, time, delta) if way.as_is_goes_on else 0.0)
    run = drawn_of.run * as_is + told["what it costs a year"] * present(ends, time, delta)
    before = grown(0.0, starts, system.ageing_from, drawn_of.growth, drawn_of.room, delta)
    during = grown(starts, ends, system.ageing_from, drawn_of.growth, drawn_of.room, delta)
    room = drawn_of.room if way.ageing_from == system.ageing_from else system.cap
    later = grown(ends, time, way.ageing_from, drawn_of.growth, room, delta)
    touched = {one.scenario for one in way.touches}
    total = _sum(drawn_of.base.values(), drawn_of.count)
    plain = _sum((base for key, base in drawn_of.base.items() if key not in touched), drawn_of.count)
    loss = total * before + plain * (during + later)
    for one in way.touches:
        if one.scenario in drawn_of.base:
            base = drawn_of.base[one.scenario]
            loss = loss + base * (told[f"during {one.scenario}"] * during + told[f"after {one.scenario}"] * later)
    zero = np.zeros((len(nodes), drawn_of.count))
    return Parts(one_off + zero, run + zero, loss + zero)


def as_it_is(drawn_of: Drawn, nodes: Sequence[float]) -> Parts:
    """What doing nothing comes to until each node."""
    nothing = Way("", "Nothing", 0.0, 0.0, 0.0, True, drawn_of.system.ageing_from, is_keep=True)
    return cumulative(drawn_of, nothing, nodes)


def _spread(begin: float, done: Floats, time: Floats, delta: float) -> Floats:
    """The share of a one-off amount paid by each node, worth today; paid at once where the work takes no time."""
    length = done - begin
    ends = np.minimum(done, time)
    at_once = np.exp(-delta * begin) * (time >= begin)
    safe = np.where(length > 0, length, 1.0)
    return np.where(length > 0, present(begin, ends, delta) / safe, at_once)


def _sum(bases: Iterable[Floats], count: int) -> Floats:
    return sum(bases, start=np.zeros(count))
