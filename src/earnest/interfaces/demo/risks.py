"""Loads what the sample company believes and decided about risk, in the order in which it was said."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from earnest.core.assets.models import Asset
from earnest.core.controls.models import Control
from earnest.core.evidence import operations as evidence
from earnest.core.organization.models import Person
from earnest.core.risks import operations as risks
from earnest.core.risks.models import CalibrationAnswer, Scenario, Threat
from earnest.core.risks.rules import Multipliers, Values
from earnest.foundation import clock, plain
from earnest.foundation.actor import Actor
from earnest.foundation.record import operation
from earnest.library.sample.risks_model import Range, Risks, ScenarioRecord

People = dict[str, Person]


def load_risks(actor: Actor, told: Risks, people: People, today: date) -> None:
    """Put threats, scenarios, beliefs and decisions into the record. Controls and assets are there already."""
    _own_controls(actor, told, people, today)
    controls = {one.key: one for one in Control.objects.all()}
    scenarios = _scenarios(actor, told, people, controls)
    for estimate in told.estimates:
        risks.make_estimate(
            actor,
            scenarios[estimate.scenario],
            estimate.part,
            values=Values(estimate.shape, estimate.low, estimate.mode, estimate.high, cap=estimate.cap),
            provenance=estimate.provenance,
            source=estimate.source,
            author=people[estimate.author],
            form=estimate.form,
            confidence=estimate.confidence,
            equal_bet=estimate.equal_bet,
            on=estimate.made_on,
        )
    for effect in told.effects:
        risks.estimate_effect(
            actor,
            controls[effect.control],
            scenarios[effect.scenario],
            frequency=_multipliers(effect.frequency),
            severity=_multipliers(effect.severity),
            provenance=effect.provenance,
            source=effect.source,
            author=people[effect.author],
            on=effect.made_on,
        )
    for word in told.no_loss:
        risks.state_no_introduced_loss(
            actor, controls[word.control], because=word.because, said_by=people[word.said_by], on=word.said_on
        )
    _decided(actor, told, people, scenarios)


def _own_controls(actor: Actor, told: Risks, people: People, today: date) -> None:
    for own in told.own_controls:
        made = plain.create(
            actor,
            Control(
                key=own.key,
                name=own.name,
                statement=own.statement,
                domain=own.domain,
                state=own.state,
                adopted_on=min(own.since, today),
                accountable=people.get(own.owner or ""),
                annual_cost=Decimal(own.licence_eur),
                people_days=Decimal(own.people_days),
                introduced_risk=own.note,
            ),
        )
        if own.attested and own.owner:
            evidence.attest(
                actor,
                made,
                statement=own.attested,
                operates=True,
                attested_by=people[own.owner],
                attested_on=today - timedelta(days=88),
                valid_until=today + timedelta(days=277),
            )


def _scenarios(actor: Actor, told: Risks, people: People, controls: dict[str, Control]) -> dict[str, Scenario]:
    threats = {
        one.key: plain.create(actor, Threat(key=one.key, name=one.name, kind=one.kind, description=one.description))
        for one in told.threats
    }
    assets = {one.key: one for one in Asset.objects.all()}
    return {one.key: _scenario(actor, one, people, controls, threats, assets) for one in told.scenarios}


def _scenario(
    actor: Actor,
    told: ScenarioRecord,
    people: People,
    controls: dict[str, Control],
    threats: dict[str, Threat],
    assets: dict[str, Asset],
) -> Scenario:
    touched = [assets[slug] for slug in told.assets]
    if told.introduced_by:
        return risks.introduce_scenario(
            actor,
            controls[told.introduced_by],
            key=told.key,
            title=told.title,
            statement=told.statement,
            effect=told.effect,
            threat=threats[told.threat],
            assets=touched,
            accountable=people.get(told.owner or ""),
            doubt=Decimal(str(told.doubt)),
        )
    scenario = Scenario(
        key=told.key,
        title=told.title,
        statement=told.statement,
        effect=told.effect,
        threat=threats[told.threat],
        accountable=people.get(told.owner or ""),
        state=Scenario.State.LIVE,
        doubt=Decimal(str(told.doubt)),
    )
    return plain.create(actor, scenario, assets=touched)


def _decided(actor: Actor, told: Risks, people: People, scenarios: dict[str, Scenario]) -> None:
    for seen in told.experience:
        risks.record_experience(
            actor,
            scenarios[seen.scenario],
            since=seen.since,
            until=seen.until,
            events=seen.events,
            source=seen.source,
            losses=seen.losses,
        )
    agreed = told.appetite
    risks.agree_appetite(
        actor,
        points=agreed.points,
        agreed_by=agreed.agreed_by,
        minutes=agreed.minutes,
        valid_until=agreed.valid_until,
        on=agreed.agreed_on,
    )
    risks.set_matrix_scale(
        actor,
        likelihood=told.likelihood_bounds,
        impact=told.impact_bounds,
        reason=told.scale_reason,
        on=agreed.agreed_on,
    )
    for treatment in told.treatments:
        asked = risks.ask_treatment(
            actor,
            scenarios[treatment.scenario],
            decision=treatment.decision,
            reason=treatment.reason,
            asked_by=people[treatment.asked_by],
            starts_on=treatment.starts_on,
            ends_on=treatment.ends_on,
        )
        if treatment.approver:
            risks.approve_treatment(
                actor, asked, approver=people[treatment.approver], note=treatment.note, on=treatment.decided_on
            )
    moment = clock.now()
    answers = [
        CalibrationAnswer(
            person=people[answer.person],
            question=answer.question,
            low=answer.low,
            high=answer.high,
            answered_at=moment,
        )
        for answer in told.calibration
    ]
    with operation(actor, "risks.take_on_calibration") as work:
        work.create_many(answers)


def _multipliers(told: Range | None) -> Multipliers | None:
    return Multipliers(*told) if told else None
