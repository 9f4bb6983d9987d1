from __future__ import annotations

import pytest

from earnest.duties.hygiene.concerns import HONESTY
from earnest.duties.hygiene.concerns import honesty as rules
from earnest.duties.hygiene.tests.conftest import TODAY, Estate, flaw
from earnest.foundation.tests.looking import looked, subjects


@pytest.mark.parametrize("rule", ["security-team-slower", "exempted-without-reason", "clocks-nobody-promised"])
def test_without_a_scanner_a_rule_says_that_it_could_not_look(estate: Estate, rule: str) -> None:
    assert estate.files == 0
    assert looked(HONESTY, rule, TODAY) == ([], ["No scanner has delivered anything."])


@pytest.mark.parametrize(("slow", "told"), [("siem-1", ["Security"]), ("web-1", [])])
def test_a_security_team_slower_than_others_is_found_and_a_faster_one_is_not(
    estate: Estate, monkeypatch: pytest.MonkeyPatch, slow: str, told: list[str]
) -> None:
    monkeypatch.setattr(rules, "ENOUGH", 1)
    estate.asset("web-1", team=estate.platform)
    estate.asset("siem-1", team=estate.security)
    quick = "web-1" if slow == "siem-1" else "siem-1"
    still = [flaw(9, "web-1"), flaw(9, "siem-1")]
    estate.look("vulnerabilities", still, days_ago=70)
    estate.look("vulnerabilities", [flaw(1, slow), flaw(2, quick), *still], days_ago=60)
    estate.look("vulnerabilities", [flaw(1, slow), *still], days_ago=50)
    estate.look("vulnerabilities", still, days_ago=1)
    assert subjects(HONESTY, "security-team-slower", TODAY) == told


def test_flaws_that_are_said_not_to_matter_without_a_reason_are_found(estate: Estate) -> None:
    purl = "pkg:npm/%40shop/cart@1.0"
    estate.look("vulnerabilities", [flaw(1, package_name="cart", purl=purl)], days_ago=3)
    told = {"statement_id": "s", "author": "Shop", "vulnerability_id": "CVE-2026-1", "product": purl}
    said = {**told, "status": "not_affected", "stated_at": "2026-06-01T00:00:00Z"}
    estate.look("vex_statements", [{**said, "justification": "vulnerable_code_not_present"}], days_ago=2)
    assert subjects(HONESTY, "exempted-without-reason", TODAY) == []
    estate.look("vex_statements", [said])
    assert subjects(HONESTY, "exempted-without-reason", TODAY) == ["Statements of suppliers"]


def test_clocks_that_nobody_adopted_are_found_and_adopted_ones_are_not(estate: Estate) -> None:
    estate.look("vulnerabilities", [flaw(1)])
    assert len(subjects(HONESTY, "clocks-nobody-promised", TODAY)) == 1
    estate.adopt()
    assert subjects(HONESTY, "clocks-nobody-promised", TODAY) == []
