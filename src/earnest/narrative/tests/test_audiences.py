"""What the auditor and the insurer are told."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from earnest.engines.documents.model import Callout, Table
from earnest.narrative import auditor, compose, insurer
from earnest.narrative.insurer_rules import Answer, answer, contradicts, turned
from earnest.narrative.tests.conftest import ISO, TODAY, Company
from earnest.narrative.tests.paper import shown, squeezed


def test_a_requirement_that_does_not_apply_is_shown_with_reason_and_approver(company: Company) -> None:
    company.assess()
    paper = shown(compose("auditor", TODAY, framework=ISO))
    assert squeezed("“There are no secure areas.” Approved by Bo Larch on 21 October 2026.") in paper


def test_all_of_annex_a_is_in_the_statement_of_applicability(company: Company) -> None:
    made = auditor.compose(company.actor, company.assess(), ISO)
    section = next(one for one in made.sections if one.heading == "Statement of Applicability")
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert len(table.rows) == 93
    assert section.wide


def test_another_framework_has_no_statement_of_applicability(company: Company) -> None:
    made = auditor.compose(company.actor, company.assess(), "cyber-insurance-typical")
    assert made.title == "Requirements and control narrative"


def test_a_statement_of_applicability_is_composed_in_time(company: Company) -> None:
    made = company.assess()
    began = time.process_time()
    auditor.compose(company.actor, made, ISO)
    assert time.process_time() - began < 1.5


def test_the_last_twelve_months_are_told_with_gaps_deviations_and_an_interval(company: Company) -> None:
    from earnest.core.assurance.operations import look_back

    look_back(TODAY, days=30)
    company.assess()
    paper = shown(compose("auditor", TODAY, framework=ISO))
    assert squeezed("From 21 November 2025 to 20 November 2026: shown to work on") in paper
    assert squeezed("It was seen to deviate from 17 November 2026 to 20 November 2026.") in paper
    assert squeezed("90% interval") in paper


def test_an_answer_that_evidence_contradicts_is_called_out_with_who_told_it(company: Company) -> None:
    made = insurer.compose(company.actor, company.assess())
    parts = [part for section in made.sections for part in (section, *section.sections)]
    found = [block for part in parts for block in part.blocks if isinstance(block, Callout)]
    assert [block.kind for block in found].count("contradiction") == 1
    paper = shown(made)
    said = "Hollow Oak Mutual was told “Yes, for all 8, always.” on 4 January 2026, signed by Bo Larch."
    assert squeezed(said) in paper
    assert squeezed("Privileged accounts that can sign in without a second factor: 3 of 8.") in paper
    assert squeezed("62.5% (5 of 8)") in paper


def test_what_evidence_cannot_answer_is_unknown_and_never_yes(company: Company) -> None:
    day = TODAY + timedelta(days=3)
    company.assess(day)
    paper = shown(compose("insurer", day))
    assert squeezed("INS-30 “Is a copy offline, air-gapped or immutable?”") in paper
    assert squeezed("These questions cannot be answered from evidence.") in paper


@pytest.mark.parametrize(
    ("requirement", "statuses", "excepted", "expected"),
    [
        ("met", ["effective", "effective"], 0, Answer.YES),
        ("met", ["effective"], 2, Answer.YES_WITH_EXCEPTIONS),
        ("met", ["effective", "retired"], 0, Answer.YES),
        ("partly met", ["effective", "partly effective"], 0, Answer.PARTLY),
        ("met by another approach", ["effective"], 0, Answer.PARTLY),
        ("partly met", ["effective", "failing"], 0, Answer.NO),
        ("not met", ["failing", "unproven"], 0, Answer.NO),
        ("partly met", ["effective", "planned"], 0, Answer.NO),
        ("partly met", ["effective", "unproven"], 0, Answer.UNKNOWN),
        ("not met", ["planned", "unproven"], 0, Answer.UNKNOWN),
        ("unproven", [], 0, Answer.UNKNOWN),
        ("unproven", ["retired"], 0, Answer.UNKNOWN),
        ("not applicable", ["effective"], 0, Answer.NOT_APPLICABLE),
    ],
)
def test_an_answer_claims_no_more_than_all_its_controls_do(
    requirement: str, statuses: list[str], excepted: int, expected: Answer
) -> None:
    assert answer(requirement, statuses, excepted=excepted) is expected


def test_a_question_for_the_opposite_turns_yes_and_no_round_and_nothing_else() -> None:
    assert [turned(one) for one in (Answer.YES, Answer.NO, Answer.UNKNOWN, Answer.PARTLY)] == [
        Answer.NO,
        Answer.YES,
        Answer.UNKNOWN,
        Answer.PARTLY,
    ]


@pytest.mark.parametrize(
    ("told", "found", "kind", "measured", "expected"),
    [
        (True, Answer.NO, "yes-no-percent", 0.93, True),
        (True, Answer.YES_WITH_EXCEPTIONS, "yes-no", 0.98, True),
        (True, Answer.PARTLY, "yes-no", None, False),
        (True, Answer.YES, "yes-no", None, False),
        (True, Answer.UNKNOWN, "yes-no", None, False),
        (False, Answer.YES, "yes-no", None, True),
        (False, Answer.PARTLY, "yes-no", 0.5, False),
        (True, Answer.NO, "text", None, False),
        (99.0, Answer.NO, "percent", 0.95, True),
        (95, Answer.PARTLY, "percent", 0.9504, False),
        (14, Answer.NO, "number-percent", 0.1, False),
        ("Quarterly", Answer.NO, "text", 0.5, False),
    ],
)
def test_only_what_evidence_speaks_against_is_a_contradiction(
    told: object, found: Answer, kind: str, measured: float | None, expected: bool
) -> None:
    assert contradicts(told, found, kind=kind, measured=measured) is expected
