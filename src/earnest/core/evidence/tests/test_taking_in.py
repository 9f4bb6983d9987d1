"""Evidence comes in whole or not at all, and is never lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from earnest.core.evidence import operations, queries
from earnest.core.evidence.models import Snapshot, SnapshotTable, Source
from earnest.core.evidence.rules import Freshness
from earnest.foundation import clock, ledger, plain
from earnest.foundation.actor import Actor, Role, program
from earnest.foundation.errors import Invalid, NotAllowed
from earnest.foundation.models import LedgerEntry

pytestmark = pytest.mark.django_db
ACTOR = program("tests")
SCANNED = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)


def report(folder: Path, image: str = "shop/api:1.0", *, flaws: int = 2, scanned: datetime = SCANNED) -> Path:
    """A Trivy report of one image, as its JSON schema version 2 has it."""
    found = [
        {
            "VulnerabilityID": f"CVE-2026-{1000 + n}",
            "PkgName": "openssl",
            "InstalledVersion": "3.0.1",
            "FixedVersion": "3.0.9",
            "Severity": "HIGH",
        }
        for n in range(flaws)
    ]
    path = folder / f"{image.replace('/', '-').replace(':', '-')}-{scanned:%Y%m%d}.json"
    path.write_text(
        json.dumps(
            {
                "SchemaVersion": 2,
                "CreatedAt": scanned.isoformat(),
                "ArtifactName": image,
                "ArtifactType": "container_image",
                "Results": [{"Target": image, "Class": "os-pkgs", "Type": "debian", "Vulnerabilities": found}],
            }
        )
    )
    return path


def test_the_same_bytes_are_not_read_again(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = report(workspace)
    first = operations.take_in(ACTOR, path)
    monkeypatch.setattr("earnest.core.evidence.operations.intake.read_file", None)
    again = operations.take_in(ACTOR, path)
    assert (again.new, again.snapshot) == (False, first.snapshot)


def test_a_file_becomes_a_snapshot_with_its_three_times(workspace: Path) -> None:
    collected = SCANNED + timedelta(hours=1)
    taken = operations.take_in(ACTOR, report(workspace), collected_at=collected)
    snapshot = taken.snapshot
    assert taken.new
    assert (snapshot.source.slug, snapshot.format, snapshot.part) == ("trivy", "trivy", "shop/api")
    assert (snapshot.observed_at, snapshot.observed_basis) == (SCANNED, Snapshot.Basis.CONTENT)
    assert snapshot.collected_at == collected
    assert snapshot.uploaded_at > collected
    assert dict(snapshot.tables.values_list("table", "rows")) == {"vulnerabilities": 2, "scan_targets": 1}
    assert queries.store().fault(snapshot.sha256) is None
    assert all(queries.store().fault(table.sha256) is None for table in snapshot.tables.all())


def test_the_same_file_twice_is_one_snapshot(workspace: Path) -> None:
    first = operations.take_in(ACTOR, report(workspace))
    entries = ledger.head()
    again = operations.take_in(ACTOR, report(workspace))
    assert (again.new, again.snapshot) == (False, first.snapshot)
    assert ledger.head() == entries


def test_the_same_bytes_seen_at_another_stated_time_are_another_look(workspace: Path) -> None:
    first = operations.take_in(ACTOR, report(workspace)).snapshot
    later = SCANNED + timedelta(days=7)
    again = operations.take_in(ACTOR, report(workspace), observed_at=later)
    assert (again.new, again.snapshot.sha256, again.snapshot.observed_at) == (True, first.sha256, later)
    assert not operations.take_in(ACTOR, report(workspace), observed_at=later).new


def test_a_fresh_time_of_the_file_is_not_another_look(workspace: Path) -> None:
    listing = workspace / "people.csv"
    listing.write_text("id,name\n1,Ada\n")
    first = operations.take_in(ACTOR, listing)
    listing.touch()
    assert operations.take_in(ACTOR, listing).snapshot == first.snapshot


def test_the_ledger_names_the_bytes(workspace: Path) -> None:
    snapshot = operations.take_in(ACTOR, report(workspace)).snapshot
    entry = LedgerEntry.objects.order_by("-number")[0]
    assert entry.operation == "evidence.take_in"
    assert entry.facts["sha256"] == snapshot.sha256
    assert snapshot.reference in {change["record"] for change in entry.changes}


@pytest.mark.parametrize("content", [b"", b"{", b"\x00\xff\x00", b'{"Results": 1}', b"<a>", b"a,b\n1\n"])
def test_a_broken_file_is_kept_named_and_explained(workspace: Path, content: bytes) -> None:
    path = workspace / "export.json"
    path.write_bytes(content)
    taken = operations.take_in(ACTOR, path)
    assert taken.snapshot.state == Snapshot.State.BROKEN
    assert taken.snapshot.problem
    assert taken.snapshot.source.slug == operations.UNRECOGNISED
    assert queries.store().path(taken.snapshot.sha256).read_bytes() == content
    assert not SnapshotTable.objects.exists()
    assert taken.snapshot not in queries.current_snapshots(clock.now())


def google(folder: Path, *states: str) -> Path:
    """A Google Workspace export with one user of each two-step verification state."""
    names = ("First Name [Required]", "Last Name [Required]", "Email Address [Required]")
    heads = ",".join((*names, "Status [READ ONLY]", "2sv Enrolled [READ ONLY]"))
    rows = [f"U{n},X,u{n}@birch.example,Active,{state}" for n, state in enumerate(states)]
    path = folder / "users.csv"
    path.write_text("\n".join([heads, *rows]) + "\n")
    return path


def test_a_file_of_which_no_row_can_be_read_is_a_broken_one(workspace: Path) -> None:
    taken = operations.take_in(ACTOR, google(workspace, "maybe", "perhaps"), as_format="google-workspace-users")
    assert taken.snapshot.state == Snapshot.State.BROKEN
    assert "None of 2 rows could be read" in taken.snapshot.problem
    assert "maybe" in taken.snapshot.problem


def test_rows_that_cannot_be_read_are_counted_and_kept_with_their_place(workspace: Path) -> None:
    snapshot = operations.take_in(ACTOR, google(workspace, "True", "maybe")).snapshot
    assert (snapshot.state, snapshot.rejected_count) == (Snapshot.State.GOOD, 1)
    assert snapshot.rejected[0]["place"] == "row 3"


def test_a_broken_file_does_not_replace_what_was_there(workspace: Path) -> None:
    good = operations.take_in(ACTOR, report(workspace)).snapshot
    cut = workspace / "cut.json"
    cut.write_bytes(report(workspace).read_bytes()[:-40])
    operations.take_in(ACTOR, cut, source="trivy", observed_at=SCANNED + timedelta(days=1))
    assert queries.current_snapshots(clock.now()) == (good,)


def test_a_newer_scan_replaces_the_older_one_of_its_image_only(workspace: Path) -> None:
    old = operations.take_in(ACTOR, report(workspace, "shop/api:1.0")).snapshot
    other = operations.take_in(ACTOR, report(workspace, "shop/web:1.0")).snapshot
    new = operations.take_in(ACTOR, report(workspace, "shop/api:1.1", scanned=SCANNED + timedelta(days=2))).snapshot
    assert set(queries.current_snapshots(SCANNED + timedelta(days=3))) == {other, new}
    assert set(queries.current_snapshots(SCANNED + timedelta(days=1))) == {other, old}


def test_evidence_from_the_future_is_refused(workspace: Path) -> None:
    with pytest.raises(Invalid, match="has not happened"):
        operations.take_in(ACTOR, report(workspace, scanned=clock.now() + timedelta(days=2)))
    assert not Snapshot.objects.exists()


def test_a_file_collected_before_it_was_observed_is_refused(workspace: Path) -> None:
    with pytest.raises(Invalid, match="before it was observed"):
        operations.take_in(ACTOR, report(workspace), collected_at=SCANNED - timedelta(days=1))
    assert not Snapshot.objects.exists()


def test_two_sources_of_one_format_need_a_name(workspace: Path) -> None:
    for slug in ("east", "west"):
        plain.create(ACTOR, Source(slug=slug, title=slug, format="trivy"))
    with pytest.raises(Invalid, match="east, west"):
        operations.take_in(ACTOR, report(workspace))
    assert operations.take_in(ACTOR, report(workspace), source="west").snapshot.source.slug == "west"


def test_a_source_that_is_not_there_is_named(workspace: Path) -> None:
    with pytest.raises(Invalid, match="no evidence source 'nessus'"):
        operations.take_in(ACTOR, report(workspace), source="nessus")


def test_a_reader_cannot_add_evidence(workspace: Path) -> None:
    with pytest.raises(NotAllowed):
        operations.take_in(Actor(name="Rita", role=Role.READER), report(workspace))


def test_a_source_lapses_on_the_day(workspace: Path) -> None:
    operations.take_in(ACTOR, report(workspace))
    plain.change(ACTOR, Source.objects.get(slug="trivy"), {"freshness_days": 7, "cadence_days": 2})

    def state(days: float) -> Freshness:
        (found,) = queries.source_states(ACTOR, SCANNED + timedelta(days=days))
        return found.freshness

    assert [state(2), state(2.1), state(7), state(7.001)] == [
        Freshness.FRESH, Freshness.LATE, Freshness.LATE, Freshness.STALE,
    ]  # fmt: skip


def test_taking_a_source_out_of_use_needs_a_reason(workspace: Path) -> None:
    source = operations.take_in(ACTOR, report(workspace)).snapshot.source
    with pytest.raises(Invalid):
        operations.set_in_use(ACTOR, source, active=False, reason=" ")
    operations.set_in_use(ACTOR, source, active=False, reason="replaced by another scanner")
    assert not queries.current_snapshots(clock.now())


class TestDamage:
    def test_one_changed_byte_of_a_stored_file_is_named(self, workspace: Path) -> None:
        snapshot = operations.take_in(ACTOR, report(workspace)).snapshot
        path = queries.store().path(snapshot.sha256)
        content = bytearray(path.read_bytes())
        content[10] ^= 1
        path.chmod(0o644)
        path.write_bytes(content)
        (found,) = queries.damage(lambda done, total, doing: None)
        assert found.sha256 == snapshot.sha256
        assert snapshot.name in found.used_by
        assert "changed" in found.what

    def test_a_missing_table_is_named(self, workspace: Path) -> None:
        snapshot = operations.take_in(ACTOR, report(workspace)).snapshot
        table = snapshot.tables.get(table="vulnerabilities")
        queries.store().path(table.sha256).unlink()
        (found,) = queries.damage(lambda done, total, doing: None)
        assert "table vulnerabilities" in found.used_by
        assert found.what == "it is missing"
