"""Evidence: adding it, seeing what became of it, taking a source out of use."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from earnest.core.evidence.models import Snapshot, Source
from earnest.foundation import ledger
from earnest.foundation.models import Job, User
from earnest.interfaces.web.uploads import safe_name

USERS = [
    {
        "id": "00u1",
        "status": "ACTIVE",
        "created": "2026-01-01T00:00:00.000Z",
        "lastLogin": "2026-11-01T00:00:00.000Z",
        "profile": {
            "login": "ada@birch.example",
            "email": "ada@birch.example",
            "firstName": "Ada",
            "lastName": "<b>Birch</b>",
        },
    }
]


@pytest.fixture(autouse=True)
def worker(settings: Settings, workspace: Path) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def send(
    client: Client, run: DjangoCaptureOnCommitCallbacks, *files: SimpleUploadedFile, **more: str
) -> tuple[Job, str]:
    with run(execute=True):
        answer = client.post(reverse("evidence-add"), {"exports": list(files), **more})
    assert answer.status_code == 302, answer.context["form"].errors
    job = Job.objects.latest("pk")
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    return job, client.get(answer.headers["Location"]).content.decode()


def export() -> SimpleUploadedFile:
    return SimpleUploadedFile("okta-users.json", json.dumps(USERS).encode())


def test_an_archive_that_is_added_is_told_of_file_by_file(
    at_desk: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, workspace: Path
) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("users.json", json.dumps(USERS))
        archive.writestr("odd.bin", b"\x00\x01 nothing")
    packed = SimpleUploadedFile("week.zip", kept.getvalue())
    job, page = send(at_desk, django_capture_on_commit_callbacks, packed)
    assert job.state == Job.State.DONE, job.error
    assert [one["name"] for one in job.result["files"]] == ["week.zip › users.json", "week.zip › odd.bin"]
    assert [bool(one["problem"]) for one in job.result["files"]] == [False, True]
    assert "week.zip › users.json" in page


def test_files_are_taken_in_by_a_job_that_tells_what_became_of_each(
    at_desk: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, workspace: Path
) -> None:
    broken = SimpleUploadedFile("../../etc/odd.bin", b"\x00\x01 nothing")
    job, page = send(at_desk, django_capture_on_commit_callbacks, export(), broken)
    assert job.state == Job.State.DONE, job.error
    assert "okta-users.json" in page
    assert "odd.bin" in page
    assert "Could not be read" in page
    good = Snapshot.objects.get(state=Snapshot.State.GOOD)
    assert good.tables.get(table="accounts").rows == 1
    assert list((workspace / "incoming").iterdir()) == []


def test_without_any_time_the_time_of_upload_stands_and_says_so(
    at_desk: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    send(at_desk, django_capture_on_commit_callbacks, SimpleUploadedFile("odd.bin", b"\x00\x01"))
    assert Snapshot.objects.get().observed_basis == Snapshot.Basis.UPLOAD


def test_more_than_the_limit_is_not_taken(at_desk: Client, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 1000
    answer = at_desk.post(reverse("evidence-add"), {"exports": SimpleUploadedFile("big.csv", b"x" * 200_000)})
    assert answer.status_code == 413
    assert "1,000 bytes" in answer.content.decode()
    assert not Job.objects.exists()


def test_somebody_who_may_not_add_evidence_is_refused_before_the_body_is_read(client: Client, reader: User) -> None:
    client.force_login(reader)
    before = ledger.head()
    answer = client.post(reverse("evidence-add"), {"exports": export()})
    assert answer.status_code == 403
    assert ledger.head() == before
    assert not Job.objects.exists()


def test_a_time_that_has_not_come_is_refused_at_its_field(at_desk: Client) -> None:
    answer = at_desk.post(reverse("evidence-add"), {"exports": export(), "observed_at": "2999-01-01T00:00"})
    assert answer.status_code == 422
    assert "observed_at" in answer.context["form"].errors


def test_a_name_cannot_lead_anywhere() -> None:
    assert safe_name("../../etc/passwd") == "passwd"
    assert safe_name("C:\\exports\\a\u202eb\x00.csv") == "ab.csv"
    assert safe_name("..") == "file without a name"


def test_a_snapshot_shows_its_rows_escaped_and_its_bytes_only_as_a_download(
    at_desk: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    send(at_desk, django_capture_on_commit_callbacks, export())
    found = Snapshot.objects.get()
    page = at_desk.get(reverse("snapshots-detail", args=[found.pk])).content.decode()
    assert "ada@birch.example" in page
    assert "<b>Birch</b>" not in page
    raw = at_desk.get(reverse("snapshot-file", args=[found.pk]))
    assert raw.getvalue() == json.dumps(USERS).encode()
    assert raw.headers["Content-Type"] == "application/octet-stream"
    assert raw.headers["X-Content-Type-Options"] == "nosniff"
    assert raw.headers["Content-Disposition"].startswith("attachment")
    raw.close()


def test_verifying_tells_when_the_bytes_are_not_what_was_kept(
    at_desk: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, workspace: Path
) -> None:
    send(at_desk, django_capture_on_commit_callbacks, export())
    found = Snapshot.objects.get()
    address = reverse("snapshot-verify", args=[found.pk])
    assert "to the byte" in at_desk.post(address, follow=True).content.decode()
    kept = workspace / "evidence" / "objects" / found.sha256[:2] / found.sha256[2:]
    kept.chmod(0o644)
    kept.write_bytes(b"changed")
    assert "Not as it was kept" in at_desk.post(address, follow=True).content.decode()


def test_taking_a_source_out_of_use_needs_a_reason_and_says_what_it_does(at_desk: Client) -> None:
    from earnest.foundation import plain
    from earnest.foundation.actor import program

    source = plain.create(program("tests"), Source(slug="okta", title="Okta", format="okta-users"))
    address = reverse("source-use", args=[source.pk])
    refused = at_desk.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert "No control rests on it" in refused.content.decode()
    assert at_desk.post(address, {"reason": "We left it", "seen": 1}).status_code == 302
    source.refresh_from_db()
    assert not source.active
    assert ledger.history(source.reference)[0].reason == "We left it"
    assert "Out of use" in at_desk.get(reverse("evidence")).content.decode()


def test_the_list_narrows_sorts_and_is_exported_safely(at_desk: Client) -> None:
    from earnest.foundation import plain
    from earnest.foundation.actor import program

    plain.create(program("tests"), Source(slug="a", title="=1+1", format="x"))
    plain.create(program("tests"), Source(slug="b", title="Okta", format="okta-users"))
    assert len(at_desk.get(reverse("evidence"), {"q": "okta"}).context["rows"]) == 1
    assert len(at_desk.get(reverse("evidence"), {"freshness": "fresh"}).context["rows"]) == 0
    down = [row.source.slug for row in at_desk.get(reverse("evidence"), {"sort": "-title"}).context["rows"]]
    assert down == ["b", "a"]
    assert "'=1+1" in at_desk.get(reverse("evidence"), {"export": "csv"}).content.decode()


def test_a_job_that_is_over_makes_the_page_load_again(at_desk: Client, ciso: User) -> None:
    from earnest.foundation import clock

    running = Job.objects.create(
        kind="x", title="Work", actor={"name": "x"}, created_at=clock.now(), state=Job.State.RUNNING, user=ciso
    )
    address = reverse("job", args=[running.pk])
    asked = at_desk.get(address, headers={"HX-Request": "true"})
    assert asked.status_code == 200
    assert "<main" not in asked.content.decode()
    assert 'http-equiv="refresh"' in at_desk.get(address).content.decode()
    Job.objects.update(state=Job.State.DONE, finished_at=clock.now())
    over = at_desk.get(address, headers={"HX-Request": "true"})
    assert (over.status_code, over.headers["HX-Refresh"]) == (204, "true")
