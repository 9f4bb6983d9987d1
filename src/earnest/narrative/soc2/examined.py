"""What a SOC 2 document is about: the period, the criteria, the controls, and the engagement that asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from earnest.core.assurance.models import Assessment
from earnest.core.frameworks.models import Framework
from earnest.duties.audits.models import Engagement
from earnest.duties.audits.queries import NonconformityNow, SampleNow, nonconformities, sample
from earnest.duties.audits.queries import visible_to as rows_for
from earnest.engines.assurance.period import DayStatus
from earnest.engines.documents.model import Fact
from earnest.engines.documents.parts import Name, Reference
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Invalid
from earnest.narrative import period
from earnest.narrative.basis import RequirementEntry, load
from earnest.narrative.claims import Claims, method
from earnest.narrative.front import oldest
from earnest.narrative.lines import line
from earnest.narrative.period import PERIOD_DAYS, PeriodTold
from earnest.narrative.told import NOT_IN_USE, Told
from earnest.narrative.words import Words

FRAMEWORK = "soc2-tsc-2017"
"""The framework that these documents are about."""


@dataclass(frozen=True)
class Examined:
    """One SOC 2 examination on a day. `engagement` is None where nobody has entered one: then the period is the last
    twelve months. `end` is the last day that can be told of: a period that runs on is told up to the day."""

    claims: Claims
    words: Words
    framework: Framework
    engagement: Engagement | None
    start: date
    end: date

    @cached_property
    def criteria(self) -> Mapping[str, RequirementEntry]:
        """The criteria that are assessed, by their number."""
        entries = self.claims.basis.requirements(FRAMEWORK)
        return {key: entry for key, entry in entries.items() if entry.concluded is not None}

    @cached_property
    def controls(self) -> Mapping[str, tuple[str, ...]]:
        """The controls in use that answer a criterion, each with the numbers of those criteria, by domain and name."""
        found: dict[str, list[str]] = {}
        for number, entry in self.criteria.items():
            for key in entry.controls:
                found.setdefault(key, []).append(number)
        known = self.claims.basis.controls
        return {key: tuple(found[key]) for key in known if key in found and known[key].status not in NOT_IN_USE}

    @cached_property
    def past(self) -> Mapping[str, PeriodTold | None]:
        """What each control did in the period; None where nothing was observed of it."""
        return {key: period.of_control(self.claims, key, start=self.start, end=self.end) for key in self.controls}

    @cached_property
    def samples(self) -> tuple[SampleNow, ...]:
        if self.engagement is None:
            return ()
        populations = self.engagement.populations.order_by("title").prefetch_related("samples")
        return tuple(sample(one) for population in populations for one in population.samples.all())

    @cached_property
    def findings(self) -> tuple[NonconformityNow, ...]:
        if self.engagement is None:
            return ()
        return nonconformities(self.claims.basis.actor, self.claims.basis.day, engagement=self.engagement)

    def told_period(self) -> Told:
        """The period, and why it is this one."""
        told = Told("examined")
        row = self.engagement
        why = f"the engagement {row.title}" if row else "no engagement is entered, so the last twelve months"
        sentence = ("The period runs from ", told.on(self.start), " to ", told.on(self.end), ".")
        days = (self.end - self.start).days + 1
        inputs = [("period of", why), ("days", str(days))]
        states: list[Reference] = [told.days(days)]
        if row and row.period_end:
            states.append(told.on(row.period_end))
        self.claims.add(told.id, sentence, method("The period that is told", inputs), states)
        return told

    def told_totals(self) -> Told:
        """How many controls were proven on every day, deviated on some, or were left unproven on some."""
        kinds: dict[str, list[str]] = {"whole": [], "deviating": [], "gaps": [], "never": []}
        for key, past in self.past.items():
            if past is None:
                kinds["never"].append(key)
                continue
            if past.coverage.counts[DayStatus.EFFECTIVE] == past.coverage.days:
                kinds["whole"].append(key)
            if past.deviating_days:
                kinds["deviating"].append(key)
            if past.gap_days:
                kinds["gaps"].append(key)
        told = Told("examined-controls")
        counts = {kind: len(keys) for kind, keys in kinds.items()}
        sentence = line(
            *("Of ", told.count(len(self.past), "control", "controls"), ", "),
            *(told.count(counts["whole"]), " worked on every day of the period; "),
            *(told.count(counts["deviating"]), " deviated on some days; "),
            *(told.count(counts["gaps"]), " had days without proof either way; "),
            *(told.count(counts["never"]), " were never looked at."),
        )
        inputs = [(kind, ", ".join(keys) or "none") for kind, keys in kinds.items()]
        self.claims.add(told.id, sentence, method("Controls counted by what their days proved", inputs))
        return told

    def front(self) -> tuple[Fact, ...]:
        told, row = self.told_period(), self.engagement
        facts = [
            Fact("Period", line(told.on(self.start), " to ", told.on(self.end))),
            Fact("Edition used", Name(self.framework.version or self.framework.title, "document")),
            *oldest(self.claims),
        ]
        if row is not None:
            facts.append(Fact("Examination", Name(row.title, "record")))
            if row.firm:
                facts.append(Fact("Auditor", Name(row.firm, "organisation")))
            if row.accountable:
                facts.append(Fact("Accountable", Name(row.accountable.name, "person")))
        return tuple(facts)


def examined(actor: Actor, assessment: Assessment) -> Examined:
    """What is examined as of an assessment. Invalid where SOC 2 is not adopted, NotAllowed as `load` says."""
    basis = load(actor, assessment)
    framework = basis.frameworks.get(FRAMEWORK)
    if framework is None:
        raise Invalid(f"SOC 2 ({FRAMEWORK}) is not adopted. Adopt it first.", field="framework")
    row = _engagement(actor, basis.day)
    start, end = basis.day - timedelta(days=PERIOD_DAYS - 1), basis.day
    if row is not None and row.period_start and row.period_end:
        start, end = row.period_start, min(row.period_end, basis.day)
    return Examined(Claims(basis), Words(), framework, row, start, end)


def _engagement(actor: Actor, day: date) -> Engagement | None:
    """The open Type II examination whose period has begun, the latest of them."""
    rows = rows_for(actor, Engagement).filter(framework__key=FRAMEWORK, kind=Engagement.Kind.TYPE2)
    rows = rows.filter(period_start__lte=day).exclude(state=Engagement.State.CLOSED)
    return rows.select_related("accountable").order_by("-period_end", "-pk").first()
