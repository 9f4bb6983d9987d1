"""The entry point: what it refuses, what it prints, how fast it is."""

from __future__ import annotations

import hashlib
import json
import re
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from earnest.engines.assurance import REASON_CODES, ControlState, ControlStatus, Reason, Record, Severity, assess
from earnest.engines.assurance.conclusions import digest_of, plain_control
from earnest.engines.assurance.facts import FactsError, RequirementFact, SourceFact
from earnest.engines.assurance.tests.build import (
    NOW,
    FakeInput,
    FakeResult,
    ago,
    attested,
    case,
    control,
    excepted,
    record,
    requirement,
    result,
    row,
    source,
)

SMALL = Record(sources=(source(),), controls=(control(),), tests=(case(),), requirements=(requirement(),))


def test_json_has_the_documented_members() -> None:
    printed = json.loads(assess(SMALL, NOW).to_json())
    assert printed["as_of"] == "2026-06-15T12:00:00+00:00"
    one = printed["controls"][0]
    assert {"id", "status", "grade", "reasons", "population", "violations", "excepted", "tests"} <= one.keys()
    assert (one["id"], one["status"], one["grade"], one["population"]) == ("c", "effective", "A", 10)
    assert one["tests"][0]["id"] == "t"
    assert one["reasons"][0] == {"code": "passed", "text": "T: all 10 pass.", "refs": ["test:t"]}
    needed = printed["requirements"][0]
    assert {"framework", "id", "status", "reasons"} <= needed.keys()
    assert (needed["framework"], needed["id"], needed["status"]) == ("iso27001-2022", "A.8.5", "met")


def test_planned_and_retired_controls_have_no_grade() -> None:
    for state in (ControlState.PLANNED, ControlState.RETIRED):
        found = assess(replace(SMALL, controls=(control(state=state),)), NOW).control("c")
        assert (found.status.value, found.grade) == (state.value, None)


def test_headings_get_no_conclusion() -> None:
    heading = replace(requirement(), assessable=False)
    found = assess(replace(SMALL, requirements=(heading,)), NOW)
    assert found.requirements == ()
    with pytest.raises(KeyError):
        found.requirement("iso27001-2022", "A.8.5")
    with pytest.raises(KeyError):
        found.control("nowhere")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        assess(SMALL, NOW.replace(tzinfo=None))


def test_the_day_is_that_of_the_moment_in_its_own_zone() -> None:
    """An exception that ends on 15 June is over in Auckland when it is still in force in UTC."""
    failing = replace(SMALL, tests=(case(found=result(violating=1)),), exceptions=(excepted(ends_on=NOW.date()),))
    auckland = NOW.astimezone(timezone(timedelta(hours=12)))
    assert assess(failing, NOW).control("c").status is ControlStatus.EFFECTIVE
    assert assess(failing, auckland).control("c").status is ControlStatus.FAILING


@pytest.mark.parametrize(
    ("spoiled", "says"),
    [
        ({"sources": (source(), source())}, "source okta is in the record more than once"),
        ({"controls": (control(), control())}, "control c is in the record more than once"),
        ({"tests": (case(), case())}, "test t of control c is in the record more than once"),
        ({"tests": (case(control="z"),)}, "test t belongs to control z, which is not in the record"),
        ({"exceptions": (replace(excepted(), control_id="z"),)}, "exception E-1 belongs to control z"),
        ({"inspected": (record(control_id="z"),)}, "inspected record R-1 belongs to control z"),
        ({"attestations": (attested(control_id="z"),)}, "attestation A-1 belongs to control z"),
        ({"requirements": (requirement(), requirement())}, "requirement iso27001-2022 A.8.5 is in the record more"),
    ],
)
def test_facts_that_contradict_one_another_are_refused_by_name(spoiled: dict[str, object], says: str) -> None:
    broken = replace(SMALL, **spoiled)  # type: ignore[arg-type]  # one field of a test fixture
    with pytest.raises(FactsError, match=says):
        assess(broken, NOW)


@pytest.mark.parametrize("share", [-0.1, 1.0, float("nan")])
def test_a_share_that_would_tolerate_everything_proves_nothing(share: float) -> None:
    lenient = replace(SMALL, tests=(case(found=result(tolerated=share)),))
    found = assess(lenient, NOW).control("c")
    assert (found.status, found.reasons[0].code) == (ControlStatus.UNPROVEN, "test-error")


def test_every_reason_code_is_documented_and_used() -> None:
    with pytest.raises(ValueError, match="REASON_CODES"):
        Reason("because", "Because.")
    folder = Path(__file__).parent.parent
    code = "\n".join(file.read_text("utf-8") for file in folder.glob("*.py"))
    used = {name for name in REASON_CODES if len(re.findall(rf'"{name}"', code)) > 1}
    assert used == REASON_CODES.keys()


def test_a_digest_can_be_recomputed_with_any_json_library() -> None:
    value = {"b": [1, None, True, ""], "a": 'naïve “quotes” \\ / " \n\t\x01\x7f 日本 🔒', "ä": {}}
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert digest_of(value) == hashlib.sha256(text.encode()).hexdigest()
    found = plain_control(assess(SMALL, NOW).control("c"))
    claimed = found.pop("digest")
    text = json.dumps({**found, "digest": ""}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert claimed == hashlib.sha256(text.encode()).hexdigest()


def test_several_lapsed_exceptions_for_one_subject_are_told_once_for_each_kind() -> None:
    gone = [excepted(exception_id=f"E-{n}", starts_on=ago(90).date(), ends_on=ago(n).date()) for n in (40, 20, 30)]
    asked = excepted(exception_id="E-9", approved_at=None)
    failing = replace(SMALL, tests=(case(found=result(violating=1)),), exceptions=(*gone, asked))
    reasons = {reason.code: reason.text for reason in assess(failing, NOW).control("c").reasons}
    assert "E-20 for s0 ended 20 days ago" in reasons["exception-ended"]
    assert "E-9 for s0 is not approved" in reasons["exception-not-approved"]


def large() -> Record:
    """170 controls, 700 requirements, 60 tests of which some violate, 15 sources."""
    tables = [f"table{number}" for number in range(15)]
    sources = tuple(
        SourceFact(f"s{n}", f"Source {n}", (tables[n], tables[(n + 1) % 15]), 14, 1, True, ago(n)) for n in range(15)
    )
    tests = tuple(
        case(f"t{n}", control=f"c{n}", severity=list(Severity)[n % 4], tables=(tables[n % 10],), found=_many(n))
        for n in range(60)
    )
    needed = tuple(
        RequirementFact(f"f{n % 12}", f"r{n}", tuple(f"c{(n * 7 + step) % 170}" for step in range(3)))
        for n in range(700)
    )
    return Record(
        sources,
        tuple(control(f"c{n}") for n in range(170)),
        tests,
        tuple(excepted(f"s{n}", f"E-{n}", control_id=f"c{n % 60}") for n in range(100)),
        tuple(record(f"R-{n}", control_id=f"c{60 + n}") for n in range(60)),
        tuple(attested(f"A-{n}", control_id=f"c{120 + n}") for n in range(40)),
        needed,
    )


def _many(number: int) -> FakeResult:
    rows = tuple(row(f"s{one}") for one in range(number % 5 * 20))
    read = (FakeInput(f"table{number % 10}", f"s{number % 10}", observed_at=ago(1)),)
    return FakeResult(2000, rows, len(rows), inputs=read)


def test_a_whole_company_is_assessed_in_a_blink() -> None:
    """50 ms is the aim; the best of five, in processor time, is held to twice that for slow machines."""
    facts, best = large(), float("inf")
    for _ in range(5):
        started = time.process_time()
        found = assess(facts, NOW)
        best = min(best, time.process_time() - started)
    assert (len(found.controls), len(found.requirements)) == (170, 700)
    assert best < 0.100


def test_moments_are_compared_as_instants() -> None:
    elsewhere = replace(source(), last_observed_at=ago(1).astimezone(timezone(timedelta(hours=-7))))
    assert assess(replace(SMALL, sources=(elsewhere,)), NOW).control("c").status is ControlStatus.EFFECTIVE
    assert isinstance(assess(SMALL, NOW).as_of, datetime)
