"""What `earnest audits` prints, on a small record."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from earnest.core.frameworks import operations as frameworks
from earnest.core.frameworks.models import Framework
from earnest.duties.audits import operations
from earnest.duties.audits.models import AuditRequest, Engagement
from earnest.foundation import clock
from earnest.foundation.actor import program
from tests.cli.conftest import Run

ACTOR = program("tests")


@pytest.fixture
def engagement(run: Run, workspace: Path) -> Engagement:
    today = clock.today()
    frameworks.adopt(ACTOR, "pci-dss-4.0.1", on=today - timedelta(days=9))
    made = Engagement(
        title="The audit", framework=Framework.objects.get(), kind="assessment", scope="All of it",
        fieldwork_start=today + timedelta(days=20), fieldwork_end=today + timedelta(days=25),
    )  # fmt: skip
    return operations.plan_engagement(ACTOR, made)


def sheet(path: Path, *rows: tuple[str, ...]) -> str:
    book = Workbook()
    for row in (("Number", "Request", "Criteria"), *rows):
        book.worksheets[0].append(row)
    book.save(path)
    return str(path)


def test_audits_are_listed_with_what_is_ours(run: Run, engagement: Engagement) -> None:
    listed = run("audits")
    assert listed.exit_code == 0, listed.output
    assert "in 20 days; no requests" in listed.output
    assert json.loads(run("audits", "--json").stdout)["engagements"][0]["row"]["label"] == "The audit"


def test_readiness_has_a_range_and_an_unknown_engagement_is_told(run: Run, engagement: Engagement) -> None:
    told = run("audits", "readiness", "the AUDIT")
    assert told.exit_code == 0, told.output
    assert "No promise." in told.output
    found = json.loads(run("audits", "readiness", str(engagement.pk), "--json").stdout)["readiness"]
    assert found["share_low"] <= found["share"] <= found["share_high"]
    assert run("audits", "readiness", "no such").exit_code != 0


def test_a_request_list_comes_in_whole_or_not_at_all(run: Run, engagement: Engagement, tmp_path: Path) -> None:
    bad = sheet(tmp_path / "bad.xlsx", ("R-1", "Users", ""), ("R-2", "More", "99.99"))
    refused = run("audits", "requests", "import", bad, "--engagement", "The audit")
    assert (refused.exit_code, AuditRequest.objects.count()) == (1, 0)
    assert "row 3" in refused.output
    good = sheet(tmp_path / "good.xlsx", ("R-1", "Users", ""), ("R-2", "More", "1.3"))
    looked = run("audits", "requests", "import", good, "--engagement", "The audit", "--dry-run")
    assert (looked.exit_code, AuditRequest.objects.count()) == (0, 0)
    assert run("audits", "requests", "import", good, "--engagement", "The audit").exit_code == 0
    assert AuditRequest.objects.count() == 2


def test_a_sample_that_is_not_there_is_told(run: Run, engagement: Engagement) -> None:
    told = run("audits", "sample", "verify", "7")
    assert told.exit_code != 0
    assert "There is no sample 7. On record: none yet." in told.output
    assert "No sample is drawn." in run("audits", "sample").output


def test_requests_that_are_ours_are_listed_with_who_has_them(run: Run, engagement: Engagement) -> None:
    assert "No request is ours to answer." in run("audits", "requests").output
    today = clock.today()
    late = AuditRequest(
        engagement=engagement, number="R-1", title="Users", asked_on=today - timedelta(days=9),
        due_on=today - timedelta(days=2),
    )  # fmt: skip
    operations.ask(ACTOR, late)
    told = run("audits", "requests")
    assert told.exit_code == 0, told.output
    assert "2 days late, given to nobody" in told.output
    (found,) = json.loads(run("audits", "requests", "--json").stdout)["engagements"]
    assert (found["engagement"]["label"], found["ours"][0]["overdue_days"]) == ("The audit", 2)


def test_a_closed_engagement_has_no_forecast(run: Run, engagement: Engagement) -> None:
    for state in ("fieldwork", "reporting", "closed"):
        engagement = operations.move_engagement(ACTOR, engagement, state=state)
    told = run("audits", "readiness", "The audit")
    assert told.exit_code != 0
    assert "is closed, so there is nothing to forecast" in told.output
