"""How much of what a control could do it is credited with, from its status and from the looks at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from earnest.core.assurance.rules import Plain, worst_test
from earnest.engines.assurance.period import Observation
from earnest.engines.assurance.reliability import Reliability, extent, posterior
from earnest.engines.assurance.statuses import ControlStatus
from earnest.engines.quant import Beta, Uniform

CANDIDATE_LOOKS = 4.0
"""Of how many looks at the most the record of our own controls is worth for one that is only planned: few, so that its
range stays wide."""

LOOKED_BACK = timedelta(days=365)
"""How far back looks count."""

UNSEEN_SHARE = 0.5
"""The most that a failing control is credited with where no test says of how many it holds."""


@dataclass(frozen=True)
class Credit:
    """The share of the cases in which a control works, as the model takes it, between 0 and 1.

    `low` and `high` hold nine tenths. `why` says in words what it rests on. `reliability` is what the engine takes.
    """

    status: str
    low: float
    mean: float
    high: float
    why: str
    reliability: float | Beta | Uniform

    @property
    def is_cut(self) -> bool:
        """Whether it is credited with less because its tests fail or nothing proves it."""
        return self.status in {ControlStatus.FAILING, ControlStatus.UNPROVEN}


def looked(looks: Iterable[Observation], day: date) -> Reliability:
    """In what share of cases looks found a control working over the year that ends on a day."""
    return extent(one for one in looks if day - LOOKED_BACK <= one.day <= day)


def credit(status: ControlStatus, found: Reliability, conclusion: Plain | None) -> Credit:
    """The credit of a control that operates, from its status and what looks found.

    effective, partly effective: the posterior of its looks; the status itself is one where there are none.
    failing: anything from nothing to the share of the deciding test's population that complies.
    unproven: anything from nothing to the posterior mean of its looks.
    """
    if status is ControlStatus.FAILING:
        return _failing(conclusion)
    if status is ControlStatus.UNPROVEN:
        return _up_to(status, found.mean, f"Nothing live proves it: anything up to {found.mean:.0%}, {_looks(found)}.")
    if not found.looks:
        works = 1.0 if status is ControlStatus.EFFECTIVE else 0.5
        found = posterior(works, 1.0 - works, looks=1)
    said = f"It was found working in {found.mean:.0%} of cases, between {found.low:.0%} and {found.high:.0%}"
    return _beta(status, found, f"{said}, {_looks(found)}.")


def candidate(ours: Iterable[Reliability]) -> Credit:
    """The credit of a control that is only planned: as our own controls have done, worth no more than a few looks."""
    rows = list(ours)
    working, not_working = sum(one.alpha for one in rows), sum(one.beta for one in rows)
    total = working + not_working
    shrink = min(1.0, CANDIDATE_LOOKS / total) if total else 0.0
    found = posterior(working * shrink, not_working * shrink, looks=0)
    return _beta(ControlStatus.PLANNED, found, "It is only planned: credited as our own controls have worked so far.")


def _failing(conclusion: Plain | None) -> Credit:
    worst = worst_test(conclusion) if conclusion else None
    status = ControlStatus.FAILING
    if worst is None or not worst["population"]:
        return _up_to(
            status, UNSEEN_SHARE, f"It fails, and nobody has counted where it holds: up to {UNSEEN_SHARE:.0%}."
        )
    complying = worst["population"] - worst["violations"] - worst["excepted"] - worst["unknown"]
    share = max(0.0, complying / worst["population"])
    told = f"It fails: {max(0, complying):,} of {worst['population']:,} comply with “{worst['title']}”"
    return _up_to(status, share, f"{told}, so it is credited with up to {share:.0%}.")


def _up_to(status: ControlStatus, most: float, why: str) -> Credit:
    drawn: float | Uniform = Uniform(0.0, most) if most > 0 else 0.0
    return Credit(status.value, 0.05 * most, most / 2, 0.95 * most, why, drawn)


def _beta(status: ControlStatus, found: Reliability, why: str) -> Credit:
    return Credit(status.value, found.low, found.mean, found.high, why, Beta(found.alpha, found.beta))


def _looks(found: Reliability) -> str:
    return "from no look" if not found.looks else "from one look" if found.looks == 1 else f"from {found.looks} looks"
