"""History, narratives and tokens."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from earnest.core.organization.models import Team
from earnest.foundation import clock, ledger, plain
from earnest.foundation.actor import program
from earnest.foundation.models import ApiToken, Job, LedgerEntry, User
from earnest.interfaces.web.narratives import editions

MAKER = program("tests")


@pytest.fixture
def team(ciso: User) -> Team:
    made = plain.create(MAKER, Team(name="=cmd()"), reason="We grew")
    return plain.change(MAKER, made, {"name": "Platform"}, reason="Better name")


def test_the_history_narrows_by_who_what_when_and_words(at_desk: Client, team: Team) -> None:
    address = reverse("history")

    def found(**query: str) -> list[str]:
        return [one.operation for one in at_desk.get(address, query).context["entries"]]

    assert found(operation="organization.team.change") == ["organization.team.change"]
    assert found(q="Better name") == ["organization.team.change"]
    assert found(q="platform") == ["organization.team.change"]
    assert found(actor="nobody of that name") == []
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert found(**{"from": tomorrow}) == []
    assert len(found(until=tomorrow)) == LedgerEntry.objects.count()
    assert found(**{"from": "not a day", "page": "x"})


def test_an_entry_shows_before_and_after_and_whether_the_chain_holds(at_desk: Client, team: Team) -> None:
    number = ledger.head()
    page = at_desk.get(reverse("history-entry", args=[number])).content.decode()
    assert "=cmd()" in page
    assert "Platform" in page
    assert "Holds" in page
    LedgerEntry.objects.filter(number=number).update(reason="Something else")
    assert "no longer gives its hash" in at_desk.get(reverse("history-entry", args=[number])).content.decode()
    LedgerEntry.objects.filter(number=number - 1).delete()
    assert "before it is missing" in at_desk.get(reverse("history-entry", args=[number])).content.decode()
    assert at_desk.get(reverse("history-entry", args=[10**25])).status_code == 404


def test_the_history_is_exported_whole_and_safely(at_desk: Client, team: Team) -> None:
    answer = at_desk.get(reverse("history"), {"export": "csv", "operation": "organization.team.create"})
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert len(rows) == 2
    assert not any(cell.startswith("=") for row in rows for cell in row)
    told = json.loads(at_desk.get(reverse("history"), {"export": "json"}).getvalue())
    assert [one["number"] for one in told] == list(range(ledger.head(), 0, -1))


def test_an_edition_is_written_by_a_job_and_downloaded(
    at_desk: Client,
    workspace: Path,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    with django_capture_on_commit_callbacks(execute=True):
        assert at_desk.post(reverse("narrative-write", args=["board"])).status_code == 302
    job = Job.objects.get()
    assert job.state == Job.State.DONE, job.error
    name = f"board-{clock.today()}.pdf"
    assert name in at_desk.get(reverse("job", args=[job.pk])).content.decode()
    answer = at_desk.get(reverse("narrative-file", args=[name]))
    assert answer.getvalue().startswith(b"%PDF")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    answer.close()
    page = at_desk.get(reverse("narrative", args=["board"])).content.decode()
    assert 'class="doc"' in page
    assert " style=" not in page


def test_only_files_of_ours_are_editions(at_desk: Client, workspace: Path) -> None:
    folder = workspace / "documents"
    folder.mkdir()
    (workspace / "secret.key").write_text("secret")
    (folder / "board-2026-11-21.pdf").write_bytes(b"%PDF")
    (folder / "budget-2026-11-20.pptx").write_bytes(b"PK")
    (folder / "other.txt").write_text("no")
    (folder / ".board-2026-11-20.pdf.part").write_text("no")
    (folder / "board-2026-11-19.pdf").symlink_to(workspace / "secret.key")
    assert [one.name for one in editions()] == ["board-2026-11-21.pdf", "budget-2026-11-20.pptx"]
    answer = at_desk.get(reverse("narrative-file", args=["budget-2026-11-20.pptx"]))
    assert answer.headers["Content-Type"].endswith("presentationml.presentation")
    answer.close()
    for name in ("..%2Fsecret.key", "../secret.key", "other.txt", "board-2026-11-19.pdf"):
        assert at_desk.get(f"/narratives/files/{name}").status_code == 404


def test_an_auditors_narrative_needs_a_framework(at_desk: Client, workspace: Path) -> None:
    assert at_desk.post(reverse("narrative-write", args=["auditor"])).status_code == 422
    assert at_desk.get(reverse("narrative", args=["nobody"])).status_code == 404
    assert not Job.objects.exists()


def test_a_token_is_shown_once_works_and_ends(at_desk: Client, ciso: User) -> None:
    ends = (clock.today() + timedelta(days=9)).isoformat()
    assert at_desk.post(reverse("tokens"), {"name": "CI", "expires_on": ends}).status_code == 302
    secret = at_desk.get(reverse("tokens")).context["shown"]["secret"]
    assert at_desk.get(reverse("tokens")).context["shown"] is None
    outside = Client(headers={"Authorization": f"Bearer {secret}"})
    assert outside.get("/api/teams/").status_code == 200
    found = ApiToken.objects.get()
    assert secret not in str(ledger.history(found.reference)[0].changes)
    assert at_desk.post(reverse("token-revoke", args=[found.pk])).status_code == 302
    assert outside.get("/api/teams/").status_code == 401


def test_a_token_cannot_end_before_it_begins(at_desk: Client) -> None:
    answer = at_desk.post(reverse("tokens"), {"name": "CI", "expires_on": clock.today().isoformat()})
    assert answer.status_code == 422
    assert "expires_on" in answer.context["form"].errors
    assert not ApiToken.objects.exists()


def test_a_refused_form_keeps_the_revision_that_was_seen(at_desk: Client, team: Team) -> None:
    address = reverse("teams-edit", args=[team.pk])
    seen = str(team.revision)
    now = plain.change(MAKER, team, {"name": "Somebody else's"})
    refused = at_desk.post(address, {"name": "", "revision": seen})
    assert (refused.status_code, refused.context["revision"]) == (422, int(seen))
    late = at_desk.post(address, {"name": "Mine", "revision": refused.context["revision"]})
    assert (late.status_code, late.context["revision"]) == (409, now.revision)
    assert Team.objects.get(pk=team.pk).name == "Somebody else's"
