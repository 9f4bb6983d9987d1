"""Saying what a control brings in: a scenario of its own, or none and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from earnest.core.assets.models import Asset
from earnest.core.controls.models import Control
from earnest.core.organization.models import Person
from earnest.core.risks.models import NoIntroducedLoss, Scenario, Threat
from earnest.core.risks.operations.saying import day_of, needed, own_name
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.plain import may_change
from earnest.foundation.record import operation


def introduce_scenario(
    actor: Actor,
    control: Control,
    *,
    key: str,
    title: str,
    statement: str,
    effect: str = Scenario.LossOf.AVAILABILITY,
    threat: Threat | None = None,
    assets: Iterable[Asset] = (),
    accountable: Person | None = None,
    state: str = Scenario.State.LIVE,
    doubt: Decimal | int = 1,
    on: date | None = None,
) -> Scenario:
    """Write down a loss that is only there because of a control. It ends the word that there is none."""
    if not may_change(actor, control):
        actor.require(May.EDIT_RECORD)
    day = day_of(on)
    with operation(actor, "risks.introduce_scenario") as work:
        said = NoIntroducedLoss.objects.filter(control=control, withdrawn_on=None).first()
        if said is not None:
            work.change(said, withdrawn_on=day)
        scenario = Scenario(
            key=key,
            title=title,
            statement=statement,
            effect=effect,
            threat=threat,
            accountable=accountable,
            state=state,
            introduced_by=control,
            doubt=doubt,
        )
        return work.create(scenario, assets=list(assets))


def state_no_introduced_loss(
    actor: Actor, control: Control, *, because: str, said_by: Person, on: date | None = None
) -> NoIntroducedLoss:
    """Say that a control brings no loss of its own, and why: it can then be judged."""
    if not may_change(actor, control):
        actor.require(May.EDIT_RECORD)
    own_name(actor, said_by, "said_by")
    because = needed(because, "because", "Say why it brings none: silence is not an answer.")
    brought = Scenario.objects.filter(introduced_by=control).exclude(state=Scenario.State.RETIRED).first()
    if brought is not None:
        raise Invalid(f"It brings “{brought}”. Retire that scenario first, if it is wrong.", field="control")
    day = day_of(on)
    with operation(actor, "risks.state_no_introduced_loss", reason=because) as work:
        there = NoIntroducedLoss.objects.filter(control=control).first()
        if there is not None:
            return work.change(there, because=because, said_by=said_by, said_on=day, withdrawn_on=None)
        return work.create(NoIntroducedLoss(control=control, because=because, said_by=said_by, said_on=day))
