"""Of an archive each file is evidence of its own; a refused archive is kept and explained."""

from __future__ import annotations

import gzip
import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from earnest.core.evidence.models import Snapshot
from earnest.core.evidence.operations import Refused, Taken, take_in_all
from earnest.core.evidence.tests.test_taking_in import SCANNED, report
from earnest.foundation.actor import Actor, Role, program
from earnest.foundation.errors import Invalid, NotAllowed

pytestmark = pytest.mark.django_db
ACTOR = program("tests")
GITLAB = '[{"id": 1, "username": "ada", "state": "active", "access_level": 30}]'
WRITTEN = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)


def archive(folder: Path, files: dict[str, str | bytes]) -> Path:
    path = folder / "week.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as kept:
        for name, content in files.items():
            kept.writestr(zipfile.ZipInfo(name, WRITTEN.timetuple()[:6]), content)
    return path


def taken(path: Path, **said: object) -> list[Snapshot]:
    found = take_in_all(ACTOR, path, **said)  # type: ignore[arg-type]  # as a caller would
    assert all(isinstance(one, Taken) for one in found)
    return [one.snapshot for one in found if isinstance(one, Taken)]


def test_each_file_of_an_archive_is_a_snapshot_under_the_name_of_both(workspace: Path) -> None:
    path = archive(workspace, {"a/members.json": GITLAB, "trivy.json": report(workspace).read_bytes()})
    first, second = taken(path)
    assert (first.name, first.format) == ("week.zip › a/members.json", "gitlab-members")
    assert (second.name, second.format, second.part) == ("week.zip › trivy.json", "trivy", "shop/api")
    assert second.observed_at == SCANNED
    assert Snapshot.objects.count() == 2
    assert not any(one.new for one in take_in_all(ACTOR, path) if isinstance(one, Taken))


def test_the_time_of_a_file_is_its_own_and_never_after_its_archive(workspace: Path) -> None:
    path = archive(workspace, {"members.json": GITLAB})
    (snapshot,) = taken(path, uploaded=True)
    assert (snapshot.observed_at, snapshot.observed_basis) == (WRITTEN, Snapshot.Basis.FILE)
    earlier = (WRITTEN - timedelta(days=9)).timestamp()
    os.utime(path, (earlier, earlier))
    (again,) = taken(path, observed_at=WRITTEN + timedelta(days=1))
    assert again.observed_basis == Snapshot.Basis.STATED
    other = archive(workspace, {"others.json": GITLAB.replace("ada", "ben")})
    os.utime(other, (earlier, earlier))
    (older,) = taken(other)
    assert older.observed_at == WRITTEN - timedelta(days=9)


def test_a_packed_file_is_read_by_its_content_and_a_file_that_is_not_packed_as_before(workspace: Path) -> None:
    packed = workspace / "members.json.gz"
    packed.write_bytes(gzip.compress(GITLAB.encode()))
    (snapshot,) = taken(packed)
    assert (snapshot.name, snapshot.format) == ("members.json.gz › members.json", "gitlab-members")
    plain = workspace / "plain.json"
    plain.write_text(GITLAB.replace("ada", "cy"))
    assert [one.name for one in taken(plain)] == ["plain.json"]


def test_a_file_of_an_archive_that_cannot_be_read_is_kept_and_the_others_count(workspace: Path) -> None:
    first, second = taken(archive(workspace, {"members.json": GITLAB, "notes.txt": "hello\n"}))
    assert (first.state, second.state) == (Snapshot.State.GOOD, Snapshot.State.BROKEN)
    assert second.name == "week.zip › notes.txt"


def test_an_archive_that_is_refused_is_kept_explained_and_nothing_of_it_counts(workspace: Path) -> None:
    (snapshot,) = taken(archive(workspace, {"members.json": GITLAB, "../up.json": GITLAB}))
    assert (snapshot.name, snapshot.state) == ("week.zip", Snapshot.State.BROKEN)
    assert "leads out of its folder" in snapshot.problem
    assert Snapshot.objects.count() == 1


def test_a_file_from_the_future_is_refused_alone(workspace: Path) -> None:
    future = report(workspace, scanned=datetime.now(UTC) + timedelta(days=9)).read_bytes()
    first, second = take_in_all(ACTOR, archive(workspace, {"new.json": future, "members.json": GITLAB}))
    assert isinstance(first, Refused)
    assert "future" in first.problem
    assert isinstance(second, Taken)
    with pytest.raises(Invalid, match="no such file"):
        take_in_all(ACTOR, workspace / "absent.zip")


def test_a_reader_takes_no_archive_in(workspace: Path) -> None:
    with pytest.raises(NotAllowed):
        take_in_all(Actor(name="Rita", role=Role.READER), archive(workspace, {"members.json": GITLAB}))
