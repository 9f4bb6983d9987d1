"""How often a control works, from the history of looks at it: a Beta–binomial posterior."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from earnest.engines.assurance.beta import beta_quantile
from earnest.engines.assurance.period import Observation
from earnest.engines.assurance.statuses import ControlStatus

JEFFREYS = 0.5
"""Both shape parameters of the prior: Jeffreys' prior for a binomial proportion, Beta(1/2, 1/2). Its intervals cover
well for few looks (L. Brown, T. Cai, A. DasGupta, "Interval Estimation for a Binomial Proportion", Statistical
Science 16(2), 2001)."""

_SUCCESS = {ControlStatus.EFFECTIVE: 1.0, ControlStatus.PARTLY: 0.5, ControlStatus.FAILING: 0.0}


@dataclass(frozen=True)
class Reliability:
    """Posterior Beta(`alpha`, `beta`) of the probability that a look finds the control working.

    `mean`, `low` and `high` lie between 0 and 1; the interval is equal-tailed and holds `level` of the posterior.
    `looks` is the number of independent looks behind it: with none, it is the prior, and its width says that nothing
    is known.
    """

    alpha: float
    beta: float
    mean: float
    low: float
    high: float
    level: float
    looks: int


def posterior(working: float, not_working: float, *, looks: int, level: float = 0.90) -> Reliability:
    """Posterior for so many looks that found the control working and not working, 0 or more each, halves allowed."""
    if working < 0 or not_working < 0 or not 0 < level < 1:
        raise ValueError(f"counts are 0 or more and 0 < level < 1; got {working}, {not_working}, {level}")
    alpha, beta, tail = JEFFREYS + working, JEFFREYS + not_working, (1 - level) / 2
    return Reliability(
        alpha=alpha,
        beta=beta,
        mean=alpha / (alpha + beta),
        low=beta_quantile(tail, alpha, beta),
        high=beta_quantile(1 - tail, alpha, beta),
        level=level,
        looks=looks,
    )


def reliability(observations: Iterable[Observation], *, level: float = 0.90) -> Reliability:
    """Posterior from the looks at one control.

    A look is a day on which new evidence was observed: effective counts as working, failing as not, partly effective
    as half of each. Unproven, planned and retired say nothing about how often it works and count for nothing. Two
    safeguards keep the interval from shrinking without new knowledge: assessing the same evidence again is not a new
    look (its worst status counts, on its first day), and of several looks on one day the worst counts, for looks
    hours apart are not independent.
    """
    return _of_looks(((one, _SUCCESS[one.status]) for one in observations if one.status in _SUCCESS), level)


def extent(observations: Iterable[Observation], *, level: float = 0.90) -> Reliability:
    """Posterior of the share of cases in which one control works, from the looks at it.

    As `reliability`, with one difference: a look at which so many complied counts as that share of working, whatever
    its status, for a control that holds for 98 of 100 accounts mitigates much while its test fails. A look that
    counted nothing counts by its status.
    """
    shares = (
        (one, _SUCCESS[one.status] if one.complying is None else one.complying)
        for one in observations
        if one.status in _SUCCESS
    )
    return _of_looks(shares, level)


def _of_looks(shares: Iterable[tuple[Observation, float]], level: float) -> Reliability:
    looks: dict[str, tuple[date, float]] = {}
    for one, worked in shares:
        day, share = looks.get(one.evidence, (one.day, 1.0))
        looks[one.evidence] = min(day, one.day), min(share, worked)
    by_day: dict[date, float] = {}
    for day, share in looks.values():
        by_day[day] = min(by_day.get(day, 1.0), share)
    working = math.fsum(by_day.values())
    return posterior(working, len(by_day) - working, looks=len(by_day), level=level)
