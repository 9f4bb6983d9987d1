"""A small estate: assets in a register, findings of a scanner, lists of the world, statements, exceptions."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings

from earnest.core.assets.models import Asset
from earnest.core.controls import operations as controls
from earnest.core.controls.models import Control, ControlException
from earnest.core.evidence import operations as evidence
from earnest.core.evidence.models import Source
from earnest.core.organization.models import Organization, Person, Team
from earnest.duties.hygiene import operations
from earnest.duties.hygiene.models import AdoptedPolicy
from earnest.duties.hygiene.queries import Board, Line, board_file, findings
from earnest.engines.canonical import TABLES
from earnest.foundation import clock, plain
from earnest.foundation.actor import program

ACTOR = program("tests")
TODAY = date(2026, 6, 15)
REMOTE = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
"""Automatable, total, 9.8."""
LOCAL = "CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:L/A:L"
"""Neither, 4.2."""

Row = Mapping[str, object]


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, settings: Settings) -> Path:
    settings.WORKSPACE = tmp_path / "workspace"
    (settings.WORKSPACE / "adapters").mkdir(parents=True)
    cache.clear()
    return tmp_path


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 15, 9, tzinfo=UTC))


def flaw(number: int, asset: str = "web-1", **values: object) -> Row:
    """A finding of the scanner; what is not said is a high, remote flaw of a package that version 2.0 mends."""
    told = {
        "tool": "scanner",
        "asset_id": asset,
        "asset_kind": "host",
        "finding_id": f"CVE-2026-{number} {values.get('package_name', 'zlib')}",
        "vulnerability_id": f"CVE-2026-{number}",
        "title": f"Flaw {number}",
        "severity": "high",
        "cvss_vector": REMOTE,
        "cvss_score": 9.8,
        "package_name": "zlib",
        "package_version": "1.0",
        "package_type": "npm",
        "fixed_version": "2.0",
        "status": "open",
    }
    return {**told, **values}


@dataclass
class Estate:
    """Makes what a test needs in few words. `ann` and `bob` are two people, `platform` and `security` two teams."""

    folder: Path
    ann: Person
    bob: Person
    platform: Team
    security: Team
    files: int = 0

    def look(self, table: str, rows: Sequence[Row], days_ago: float = 0, source: str = "") -> Source:
        """Take in a table as one export shows it, observed so many days ago at six."""
        slug = source or table.replace("_", "-")
        self._adapter(slug, table)
        self.files += 1
        path = self.folder / f"{slug}-{self.files}.csv"
        names = [*TABLES[table].names, "file_number"]
        with path.open("w", newline="") as stream:
            out = csv.DictWriter(stream, names, restval="")
            out.writeheader()
            out.writerows({**row, "file_number": self.files} for row in rows)
        moment = datetime(2026, 6, 15, 6, tzinfo=UTC) - timedelta(days=days_ago)
        return evidence.take_in(ACTOR, path, as_format=slug, observed_at=moment).snapshot.source

    def _adapter(self, slug: str, table: str) -> None:
        lines = [
            "adapter: 1",
            f"id: {slug}",
            f"title: {slug}",
            "format: csv",
            "match:",
            f"  columns: [{TABLES[table].key[0]}]",
        ]
        lines += ["tables:", f"  {table}:", "    columns:"]
        lines += [f"      {name}: {name}" for name in TABLES[table].names]
        (self.folder / "workspace" / "adapters" / f"{slug}.yaml").write_text("\n".join(lines) + "\n")

    def asset(self, key: str, *, tier: int = 3, exposure: str = "internal", team: Team | None = None) -> Asset:
        """A registered asset that tools know by its key."""
        row = Asset(
            key=key, name=key.upper(), tier=tier, exposure=exposure, team=team, accountable=self.ann, known_as=key
        )
        return plain.create(ACTOR, row)

    def adopt(self, policy: str = "cisa-bod-26-04", **overrides: object) -> AdoptedPolicy:
        return operations.adopt_policy(
            ACTOR, policy, overrides=overrides, adopted_by=self.ann, reason="It fits us.", on=date(2026, 1, 1)
        )

    def lists(self, *exploited: int, added: str = "2026-05-01", **likely: float) -> None:
        """The list of exploited flaws by number, and of predictions as cve_NUMBER=probability."""
        rows = [
            {"vulnerability_id": f"CVE-2026-{number}", "catalogue": "cisa-kev", "added_on": added, "due_on": added}
            for number in exploited
        ] or [{"vulnerability_id": "CVE-1999-1", "catalogue": "cisa-kev", "added_on": "2021-11-03"}]
        self.look("known_exploited", rows)
        told = likely or {"cve_1": 0.01}
        self.look(
            "exploit_predictions",
            [
                {"vulnerability_id": f"CVE-2026-{name.removeprefix('cve_')}", "model": "epss v4", "probability": value}
                for name, value in told.items()
            ],
        )

    def patching(self, control: str = "patch-emergency") -> Control:
        """A control that the patch tests speak for."""
        return controls.adopt(ACTOR, control, accountable=self.ann, on=date(2026, 1, 1))

    def excepted(self, control: Control, test: str, subject: str, *, ends: date = date(2026, 7, 1)) -> ControlException:
        """An exception that Ann asked for and Bob approved."""
        asked = controls.ask_exception(
            ACTOR,
            control,
            test=test,
            subject=subject,
            label=subject,
            reason="It cannot be stopped this month.",
            compensating_measure="It is cut off from the internet.",
            asked_by=self.ann,
            starts_on=date(2026, 6, 1),
            ends_on=ends,
        )
        return controls.approve_exception(ACTOR, asked, approver=self.bob, on=date(2026, 6, 1))

    def board(self) -> Board:
        return board_file(TODAY)

    def line(self, number: int, asset: str = "web-1") -> Line:
        """The one line of a flaw on an asset."""
        (found,) = [
            one
            for one in findings(self.board(), size=200).lines
            if one.vulnerability_id == f"CVE-2026-{number}" and one.asset_id == asset
        ]
        return found


@pytest.fixture
def estate(db: None, workspace: Path) -> Estate:
    plain.create(ACTOR, Organization(name="Birch", currency="EUR"))
    platform = plain.create(ACTOR, Team(name="Platform"))
    security = plain.create(ACTOR, Team(name="Security"))
    ann = plain.create(ACTOR, Person(name="Ann", email="ann@birch.example", team=platform))
    bob = plain.create(ACTOR, Person(name="Bob", email="bob@birch.example", team=security))
    return Estate(workspace, ann, bob, platform, security)
