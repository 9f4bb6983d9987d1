"""What one assessment concluded and what that rests on, loaded at once: everything that documents are composed from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal

from django.db.models import QuerySet

from earnest.core.assurance.models import Assessment, Conclusion, ControlLook, ControlStatus, RequirementStatus, TestRun
from earnest.core.controls.models import BoundTest, Control, ControlException
from earnest.core.controls.queries import tests as known_tests
from earnest.core.evidence.models import Attestation, InspectedRecord, Snapshot
from earnest.core.evidence.queries import SourceState, source_states
from earnest.core.frameworks.models import Applicability, Framework, Requirement, StatedAnswer
from earnest.core.organization.models import Organization
from earnest.engines.assurance import ControlStatus as Word
from earnest.engines.assurance.period import Observation
from earnest.engines.control_tests.model import ControlTest
from earnest.engines.control_tests.results import TestResult, from_json
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.models import LedgerEntry, LedgerSubject
from earnest.foundation.record import Record, visible_to

Plain = Mapping[str, Any]
"""A conclusion as JSON values; its members are those of `earnest.engines.assurance.conclusions`."""

Queries = Literal["whole", "violations", "named"]
"""How much of a test's text a proof shows: all its queries, that for violations, or only the digest of the text, which
the library or the workspace holds. Paper for hundreds of tests has room for the last."""

_CHUNK = 500


@dataclass(frozen=True)
class ControlEntry:
    """A control with what was concluded of it."""

    control: Control
    concluded: Plain

    @property
    def status(self) -> str:
        return str(self.concluded["status"])

    @property
    def tests(self) -> tuple[Plain, ...]:
        return tuple(self.concluded["tests"])


@dataclass(frozen=True)
class RequirementEntry:
    """A requirement with what was concluded of it; `concluded` is None where it is not assessed."""

    requirement: Requirement
    concluded: Plain | None

    @property
    def status(self) -> str:
        return str(self.concluded["status"]) if self.concluded else ""

    @property
    def controls(self) -> tuple[str, ...]:
        return tuple(self.concluded["controls"]) if self.concluded else ()


@dataclass(frozen=True)
class Entry:
    """The entry of the ledger that a record was last recorded in."""

    number: int
    at: datetime
    hash: str
    previous: str


@dataclass(frozen=True)
class Basis:
    """One assessment with its record, as one actor may see it. Each part is read once, when it is first asked for."""

    actor: Actor
    assessment: Assessment
    queries: Queries = "named"

    @property
    def day(self) -> date:
        return self.assessment.as_of

    @property
    def as_of(self) -> datetime:
        return clock.end_of(self.assessment.as_of)

    @cached_property
    def organization(self) -> Organization | None:
        return visible_to(self.actor, Organization).first()

    @cached_property
    def controls(self) -> Mapping[str, ControlEntry]:
        """By key, in the order of domain and name."""
        rows = _concluded(self.actor, ControlStatus).filter(assessment=self.assessment)
        rows = rows.select_related("control__accountable").order_by("control__domain", "control__name", "control__key")
        return {row.control.key: ControlEntry(row.control, row.conclusion) for row in rows}

    @cached_property
    def frameworks(self) -> Mapping[str, Framework]:
        rows = visible_to(self.actor, Framework).filter(adopted_on__lte=self.day).select_related("accountable", "scope")
        return {row.key: row for row in rows}

    def requirements(self, framework: str) -> Mapping[str, RequirementEntry]:
        """All requirements of a framework by key, headings too, in its order."""
        if framework not in self._requirements:
            rows = visible_to(self.actor, Requirement).filter(framework__key=framework).select_related("framework")
            concluded = self._requirement_conclusions.get(framework, {})
            ordered = rows.order_by("position")
            self._requirements[framework] = {r.key: RequirementEntry(r, concluded.get(r.key)) for r in ordered}
        return self._requirements[framework]

    @cached_property
    def _requirements(self) -> dict[str, Mapping[str, RequirementEntry]]:
        return {}

    @cached_property
    def _requirement_conclusions(self) -> Mapping[str, Mapping[str, Plain]]:
        found: dict[str, dict[str, Plain]] = defaultdict(dict)
        rows = _concluded(self.actor, RequirementStatus).filter(assessment=self.assessment)
        for conclusion in rows.values_list("conclusion", flat=True):
            found[conclusion["framework"]][conclusion["id"]] = conclusion
        return found

    @cached_property
    def asked_by(self) -> Mapping[str, frozenset[str]]:
        """Keys of the frameworks whose requirements each control supports, by key of the control."""
        found: dict[str, set[str]] = defaultdict(set)
        for framework, concluded in self._requirement_conclusions.items():
            for one in concluded.values():
                for control in one["controls"]:
                    found[control].add(framework)
        return {key: frozenset(frameworks) for key, frameworks in found.items()}

    @cached_property
    def exceptions(self) -> Mapping[str, ControlException]:
        """Those of the controls assessed, by id as conclusions name it; the one that ends first comes first."""
        rows = visible_to(self.actor, ControlException).filter(control__key__in=self.controls)
        return {
            str(row.pk): row for row in rows.select_related("control", "asked_by", "approver").order_by("ends_on", "pk")
        }

    @cached_property
    def exclusions(self) -> Mapping[int, Applicability]:
        rows = visible_to(self.actor, Applicability).select_related("requirement", "asked_by", "approver")
        return {row.requirement_id: row for row in rows}

    @cached_property
    def stated(self) -> Mapping[int, tuple[StatedAnswer, ...]]:
        """What outsiders were told by the day, by requirement, newest first."""
        found: dict[int, list[StatedAnswer]] = defaultdict(list)
        rows = visible_to(self.actor, StatedAnswer).filter(signed_on__lte=self.day).select_related("signed_by")
        for row in rows.order_by("-signed_on", "-pk"):
            found[row.requirement_id].append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def inspected(self) -> Mapping[str, InspectedRecord]:
        rows = visible_to(self.actor, InspectedRecord).select_related("inspected_by", "control")
        return {str(row.pk): row for row in rows}

    @cached_property
    def attestations(self) -> Mapping[str, Attestation]:
        rows = visible_to(self.actor, Attestation).select_related("attested_by", "control")
        return {str(row.pk): row for row in rows}

    @cached_property
    def sources(self) -> Mapping[str, SourceState]:
        """Every source by slug, as it stood at the end of the day."""
        return {state.source.slug: state for state in source_states(self.actor, self.as_of)}

    @cached_property
    def leaning(self) -> Mapping[str, tuple[str, ...]]:
        """Keys of the unproven controls whose reasons name a source, by slug of the source."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, entry in self.controls.items():
            if entry.status == "unproven":
                for slug in sorted(sources_named(entry.concluded)):
                    found[slug].append(key)
        return {slug: tuple(keys) for slug, keys in found.items()}

    @cached_property
    def tests(self) -> Mapping[str, ControlTest]:
        return known_tests()

    @cached_property
    def parameters(self) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        """Parameters chosen for each bound test, by control and test."""
        rows = visible_to(self.actor, BoundTest).values_list("control__key", "test", "parameters")
        return {(control, test): chosen for control, test, chosen in rows}

    @cached_property
    def results(self) -> Mapping[str, TestResult]:
        """Full results by digest, of those that conclusions rest on."""
        wanted = {test["result"] for entry in self.controls.values() for test in entry.tests if test["result"]}
        runs = _concluded(self.actor, TestRun).filter(as_of=self.as_of).order_by("pk")
        read = (from_json(text) for text in runs.values_list("result", flat=True))
        return {result.digest: result for result in read if result.digest in wanted}

    @cached_property
    def snapshots(self) -> Mapping[str, Snapshot]:
        """The snapshots that results and current sources rest on, by SHA-256 and source as `sha256 source`."""
        wanted = {item.snapshot for result in self.results.values() for item in result.inputs}
        wanted |= {state.last.sha256 for state in self.sources.values() if state.last}
        found: dict[str, Snapshot] = {}
        for some in _chunks(sorted(wanted)):
            for row in visible_to(self.actor, Snapshot).filter(sha256__in=some).select_related("source").order_by("pk"):
                found[f"{row.sha256} {row.source.slug}"] = row
        return found

    @cached_property
    def looks(self) -> Mapping[int, tuple[Observation, ...]]:
        """What was observed of each control until the day, by primary key of the control."""
        found: dict[int, list[Observation]] = defaultdict(list)
        rows = _concluded(self.actor, ControlLook).filter(day__lte=self.day)
        for control, day, status, holds, evidence in rows.values_list(
            "control_id", "day", "status", "holds_days", "evidence"
        ):
            found[control].append(Observation(day, Word(status), holds, evidence))
        return {key: tuple(observations) for key, observations in found.items()}

    @cached_property
    def earlier(self) -> Assessment | None:
        """The newest complete assessment that is at least thirty days older, to say what changed since."""
        rows = _concluded(self.actor, Assessment).filter(complete=True)
        return rows.filter(as_of__lte=date.fromordinal(self.day.toordinal() - 30)).order_by("-as_of").first()

    @cached_property
    def ledger(self) -> Mapping[str, Entry]:
        """The newest entry of each record that documents refer to, up to the one that the assessment counted."""
        records: list[Record] = [
            *self.snapshots.values(), *self.exceptions.values(), *self.exclusions.values(), *self.inspected.values(),
            *self.attestations.values(), *(entry.control for entry in self.controls.values()),
            *(state.source for state in self.sources.values()), *(row for rows in self.stated.values() for row in rows),
            *self.frameworks.values(), *((self.organization,) if self.organization else ()),
        ]  # fmt: skip
        return newest_entries((record.reference for record in records), self.assessment.ledger_number)


def newest_entries(references: Iterable[str], upto: int) -> Mapping[str, Entry]:
    """The newest entry of the ledger for each record, by reference, up to an entry number; absent where none is."""
    numbers: dict[str, int] = {}
    for some in _chunks(sorted(set(references))):
        rows = LedgerSubject.objects.filter(record__in=some, entry__number__lte=upto)
        for reference, number in rows.values_list("record", "entry_id"):
            numbers[reference] = max(number, numbers.get(reference, 0))
    entries: dict[int, Entry] = {}
    for some_numbers in _chunks(sorted(set(numbers.values()))):
        found = LedgerEntry.objects.filter(number__in=some_numbers).values_list("number", "at", "hash", "previous")
        entries.update({row[0]: Entry(*row) for row in found})
    return {reference: entries[number] for reference, number in numbers.items()}


def sources_named(concluded: Plain) -> frozenset[str]:
    """Slugs of the sources that the reasons of a conclusion say are stale, silent or out of use."""
    codes = {"stale-source", "never-observed", "dated-after", "inactive-source"}
    refs = (ref for reason in concluded["reasons"] if reason["code"] in codes for ref in reason["refs"])
    return frozenset(str(ref).removeprefix("source:") for ref in refs if str(ref).startswith("source:"))


def load(actor: Actor, assessment: Assessment, *, queries: Queries = "named") -> Basis:
    """What the actor may compose documents from. NotAllowed where they may not see the shared record."""
    actor.require(May.SEE_RECORD)
    return Basis(actor, assessment, queries)


def earlier_statuses(basis: Basis) -> Mapping[str, str]:
    """Status by control of the earlier assessment; empty where there is none."""
    if basis.earlier is None:
        return {}
    rows = _concluded(basis.actor, ControlStatus).filter(assessment=basis.earlier)
    return dict(rows.values_list("control__key", "status"))


def _concluded(actor: Actor, model: type[Conclusion]) -> QuerySet[Any]:
    where = model.visible_where(actor)
    rows: QuerySet[Any] = QuerySet(model)
    return rows.none() if where is None else rows.filter(where)


def _chunks(values: Iterable[Any]) -> Iterable[list[Any]]:
    listed = list(values)
    return (listed[start : start + _CHUNK] for start in range(0, len(listed), _CHUNK))
