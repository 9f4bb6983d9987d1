"""The record under everything: the same evidence says the same, broken files say nothing, tampering is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from earnest.core.assurance import operations as assurance
from earnest.core.assurance.models import Assessment, TestRun
from earnest.core.evidence import operations as evidence
from earnest.core.evidence import queries
from earnest.core.evidence.models import Snapshot
from earnest.foundation import ledger
from earnest.foundation.actor import program
from earnest.foundation.models import LedgerEntry
from tests.journeys.conftest import World

ACTOR = program("journey")


def test_the_record_as_loaded_is_whole(world: World) -> None:
    assert list(ledger.breaks()) == []
    assert list(ledger.drift()) == []
    assert list(queries.damage(lambda done, of, name: None)) == []


def test_the_personnel_list_came_in_as_one_thing_that_happened(world: World) -> None:
    (entry,) = LedgerEntry.objects.filter(operation="organization.take_on_people")
    people = {change["after"].get("email") for change in entry.changes if change["before"] is None}
    assert {person.email for person in (*world.sample.people, *world.sample.leavers)} <= people


def test_the_same_file_twice_is_one_snapshot(world: World, tmp_path: Path) -> None:
    kept = Snapshot.objects.filter(source__slug="backups").latest("observed_at")
    copy = tmp_path / "again.csv"
    copy.write_bytes(queries.store().path(kept.sha256).read_bytes())
    before, number = Snapshot.objects.count(), ledger.head()
    taken = evidence.take_in(ACTOR, copy, source="backups")
    assert (taken.new, taken.snapshot.pk) == (False, kept.pk)
    assert (Snapshot.objects.count(), ledger.head()) == (before, number)


def test_a_broken_file_is_kept_and_changes_no_conclusion(world: World, tmp_path: Path) -> None:
    broken = tmp_path / "backup-jobs.csv"
    broken.write_bytes(b"\x00\x01 not an export")
    taken = evidence.take_in(ACTOR, broken, source="backups")
    assert (taken.new, taken.snapshot.state) == (True, Snapshot.State.BROKEN)
    assert taken.snapshot.problem
    assert queries.store().path(taken.snapshot.sha256).read_bytes() == broken.read_bytes()
    again = assurance.assess(world.today)
    assert again.ledger_number > world.assessment.ledger_number
    assert again.digest == world.assessment.digest


def test_conclusions_thrown_away_come_back_to_the_same_digest(world: World) -> None:
    TestRun.objects.filter(as_of__date=world.today).delete()
    Assessment.objects.all().delete()
    assert assurance.assess(world.today).digest == world.assessment.digest


def test_one_changed_byte_of_a_stored_file_is_named(world: World) -> None:
    kept = Snapshot.objects.filter(source__slug="okta-users").latest("observed_at")
    path = queries.store().path(kept.sha256)
    whole, mode = path.read_bytes(), path.stat().st_mode
    path.chmod(0o600)
    try:
        path.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        (found,) = queries.damage(lambda done, of, name: None)
    finally:
        path.write_bytes(whole)
        path.chmod(mode)
    assert found.sha256 == kept.sha256
    assert found.used_by == f"snapshot {kept.name} of okta-users"


@pytest.mark.parametrize("column", ["reason", "operation", "hash"])
def test_one_changed_ledger_row_is_named(world: World, column: str) -> None:
    entry = LedgerEntry.objects.filter(operation="controls.adopt").earliest("number")
    table = LedgerEntry._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"update {table} set {column} = %s where number = %s", ["changed", entry.number])
    assert entry.number in {found.number for found in ledger.breaks()}


def test_a_row_changed_behind_the_ledgers_back_is_named(world: World) -> None:
    from earnest.core.controls.models import ControlException

    exception = ControlException.objects.filter(state="approved").earliest("ends_on")
    ControlException.objects.filter(pk=exception.pk).update(ends_on=world.ago(-400))
    assert [found.record for found in ledger.drift()] == [exception.reference]
