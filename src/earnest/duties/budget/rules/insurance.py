"""What an insurance layer would carry, and what it asks for it.

The layer is taken of a year's covered losses together: the insurer pays its share of what lies above the retention, up
to the limit. Against a policy whose retention is per event this pays a little more in years of several large events.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from earnest.duties.budget.rules.returns import Range
from earnest.foundation.errors import Invalid

Floats = npt.NDArray[np.float64]
MOST = 1e15
WORST = 0.99
SLACK = 1e-12
"""Round-off that a sum of chances may carry."""


class PremiumVerdict(StrEnum):
    """How the premium compares with what the insurer is expected to pay. Nearly every honest premium costs more than
    it returns on average: what it buys is a smaller worst year."""

    RETURNS = "The premium is less than it is expected to pay back"
    COSTS = "The premium is more than it is expected to pay back"
    UNDECIDED = "Cannot tell yet"


@dataclass(frozen=True)
class Layer:
    """The terms, in currency a year: `share` (0 to 1) of the part of a year's covered loss between retention and
    retention + limit is paid."""

    retention: float
    limit: float
    premium: float
    share: float = 1.0

    def __post_init__(self) -> None:
        for field in ("retention", "limit", "premium", "share"):
            value = getattr(self, field)
            if not 0 <= value <= MOST:
                raise Invalid(f"{field}: {value} is no amount; give a number from 0 up.", field=field)
        if self.limit == 0:
            raise Invalid(
                "limit: a layer that pays nothing is none; give the most that it pays in a year.", field="limit"
            )
        if not 0 < self.share <= 1:
            raise Invalid(
                "share: give the insurer's share of the layer as a number above 0 and up to 1, such as 0.9 for 90 %.",
                field="share",
            )

    def kept(self, losses: Floats) -> Floats:
        """What stays with us of each loss of a year."""
        kept: Floats = losses - self.share * np.clip(losses - self.retention, 0.0, self.limit)
        return kept


@dataclass(frozen=True)
class Tail:
    """The bad years of a distribution: where the worst year in twenty and in a hundred start, and the average of the
    latter."""

    mean: float
    var95: float
    var99: float
    tvar99: float


@dataclass(frozen=True)
class LayerEffect:
    """What the layer does. Money is currency a year.

    `ceded` is what the insurer is expected to pay; `price` is premium over that, None where it is expected to pay
    nothing. `attached` and `exhausted` are the chances that a year's covered loss reaches the retention, and the end of
    the limit. `after` is what stays with us, without the premium, which is paid in any year. `worst_year` is how much
    less the average of the worst years in a hundred is, the premium taken off.
    """

    layer: Layer
    ceded: Range
    price: Range | None
    attached: float
    exhausted: float
    before: Tail
    after: Tail
    worst_year: float
    verdict: PremiumVerdict


def tail(mass: Floats, step: float, mean: float) -> Tail:
    """Of a year's loss that is j × `step` with the chance `mass`[j]. `mean` counts what lies beyond the grid too.

    ValueError where the grid ends before the worst year in a hundred.
    """
    below = np.cumsum(mass)
    if below[-1] < WORST:
        raise ValueError(f"the grid ends at {step * (mass.size - 1):g}, before the worst year in a hundred")
    var95, var99 = (step * int(np.searchsorted(below, p - SLACK)) for p in (0.95, WORST))
    losses = step * np.arange(mass.size)
    limited = float(mass @ np.minimum(losses, var99)) + max(0.0, 1.0 - float(below[-1])) * var99
    return Tail(mean, var95, var99, var99 + max(0.0, mean - limited) / (1.0 - WORST))


def kept_mass(mass: Floats, step: float, layer: Layer) -> Floats:
    """The chances of what stays with us, on the same grid. A loss between two cells is shared between them, so that the
    mean stays right."""
    places = layer.kept(step * np.arange(mass.size, dtype=np.float64)) / step
    lower = np.minimum(np.floor(places + 1e-9).astype(np.int64), mass.size - 1)
    upper_share = np.clip(places - lower, 0.0, 1.0)
    found = np.zeros(mass.size + 1)
    np.add.at(found, lower, mass * (1.0 - upper_share))
    np.add.at(found, lower + 1, mass * upper_share)
    result: Floats = found[: mass.size]
    return result


def both(one: Floats, other: Floats) -> Floats:
    """The chances of the sum of two independent losses on the same grid, as far as the grid goes."""
    size = one.size
    length = 1 << (2 * size - 1).bit_length()
    found: Floats = np.fft.irfft(np.fft.rfft(one, length) * np.fft.rfft(other, length), length)[:size]
    return np.maximum(found, 0.0)


def ceded_between(losses: Floats, exceedance: Floats, layer: Layer) -> float:
    """What the insurer is expected to pay, from a curve: share × ∫ P(loss > x) dx from retention to its end.

    `losses` rises from the retention to retention + limit; `exceedance` is P(loss > x) at each (trapezium rule).
    """
    return layer.share * float(np.trapezoid(exceedance, losses))


def layer_effect(
    layer: Layer, ceded: Range, *, attached: float, exhausted: float, before: Tail, after: Tail
) -> LayerEffect:
    """Puts together what a layer does, with its price and verdict."""
    price = None
    if ceded.low > 0:
        price = Range(layer.premium / ceded.high, layer.premium / ceded.middle, layer.premium / ceded.low)
    return LayerEffect(
        layer=layer,
        ceded=ceded,
        price=price,
        attached=attached,
        exhausted=exhausted,
        before=before,
        after=after,
        worst_year=before.tvar99 - after.tvar99 - layer.premium,
        verdict=verdict(layer.premium, ceded),
    )


def verdict(premium: float, ceded: Range) -> PremiumVerdict:
    """Whether the premium lies below, above or inside the range of what the insurer is expected to pay."""
    if premium < ceded.low:
        return PremiumVerdict.RETURNS
    return PremiumVerdict.COSTS if premium > ceded.high else PremiumVerdict.UNDECIDED
