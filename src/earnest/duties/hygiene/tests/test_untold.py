"""What the board must not say: more than was looked at, excepted or stated, or twice what is there once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from earnest.core.controls.models import ControlException
from earnest.core.evidence.models import SnapshotTable, Source
from earnest.core.evidence.queries import store
from earnest.core.things import queries as things
from earnest.duties.hygiene.queries import Filters, benchmarks, board_file, finding, findings, latency, packages, trend
from earnest.duties.hygiene.queries.gathering import unproven_of
from earnest.duties.hygiene.queries.values import InForce
from earnest.duties.hygiene.rules.versions import lowest_mending
from earnest.duties.hygiene.tests.conftest import TODAY, Estate, flaw
from earnest.duties.hygiene.tests.test_vex import PURL, said
from earnest.foundation import clock
from earnest.foundation.errors import Invalid

ADOPTED = InForce("cisa-bod-26-04", "CISA BOD 26-04", True, "Ann", date(2026, 1, 1))


def subject(number: int) -> str:
    return f"scanner:web-1:CVE-2026-{number} zlib"


def state(part: str, *, stale: bool, days_ago: int = 0, problem: str = "") -> Any:
    moment = (TODAY - timedelta(days=days_ago)).isoformat()
    return SimpleNamespace(
        source=SimpleNamespace(slug="trivy", title="Trivy"),
        part=part,
        stale=stale,
        observed_at=date.fromisoformat(moment),
        problem=problem,
    )


def test_a_source_of_which_one_part_is_old_is_not_said_to_have_stopped() -> None:
    states = (state("api", stale=False), state("web", stale=True, days_ago=45), state("old", stale=True, days_ago=60))
    said_of = [one.text for one in unproven_of(states, (), (), ADOPTED) if one.kind == "stale-source"]
    assert said_of == ["Trivy has not looked at 2 of 3 parts in time; at old not since 16 April 2026."]


def test_evidence_that_cannot_be_read_is_not_said_to_be_old() -> None:
    damaged = (state("api", stale=True, problem="Snapshot abc… cannot be read as it was kept: gone"),)
    (found,) = [one for one in unproven_of(damaged, (), (), ADOPTED) if one.kind == "stale-source"]
    assert found.text == "Trivy: Snapshot abc… cannot be read as it was kept: gone"


def test_a_scanner_whose_only_evidence_is_damaged_is_not_forgotten(estate: Estate) -> None:
    estate.adopt()
    estate.lists()
    estate.look("vulnerabilities", [flaw(1)], source="one")
    estate.look("vulnerabilities", [flaw(2)], source="two")
    things.asset_facts(clock.end_of(TODAY))
    lost = SnapshotTable.objects.get(table="vulnerabilities", snapshot__source__slug="two")
    store().path(lost.sha256).unlink()
    board = estate.board()
    assert [(one.kind, one.source) for one in board.unproven] == [("stale-source", "two")]


@pytest.mark.parametrize(
    ("test", "control", "standing"),
    [
        ("high-flaws-overdue", "vulnerability-management", "paused"),
        ("medium-flaws-overdue", "vulnerability-management", "overdue"),
        ("critical-flaws-overdue", "patch-critical-sla", "overdue"),
    ],
)
def test_an_exception_from_another_test_pauses_nothing(estate: Estate, test: str, control: str, standing: str) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1)], days_ago=90)
    estate.lists()
    estate.excepted(estate.patching(control), test, subject(1))
    assert estate.line(1).clock == standing


def test_an_exception_pauses_nothing_before_it_was_decided(estate: Estate) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1)], days_ago=90)
    estate.look("vulnerabilities", [flaw(1)])
    row = estate.excepted(estate.patching("vulnerability-management"), "high-flaws-overdue", subject(1))
    ControlException.objects.filter(pk=row.pk).update(decided_on=date(2026, 6, 10))
    clocks = [findings(board_file(date(2026, 6, day))).lines[0].clock for day in (9, 10)]
    assert clocks == ["overdue", "paused"]


@pytest.mark.parametrize(
    ("row", "text_of", "standing"),
    [
        ({"purl": "pkg:rpm/redhat/zlib@1.0?epoch=1&arch=x86_64"}, "pkg:rpm/redhat/zlib@1.0?epoch=2", "overdue"),
        ({"purl": "pkg:deb/debian/zlib@1.0?distro=debian-12"}, "pkg:deb/debian/zlib@1.0?distro=debian-11", "overdue"),
        ({"purl": "pkg:deb/debian/zlib@1.0?distro=debian-12"}, "pkg:deb/debian/zlib@1.0", "not_applicable"),
        ({"purl": "pkg:rpm/redhat/zlib@1.0?epoch=1"}, "pkg:rpm/redhat/zlib@1.0?arch=x86_64&epoch=1", "not_applicable"),
    ],
)
def test_a_statement_of_another_build_of_a_package_is_not_of_this_one(
    estate: Estate, row: dict[str, str], text_of: str, standing: str
) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1, **row)], days_ago=90)
    estate.look("vex_statements", [said("not_affected", text_of)])
    assert estate.line(1).clock == standing


def test_a_statement_that_is_not_made_yet_counts_for_nothing(estate: Estate) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1, purl=PURL)], days_ago=90)
    estate.look("vex_statements", [said("affected"), said("not_affected", stated_at="2099-01-01T00:00:00Z")])
    assert (estate.line(1).clock, estate.line(1).vex_status) == ("overdue", "affected")


def test_an_upgrade_never_goes_down() -> None:
    assert lowest_mending([("1.9", "1.4.2")]) == ""
    assert lowest_mending([("1.9", "1.4.2"), ("1.9", "2.0")]) == ""
    assert lowest_mending([(None, "1.4.2")]) == "1.4.2"


def test_a_finding_that_two_sources_see_is_closed_once(estate: Estate) -> None:
    estate.adopt()
    for source in ("night", "week"):
        estate.look("vulnerabilities", [flaw(1)], days_ago=90, source=source)
    estate.look("vulnerabilities", [flaw(2, package_name="curl")], days_ago=90, source="night-2")
    estate.lists(cve_1=0.2, cve_2=0.2)
    found = packages(estate.board())
    assert {one.name: (one.findings, one.overdue) for one in found.packages} == {"npm zlib": (1, 1), "npm curl": (1, 1)}
    assert [one.weight_share for one in found.packages] == [pytest.approx(0.5)] * 2
    assert found.findings == 2


def test_shares_of_packages_and_of_what_has_none_make_the_whole(estate: Estate) -> None:
    estate.adopt()
    rows = [flaw(1), flaw(2, package_name="curl"), flaw(3, package_name="vim", fixed_version="")]
    estate.look("vulnerabilities", rows, days_ago=90)
    estate.lists(cve_1=0.2, cve_2=0.3, cve_3=0.5)
    found = packages(estate.board())
    assert sum(one.weight_share for one in found.packages) == pytest.approx(0.5)
    assert found.share_without == pytest.approx(0.5)


def test_findings_past_their_clock_without_a_package_are_not_said_to_be_in_time(estate: Estate) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1), flaw(2, fixed_version="", first_seen_at="2026-01-01T00:00:00Z")])
    estate.lists()
    board = estate.board()
    assert board.overdue == 1
    found = packages(board)
    assert [one.weight_share for one in found.packages] == [0.0]
    assert found.share_without == pytest.approx(1.0)


def test_what_is_paused_is_not_counted_among_what_has_no_fix(estate: Estate) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1, fixed_version=""), flaw(2, fixed_version=""), flaw(3)], days_ago=90)
    estate.lists()
    estate.excepted(estate.patching("vulnerability-management"), "high-flaws-overdue", subject(1))
    board = estate.board()
    found = packages(board)
    assert (found.no_fix, found.findings, board.paused, board.open) == (1, 1, 1, 3)


def test_weeks_end_at_what_the_board_counts(estate: Estate) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1), flaw(2), flaw(3, purl=PURL), flaw(4)], days_ago=90)
    estate.look("vulnerabilities", [flaw(1), flaw(2), flaw(3, purl=PURL)])
    estate.look("vex_statements", [said("not_affected", vulnerability_id="CVE-2026-3")])
    estate.lists()
    estate.excepted(estate.patching("vulnerability-management"), "high-flaws-overdue", subject(1))
    board = estate.board()
    weeks = trend(board).weeks
    assert (board.open, board.overdue) == (2, 1)
    assert (weeks[-1].open, weeks[-1].overdue) == (2, 1)
    assert sum(one.opened - one.closed for one in weeks) == board.open


def test_a_day_of_the_past_knows_no_later_look(estate: Estate) -> None:
    estate.adopt()
    for days_ago in (30, 20, 0):
        estate.look("vulnerabilities", [flaw(1)], days_ago)
    board = board_file(TODAY - timedelta(days=15))
    (line,) = findings(board).lines
    found = finding(board, line.finding)
    assert found is not None
    assert str(found.values["looked_at"])[:10] == str(found.values["last_seen_at"])[:10] == "2026-05-26"
    curve = latency(board).all
    assert (curve.fixed, curve.open) == (0, 1)


def test_an_asset_that_nobody_registered_is_not_said_to_be_inside(estate: Estate) -> None:
    estate.adopt()
    estate.asset("web-1")
    estate.look("vulnerabilities", [flaw(1), flaw(1, "stray")])
    told = [finding(estate.board(), estate.line(1, asset).finding) for asset in ("web-1", "stray")]
    words = "(nobody registered the asset, and no look shows it reachable from outside)"
    assert [words in one.why for one in told if one] == [False, True]


def test_a_list_that_is_old_is_told_on_each_row_and_for_each_source(estate: Estate) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1)])
    estate.look("known_exploited", [{"vulnerability_id": "CVE-1999-1", "catalogue": "cisa-kev"}], days_ago=60)
    estate.look("known_exploited", [{"vulnerability_id": "CVE-1999-2", "catalogue": "own"}], source="own-list")
    assert [one.text for one in estate.board().unproven if one.kind == "stale-kev"] == [
        "The list of exploited flaws of “known-exploited” is of 16 April 2026, older than its limit."
    ]
    found = finding(estate.board(), estate.line(1).finding)
    assert found is not None
    assert "known to be exploited: no (a list of exploited flaws is older than its limit)" in found.why


def test_the_same_list_looked_at_again_is_newer(estate: Estate) -> None:
    estate.look("vulnerabilities", [flaw(1)])
    seen = []
    for days_ago in (9, 2):
        estate.look("known_exploited", [{"vulnerability_id": "CVE-1999-1", "catalogue": "cisa-kev"}], days_ago)
        seen.append(estate.board().kev_seen_at)
    assert [one and one.date() for one in seen] == [date(2026, 6, 6), date(2026, 6, 13)]


@pytest.mark.parametrize("asked", [{"clock": "overdu"}, {"severity": "High"}, {"exploited": "true"}, {"exposure": "x"}])
def test_a_filter_that_cannot_be_is_refused_and_not_answered_with_nothing(estate: Estate, asked: Any) -> None:
    estate.look("vulnerabilities", [flaw(1)])
    with pytest.raises(Invalid, match="There is no"):
        findings(estate.board(), replace(Filters(), **asked))


def test_of_two_earlier_answers_to_one_check_the_failure_counts(estate: Estate) -> None:
    def check(status: str) -> dict[str, object]:
        return {"check_id": "r", "tool": "o", "resource_id": "web-1", "status": status, "benchmark": "CIS"}

    estate.look("config_checks", [check("pass"), check("fail")], days_ago=7)
    estate.look("config_checks", [check("fail"), check("pass")])
    (found,) = benchmarks(TODAY)
    assert (found.checked.passed, found.checked.failed, found.newly_failed, found.newly_passed) == (0, 1, 0, 0)


def test_what_a_statement_ended_is_not_waiting_to_be_fixed(estate: Estate) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1), flaw(2, purl=PURL), flaw(3)], days_ago=20)
    estate.look("vulnerabilities", [flaw(2, purl=PURL), flaw(3)])
    estate.look("vex_statements", [said("not_affected", vulnerability_id="CVE-2026-2")])
    curve = latency(estate.board()).all
    assert (curve.fixed, curve.open) == (1, 1)


def test_a_finding_that_came_back_was_not_open_in_between(estate: Estate) -> None:
    estate.adopt()
    old = {"first_seen_at": "2026-03-07T00:00:00Z"}
    for days_ago, seen in ((100, True), (60, False), (10, True), (0, False)):
        estate.look("vulnerabilities", [flaw(1, **old)] if seen else [flaw(2)], days_ago)
    found = latency(estate.board(), "severity").all
    assert [step.days for step in found.steps] == [10, 40, 50]
    assert Source.objects.count() == 1


def test_a_note_of_a_scanner_is_no_flaw_and_is_counted_as_left_out(estate: Estate) -> None:
    estate.adopt()
    note = flaw(1, vulnerability_id="nessus-19506", severity="none", cvss_score=None, cvss_vector=None)
    rated = flaw(2, vulnerability_id="nessus-1", severity="low", cvss_score=None, cvss_vector=None)
    named = flaw(3, severity="none", cvss_score=None, cvss_vector=None)
    estate.look("vulnerabilities", [note, rated, named])
    board = estate.board()
    assert (board.open, board.left_out) == (2, 1)
