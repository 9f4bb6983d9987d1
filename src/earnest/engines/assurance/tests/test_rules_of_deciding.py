"""The rules of truth about time, people and uncertainty: 4, 5, 6, 8, 9, 10 and the spine. Rule 7 belongs to risk."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from earnest.engines.assurance import (
    Assessment,
    ControlStatus,
    Grade,
    Record,
    RequirementStatus,
    assess,
)
from earnest.engines.assurance import facts as facts_module
from earnest.engines.assurance.facts import Doubt, NotApplicableFact, RequirementFact
from earnest.engines.assurance.period import DayStatus, Observation, cover
from earnest.engines.assurance.reliability import reliability
from earnest.engines.assurance.statuses import ControlState, TestStatus
from earnest.engines.assurance.tests.build import (
    NOW,
    TODAY,
    ago,
    argument,
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
        ({"lacks": ("nothing supports G2",)}, "argument-incomplete"),
    ],
)
def test_rule_6_an_argument_that_lacks_anything_is_unproven(spoiled: dict[str, object], code: str) -> None:
    _, needed = concluded(another_way(**spoiled))
    assert needed.status is RequirementStatus.UNPROVEN
    assert code in codes(needed)


def test_rule_6_an_open_doubt_leaves_it_unproven_until_it_is_answered() -> None:
    open_doubt = Doubt("Contractors bring their own devices.")
    _, needed = concluded(another_way(doubts=(open_doubt,)))
    assert needed.status is RequirementStatus.UNPROVEN
    assert "Contractors bring their own devices." in texts(needed)
    answered = replace(open_doubt, answer="They get a managed one since May.")
    assert concluded(another_way(doubts=(answered,)))[1].status is RequirementStatus.MET_ANOTHER_WAY


def test_rule_6_an_argument_whose_evidence_fails_is_not_met() -> None:
    facts = replace(another_way(), tests=(case(found=result(violating=1)),))
    assert concluded(facts)[1].status is RequirementStatus.NOT_MET


def test_rule_6_evidence_may_be_one_test_of_a_control_and_counts_by_its_own_result() -> None:
    test = case()
    rests = {"control_ids": (), "tests": (("c", test.test_id),)}
    _, needed = concluded(another_way(**rests))
    assert (needed.status, needed.controls) == (RequirementStatus.MET_ANOTHER_WAY, ("c", "vpn"))
    failing = replace(another_way(**rests), tests=(case(found=result(violating=1)),))
    assert concluded(failing)[1].status is RequirementStatus.NOT_MET
    assert concluded(another_way(control_ids=(), tests=(("c", "no-such"),)))[1].status is RequirementStatus.UNPROVEN
    retired = replace(another_way(control_ids=(), tests=(("vpn", test.test_id),)))
    assert concluded(retired)[1].status is RequirementStatus.UNPROVEN


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
