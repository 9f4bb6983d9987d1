"""The rules of truth about looking: no look, no pass (1); everything answers "why?" (2); strength is visible (3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from earnest.engines.assurance import (
    ControlStatus,
    Grade,
    Record,
    RequirementStatus,
    Severity,
    assess,
)
from earnest.engines.assurance.tests.build import (
    NOW,
    TODAY,
    FakeInput,
    ago,
    attested,
    case,
    codes,
    concluded,
    control,
    day,
    excepted,
    record,
    requirement,
    result,
    source,
    texts,
    world,
)

# Rule 1: no look, no pass.


def test_rule_1_a_clean_look_at_a_whole_population_is_effective() -> None:
    found, needed = concluded(world(case()))
    assert (found.status, found.grade, found.population) == (ControlStatus.EFFECTIVE, Grade.A, 10)
    assert needed.status is RequirementStatus.MET


def test_rule_1_a_control_with_nothing_behind_it_is_unproven() -> None:
    found, needed = concluded(world())
    assert (found.status, found.grade) == (ControlStatus.UNPROVEN, Grade.E)
    assert codes(found) == {"asserted-only"}
    assert needed.status is RequirementStatus.UNPROVEN


@pytest.mark.parametrize(
    ("spoiled", "code"),
    [
        (result(population=0), "empty-population"),
        (result(unknown=1), "partial-evidence"),
        (result(error="killed after 30 s"), "test-error"),
        (result(missing=("accounts",)), "missing-table"),
        (result(as_of=ago(3)), "not-run"),
        (result(as_of=ago(-1)), "dated-after"),
        (result(inputs=(FakeInput("accounts", "okta", observed_at=ago(15)),)), "stale-source"),
        (result(inputs=(FakeInput("accounts", "okta", observed_at=ago(-1)),)), "dated-after"),
        (result(inputs=(FakeInput("accounts", "ldap", observed_at=ago(1)),)), "inactive-source"),
    ],
)
def test_rule_1_evidence_that_is_empty_partial_or_broken_is_unproven(spoiled: object, code: str) -> None:
    found, needed = concluded(world(case(found=spoiled)))  # type: ignore[arg-type]  # a fake result
    assert found.status is ControlStatus.UNPROVEN
    assert code in codes(found)
    assert needed.status is RequirementStatus.UNPROVEN


def test_rule_1_a_test_that_has_not_run_is_unproven() -> None:
    unrun = replace(case(), result=None)
    found, _ = concluded(world(unrun))
    assert found.status is ControlStatus.UNPROVEN
    assert codes(found) == {"not-run"}
    partly_stale, _ = concluded(world(unrun, sources=(source(), source("ldap", age=20))))
    assert codes(partly_stale) == {"not-run", "stale-source"}


def test_rule_1_an_error_outweighs_the_rows_that_came_with_it() -> None:
    found, _ = concluded(world(case(found=result(violating=2, error="out of memory"))))
    assert (found.status, found.violations) == (ControlStatus.UNPROVEN, 0)


def test_rule_1_a_source_that_stops_turns_what_rests_on_it_unproven_on_the_day() -> None:
    """Last look 1 day ago, limit 14: it holds for 13 days more and not a moment longer."""
    facts = world(case())

    def status_after(days: float) -> ControlStatus:
        ran = replace(facts.tests[0], result=result(as_of=NOW + timedelta(days=days)))
        return concluded(replace(facts, tests=(ran,)), days=days)[0].status

    assert status_after(13) is ControlStatus.EFFECTIVE
    assert status_after(13.001) is ControlStatus.UNPROVEN


def test_rule_1_the_reason_names_the_source_its_age_and_its_limit() -> None:
    found, needed = concluded(world(case(), sources=(source("nessus", age=19),)))
    assert (found.status, needed.status) == (ControlStatus.UNPROVEN, RequirementStatus.UNPROVEN)
    assert "Nessus: last looked 19 days ago, limit 14 days." in texts(found)
    assert any("source:nessus" in reason.refs for reason in found.reasons)


def test_rule_1_one_stale_source_among_fresh_ones_leaves_the_look_partial() -> None:
    found, _ = concluded(world(case(), sources=(source(), source("ldap", age=20))))
    assert found.status is ControlStatus.UNPROVEN
    assert "stale-source" in codes(found)


def test_rule_1_a_stale_source_of_an_optional_table_matters_alike() -> None:
    optional = case(tables=("accounts", "people"), required=("accounts",))
    found, _ = concluded(world(optional, sources=(source(), source("hr", ("people",), age=20))))
    assert found.status is ControlStatus.UNPROVEN


def _compared(violating: int = 3, *, age: float = 20) -> Record:
    """A test that misses accounts of people; the list of people, whose gaps look like violations, is `age` old."""
    compared = replace(case(tables=("accounts", "people"), found=result(violating=violating)), whole=("people",))
    return world(compared, sources=(source(), source("hr", ("people",), age=2), source("hr-us", ("people",), age=age)))


def test_rule_1_what_a_stale_source_would_have_listed_is_not_a_violation() -> None:
    found, needed = concluded(_compared())
    assert (found.status, needed.status) == (ControlStatus.UNPROVEN, RequirementStatus.UNPROVEN)
    assert {"not-whole", "stale-source"} <= codes(found)
    assert "violations" not in codes(found)


def test_rule_1_a_table_that_must_be_whole_and_is_lets_its_violations_count() -> None:
    found, _ = concluded(_compared(age=3))
    assert (found.status, found.violations) == (ControlStatus.FAILING, 3)
    assert "not-whole" not in codes(found)


def test_rule_1_a_violation_seen_beside_a_stale_source_of_another_table_still_counts() -> None:
    optional = case(tables=("accounts", "people"), required=("accounts",), found=result(violating=1))
    found, _ = concluded(
        world(replace(optional, whole=("accounts",)), sources=(source(), source("hr", ("people",), age=20)))
    )
    assert found.status is ControlStatus.FAILING


def test_rule_1_an_empty_population_is_said_before_a_table_that_is_not_whole() -> None:
    found, _ = concluded(replace(_compared(), tests=(replace(_compared().tests[0], result=result(population=0)),)))
    assert "empty-population" in codes(found)
    assert found.status is ControlStatus.UNPROVEN


def test_rule_1_an_optional_table_that_no_source_gives_is_no_gap() -> None:
    found, _ = concluded(world(case(tables=("accounts", "people"), required=("accounts",))))
    assert found.status is ControlStatus.EFFECTIVE


def test_rule_1_violations_seen_in_fresh_evidence_fail_whatever_is_missing() -> None:
    seen = case(found=result(violating=3, unknown=2))
    found, needed = concluded(world(seen, sources=(source(), source("ldap", age=20))))
    assert (found.status, needed.status) == (ControlStatus.FAILING, RequirementStatus.NOT_MET)
    assert {"violations", "stale-source", "partial-evidence"} <= codes(found)


def test_rule_1_rows_left_from_stale_sources_alone_do_not_even_fail() -> None:
    found, _ = concluded(world(case(found=result(violating=3)), sources=(source(age=20),)))
    assert found.status is ControlStatus.UNPROVEN


def test_rule_1_a_source_that_never_delivered_is_a_gap() -> None:
    found, _ = concluded(world(case(), sources=(source(), source("ldap", age=None))))
    assert found.status is ControlStatus.UNPROVEN
    assert "Ldap has never delivered anything." in texts(found)


def test_rule_1_a_retired_source_is_neither_evidence_nor_gap() -> None:
    retired = replace(source("ldap", age=200), active=False)
    assert concluded(world(case(), sources=(source(), retired)))[0].status is ControlStatus.EFFECTIVE
    alone, _ = concluded(world(case(), sources=(replace(source(), active=False),)))
    assert alone.status is ControlStatus.UNPROVEN
    assert "missing-table" in codes(alone)


def test_rule_1_a_late_source_within_its_limit_is_told_and_changes_nothing() -> None:
    late = replace(source(age=3), cadence_days=1)
    found, _ = concluded(world(case(), sources=(late,)))
    assert found.status is ControlStatus.EFFECTIVE
    assert "Okta is expected every 1 day and last looked 3 days ago." in texts(found)


def test_rule_1_an_expired_record_is_unproven_with_the_reason() -> None:
    old = record(valid_until=day(-1))
    found, _ = concluded(world(inspected=(old,)))
    assert (found.status, found.grade) == (ControlStatus.UNPROVEN, Grade.E)
    assert "counted until 2026-06-14 and has expired" in texts(found)
    assert concluded(world(inspected=(replace(old, valid_until=TODAY),)))[0].status is ControlStatus.EFFECTIVE


def test_rule_1_paper_does_not_stand_in_for_a_test_that_could_not_look() -> None:
    found, _ = concluded(world(case(found=result(population=0)), inspected=(record(),), attestations=(attested(),)))
    assert found.status is ControlStatus.UNPROVEN
    assert "paper-no-substitute" in codes(found)


def test_rule_1_what_the_evidence_cannot_tell_counts_as_a_violation_until_it_can() -> None:
    def status(unknown: int) -> ControlStatus:
        seen = result(population=100, violating=3, unknown=unknown, tolerated=0.05)
        return concluded(world(case(found=seen)))[0].status

    assert (status(2), status(3)) == (ControlStatus.EFFECTIVE, ControlStatus.UNPROVEN)


def test_rule_1_a_heavy_test_without_a_look_leaves_the_control_unproven_and_a_light_one_partly() -> None:
    blind = result(unknown=1)
    light, heavy = case("light", severity=Severity.LOW), case("heavy")
    assert concluded(world(light, replace(heavy, result=blind)))[0].status is ControlStatus.UNPROVEN
    assert concluded(world(replace(light, result=blind), heavy))[0].status is ControlStatus.PARTLY


def test_rule_1_a_requirement_that_nothing_supports_is_unproven() -> None:
    for supports in ((), ("not-in-the-record",)):
        _, needed = concluded(world(case(), requirements=(requirement(supports),)))
        assert (needed.status, needed.grade) == (RequirementStatus.UNPROVEN, Grade.E)
        assert needed.reasons


# Rule 2: everything answers "why?" (the links that assurance owns).


def test_rule_2_every_conclusion_has_a_reason_and_leads_to_what_it_rests_on() -> None:
    read = (FakeInput("accounts", "okta", "ef" * 32, ago(1)),)
    failing = case(found=result(violating=2, inputs=read, digest="12" * 32))
    found, needed = concluded(world(failing, exceptions=(excepted(),)))
    assert needed.rests_on == ("control:c",)
    assert set(found.rests_on) == {f"snapshot:{'ef' * 32}", f"result:{'12' * 32}", "test:t", "exception:E-1"}
    assert all(reason.text and reason.refs for reason in (*found.reasons, *needed.reasons))
    assert "T: 1 of 10 violate." in texts(found)


def test_rule_2_the_digest_changes_with_the_evidence_below() -> None:
    before = assess(world(case()), NOW)
    after = assess(world(case(found=result(digest="00" * 32))), NOW)
    assert before.control("c").status is after.control("c").status
    for one, other in ((before.controls, after.controls), (before.requirements, after.requirements)):
        assert [item.digest for item in one] != [item.digest for item in other]
    assert before.digest != after.digest


# Rule 3: strength is visible.


@pytest.mark.parametrize(
    ("evidence", "status", "grade"),
    [
        ({"tests": (case(),)}, ControlStatus.EFFECTIVE, Grade.A),
        ({"tests": (case(sampled=True),)}, ControlStatus.EFFECTIVE, Grade.B),
        ({"inspected": (record(),)}, ControlStatus.EFFECTIVE, Grade.C),
        ({"attestations": (attested(),)}, ControlStatus.PARTLY, Grade.D),
        ({}, ControlStatus.UNPROVEN, Grade.E),
    ],
)
def test_rule_3_each_kind_of_evidence_has_its_grade(
    evidence: dict[str, tuple[object, ...]], status: ControlStatus, grade: Grade
) -> None:
    facts = replace(world(), **evidence)  # type: ignore[arg-type]  # keyword fields of a test fixture
    found, needed = concluded(facts)
    assert (found.status, found.grade, needed.grade) == (status, grade, grade)


def test_rule_3_the_grade_is_that_of_the_weakest_live_evidence() -> None:
    found, _ = concluded(world(case("whole"), case("sample", sampled=True)))
    assert found.grade is Grade.B
    two = (control(), control("d"))
    facts = world(case(), controls=two, inspected=(record(control_id="d"),), requirements=(requirement(("c", "d")),))
    assert concluded(facts)[1].grade is Grade.C


def test_rule_3_the_owners_word_alone_is_partly_effective_and_says_so() -> None:
    found, needed = concluded(world(attestations=(attested(),)))
    assert "Only the owner's word stands behind Control c." in texts(found)
    assert needed.status is RequirementStatus.PARTLY


def test_rule_3_an_owner_who_inspects_the_own_record_only_attests() -> None:
    found, _ = concluded(world(inspected=(record(inspected_by=" OWNER@firm.example"),)))
    assert (found.status, found.grade) == (ControlStatus.PARTLY, Grade.D)
    assert {"self-inspected", "attested-only"} <= codes(found)


def test_rule_3_paper_lowers_and_never_raises() -> None:
    against = (record(supports=False, note="Two names are of people who had left."),)
    lowered, _ = concluded(world(case(), inspected=against))
    assert (lowered.status, lowered.grade) == (ControlStatus.PARTLY, Grade.C)
    failing, _ = concluded(world(case(found=result(violating=1)), inspected=(record(),), attestations=(attested(),)))
    assert failing.status is ControlStatus.FAILING
    doubted, _ = concluded(world(inspected=(record(),), attestations=(attested(operates=False),)))
    assert (doubted.status, doubted.grade) == (ControlStatus.PARTLY, Grade.D)


def test_rule_3_bad_news_on_paper_does_not_expire_but_a_new_inspection_replaces_it() -> None:
    bad = record(supports=False, valid_until=day(-1))
    assert concluded(world(inspected=(bad,)))[0].status is ControlStatus.FAILING
    good = record("R-2", inspected_on=day(-1))
    assert concluded(world(inspected=(bad, good)))[0].status is ControlStatus.EFFECTIVE
    expired = replace(good, valid_until=day(-1))
    assert concluded(world(inspected=(bad, expired)))[0].status is ControlStatus.UNPROVEN


def test_rule_3_answers_to_several_questions_are_all_needed() -> None:
    yes, no = record(), record("R-2", supports=False, question="Were the findings closed?")
    assert concluded(world(inspected=(yes, no)))[0].status is ControlStatus.PARTLY
    assert concluded(world(inspected=(replace(yes, valid_until=day(-1)), no)))[0].status is ControlStatus.FAILING
