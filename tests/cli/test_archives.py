"""Archives on the command line: each file in them by itself."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from earnest.core.evidence.models import Snapshot
from tests.cli.conftest import Run

MEMBERS = '[{"id": 1, "username": "ada", "state": "active", "access_level": 30}]'


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "week.zip"
    with zipfile.ZipFile(path, "w") as kept:
        kept.writestr("team/members.json", MEMBERS)
        kept.writestr("notes.txt", "hello\n")
    return path


def test_a_dry_run_reports_each_file_of_an_archive(run: Run, archive: Path, folder: Path) -> None:
    result = run("ingest", "--dry-run", "--json", str(archive))
    first, second = json.loads(result.stdout)["files"]
    assert (first["file"], first["format"]) == (f"{archive} › team/members.json", "gitlab-members")
    assert first["tables"] == {"accounts": 1}
    assert "not in a known format" in second["problem"]
    assert not folder.exists()


def test_a_dry_run_explains_an_archive_that_is_refused(run: Run, archive: Path) -> None:
    with zipfile.ZipFile(archive, "a") as kept:
        kept.writestr("../up.json", MEMBERS)
    result = run("ingest", "--dry-run", str(archive))
    assert result.exit_code == 1
    assert "week.zip: could not be read. A member has a name that leads out of its folder" in " ".join(
        result.stdout.split()
    )


def test_each_file_of_an_archive_is_taken_in(run: Run, archive: Path, workspace: Path) -> None:
    result = run("ingest", "--json", str(archive))
    first, second = json.loads(result.stdout)["files"]
    assert (first["file"], first["new"]) == (f"{archive} › team/members.json", True)
    assert second["problem"]
    assert set(Snapshot.objects.values_list("name", flat=True)) == {
        "week.zip › team/members.json",
        "week.zip › notes.txt",
    }
