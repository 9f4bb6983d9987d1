"""Honesty: the planted truths of the sample company are found by name, and the review says what it could not see."""

from __future__ import annotations

import pytest
from django.urls import reverse

from earnest.core.risks.queries import modelled, worths
from earnest.foundation.actor import program
from earnest.foundation.honesty import Finding
from earnest.narrative.honesty import Review, review
from tests.journeys.conftest import World


@pytest.fixture(scope="module")
def found(world: World) -> Review:
    worths(modelled(world.today))
    return review(program("journey"), world.today)


def about(found: Review, rule: str) -> set[str]:
    return {one.subject for one in found.of(rule).findings}


def facts(one: Finding) -> dict[str, str]:
    return dict(one.facts)


def test_reviews_of_four_quarters_signed_on_one_day_are_found(world: World, found: Review) -> None:
    (one,) = found.of("reviews-signed-together").findings
    promised = next(each for each in world.expected("reviews-signed-together") if each.startswith("violations="))
    assert f"violations={facts(one)['violations']}" == promised


def test_the_silent_log_is_found_and_that_its_rule_never_fired(world: World, found: Review) -> None:
    (silent,) = found.of("log-source-silent").findings
    assert facts(silent)["subjects"] == world.expected("silent-gateway-log")[0]
    (never,) = found.of("detection-never-proven").findings
    assert set(facts(never)["subjects"].split()) == set(world.expected("never-fired-rule"))


def test_the_scanner_that_stopped_is_found_three_times(found: Review) -> None:
    assert about(found, "evidence-too-old") == {"Nessus, servers and containers"}
    assert "Nessus, pushed after each scan" in about(found, "collector-brings-nothing")
    assert {facts(one)["test"] for one in found.of("population-shrinks").findings} >= {"unauthenticated-scans"}


def test_devices_that_no_manager_knows_are_found(found: Review) -> None:
    spots = {facts(one)["expectation"]: facts(one) for one in found.of("nobody-looks").findings}
    assert spots["listed-devices-managed"]["missing"] == "9"


def test_tickets_tell_of_incidents_that_the_register_does_not_have(world: World, found: Review) -> None:
    (one,) = found.of("incident-register-silent").findings
    lost = {f"jira:{key}" for key in world.expected("silent-incident-register") if key.startswith("IT-")}
    assert set(facts(one)["subjects"].split()) == lost


def test_the_policy_of_the_past_is_found_by_its_age_its_owner_and_its_words(found: Review) -> None:
    for rule in ("document-of-the-past", "inspected-by-its-owner", "document-speaks-of-what-is-gone"):
        assert "Acceptable-use policy, version 2" in about(found, rule), rule


def test_the_screenshot_is_held_against_the_restore_log(found: Review) -> None:
    assert "Screenshot of a finished restore job" in about(found, "paper-contradicted")
    (one,) = found.of("restore-failed").findings
    assert set(facts(one)["subjects"].split()) == {"ledger-db-2", "settle-1"}


def test_what_rests_on_the_word_of_its_owner_is_found(found: Review) -> None:
    weak = {(facts(one)["framework"], facts(one)["requirement"]) for one in found.of("met-by-word-only").findings}
    assert ("iso27001-2022", "A.5.24") in weak


def test_the_control_with_nothing_behind_it_is_found(found: Review) -> None:
    assert about(found, "control-without-evidence") == {"Data leakage prevention"}


def test_what_the_insurer_was_told_and_evidence_contradicts_is_found(found: Review) -> None:
    keys = {facts(one)["requirement"] for one in found.of("answer-contradicted").findings}
    assert {"INS-05", "INS-06", "INS-07", "INS-30"} <= keys


def test_the_exception_that_ended_and_still_counts_is_found(world: World, found: Review) -> None:
    subject = world.expected("expired-exception")[0]
    assert {facts(one)["subject"] for one in found.of("exception-past-its-end").findings} == {subject}


def test_tools_that_do_not_earn_their_place_are_found(found: Review) -> None:
    assert "SSL-VPN" in about(found, "tool-does-not-earn-its-place")
    assert "Browser data-loss extension" in about(found, "tool-worth-unknown")


def test_the_ringfence_that_is_only_claimed_is_found(found: Review) -> None:
    (one,) = found.of("ringfence-only-claimed").findings
    assert "jump-2" in one.detail


def test_the_security_team_that_patches_slower_than_finance_is_found(found: Review) -> None:
    assert about(found, "security-team-slower") == {"Security"}


def test_the_acceptance_that_ended_is_found(found: Review) -> None:
    assert about(found, "acceptance-past-its-date") == {"Settle-1 fails or is broken into"}


def test_the_test_whose_bar_was_lowered_is_found(found: Review) -> None:
    assert {facts(one)["test"] for one in found.of("test-loosened").findings} == {"too-many-privileged"}


def test_the_ledger_of_the_sample_holds(found: Review) -> None:
    assert found.of("ledger-broken").findings == ()


def test_every_finding_leads_to_a_page(found: Review) -> None:
    lost = set()
    for held in found.held:
        for one in held.findings:
            reverse(one.page, args=one.args)
            if not one.detail or not one.subject or not one.reference:
                lost.add(held.rule.id)
    assert lost == set()


def test_what_could_not_be_looked_at_is_said(found: Review) -> None:
    told = {one.rule.id for one in found.unlooked}
    assert {"nobody-looks", "scanner-signs-in-nowhere"} <= told
