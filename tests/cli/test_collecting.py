"""What `earnest collect`, `collectors` and `blind-spots` print."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from earnest.core.collection.models import Collector
from earnest.core.evidence.models import Source
from earnest.foundation import plain
from earnest.foundation.actor import program
from earnest.foundation.errors import Invalid
from tests.cli.conftest import Run

ACTOR = program("tests")


def drop(workspace: Path) -> Path:
    """A watched folder of Okta's users."""
    (workspace / "inbox").mkdir()
    (workspace / "collectors.yaml").write_text("collectors: 1\nfolders: {drop: {path: inbox}}\n")
    source = plain.create(ACTOR, Source(slug="okta", title="Okta", format="okta-users"))
    plain.create(ACTOR, Collector(key="drop", title="Drop", kind="folder", source=source))
    return workspace / "inbox"


def test_collect_brings_what_is_due_and_says_how_much(run: Run, workspace: Path, export: Path) -> None:
    assert "Nothing is due." in run("collect").output
    assert "No collector yet" in run("collectors").output
    inbox = drop(workspace)
    path = inbox / "users.json"
    path.write_bytes(export.read_bytes())
    os.utime(path, times=(time.time() - 60,) * 2)
    result = run("collect")
    assert result.exit_code == 0, result.output
    assert "1 new, 0 known" in result.output
    (told,) = json.loads(run("collectors", "--json").stdout)["collectors"]
    assert (told["key"], told["health"]) == ("drop", "works")
    assert "drop" in run("collectors").output


def test_a_collector_that_does_not_work_exits_with_1_and_one_that_is_not_there_is_named(
    run: Run, workspace: Path
) -> None:
    drop(workspace).rmdir()
    result = run("collect", "drop", "--json")
    assert result.exit_code == 1
    assert "cannot be looked into" in json.loads(result.stdout)["collectors"][0]["problem"]
    assert "fails" in run("collectors").output
    strange = run("collect", "none-such")
    assert isinstance(strange.exception, Invalid)
    assert str(strange.exception) == "There is no collector 'none-such'. Collectors: drop."


def test_what_nobody_has_looked_at_is_no_proof_that_nothing_is_missed(run: Run, workspace: Path) -> None:
    told = json.loads(run("blind-spots", "--json").stdout)
    assert "none" not in {one["state"] for one in told["blind_spots"]}
    assert run("blind-spots").exit_code == 0
    assert run("blind-spots", "--fail").exit_code == (1 if told["blind_spots"] else 0)
    wrong = run("blind-spots", "--as-of", "2026-02-30")
    assert wrong.exit_code == 2
    assert "Traceback" not in wrong.output
