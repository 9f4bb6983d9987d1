"""The board: what is known of a finding decides its priority and clock, and what is not known is said."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest

from earnest.duties.hygiene.queries import Filters, by_team, every, finding, findings
from earnest.duties.hygiene.tests.conftest import LOCAL, Estate, flaw
from earnest.foundation.errors import Invalid

EXPLOITED = "exploited-flaws-overdue"


def test_an_exploited_flaw_on_an_exposed_asset_has_three_days_and_leaves_traces(estate: Estate) -> None:
    estate.adopt()
    estate.asset("web-1", tier=1, exposure="internet", team=estate.platform)
    estate.look("vulnerabilities", [flaw(1), flaw(2, cvss_vector=LOCAL, cvss_score=4.2)], days_ago=40)
    estate.lists(1)
    first, second = estate.line(1), estate.line(2)
    assert (first.priority, first.urgent, first.exploited) == ("days-3-forensics", True, "yes")
    assert (first.clock_start, first.due_on, first.clock) == (date(2026, 5, 6), date(2026, 5, 9), "overdue")
    assert (first.overdue_days, first.team, first.tier) == (37, "Platform", 1)
    assert (second.priority, second.due_on, second.clock) == ("days-60", date(2026, 7, 5), "running")
    assert estate.board().exploited_overdue == 1


def test_all_findings_come_in_their_order_however_they_are_read(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate.adopt()
    estate.asset("web-1")
    estate.look("vulnerabilities", [flaw(n, asset=f"web-{n % 3}") for n in range(1, 12)])
    monkeypatch.setattr(import_module("earnest.duties.hygiene.queries.findings"), "A_READ", 3)
    board = estate.board()
    for sort in ("clock", "-flaw", "asset"):
        assert list(every(board, None, sort)) == list(findings(board, None, sort, size=200).lines)
    only = Filters(search="web-1")
    assert [one.finding for one in every(board, only)] == [one.finding for one in findings(board, only).lines]
    with pytest.raises(Invalid, match="cannot be sorted"):
        every(board, None, "drop")


def test_what_is_not_known_counts_as_the_worse_case_and_the_row_says_so(estate: Estate) -> None:
    estate.adopt()
    estate.asset("web-1")
    estate.look("vulnerabilities", [flaw(1, cvss_vector="", cvss_score="")])
    estate.lists()
    found = finding(estate.board(), estate.line(1).finding)
    assert found is not None
    assert "automatable: yes (not known, so the worse case)" in found.why
    assert "technical impact: total (not known, so the worse case)" in found.why
    assert found.line.priority == "days-60"
    assert estate.board().guessed == 1


def test_what_is_read_from_a_vector_says_that_it_is_derived(estate: Estate) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1)])
    found = finding(estate.board(), estate.line(1).finding)
    assert found is not None
    assert "automatable: yes (derived from the CVSS vector)" in found.why
    assert "no list of exploited flaws was looked at" in found.why
    assert {one.kind for one in estate.board().unproven} == {"no-kev", "no-epss"}


def test_a_listing_starts_a_shorter_clock_and_never_a_longer_one(estate: Estate) -> None:
    estate.adopt()
    estate.asset("web-1", exposure="internet")
    estate.asset("inside-1")
    estate.look(
        "vulnerabilities",
        [flaw(1), flaw(2, "inside-1", cvss_vector=LOCAL, cvss_score=4.2), flaw(3, "inside-1", cvss_vector=LOCAL)],
        days_ago=100,
    )
    estate.lists(1, 2, added="2026-06-10")
    early, listed, quiet = estate.line(1), estate.line(2, "inside-1"), estate.line(3, "inside-1")
    assert (early.clock_start, early.due_on) == (date(2026, 3, 7), date(2026, 3, 10))
    assert (listed.clock_start, listed.due_on, listed.clock) == (date(2026, 6, 10), date(2026, 6, 24), "running")
    assert (quiet.priority, quiet.due_on, quiet.clock) == ("on-upgrade", None, "running")


def test_the_clock_starts_when_we_could_first_know(estate: Estate) -> None:
    estate.adopt()
    told = [flaw(1, first_seen_at="2026-01-10T00:00:00Z"), flaw(2, first_seen_at="2026-06-15T05:00:00Z")]
    estate.look("vulnerabilities", told, days_ago=30)
    assert estate.line(1).clock_start == date(2026, 1, 10)
    assert estate.line(2).clock_start == date(2026, 5, 16)


def test_only_an_approved_exception_of_the_right_test_pauses_a_clock(estate: Estate) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1), flaw(2)], days_ago=90)
    estate.lists(2)
    control = estate.patching()
    for test, number in ((EXPLOITED, 1), (EXPLOITED, 2)):
        estate.excepted(control, test, finding_subject(number))
    assert (estate.line(1).clock, estate.line(2).clock) == ("overdue", "paused")
    found = finding(estate.board(), estate.line(2).finding)
    assert found is not None
    assert found.exception_note == "Excepted until 1 July 2026; its clock runs again after that day."


@pytest.mark.parametrize(("status", "there"), [("accepted", True), ("will_not_fix", True), ("not_affected", False)])
def test_what_somebody_dismissed_inside_a_tool_stays_on_its_clock(estate: Estate, status: str, there: bool) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1, status=status)], days_ago=90)
    estate.lists(1)
    lines = findings(estate.board()).lines
    assert [one.clock for one in lines] == (["overdue"] if there else [])


def test_an_exception_that_ended_pauses_nothing(estate: Estate) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(2)], days_ago=90)
    estate.lists(2)
    estate.excepted(estate.patching(), EXPLOITED, finding_subject(2), ends=date(2026, 6, 14))
    assert estate.line(2).clock == "overdue"


def finding_subject(number: int) -> str:
    return f"scanner:web-1:CVE-2026-{number} zlib"


def test_a_stale_source_keeps_its_findings_and_proves_nothing(estate: Estate) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1)], days_ago=45)
    estate.lists()
    board, line = estate.board(), estate.line(1)
    assert line.not_looked_since is not None
    assert line.not_looked_since.date() == date(2026, 5, 1)
    assert (board.unlooked, board.is_proven) == (1, False)
    assert [one.text for one in board.unproven] == ["vulnerabilities has not looked since 1 May 2026."]


def test_a_vector_that_contradicts_its_score_is_noted(estate: Estate) -> None:
    estate.look("vulnerabilities", [flaw(1, cvss_score=5.0), flaw(2)])
    board = estate.board()
    assert board.contradictions == 1
    (line,) = findings(board, Filters(contradicted=True)).lines
    found = finding(board, line.finding)
    assert found is not None
    assert found.values["vector_note"] == "The tool says CVSS 5.0; its vector gives 9.8."
    assert line.severity == "medium"


def test_the_security_team_stands_first_and_what_nobody_has_last(estate: Estate) -> None:
    estate.adopt()
    estate.asset("web-1", team=estate.platform)
    estate.asset("siem-1", team=estate.security)
    estate.look("vulnerabilities", [flaw(n, a) for a in ("web-1", "web-1", "siem-1", "stray") for n in (1, 2)], 90)
    lines = by_team(estate.board())
    assert [one.team for one in lines] == ["Security", "Platform", ""]
    assert (lines[0].security_team, lines[0].open, lines[0].overdue) == (True, 2, 2)
    assert lines[0].on_time is not None
    assert lines[0].on_time.mean == 0


def test_our_own_clock_goes_before_the_days_of_the_policy(estate: Estate) -> None:
    from earnest.duties.hygiene.models import SlaClock
    from earnest.duties.hygiene.tests.conftest import ACTOR
    from earnest.foundation import plain

    estate.adopt()
    estate.asset("web-1", tier=1)
    estate.look("vulnerabilities", [flaw(1)], days_ago=10)
    told = {"policy": "cisa-bod-26-04", "priority": "days-60", "because": "Promised to customers."}
    plain.create(ACTOR, SlaClock(days=20, **told))
    plain.create(ACTOR, SlaClock(days=12, tier=1, **told))
    plain.create(ACTOR, SlaClock(days=5, tier=2, exposure="internet", **told))
    assert estate.line(1).due_on == date(2026, 6, 17)
    found = finding(estate.board(), estate.line(1).finding)
    assert found is not None
    assert (found.days, found.days_by) == (12, "our own clock for tier 1")


def test_pages_filter_sort_and_search(estate: Estate) -> None:
    estate.adopt()
    estate.asset("web-1", team=estate.platform)
    estate.look("vulnerabilities", [flaw(n, title=f"Hole {n}") for n in range(1, 8)] + [flaw(1, "db-1")], 5)
    estate.lists(3, cve_2=0.9, cve_4=0.5)
    board = estate.board()
    assert [one.vulnerability_id for one in findings(board, sort="epss").lines[:2]] == ["CVE-2026-2", "CVE-2026-4"]
    assert findings(board).lines[0].vulnerability_id == "CVE-2026-3"
    page = findings(board, Filters(team="Platform"), sort="-flaw", page=2, size=3)
    assert (page.count, page.pages, [one.vulnerability_id for one in page.lines]) == (
        7,
        3,
        ["CVE-2026-4", "CVE-2026-3", "CVE-2026-2"],
    )
    assert findings(board, Filters(search="HOLE 5")).count == 1
    assert findings(board, Filters(search="db-1")).count == 1
    assert findings(board, Filters(asset="web-1")).count == 7
    assert findings(board, Filters(exploited="yes")).count == 1
    with pytest.raises(Invalid, match="cannot be sorted"):
        findings(board, sort="colour")
    assert finding(board, "0" * 32) is None
    assert finding(board, "no finding") is None


def test_the_history_of_a_finding_shows_that_it_came_back(estate: Estate) -> None:
    for days_ago, seen in ((9, [flaw(1), flaw(2)]), (6, [flaw(2)]), (3, [flaw(1), flaw(2)])):
        estate.look("vulnerabilities", seen, days_ago)
    found = finding(estate.board(), estate.line(1).finding)
    assert found is not None
    assert [(one.spell, one.closed_at is None) for one in found.history] == [(1, False), (2, True)]
    assert found.line.clock_start == date(2026, 6, 12)


def test_a_board_of_the_same_record_is_the_same(estate: Estate) -> None:
    estate.look("vulnerabilities", [flaw(1)])
    first = estate.board()
    assert estate.board() == first
    estate.look("vulnerabilities", [flaw(1), flaw(2)])
    assert estate.board().digest != first.digest


def test_nothing_looked_at_is_unproven_and_can_be_asked(estate: Estate) -> None:
    board = estate.board()
    assert (board.open, board.is_proven) == (0, False)
    assert {one.kind for one in board.unproven} == {"no-source", "no-kev", "no-epss", "no-policy"}
    assert findings(board).lines == ()
