"""A small company with its own record: one control of each kind of status, one source that can be left to grow old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from earnest.core.assurance import operations as assurance
from earnest.core.assurance.models import Assessment, TestRun
from earnest.core.controls import operations as controls
from earnest.core.controls.models import Control
from earnest.core.evidence import operations as evidence
from earnest.core.evidence.models import Source
from earnest.core.frameworks import operations as frameworks
from earnest.core.frameworks.models import Requirement
from earnest.core.organization.models import Organization, Person
from earnest.foundation import plain
from earnest.foundation.actor import Actor, program

TODAY = date(2026, 11, 20)
ISO = "iso27001-2022"
INSURANCE = "cyber-insurance-typical"
HOSTILE = "Ann <script>alert(1)</script> #set text(red) \u202egnp"

_ACCOUNTS_ADAPTER = """
adapter: 1
id: birch-accounts
title: Accounts of the sign-in system
format: csv
match: {columns: [account, admin, second factor]}
tables:
  accounts:
    columns:
      account_id: account
      system: {constant: portal}
      username: account
      kind: {constant: person}
      enabled: {constant: "true"}
      privileged: {from: admin, values: {"yes": "true", "no": "false"}}
      mfa_enrolled: {from: second factor, values: {"yes": "true", "no": "false"}}
"""
_BACKUPS_ADAPTER = """
adapter: 1
id: birch-backups
title: Backup log
format: csv
match: {columns: [job, machine, locked]}
tables:
  backups:
    columns:
      backup_id: job
      system: {constant: vault}
      asset: machine
      started_at: {from: start, layout: "%Y-%m-%d %H:%M", zone: UTC}
      finished_at: {from: end, layout: "%Y-%m-%d %H:%M", zone: UTC}
      succeeded: {from: good, values: {"yes": "true", "no": "false"}}
      immutable: {from: locked, values: {"yes": "true", "no": "false"}}
      offsite: {from: away, values: {"yes": "true", "no": "false"}}
"""


_RUNS: dict[str, dict[str, Any]] = {}


@dataclass(frozen=True)
class Company:
    """The record as the tests need it."""

    actor: Actor
    owner: Person
    boss: Person
    today: date
    folder: Path

    def assess(self, day: date | None = None) -> Assessment:
        """Assess, with results of tests that ran before for the same inputs: each is kept under their digest."""
        TestRun.objects.bulk_create([TestRun(**run) for run in _RUNS.values()], ignore_conflicts=True)
        made = assurance.assess(day or self.today)
        for run in TestRun.objects.all():
            _RUNS[run.key] = {"key": run.key, "test": run.test, "as_of": run.as_of, "result": run.result}
        return made


def _accounts(without: int, of: int) -> str:
    rows = [f"admin-{n},yes,{'no' if n <= without else 'yes'}" for n in range(1, of + 1)]
    return "\n".join(["account,admin,second factor", *rows, "clerk,no,yes"]) + "\n"


def _backups(day: date, locked: str) -> str:
    night = f"{day - timedelta(days=1)} 23:00,{day - timedelta(days=1)} 23:40"
    rows = [f"j{n},server-{n},{night},yes,{locked},yes" for n in range(1, 6)]
    return "\n".join(["job,machine,start,end,good,locked,away", *rows]) + "\n"


@pytest.fixture
def company(db: None, settings: Settings, tmp_path: Path) -> Company:
    settings.WORKSPACE = tmp_path / "ws"
    settings.TODAY = TODAY
    folder = Path(settings.WORKSPACE) / "adapters"
    folder.mkdir(parents=True)
    (folder / "accounts.yaml").write_text(_ACCOUNTS_ADAPTER)
    (folder / "backups.yaml").write_text(_BACKUPS_ADAPTER)
    actor = program("tests")
    plain.create(actor, Organization(name="Birch & Co", annual_revenue=4_200_000, personal_records=81_000))
    owner = plain.create(actor, Person(name=HOSTILE, email="ann@birch.example", title="Head of operations"))
    boss = plain.create(actor, Person(name="Bo Larch", email="bo@birch.example", title="CISO"))
    made = Company(actor, owner, boss, TODAY, tmp_path)
    _controls(made)
    _sources(made)
    _papers(made)
    _frameworks(made)
    return made


def _controls(made: Company) -> None:
    on = TODAY - timedelta(days=400)
    for key, person in (("mfa-privileged", made.owner), ("backup-immutable", made.boss), ("acceptable-use", made.boss)):
        controls.adopt(made.actor, key, accountable=person, on=on)
    for key in ("incident-exercise", "secure-configuration"):
        controls.adopt(made.actor, key, on=on)
    controls.adopt(made.actor, "soc-monitoring", accountable=made.boss, state=Control.State.PLANNED, on=on)


def _sources(made: Company) -> None:
    for slug, title, freshness in (("birch-accounts", "Sign-in portal", 30), ("birch-backups", "Backup log", 5)):
        plain.create(
            made.actor,
            Source(
                slug=slug, title=title, format=slug, accountable=made.boss, cadence_days=7, freshness_days=freshness
            ),
        )
    take_in(made, "birch-accounts", TODAY - timedelta(days=3), _accounts(3, 8))
    take_in(made, "birch-backups", TODAY - timedelta(days=2), _backups(TODAY - timedelta(days=2), "yes"))


def take_in(made: Company, source: str, day: date, text: str) -> None:
    """Deliver one file of a source, observed at noon of a day."""
    path = made.folder / f"{source}-{day}.csv"
    path.write_text(text)
    seen = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    evidence.take_in(made.actor, path, source=source, observed_at=seen, collected_at=seen)


def _papers(made: Company) -> None:
    evidence.inspect(
        made.actor,
        Control.objects.get(key="acceptable-use"),
        title="Rules of use, edition 3",
        question="Is it approved and current?",
        supports=True,
        note="Approved in spring.",
        document_date=TODAY - timedelta(days=90),
        inspected_by=made.owner,
        inspected_on=TODAY - timedelta(days=20),
        valid_until=TODAY + timedelta(days=300),
    )
    mfa = Control.objects.get(key="mfa-privileged")
    for number, (begins, ends) in enumerate(((60, -40), (60, 12)), 1):
        asked = controls.ask_exception(
            made.actor,
            mfa,
            test="privileged-mfa",
            subject=f"portal:admin-{number}",
            label=f"admin-{number} without a second factor",
            reason="The console does not know it yet.",
            compensating_measure="Signs in from the sealed room only.",
            asked_by=made.owner,
            starts_on=TODAY - timedelta(days=begins),
            ends_on=TODAY - timedelta(days=ends),
        )
        controls.approve_exception(made.actor, asked, approver=made.boss, on=TODAY - timedelta(days=begins))


def _frameworks(made: Company) -> None:
    for key in (ISO, INSURANCE):
        controls.join_framework(made.actor, frameworks.adopt(made.actor, key, on=TODAY - timedelta(days=400)))
    coding = Requirement.objects.get(framework__key=ISO, key="A.7.6")
    exclusion = frameworks.exclude(made.actor, coding, reason="There are no secure areas.", asked_by=made.owner)
    frameworks.approve_exclusion(made.actor, exclusion, approver=made.boss, on=TODAY - timedelta(days=30))
    for key, answer, text in (("INS-07", True, "Yes, for all 8, always."), ("INS-30", True, "Yes.")):
        frameworks.record_answer(
            made.actor,
            Requirement.objects.get(framework__key=INSURANCE, key=key),
            answer=answer,
            text=text,
            told_to="Hollow Oak Mutual",
            signed_by=made.boss,
            signed_on=TODAY - timedelta(days=320),
        )
