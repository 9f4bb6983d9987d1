"""How well somebody's 90 % intervals hold, from questions whose answers are known.

The method is the calibration training of D. Hubbard, "How to Measure Anything", chapter 5: intervals that are meant to
hold nine truths in ten are counted, and the equal bet checks one interval at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from earnest.engines.assurance.reliability import posterior

STATED = 0.9
"""What an interval promises to hold."""
CLOSE = 0.1
"""How near to that the whole interval of the share must lie, to say that it fits."""
LEAST = 10
"""Fewer answers say nothing: one miss among a few happens to the best."""
MOST = 200
"""Nobody answers more questions than that."""


class Verdict(StrEnum):
    OVER = "over-confident"
    """The ranges are too narrow."""
    UNDER = "under-confident"
    """The ranges are too wide."""
    FITS = "fits"
    UNKNOWN = "cannot tell"


class EqualBetReading(StrEnum):
    """What somebody's choice between their range and a wheel that wins nine times in ten says of the range."""

    TOO_WIDE = "too wide"
    TOO_NARROW = "too narrow"
    FITS = "fits"
    UNASKED = "unasked"


_READINGS = {
    "range": EqualBetReading.TOO_WIDE,
    "wheel": EqualBetReading.TOO_NARROW,
    "same": EqualBetReading.FITS,
}


@dataclass(frozen=True)
class Answer:
    """A stated interval and the truth, in the same unit."""

    low: float
    high: float
    truth: float

    @property
    def holds(self) -> bool:
        return self.low <= self.truth <= self.high


@dataclass(frozen=True)
class Calibration:
    """How often intervals held. `low` and `high` are a 90 % interval of the share, between 0 and 1 (Jeffreys' prior).

    `more` questions would settle it if the share stayed; 0 once it is settled, None if it cannot be within 200.
    """

    answered: int
    inside: int
    share: float | None
    low: float
    high: float
    verdict: Verdict
    more: int | None


def calibration(answers: Iterable[Answer]) -> Calibration:
    """What the answers say so far."""
    held = [one.holds for one in answers]
    answered, inside = len(held), sum(held)
    found = posterior(inside, answered - inside, looks=answered)
    verdict = _verdict(answered, found.low, found.high)
    return Calibration(
        answered=answered,
        inside=inside,
        share=inside / answered if answered else None,
        low=found.low,
        high=found.high,
        verdict=verdict,
        more=0 if verdict is not Verdict.UNKNOWN else _more(inside, answered),
    )


def equal_bet_reading(choice: str) -> EqualBetReading:
    """Who would rather bet on their range thinks that it holds more than nine truths in ten: it is too wide."""
    return _READINGS.get(choice, EqualBetReading.UNASKED)


def _verdict(answered: int, low: float, high: float) -> Verdict:
    if answered < LEAST:
        return Verdict.UNKNOWN
    if high < STATED:
        return Verdict.OVER
    if low > STATED:
        return Verdict.UNDER
    return Verdict.FITS if low >= STATED - CLOSE else Verdict.UNKNOWN


def _more(inside: int, answered: int) -> int | None:
    share = inside / answered if answered else STATED
    for more in range(1, MOST - answered + 1):
        total = answered + more
        found = posterior(share * total, (1 - share) * total, looks=total)
        if _verdict(total, found.low, found.high) is not Verdict.UNKNOWN:
            return more
    return None
