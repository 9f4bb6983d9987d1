from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from earnest.core.assurance.concerns import HONESTY
from earnest.core.assurance.concerns.shown import SHOWN
from earnest.core.assurance.models import Assessment, ControlLook, ControlStatus, RequirementStatus, TestRun
from earnest.core.assurance.rules import Shrunk, shrunk
from earnest.core.controls.models import Control, ControlException
from earnest.core.evidence.models import Attestation, InspectedRecord
from earnest.core.frameworks.models import Framework, Requirement
from earnest.core.organization.models import Person
from earnest.engines.control_tests.results import TestResult, to_json
from earnest.foundation import clock, plain
from earnest.foundation.tests.looking import ACTOR, looked, subjects

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
Plain = dict[str, Any]


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 15, 9, tzinfo=UTC))


def _control(key: str = "logging", **values: object) -> Control:
    told = Control(key=key, name=key.capitalize(), statement="s", domain="d", adopted_on=date(2025, 1, 1), **values)
    return plain.create(ACTOR, told)


def _test(name: str, population: int = 10, violations: int = 0, excepted: int = 0, status: str = "") -> Plain:
    return {
        "id": name, "title": f"Title of {name}", "severity": "high",
        "status": status or ("failing" if violations else "passing"), "grade": "A",
        "reasons": [{"code": "partial-evidence", "text": "Nobody can tell.", "refs": []}],
        "population": population, "violations": violations, "excepted": excepted, "unknown": 0,
        "result": None, "rests_on": [],
    }  # fmt: skip


def _concluded(control: Control, status: str, *tests: Plain, code: str = "passed") -> Assessment:
    made, _new = Assessment.objects.get_or_create(
        as_of=TODAY, defaults={"ledger_number": 0, "digest": "0" * 64, "made_at": clock.now()}
    )
    conclusion = {
        "id": control.key, "status": status, "reasons": [{"code": code, "text": code, "refs": []}],
        "tests": list(tests), "rests_on": [],
    }  # fmt: skip
    ControlStatus.objects.create(assessment=made, control=control, status=status, grade="A", conclusion=conclusion)
    return made


def _run(test: str, population: int, *subjects_: str, ago: int = 0, excepted: tuple[str, ...] = ()) -> None:
    moment = clock.end_of(TODAY - timedelta(days=ago))
    rows: tuple[Mapping[str, str], ...] = tuple(
        {"subject": one, "label": one.upper(), "reason": "It is so."} for one in subjects_
    )
    result = TestResult(
        test_id=test, version=1, test_digest="0" * 64, as_of=moment, parameters={}, population=population,
        violations=rows, violation_count=len(rows), unknown=(), unknown_count=0, excepted=excepted, missing=(),
        digest="0" * 64, inputs=(), seconds=0.1,
    )  # fmt: skip
    TestRun.objects.create(key=f"{test}{ago}".ljust(64, "0")[:64], test=test, as_of=moment, result=to_json(result))


NEED_CONCLUSIONS = sorted({one.rule.id for one in HONESTY} - {"retired-while-failing"})


@pytest.mark.parametrize("rule", NEED_CONCLUSIONS)
def test_before_the_day_is_concluded_a_rule_says_that_it_could_not_look(rule: str) -> None:
    assert looked(HONESTY, rule, TODAY) == ([], ["Nothing is concluded for this day yet."])


def test_a_control_with_nothing_behind_it_is_found_and_one_with_evidence_is_not() -> None:
    _concluded(_control("dlp"), "unproven", code="asserted-only")
    _concluded(_control("mfa"), "effective")
    _concluded(_control("scan"), "unproven", code="stale-source")
    assert subjects(HONESTY, "control-without-evidence", TODAY) == ["Dlp"]


def test_a_requirement_met_by_word_only_is_found_and_one_met_by_a_test_is_not() -> None:
    made = _concluded(_control(), "effective")
    framework = plain.create(
        ACTOR, Framework(key="iso", title="ISO", source="s", confidence="c", text_as_of=TODAY, adopted_on=TODAY)
    )
    for key, status, grade in (("A.1", "met", "D"), ("A.2", "met", "A"), ("A.3", "not met", "D")):
        requirement = plain.create(ACTOR, Requirement(framework=framework, key=key, title="Guards", position=1))
        RequirementStatus.objects.create(
            assessment=made, requirement=requirement, status=status, grade=grade,
            conclusion={"controls": [], "framework": "iso", "id": key},
        )  # fmt: skip
    assert subjects(HONESTY, "met-by-word-only", TODAY) == ["A.1 Guards"]


def _papers(control: Control) -> None:
    ann = plain.create(ACTOR, Person(name="Ann", email=f"{control.key}@example.org"))
    until = date(2027, 1, 1)
    plain.create(
        ACTOR,
        InspectedRecord(
            title=f"Screenshot of {control}", control=control, question="q", supports=True, inspected_by=ann,
            document_date=date(2026, 1, 1), inspected_on=date(2026, 1, 2), valid_until=until,
        ),
    )  # fmt: skip
    word = Attestation(control=control, statement="s", attested_by=ann, attested_on=TODAY, valid_until=until)
    plain.create(ACTOR, word)


def test_paper_for_a_control_that_fails_is_found_and_paper_for_one_that_works_is_not() -> None:
    good, bad = _control("good"), _control("bad")
    _papers(good)
    _papers(bad)
    _concluded(good, "effective", _test("last-restore-succeeded"))
    _concluded(bad, "failing", _test("last-restore-succeeded", 53, 2))
    found, _blind = looked(HONESTY, "paper-contradicted", TODAY)
    assert [one.subject for one in found] == ["Screenshot of Bad", "Bad"]
    assert found[0].detail.endswith("is kept as proof of “Bad”. Systems whose last restore failed: 2 of 53.")


def test_exceptions_for_most_of_a_population_are_found_and_for_half_of_it_are_not() -> None:
    _concluded(_control("most"), "effective", _test("privileged-mfa", 10, 0, 6))
    _concluded(_control("half"), "effective", _test("privileged-mfa", 10, 0, 5))
    found, _blind = looked(HONESTY, "exceptions-cover-most", TODAY)
    assert [one.subject for one in found] == ["Most"]
    assert found[0].detail == "6 of 10 are excepted: Title of privileged-mfa."


def test_what_still_violates_after_its_exception_is_found_and_what_was_mended_is_not() -> None:
    control = _control()
    ann, bob = (plain.create(ACTOR, Person(name=n, email=f"{n}@example.org")) for n in ("ann", "bob"))
    for subject, ends in (("desk", date(2026, 6, 3)), ("mended", date(2026, 6, 3)), ("live", date(2026, 9, 1))):
        plain.create(
            ACTOR,
            ControlException(
                control=control, test="privileged-mfa", subject=subject, label=subject, reason="r",
                compensating_measure="m", asked_by=ann, approver=bob, state="approved",
                starts_on=date(2026, 1, 1), ends_on=ends, decided_on=date(2026, 1, 1),
            ),
        )  # fmt: skip
    _concluded(control, "failing", _test("privileged-mfa", 10, 2, 1))
    _run("privileged-mfa", 10, "desk", "live", "other", excepted=("desk", "live"))
    found, _blind = looked(HONESTY, "exception-past-its-end", TODAY)
    assert [one.subject for one in found] == ["desk"]
    assert found[0].detail == "The exception from “Logging” ended on 3 Jun 2026. It still violates."


def test_a_control_retired_while_it_failed_is_found_and_one_retired_while_it_worked_is_not() -> None:
    for key, last in (("bad", "failing"), ("good", "effective")):
        control = _control(key, state=Control.State.RETIRED)
        for day, status in ((date(2026, 3, 1), "failing"), (date(2026, 4, 1), last), (date(2026, 5, 1), "retired")):
            ControlLook.objects.create(control=control, day=day, status=status, holds_days=1, evidence="0")
    found, _blind = looked(HONESTY, "retired-while-failing", TODAY)
    assert [one.subject for one in found] == ["Bad"]
    assert "1 Apr 2026" in found[0].detail


def test_a_population_that_shrank_is_found_and_one_that_stayed_is_not() -> None:
    for key, test, before, now in (("fewer", "device-encryption", 100, 60), ("same", "device-firewall", 100, 99)):
        _concluded(_control(key), "effective", _test(test, now))
        _run(test, before, ago=30)
        _run(test, now)
    _concluded(_control("flaws"), "effective", _test("high-flaws-overdue", 10))
    _run("high-flaws-overdue", 500, ago=30)
    _run("high-flaws-overdue", 10)
    found, blind = looked(HONESTY, "population-shrinks", TODAY)
    assert ([one.subject for one in found], blind) == (["Fewer"], [])
    assert "looked at 100 on 16 May 2026 and looks at 60 now. Known to have left: 0." in found[0].detail


def test_without_an_earlier_day_nobody_can_tell_whether_a_population_shrank() -> None:
    _concluded(_control(), "effective", _test("device-encryption", 60))
    _run("device-encryption", 60)
    assert looked(HONESTY, "population-shrinks", TODAY)[1] == [
        "No earlier day is concluded, so nobody can tell what was looked at then."
    ]


def test_a_fall_that_leavers_explain_and_a_small_one_are_none() -> None:
    then, now = date(2026, 5, 1), date(2026, 6, 1)
    assert shrunk([(then, 100), (now, 70)], 0) == Shrunk(100, then, 70)
    assert shrunk([(then, 100), (now, 70)], 12) is None
    assert shrunk([(then, 10), (now, 5)], 0) is None
    assert shrunk([(then, 100)], 0) is None


@pytest.mark.parametrize("check", SHOWN, ids=lambda one: one.rule.id)
def test_a_rule_that_asks_a_test_finds_what_the_test_finds(check: Any) -> None:
    rule, test = check.rule.id, check.look.test
    control = _control()
    _concluded(control, "effective", _test(test, 9, 0))
    assert looked(HONESTY, rule, TODAY) == ([], [])
    ControlStatus.objects.all().delete()
    _concluded(control, "failing", _test(test, 9, 1))
    _run(test, 9, "gateway")
    found, blind = looked(HONESTY, rule, TODAY)
    assert ([one.subject for one in found], blind) == (["Logging"], [])
    assert found[0].detail.endswith("1 of 9. GATEWAY")
    assert dict(found[0].facts)["subjects"] == "gateway"


def test_a_rule_whose_test_no_control_has_or_that_proves_nothing_says_so() -> None:
    _concluded(_control(), "unproven", _test("log-source-silent", status="unproven"))
    assert looked(HONESTY, "log-source-silent", TODAY) == ([], ["Nobody can tell."])
    assert looked(HONESTY, "self-review", TODAY) == (
        [], ["No control has the test “Nobody reviews their own access alone”."]
    )  # fmt: skip


def test_an_argument_that_does_not_hold_is_found_and_one_that_does_is_not() -> None:
    made = _concluded(_control(), "effective")
    framework = plain.create(
        ACTOR, Framework(key="pci", title="PCI", source="s", confidence="c", text_as_of=TODAY, adopted_on=TODAY)
    )
    for key, code in (("1.1", "no-evidence"), ("1.2", "another-way")):
        requirement = plain.create(ACTOR, Requirement(framework=framework, key=key, title="Walls", position=1))
        reason = {"code": code, "text": "It rests on nothing.", "refs": ["argument:vpn"]}
        RequirementStatus.objects.create(
            assessment=made,
            requirement=requirement,
            status="unproven",
            grade="",
            conclusion={"controls": [], "framework": "pci", "id": key, "reasons": [reason]},
        )
    found, _blind = looked(HONESTY, "argument-does-not-hold", TODAY)
    assert [(one.subject, one.detail) for one in found] == [("1.1 Walls", "It rests on nothing.")]
