"""The audits of the sample company: what was asked, drawn, found and decided, held against its evidence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from earnest.duties.audits import queries
from earnest.duties.audits.concerns import concerns
from earnest.duties.audits.models import Engagement, Invitation, Population, Sample
from earnest.duties.audits.rules.standing import Standing, Truth
from earnest.foundation.actor import Actor, Role, program
from earnest.foundation.models import LedgerEntry
from earnest.foundation.once import reading_once
from tests.journeys.conftest import World

ACTOR = program("journeys")


@pytest.fixture(autouse=True)
def read_once(in_the_world: None) -> Iterator[None]:
    with reading_once():
        yield


def soc2() -> Engagement:
    return Engagement.objects.get(title="SOC 2 Type II of this year")


def test_the_auditors_wait_for_some_answers_and_what_was_answered_has_moved(world: World) -> None:
    found = queries.request_list(ACTOR, soc2(), world.today)
    assert len(found.rows) == 46
    assert found.by_state == {"accepted": 18, "answered": 13, "open": 11, "returned": 4}
    assert found.overdue == 6
    moved = {one.row.number for one in found.rows if one.contradicted}
    assert {"A-15", "A-30"} <= moved, "privileged accounts and silent logs fail since they were answered"


def test_readiness_is_a_range_that_expected_lapses_pull_down(world: World) -> None:
    near = queries.readiness(soc2(), world.today)
    assert near.days_left == 12
    assert near.share_low is not None
    assert near.share is not None
    assert near.share_high is not None
    assert near.share_low <= near.share < near.share_high < 1
    iso = queries.readiness(Engagement.objects.get(title="ISO 27001 surveillance of this year"), world.today)
    assert iso.share is not None
    assert iso.share_today is not None
    assert iso.share < iso.share_today
    assert "source:nessus" in {one.reference for one in iso.changes}


def test_samples_are_drawn_again_and_show_the_planted_exceptions(world: World) -> None:
    found = {row.title: queries.sample(row) for row in Sample.objects.select_related("population")}
    assert all(one.redrawn.holds for one in found.values())
    recent = found["The leaver of five weeks ago, in every system"]
    assert [one.subject for one in recent.exceptions] == [world.expected("leaver-on-github")[0]]
    reviews = found["Access reviews, every second one"]
    assert len(reviews.exceptions) == len(reviews.items) == 8
    assert not found["Changes, 25 at random"].exceptions


def test_populations_come_from_evidence_that_still_gives_them(world: World) -> None:
    for row in Population.objects.filter(test__in=("leaver-accounts", "privileged-mfa")):
        assert queries.check_population(row).holds


def test_a_close_that_evidence_contradicts_counts_as_open(world: World) -> None:
    found = {one.row.title: one for one in queries.nonconformities(ACTOR, world.today)}
    assert found["Accounts of leavers stay live"].stands.standing is Standing.CONTRADICTED
    assert found["Accounts of leavers stay live"].open
    assert found["Old TLS on the partner interface"].stands.standing is Standing.CLOSED
    assert found["Failed backups are noticed late"].stands.standing is Standing.TO_VERIFY
    assert found["Restore targets are not met"].stands.overdue_days == 31


def test_some_obligations_are_not_true_here(world: World) -> None:
    found = {one.row.key: one for one in queries.obligations(ACTOR, world.today)}
    assert found["bank-settlement-restore"].truth is Truth.NOT_TRUE
    assert found["gdpr-personal-data-at-rest-is-encrypted"].truth is Truth.TRUE
    assert found["gdpr-requests-of-people-are-answered-within-a-month"].truth is Truth.UNPROVEN


def test_the_management_review_is_due_and_its_inputs_are_there(world: World) -> None:
    row = queries.next_review()
    assert row is not None
    assert queries.review_now(row, world.today).overdue_days == 6
    parts = {part.point: part for part in queries.review_inputs(world.today).parts}
    assert "Hold a tabletop exercise" in " ".join(line.text for line in parts["a"].lines)
    assert any("contradicts" in line.text for line in parts["d1"].lines)


def test_what_needs_a_person_is_told(world: World) -> None:
    assert {one.rule for one in concerns(ACTOR, world.today)} >= {
        "audit-requests-late",
        "nonconformity-contradicted",
        "nonconformity-overdue",
        "obligation-not-true",
        "management-review-due",
    }


def test_the_guest_sees_soc_2_and_left_entries(world: World) -> None:
    invitation = Invitation.objects.get(name="Ruth Kessler")
    guest = Actor("Ruth Kessler", Role.AUDITOR, user=invitation.user_id)
    assert queries.visible_to(guest, Engagement).get() == soc2()
    facts = queries.engagement_facts(guest, soc2(), world.today)
    assert {one.key for one in facts.requirements} >= {"CC6.1", "CC6.2"}
    entries = LedgerEntry.objects.filter(user=invitation.user_id)
    assert entries.filter(operation="audits.guest_viewed").count() > 1
    assert entries.filter(operation="audits.downloaded").count() == 1
