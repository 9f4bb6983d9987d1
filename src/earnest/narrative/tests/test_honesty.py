"""The review as a whole, and the rules on what outsiders were told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache

from earnest.core.organization.models import Duty, Scope
from earnest.core.things.tests.world import look
from earnest.engines.documents.check import unsupported
from earnest.engines.documents.model import Document
from earnest.foundation import ledger, plain
from earnest.foundation.actor import Actor, Role
from earnest.foundation.errors import NotAllowed
from earnest.foundation.honesty import Severity
from earnest.foundation.models import LedgerEntry
from earnest.foundation.tests.looking import ACTOR, looked, subjects
from earnest.narrative import honesty
from earnest.narrative.basis import load
from earnest.narrative.claims import Claims
from earnest.narrative.honesty_told import HONESTY
from earnest.narrative.tests.conftest import Company


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    cache.clear()


def test_every_rule_has_an_id_of_its_own_a_reason_and_a_way_out() -> None:
    ids = [one.id for one in honesty.RULES]
    assert len(ids) == len(set(ids))
    assert len(ids) >= 50
    for one in honesty.RULES:
        assert all(str(text).strip() for text in (one.title, one.reason, one.way_out)), one.id
        assert one.severity in set(Severity)
    grave = [list(Severity).index(one.severity) for one in honesty.RULES]
    assert grave == sorted(grave)


def test_a_review_needs_the_right_to_see_the_record() -> None:
    with pytest.raises(NotAllowed):
        honesty.review(Actor("guest", Role.AUDITOR), date(2026, 6, 15))


def test_each_rule_found_something_or_looked_and_found_nothing_or_says_why_not(company: Company) -> None:
    found = honesty.review(ACTOR, company.today)
    assert [one.rule for one in found.held] == list(honesty.RULES)
    assert {*found.found, *found.clean, *found.unlooked} == set(found.held)
    assert found.total == sum(found.count(one) for one in Severity)
    assert found.of("ledger-broken").is_clean
    with pytest.raises(KeyError):
        found.of("no-such-rule")


def test_a_review_is_kept_until_the_record_changes(company: Company, django_assert_max_num_queries: Any) -> None:
    before = honesty.review(ACTOR, company.today)
    with django_assert_max_num_queries(3):
        assert honesty.review(ACTOR, company.today) == before
    plain.create(ACTOR, Duty(name="Answer the phone"))
    after = honesty.review(ACTOR, company.today)
    told = {one.subject for one in after.of("nobody-accountable").findings}
    assert told - {one.subject for one in before.of("nobody-accountable").findings} == {"Answer the phone"}


def test_a_review_is_plain_json_with_everything_in_it(company: Company) -> None:
    found = honesty.review(ACTOR, company.today)
    told = honesty.plain(found)
    assert told["findings"] == sum(len(one["findings"]) for one in told["rules"])
    assert [one["id"] for one in told["rules"]] == [one.id for one in honesty.RULES]


def test_an_entry_that_was_changed_afterwards_is_found_and_a_sound_ledger_is_not(company: Company) -> None:
    assert looked(HONESTY, "ledger-broken", company.today) == ([], [])
    number = ledger.head() - 1
    LedgerEntry.objects.filter(number=number).update(reason="Because I say so.")
    found, _blind = looked(HONESTY, "ledger-broken", company.today)
    assert [one.subject for one in found] == [f"Entry {number} of the ledger"]


def test_an_entry_that_held_and_is_as_it_was_is_not_hashed_again(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert looked(HONESTY, "ledger-broken", company.today) == ([], [])
    hashed: list[int] = []
    sound = ledger.entry_hash

    def hash_of(entry: LedgerEntry) -> str:
        hashed.append(entry.number)
        return sound(entry)

    monkeypatch.setattr(ledger, "entry_hash", hash_of)
    plain.create(ACTOR, Scope(name="More", statement="More of it."))
    hashed.clear()
    assert looked(HONESTY, "ledger-broken", company.today) == ([], [])
    assert hashed == [ledger.head()]
    LedgerEntry.objects.filter(number=ledger.head() - 1).delete()
    found, _blind = looked(HONESTY, "ledger-broken", company.today)
    assert [one.subject for one in found] == [f"Entry {ledger.head()} of the ledger"]


def test_entries_that_are_not_checked_here_are_told(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("earnest.narrative.honesty_told.NEWEST", 3)
    found, blind = looked(HONESTY, "ledger-broken", company.today)
    assert (found, len(blind)) == ([], 1)


def test_an_answer_that_evidence_contradicts_is_found_and_one_that_it_bears_out_is_not(company: Company) -> None:
    day = company.today
    _found, blind = looked(HONESTY, "answer-contradicted", day)
    assert blind == ["Nothing is concluded for this day yet."]
    company.assess()
    found, _blind = looked(HONESTY, "answer-contradicted", day)
    assert found
    assert all("was told" in one.detail for one in found)


def _speaks(words: str) -> None:
    plain.create(ACTOR, Scope(name=words[:20], statement=words))


def test_a_document_that_speaks_of_what_is_gone_is_found_and_of_what_is_there_is_not(company: Company) -> None:
    _speaks("Everybody works on their own laptop.")
    assert looked(HONESTY, "document-speaks-of-what-is-gone", company.today) == ([], [])
    _speaks("Remote work goes through the VPN client.")
    _speaks("Minutes are kept in Lotus Notes.")
    look("laptops", "software", [{"device_id": "d1", "system": "jamf", "name": "GlobalProtect", "version": "6"}],
         days_ago=1)  # fmt: skip
    assert subjects(HONESTY, "document-speaks-of-what-is-gone", company.today) == ["Minutes are kept in "]


def test_without_a_list_of_software_nobody_can_tell_what_is_gone(company: Company) -> None:
    _speaks("Remote work goes through the VPN client.")
    found, blind = looked(HONESTY, "document-speaks-of-what-is-gone", company.today)
    assert (found, len(blind)) == ([], 1)


def test_the_section_of_a_document_has_a_proof_for_every_rule_it_tells(company: Company) -> None:
    claims = Claims(load(ACTOR, company.assess()))
    told = honesty.section(claims)
    found = honesty.review(ACTOR, company.today)
    document = Document("Birch", "", "Auditor", claims.basis.as_of, "", sections=(told,), claims=claims.all())
    assert unsupported(document) == []
    listed = {one.id for one in claims.all()}
    grave = [one for one in found.found if one.rule.severity is not Severity.LOW]
    assert grave
    assert {f"honesty:{one.rule.id}" for one in grave} <= listed
    assert {f"honesty-blind:{one.rule.id}" for one in found.unlooked} <= listed
