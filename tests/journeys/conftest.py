"""The sample company, loaded once for all journeys, with its posture as of today and its year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from earnest.core.assurance import operations as assurance
from earnest.core.assurance.models import Assessment, TestRun
from earnest.engines.control_tests.results import from_json
from earnest.foundation import clock
from earnest.interfaces.demo.load import load
from earnest.library.sample.model import Sample

LOOKED_BACK = 45
"""Days of the past that the journeys conclude for; the whole year takes several times as long."""


@dataclass(frozen=True)
class World:
    """The sample, its workspace and its posture. `expected` gives what a planted truth promises."""

    sample: Sample
    folder: Path
    today: date
    assessment: Assessment
    looks: int

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def expected(self, truth: str) -> tuple[str, ...]:
        return next(one.expected for one in self.sample.planted if one.id == truth)

    def control(self, key: str, assessment: Assessment | None = None) -> Any:
        """The conclusion of a control, as JSON holds it."""
        return (assessment or self.assessment).controls.get(control__key=key).conclusion

    def test(self, control: str, test: str, assessment: Assessment | None = None) -> Any:
        found = self.control(control, assessment)["tests"]
        return next(one for one in found if one["id"] == test)

    def violating(self, test: str) -> set[str]:
        """The subjects that violate a test today, from its kept result."""
        moment = clock.end_of(self.today)
        made = TestRun.objects.filter(test=test, as_of=moment).first()
        assert made is not None, f"{test} has not run"
        return {str(row["subject"]) for row in from_json(made.result).violations}

    def codes(self, key: str, assessment: Assessment | None = None) -> set[str]:
        return {reason["code"] for reason in self.control(key, assessment)["reasons"]}

    def reasons(self, key: str, assessment: Assessment | None = None) -> str:
        return "\n".join(reason["text"] for reason in self.control(key, assessment)["reasons"])


@pytest.fixture(scope="package")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("larkfield-workspace")
    with override_settings(WORKSPACE=folder), django_db_blocker.unblock():
        today = clock.today()
        sample = load(today, lambda done, of, name: None)
        assessment = assurance.assess(today)
        looks = assurance.look_back(today, days=LOOKED_BACK)
        yield World(sample, folder, today, assessment, looks)
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def in_the_world(world: World, db: None, settings: Any) -> None:
    """Each journey starts from the loaded company; what it writes is rolled back."""
    settings.WORKSPACE = world.folder
