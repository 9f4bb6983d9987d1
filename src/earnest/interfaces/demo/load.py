"""Loads the sample company: what was decided, then what was observed, in the order in which it happened."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from earnest.core.actions.models import Action
from earnest.core.assets.models import Asset, DataKind, Dependence
from earnest.core.controls import operations as controls
from earnest.core.controls.models import Control
from earnest.core.evidence import operations as evidence
from earnest.core.evidence.models import Source
from earnest.core.frameworks import operations as frameworks
from earnest.core.frameworks.models import Framework, Requirement
from earnest.core.organization import operations as organization
from earnest.core.organization.models import Organization, Person, Scope
from earnest.foundation import plain
from earnest.foundation.actor import Actor, program
from earnest.foundation.record import operation
from earnest.interfaces.demo.arguments import load_arguments
from earnest.interfaces.demo.audits import load_audits
from earnest.interfaces.demo.budget import load_budget
from earnest.interfaces.demo.estate import load_estate
from earnest.interfaces.demo.questionnaires import load_questionnaires
from earnest.interfaces.demo.risks import load_risks
from earnest.library.sample.decisions_model import Decisions
from earnest.library.sample.generate import generate
from earnest.library.sample.model import Asset as SampleAsset
from earnest.library.sample.model import Sample
from earnest.library.shipped_tests import control_test

Step = Callable[[int, int, str], None]

_KINDS = {
    "application": Asset.Kind.APPLICATION,
    "database": Asset.Kind.DATABASE,
    "service": Asset.Kind.SERVICE,
    "cloud account": Asset.Kind.CLOUD,
    "device group": Asset.Kind.DEVICES,
    "security tool": Asset.Kind.TOOL,
    "server": Asset.Kind.SERVER,
    "platform": Asset.Kind.PLATFORM,
    "network": Asset.Kind.NETWORK,
}
_TIERS = {"critical": Asset.Tier.ONE, "high": Asset.Tier.TWO, "medium": Asset.Tier.THREE, "low": Asset.Tier.FOUR}
_STATES = {"operating": Control.State.OPERATING, "planned": Control.State.PLANNED, "retired": Control.State.RETIRED}
_SENSITIVE = ("card", "health", "bank")


def load(today: date, step: Step) -> Sample:
    """Put the sample company into an empty workspace. `step` is told of each evidence file."""
    actor = program("sample company")
    with tempfile.TemporaryDirectory(prefix="earnest-sample-") as folder:
        sample = generate(Path(folder), today=today)
        people = _organization(actor, sample)
        _assets(actor, sample, people)
        _decisions(actor, sample.decisions, people, today)
        load_risks(actor, sample.risks, people, today)
        load_budget(actor, sample.budget, people)
        load_arguments(actor, people, today)
        for source in sample.sources:
            plain.create(
                actor,
                Source(
                    slug=source.slug,
                    title=source.title,
                    format=source.format,
                    accountable=people.get(source.owner or ""),
                    cadence_days=source.cadence_days,
                    freshness_days=source.freshness_days,
                ),
            )
        for number, file in enumerate(sample.files):
            step(number, len(sample.files), file.path.name)
            evidence.take_in(
                actor, file.path, source=file.source, observed_at=file.observed_at, collected_at=file.collected_at
            )
        load_estate(actor, sample.upkeep, people)
        load_audits(actor, people, sample.planted, today)
        load_questionnaires(actor, today)
    return sample


def _organization(actor: Actor, sample: Sample) -> dict[str, Person]:
    told = sample.organisation
    everybody = (*sample.people, *sample.leavers)
    addresses = {one.email for one in everybody}
    plain.create(
        actor,
        Organization(
            name=told.name,
            legal_names="\n".join(f"{entity.name}, {entity.city}" for entity in told.entities),
            sector=told.business,
            country=told.entities[0].country,
            annual_revenue=Decimal(told.revenue_eur),
            personal_records=told.cardholders,
            description=told.business,
        ),
    )
    people = organization.take_on_people(
        actor,
        [
            organization.Newcomer(
                name=one.name,
                email=one.email,
                title=one.title,
                team=one.team,
                country=one.country,
                manager=one.manager_email if one.manager_email in addresses else None,
                left_on=one.left_on,
            )
            for one in everybody
        ],
        leads={team.name: team.lead_email for team in sample.teams},
    )
    for scope in told.scopes:
        plain.create(actor, Scope(name=scope.title, statement=scope.statement))
    return people


def _assets(actor: Actor, sample: Sample, people: dict[str, Person]) -> None:
    names = sorted({name for asset in sample.assets for name in asset.data})
    kinds = {
        name: plain.create(
            actor,
            DataKind(
                name=name,
                personal=any(word in name for word in ("personal", "health", "card", "support", "bank")),
                special=any(word in name for word in _SENSITIVE),
            ),
        )
        for name in names
    }
    made = {asset.slug: _asset(asset, people) for asset in sample.assets}
    with operation(actor, "assets.take_on") as work:
        work.create_many(list(made.values()))
        for asset in sample.assets:
            work.change(made[asset.slug], data_handled=[kinds[name] for name in asset.data])
        work.create_many(
            [
                Dependence(asset=made[asset.slug], needs=made[needed])
                for asset in sample.assets
                for needed in asset.depends_on
            ]
        )


def _asset(told: SampleAsset, people: dict[str, Person]) -> Asset:
    """The team is that of whoever answers for it; of devices that are each somebody's own it is their holder's."""
    owner = people.get(told.owner or "")
    return Asset(
        key=told.slug,
        name=told.title,
        kind=_KINDS[told.kind],
        description=told.description,
        accountable=owner,
        tier=_TIERS[told.criticality],
        exposure=told.exposure,
        team=None if told.each_has_holder or owner is None else owner.team,
        known_as="\n".join(dict.fromkeys((told.slug, *told.known_as))),
    )


def _decisions(actor: Actor, told: Decisions, people: dict[str, Person], today: date) -> None:
    for adoption in told.frameworks:
        frameworks.adopt(actor, adoption.framework, accountable=people.get(adoption.owner), on=adoption.since)
    for control in told.controls:
        controls.adopt(
            actor,
            control.control,
            accountable=people.get(control.owner or ""),
            state=_STATES[control.state],
            annual_cost=Decimal(control.licence_eur),
            people_days=Decimal(control.people_days),
            introduced_risk=control.note,
            on=min(control.since, today),
        )
    adopted = {control.key: control for control in Control.objects.all()}
    _tests(actor, told, adopted)
    _exceptions(actor, told, adopted, people)
    _paper(actor, told, adopted, people)
    _frameworks(actor, told, people)
    for action in told.actions:
        plain.create(
            actor,
            Action(
                title=action.title,
                detail=action.origin,
                accountable=people.get(action.owner or ""),
                due_on=action.due_on,
                done_on=action.done_on,
                state=Action.State.DONE if action.done_on else Action.State.OPEN,
                control=adopted.get(action.control or ""),
            ),
        )


def _tests(actor: Actor, told: Decisions, adopted: dict[str, Control]) -> None:
    for choice in told.tests:
        control = adopted[choice.control]
        if choice.use == "also":
            controls.bind_test(actor, control, control_test(choice.test), on=control.adopted_on)
            continue
        bound = control.tests.get(test=choice.test)
        if choice.use == "without":
            controls.unbind_test(actor, bound, reason=choice.reason)
        else:
            controls.set_parameters(actor, bound, dict(choice.parameters), reason=choice.reason)


def _exceptions(actor: Actor, told: Decisions, adopted: dict[str, Control], people: dict[str, Person]) -> None:
    for exception in told.exceptions:
        asked = controls.ask_exception(
            actor,
            adopted[exception.control],
            test=exception.test,
            subject=exception.subject,
            label=exception.title,
            reason=exception.reason,
            compensating_measure=exception.compensating,
            asked_by=people[exception.asked_by],
            starts_on=exception.decided_on or exception.asked_on,
            ends_on=exception.ends_on or exception.asked_on + timedelta(days=90),
        )
        if exception.state == "approved" and exception.decided_by:
            controls.approve_exception(actor, asked, approver=people[exception.decided_by], on=exception.decided_on)


def _paper(actor: Actor, told: Decisions, adopted: dict[str, Control], people: dict[str, Person]) -> None:
    for record in told.inspected:
        evidence.inspect(
            actor,
            adopted[record.control],
            title=record.title,
            question="Does this show that the control operates as described?",
            supports=True,
            note=record.finding,
            document_date=record.dated,
            inspected_by=people[record.inspected_by],
            inspected_on=record.inspected_on,
            valid_until=record.valid_until or record.inspected_on + timedelta(days=365),
        )
    for word in told.attestations:
        evidence.attest(
            actor,
            adopted[word.control],
            statement=word.statement,
            operates=True,
            attested_by=people[word.attested_by],
            attested_on=word.attested_on,
            valid_until=word.valid_until or word.attested_on + timedelta(days=365),
        )


def _frameworks(actor: Actor, told: Decisions, people: dict[str, Person]) -> None:
    owners = {one.framework: people[one.owner] for one in told.frameworks}
    for exclusion in told.applicability:
        requirement = Requirement.objects.get(framework__key=exclusion.framework, key=exclusion.requirement)
        approver, owner = people[exclusion.approved_by], owners[exclusion.framework]
        asked_by = owner if owner != approver else approver.manager or people[told.insurance.signed_by]
        asked = frameworks.exclude(actor, requirement, reason=exclusion.reason, asked_by=asked_by)
        frameworks.approve_exclusion(actor, asked, approver=approver, on=exclusion.approved_on)
    application = told.insurance
    framework = Framework.objects.get(key=application.framework)
    for answer in application.answers:
        frameworks.record_answer(
            actor,
            framework.requirements.get(key=answer.requirement),
            answer=answer.answer,
            text=answer.text,
            told_to=application.insurer,
            signed_by=people[application.signed_by],
            signed_on=application.signed_on,
        )
