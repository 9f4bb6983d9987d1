"""A small company with a priced risk, controls, a year's budget and things that could be bought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from earnest.core.assurance.models import Assessment, ControlStatus
from earnest.core.controls.models import Control
from earnest.core.organization.models import Organization, PeopleRate, Person
from earnest.core.risks import operations as risks
from earnest.core.risks.models import Scenario
from earnest.core.risks.queries import Modelled, modelled
from earnest.core.risks.rules import Multipliers, Values
from earnest.duties.budget.models import FiscalYear, Investment, Line, Tool
from earnest.foundation import clock, ledger, plain
from earnest.foundation.actor import program

ACTOR = program("tests")
TODAY = date(2026, 6, 15)
LONG_AGO = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, settings: Settings) -> Path:
    settings.WORKSPACE = tmp_path / "workspace"
    settings.WORKSPACE.mkdir()
    return tmp_path


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 15, 9, tzinfo=UTC))


@dataclass
class Desk:
    """Makes what a test needs in few words. `year` is the one that today is in; `ann` and `bob` are two people."""

    year: FiscalYear
    ann: Person
    bob: Person

    def line(self, title: str, planned: float, kind: str = "run", **values: Any) -> Line:
        told = {"accountable": self.ann} | values
        return plain.create(
            ACTOR, Line(fiscal_year=self.year, title=title, kind=kind, planned=Decimal(str(planned)), **told)
        )

    def tool(self, key: str, *controls: Control, **values: Any) -> Tool:
        return plain.create(ACTOR, Tool(key=key, name=key.upper(), **values), controls=controls)

    def control(self, key: str, **values: Any) -> Control:
        told: dict[str, Any] = {"name": key.capitalize(), "statement": "It helps.", "domain": "mail"}
        return plain.create(ACTOR, Control(key=key, **(told | {"adopted_on": LONG_AGO} | values)))

    def planned(self, key: str, **effects: float) -> Control:
        """A planned control that leaves a share of the events of each named scenario."""
        found = self.control(key, state="planned")
        for scenario, left in effects.items():
            self.leaves(found, scenario, left)
        return found

    def investment(
        self, key: str, *controls: Control, cost: float = 1000.0, run: float = 0.0, **values: Any
    ) -> Investment:
        many = {name: values.pop(name) for name in ("requires", "excludes") if name in values}
        made = Investment(
            key=key, title=key.capitalize(), one_off=Decimal(str(cost)), run_per_year=Decimal(str(run)), **values
        )
        return plain.create(ACTOR, made, controls=controls, **many)

    def scenario(self, key: str, rate: float, loss: float, **values: Any) -> Scenario:
        """It happens `rate` times a year and costs `loss` each time."""
        told = {"title": key.capitalize(), "statement": "It costs us.", "state": "live"} | values
        found = plain.create(ACTOR, Scenario(key=key, **told))
        self.believe(key, rate, loss)
        return found

    def believe(self, scenario: str, rate: float, loss: float) -> None:
        """Estimates of a scenario that happens `rate` times a year and costs `loss` each time."""
        beliefs = {"frequency": Values.of("poisson", mode=rate), "primary": Values.of("constant", mode=loss)}
        for part, values in beliefs.items():
            risks.make_estimate(
                ACTOR,
                Scenario.objects.get(key=scenario),
                part,
                values=values,
                provenance="expert",
                source="A talk.",
                author=self.ann,
                on=LONG_AGO,
            )

    def leaves(self, control: Control, scenario: str, share: float) -> None:
        """The control leaves a share of the scenario's events while it works."""
        risks.estimate_effect(
            ACTOR,
            control,
            Scenario.objects.get(key=scenario),
            frequency=Multipliers(mode=share),
            source="A trial.",
            author=self.ann,
            on=LONG_AGO,
        )

    def found(self, **statuses: str) -> None:
        """Conclude statuses for today, by key of the control."""
        Assessment.objects.filter(as_of=TODAY).delete()
        made = Assessment.objects.create(
            as_of=TODAY, ledger_number=ledger.head_of_record(), digest="0" * 64, made_at=clock.now()
        )
        for key, status in statuses.items():
            control = Control.objects.get(key=key.replace("_", "-"))
            ControlStatus.objects.create(
                assessment=made, control=control, status=status, grade="A", conclusion={"tests": []}
            )

    def model(self) -> Modelled:
        return modelled(TODAY)


@pytest.fixture
def desk(db: None) -> Desk:
    plain.create(ACTOR, Organization(name="Birch", currency="EUR", annual_revenue=Decimal(10_000_000)))
    plain.create(ACTOR, PeopleRate(day_rate=Decimal(500), valid_from=LONG_AGO, source="Salaries over days worked."))
    year = FiscalYear(
        label="2026",
        starts_on=LONG_AGO,
        ends_on=date(2026, 12, 31),
        asked=Decimal(200_000),
        offered=Decimal(100_000),
    )
    one = plain.create(ACTOR, Person(name="Ann", email="ann@birch.example"))
    other = plain.create(ACTOR, Person(name="Bob", email="bob@birch.example"))
    return Desk(plain.create(ACTOR, year), one, other)
