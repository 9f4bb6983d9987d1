"""Decisions against the catalogue and the frameworks of the library."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

import earnest.library.sample
from earnest.library.sample.model import Sample

LIBRARY = Path(earnest.library.sample.__file__).parent.parent


def catalogue() -> set[str]:
    found: set[str] = set()
    for path in (LIBRARY / "controls").glob("*.yaml"):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found |= {control["id"] for control in content["controls"]}
    return found


def requirements(framework: str) -> set[str]:
    content = yaml.safe_load((LIBRARY / "frameworks" / f"{framework}.yaml").read_text(encoding="utf-8"))
    return {str(requirement["id"]) for requirement in content["requirements"]}


def test_controls_are_those_of_the_catalogue(sample: Sample) -> None:
    adopted = [control.control for control in sample.decisions.controls]
    assert len(adopted) == len(set(adopted))
    assert 60 <= len(adopted) <= 85
    named = {*adopted, *(record.control for record in sample.decisions.inspected)}
    named |= {word.control for word in sample.decisions.attestations}
    named |= {exception.control for exception in sample.decisions.exceptions}
    named |= {action.control for action in sample.decisions.actions if action.control}
    assert named <= catalogue()


def test_choices_of_tests_name_tests_and_controls_in_use_and_say_why(sample: Sample) -> None:
    adopted = {control.control for control in sample.decisions.controls}
    known = {path.stem for path in (LIBRARY / "control_tests").rglob("*.sql")}
    for choice in sample.decisions.tests:
        assert choice.control in adopted
        assert choice.test in known
        assert choice.reason
        assert bool(choice.parameters) == (choice.use == "with")


def test_most_records_are_inspected_by_another_than_the_owner_of_the_control(sample: Sample) -> None:
    owners = {control.control: control.owner for control in sample.decisions.controls}
    own = {record.slug for record in sample.decisions.inspected if record.inspected_by == owners[record.control]}
    assert own == {"acceptable-use", "irp", "restore-screenshot", "key-custodians"} & own
    assert "acceptable-use" in own


def test_every_exception_has_an_end(sample: Sample) -> None:
    assert all(exception.ends_on for exception in sample.decisions.exceptions)


def test_what_does_not_apply_is_a_requirement_with_a_reason(sample: Sample, today: date) -> None:
    for judged in sample.decisions.applicability:
        assert judged.requirement in requirements(judged.framework)
        assert judged.reason
        assert judged.approved_on < today < judged.review_on


def test_adopted_frameworks_are_in_the_library(sample: Sample) -> None:
    known = {path.stem for path in (LIBRARY / "frameworks").glob("*.yaml")}
    assert {adopted.framework for adopted in sample.decisions.frameworks} <= known
    assert len(sample.decisions.frameworks) == 9


def test_the_insurer_asked_what_the_framework_asks(sample: Sample) -> None:
    asked = [answer.requirement for answer in sample.decisions.insurance.answers]
    assert set(asked) == requirements("cyber-insurance-typical")


def test_some_actions_are_overdue_and_some_were_done(sample: Sample, today: date) -> None:
    actions = sample.decisions.actions
    assert sum(action.done_on is None and action.due_on < today for action in actions) == 6
    assert sum(action.done_on is not None for action in actions) == 2
    assert sum(action.owner is None for action in actions) == 1
    assert all(action.opened_on <= today for action in actions)


def test_planted_truths_have_their_own_names_and_say_where_they_show(sample: Sample) -> None:
    ids = [truth.id for truth in sample.planted]
    assert len(ids) == len(set(ids))
    assert {truth.group for truth in sample.planted} >= {
        "access",
        "looking-away",
        "paper",
        "insurer",
        "hygiene",
        "legacy",
    }
    assert all(truth.where.partition(":")[0] in ("test", "rule", "page") and truth.expected for truth in sample.planted)


def test_control_tests_that_truths_name_are_in_the_library(sample: Sample) -> None:
    known = {path.stem for path in (LIBRARY / "control_tests").rglob("*.sql")}
    named = {truth.where.removeprefix("test:") for truth in sample.planted if truth.where.startswith("test:")}
    named |= {exception.test for exception in sample.decisions.exceptions}
    assert named <= known
