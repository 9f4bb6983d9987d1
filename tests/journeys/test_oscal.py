"""The sample company's record as OSCAL: it holds together, says what was concluded, and passes another's validator."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from earnest.engines.oscal.checking import problems
from earnest.foundation.actor import program
from earnest.interfaces.oscal.export import KINDS, Made, write_all
from earnest.interfaces.oscal.record import tell
from tests.journeys.conftest import World

pytestmark = pytest.mark.django_db
FRAMEWORK = "iso27001-2022"
VALIDATOR = Path(__file__).parents[2] / "docs" / "oscal_validation.py"


@pytest.fixture(scope="module")
def made(world: World) -> Made:
    return Made(tell(program(), world.assessment, FRAMEWORK))


def body(made: Made, kind: str) -> Any:
    (found,) = json.loads(made.content(kind)).values()
    return found


def test_all_documents_hold_together_and_are_the_same_each_time(made: Made, world: World) -> None:
    assert problems({kind: made.document(kind) for kind in KINDS}) == ()
    again = Made(tell(program(), world.assessment, FRAMEWORK))
    assert all(made.content(kind) == again.content(kind) for kind in KINDS)


def test_a_finding_is_satisfied_only_where_the_requirement_was_concluded_to_be_met(made: Made, world: World) -> None:
    statuses = {
        one.requirement.key: one.status
        for one in world.assessment.requirements.filter(requirement__framework__key=FRAMEWORK).select_related()
    }
    (result,) = body(made, "assessment-results")["results"]
    told = {one["title"].split()[0]: one["target"]["status"] for one in result["findings"]}
    assert set(told) == {key for key, status in statuses.items() if status != "not applicable"}
    for key, status in told.items():
        met = statuses[key] in {"met", "met by another approach"}
        assert status["state"] == ("satisfied" if met else "not-satisfied")
        assert statuses[key] != "unproven" or status["reason"] == "other"
    assert all(one["related-observations"] for one in result["findings"])


def test_nothing_unproven_is_implemented_and_what_a_person_said_is_no_test(made: Made) -> None:
    plan = body(made, "ssp")["control-implementation"]
    parts = [p for r in plan["implemented-requirements"] for s in r["statements"] for p in s["by-components"]]
    for part in parts:
        derived = next((p["value"] for p in part.get("props", ()) if p["name"] == "derived-status"), "")
        assert (part["implementation-status"]["state"] == "implemented") <= (derived == "effective")
    (result,) = body(made, "assessment-results")["results"]
    for one in result["observations"]:
        grade = next((p["value"] for p in one.get("props", ()) if p["name"] == "evidence-grade"), "")
        assert grade not in {"C", "D"} or one["methods"] in (["EXAMINE"], ["INTERVIEW"])
        assert one["methods"] != ["TEST"] or one["relevant-evidence"]


def test_an_exception_that_ended_is_an_open_risk_and_every_item_of_the_plan_has_one(made: Made) -> None:
    plan = body(made, "poam")
    ended = [one for one in plan["risks"] if one["title"].startswith("Exception") and one["status"] == "open"]
    assert ended
    assert not any(one["status"] == "closed" for one in plan["risks"])
    assert all(item["related-risks"] for item in plan["poam-items"])


def test_an_independent_validator_accepts_every_document(made: Made, tmp_path: Path) -> None:
    python = os.environ.get("EARNEST_OSCAL_PYTHON")
    if not python:
        pytest.skip("Name a Python that has the packages of docs/oscal_validation.py in EARNEST_OSCAL_PYTHON.")
    written, left = write_all(made.told, tmp_path)
    assert (len(written), left) == (len(KINDS), "")
    done = subprocess.run([python, VALIDATOR, tmp_path], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
