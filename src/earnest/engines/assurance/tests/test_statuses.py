"""The truth tables, row by row."""

from __future__ import annotations

from typing import Any

import pytest

from earnest.engines.assurance.statuses import (
    ControlStatus,
    Grade,
    RequirementStatus,
    Severity,
    TestStatus,
    argument_status,
    control_from_paper,
    control_from_tests,
    direct_speaks,
    lowered,
    requirement_from_controls,
    status_of_test,
    weakest,
)

H, M = Severity.HIGH, Severity.MEDIUM
PASS, PART, FAIL, BLIND = TestStatus.PASSING, TestStatus.PARTLY, TestStatus.FAILING, TestStatus.UNPROVEN
EFFECTIVE, PARTLY = ControlStatus.EFFECTIVE, ControlStatus.PARTLY
FAILING, UNPROVEN = ControlStatus.FAILING, ControlStatus.UNPROVEN
PLANNED, RETIRED = ControlStatus.PLANNED, ControlStatus.RETIRED


@pytest.mark.parametrize(
    ("counts", "status"),
    [
        ({"population": 0, "violations": 0}, BLIND),
        ({"population": 10, "violations": 1}, FAIL),
        ({"population": 10, "violations": 1, "gaps": True, "unknown": 3}, FAIL),
        ({"population": 10, "violations": 0, "gaps": True}, BLIND),
        ({"population": 10, "violations": 1, "gaps": True, "tolerated": 0.1}, BLIND),
        ({"population": 10, "violations": 0, "unknown": 1}, BLIND),
        ({"population": 10, "violations": 0, "unknown": 1, "tolerated": 0.1}, PASS),
        ({"population": 10, "violations": 1, "unknown": 1, "tolerated": 0.1}, BLIND),
        ({"population": 10, "violations": 0, "excepted": 10}, BLIND),
        ({"population": 10, "violations": 1, "excepted": 9, "tolerated": 0.1}, BLIND),
        ({"population": 10, "violations": 0, "excepted": 2}, PART),
        ({"population": 10, "violations": 0, "excepted": 2, "tolerated": 0.2}, PASS),
        ({"population": 10, "violations": 0, "excepted": 1}, PASS),
        ({"population": 10, "violations": 1, "excepted": 1, "tolerated": 0.1}, PART),
        ({"population": 10, "violations": 1, "tolerated": 0.1}, PASS),
        ({"population": 10, "violations": 2, "tolerated": 0.1}, FAIL),
        ({"population": 10, "violations": 0}, PASS),
    ],
)
def test_a_test_by_its_counts(counts: dict[str, Any], status: TestStatus) -> None:
    assert status_of_test(**counts) is status


@pytest.mark.parametrize("hundredths", range(99))
def test_a_tolerated_share_is_exact_in_the_decimal_that_was_written(hundredths: int) -> None:
    share = hundredths / 100
    at = status_of_test(population=100, violations=hundredths, tolerated=share)
    over = status_of_test(population=100, violations=hundredths + 1, tolerated=share)
    assert (at, over) == (PASS, FAIL)


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ([(H, PASS), (M, PASS)], EFFECTIVE),
        ([(H, FAIL), (M, PASS)], FAILING),
        ([(Severity.CRITICAL, FAIL), (H, BLIND)], FAILING),
        ([(M, FAIL)], FAILING),
        ([(M, FAIL), (M, BLIND)], FAILING),
        ([(M, BLIND)], UNPROVEN),
        ([(H, BLIND), (M, PASS)], UNPROVEN),
        ([(H, BLIND), (M, FAIL), (M, PASS)], UNPROVEN),
        ([(H, PASS), (M, FAIL)], PARTLY),
        ([(H, PASS), (Severity.LOW, BLIND)], PARTLY),
        ([(H, PASS), (M, FAIL), (M, BLIND)], PARTLY),
        ([(H, PART)], PARTLY),
        ([(H, PART), (H, PASS)], PARTLY),
        ([], UNPROVEN),
    ],
)
def test_a_control_by_its_tests(outcomes: list[tuple[Severity, TestStatus]], status: ControlStatus) -> None:
    assert control_from_tests(outcomes) is status
    assert control_from_tests(outcomes[::-1]) is status


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ([PASS, PASS], EFFECTIVE),
        ([PASS, FAIL], PARTLY),
        ([PASS, BLIND], PARTLY),
        ([FAIL, BLIND], FAILING),
        ([BLIND], UNPROVEN),
        ([], UNPROVEN),
    ],
)
def test_a_control_by_its_paper(answers: list[TestStatus], status: ControlStatus) -> None:
    assert control_from_paper(answers) is status


def test_contradiction_lowers_effective_and_nothing_else() -> None:
    assert lowered(EFFECTIVE, contradicted=True) is PARTLY
    for status in ControlStatus:
        assert lowered(status, contradicted=False) is status
        if status is not EFFECTIVE:
            assert lowered(status, contradicted=True) is status


@pytest.mark.parametrize(
    ("supports", "status"),
    [
        ([], RequirementStatus.UNPROVEN),
        ([RETIRED], RequirementStatus.UNPROVEN),
        ([EFFECTIVE], RequirementStatus.MET),
        ([EFFECTIVE, RETIRED], RequirementStatus.MET),
        ([EFFECTIVE, FAILING], RequirementStatus.PARTLY),
        ([EFFECTIVE, UNPROVEN], RequirementStatus.PARTLY),
        ([EFFECTIVE, PLANNED], RequirementStatus.PARTLY),
        ([PARTLY], RequirementStatus.PARTLY),
        ([FAILING, UNPROVEN], RequirementStatus.NOT_MET),
        ([PLANNED], RequirementStatus.NOT_MET),
        ([PLANNED, UNPROVEN], RequirementStatus.NOT_MET),
        ([UNPROVEN], RequirementStatus.UNPROVEN),
    ],
)
def test_a_requirement_by_its_controls(supports: list[ControlStatus], status: RequirementStatus) -> None:
    assert requirement_from_controls(supports) is status


@pytest.mark.parametrize(
    ("complete", "open_doubts", "evidence", "status"),
    [
        (False, False, [EFFECTIVE], RequirementStatus.UNPROVEN),
        (True, False, [], RequirementStatus.UNPROVEN),
        (True, False, [UNPROVEN], RequirementStatus.UNPROVEN),
        (True, False, [FAILING], RequirementStatus.NOT_MET),
        (True, False, [EFFECTIVE, FAILING], RequirementStatus.PARTLY),
        (True, True, [EFFECTIVE], RequirementStatus.UNPROVEN),
        (True, True, [EFFECTIVE, FAILING], RequirementStatus.UNPROVEN),
        (True, True, [FAILING], RequirementStatus.NOT_MET),
        (True, False, [EFFECTIVE], RequirementStatus.MET_ANOTHER_WAY),
    ],
)
def test_another_way_by_its_argument(
    complete: bool, open_doubts: bool, evidence: list[ControlStatus], status: RequirementStatus
) -> None:
    assert argument_status(complete=complete, open_doubts=open_doubts, evidence=evidence) is status


def test_of_two_ways_the_one_that_proves_more_speaks_and_on_a_par_the_one_that_was_chosen() -> None:
    met, other, partly = RequirementStatus.MET, RequirementStatus.MET_ANOTHER_WAY, RequirementStatus.PARTLY
    not_met, unproven = RequirementStatus.NOT_MET, RequirementStatus.UNPROVEN
    assert direct_speaks(met, other)
    assert not direct_speaks(partly, other)
    assert direct_speaks(partly, unproven)
    assert not direct_speaks(not_met, unproven)
    assert not direct_speaks(unproven, not_met)


def test_the_weakest_grade_names_the_chain() -> None:
    assert weakest([Grade.A, Grade.C, Grade.B]) is Grade.C
    assert weakest([]) is Grade.E
