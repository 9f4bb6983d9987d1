"""How old a source is on a day, and what that does to a test that reads from it (rule 1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from earnest.engines.assurance.conclusions import Reason
from earnest.engines.assurance.facts import Input, SourceFact, TestFact


def days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def staleness(source: SourceFact, as_of: datetime) -> Reason | None:
    """Why nothing may rest on the source at `as_of`; None if it may. A source is stale when its age is *more* than
    its limit: at exactly the limit it still counts."""
    ref = (f"source:{source.slug}",)
    if source.last_observed_at is None:
        return Reason("never-observed", f"{source.title} has never delivered anything.", ref)
    age = as_of - source.last_observed_at
    if age < timedelta(0):
        seen = source.last_observed_at.date().isoformat()
        return Reason("dated-after", f"{source.title} is dated {seen}, after the as-of date.", ref)
    if age > timedelta(days=source.freshness_days):
        return Reason(
            "stale-source", f"{source.title}: last looked {_ago(age)}, limit {days(source.freshness_days)}.", ref
        )
    return None


def lateness(source: SourceFact, as_of: datetime) -> Reason | None:
    """A note where a source is fresh but later than its rhythm; it changes no status."""
    if source.cadence_days is None or source.last_observed_at is None or staleness(source, as_of):
        return None
    age = as_of - source.last_observed_at
    if age <= timedelta(days=source.cadence_days):
        return None
    text = f"{source.title} is expected every {days(source.cadence_days)} and last looked {_ago(age)}."
    return Reason("late-source", text, (f"source:{source.slug}",))


def _ago(age: timedelta) -> str:
    whole = age // timedelta(days=1)
    return f"{days(whole)} ago" if whole else "less than a day ago"


@dataclass(frozen=True)
class Freshness:
    """The active sources at one moment, by the table they give."""

    as_of: datetime
    by_slug: Mapping[str, SourceFact]
    by_table: Mapping[str, tuple[SourceFact, ...]]
    stale: Mapping[str, Reason]
    late: Mapping[str, Reason]

    @classmethod
    def of(cls, sources: Iterable[SourceFact], as_of: datetime) -> Freshness:
        active = sorted((source for source in sources if source.active), key=lambda source: source.slug)
        by_table: dict[str, list[SourceFact]] = {}
        for source in active:
            for table in source.tables:
                by_table.setdefault(table, []).append(source)
        stale = {source.slug: reason for source in active if (reason := staleness(source, as_of))}
        late = {source.slug: reason for source in active if (reason := lateness(source, as_of))}
        return cls(
            as_of=as_of,
            by_slug=MappingProxyType({source.slug: source for source in active}),
            by_table=MappingProxyType({table: tuple(found) for table, found in by_table.items()}),
            stale=MappingProxyType(stale),
            late=MappingProxyType(late),
        )

    def feeding(self, test: TestFact) -> tuple[SourceFact, ...]:
        """Active sources that give any table the test reads, by slug."""
        found = {source.slug: source for table in test.tables for source in self.by_table.get(table, ())}
        return tuple(found[slug] for slug in sorted(found))

    def missing(self, test: TestFact) -> tuple[str, ...]:
        """Required tables that no fresh active source gives, with those its result says were absent; sorted."""
        absent = {
            table
            for table in test.required
            if all(source.slug in self.stale for source in self.by_table.get(table, ()))
        }
        return tuple(sorted(absent.union(test.result.missing if test.result else ())))

    def blind(self, test: TestFact) -> bool:
        """Whether a source is stale or only partly read that gives a table in which a missing row counts against a
        subject."""
        return any(
            source.slug in self.stale or source.rejected
            for table in test.whole
            for source in self.by_table.get(table, ())
        )

    def gaps(self, test: TestFact) -> tuple[Reason, ...]:
        """Why the evidence of the test is not whole: sources that feed it and are stale or were only partly read, then
        inputs that are themselves too old or dated after the moment although their source has looked again, or whose
        source is not active."""
        reasons = {source.slug: self.stale[source.slug] for source in self.feeding(test) if source.slug in self.stale}
        for source in self.feeding(test):
            if source.rejected and source.slug not in reasons:
                rows = "1 row" if source.rejected == 1 else f"{source.rejected:,} rows"
                text = f"{source.title}: {rows} of what it delivered last could not be read."
                reasons[source.slug] = Reason("rejected-rows", text, (f"source:{source.slug}",))
        inputs = test.result.inputs if test.result else ()
        for item in sorted(inputs, key=lambda item: (item.source, item.table, item.snapshot)):
            if item.source not in reasons and (reason := self._gap_of(item)):
                reasons[item.source] = reason
        return tuple(reasons.values())

    def _gap_of(self, item: Input) -> Reason | None:
        refs = (f"source:{item.source}", f"snapshot:{item.snapshot}")
        source = self.by_slug.get(item.source)
        if source is None:
            return Reason(
                "inactive-source", f"The result was read from {item.source}, which is not an active source.", refs
            )
        if item.observed_at is None:
            return None
        reason = staleness(replace(source, last_observed_at=item.observed_at), self.as_of)
        return Reason(reason.code, reason.text, refs) if reason else None
