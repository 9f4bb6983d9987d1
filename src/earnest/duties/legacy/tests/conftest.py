"""A small company with an old server, the files that show what runs on it, and who reaches it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from earnest.core.assets.models import Asset, Dependence
from earnest.core.evidence import operations as evidence
from earnest.core.evidence.models import Source
from earnest.core.organization.models import Organization, Person
from earnest.core.risks import operations as risks
from earnest.core.risks.models import Scenario
from earnest.core.risks.queries import Modelled, modelled
from earnest.core.risks.rules import Values
from earnest.duties.legacy import operations
from earnest.duties.legacy.models import LifeCycleEntry, Option, RingfenceClaim
from earnest.duties.legacy.queries import facts
from earnest.foundation import clock, plain
from earnest.foundation.actor import program

ACTOR = program("tests")
TODAY = date(2026, 6, 15)
SEEN = "2026-06-14 08:00"
ADAPTERS = {
    "machines": """
adapter: 1
id: machines
title: Machines
format: csv
match: {columns: [machine, os, version, seen]}
observed: {from: seen, as: timestamp, zone: UTC}
tables:
  devices:
    columns: {device_id: machine, system: {constant: list}, hostname: machine, os_name: os, os_version: version}
""",
    "programs": """
adapter: 1
id: programs
title: Programs
format: csv
match: {columns: [machine, program, version, kind, seen]}
observed: {from: seen, as: timestamp, zone: UTC}
tables:
  software:
    columns: {device_id: machine, system: {constant: list}, name: program, version: version, package_type: kind}
""",
    "ports": """
adapter: 1
id: ports
title: Ports
format: csv
match: {columns: [host, port, origin, seen]}
observed: {from: seen, as: timestamp, zone: UTC}
tables:
  exposed_services:
    columns:
      {address: host, hostname: host, port: port, protocol: {constant: tcp}, reachable_from: origin}
  scan_targets:
    columns: {asset_id: host, tool: {constant: ports}, asset_kind: {constant: host}}
""",
    "cycles": """
adapter: 1
id: cycles
title: Cycles
format: csv
match: {columns: [product, cycle, ends, seen]}
observed: {from: seen, as: timestamp, zone: UTC}
tables:
  support_cycles:
    columns: {product: product, cycle: cycle, security_ends_on: ends}
""",
}


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, settings: Settings) -> Path:
    settings.WORKSPACE = tmp_path / "workspace"
    (settings.WORKSPACE / "adapters").mkdir(parents=True)
    for name, text in ADAPTERS.items():
        (settings.WORKSPACE / "adapters" / f"{name}.yaml").write_text(text)
    return tmp_path


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 15, 9, tzinfo=UTC))
    monkeypatch.setattr(facts, "DISTRO_INFO", tmp_path / "no-distro-info")


@dataclass
class Desk:
    """Makes what a test needs in few words. `ann` proposes, `bob` decides; `old` is an old server."""

    folder: Path
    ann: Person
    bob: Person
    old: Asset
    files: list[str] = field(default_factory=list)

    def take_in(self, adapter: str, header: str, *rows: str, source: str | None = None) -> int:
        """Take in a list; gives the snapshot. `source` is made where it is not there."""
        if source and not Source.objects.filter(slug=source).exists():
            plain.create(ACTOR, Source(slug=source, title=source, format=adapter))
        path = self.folder / f"{adapter}-{len(self.files)}.csv"
        self.files.append(path.name)
        path.write_text("\n".join([header, *rows]) + "\n")
        return evidence.take_in(ACTOR, path, as_format=adapter, source=source).snapshot.pk

    def machines(self, *rows: str) -> int:
        return self.take_in("machines", "machine,os,version,seen", *(f"{row},{SEEN}" for row in rows))

    def programs(self, *rows: str) -> int:
        return self.take_in("programs", "machine,program,version,kind,seen", *(f"{row},{SEEN}" for row in rows))

    def ports(self, *rows: str, seen: str = SEEN, source: str = "ports") -> int:
        return self.take_in("ports", "host,port,origin,seen", *(f"{row},{seen}" for row in rows), source=source)

    def scenario(self, key: str = "breach", rate: float = 0.5, loss: float = 20_000.0, *others: Asset) -> Scenario:
        """It happens `rate` times a year through the old server and costs `loss` each time."""
        made = Scenario(key=key, title=key.capitalize(), statement="It costs us.", state="live")
        found = plain.create(ACTOR, made, assets=[self.old, *others])
        for part, values in (
            ("frequency", Values.of("poisson", mode=rate)),
            ("primary", Values.of("constant", mode=loss)),
        ):
            risks.make_estimate(
                ACTOR, found, part, values=values, provenance="expert", source="A talk.", author=self.ann,
                on=date(2026, 1, 1),
            )  # fmt: skip
        return found

    def entry(self, **values: Any) -> LifeCycleEntry:
        told = {"key": "old-1", "title": "Old one", "asset": self.old, "accountable": self.ann} | values
        return operations.add_entry(ACTOR, LifeCycleEntry(**told))

    def option(self, entry: LifeCycleEntry, kind: str, **values: Any) -> Option:
        told = {"title": kind.capitalize(), "proposed_by": self.ann} | values
        return operations.add_option(ACTOR, Option(entry=entry, kind=kind, **told))

    def fence(self, **values: Any) -> RingfenceClaim:
        told = {
            "key": "old-1", "title": "Old one is fenced", "asset": self.old, "allowed_from": "desk",
            "agreed_by": self.bob, "agreed_on": date(2026, 1, 1), "valid_until": date(2027, 1, 1),
            "look_from": "office",
        } | values  # fmt: skip
        return operations.claim_ringfence(ACTOR, RingfenceClaim(**told))

    def model(self) -> Modelled:
        return modelled(TODAY)

    def needs(self, asset: Asset, needed: Asset) -> Dependence:
        return plain.create(ACTOR, Dependence(asset=asset, needs=needed))


@pytest.fixture
def desk(db: None, tmp_path: Path) -> Desk:
    plain.create(ACTOR, Organization(name="Birch", currency="EUR"))
    ann = plain.create(ACTOR, Person(name="Ann", email="ann@birch.example"))
    bob = plain.create(ACTOR, Person(name="Bob", email="bob@birch.example"))
    old = plain.create(ACTOR, Asset(key="old-1", name="Old one", kind="server", known_as="old-1.birch.example"))
    return Desk(tmp_path, ann, bob, old)
