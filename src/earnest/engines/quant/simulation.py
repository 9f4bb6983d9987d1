"""Simulated years of loss under several treatments with common random numbers.

Event i of a scenario in a block of years has the same year and the same loss in every treatment that it happens in
(see `events`), so that identical treatments give identical years, and a difference between treatments holds only what
the treatments change. Parameters are at their central estimates, as in `Portfolio.aggregate`, which is exact and
faster: simulation is for what needs whole years, such as yearly caps, and to check the exact method.

Years are computed in blocks of 131,072. Over its result (8 bytes for each year of each treatment) a run needs a few
MiB, however many years and scenarios.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from earnest.engines.quant.errors import LARGEST, QuantError, at, number
from earnest.engines.quant.events import Block, Source
from earnest.engines.quant.random_numbers import Streams
from earnest.engines.quant.sampling import mixing_draw, severity_draw
from earnest.engines.quant.scenarios import Scenario
from earnest.engines.quant.weighted_years import WeightedYears

if TYPE_CHECKING:
    from earnest.engines.quant.portfolio import Portfolio

Floats = NDArray[np.float64]
Progress = Callable[[int, int], object]

YEARS_A_BLOCK = 1 << 17
MOST_YEARS = 100_000_000
MOST_TREATMENTS = 1_000
MOST_EVENTS = 1e11


@dataclass(frozen=True, eq=False)
class AnnualLoss:
    """`loss[t, y]` is the loss of year y under treatment t, currency: float64[treatments, years]."""

    loss: Floats
    treatments: tuple[frozenset[str], ...]
    seed: int

    @property
    def mean(self) -> Floats:
        """Mean loss a year of each treatment."""
        mean: Floats = self.loss.mean(axis=1)
        return mean

    @property
    def standard_error(self) -> Floats:
        """Standard error of `mean`."""
        years = self.loss.shape[1]
        spread: Floats = self.loss.std(axis=1, ddof=1) if years > 1 else np.full(len(self.loss), np.inf)
        return spread / math.sqrt(years)

    def var(self, p: float) -> Floats:
        """The loss that a year stays below with probability `p` (0 < p < 1), of each treatment."""
        found: Floats = np.quantile(self.loss, _share(p), axis=1, method="inverted_cdf")
        return found

    def tvar(self, p: float) -> Floats:
        """Mean of the worst 1 - `p` of years (0 < p < 1), of each treatment."""
        years = self.loss.shape[1]
        worst = max(round((1.0 - _share(p)) * years), 1)
        mean: Floats = np.partition(self.loss, years - worst, axis=1)[:, years - worst :].mean(axis=1)
        return mean

    def difference(self, before: int, after: int) -> Floats:
        """What treatment number `after` saves in each year against number `before`."""
        saved: Floats = self.loss[before] - self.loss[after]
        return saved


@dataclass(frozen=True)
class AnnualCover:
    """An insurance on a whole year's loss: `share` (0 to 1) of what lies above `retention`, up to `limit` above it.

    With retention 0 and share 1 it is a yearly cap: what lies above `limit` stays with the organisation.
    """

    retention: float
    limit: float
    share: float = 1.0

    def __post_init__(self) -> None:
        for name, high in (("retention", LARGEST), ("limit", LARGEST), ("share", 1.0)):
            object.__setattr__(self, name, number(getattr(self, name), name, high=high))

    def recovered(self, loss: Floats) -> Floats:
        """What the insurer pays for each year's loss (any shape)."""
        return self.share * np.clip(loss - self.retention, 0.0, self.limit)

    def kept(self, loss: Floats) -> Floats:
        """What stays with the organisation of each year's loss."""
        return loss - self.recovered(loss)


def simulate(
    portfolio: Portfolio,
    treatments: Sequence[Collection[str] | None],
    years: int,
    seed: int = 0,
    progress: Progress | None = None,
) -> AnnualLoss:
    """`years` years (1 to 100,000,000) under each treatment: the ids of the controls in force, None for all.

    `progress(done, total)` is called after each scenario of each block; what it raises stops the run. A treatment's
    years do not depend on the other treatments but for rounding. Errors: QuantError.
    """
    _check(treatments, years, seed)
    chosen = []
    for place, treatment in enumerate(treatments):
        with at(f"treatments[{place}]"):
            chosen.append(portfolio.in_force(treatment, ""))
    states = [portfolio.states(one) for one in chosen]
    frequency = np.array([[0.0 if one is None else one.frequency for one in state] for state in states])
    severity = np.array([[0.0 if one is None else one.severity for one in state] for state in states])
    sources = [_source(scenario) for scenario, _ in portfolio.everything]
    expected = years * sum(one.rate * frequency[:, j].max() for j, one in enumerate(sources))
    if expected > MOST_EVENTS:
        what = f"{years:,} years have about {expected:.1e} events"
        raise QuantError(what, field="years", remedy="Ask for fewer years, or use aggregate, which is exact.")
    loading = 0.0 if portfolio.dependence is None else portfolio.dependence.loading
    streams = Streams(seed)
    loss = np.zeros((len(chosen), years))
    steps = -(-years // YEARS_A_BLOCK) * len(sources)
    for place, begin in enumerate(range(0, years, YEARS_A_BLOCK)):
        part = loss[:, begin : begin + YEARS_A_BLOCK]
        common = _common(streams, place, part.shape[1], loading)
        shared = np.zeros(part.shape[1])
        for j, source in enumerate(sources):
            block = Block(source, streams, place, part.shape[1], common)
            _add(block, frequency[:, j], severity[:, j], shared, part)
            if progress is not None:
                progress(place * len(sources) + j + 1, steps)
        part += shared
    return AnnualLoss(loss, tuple(chosen), seed)


def _add(block: Block, frequency: Floats, severity: Floats, shared: Floats, part: Floats) -> None:
    """Add one scenario's losses: to `shared` where all treatments have it alike, else to each treatment's row."""
    factors = sorted({float(one) for one in frequency if one > 0.0})
    if not factors:
        return
    counts = block.counts(factors)
    if frequency.min() == frequency.max() and severity.min() == severity.max():
        for years, losses in block.events(counts[factors[0]]):
            if severity[0] != 1.0:
                losses *= severity[0]
            np.add.at(shared, years, losses)
        return
    sums, done = np.zeros(len(shared)), 0
    for factor in factors:
        for years, losses in block.events(counts[factor] - done):
            np.add.at(sums, years, losses)
        done = counts[factor]
        for row in np.flatnonzero(frequency == factor):
            part[row] += sums if severity[row] == 1.0 else sums * severity[row]


def _source(scenario: Scenario) -> Source:
    return Source(
        name=scenario.id,
        rate=scenario.frequency.mean,
        mixing=mixing_draw(scenario.frequency),
        primary=tuple(severity_draw(one) for one in scenario.primary_severities),
        probability=scenario.secondary_probability,
        secondary=tuple(severity_draw(one) for one in scenario.secondary_severities),
    )


def _common(streams: Streams, number: int, years: int, loading: float) -> WeightedYears | None:
    """The years with the factor of mean 1 on every scenario's rate in each."""
    if loading == 0.0:
        return None
    normal = streams.at("", number, "common").standard_normal(years)
    return WeightedYears(np.exp(loading * normal - loading**2 / 2.0))


def _check(treatments: Sequence[Collection[str] | None], years: object, seed: object) -> None:
    if isinstance(treatments, str) or not 1 <= len(treatments) <= MOST_TREATMENTS:
        remedy = f"Give a list of 1 to {MOST_TREATMENTS:,} treatments; [None] is all controls in force."
        raise QuantError("not a list of treatments", field="treatments", remedy=remedy)
    if isinstance(years, bool) or not isinstance(years, int) or not 1 <= years <= MOST_YEARS:
        raise QuantError(f"{years!r} years", field="years", remedy=f"Give a whole number from 1 to {MOST_YEARS:,}.")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise QuantError(f"{seed!r} is not a seed", field="seed", remedy="Give a whole number from 0.")


def _share(p: float) -> float:
    if not 0.0 < p < 1.0:
        raise QuantError(f"{p} is not between 0 and 1", field="p", remedy="Give a probability such as 0.95.")
    return p
