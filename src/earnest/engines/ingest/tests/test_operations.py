from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from earnest.engines.ingest import read_file
from earnest.engines.ingest.tests.examples.operations import daily
from earnest.engines.ingest.tests.exports import read_bytes, rows_of


def written(folder: Path, content: Any, table: str) -> list[dict[str, Any]]:
    data = content.encode() if isinstance(content, str) else json.dumps(content).encode()
    return rows_of(read_bytes(folder, data), table)


def test_a_veeam_warning_is_a_backup_and_a_session_that_runs_is_neither(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, daily.VEEAM_TASKS.encode())
    rows = rows_of(reading, "backups")
    assert [(row["asset"], row["succeeded"]) for row in rows] == [
        ("pay-1", True),
        ("pay-2", True),
        ("crm-1", False),
        ("hr-1", None),
    ]
    assert rows[0]["finished_at"] == datetime(2026, 11, 20, 1, 20, 11, tzinfo=UTC)
    assert rows[3]["finished_at"] is None
    assert rows[0]["bytes"] == 100 * 2**30
    assert rows[2]["detail"] == "Failed; Cannot reach the host"
    assert reading.ignored == {"sessions of the type surebackup": 1}


def test_a_veeam_session_of_a_job_is_about_the_job(tmp_path: Path) -> None:
    (row,) = written(tmp_path, daily.VEEAM_SESSIONS, "backups")
    assert (row["asset"], row["succeeded"]) == ("weekly files", True)
    assert row["started_at"] == datetime(2026, 11, 15, 2, tzinfo=UTC)


def test_a_veeam_time_with_slashes_is_read_only_as_the_file_proves(tmp_path: Path) -> None:
    first, second = written(tmp_path, daily.VEEAM_DAYS, "backups")
    assert second["started_at"] == datetime(2026, 11, 3, 1, tzinfo=UTC)
    assert (first["asset"], first["finished_at"]) == ("pay-1", datetime(2026, 11, 25, 1, 20, tzinfo=UTC))
    proofless = daily.VEEAM_DAYS.replace("25/11/2026", "11/11/2026")
    reading = read_bytes(tmp_path, proofless.encode())
    assert [(error.place, error.field) for error in reading.rejected] == [("row 3", "CreationTime")]
    assert rows_of(reading, "backups")[0]["started_at"] == datetime(2026, 11, 11, 1, tzinfo=UTC)


def test_restic_snapshots_are_backups_that_were_made(tmp_path: Path) -> None:
    first, second = written(tmp_path, daily.RESTIC_SNAPSHOTS, "backups")
    assert (first["asset"], first["succeeded"], first["finished_at"]) == ("files-1", True, None)
    assert first["started_at"] == datetime(2026, 11, 20, 1, 0, 0, 123456, tzinfo=UTC)
    assert (second["bytes"], second["finished_at"]) == (123456, datetime(2026, 11, 20, 1, 5, 30, 100000, tzinfo=UTC))


def test_a_restic_run_with_an_error_did_not_succeed_and_one_without_a_host_is_rejected(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, daily.lines(daily.RESTIC_RUN))
    (row,) = rows_of(reading, "backups")
    assert (row["asset"], row["succeeded"]) == ("files-2", False)
    assert row["started_at"] == datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    assert [(error.place, error.field) for error in reading.rejected] == [("record 5", "hostname")]
    assert reading.ignored == {"messages of the type status": 2, "messages of the type error": 1}


def test_a_restic_run_that_made_no_snapshot_is_no_backup(tmp_path: Path) -> None:
    summary = {key: value for key, value in daily.RESTIC_SUMMARY.items() if key != "snapshot_id"}
    reading = read_bytes(tmp_path, daily.lines([{**summary, "hostname": "files-2"}]))
    assert (reading.format, rows_of(reading, "backups"), reading.rejected_count) == ("restic", [], 0)
    assert reading.ignored == {"runs that made no snapshot": 1}


def test_a_gophish_table_is_named_by_its_file_and_tells_only_the_last_time(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    path.write_text(daily.GOPHISH_CSV)
    reading = read_file(path, name="Parcel notice - Results.csv", into=tmp_path / "into")
    ada, ben, cy = rows_of(reading, "phishing_results")
    assert {row["campaign"] for row in (ada, ben, cy)} == {"Parcel notice"}
    assert (ada["clicked_at"], ada["reported_at"]) == (None, None)
    assert (ben["clicked_at"], ben["submitted_at"]) == (datetime(2026, 11, 10, 9, 31, tzinfo=UTC), None)
    assert cy["clicked_at"] == cy["submitted_at"] == cy["reported_at"] == datetime(2026, 11, 10, 10, 2, tzinfo=UTC)
    assert reading.ignored == {"messages that were not sent": 1}


def test_a_gophish_campaign_tells_the_first_time_of_each_event(tmp_path: Path) -> None:
    ada, ben = written(tmp_path, daily.GOPHISH_CAMPAIGN, "phishing_results")
    assert [ada[name].strftime("%H:%M") for name in ("sent_at", "clicked_at", "submitted_at", "reported_at")] == [
        *("09:00", "09:10", "09:11", "09:12")
    ]
    assert (ben["clicked_at"], ben["reported_at"]) == (None, datetime(2026, 11, 10, 9, 40, tzinfo=UTC))


def test_knowbe4_training_takes_the_extended_day_and_refuses_contradictions(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, daily.KNOWBE4_TRAINING.encode())
    ada, ben = rows_of(reading, "training_records")
    assert (ada["passed"], ada["score"], ada["due_on"]) == (True, 92.0, date(2026, 11, 30))
    assert ada["completed_at"] == datetime(2026, 11, 3, 9, 15, tzinfo=UTC)
    assert (ben["passed"], ben["completed_at"], ben["due_on"]) == (None, None, date(2026, 12, 15))
    assert [(error.place, error.field) for error in reading.rejected] == [("row 4", "Status")]


def test_knowbe4_phishing_keeps_the_first_failure_and_leaves_out_what_bounced(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, daily.KNOWBE4_PHISHING.encode())
    ada, ben = rows_of(reading, "phishing_results")
    assert (ada["clicked_at"], ada["reported_at"]) == (None, datetime(2026, 11, 10, 9, 6, tzinfo=UTC))
    assert (ben["clicked_at"], ben["submitted_at"]) == (
        datetime(2026, 11, 10, 9, 20, tzinfo=UTC),
        datetime(2026, 11, 10, 9, 31, tzinfo=UTC),
    )
    assert (ada["campaign"], ben["sent_at"]) == ("Parcel", datetime(2026, 11, 10, 9, 0, 11, tzinfo=UTC))
    assert reading.ignored == {"messages that were not delivered": 1}


def test_gitlab_projects_tell_protection_only_where_it_was_joined(tmp_path: Path) -> None:
    core, site = written(tmp_path, daily.GITLAB_PROJECTS, "repositories")
    assert (core["private"], core["branch_protected"], core["admins_bound"]) == (True, True, True)
    assert (core["reviews_required"], core["secret_scanning"]) == (2, True)
    assert (site["private"], site["archived"]) == (False, True)
    assert (site["branch_protected"], site["reviews_required"], site["admins_bound"]) == (None, None, None)


def test_a_gitlab_branch_without_a_rule_is_not_protected_and_a_wildcard_protects(tmp_path: Path) -> None:
    open_to_all = {**daily.GITLAB_PROJECTS[0], "protected_branches": []}
    rule = {"name": "m*n", "push_access_levels": [{"access_level": 40}], "allow_force_push": False}
    by_wildcard = {**daily.GITLAB_PROJECTS[0], "protected_branches": [rule]}
    rows = written(tmp_path, [open_to_all, by_wildcard], "repositories")
    assert [(row["branch_protected"], row["admins_bound"]) for row in rows] == [(False, False), (True, False)]


def test_gitlab_merge_requests_do_not_count_the_author_among_approvals(tmp_path: Path) -> None:
    merged, opened = written(tmp_path, daily.GITLAB_MERGES, "changes")
    assert (merged["change_id"], merged["repository"]) == ("larkfield/pay/core!12", "larkfield/pay/core")
    assert (merged["approvals"], merged["checks_passed"], merged["merged_by"]) == (1, True, "ben")
    assert (opened["change_id"], opened["state"]) == ("larkfield/site!3", "open")
    assert (opened["approvals"], opened["checks_passed"]) == (None, None)
