"""Loads how the sample company keeps its estate. Evidence is there already, for matches are about what it shows."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from earnest.core.assets.models import Asset
from earnest.core.collection import operations as collection
from earnest.core.collection.models import Collector
from earnest.core.collection.operations.turns import note
from earnest.core.evidence.models import Snapshot, Source
from earnest.core.organization.models import Person
from earnest.core.risks.models import Scenario
from earnest.core.things import operations as things
from earnest.core.things import queries as seen
from earnest.core.things.models import CoverageExpectation
from earnest.duties.hygiene import operations as hygiene
from earnest.duties.hygiene.models import SlaClock
from earnest.duties.legacy import operations as legacy
from earnest.duties.legacy.models import LifeCycleEntry, Option, RingfenceClaim, RoadmapStep
from earnest.foundation import clock, plain
from earnest.foundation.actor import Actor, Role
from earnest.library.sample.upkeep_model import OldSystemRecord, OptionRecord, Spread, StepRecord, Upkeep

People = dict[str, Person]


def load_estate(actor: Actor, told: Upkeep, people: People) -> None:
    """Put policy, expectations, matches, collectors and old systems into the record."""
    _hygiene(actor, told, people)
    _things(actor, told, people)
    _collectors(actor, told, people)
    entries = {one.key: _old_system(actor, one, people) for one in told.old_systems}
    _claims(actor, told, people)
    done: dict[str, RoadmapStep] = {}
    for step in told.steps:
        done[step.title] = _step(actor, step, entries[step.system], done, people)


def _hygiene(actor: Actor, told: Upkeep, people: People) -> None:
    policy = told.policy
    hygiene.adopt_policy(
        actor, policy.policy, adopted_by=people[policy.adopted_by], reason=policy.reason, on=policy.adopted_on
    )
    for one in told.clocks:
        plain.create(
            actor,
            SlaClock(
                policy=one.policy,
                priority=one.priority,
                tier=one.tier,
                exposure=one.exposure,
                days=one.days,
                because=one.because,
                starts_on=policy.adopted_on,
            ),
        )


def _things(actor: Actor, told: Upkeep, people: People) -> None:
    for one in told.expectations:
        if not one.title:
            things.adopt_expectation(actor, one.key, accountable=people[one.owner])
            continue
        plain.create(
            actor,
            CoverageExpectation(
                key=one.key,
                title=one.title,
                expected_from=one.expected_from,
                looked_by=one.looked_by,
                because=one.reason,
                way_out=one.way_out,
                accountable=people[one.owner],
            ),
        )
    for match in told.matches:
        who = people[match.decided_by]
        things.decide_match(
            Actor(who.name, Role.ANALYST, person=who.pk),
            match.kind,
            _node(*match.left),
            _node(*match.right),
            reason=match.reason,
        )


def _node(system: str, native: str) -> str:
    """The sighting by which a system calls a thing."""
    for found in seen.named(native):
        whole = seen.thing(found)
        for node in whole.nodes if whole else ():
            if (node.system, node.native_id.lower()) == (system, native.lower()):
                return node.node
    raise LookupError(f"no tool of the sample calls anything {native} in {system}")


def _collectors(actor: Actor, told: Upkeep, people: People) -> None:
    sources = {one.slug: one for one in Source.objects.all()}
    for one in told.collectors:
        made = plain.create(
            actor,
            Collector(
                key=one.key,
                title=one.title,
                kind=one.kind,
                source=sources[one.source],
                every_minutes=one.every_minutes,
                accountable=people[one.owner],
                note=one.note,
            ),
        )
        if one.kind == "push":
            came = Snapshot.objects.filter(source=made.source).latest("observed_at").collected_at
            note(made, tried_at=came or _noon(), problem="", brought=True, seen=None)
        else:
            collection.collect(actor, made)


def _noon() -> datetime:
    return datetime.combine(clock.today() - timedelta(days=1), time(12), UTC)


def _old_system(actor: Actor, told: OldSystemRecord, people: People) -> LifeCycleEntry:
    entry = legacy.add_entry(
        actor,
        LifeCycleEntry(
            key=told.key,
            title=told.title,
            asset=Asset.objects.get(key=told.asset),
            accountable=people[told.owner],
            note=told.note,
            **_fields("run", told.run),
        ),
    )
    scenarios = {one.key: one for one in Scenario.objects.all()}
    for key, share, source in told.shares:
        legacy.say_share(
            actor, entry, scenarios[key], share=legacy.Change(*share), source=source, author=people[told.owner]
        )
    options = {one.kind: _option(actor, one, entry, scenarios, people) for one in told.options}
    if told.decided is not None and told.approver is not None:
        legacy.decide(
            actor,
            entry,
            options[told.decided],
            approver=people[told.approver],
            reason=told.decided_because,
            review_on=told.review_on,
            on=told.decided_on,
        )
    return entry


def _option(
    actor: Actor, told: OptionRecord, entry: LifeCycleEntry, scenarios: dict[str, Scenario], people: People
) -> Option:
    option = legacy.add_option(
        actor,
        Option(
            entry=entry,
            kind=told.kind,
            title=told.title,
            as_is_goes_on=told.as_is_goes_on,
            source=told.source,
            **_fields("one_off", told.one_off),
            **_fields("run", told.run),
            **_fields("months", told.months),
        ),
    )
    for left in told.left:
        legacy.say_effect(
            actor,
            option,
            scenarios[left.scenario],
            after=legacy.Change(*left.after),
            source=left.source,
            author=people[told.proposed_by],
        )
    return legacy.propose_option(actor, option, proposed_by=people[told.proposed_by])


def _fields(name: str, spread: Spread | None) -> dict[str, Decimal]:
    """The three fields of an uncertain amount; none where it is nothing."""
    ends = zip(("low", "mode", "high"), spread, strict=True) if spread else ()
    return {f"{name}_{end}": Decimal(str(value)) for end, value in ends}


def _claims(actor: Actor, told: Upkeep, people: People) -> None:
    for one in told.claims:
        legacy.claim_ringfence(
            actor,
            RingfenceClaim(
                key=one.key,
                title=one.title,
                asset=Asset.objects.get(key=one.asset),
                allowed_from="\n".join(one.allowed_from),
                agreed_by=people[one.agreed_by],
                agreed_on=one.agreed_on,
                valid_until=one.valid_until,
                accountable=people[one.owner],
            ),
        )


def _step(
    actor: Actor, told: StepRecord, entry: LifeCycleEntry, before: dict[str, RoadmapStep], people: People
) -> RoadmapStep:
    step = legacy.plan_step(
        actor,
        RoadmapStep(
            entry=entry,
            option=entry.options.filter(kind=told.option).first() if told.option else None,
            title=told.title,
            starts_on=told.starts_on,
            ends_on=told.ends_on,
            accountable=people[told.owner],
        ),
        depends_on=[before[title] for title in told.needs],
    )
    return legacy.finish_step(actor, step, on=told.done_on) if told.done_on else step
