"""What is open and overdue, what to change first, and tickets, on the command line."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache

from earnest.core.evidence import operations as evidence
from earnest.core.organization.models import Person
from earnest.duties.hygiene import operations
from earnest.duties.hygiene.models import TicketExport, TicketTarget
from earnest.foundation import clock, plain
from earnest.foundation.actor import program
from tests.cli.conftest import Run

ACTOR = program("tests")
NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)


@pytest.fixture
def record(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two flaws that a scanner has seen for forty days, one of them mended by a version; a policy; a file as target."""
    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    ann = plain.create(ACTOR, Person(name="Ann", email="ann@birch.example"))
    operations.adopt_policy(ACTOR, "kev-then-cvss", adopted_by=ann, reason="It fits.", on=NOW.date())
    plain.create(ACTOR, TicketTarget(title="List", kind="csv"))
    flaws = [
        {"VulnerabilityID": "CVE-2026-1", "PkgName": "=zlib", "InstalledVersion": "1.0", "FixedVersion": "2.0"},
        {"VulnerabilityID": "CVE-2026-2", "PkgName": "curl", "InstalledVersion": "8.0"},
    ]
    for days_ago in (40, 0):
        moment = NOW - timedelta(days=days_ago, hours=1)
        path = tmp_path / f"scan-{days_ago}.json"
        path.write_text(json.dumps(_report(moment, flaws)))
        evidence.take_in(ACTOR, path)
    return workspace


def _report(moment: datetime, flaws: list[dict[str, str]]) -> dict[str, object]:
    found = [{**one, "Severity": "HIGH"} for one in flaws]
    return {
        "SchemaVersion": 2,
        "CreatedAt": moment.isoformat(),
        "ArtifactName": "shop/api:1.0",
        "ArtifactType": "container_image",
        "Results": [{"Target": "app", "Class": "lang-pkgs", "Type": "npm", "Vulnerabilities": found}],
    }


def test_an_empty_record_proves_nothing(run: Run, workspace: Path) -> None:
    cache.clear()
    result = run("hygiene", "board")
    assert result.exit_code == 0, result.output
    assert "Not proven: No source of vulnerabilities has delivered anything: nothing was looked at." in result.stdout
    assert "Not proven: Nobody has adopted a policy of priority" in result.stdout


def test_the_board_says_what_is_open_overdue_and_not_proven(run: Run, record: Path) -> None:
    result = run("hygiene", "board")
    assert result.exit_code == 0, result.output
    assert "2 open on 1 assets: 2 overdue, 0 due within a week, 0 paused; 0 ended by VEX." in result.stdout
    assert "Not proven: There is no list of exploited flaws: none was looked up." in result.stdout
    assert "no team" in result.stdout
    found = json.loads(run("hygiene", "board", "--json").stdout)
    assert (found["open"], found["overdue"], found["day"], found["adopted"]) == (2, 2, "2026-06-15", True)
    assert "folder" not in found
    before = json.loads(run("hygiene", "board", "--as-of", "2026-05-20", "--json").stdout)
    assert (before["open"], before["overdue"]) == (2, 0)
    assert "earnest" in run("hygiene", "board", "--as-of", "soon").stderr.lower()


def test_what_to_change_first_is_told_with_what_nobody_can_mend(run: Run, record: Path) -> None:
    result = run("hygiene", "packages")
    assert result.exit_code == 0, result.output
    assert "1 work packages close 1 findings; 1 have no known fix." in result.stdout
    assert "Upgrade npm =zlib to 2.0" in result.stdout
    found = json.loads(run("hygiene", "packages", "--json").stdout)
    assert (found["count"], found["no_fix"], found["loss"]) == (1, 1, None)
    assert [one["weight_share"] + found["share_without"] for one in found["packages"]] == [pytest.approx(1.0)]


def test_time_to_fix_counts_what_is_open_and_another_split_is_refused(run: Run, record: Path) -> None:
    result = run("hygiene", "latency", "--by", "severity")
    assert result.exit_code == 0, result.output
    assert "not yet" in result.stdout
    found = json.loads(run("hygiene", "latency", "--json").stdout)
    assert (found["all"]["fixed"], found["all"]["open"], found["all"]["median"]) == (0, 2, None)
    wrong = run("hygiene", "latency", "--by", "colour")
    assert wrong.exit_code != 0
    assert "cannot be split" in str(wrong.exception)


def test_work_is_handed_over_as_a_file_once_and_is_not_lost(run: Run, record: Path, tmp_path: Path) -> None:
    out = tmp_path / "list.csv"
    nowhere = run("hygiene", "export", "", "--to", "List", "--out", str(tmp_path / "none" / "list.csv"))
    assert nowhere.exit_code == 2
    assert "--out" in nowhere.stderr
    assert not TicketExport.objects.exists()
    shown = run("hygiene", "export", "", "--to", "List", "--dry-run")
    assert (shown.exit_code, TicketExport.objects.exists()) == (0, False)
    assert "Upgrade npm =zlib to 2.0" in shown.stdout
    result = run("hygiene", "export", "", "--to", "List", "--out", str(out))
    assert result.exit_code == 0, result.output
    (_, row) = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert row[1] == "Upgrade npm =zlib to 2.0"
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    again = run("hygiene", "export", "", "--to", "List", "--out", str(tmp_path / "again.csv"))
    assert again.exit_code != 0
    assert "handed over to “List”" in str(again.exception)
    assert not (tmp_path / "again.csv").exists()
    assert run("hygiene", "export", "", "--to", "List", "--out", str(out)).exit_code == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [(("", "--to", "None"), "no ticket target"), (("ffff", "--to", "List"), "0 work packages begin with")],
)
def test_what_cannot_be_handed_over_is_said(run: Run, record: Path, words: tuple[str, ...], says: str) -> None:
    result = run("hygiene", "export", *words)
    assert result.exit_code == 2
    assert says in result.stderr
