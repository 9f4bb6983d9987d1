"""Time to fix by Kaplan and Meier: what is still open counts for as long as it was seen open."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

Z95 = 1.959963984540054


@dataclass(frozen=True)
class Times:
    """How many flaws were fixed at, and last seen open at, the same number of days."""

    days: int
    fixed: int
    open: int


@dataclass(frozen=True)
class SurvivalStep:
    """After `days`, `share` of the flaws are still open; the band holds that 95 times in 100. `at_risk` were open just
    before."""

    days: int
    share: float
    low: float
    high: float
    at_risk: int
    fixed: int


@dataclass(frozen=True)
class Curve:
    """Days until half are fixed, with its 95 % range; None where the curve does not come down that far.

    `mean_of_fixed` is the naive average of those that were fixed, which leaves out what nobody has mended.
    """

    group: str
    fixed: int
    open: int
    median: int | None
    median_low: int | None
    median_high: int | None
    mean_of_fixed: float | None
    steps: tuple[SurvivalStep, ...]

    @property
    def count(self) -> int:
        return self.fixed + self.open

    def share_open(self, days: float) -> float:
        """The share that is still open after so many days."""
        share = 1.0
        for step in self.steps:
            if step.days > days:
                break
            share = step.share
        return share


def kaplan_meier(group: str, times: Iterable[Times]) -> Curve:
    """The product-limit estimate with Greenwood's variance and log-log 95 % bands.

    A flaw last seen open on a day counts as at risk on that day. Where the share is 1 or 0 the band is the share
    itself, as no variance can be told. Source: Kaplan and Meier 1958; Kalbfleisch and Prentice 2002, 1.4.
    """
    rows = _joined(times)
    risk = sum(row.fixed + row.open for row in rows)
    fixed, still_open = sum(row.fixed for row in rows), sum(row.open for row in rows)
    share, variance = 1.0, 0.0
    steps = []
    for row in rows:
        if row.fixed:
            share *= 1.0 - row.fixed / risk
            variance += row.fixed / (risk * (risk - row.fixed)) if risk > row.fixed else math.inf
            low, high = band(share, variance)
            steps.append(SurvivalStep(row.days, share, low, high, risk, row.fixed))
        risk -= row.fixed + row.open
    days = sum(row.days * row.fixed for row in rows)
    return Curve(
        group=group,
        fixed=fixed,
        open=still_open,
        median=_first(steps, "share"),
        median_low=_first(steps, "low"),
        median_high=_first(steps, "high"),
        mean_of_fixed=days / fixed if fixed else None,
        steps=tuple(steps),
    )


def band(share: float, variance: float) -> tuple[float, float]:
    """The log-log 95 % band of a share whose Greenwood sum is `variance`."""
    if share <= 0.0 or not math.isfinite(variance):
        return 0.0, share
    if share >= 1.0 or variance == 0.0:
        return share, share
    width = Z95 * math.sqrt(variance) / abs(math.log(share))
    return share ** math.exp(width), share ** math.exp(-width)


def _joined(times: Iterable[Times]) -> list[Times]:
    fixed: dict[int, int] = {}
    still: dict[int, int] = {}
    for one in times:
        fixed[one.days] = fixed.get(one.days, 0) + one.fixed
        still[one.days] = still.get(one.days, 0) + one.open
    return [Times(days, fixed[days], still[days]) for days in sorted(fixed)]


def _first(steps: list[SurvivalStep], name: str) -> int | None:
    """The first day on which the share, or an end of its band, is at or below a half."""
    return next((step.days for step in steps if getattr(step, name) <= 0.5 + 1e-12), None)
