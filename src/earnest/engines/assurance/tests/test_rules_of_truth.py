"""The rules of truth, one group of tests for each rule that assurance can keep or break."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from earnest.engines.assurance import (
    Assessment,
    ControlConclusion,
    ControlStatus,
    Grade,
    Record,
    RequirementConclusion,
    RequirementStatus,
    Severity,
    assess,
)
from earnest.engines.assurance import facts as facts_module
from earnest.engines.assurance.facts import Doubt, NotApplicableFact, RequirementFact, TestFact
from earnest.engines.assurance.period import DayStatus, Observation, cover
from earnest.engines.assurance.reliability import reliability
from earnest.engines.assurance.statuses import ControlState, TestStatus
from earnest.engines.assurance.tests.build import (
    NOW,
    TODAY,
    FakeInput,
    ago,
    argument,
    attested,
    case,
    control,
    day,
    excepted,
    record,
    requirement,
    result,
    source,
)


def world(*tests: TestFact, **other: object) -> Record:
    """One control `c` with the given tests, one fresh source and one requirement that the control supports."""
    given = {"sources": (source(),), "controls": (control(),), "requirements": (requirement(),), **other}
    return Record(tests=tests, **given)  # type: ignore[arg-type]  # keyword fields of a test fixture


def concluded(record_: Record, **moved: float) -> tuple[ControlConclusion, RequirementConclusion]:
    found = assess(record_, NOW + timedelta(**moved))
    return found.control("c"), found.requirement("iso27001-2022", "A.8.5")


def codes(conclusion: ControlConclusion | RequirementConclusion) -> set[str]:
    return {reason.code for reason in conclusion.reasons}


def texts(conclusion: ControlConclusion | RequirementConclusion) -> str:
    return "\n".join(reason.text for reason in conclusion.reasons)


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
    found, _ = concluded(world(replace(case(), result=None)))
    assert found.status is ControlStatus.UNPROVEN
    assert "not-run" in codes(found)


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


# Rule 4: observed is not collected is not uploaded.


def test_rule_4_a_period_counts_days_observed_and_shows_gaps_as_gaps() -> None:
    looks = [
        Observation(day(0), ControlStatus.EFFECTIVE, 7, "a"),
        Observation(day(20), ControlStatus.EFFECTIVE, 7, "b"),
    ]
    found = cover(looks, day(0), day(29))
    assert [(span.start, span.end) for span in found.gaps] == [(day(8), day(19)), (day(28), day(29))]
    assert found.share_effective == 16 / 30
    assert found.counts[DayStatus.NOT_OBSERVED] == 14


def test_rule_4_freshness_goes_by_what_was_observed_not_by_when_the_test_ran() -> None:
    found, _ = concluded(world(case(found=result(as_of=NOW)), sources=(source(age=15),)))
    assert found.status is ControlStatus.UNPROVEN


def test_rule_4_evidence_from_after_the_day_proves_nothing_for_it() -> None:
    later = world(inspected=(record(inspected_on=day(1)),), attestations=(attested(attested_on=day(2)),))
    assert concluded(later)[0].status is ControlStatus.UNPROVEN
    assert concluded(world(case(), sources=(source(age=-2),)))[0].status is ControlStatus.UNPROVEN


# Rule 5: exceptions are people's.


def test_rule_5_an_exception_in_force_moves_its_deviation_out_of_the_violations() -> None:
    found, _ = concluded(world(case(found=result(violating=1)), exceptions=(excepted(),)))
    assert (found.status, found.violations, found.excepted) == (ControlStatus.EFFECTIVE, 0, 1)
    assert "1 of 10 is excepted, approved by ciso@firm.example; the first ends on 2026-06-25." in texts(found)


def test_rule_5_beyond_one_in_ten_the_exception_has_become_the_practice() -> None:
    two = (excepted(), excepted("s1", "E-2"))
    found, needed = concluded(world(case(found=result(violating=2)), exceptions=two))
    assert (found.status, needed.status) == (ControlStatus.PARTLY, RequirementStatus.PARTLY)


def test_rule_5_when_everything_is_excepted_nothing_was_seen_to_work() -> None:
    found, _ = concluded(world(case(found=result(population=1, violating=1)), exceptions=(excepted(),)))
    assert found.status is ControlStatus.UNPROVEN
    assert "all-excepted" in codes(found)


@pytest.mark.parametrize(
    ("spoiled", "code"),
    [
        ({"approver": "asker@firm.example"}, "exception-invalid"),
        ({"approver": " Asker@FIRM.example "}, "exception-invalid"),
        ({"concerned": ("ciso@firm.example",)}, "exception-invalid"),
        ({"approver": " "}, "exception-invalid"),
        ({"requested_by": ""}, "exception-invalid"),
        ({"reason": ""}, "exception-invalid"),
        ({"compensating_measure": " "}, "exception-invalid"),
        ({"ends_on": None}, "exception-invalid"),
        ({"ends_on": day(-11)}, "exception-invalid"),
        ({"approved_at": None}, "exception-not-approved"),
        ({"approved_at": ago(-1)}, "exception-not-approved"),
        ({"starts_on": day(1)}, "exception-not-started"),
        ({"revoked_at": ago(1)}, "exception-revoked"),
        ({"ends_on": day(-1)}, "exception-ended"),
    ],
)
def test_rule_5_an_exception_that_lacks_anything_excepts_nothing(spoiled: dict[str, object], code: str) -> None:
    lacking = replace(excepted(), **spoiled)  # type: ignore[arg-type]  # one field of a test fixture
    found, _ = concluded(world(case(found=result(violating=1)), exceptions=(lacking,)))
    assert (found.status, found.violations, found.excepted) == (ControlStatus.FAILING, 1, 0)
    assert code in codes(found)


def test_rule_5_at_its_end_date_the_deviation_comes_back_by_itself() -> None:
    failing = case(found=result(violating=1))
    last_day = world(failing, exceptions=(excepted(ends_on=TODAY),))
    assert concluded(last_day)[0].status is ControlStatus.EFFECTIVE
    long_ago = excepted(starts_on=day(-60), ends_on=day(-12))
    found, needed = concluded(world(failing, exceptions=(long_ago,)))
    assert (found.status, needed.status) == (ControlStatus.FAILING, RequirementStatus.NOT_MET)
    assert "Exception E-1 for s0 ended 12 days ago, on 2026-06-03." in texts(found)


def test_rule_5_nobody_excepts_a_whole_test_or_control() -> None:
    found, _ = concluded(world(case(found=result(violating=1)), exceptions=(excepted(None),)))
    assert (found.status, found.excepted) == (ControlStatus.FAILING, 0)


def test_rule_5_an_exception_reaches_its_own_test_control_and_subject_only() -> None:
    failing = case(found=result(violating=1))
    for other in (excepted("s9"), excepted(test_id="other-test")):
        assert concluded(world(failing, exceptions=(other,)))[0].violations == 1
    elsewhere = replace(excepted(), control_id="d")
    two = world(failing, controls=(control(), control("d")), exceptions=(elsewhere,))
    assert concluded(two)[0].violations == 1


def test_rule_5_violations_beyond_the_kept_rows_are_excepted_only_where_the_result_names_them() -> None:
    cut = replace(result(population=100, violating=1), violation_count=3)
    two = (excepted(), excepted("s2", "E-2"))
    found, _ = concluded(world(case(found=cut), exceptions=two))
    assert (found.violations, found.excepted, found.status) == (2, 1, ControlStatus.FAILING)
    named, _ = concluded(world(case(found=replace(cut, excepted=("s2",))), exceptions=two))
    assert (named.violations, named.excepted) == (1, 2)


def test_rule_5_a_result_that_calls_a_subject_excepted_does_not_except_it() -> None:
    found, _ = concluded(world(case(found=result(violating=1, excepted=("s0",)))))
    assert (found.violations, found.excepted, found.status) == (1, 0, ControlStatus.FAILING)


def test_rule_5_a_tolerated_share_is_told_and_exceptions_cannot_stretch_it() -> None:
    tolerant = result(population=100, violating=29, tolerated=0.29)
    found, _ = concluded(world(case(found=tolerant)))
    assert found.status is ControlStatus.EFFECTIVE
    assert "T: 29 of 100 violate; the test tolerates 29%." in texts(found)
    thirty = case(found=result(population=100, violating=30, tolerated=0.29))
    assert concluded(world(thirty))[0].status is ControlStatus.FAILING
    assert concluded(world(thirty, exceptions=(excepted(),)))[0].status is ControlStatus.PARTLY


def test_rule_5_not_applicable_needs_a_reason_and_an_approver_other_than_who_asked() -> None:
    decision = NotApplicableFact("No cards are stored.", "analyst@firm.example", "ciso@firm.example", day(-3))
    _, needed = concluded(world(requirements=(requirement(not_applicable=decision),)))
    assert (needed.status, needed.grade) == (RequirementStatus.NOT_APPLICABLE, None)
    assert "No cards are stored. (approved by ciso@firm.example on 2026-06-12)" in texts(needed)
    for refused in (
        replace(decision, reason=" "),
        replace(decision, approver=""),
        replace(decision, approver="Analyst@firm.example"),
        replace(decision, requested_by=""),
        replace(decision, decided_on=day(1)),
    ):
        _, needed = concluded(world(requirements=(requirement(not_applicable=refused),)))
        assert needed.status is RequirementStatus.UNPROVEN
        assert "not-applicable-refused" in codes(needed)


# Rule 6: another way is a first-class way.


def another_way(**other: object) -> Record:
    """The direct control `vpn` is retired; the argument rests on control `c`."""
    argued = replace(argument(), **other)  # type: ignore[arg-type]  # fields of a test fixture
    asked = requirement(("vpn",), argument=argued)
    return world(case(), controls=(control(), control("vpn", ControlState.RETIRED)), requirements=(asked,))


def test_rule_6_a_complete_argument_with_live_evidence_meets_the_requirement() -> None:
    _, needed = concluded(another_way())
    assert (needed.status, needed.grade) == (RequirementStatus.MET_ANOTHER_WAY, Grade.A)
    assert needed.controls == ("c", "vpn")
    assert "argument:W-1" in needed.rests_on


def test_rule_6_an_argument_without_live_evidence_is_unproven() -> None:
    sloppy = replace(another_way(), tests=())
    _, needed = concluded(sloppy)
    assert needed.status is RequirementStatus.UNPROVEN
    assert "no-evidence" in codes(needed)
    asked = requirement((), argument=argument(control_ids=()))
    assert concluded(world(case(), requirements=(asked,)))[1].status is RequirementStatus.UNPROVEN


@pytest.mark.parametrize(
    ("spoiled", "code"),
    [
        ({"objective": ""}, "argument-incomplete"),
        ({"reasoning": " "}, "argument-incomplete"),
        ({"author": ""}, "argument-incomplete"),
        ({"reviewed_by": ""}, "argument-incomplete"),
        ({"reviewed_by": "Architect@firm.example"}, "argument-incomplete"),
        ({"reviewed_on": None}, "argument-incomplete"),
        ({"reviewed_on": day(1)}, "argument-incomplete"),
        ({"review_by": None}, "argument-incomplete"),
        ({"review_by": day(-1)}, "argument-overdue"),
    ],
)
def test_rule_6_an_argument_that_lacks_anything_is_unproven(spoiled: dict[str, object], code: str) -> None:
    _, needed = concluded(another_way(**spoiled))
    assert needed.status is RequirementStatus.UNPROVEN
    assert code in codes(needed)


def test_rule_6_an_open_doubt_leaves_it_partly_met_until_it_is_answered() -> None:
    open_doubt = Doubt("Contractors bring their own devices.")
    _, needed = concluded(another_way(doubts=(open_doubt,)))
    assert needed.status is RequirementStatus.PARTLY
    assert "Contractors bring their own devices." in texts(needed)
    answered = replace(open_doubt, answer="They get a managed one since May.")
    assert concluded(another_way(doubts=(answered,)))[1].status is RequirementStatus.MET_ANOTHER_WAY


def test_rule_6_an_argument_whose_evidence_fails_is_not_met() -> None:
    facts = replace(another_way(), tests=(case(found=result(violating=1)),))
    assert concluded(facts)[1].status is RequirementStatus.NOT_MET


def test_rule_6_the_direct_way_is_told_where_it_holds_by_itself() -> None:
    asked = requirement(("c",), argument=argument(control_ids=("d",)))
    facts = world(case(), controls=(control(), control("d")), requirements=(asked,))
    _, needed = concluded(facts)
    assert (needed.status, needed.grade) == (RequirementStatus.MET, Grade.A)


# Rule 8: every thing has one accountable person (what has none is told).


def test_rule_8_a_control_without_an_owner_says_so_and_is_judged_alike() -> None:
    found, _ = concluded(world(case(), controls=(control(owner=None),)))
    assert found.status is ControlStatus.EFFECTIVE
    assert "no-owner" in codes(found)
    assert "no-owner" not in codes(concluded(world(case()))[0])


# Rule 9: uncertainty is said.


def test_rule_9_without_a_look_the_reliability_is_as_wide_as_its_prior() -> None:
    unknown = reliability([Observation(day(0), ControlStatus.UNPROVEN, 7, "a")])
    assert (unknown.looks, unknown.mean) == (0, 0.5)
    assert unknown.low < 0.01
    assert unknown.high > 0.99


# Rule 10: the same input gives the same output.


def test_rule_10_the_same_facts_in_any_order_give_the_same_bytes() -> None:
    facts = Record(
        sources=(source(), source("ldap", ("people",))),
        controls=(control(), control("d"), control("e", ControlState.PLANNED)),
        tests=(case("a"), case("b", found=result(violating=2)), case("a", control="d")),
        exceptions=(excepted(), excepted("s1", "E-2")),
        inspected=(record(), record("R-2", inspected_on=day(-4))),
        attestations=(attested(), attested("A-2", operates=False)),
        requirements=(requirement(("d", "c")), RequirementFact("gdpr", "32", ("e",))),
    )
    turned = Record(**{one.name: tuple(reversed(getattr(facts, one.name))) for one in fields(facts)})
    assert assess(facts, NOW).to_json() == assess(turned, NOW).to_json()


# The spine: a person decides and attests; the program concludes.


def test_no_fact_has_a_field_in_which_a_verdict_could_be_typed() -> None:
    kinds = [kind for name, kind in vars(facts_module).items() if name.endswith("Fact")]
    assert len(kinds) >= 9
    assert not {one.name for kind in kinds for one in fields(kind)} & {
        "status",
        "effective",
        "compliant",
        "met",
        "grade",
    }


def test_a_conclusion_can_be_thrown_away_and_computed_again() -> None:
    facts = world(case(found=result(violating=1)))
    first: Assessment = assess(facts, NOW)
    assert first == assess(facts, NOW)
    assert first.controls[0].tests[0].status is TestStatus.FAILING
