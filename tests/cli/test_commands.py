from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow.parquet as pq
import pytest

from earnest.core.organization.models import Organization, Person
from earnest.foundation import plain
from earnest.foundation.actor import program
from tests.cli.conftest import ROOT, Run


def held(name: str, text: str) -> Any:
    """The JSON of a command, which keeps to its documented shape."""
    schema = json.loads((ROOT / "docs/reference/schemas" / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    found = json.loads(text)
    jsonschema.validate(found, schema)
    return found


@pytest.mark.parametrize(
    "words", [["assess"], ["sources"], ["doctor"], ["tell", "board"], ["test", "run", "privileged-mfa"]]
)
def test_without_a_workspace_a_command_says_how_to_make_one(
    run: Run, words: list[str], db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from earnest.interfaces.cli import django_setup

    monkeypatch.setattr(django_setup, "tables", lambda: django_setup.Tables.ABSENT)
    result = run(*words)
    assert result.exit_code == 2
    assert "earnest init" in result.stderr


@pytest.mark.parametrize(("found", "says"), [("OLDER", "older version"), ("NEWER", "newer version")])
def test_a_workspace_of_another_version_is_left_alone(
    run: Run, db: None, monkeypatch: pytest.MonkeyPatch, found: str, says: str
) -> None:
    from earnest.interfaces.cli import django_setup

    monkeypatch.setattr(django_setup, "tables", lambda: django_setup.Tables[found])
    result = run("doctor")
    assert result.exit_code == 2
    assert says in result.stderr


def test_init_makes_a_workspace_that_others_cannot_read(run: Run, db: None, folder: Path) -> None:
    assert run("init", "--name", "Birch & Co").exit_code == 0
    assert (folder / "secret.key").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert Organization.objects.get().name == "Birch & Co"


def test_init_twice_keeps_key_and_name(run: Run, workspace: Path) -> None:
    key = (workspace / "secret.key").read_text()
    assert run("init", "--name", "Other").exit_code == 0
    assert (workspace / "secret.key").read_text() == key
    assert Organization.objects.get().name == "Birch & Co"


def test_init_refuses_a_folder_that_holds_other_things(run: Run, db: None, folder: Path) -> None:
    folder.mkdir(mode=0o755)
    (folder / "letters.txt").write_text("mine")
    result = run("init")
    assert result.exit_code == 2
    assert "holds other things" in result.stderr
    assert folder.stat().st_mode & 0o777 == 0o755
    assert [path.name for path in folder.iterdir()] == ["letters.txt"]


def test_an_unknown_framework_makes_nothing(run: Run, folder: Path) -> None:
    result = run("init", "-f", "iso")
    assert result.exit_code == 2
    assert "iso27001-2022" in result.stderr
    assert not folder.exists()


def test_a_framework_brings_its_controls_and_all_are_unproven(run: Run, workspace: Path) -> None:
    assert "Adopted nis2" in run("init", "-f", "nis2").stdout
    assert "controls taken into use, 0 were there" in run("adopt", "--all-for", "nis2").stdout
    assert "0 controls taken into use" in run("adopt", "--all-for", "nis2").stdout
    assert "Adopted" not in run("init", "-f", "nis2").stdout
    result = run("assess", "--json", "--fail-on", "unproven")
    assert result.exit_code == 1
    found = held("assess", result.stdout)
    assert {control["status"] for control in found["controls"]} == {"unproven"}
    assert {one["framework"] for one in found["requirements"]} == {"nis2"}
    assert run("assess", "--fail-on", "failing").exit_code == 0
    told = run("tell", "board", "--json")
    assert len(held("tell", told.stdout)["files"]) == 4
    assert all(Path(one["file"]).is_file() for one in held("tell", told.stdout)["files"])


def test_an_empty_record_is_assessed_without_complaint(run: Run, workspace: Path) -> None:
    assert held("assess", run("assess", "--json").stdout)["controls"] == []
    assert "No controls are in use yet" in run("assess").stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["assess", "--fail-on", "faling"], "faling"),
        (["assess", "--as-of", "2026-13-01"], "2026-13-01"),
        (["adopt"], "--all-for"),
        (["adopt", "gdpr", "no-such-control"], "no-such-control"),
        (["adopt", "--all-for", "iso"], "iso27001-2022"),
        (["tell", "pope"], "auditor, regulator, insurer"),
        (["tell", "auditor"], "Name the framework"),
        (["ingest", "nowhere.csv"], "nowhere.csv"),
        (["ingest", "--dry-run", os.devnull], "neither a file nor a folder"),
        (["ingest", "--dry-run", "--as", "nope", "okta-users.json"], "okta-users"),
        (["ingest", "--observed-at", "yesterday", "okta-users.json"], "2026-11-21T06:00Z"),
        (["test", "explain", "nope"], "earnest test list"),
        (["test", "explain", "nope.sql"], "nope.sql"),
        (["test", "sql", "privileged-mfa", "--for", "oracle"], "postgres, spark"),
        (["asess"], "asess"),
        (["assess", "--colour"], "--colour"),
    ],
)
def test_a_line_that_cannot_be_used_is_explained(
    run: Run, workspace: Path, export: Path, words: list[str], says: str
) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


def test_a_dry_run_needs_no_workspace(run: Run, export: Path, folder: Path) -> None:
    result = run("ingest", "--dry-run", "--json", str(export))
    assert result.exit_code == 0, result.output
    (one,) = held("ingest", result.stdout)["files"]
    assert one["format"] == "okta-users"
    assert one["tables"]["accounts"] == 2
    assert one["bytes"] == export.stat().st_size
    assert not folder.exists()


def test_a_folder_is_read_file_by_file_and_what_cannot_be_read_is_explained(
    run: Run, tmp_path: Path, export: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    export.rename(inbox / "users.json")
    (inbox / "empty.csv").touch()
    (inbox / "noise.bin").write_bytes(bytes(range(256)) * 10)
    (inbox / "cut.json").write_text('[{"id": ')
    (inbox / ".hidden").write_text("x")
    result = run("ingest", "--dry-run", "--json", str(inbox))
    assert result.exit_code == 1
    found = {Path(one["file"]).name: one for one in held("ingest", result.stdout)["files"]}
    assert set(found) == {"users.json", "empty.csv", "noise.bin", "cut.json"}
    assert [name for name, one in found.items() if one["problem"] is None] == ["users.json"]


def test_taking_in_twice_is_one_snapshot(run: Run, workspace: Path, export: Path) -> None:
    first = held("ingest", run("ingest", "--json", str(export)).stdout)["files"][0]
    again = held("ingest", run("ingest", "--json", str(export)).stdout)["files"][0]
    assert (first["new"], again["new"]) == (True, False)
    assert first["sha256"] == again["sha256"]
    listed = held("sources", run("sources", "--json").stdout)["sources"]
    assert [one["id"] for one in listed] == [first["source"]]


def test_a_file_of_an_unknown_source_does_not_hide_the_others(run: Run, workspace: Path, export: Path) -> None:
    result = run("ingest", "--json", "--source", "nope", str(export))
    assert result.exit_code == 1
    assert "nope" in held("ingest", result.stdout)["files"][0]["problem"]


def test_a_typing_error_in_the_format_does_not_spoil_the_file(run: Run, workspace: Path, export: Path) -> None:
    assert run("ingest", "--as", "okta-user", str(export)).exit_code == 2
    assert held("ingest", run("ingest", "--json", str(export)).stdout)["files"][0]["problem"] is None


def test_doctor_finds_nothing_in_a_whole_record(run: Run, workspace: Path, export: Path) -> None:
    run("ingest", str(export))
    result = run("doctor", "--json")
    assert result.exit_code == 0, result.output
    assert held("doctor", result.stdout)["ledger"]["entries"] > 0


def test_doctor_finds_a_record_that_was_changed_past_the_ledger(run: Run, workspace: Path) -> None:
    person = plain.create(program(), Person(name="Ada", email="ada@birch.example"))
    Person.objects.filter(pk=person.pk).update(name="Eve")
    result = run("doctor", "--json")
    assert result.exit_code == 1
    (one,) = held("doctor", result.stdout)["records"]
    assert one["record"] == person.reference
    assert "name changed without an entry" in run("doctor").stdout


def test_doctor_finds_bytes_that_were_changed(run: Run, workspace: Path, export: Path) -> None:
    taken = held("ingest", run("ingest", "--json", str(export)).stdout)["files"][0]
    (kept,) = [
        path for path in (workspace / "evidence").rglob("*") if path.is_file() and taken["sha256"][8:] in path.name
    ]
    kept.chmod(0o600)
    kept.write_bytes(b"other")
    result = run("doctor", "--json")
    assert result.exit_code == 1
    assert held("doctor", result.stdout)["evidence"][0]["sha256"] == taken["sha256"]


def test_a_new_control_test_runs_as_it_is(run: Run, workspace: Path, export: Path, tmp_path: Path) -> None:
    assert run("test", "new", "vpn-accounts", "--control", "mfa-remote", "--table", "accounts").exit_code == 0
    assert run("test", "new", "vpn-accounts", "--control", "mfa-remote", "--table", "accounts").exit_code == 2
    assert run("test", "explain", "vpn-accounts.sql").exit_code == 0
    result = run("test", "run", "--json", "vpn-accounts.sql")
    assert result.exit_code == 1, "no evidence is not a pass"
    assert held("test-run", result.stdout)["missing"] == ["accounts"]
    run("ingest", str(export))
    assert held("test-run", run("test", "run", "--json", "vpn-accounts.sql").stdout)["population"] == 2


def test_a_control_test_is_told_in_the_sql_of_another_engine(run: Run, workspace: Path) -> None:
    told = run("test", "sql", "privileged-mfa", "--for", "spark", "--as-of", "2026-10-31")
    assert told.exit_code == 0
    assert "-- population" in told.stdout
    assert "-- violations" in told.stdout


def test_the_tables_are_written_for_another_engine(run: Run, workspace: Path, export: Path, tmp_path: Path) -> None:
    run("ingest", str(export))
    assert run("test", "tables", str(tmp_path / "out")).exit_code == 0
    accounts = pq.read_table(tmp_path / "out" / "accounts.parquet")
    assert accounts.num_rows == 2
    assert {"source", "snapshot", "observed_at", "place"} <= set(accounts.column_names)


def test_tests_of_the_workspace_are_listed_with_those_of_the_library(run: Run, workspace: Path) -> None:
    into = str(workspace / "tests")
    assert (
        run("test", "new", "vpn-accounts", "--control", "mfa-remote", "--table", "accounts", "--into", into).exit_code
        == 0
    )
    ids = [one["id"] for one in held("test-list", run("test", "list", "--json").stdout)]
    assert {"vpn-accounts", "privileged-mfa"} <= set(ids)
