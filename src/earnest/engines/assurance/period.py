"""What was proven on each day of a period, by what was *observed* then (rules 1 and 4). Gaps stay gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType

from earnest.engines.assurance.statuses import ControlStatus


class DayStatus(StrEnum):
    """What can be said of one day: a control status, or that nobody had looked."""

    EFFECTIVE = "effective"
    PARTLY = "partly effective"
    FAILING = "failing"
    UNPROVEN = "unproven"
    PLANNED = "planned"
    RETIRED = "retired"
    NOT_OBSERVED = "no observation"


GAPS = (DayStatus.UNPROVEN, DayStatus.NOT_OBSERVED)
DEVIATIONS = (DayStatus.FAILING, DayStatus.PARTLY)
_WORST_FIRST = (
    ControlStatus.FAILING,
    ControlStatus.PARTLY,
    ControlStatus.UNPROVEN,
    ControlStatus.PLANNED,
    ControlStatus.RETIRED,
    ControlStatus.EFFECTIVE,
)


@dataclass(frozen=True)
class Observation:
    """The status of a control that evidence observed on `day` gave (the day it was *observed*, not collected or
    uploaded).

    It holds for `holds_days` days after, until the shortest freshness limit of what it rests on lapses, or until the
    next observation if that is sooner. `evidence` tells one look from another: the digest of the conclusion's inputs.
    `complying` is the share of the population that complied with the test that fewest complied with, None where
    nothing was counted.
    """

    day: date
    status: ControlStatus
    holds_days: int
    evidence: str
    complying: float | None = None

    def __post_init__(self) -> None:
        if self.holds_days < 0:
            raise ValueError(f"observation of {self.day}: holds_days is {self.holds_days}; it must be 0 or more")
        if self.complying is not None and not 0 <= self.complying <= 1:
            raise ValueError(f"observation of {self.day}: complying is {self.complying}; it must be between 0 and 1")

    @property
    def last_day(self) -> date:
        return self.day + timedelta(days=self.holds_days)


@dataclass(frozen=True)
class Span:
    """Consecutive days of one status, both ends included."""

    start: date
    end: date
    status: DayStatus

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True)
class Coverage:
    """A control over a period, both ends included. `counts` has every `DayStatus` and adds up to `days`; `spans`
    cover the period without overlap, in order; `observations` counts those made within it."""

    start: date
    end: date
    counts: Mapping[DayStatus, int]
    spans: tuple[Span, ...]
    observations: int

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def share_effective(self) -> float:
        """Days proven effective over all days of the period, 0 to 1. Days of which nothing is known count against
        it."""
        return self.counts[DayStatus.EFFECTIVE] / self.days

    @property
    def gaps(self) -> tuple[Span, ...]:
        """Days of which nothing was proven either way."""
        return tuple(span for span in self.spans if span.status in GAPS)

    @property
    def deviations(self) -> tuple[Span, ...]:
        """Days on which the control was seen not to work, or to work partly."""
        return tuple(span for span in self.spans if span.status in DEVIATIONS)


def cover(observations: Iterable[Observation], start: date, end: date) -> Coverage:
    """Each day of the period by the rules below; ValueError if the period ends before it starts.

    1. A day with observations has the worst of their statuses, where failing < partly effective < unproven < planned
    < retired < effective; but if the control came into the day failing or partly effective, that counts too: the
    morning before the repair belongs to the day. 2. A day without observations has the status of the last observation
    before it, while that holds. 3. After that it is "no observation", whatever comes later. Nothing is interpolated,
    and nothing reaches back in time.

    An unproven status holds like any other: nothing was proven until the next look. Observations before the period
    carry into it; those after it are left out.
    """
    if end < start:
        raise ValueError(f"the period ends ({end}) before it starts ({start})")
    by_day: dict[date, list[Observation]] = {}
    for observation in observations:
        if observation.day <= end:
            by_day.setdefault(observation.day, []).append(observation)
    carried = _before(by_day, start)
    statuses: list[tuple[date, DayStatus]] = []
    for offset in range((end - start).days + 1):
        day = start + timedelta(days=offset)
        status, carried = _day(day, by_day.get(day, ()), carried)
        statuses.append((day, status))
    counted = Counter(status for _, status in statuses)
    return Coverage(
        start=start,
        end=end,
        counts=MappingProxyType({status: counted[status] for status in DayStatus}),
        spans=_spans(statuses),
        observations=sum(len(found) for day, found in by_day.items() if day >= start),
    )


def _before(by_day: Mapping[date, Sequence[Observation]], start: date) -> Observation | None:
    earlier = [day for day in by_day if day < start]
    return _worst(by_day[max(earlier)]) if earlier else None


def _day(day: date, seen: Sequence[Observation], carried: Observation | None) -> tuple[DayStatus, Observation | None]:
    """The status of the day, and what is carried into the next."""
    if carried is not None and carried.last_day < day:
        carried = None
    if not seen:
        return (DayStatus(carried.status.value) if carried else DayStatus.NOT_OBSERVED), carried
    worst = _worst(seen)
    spoiled = carried is not None and carried.status in (ControlStatus.FAILING, ControlStatus.PARTLY)
    told = _worst([worst, carried]) if carried is not None and spoiled else worst
    return DayStatus(told.status.value), worst


def _worst(observations: Sequence[Observation]) -> Observation:
    """The worst status; of two alike the one that holds for the shorter time."""
    return min(observations, key=lambda one: (_WORST_FIRST.index(one.status), one.holds_days, one.evidence))


def _spans(statuses: Sequence[tuple[date, DayStatus]]) -> tuple[Span, ...]:
    spans = []
    for status, group in groupby(statuses, key=lambda pair: pair[1]):
        days = [day for day, _ in group]
        spans.append(Span(days[0], days[-1], status))
    return tuple(spans)
