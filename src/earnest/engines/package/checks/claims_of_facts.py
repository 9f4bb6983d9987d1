"""Whether claims on sources, exceptions, inspected records and attestations say what the facts of the package say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from earnest.engines.assurance.facts import AttestationFact, ExceptionFact, InspectedRecordFact, SourceFact
from earnest.engines.assurance.sources import staleness
from earnest.engines.documents.parts import DateRef, Figure, GradeRef, StatusRef
from earnest.engines.documents.proof import Claim
from earnest.engines.package.checks.opened import Opened

KINDS = frozenset({"source", "exception", "record", "attestation", "framework"})
"""Kinds of claims on what a package holds, if it is in it."""


@dataclass(frozen=True)
class Held:
    """A claim that was held against a fact. `found` is empty where it says what the fact says."""

    expected: str = ""
    found: str = ""


@dataclass(frozen=True)
class Known:
    """The facts by the names that claims have. `leaning` counts, by source, the unproven controls that name it; a
    package that is not `whole` holds only some of those that documents count.
    """

    as_of: datetime
    sources: Mapping[str, SourceFact]
    exceptions: Mapping[str, ExceptionFact]
    inspected: Mapping[str, InspectedRecordFact]
    attestations: Mapping[str, AttestationFact]
    leaning: Counter[str]
    whole: bool

    @classmethod
    def of(cls, opened: Opened) -> Known:
        """What a package holds, once its facts are read and its statuses are concluded."""
        if opened.facts is None or opened.statement is None:
            raise ValueError("the facts of the package were not read")
        return cls(
            opened.statement.predicate.as_of,
            {one.slug: one for one in opened.facts.sources},
            {one.id: one for one in opened.facts.exceptions},
            {one.id: one for one in opened.facts.inspected},
            {one.id: one for one in opened.facts.attestations},
            _leaning((opened.assessment or {})["controls"]),
            opened.statement.predicate.whole,
        )


def held(claim: Claim, known: Known) -> Held | None:
    """What the claim says otherwise than the fact that it names; None where the package holds no such fact."""
    kind, _, name = claim.id.partition(":")
    if kind == "source" and name in known.sources:
        return _source(claim, known.sources[name], known)
    if kind == "exception" and name in known.exceptions:
        return _exception(claim, known.exceptions[name], known.as_of)
    if kind == "record" and name in known.inspected:
        one = known.inspected[name]
        return _states(claim, {one.observed_on, one.inspected_on, one.valid_until})
    if kind == "attestation" and name in known.attestations:
        signed = known.attestations[name]
        return _states(claim, {signed.attested_on, signed.valid_until})
    return None


def _source(claim: Claim, source: SourceFact, known: Known) -> Held:
    """When it was last observed, its limit and age, whether it is fresh, and how many unproven controls name it."""
    last = source.last_observed_at
    days, ages = {source.freshness_days}, set[int]()
    if last is not None:
        ages.add(max(0, (known.as_of - last) // timedelta(days=1)))
    if source.cadence_days is not None:
        days.add(source.cadence_days)
    statuses = {"stale" if staleness(source, known.as_of) else "fresh"} if last is not None and source.active else set()
    said = [part.value for part in claim.stated() if isinstance(part, Figure) and part.unit == "days"]
    if said and said[0] != source.freshness_days:
        return Held(f"{source.freshness_days} days", f"{said[0]} days")
    dates = {last.date()} if last is not None else set[date]()
    counted, leaning = _counts(claim), known.leaning[source.slug]
    if not known.whole and counted and min(counted) < leaning:
        return Held(f"at least {leaning}", str(min(counted)))
    return _states(claim, dates, days | ages, statuses, {leaning} if known.whole else counted)


def _counts(claim: Claim) -> set[int]:
    figures = [part for part in claim.stated() if isinstance(part, Figure) and part.unit == "count"]
    return {part.value for part in figures if isinstance(part.value, int)}


def _exception(claim: Claim, one: ExceptionFact, as_of: datetime) -> Held:
    dates = {one.starts_on, one.ends_on}
    dates |= {moment.date() for moment in (one.approved_at, one.revoked_at) if moment}
    over = one.ends_on is not None and one.ends_on < as_of.date()
    told = [part.date for part in claim.stated() if isinstance(part, DateRef)]
    if told and _day(told[0]) != one.ends_on:
        return Held(f"an end on {one.ends_on}", f"on {told[0]}")
    return _states(claim, {day for day in dates if day}, statuses={"overdue"} if over else ())


def _states(
    claim: Claim,
    dates: Iterable[date],
    days: Iterable[int] = (),
    statuses: Iterable[str] = (),
    counts: Iterable[int] = (),
) -> Held:
    """Whether the claim states these values and no others."""
    allowed_dates, allowed_days, allowed_counts = set(dates), set(days), set(counts)
    for part in claim.stated():
        if isinstance(part, DateRef) and _day(part.date) not in allowed_dates:
            return Held(f"one of {', '.join(sorted(map(str, allowed_dates))) or 'no days'}", str(part.date))
        if isinstance(part, StatusRef) and part.status not in set(statuses):
            return Held(f"status {', '.join(sorted(set(statuses))) or 'none'}", f"status {part.status}")
        if isinstance(part, GradeRef):
            return Held("no grade", f"grade {part.grade}")
        if isinstance(part, Figure):
            allowed = allowed_days if part.unit == "days" else allowed_counts
            if part.value not in allowed or part.low is not None or part.high is not None:
                return Held(f"one of {', '.join(map(str, sorted(allowed))) or 'no numbers'}", str(part.value))
    return Held()


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


_SILENT = frozenset({"stale-source", "never-observed", "dated-after", "inactive-source"})


def _leaning(controls: Iterable[Mapping[str, Any]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in controls:
        refs = {ref for reason in one["reasons"] if reason["code"] in _SILENT for ref in reason["refs"]}
        if one["status"] == "unproven":
            found.update(ref.removeprefix("source:") for ref in refs if ref.startswith("source:"))
    return found
