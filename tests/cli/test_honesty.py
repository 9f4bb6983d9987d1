"""The honesty review on the command line."""

from __future__ import annotations

import json
from datetime import date

from earnest.core.controls.models import Control
from earnest.core.organization.models import Duty
from earnest.foundation import plain
from earnest.foundation.actor import program
from tests.cli.conftest import Run

ACTOR = program("tests")


def _nobodys() -> None:
    plain.create(ACTOR, Duty(name="Answer the phone"))


def test_findings_are_told_with_their_reason_and_way_out(workspace: object, run: Run) -> None:
    _nobodys()
    told = run("honesty")
    assert told.exit_code == 0
    assert "Nobody is accountable (nobody-accountable)" in told.stdout
    assert "- Answer the phone: No person is accountable for this duty." in told.stdout
    assert "Way out: Name one person for each." in told.stdout
    assert "Could not look, or not everywhere" in told.stdout


def test_it_fails_on_the_severity_that_is_asked_for_and_on_graver_ones(workspace: object, run: Run) -> None:
    row = Control(key="own", name="Own", statement="s", domain="d", adopted_on=date(2026, 1, 1), state="retired")
    plain.create(ACTOR, row)
    assert run("honesty", "--fail-on", "low").exit_code == 0
    _nobodys()
    assert run("honesty").exit_code == 0
    for severity in ("high", "medium", "low"):
        assert run("honesty", "--fail-on", severity).exit_code == 1


def test_json_holds_every_rule_with_what_it_could_not_look_at(workspace: object, run: Run) -> None:
    _nobodys()
    told = json.loads(run("honesty", "--json", "--as-of", "2026-01-31").stdout)
    assert told["as_of"] == "2026-01-31"
    found = {one["id"]: one for one in told["rules"]}
    assert found["nobody-accountable"]["findings"][0]["subject"] == "Answer the phone"
    assert told["by_severity"]["high"] >= 1


def test_an_unknown_severity_cannot_be_asked_for(workspace: object, run: Run) -> None:
    assert run("honesty", "--fail-on", "dire").exit_code == 2
