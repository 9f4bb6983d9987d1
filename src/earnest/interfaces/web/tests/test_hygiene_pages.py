"""Pages of hygiene: what is mended first and by whom, why, what is not proven, and what a person decides."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from earnest.core.controls.models import ControlException
from earnest.duties.hygiene import queries
from earnest.duties.hygiene.models import AdoptedPolicy, TicketExport
from earnest.duties.hygiene.tests.conftest import ACTOR, TODAY, Estate
from earnest.foundation import clock, plain
from earnest.foundation.errors import Invalid
from earnest.foundation.models import User
from earnest.interfaces.web.hygiene import asked
from earnest.interfaces.web.tests.hygiene_world import adopt, build_hygiene, targets


@pytest.fixture
def estate(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, ciso: User) -> Estate:
    settings.WORKSPACE = tmp_path / "workspace"
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 15, 9, tzinfo=UTC))
    cache.clear()
    return build_hygiene(tmp_path, ciso)


def shown(browser: Client, name: str, *args: object, **query: str) -> str:
    answer = browser.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_scan_the_page_says_what_it_is_for(at_desk: Client, workspace: Path) -> None:
    assert "No scanner has delivered anything yet" in shown(at_desk, "hygiene")
    assert "says something only if somebody looked" in shown(at_desk, "hygiene-findings")
    for name in ("hygiene-packages", "hygiene-latency", "hygiene-benchmarks", "hygiene-policy"):
        shown(at_desk, name)


def test_the_overview_says_what_is_late_and_what_is_not_proven(at_desk: Client, estate: Estate) -> None:
    page = shown(at_desk, "hygiene")
    assert "5 findings are open on 3 assets; 1 is past its clock, 1 of them known to be exploited." in page
    assert "Nobody has adopted it" in page
    assert "Nobody has adopted a policy of priority" in page
    assert "1 asset with findings is not in the register" in page
    assert "The chart as a table" in page
    teams = page[page.index("On time is") :]
    assert teams.index("Security") < teams.index("security team") < teams.index("Platform")
    assert "Not proven" in page
    late = reverse("hygiene-findings") + "?clock=overdue&amp;team=Platform"
    assert late in page.replace("team=Platform&amp;clock=overdue", "clock=overdue&amp;team=Platform")


def test_findings_are_narrowed_sorted_and_exported_safely(at_desk: Client, estate: Estate) -> None:
    page = shown(at_desk, "hygiene-findings", sort="-score")
    assert "=cmd &lt;b&gt;odd" in page
    assert 'aria-sort="descending"' in page
    told = at_desk.get(reverse("hygiene-findings"), {"team": "", "export": "json"})
    assert [row["asset"] for row in told.json()] == ["odd-9"]
    told = at_desk.get(reverse("hygiene-findings"), {"exploited": "yes", "clock": "late", "tier": "1", "page": "9"})
    assert [row.flaw for row in told.context["rows"]] == ["CVE-2026-1"]
    sent: HttpResponseBase = at_desk.get(reverse("hygiene-findings"), {"export": "csv", "sort": "flaw"})
    assert isinstance(sent, StreamingHttpResponse)
    file = sent.getvalue().decode()
    assert "'=cmd <b>odd</b>" in file
    assert file.count("\r\n") == 6
    assert "No finding fits" in shown(at_desk, "hygiene-findings", q="nothing like it")


def test_an_address_that_asks_for_what_cannot_be_shows_everything(at_desk: Client, estate: Estate) -> None:
    query = {"tier": "nine", "clock": "late'", "exposure": "moon", "sort": "drop", "page": "-3", "severity": "x"}
    assert at_desk.get(reverse("hygiene-findings"), query).context["count"] == 5
    for found in (queries.Filters(), queries.Filters(team="", clock="open", tier=2, search="a", unlooked=True)):
        assert asked.filters(asked.pairs(found)) == found


def test_a_finding_tells_its_points_with_their_files_and_that_it_came_back(at_desk: Client, estate: Estate) -> None:
    line = estate.line(1)
    page = shown(at_desk, "hygiene-finding", line.finding)
    for told in (
        "3 days and look for traces",
        "37 days over",
        "derived from the CVSS vector",
        "90% within 30 days",
        "added 1 May 2026",
        "as of",
        "Its table",
        "Our first look that shows it is of that day",
    ):
        assert told in page
    assert "back again" in shown(at_desk, "hygiene-finding", estate.line(3).finding)
    assert "not known, so the worse case" in shown(at_desk, "hygiene-finding", estate.line(4, "db-1").finding)
    assert at_desk.get(reverse("hygiene-finding", args=["0" * 32])).status_code == 404


def test_every_number_opens_a_proof_that_leads_to_its_file(at_desk: Client, estate: Estate) -> None:
    line = estate.line(1)
    proof = shown(at_desk, "proof-hygiene-finding", line.finding)
    assert "row 2" in proof
    assert "SHA-256" in proof
    assert reverse("snapshots-detail", args=[1])[:11] in proof
    package = shown(at_desk, "proof-hygiene-package", line.package)
    assert "CVE-2026-1 on WEB-1" in package
    for key in ("findings", "trend", "time-to-fix", "packages", "benchmarks", "preview"):
        assert "Digest of what it rests on" in shown(at_desk, "proof-hygiene", key)
    assert "1 finding." in shown(at_desk, "proof-hygiene", "findings", clock="overdue")
    assert at_desk.get(reverse("proof-hygiene", args=["made-up"])).status_code == 404


def test_an_exception_is_asked_for_and_the_clock_runs_until_another_approves(at_desk: Client, estate: Estate) -> None:
    line = estate.line(1)
    page = reverse("hygiene-ask", args=[line.finding])
    assert at_desk.get(page).status_code == 200
    refused = at_desk.post(page, {"reason": "It is old."})
    assert refused.status_code == 422
    told = {
        "reason": "It cannot stop.",
        "compensating_measure": "Cut off.",
        "starts_on": TODAY,
        "ends_on": "2026-07-01",
    }
    answer = at_desk.post(page, told, follow=True)
    assert "until then the clock runs" in answer.content.decode()
    row = ControlException.objects.get()
    assert (row.state, row.asked_by, row.test) == ("asked", estate.ann, "exploited-flaws-overdue")
    assert estate.line(1).clock == "overdue"


def test_work_packages_stand_in_order_and_go_out_as_tickets_once(at_desk: Client, estate: Estate) -> None:
    file, jira = targets()
    page = shown(at_desk, "hygiene-packages")
    assert "Upgrade npm zlib to 2.0" in page
    assert "Share of the weight" in page
    assert "What the changes remove together" in page
    key = estate.line(1).package
    assert "Show what would be sent" in shown(at_desk, "hygiene-package", key)
    dry = shown(at_desk, "hygiene-export", key, target=str(jira.pk))
    assert "Nothing has been sent" in dry
    assert "https://jira.example/rest/api/3/issue" in dry
    assert "EARNEST_TICKET_JIRA" in dry
    assert not TicketExport.objects.exists()
    sent = at_desk.post(reverse("hygiene-export", args=[key]), {"target": jira.pk}, follow=True)
    assert "The server has no secret" in sent.content.decode()
    made = at_desk.post(reverse("hygiene-export", args=[key]), {"target": file.pk})
    assert made.headers["Content-Type"].startswith("text/csv")
    assert "Upgrade npm zlib" in made.content.decode()
    again = at_desk.post(reverse("hygiene-export", args=[key]), {"target": file.pk}, follow=True)
    assert "has had this work package already" in again.content.decode()
    assert "is not sent twice" in shown(at_desk, "hygiene-export", key, target=str(file.pk))
    assert TicketExport.objects.count() == 1
    listed = at_desk.get(reverse("hygiene-packages"), {"export": "json", "team": "Security"})
    assert [row["team"] for row in listed.json()] == ["Security"]


def test_a_ticket_is_settled_and_closed_on_a_page_and_may_then_be_sent_again(at_desk: Client, estate: Estate) -> None:
    _, jira = targets()
    told = {"target": jira, "package": "ab" * 16, "title": "Upgrade zlib", "sent_at": clock.now()}
    row = plain.create(ACTOR, TicketExport(**told, state="unclear"))
    url = reverse("hygiene-settle", args=[row.pk])
    page = at_desk.get(url).content.decode()
    assert "It never arrived" in page
    assert "closed or gone" not in page
    answer = at_desk.post(url, {"outcome": "arrived", "ticket": "SEC-7", "reason": " "})
    assert answer.status_code == 422
    at_desk.post(url, {"outcome": "arrived", "ticket": "SEC-7", "reason": "Searched for the label."})
    row.refresh_from_db()
    assert (row.state, row.ticket) == ("sent", "SEC-7")
    with pytest.raises(Invalid, match="handed over to this target already"):
        plain.create(ACTOR, TicketExport(**told))
    at_desk.post(url, {"outcome": "closed", "reason": "Closed there on Monday."})
    row.refresh_from_db()
    assert row.state == "closed"
    assert "may be sent again" in at_desk.get(url).content.decode()
    assert plain.create(ACTOR, TicketExport(**told)).pk != row.pk


def test_time_to_fix_tells_the_half_against_the_plain_mean(at_desk: Client, estate: Estate) -> None:
    page = shown(at_desk, "hygiene-latency", by="team")
    assert "leaves out the 5 still open" in page
    assert "Nobody answers for it" in page
    assert page.count("<h3") == 3
    assert "By priority" in shown(at_desk, "hygiene-latency", by="drop table")


def test_benchmarks_tell_what_nobody_assessed_and_what_moved(at_desk: Client, estate: Estate) -> None:
    page = shown(at_desk, "hygiene-benchmarks")
    assert "2 checks fail in 1 benchmark. 1 was not assessed and counts as neither. 1 fails since" in page
    assert "0 passed, 2 failed, 1 not assessed" in page
    assert "WEB-1" in shown(at_desk, "hygiene-benchmarks", benchmark="CIS")
    assert at_desk.get(reverse("hygiene-benchmarks"), {"benchmark": "none"}).status_code == 404


def test_another_policy_is_tried_before_it_is_adopted(at_desk: Client, estate: Estate) -> None:
    adopt(estate)
    page = shown(at_desk, "hygiene-policy")
    assert "adopted by Ada Birch" in page
    assert "What would change" not in page
    assert "Its table, 16 rows" in page
    tried = at_desk.get(reverse("hygiene-policy"), {"policy": "kev-then-cvss", "days-exploited": "300"})
    preview = tried.context["preview"]
    assert sum(one.open for one in preview.priorities) == 5
    assert (preview.no_longer_overdue, preview.priorities[0].days) == (1, 300)
    told = {"policy": "kev-then-cvss", "days-exploited": "300", "days-high": "30"}
    assert at_desk.post(reverse("hygiene-adopt"), told).status_code == 422
    at_desk.post(reverse("hygiene-adopt"), told | {"reason": "We promised that."})
    row = AdoptedPolicy.objects.order_by("pk").last()
    assert row is not None
    assert (row.policy, row.overrides) == ("kev-then-cvss", {"days": {"exploited": 300}})
    board = estate.board()
    assert [(one.open, one.overdue, one.due) for one in board.by_priority] == [
        (one.open, one.overdue, one.due) for one in preview.priorities
    ]


@pytest.mark.parametrize("policy", ["ssvc-deployer", "kev-then-cvss", "epss-threshold"])
def test_a_preview_is_what_the_board_becomes(at_desk: Client, estate: Estate, policy: str) -> None:
    preview = at_desk.get(reverse("hygiene-policy"), {"policy": policy}).context["preview"]
    estate.adopt(policy)
    board = estate.board()
    assert [one.open for one in board.by_priority] == [one.open for one in preview.priorities]
    assert (board.overdue, board.due) == (preview.overdue, sum(one.due for one in preview.priorities))


def test_a_reader_sees_everything_and_changes_nothing(client: Client, reader: User, estate: Estate) -> None:
    client.force_login(reader)
    line = estate.line(1)
    assert "Adopt “" not in shown(client, "hygiene-policy", policy="ssvc-deployer")
    assert "Ask for an exception" not in shown(client, "hygiene-finding", line.finding)
    assert client.post(reverse("hygiene-adopt"), {"policy": "ssvc-deployer"}).status_code == 403
    assert client.get(reverse("hygiene-ask", args=[line.finding])).status_code == 403
    assert client.post(reverse("hygiene-export", args=[line.package]), {"target": "1"}).status_code == 403
