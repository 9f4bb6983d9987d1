"""A file that differs from an earlier one only in when it was made is a look of its own, and is not read again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from earnest.core.evidence import operations, queries
from earnest.core.evidence.models import Snapshot, Source
from earnest.core.evidence.tests.test_taking_in import ACTOR, SCANNED, report
from earnest.foundation import clock, ledger, plain

pytestmark = pytest.mark.django_db
LATER = SCANNED + timedelta(days=1)


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, reading a file is an error."""
    monkeypatch.setattr("earnest.core.evidence.operations.intake.read_file", None)


def tables(snapshot: Snapshot) -> dict[str, str]:
    return dict(snapshot.tables.values_list("table", "sha256"))


def test_it_is_a_new_snapshot_with_its_own_time_and_the_same_findings(workspace: Path) -> None:
    first = operations.take_in(ACTOR, report(workspace)).snapshot
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("earnest.core.evidence.operations.intake.read_file", None)
        taken = operations.take_in(ACTOR, report(workspace, scanned=LATER))
    later = taken.snapshot
    assert (taken.new, later.observed_at, later.observed_basis) == (True, LATER, Snapshot.Basis.CONTENT)
    assert later.body == first.body != ""
    assert later.sha256 != first.sha256
    assert (later.part, later.source, later.format) == (first.part, first.source, first.format)
    assert tables(later)["vulnerabilities"] == tables(first)["vulnerabilities"]
    targets = pq.read_table(queries.store().path(tables(later)["scan_targets"])).to_pylist()
    assert [one["scanned_at"] for one in targets] == [LATER]
    assert queries.current_snapshots(clock.now()) == (later,)
    assert not list(queries.damage(lambda done, total, doing: None))


def test_it_is_what_reading_it_would_have_given(workspace: Path) -> None:
    operations.take_in(ACTOR, report(workspace))
    path = report(workspace, scanned=LATER)
    later = operations.take_in(ACTOR, path).snapshot
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("earnest.core.evidence.operations.intake.read_again", lambda *_: None)
        read = operations.take_in(ACTOR, path, observed_at=LATER + timedelta(hours=1)).snapshot
    assert tables(read) == tables(later)
    for field in ("part", "format", "rejected", "rejected_count", "ignored", "size", "sha256", "body"):
        assert getattr(read, field) == getattr(later, field)


@pytest.mark.parametrize("change", ["reader", "table", "source", "damage", "body"])
def test_it_is_read_where_anything_differs(workspace: Path, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = operations.take_in(ACTOR, report(workspace)).snapshot
    source = None
    if change == "reader":
        monkeypatch.setattr("earnest.engines.ingest.body.reader", lambda: "a newer one")
    elif change == "table":
        first.tables.filter(table="vulnerabilities").update(version=0)
    elif change == "source":
        plain.create(ACTOR, Source(slug="other", title="other", format="trivy"))
        source = "other"
    elif change == "damage":
        queries.store().path(tables(first)["vulnerabilities"]).unlink()
    reused: list[object] = []
    monkeypatch.setattr("earnest.core.evidence.operations.again.made_again", lambda *given: reused.append(given))
    path = report(workspace, scanned=LATER, flaws=3 if change == "body" else 2)
    later = operations.take_in(ACTOR, path, source=source).snapshot
    assert not reused
    assert later.tables.get(table="vulnerabilities").rows == (3 if change == "body" else 2)
    assert queries.store().fault(tables(later)["vulnerabilities"]) is None


@pytest.mark.usefixtures("unread")
def test_a_file_that_was_never_read_is_read(workspace: Path) -> None:
    with pytest.raises(TypeError):
        operations.take_in(ACTOR, report(workspace))


def test_the_same_bytes_are_still_one_snapshot(workspace: Path) -> None:
    operations.take_in(ACTOR, report(workspace))
    later = operations.take_in(ACTOR, report(workspace, scanned=LATER)).snapshot
    entries = ledger.head()
    assert operations.take_in(ACTOR, report(workspace, scanned=LATER)).snapshot == later
    assert ledger.head() == entries


def test_the_same_bytes_are_not_even_written_again(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = operations.take_in(ACTOR, report(workspace)).snapshot
    monkeypatch.setattr("earnest.core.evidence.operations.intake.put", None)
    taken = operations.take_in(ACTOR, report(workspace))
    assert (taken.new, taken.snapshot) == (False, first)
