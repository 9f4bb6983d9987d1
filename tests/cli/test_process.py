"""What only a process of its own can show. Few: each starts an interpreter."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

EARNEST = [sys.executable, "-m", "earnest.interfaces.cli.main"]


def earnest(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), **environment}
    return subprocess.run(
        [*EARNEST, *words], cwd=cwd, env=known, capture_output=True, text=True, timeout=120, check=False
    )


def test_help_and_version_start_quickly(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert earnest("--version", cwd=tmp_path).stdout.startswith("earnest ")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 1.0, "0.25 s where this was written; something heavy is loaded too early"


def test_looking_at_a_folder_makes_nothing_in_it(tmp_path: Path) -> None:
    result = earnest("assess", cwd=tmp_path, EARNEST_WORKSPACE=str(tmp_path))
    assert result.returncode == 2
    assert "There is no workspace" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_none_is_explained(tmp_path: Path) -> None:
    (tmp_path / "earnest.sqlite3").write_text("not a database at all, " * 100)
    result = earnest("doctor", cwd=tmp_path, EARNEST_WORKSPACE=str(tmp_path))
    assert result.returncode == 2
    assert "cannot be read" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    result = earnest("doctor", cwd=tmp_path, EARNEST_WORKSPACE=str(tmp_path), EARNEST_TODAY="tomorrow")
    assert result.returncode != 0
    assert "EARNEST_TODAY" in result.stderr
    assert "Traceback" not in result.stderr
