"""Paper, the insurer and the old corner: what is said, held against what is seen."""

from __future__ import annotations

import pytest

from earnest.core.evidence.models import InspectedRecord
from earnest.foundation.actor import program
from earnest.narrative import insurer
from earnest.narrative.basis import load as basis_of
from tests.journeys.conftest import World


def test_tabletop_exercises_rest_on_the_word_of_their_owner(world: World) -> None:
    found = world.control("incident-exercise")
    assert (found["status"], found["grade"]) == ("partly effective", "D")
    assert world.codes("incident-exercise") == {"attested", "attested-only"} & world.codes("incident-exercise")
    assert "attested-only" in world.codes("incident-exercise")


def test_a_screenshot_does_not_stand_in_for_the_restore_log_with_its_two_failures(world: World) -> None:
    screenshot = InspectedRecord.objects.get(control__key="backup-restore-test")
    assert screenshot.supports
    assert world.control("backup-restore-test")["status"] == "failing"
    assert world.violating("last-restore-succeeded") == {"ledger-db-2", "settle-1"}


def test_card_authorisation_took_longer_to_restore_than_the_business_can_wait(world: World) -> None:
    assert world.violating("restore-in-target") == {"card-auth"}


def test_a_policy_of_the_past_inspected_by_its_own_author_is_grade_d(world: World) -> None:
    found = world.control("acceptable-use")
    assert (found["status"], found["grade"]) == ("partly effective", "D")
    assert "self-inspected" in world.codes("acceptable-use")


def test_a_record_inspected_by_another_person_is_grade_c(world: World) -> None:
    found = world.control("risk-assessment")
    assert (found["status"], found["grade"]) == ("effective", "C")


def test_a_control_that_was_bought_and_never_looked_at_is_unproven(world: World) -> None:
    assert world.control("dlp")["status"] == "unproven"
    assert world.codes("dlp") == {"asserted-only"}


def test_a_ringfence_that_is_only_claimed_is_unproven(world: World) -> None:
    assert world.control("network-segmentation")["status"] == "unproven"
    assert {"record-expired", "paper-no-substitute"} <= world.codes("network-segmentation")


def test_settle_1_is_unsupported_one_product_of_it_under_an_exception(world: World) -> None:
    assert set(world.expected("settle-1-unsupported")) <= world.violating("unsupported-software")
    found = world.test("eol-management", "unsupported-software")
    assert (found["status"], found["excepted"]) == ("failing", 1)


@pytest.mark.parametrize("question", ["INS-05", "INS-06", "INS-07", "INS-30"])
def test_what_the_insurer_was_told_is_contradicted_by_evidence(world: World, question: str) -> None:
    actor = program("journey")
    composed = insurer.compose(actor, world.assessment)
    told = basis_of(actor, world.assessment)
    pk = next(answers[0].pk for answers in told.stated.values() if answers and answers[0].requirement.key == question)
    assert f"stated:{pk}" in repr(composed)


def test_backups_that_can_be_deleted_are_named(world: World) -> None:
    promised = {one for one in world.expected("immutable-backups") if not one.startswith("INS")}
    assert world.violating("backup-immutable-copy") == promised


def test_17_people_are_late_with_their_course_one_of_them_an_executive(world: World) -> None:
    late = world.violating("training-overdue")
    executive = next(one for one in world.sample.people if one.email == "declan.moriarty@larkfieldpay.com")
    assert len(late) == 17
    assert any(subject.startswith(executive.person_id) for subject in late)
    assert world.control("awareness-training")["status"] == "partly effective"


def test_most_of_the_company_is_sound(world: World) -> None:
    statuses = list(world.assessment.controls.values_list("status", flat=True))
    assert 38 <= statuses.count("effective") <= 48
    assert 9 <= statuses.count("failing") <= 16
    assert 5 <= statuses.count("partly effective") <= 10
    assert 5 <= statuses.count("unproven") <= 8
    annex = list(
        world.assessment.requirements.filter(
            requirement__framework__key="iso27001-2022", requirement__key__startswith="A."
        ).values_list("status", flat=True)
    )
    assert annex.count("met") + annex.count("partly met") > len(annex) / 2
