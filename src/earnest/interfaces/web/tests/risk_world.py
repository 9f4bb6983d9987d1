"""A small company that speaks of risk in money: two scenarios, one of them brought by a control, and an appetite."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from earnest.core.controls.models import Control
from earnest.core.organization.models import Person
from earnest.core.risks import operations
from earnest.core.risks.models import Scenario, Threat
from earnest.core.risks.rules import Multipliers, Values
from earnest.foundation import plain
from earnest.interfaces.web.tests.world import ACTOR, HOSTILE, TODAY, World

SOURCE = "Workshop of the year"


@dataclass(frozen=True)
class RiskWorld:
    """`stolen` is there anyway, `outage` is brought by the control with nothing behind it, `bare` has no estimate."""

    stolen: Scenario
    outage: Scenario
    bare: Scenario
    control: Control
    ann: Person
    bob: Person


def build_risk(world: World) -> RiskWorld:
    """Added to the small company of the other tests, as of TODAY."""
    threat = plain.create(ACTOR, Threat(key="gang", name="A gang"))
    stolen, bare = (
        plain.create(
            ACTOR,
            Scenario(
                key=key,
                title=title,
                statement="A gang takes records.",
                threat=threat,
                state=Scenario.State.LIVE,
                accountable=world.ann,
            ),
        )
        for key, title in (("stolen", f"Records are stolen {HOSTILE}"), ("bare", "Nobody has estimated this"))
    )
    outage = operations.introduce_scenario(
        ACTOR, world.bare, key="outage", title="The tool stops every machine", statement="An update goes wrong."
    )
    _estimate(stolen, "frequency", Values("lognormal_ci90", 0.05, None, 0.5), world.ann)
    _estimate(stolen, "primary", Values("lognormal_ci90", 50_000, None, 900_000, cap=5_000_000), world.ann)
    _estimate(outage, "frequency", Values("poisson", mode=0.1), world.bob)
    _estimate(outage, "primary", Values("pert", 10_000, 40_000, 120_000), world.bob)
    operations.estimate_effect(
        ACTOR,
        world.failing,
        stolen,
        frequency=Multipliers(0.2, 0.4, 0.7),
        provenance="expert",
        source=SOURCE,
        author=world.ann,
        on=TODAY,
    )
    operations.agree_appetite(
        ACTOR,
        points=[[100_000, 0.3], [1_000_000, 0.02]],
        agreed_by="The board",
        minutes="Minutes of March",
        valid_until=TODAY + timedelta(days=90),
        on=TODAY,
    )
    operations.set_matrix_scale(
        ACTOR, likelihood=[0.1, 1], impact=[10_000, 100_000], reason="For the auditor.", on=TODAY
    )
    return RiskWorld(stolen, outage, bare, world.failing, world.ann, world.bob)


def _estimate(scenario: Scenario, part: str, values: Values, author: Person) -> None:
    operations.make_estimate(
        ACTOR,
        scenario,
        part,
        values=values,
        provenance="expert",
        source=SOURCE,
        author=author,
        on=TODAY,
        equal_bet="same" if values.low else "",
    )
