"""A turn brings what is there, once, and says what went wrong."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from earnest.core.collection import concerns, operations, queries
from earnest.core.collection.models import Collector
from earnest.core.collection.rules.health import Health
from earnest.core.evidence import operations as evidence
from earnest.core.evidence.models import Snapshot, Source
from earnest.foundation import clock
from earnest.foundation.actor import Actor, Role, program
from earnest.foundation.errors import Invalid, NotAllowed
from earnest.foundation.record import operation

pytestmark = pytest.mark.django_db
ACTOR = program("tests")


def report(path: Path, flaws: int = 1, made: str = "2026-05-04T06:00:00Z") -> Path:
    found = [{"VulnerabilityID": f"CVE-2026-{1000 + n}", "PkgName": "a", "Severity": "HIGH"} for n in range(flaws)]
    result = {"Target": "shop", "Class": "os-pkgs", "Type": "debian", "Vulnerabilities": found}
    told = {"SchemaVersion": 2, "ArtifactName": "shop", "ArtifactType": "container_image", "Results": [result]}
    path.write_text(json.dumps(told | ({"CreatedAt": made} if made else {})))
    rest(path)
    return path


def rest(path: Path, seconds: float = 60) -> None:
    os.utime(path, times=(time.time() - seconds,) * 2)


def collector(kind: str, key: str = "drop", **more: object) -> Collector:
    with operation(ACTOR, "tests.make") as work:
        source = Source.objects.filter(slug="images").first() or work.create(
            Source(slug="images", title="Images", format="trivy")
        )
        return work.create(Collector(key=key, title=key, kind=kind, source=source, **more))


def declare(text: str) -> None:
    (Path(settings.WORKSPACE) / queries.FILE).write_text("collectors: 1\n" + text)


@pytest.fixture
def inbox() -> Path:
    folder = Path(settings.WORKSPACE) / "inbox"
    folder.mkdir()
    declare('folders: {drop: {path: inbox, pattern: "*.json"}}')
    return folder


def test_a_file_in_the_folder_comes_in_once(inbox: Path) -> None:
    row = collector("folder")
    report(inbox / "a.json")
    assert operations.collect(ACTOR, row).new == 1
    again = operations.collect(ACTOR, Collector.objects.get())
    assert (again.new, again.known, again.problem) == (0, 0, "")
    assert queries.state_of(Collector.objects.get()).health is Health.WORKS
    assert (inbox / "a.json").is_file(), "a watched folder is only read"


def test_a_changed_file_comes_in_again(inbox: Path) -> None:
    row = collector("folder")
    report(inbox / "a.json")
    operations.collect(ACTOR, row)
    report(inbox / "a.json", flaws=2, made="2026-05-05T06:00:00Z")
    assert operations.collect(ACTOR, Collector.objects.get()).new == 1


def test_what_is_still_written_hidden_linked_empty_or_of_another_name_waits(inbox: Path, tmp_path: Path) -> None:
    row = collector("folder")
    report(inbox / ".hidden.json")
    report(inbox / "a.txt")
    (inbox / "empty.json").touch()
    rest(inbox / "empty.json")
    (inbox / "link.json").symlink_to(report(tmp_path / "outside.json"))
    rest(report(inbox / "busy.json"), seconds=0)
    assert operations.collect(ACTOR, row).new == 0
    assert not Snapshot.objects.exists()


def test_a_file_that_is_too_large_is_told_and_left(inbox: Path) -> None:
    row = collector("folder", megabytes=1)
    report(inbox / "a.json")
    (inbox / "big.json").write_bytes(b" " * (1 << 20) + b"1")
    rest(inbox / "big.json")
    done = operations.collect(ACTOR, row)
    assert done.new == 1
    assert "big.json is larger than 1 MB" in done.problem


def test_a_file_that_cannot_be_read_is_kept_and_told_once(inbox: Path) -> None:
    row = collector("folder")
    (inbox / "a.json").write_text("{")
    rest(inbox / "a.json")
    assert "a.json" in operations.collect(ACTOR, row).problem
    assert operations.collect(ACTOR, Collector.objects.get()).problem == ""
    assert Snapshot.objects.get().state == Snapshot.State.BROKEN


@pytest.mark.parametrize(("text", "says"), [("folders: {}", "declares no folder"), ("x: 1", "no key 'x'")])
def test_what_is_not_declared_is_a_problem_and_a_concern(text: str, says: str) -> None:
    row = collector("folder")
    declare(text)
    assert says in operations.collect(ACTOR, row).problem
    told = concerns.concerns(ACTOR, clock.today())
    assert [one.rule for one in told] == ["collector-fails", "nobody-collectors"]
    assert says in told[0].detail


def test_a_folder_that_is_not_there_is_a_problem() -> None:
    row = collector("folder")
    declare("folders: {drop: {path: nowhere}}")
    assert "cannot be looked into" in operations.collect(ACTOR, row).problem


def command(script: str, **more: object) -> Collector:
    path = Path(settings.WORKSPACE) / "export.py"
    path.write_text(script)
    told = {"run": [sys.executable, str(path)], "name": "shop.json", **more}
    declare(f"commands: {{drop: {json.dumps(told)}}}")
    return collector("command")


def test_a_command_brings_what_it_writes_and_a_second_run_is_another_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = report(tmp_path / "r.json", made="").read_text()
    row = command(f"print({text!r})")
    assert operations.collect(ACTOR, row).new == 1
    now = clock.now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: now)
    assert operations.collect(ACTOR, Collector.objects.get()).new == 1
    assert Snapshot.objects.count() == 2, "it looked again and found nothing changed"


def test_a_command_sees_only_the_variables_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKTA_TOKEN", "t0ken")
    monkeypatch.setenv("EARNEST_SECRET_KEY", "s3cret")
    row = command("import os, sys; sys.exit(f'{sorted(os.environ)}')", environment=["OKTA_TOKEN"])
    problem = operations.collect(ACTOR, row).problem
    assert "OKTA_TOKEN" in problem
    assert "EARNEST_SECRET_KEY" not in problem


@pytest.mark.parametrize(
    ("script", "more", "says"),
    [
        ("import sys; sys.exit('no such tenant')", {}, "status 1. It said: no such tenant"),
        ("", {}, "wrote nothing"),
        ("import time; time.sleep(60)", {"seconds": 1}, "did not end within 1 seconds"),
        ("print('x' * (3 << 20))", {"megabytes": 1}, "more than 1 MB"),
    ],
)
def test_a_command_that_fails_brings_nothing_and_says_why(script: str, more: dict[str, int], says: str) -> None:
    assert says in operations.collect(ACTOR, command(script, **more)).problem
    assert not Snapshot.objects.exists()


def test_a_program_that_is_not_there_is_a_problem() -> None:
    declare("commands: {drop: {run: [/no/such/program], name: a.json}}")
    assert "/no/such/program cannot be run" in operations.collect(ACTOR, collector("command")).problem


def test_what_is_due_has_its_turn(inbox: Path) -> None:
    collector("folder")
    report(inbox / "a.json")
    assert [operations.collect(ACTOR, one).new for one in queries.due()] == [1]
    assert not list(queries.due())


def test_out_of_use_and_pushed_have_no_turn() -> None:
    with pytest.raises(Invalid, match="others push"):
        operations.collect(ACTOR, collector("push", "pushed"))
    with pytest.raises(Invalid, match="out of use"):
        operations.collect(ACTOR, collector("folder", active=False))
    with pytest.raises(NotAllowed):
        operations.collect(Actor("Rea", Role.READER), Collector.objects.get(key="drop"))


def test_a_secret_opens_one_source_until_its_day(tmp_path: Path) -> None:
    row = collector("push")
    secret = operations.issue(ACTOR, row, ends_on=clock.today() + timedelta(days=1))
    assert operations.holder(secret) == row
    assert secret not in str(Collector.objects.values())
    done = operations.accept(row, report(tmp_path / "a.json"), name="a.json", observed_at=None)
    assert (done.snapshots, done.new, done.problem) == (1, 1, "")
    assert Snapshot.objects.get().source.slug == "images"
    operations.revoke(ACTOR, Collector.objects.get())
    assert operations.holder(secret) is None


def test_a_secret_ends_with_its_day_its_source_and_its_successor() -> None:
    row = collector("push")
    first = operations.issue(ACTOR, row, ends_on=clock.today() + timedelta(days=1))
    second = operations.issue(ACTOR, Collector.objects.get(), ends_on=clock.today() + timedelta(days=9))
    assert operations.holder(first) is None
    evidence.set_in_use(ACTOR, row.source, active=False, reason="test")
    assert operations.holder(second) is None
    Source.objects.update(active=True)
    Collector.objects.update(secret_ends_on=clock.today())
    assert operations.holder(second) is None
    with pytest.raises(Invalid, match="day to come"):
        operations.issue(ACTOR, Collector.objects.get(), ends_on=clock.today())
    with pytest.raises(NotAllowed):
        operations.issue(Actor("Rea", Role.READER), row, ends_on=clock.today() + timedelta(days=9))
