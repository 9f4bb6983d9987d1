"""Matching on questions in other words than the record's: what is matched has to be right."""

from __future__ import annotations

from earnest.library.catalogue import catalogue
from earnest.narrative.customer.matching import Candidate, Index
from earnest.narrative.customer.wording import asks_a_fact, asks_the_opposite

PLANTED = {
    "Do you enforce multi-factor authentication for all privileged accounts?": "mfa-privileged",
    "Do administrators use phishing-resistant MFA?": "mfa-phishing-resistant",
    "Are access rights reviewed by system owners on a regular schedule?": "access-review",
    "Is access removed promptly when an employee leaves the company?": "access-revocation",
    "Is sensitive data encrypted at rest in databases and on laptops?": "encryption-at-rest",
    "Is data in transit encrypted with current protocols?": "encryption-in-transit",
    "Do encryption keys have owners and a rotation schedule?": "key-management",
    "Are hardened configuration baselines applied and checked for drift?": "secure-configuration",
    "Is incoming e-mail filtered for phishing and malware?": "email-filtering",
    "Are alerts watched around the clock by a monitoring team?": "soc-monitoring",
    "Is your network segmented so that sensitive zones are separated?": "network-segmentation",
    "Are critical patches installed within a set time?": "patch-critical-sla",
    "Is source code reviewed and scanned before release?": "code-review-testing",
    "Are changes to production assessed, approved and tested?": "change-management",
    "Is at least one backup copy offline or immutable?": "backup-immutable",
    "Are backup restore tests carried out and timed?": "backup-restore-test",
    "Do you have a written incident response plan with roles and escalation?": "incident-response-plan",
    "Do employment contracts contain confidentiality obligations that outlast employment?": "employment-terms",
    "Do your contracts with subprocessors contain breach notice and audit terms?": "vendor-contract-terms",
    "Is physical access to your sites limited to authorised people, and are visitors logged?": "physical-access",
    "Are storage media wiped or destroyed with proof when disposed of?": "secure-disposal",
    "Is there a data loss prevention tool that blocks unapproved disclosure?": "dlp",
}
FOREIGN = (
    "Do you hold a current SOC 2 Type II report?",
    "Do you carry cyber insurance of at least ten million euros?",
    "Is customer data stored exclusively within the European Union?",
    "Do you offer a public bug bounty programme?",
    "Do you escrow your source code with an independent agent?",
    "Do you support customer-managed encryption keys (BYOK)?",
    "Is drone surveillance used at your premises?",
    "Do you publish a modern slavery statement?",
    "Are working conditions of cleaning staff audited?",
    "Are customers able to export their data in an open format?",
)


def _index() -> Index:
    return Index([Candidate(f"control:{one.id}", one.name, one.statement, (one.id,)) for one in catalogue().values()])


def test_what_is_matched_is_right() -> None:
    index = _index()
    found = {question: index.match(question) for question in PLANTED}
    told = [question for question, one in found.items() if one.whole]
    right = [question for question in told if found[question].controls[0] == PLANTED[question]]
    assert len(right) == len(told), sorted(set(told) - set(right))
    assert len(told) >= 0.8 * len(PLANTED)


def test_what_the_record_does_not_speak_of_is_not_matched() -> None:
    index = _index()
    assert [question for question in FOREIGN if index.match(question).whole] == []


def test_a_match_says_which_words_it_shares_and_what_is_missing() -> None:
    found = _index().match("Is sensitive data encrypted at rest, and is the marketing brochure pretty?")
    assert found.matches == () or "brochure" in found.missing
    best = _index().match("Are firewall rulesets reviewed?").matches[0]
    assert best.shared
    assert 0 < best.score <= 1


def test_questions_for_facts_and_those_where_yes_is_bad_are_known() -> None:
    assert asks_a_fact("How many people work in security?")
    assert asks_a_fact("Please describe your backups.")
    assert not asks_a_fact("Are backups tested?")
    assert asks_the_opposite("Have you suffered a breach in three years?")
    assert asks_the_opposite("Is remote desktop exposed to the internet?")
    assert not asks_the_opposite("Are backups encrypted?")
