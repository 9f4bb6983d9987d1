"""What one assessment says of every control and requirement, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.db.models import Count

from earnest.core.assurance.models import Assessment, ControlStatus, RequirementStatus
from earnest.core.assurance.queries import seen
from earnest.core.controls.models import Control
from earnest.core.evidence.models import Attestation, InspectedRecord
from earnest.core.frameworks.models import Framework
from earnest.core.organization.models import Person
from earnest.foundation.record import visible_to
from earnest.interfaces.web.proven import Proven, Share, proven
from earnest.interfaces.web.standing import Standing

CONTROL_STATUSES = ("failing", "partly effective", "unproven", "effective", "planned", "retired")
"""In the order in which they ask for attention."""
REQUIREMENT_STATUSES = ("not met", "partly met", "unproven", "met", "met by another approach", "not applicable")
IN_USE = frozenset({"effective", "partly effective", "failing", "unproven"})
MET = frozenset({"met", "met by another approach"})


@dataclass(frozen=True)
class ControlRow:
    """A control with what was concluded of it, without the reasons. `oldest` is the day of its oldest evidence."""

    control: Control
    status: str
    grade: str
    population: int | None
    violations: int
    excepted: int
    proven: Share | None
    oldest: date | None

    @property
    def owner(self) -> Person | None:
        return self.control.accountable


@dataclass(frozen=True)
class Posture:
    """Reads each part once, when it is first asked for."""

    standing: Standing

    @property
    def assessment(self) -> Assessment:
        return self.standing.assessment

    @cached_property
    def proven(self) -> Proven:
        return proven(self.standing.day)

    @cached_property
    def ages(self) -> Mapping[str, date]:
        """The day of the oldest evidence that each control rests on, by key; kept under the assessment's digest."""
        made = self.assessment
        key = f"ages-{made.as_of}-{made.ledger_number}-{made.digest}"
        kept: Mapping[str, date] | None = cache.get(key)
        if kept is None:
            kept = _ages(made.controls.values_list("conclusion", flat=True))
            cache.set(key, kept, 3600)
        return kept

    @cached_property
    def controls(self) -> tuple[ControlRow, ...]:
        """Every control by domain and name."""
        rows = ControlStatus.objects.filter(
            assessment=self.assessment, control__in=visible_to(self.standing.actor, Control)
        )
        rows = rows.select_related("control__accountable").defer(
            "conclusion", "control__statement", "control__introduced_risk"
        )
        return tuple(
            ControlRow(
                control=row.control,
                status=row.status,
                grade=row.grade,
                population=row.population,
                violations=row.violations,
                excepted=row.excepted,
                proven=self.proven.of([row.control.key]) if row.status in IN_USE else None,
                oldest=self.ages.get(row.control.key),
            )
            for row in rows.order_by("control__domain", "control__name", "control__pk")
        )

    @cached_property
    def by_key(self) -> Mapping[str, ControlRow]:
        return {row.control.key: row for row in self.controls}

    @cached_property
    def tally(self) -> Counter[str]:
        """How many controls have each status."""
        return Counter(row.status for row in self.controls)

    @cached_property
    def in_use(self) -> tuple[ControlRow, ...]:
        return tuple(row for row in self.controls if row.status in IN_USE)

    @cached_property
    def frameworks(self) -> tuple[FrameworkTally, ...]:
        """Every framework adopted by the day with its counts, the one of which most applies first."""
        return framework_tallies(self.standing)


@dataclass(frozen=True)
class FrameworkTally:
    """A framework and how many of its requirements have each status."""

    framework: Framework
    counts: Mapping[str, int]

    @property
    def applies(self) -> int:
        return sum(number for status, number in self.counts.items() if status != "not applicable")

    @property
    def met(self) -> int:
        return sum(self.counts.get(status, 0) for status in MET)

    @property
    def unproven(self) -> int:
        return self.counts.get("unproven", 0)

    @property
    def percent(self) -> int:
        return round(100 * self.met / self.applies) if self.applies else 0

    @property
    def parts(self) -> list[tuple[str, int]]:
        """Statuses that any requirement has, best first."""
        order = ("met", "met by another approach", "partly met", "not met", "unproven", "not applicable")
        return [(status, self.counts[status]) for status in order if self.counts.get(status)]


def framework_tallies(standing: Standing) -> tuple[FrameworkTally, ...]:
    rows = (
        visible_to(standing.actor, Framework)
        .filter(adopted_on__lte=standing.day)
        .select_related("accountable", "scope")
    )
    counts: dict[int, dict[str, int]] = {}
    found = RequirementStatus.objects.filter(assessment=standing.assessment)
    for framework, status, number in found.values_list("requirement__framework", "status").annotate(n=Count("pk")):
        counts.setdefault(framework, {})[status] = number
    made = (FrameworkTally(row, counts.get(row.pk, {})) for row in rows)
    return tuple(sorted(made, key=lambda one: (-one.applies, one.framework.title)))


def _ages(conclusions: Iterable[Mapping[str, Any]]) -> dict[str, date]:
    resting = {one["id"]: tuple(one["rests_on"]) for one in conclusions}
    named = {ref for refs in resting.values() for ref in refs}
    days: dict[str, date] = {}
    for sha, _slug, observed in seen(ref[9:] for ref in named if ref.startswith("snapshot:")):
        kept = days.get(f"snapshot:{sha}")
        days[f"snapshot:{sha}"] = min(kept, observed.date()) if kept else observed.date()
    for pk, day in InspectedRecord.objects.values_list("pk", "document_date"):
        days[f"record:{pk}"] = day
    for pk, day in Attestation.objects.values_list("pk", "attested_on"):
        days[f"attestation:{pk}"] = day
    oldest = {key: min((days[ref] for ref in refs if ref in days), default=None) for key, refs in resting.items()}
    return {key: day for key, day in oldest.items() if day is not None}
