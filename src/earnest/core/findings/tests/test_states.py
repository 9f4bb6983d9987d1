"""Findings are folded from look to look: late looks refold, no look closes nothing, what is thrown away comes back."""

from __future__ import annotations

import json
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from earnest.core.evidence import operations as evidence
from earnest.core.evidence.models import SnapshotTable, Source
from earnest.core.evidence.queries import store
from earnest.core.findings import operations, queries
from earnest.core.findings.models import FindingState
from earnest.foundation.actor import program

pytestmark = pytest.mark.django_db
ACTOR = program("tests")
START = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, settings: Settings) -> Path:
    settings.WORKSPACE = tmp_path / "workspace"
    settings.WORKSPACE.mkdir()
    return tmp_path


def scan(folder: Path, day: int, flaws: set[int], image: str = "shop/api:1.0") -> None:
    """Take in a Trivy report of one image with some flaws."""
    found = [{"VulnerabilityID": f"CVE-2026-{1000 + n}", "PkgName": "zlib", "Severity": "HIGH"} for n in flaws]
    path = folder / f"report-{day}.json"
    report = {
        "SchemaVersion": 2,
        "CreatedAt": (START + timedelta(days=day)).isoformat(),
        "ArtifactName": image,
        "ArtifactType": "container_image",
        "Results": [{"Target": "os", "Class": "os-pkgs", "Type": "debian", "Vulnerabilities": found}],
    }
    path.write_text(json.dumps(report))
    evidence.take_in(ACTOR, path)


def flaws(as_of: int | None = None) -> set[int]:
    """The numbers of the flaws that are open as of a day."""
    moment = None if as_of is None else START + timedelta(days=as_of, hours=1)
    with queries.connect() as connection:
        rows = connection.execute(
            f"select vulnerability_id from ({queries.open_relation('vulnerabilities', moment)})"
        ).fetchall()
    return {int(name.rpartition("-")[2]) - 1000 for (name,) in rows}


def test_before_the_first_look_there_is_nothing_and_it_can_be_asked(workspace: Path) -> None:
    assert queries.state_files() == ()
    assert flaws() == set()


def test_a_scan_of_misconfigurations_closes_no_vulnerability_and_keeps_its_own_findings(workspace: Path) -> None:
    scan(workspace, 0, {1, 2})
    for day, tag in ((1, "1.0"), (2, "1.1")):
        check = {"ID": "DS002", "Status": "FAIL", "Severity": "HIGH"}
        report = {
            "SchemaVersion": 2,
            "CreatedAt": (START + timedelta(days=day)).isoformat(),
            "ArtifactName": f"shop/api:{tag}",
            "ArtifactType": "container_image",
            "Results": [{"Target": "Dockerfile", "Class": "config", "Misconfigurations": [check]}],
        }
        path = workspace / f"checks-{day}.json"
        path.write_text(json.dumps(report))
        evidence.take_in(ACTOR, path)
    assert flaws() == {1, 2}
    states = {state.table: (state.part, state.open) for state in FindingState.objects.order_by("pk")}
    assert states == {"vulnerabilities": ("shop/api", 2), "config_checks": ("shop/api (checks)", 1)}
    assert FindingState.objects.filter(table="config_checks").latest("pk").opened == 0


def test_the_state_of_every_day_is_what_was_seen_then(workspace: Path) -> None:
    days = [{1, 2}, {2, 3}, {1, 3}, set()]
    for day, seen in enumerate(days):
        scan(workspace, day, seen)
    assert [flaws(day) for day in range(4)] == days
    assert flaws() == set()
    assert queries.state_files(START - timedelta(days=1)) == ()
    (third,) = queries.state_files(START + timedelta(days=2, hours=1))
    assert third.observed_at == START + timedelta(days=2)


def test_a_look_that_comes_late_is_folded_where_it_belongs(workspace: Path) -> None:
    for day in (0, 2, 4):
        scan(workspace, day, {1, day})
    queries.state_files()
    before = dict(FindingState.objects.values_list("observed_at", "digest"))
    scan(workspace, 3, {7})
    assert [flaws(day) for day in range(5)] == [{1, 0}, {1, 0}, {1, 2}, {7}, {1, 4}]
    after = dict(FindingState.objects.values_list("observed_at", "digest"))
    assert len(after) == 4
    assert [after[moment] == before[moment] for moment in sorted(before)] == [True, True, False]
    first = next(one for one in queries.history(_finding(1)) if one.spell == 1)
    assert first.closed_at == START + timedelta(days=3)
    assert [one.spell for one in queries.history(_finding(1))] == [1, 2]


def _finding(flaw: int) -> str:
    with queries.connect() as connection:
        query = f"select distinct finding from ({queries.relation('vulnerabilities')}) where vulnerability_id = ?"
        ((finding,),) = connection.execute(query, [f"CVE-2026-{1000 + flaw}"]).fetchall()
    return str(finding)


def test_states_can_be_thrown_away_and_come_back_the_same(workspace: Path) -> None:
    for day in range(3):
        scan(workspace, day, {1, day})
    (file,) = queries.state_files()
    before = file.path.read_bytes()
    shutil.rmtree(queries.folder())
    (again,) = queries.state_files()
    assert (again.path, again.path.read_bytes()) == (file.path, before)


def test_a_new_build_of_an_image_is_the_same_thing(workspace: Path) -> None:
    scan(workspace, 0, {1, 2}, "shop/api:1.0")
    scan(workspace, 1, {2, 3}, "shop/api:1.1")
    assert flaws() == {2, 3}
    (spell,) = queries.history(_finding(2))
    assert (spell.opened_at, spell.values["asset_id"]) == (START, "shop/api:1.1")


def test_another_image_is_another_chain(workspace: Path) -> None:
    scan(workspace, 0, {1}, "shop/api:1.0")
    scan(workspace, 1, {2}, "shop/web:1.0")
    assert flaws() == {1, 2}
    assert [one.part for one in queries.state_files()] == ["shop/api", "shop/web"]


def test_a_source_out_of_use_says_nothing_and_an_old_one_is_stale(workspace: Path) -> None:
    scan(workspace, 0, {1})
    assert [one.stale for one in queries.state_files(START + timedelta(days=30))] == [False]
    assert [one.stale for one in queries.state_files(START + timedelta(days=30, seconds=1))] == [True]
    evidence.set_in_use(ACTOR, Source.objects.get(), active=False, reason="The scanner is gone.")
    assert queries.state_files() == ()


def test_damaged_evidence_stops_its_chain_and_says_so(workspace: Path) -> None:
    scan(workspace, 0, {1})
    scan(workspace, 1, {2})
    lost = SnapshotTable.objects.filter(table="vulnerabilities").latest("snapshot__observed_at")
    store().path(lost.sha256).unlink()
    (stuck,) = operations.fold_sources()
    assert "cannot be read as it was kept" in stuck.problem
    (file,) = queries.state_files(START + timedelta(days=2))
    assert (file.stale, file.problem) == (True, stuck.problem)
    assert file.observed_at == START


def test_folding_what_is_folded_costs_one_query(
    workspace: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scan(workspace, 0, {1})
    queries.state_files()
    with django_assert_num_queries(1):
        operations.fold_sources()
    with django_assert_num_queries(3):
        queries.state_files()


def test_the_times_of_a_history_are_in_utc_wherever_the_server_is(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(workspace, 0, {1})
    finding = _finding(1)
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        (spell,) = queries.history(finding)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert (spell.opened_at, spell.last_seen_at, spell.closed_at) == (START, START, None)


def test_a_history_is_read_again_after_each_look(workspace: Path) -> None:
    for day, seen in enumerate(({1}, set(), {1})):
        scan(workspace, day, seen)
        spells = queries.history(_finding(1))
    assert [(one.spell, one.closed_at) for one in spells] == [(1, START + timedelta(days=1)), (2, None)]
    assert queries.history("0" * 32) == ()


def test_only_states_and_nothing_else_can_be_read(workspace: Path) -> None:
    scan(workspace, 0, {1})
    secret = workspace / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    with queries.connect() as connection, pytest.raises(Exception, match=r"[Pp]ermission|disabled"):
        connection.execute(f"select * from read_csv('{secret}')")
