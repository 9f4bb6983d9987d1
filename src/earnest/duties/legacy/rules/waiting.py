"""What a frozen budget means: doing nothing for n years, against doing now what is best. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earnest.duties.legacy.rules.comparing import Between, between
from earnest.duties.legacy.rules.horizon import Drawn, Way, as_it_is, cumulative

Floats = NDArray[np.float64]
ROUNDING = 1e-12
"""A difference below this share of the whole is that of the order in which numbers were added, and is none."""


@dataclass(frozen=True)
class Wait:
    """Doing nothing until the end of year `years`, worth today.

    `cost` and `loss` of doing nothing until then; `saved` is what acting now would have cost more by then, `added` the
    loss that acting now would have spared by then. `price` is what it comes to over the whole horizon to act after
    that year instead of now: above 0, waiting costs.
    """

    years: int
    cost: Between
    loss: Between
    saved: Between
    added: Between
    price: Between
    costs: float


@dataclass(frozen=True, eq=False)
class Waiting:
    """The draws behind it, so that systems can be added up draw by draw: float64[years + 1, draws], from 0 years."""

    cost: Floats
    loss: Floats
    saved: Floats
    added: Floats
    price: Floats

    def __add__(self, other: Waiting) -> Waiting:
        return Waiting(
            self.cost + other.cost,
            self.loss + other.loss,
            self.saved + other.saved,
            self.added + other.added,
            self.price + other.price,
        )


def waiting(drawn_of: Drawn, way: Way, years: int, horizon: int) -> Waiting:
    """Nothing until each year from 0 to `years`, against `way` now; the price over `horizon` years or more."""
    nodes = tuple(float(year) for year in range(years + 1))
    idle, acted = as_it_is(drawn_of, nodes), cumulative(drawn_of, way, nodes)
    end = (float(max(horizon, years)),)
    now = cumulative(drawn_of, way, end).total[0]
    price = np.array([cumulative(drawn_of, way, end, wait=node).total[0] - now for node in nodes])
    price = np.where(np.abs(price) <= ROUNDING * np.abs(now), 0.0, price)
    return Waiting(idle.cost, idle.loss, acted.cost - idle.cost, idle.loss - acted.loss, price)


def told_of(found: Waiting) -> tuple[Wait, ...]:
    """By number of years from 1 on."""
    return tuple(
        Wait(
            years=year,
            cost=between(found.cost[year]),
            loss=between(found.loss[year]),
            saved=between(found.saved[year]),
            added=between(found.added[year]),
            price=between(found.price[year]),
            costs=float(np.mean((found.price[year] > 0) + 0.5 * (found.price[year] == 0))),
        )
        for year in range(1, len(found.cost))
    )


def summed(found: Sequence[Waiting]) -> tuple[Wait, ...]:
    """All together, draw by draw."""
    if not found:
        return ()
    total = found[0]
    for one in found[1:]:
        total = total + one
    return told_of(total)
