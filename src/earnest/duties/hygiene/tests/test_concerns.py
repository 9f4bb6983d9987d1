"""What needs a person: exploited flaws past their clock, the security team first, looks that stopped."""

from __future__ import annotations

from datetime import date

from earnest.duties.hygiene.concerns import concerns
from earnest.duties.hygiene.tests.conftest import ACTOR, TODAY, Estate, flaw
from earnest.foundation.actor import Actor, Role
from earnest.foundation.concern import Weight


def test_without_a_scanner_there_is_nothing_to_say(estate: Estate) -> None:
    assert estate.files == 0
    assert concerns(ACTOR, TODAY) == []


def test_an_exploited_flaw_past_its_clock_weighs_most(estate: Estate) -> None:
    estate.adopt()
    estate.asset("web-1", team=estate.platform)
    estate.asset("siem-1", team=estate.security)
    rows = [flaw(1), flaw(2), flaw(3), flaw(2, "siem-1")]
    estate.look("vulnerabilities", rows, days_ago=20)
    estate.look("vulnerabilities", rows)
    estate.lists(1, 2, added="2026-05-01")
    found = concerns(ACTOR, TODAY)
    assert [one.rule for one in found] == [
        "hygiene-exploited-overdue",
        "hygiene-security-team-overdue",
        "hygiene-team-overdue",
    ]
    assert found[0].title == "3 findings known to be exploited are past their clock"
    assert found[1].title == "The security team has 1 finding past its clock"
    assert found[2].title == "2 findings past their clock: Platform"


def test_old_looks_and_missing_lists_are_told(estate: Estate) -> None:
    estate.look("vulnerabilities", [flaw(1)], days_ago=45)
    found = {one.rule: one for one in concerns(ACTOR, TODAY)}
    assert {"hygiene-stale-source", "hygiene-no-kev", "hygiene-no-epss", "hygiene-no-policy"} <= set(found)
    assert found["hygiene-stale-source"].title == "vulnerabilities has not looked since 1 May 2026."
    assert found["hygiene-no-policy"].weight is Weight.DECISION


def test_an_exception_that_ends_soon_is_told(estate: Estate) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1)], days_ago=90)
    estate.lists(1)
    control = estate.patching()
    subject = "scanner:web-1:CVE-2026-1 zlib"
    estate.excepted(control, "exploited-flaws-overdue", subject, ends=date(2026, 6, 20))
    found = {one.rule: one for one in concerns(ACTOR, TODAY)}
    assert found["hygiene-exceptions-ending"].when == "in 5 days"
    assert "hygiene-exploited-overdue" not in found


def test_who_may_not_see_the_record_is_told_nothing(estate: Estate) -> None:
    estate.look("vulnerabilities", [flaw(1)])
    assert concerns(Actor("guest", Role.AUDITOR), TODAY) == []
