"""What an investment gives back: return on security investment, and what waiting costs. Both with their range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Draws = Sequence[float] | npt.NDArray[np.float64]
MONTHS = 12


@dataclass(frozen=True)
class Range:
    """A number with the range in which it lies nine times in ten, as far as the estimates know."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Rosi:
    """Return on security investment: (loss removed − loss introduced − cost) / cost, a share of the cost.

    `share` has in its middle the return of the expected amounts. `probability` is the chance that it is above 0.
    Amounts are currency a year.
    """

    share: Range
    probability: float
    removed: float
    introduced: float
    cost: float


@dataclass(frozen=True)
class CostOfDelay:
    """The expected net worth that is forgone for each month of waiting, in currency. Below 0: waiting saves money.

    `loss` is the part that is loss not removed; `saved` the cost that is not yet paid. `probability` is the chance
    that waiting costs.
    """

    month: Range
    loss: float
    saved: float
    probability: float


def span(draws: Draws) -> Range:
    """Mean of the draws, and the range that leaves a twentieth on each side."""
    values = _array(draws)
    low, high = np.quantile(values, (0.05, 0.95))
    return Range(float(low), float(values.mean()), float(high))


def rosi(removed: Draws, introduced: Draws, cost: Draws) -> Rosi | None:
    """From draws of the same length, in currency a year. None where it costs nothing: there is no return on nothing."""
    gone, brought, paid = _array(removed), _array(introduced), _array(cost)
    if not (paid > 0).all():
        return None
    each = (gone - brought - paid) / paid
    low, high = np.quantile(each, (0.05, 0.95))
    middle = (gone.mean() - brought.mean() - paid.mean()) / paid.mean()
    return Rosi(
        share=Range(float(low), float(middle), float(high)),
        probability=float((each > 0).mean()),
        removed=float(gone.mean()),
        introduced=float(brought.mean()),
        cost=float(paid.mean()),
    )


def cost_of_delay(removed: Draws, introduced: Draws, cost: Draws) -> CostOfDelay:
    """Per month, from draws of currency a year: (removed − introduced − cost) / 12."""
    gone, brought, paid = _array(removed), _array(introduced), _array(cost)
    net = (gone - brought - paid) / MONTHS
    return CostOfDelay(
        month=span(net),
        loss=float((gone - brought).mean() / MONTHS),
        saved=float(paid.mean() / MONTHS),
        probability=float((net > 0).mean()),
    )


def _array(draws: Draws) -> npt.NDArray[np.float64]:
    values = np.asarray(draws, dtype=np.float64)
    if values.ndim != 1 or values.size == 0 or not np.isfinite(values).all():
        raise ValueError("draws are a list of finite numbers, at least one")
    return values
