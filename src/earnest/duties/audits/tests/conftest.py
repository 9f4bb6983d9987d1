"""A small company with an engagement, a control whose test reads a list of accounts, and a guest."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from earnest.core.assurance import operations as assurance
from earnest.core.controls import operations as controls
from earnest.core.controls.models import Control, Support
from earnest.core.evidence import operations as evidence
from earnest.core.evidence.models import Source
from earnest.core.frameworks.models import Framework, Requirement
from earnest.core.organization.models import Organization, Person
from earnest.duties.audits import operations
from earnest.duties.audits.models import AuditRequest, Engagement, Invitation
from earnest.foundation import clock, plain
from earnest.foundation.actor import Actor, Role, program
from earnest.foundation.record import operation
from earnest.library.shipped_tests import control_test

ACTOR = program("tests")
TODAY = date(2026, 6, 15)
TEST = "shared-accounts"
ADAPTER = """
adapter: 1
id: accounts
title: Accounts
format: csv
match: {columns: [account, kind, seen]}
observed: {from: seen, as: timestamp, zone: UTC}
tables:
  accounts:
    columns:
      system: {constant: desk}
      account_id: account
      username: account
      kind: kind
      enabled: {constant: true}
"""


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, settings: Settings) -> Path:
    settings.WORKSPACE = tmp_path / "workspace"
    (settings.WORKSPACE / "adapters").mkdir(parents=True)
    (settings.WORKSPACE / "adapters" / "accounts.yaml").write_text(ADAPTER)
    return tmp_path


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 15, 9, tzinfo=UTC))


@dataclass
class Desk:
    """Makes what a test needs in few words. `ann` answers for things, `bob` and `cy` look after her."""

    folder: Path
    ann: Person
    bob: Person
    cy: Person
    framework: Framework
    control: Control
    engagement: Engagement
    files: list[str] = field(default_factory=list)

    def accounts(self, *kinds: str, seen: str = "2026-06-14 08:00") -> int:
        """A list of accounts a-000, a-001, … of those kinds, taken in; gives the snapshot."""
        path = self.folder / f"accounts-{len(self.files)}.csv"
        self.files.append(path.name)
        rows = [f"a-{place:03},{kind},{seen}" for place, kind in enumerate(kinds)]
        path.write_text("\n".join(["account,kind,seen", *rows]) + "\n")
        return evidence.take_in(ACTOR, path, as_format="accounts", source="accounts").snapshot.pk

    def assess(self) -> None:
        assurance.assess(TODAY)

    def request(self, number: str = "R-1", **values: Any) -> AuditRequest:
        told = {
            "engagement": self.engagement, "number": number, "title": "Users", "asked_on": TODAY,
            "due_on": TODAY + timedelta(days=5),
        } | values  # fmt: skip
        return operations.ask(ACTOR, AuditRequest(**told))

    def other(self) -> Engagement:
        """Another engagement of the same framework."""
        return engagement(self.framework, "Another audit")

    def invite(self, to: Engagement | None = None, days: int = 10) -> tuple[Invitation, Actor]:
        """A guest with an invitation, and who they act as."""
        made = operations.invite(
            ACTOR, to or self.engagement, name="Gia", email="gia@firm.example", expires_on=TODAY + timedelta(days=days)
        )
        return made, Actor("Gia", Role.AUDITOR, user=made.user_id)


def engagement(framework: Framework, title: str, ahead: int = 20) -> Engagement:
    start = TODAY + timedelta(days=ahead)
    return operations.plan_engagement(
        ACTOR,
        Engagement(
            title=title,
            framework=framework,
            kind=Engagement.Kind.TYPE2,
            scope="All of it",
            fieldwork_start=start,
            fieldwork_end=start + timedelta(days=5),
        ),
    )


@pytest.fixture
def desk(db: None, tmp_path: Path) -> Desk:
    plain.create(ACTOR, Organization(name="Birch", currency="EUR"))
    ann, bob, cy = (
        plain.create(ACTOR, Person(name=name, email=f"{name.lower()}@birch.example")) for name in ("Ann", "Bob", "Cy")
    )
    plain.create(ACTOR, Source(slug="accounts", title="Accounts", format="accounts", cadence_days=7, freshness_days=10))
    framework = plain.create(
        ACTOR,
        Framework(key="rules", title="Rules", source="ours", confidence="sure", text_as_of=TODAY, adopted_on=TODAY),
    )
    control = plain.create(
        ACTOR,
        Control(
            key="identity",
            name="Accounts",
            statement="Ours",
            domain="access",
            adopted_on=date(2026, 1, 1),
            accountable=ann,
        ),
    )
    controls.bind_test(ACTOR, control, control_test(TEST), on=date(2026, 1, 1))
    with operation(ACTOR, "tests.join") as work:
        for place, key in enumerate(("1", "2")):
            made = work.create(Requirement(framework=framework, key=key, title=f"Rule {key}", position=place))
            if key == "1":
                work.create(Support(control=control, requirement=made))
    return Desk(tmp_path, ann, bob, cy, framework, control, engagement(framework, "The audit"))
