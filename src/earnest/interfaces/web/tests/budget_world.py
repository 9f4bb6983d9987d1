"""A small budget: a year with lines, a tool that pays, one that nobody joined, and two investments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from earnest.core.controls.models import Control
from earnest.core.organization.models import Person
from earnest.core.risks import operations as risks
from earnest.core.risks.models import Scenario
from earnest.core.risks.rules import Multipliers, Values
from earnest.duties.budget.models import FiscalYear, Investment, Line, Tool
from earnest.foundation import plain
from earnest.foundation.actor import program
from earnest.foundation.models import User
from earnest.foundation.record import operation

ACTOR = program("tests")
TODAY = date(2026, 6, 15)
START = date(2026, 1, 1)
SHY = "<script>alert(1)</script>"


@dataclass(frozen=True)
class Budget:
    """What the tests speak of. Ann is the account's person; Bob proposed `worth_it`, Ann proposed `dear`."""

    year: FiscalYear
    tool: Tool
    worth_it: Investment
    dear: Investment
    ann: Person
    bob: Person


def build(user: User) -> Budget:
    """The company as of TODAY; the clock must be fixed to it."""
    ann = plain.create(ACTOR, Person(name="Ann Archer", email="ann@birch.example"))
    bob = plain.create(ACTOR, Person(name="Bob Baker", email="bob@birch.example"))
    with operation(ACTOR, "people.join") as work:
        ann = work.change(ann, user=user)
    kept = _control("mail-gate", Control.State.OPERATING)
    planned = [_control(key, Control.State.PLANNED) for key in ("keys", "gold-plate")]
    fraud = plain.create(
        ACTOR,
        Scenario(
            key="fraud", title=f"Fraud {SHY}", statement="Somebody pays a false bill.", state="live", effect="integrity"
        ),
    )
    _believed(fraud, ann, [kept, *planned])
    year = plain.create(
        ACTOR,
        FiscalYear(
            label="FY26", starts_on=START, ends_on=date(2026, 12, 31), asked=Decimal(90_000), offered=Decimal(60_000)
        ),
    )
    tool = plain.create(
        ACTOR, Tool(key="gate", name="Mail gate", accountable=ann, renews_on=date(2026, 7, 1)), controls=[kept]
    )
    lines = [
        Line(fiscal_year=year, title="Mail gate, licence", tool=tool, planned=Decimal(8_000), actual=Decimal(9_000)),
        Line(fiscal_year=year, title="Advice", category="consulting", planned=Decimal(12_000), accountable=bob),
    ]
    with operation(ACTOR, "tests.lines") as work:
        work.create_many(lines)
    return Budget(year, tool, _offer(planned[0], bob, 9_000), _offer(planned[1], ann, 500_000), ann, bob)


def _control(key: str, state: str) -> Control:
    return plain.create(
        ACTOR,
        Control(key=key, name=key.capitalize(), statement="It works.", domain="mail", state=state, adopted_on=START),
    )


def _believed(scenario: Scenario, author: Person, controls: list[Control]) -> None:
    beliefs = {"frequency": Values.of("poisson", mode=2.0), "primary": Values.of("constant", mode=60_000.0)}
    for part, values in beliefs.items():
        risks.make_estimate(
            ACTOR, scenario, part, values=values, provenance="expert", source="We counted.", author=author, on=START
        )
    for control in controls:
        effect = Multipliers(mode=0.5)
        risks.estimate_effect(ACTOR, control, scenario, frequency=effect, source="We tried.", author=author, on=START)
        risks.state_no_introduced_loss(ACTOR, control, because="It is a rule on paper.", said_by=author)


def _offer(control: Control, by: Person, money: int) -> Investment:
    return plain.create(
        ACTOR,
        Investment(
            key=control.key, title=f"Buy {control.key}", run_per_year=Decimal(money), proposed_by=by, proposed_on=TODAY
        ),
        controls=[control],
    )
