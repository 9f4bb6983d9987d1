"""What `earnest legacy` prints, on a small record."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from earnest.core.assets.models import Asset
from earnest.core.organization.models import Person
from earnest.core.risks import operations as risks
from earnest.core.risks.models import Scenario
from earnest.core.risks.rules import Values
from earnest.duties.legacy import operations as legacy
from earnest.duties.legacy.models import LifeCycleEntry, Option, RingfenceClaim
from earnest.foundation import clock, plain
from earnest.foundation.actor import program
from earnest.foundation.errors import EarnestError
from tests.cli.conftest import Run

ACTOR = program("tests")
MACHINES = """
adapter: 1
id: machines
title: Machines
format: csv
match: {columns: [machine, os]}
tables:
  devices:
    columns: {device_id: machine, system: {constant: list}, hostname: machine, os_name: os}
"""
PORTS = """
adapter: 1
id: ports
title: Ports
format: csv
match: {columns: [host, port, origin]}
tables:
  exposed_services:
    columns: {address: host, hostname: host, port: port, protocol: {constant: tcp}, reachable_from: origin}
"""


@pytest.fixture
def old(run: Run, workspace: Path) -> LifeCycleEntry:
    """A server that ended, with a loss of 10,000 a year through it and two ways to go on."""
    (workspace / "adapters").mkdir(exist_ok=True)
    (workspace / "adapters" / "machines.yaml").write_text(MACHINES)
    (workspace / "adapters" / "ports.yaml").write_text(PORTS)
    listed = workspace.parent / "machines.csv"
    listed.write_text("machine,os\nold-1,Windows Server 2012 R2\nodd-1,SomeOS 9\n")
    assert run("ingest", str(listed)).exit_code == 0
    ann = plain.create(ACTOR, Person(name="Ann", email="ann@birch.example"))
    server = plain.create(ACTOR, Asset(key="old-1", name="Old one", kind="server"))
    breach = Scenario(key="breach", title="Breach", statement="They get in.", state="live")
    plain.create(ACTOR, breach, assets=[server])
    for part, values in (("frequency", Values.of("poisson", mode=1)), ("primary", Values.of("constant", mode=10_000))):
        risks.make_estimate(ACTOR, breach, part, values=values, provenance="expert", source="A talk.", author=ann)
    entry = legacy.add_entry(ACTOR, LifeCycleEntry(key="old-1", title="Old one", asset=server, run_mode=1000))
    legacy.add_option(ACTOR, Option(entry=entry, kind="keep", title="Keep it"))
    legacy.add_option(
        ACTOR, Option(entry=entry, kind="retire", title="Turn it off", one_off_mode=500, as_is_goes_on=False)
    )
    return entry


def fence(entry: LifeCycleEntry) -> RingfenceClaim:
    today = clock.today()
    claim = RingfenceClaim(
        key="old-1", title="Old one is fenced", asset=entry.asset, allowed_from="desk", agreed_by=Person.objects.get(),
        agreed_on=today - timedelta(days=30), valid_until=date(today.year + 1, 1, 1),
    )  # fmt: skip
    return legacy.claim_ringfence(ACTOR, claim)


def test_register_tells_what_ended_where_and_what_is_not_known(run: Run, old: LifeCycleEntry) -> None:
    result = run("legacy", "register", "--within", "12")
    assert result.exit_code == 0, result.output
    assert "1 of 2 machines run something that ended." in result.output
    assert "Windows Server 2012 R2" in result.output
    assert "Not known for something on 1 machines" in result.output
    told = json.loads(run("legacy", "register", "--json").stdout)
    assert {row["machine"]: row["support"] for row in told["rows"]} == {"old-1": "ended", "odd-1": "unknown"}


def test_compare_tells_each_way_with_its_range(run: Run, old: LifeCycleEntry) -> None:
    result = run("legacy", "compare", "old-1", "--years", "3")
    assert result.exit_code == 0, result.output
    assert "Old one, over 3 years, in" in result.output
    assert "Keep it" in result.output
    (told,) = json.loads(run("legacy", "compare", "--json").stdout)["comparisons"]
    assert {one["title"] for one in told["compared"]["outcomes"]} == {"Keep it", "Turn it off"}


def test_a_ringfence_is_not_proven_until_somebody_looks_and_a_broken_one_exits_with_1(
    run: Run, old: LifeCycleEntry, tmp_path: Path
) -> None:
    assert "Nobody has claimed" in run("legacy", "ringfence").output
    fence(old)
    unproven = run("legacy", "ringfence")
    assert (unproven.exit_code, "Old one is fenced: not proven" in unproven.output) == (0, True)
    path = tmp_path / "ports.csv"
    path.write_text("host,port,origin\nold-1,3389,office\n")
    assert run("ingest", str(path)).exit_code == 0
    broken = run("legacy", "ringfence")
    assert broken.exit_code == 1
    assert "office reaches old-1 on 3389/tcp" in broken.output
    as_json = run("legacy", "ringfence", "--json")
    (told,) = json.loads(as_json.stdout)["ringfences"]
    assert (as_json.exit_code, told["verified"]["state"]) == (1, "broken")


def test_frozen_tells_what_waiting_means(run: Run, old: LifeCycleEntry) -> None:
    result = run("legacy", "frozen", "--years", "2")
    assert result.exit_code == 0, result.output
    assert "year 2" in result.output
    assert "against Turn it off" in result.output
    assert len(json.loads(run("legacy", "frozen", "--years", "2", "--json").stdout)["total"]) == 2


def test_an_empty_record_says_so(run: Run, workspace: Path) -> None:
    assert "0 of 0 machines" in run("legacy", "register").output
    assert "so nothing can be said" in run("legacy", "frozen").output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("register", "--within", "13"), "none of 6, 12, 24"),
        (("compare", "none-such"), "There is no old system 'none-such'"),
        (("compare", "old-1", "--years", "0"), "1 to 15"),
        (("compare", "old-1", "--years", "99999999999999999999"), "1 to 15"),
        (("compare", "old-1", "--years", "nan"), "valid integer"),
        (("frozen", "--years", "11"), "less than or equal to 10"),
        (("frozen", "--years", "-1"), "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(
    run: Run, old: LifeCycleEntry, words: tuple[str, ...], says: str
) -> None:
    result = run("legacy", *words)
    assert result.exit_code != 0
    assert isinstance(result.exception, (EarnestError, SystemExit))
    assert says in f"{result.output}{result.exception}"
