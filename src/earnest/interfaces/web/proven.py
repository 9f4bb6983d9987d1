"""Days on which controls were proven to work: the past year of looks, read once and kept under its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.core.cache import cache
from django.db.models import Count, Max

from earnest.core.assurance.models import ControlLook, HistoryDay
from earnest.core.evidence.models import Snapshot
from earnest.engines.assurance import ControlStatus
from earnest.engines.assurance.period import DayStatus, Observation, cover
from earnest.foundation.page import Day

PERIOD = 90
YEAR = 365
REACH = 760
"""How many days back looks are read: the year shown, and the year before it whose evidence may carry into it."""

STATES = {
    DayStatus.EFFECTIVE: "effective",
    DayStatus.PARTLY: "partly",
    DayStatus.FAILING: "failing",
    DayStatus.UNPROVEN: "unproven",
    DayStatus.PLANNED: "none",
    DayStatus.RETIRED: "none",
    DayStatus.NOT_OBSERVED: "none",
}
_SEEN = (DayStatus.EFFECTIVE, DayStatus.PARTLY, DayStatus.FAILING)


@dataclass(frozen=True)
class Share:
    """Days proven of a number of days; `high` counts the days that nobody could judge as if they had been good."""

    proven: int
    high: int
    days: int

    @property
    def percent(self) -> int:
        return round(100 * self.proven / self.days) if self.days else 0

    @property
    def high_percent(self) -> int:
        return round(100 * self.high / self.days) if self.days else 0


@dataclass(frozen=True)
class Proven:
    """A year up to `end`, one bit a day, the last day lowest; masks are by key of the control."""

    end: date
    effective: Mapping[str, int]
    judged: Mapping[str, int]
    computed_to: date | None
    """The last day on which looks were computed; None where there is no history."""
    observed_to: date | None
    """The last day on which anything was observed."""

    @property
    def behind(self) -> bool:
        """Whether something was observed after the history was last computed."""
        return self.observed_to is not None and (self.computed_to is None or self.computed_to < self.observed_to)

    def of(self, keys: Iterable[str], *, days: int = PERIOD, back: int = 0) -> Share | None:
        """Days on which all of these controls were proven to work; None where none of them has a history."""
        known = [key for key in keys if key in self.effective]
        if not known:
            return None
        window = (1 << days) - 1
        good, seen_bad = window, 0
        for key in known:
            good &= self.effective[key] >> back
            seen_bad |= (self.judged[key] & ~self.effective[key]) >> back
        return Share(good.bit_count(), days - (seen_bad & window).bit_count(), days)

    def all_days(self, keys: Iterable[str], *, days: int = PERIOD, back: int = 0) -> Share | None:
        """Control days: the days of each control added up."""
        found = [share for key in keys if (share := self.of([key], days=days, back=back))]
        if not found:
            return None
        return Share(sum(s.proven for s in found), sum(s.high for s in found), sum(s.days for s in found))

    def effective_on(self, back: int) -> int:
        """How many controls were proven to work so many days before the end."""
        return sum(mask >> back & 1 for mask in self.effective.values())

    @cached_property
    def oldest(self) -> int:
        """How many days back the first judged day lies."""
        return max((mask.bit_length() for mask in self.judged.values()), default=0)


def proven(end: date) -> Proven:
    """The year up to a day, of all controls."""
    key = f"proven-{end}-{history_digest()}"
    kept: Proven | None = cache.get(key)
    if kept is None:
        kept = _read(end)
        cache.set(key, kept, 3600)
    return kept


def looks_at(key: str, end: date) -> tuple[Observation, ...]:
    """The looks at one control up to a day."""
    rows = ControlLook.objects.filter(control__key=key, day__lte=end, day__gt=end - timedelta(days=REACH))
    return tuple(
        Observation(day, ControlStatus(status), holds, evidence)
        for day, status, holds, evidence in rows.values_list("day", "status", "holds_days", "evidence")
    )


def days_of(looks: Iterable[Observation], end: date, days: int = PERIOD) -> list[Day]:
    """What is known of each day, oldest first, for the strip; planned and retired days were not observed."""
    start = end - timedelta(days=days - 1)
    return [
        Day(span.start + timedelta(days=offset), STATES[span.status])
        for span in cover(looks, start, end).spans
        for offset in range(span.days)
    ]


def history_digest() -> str:
    """Changes whenever a day of the history was computed anew, or something new was observed."""
    days = list(HistoryDay.objects.order_by("day").values_list("day", "digest"))
    looks = ControlLook.objects.aggregate(Count("pk"), Max("pk"))
    seen = Snapshot.objects.aggregate(Max("observed_at"), Count("pk"))
    content = json.dumps([days, looks, seen], default=str)
    return hashlib.sha256(content.encode()).hexdigest()


def _read(end: date) -> Proven:
    found: dict[str, list[Observation]] = {}
    rows = ControlLook.objects.filter(day__lte=end, day__gt=end - timedelta(days=REACH))
    for control, day, status, holds in rows.values_list("control__key", "day", "status", "holds_days"):
        found.setdefault(control, []).append(Observation(day, ControlStatus(status), holds, ""))
    start = end - timedelta(days=YEAR - 1)
    effective, judged = {}, {}
    for key, looks in found.items():
        spans = cover(looks, start, end).spans
        effective[key] = sum(_bits(s.start, s.end, end) for s in spans if s.status is DayStatus.EFFECTIVE)
        judged[key] = sum(_bits(s.start, s.end, end) for s in spans if s.status in _SEEN)
    last = HistoryDay.objects.filter(day__lte=end).aggregate(found=Max("day"))["found"]
    seen = Snapshot.objects.filter(state=Snapshot.State.GOOD, observed_at__date__lte=end)
    newest = seen.aggregate(found=Max("observed_at"))["found"]
    return Proven(end, effective, judged, last, newest.date() if newest else None)


def _bits(first: date, last: date, end: date) -> int:
    low, length = (end - last).days, (last - first).days + 1
    return ((1 << length) - 1) << low
