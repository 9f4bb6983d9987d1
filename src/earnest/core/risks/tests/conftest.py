from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from earnest.core.assurance.models import Assessment, ControlLook, ControlStatus
from earnest.core.controls.models import Control
from earnest.core.organization.models import Organization, Person
from earnest.core.risks import operations
from earnest.core.risks.models import ControlEffect, Estimate, Scenario
from earnest.core.risks.rules import Multipliers, Values
from earnest.foundation import clock, ledger, plain
from earnest.foundation.actor import program

ACTOR = program("tests")
TODAY = date(2026, 6, 15)


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
    """Makes what a test needs in few words. `ann` and `bob` are two people."""

    ann: Person
    bob: Person

    def scenario(self, key: str = "phish", **values: Any) -> Scenario:
        told = {"title": key.capitalize(), "statement": "It costs us.", "state": "live"} | values
        return plain.create(ACTOR, Scenario(key=key, **told))

    def control(self, key: str = "filter", **values: Any) -> Control:
        told = {
            "name": key.capitalize(),
            "statement": "It stops mail.",
            "domain": "mail",
            "adopted_on": date(2025, 1, 1),
        } | values
        return plain.create(ACTOR, Control(key=key, **told))

    def believe(
        self,
        scenario: Scenario,
        part: str,
        shape: str,
        *,
        form: str = "",
        on: date | None = None,
        provenance: str = "expert",
        seen: int | None = None,
        **numbers: Any,
    ) -> Estimate:
        return operations.make_estimate(
            ACTOR,
            scenario,
            part,
            values=Values.of(shape, **numbers),
            provenance=provenance,
            source="A talk with those who know.",
            author=self.ann,
            form=form,
            on=on,
            seen=seen,
        )

    def priced(self, key: str = "phish", rate: float = 2.0, loss: float = 1000.0, **values: Any) -> Scenario:
        """A scenario that happens `rate` times a year and costs `loss` each time."""
        found = self.scenario(key, **values)
        self.believe(found, "frequency", "poisson", mode=rate, on=date(2026, 1, 1))
        self.believe(found, "primary", "constant", mode=loss, on=date(2026, 1, 1))
        return found

    def halves(self, control: Control, scenario: Scenario, by: float = 0.5) -> ControlEffect:
        """The control leaves a share `by` of the events."""
        return operations.estimate_effect(
            ACTOR,
            control,
            scenario,
            frequency=Multipliers(mode=by),
            source="A trial of a month.",
            author=self.ann,
            on=date(2026, 1, 1),
        )

    def found(self, **statuses: Any) -> None:
        """Conclude statuses for today: a status, or a status with a conclusion, by key of the control."""
        Assessment.objects.filter(as_of=TODAY).delete()
        made = Assessment.objects.create(
            as_of=TODAY, ledger_number=ledger.head_of_record(), digest="0" * 64, made_at=clock.now()
        )
        for key, told in statuses.items():
            status, conclusion = told if isinstance(told, tuple) else (told, {"tests": []})
            control = Control.objects.get(key=key)
            ControlStatus.objects.create(
                assessment=made, control=control, status=status, grade="A", conclusion=conclusion
            )

    def looked(self, control: Control, *statuses: str) -> None:
        """Looks on the days before today, the last one yesterday."""
        for number, status in enumerate(statuses):
            ControlLook.objects.create(
                control=control,
                day=date.fromordinal(TODAY.toordinal() - len(statuses) + number),
                status=status,
                holds_days=7,
                evidence=f"{number:064d}",
            )


@pytest.fixture
def desk(db: None) -> Desk:
    plain.create(ACTOR, Organization(name="Birch", currency="EUR"))
    one = plain.create(ACTOR, Person(name="Ann", email="ann@birch.example"))
    return Desk(one, plain.create(ACTOR, Person(name="Bob", email="bob@birch.example")))


@pytest.fixture
def failing() -> Callable[..., tuple[str, dict[str, Any]]]:
    """A failing conclusion whose deciding test finds so many complying."""

    def made(complying: int, population: int) -> tuple[str, dict[str, Any]]:
        test = {
            "id": "t",
            "title": "Mail is filtered",
            "severity": "high",
            "status": "failing",
            "population": population,
            "violations": population - complying,
            "excepted": 0,
            "unknown": 0,
        }
        return "failing", {"tests": [test]}

    return made
