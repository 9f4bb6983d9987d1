# ruff: noqa: E501 - rows of exports are long
"""Examples of backups, training, phishing tests and changes."""

from __future__ import annotations

import json
from typing import Any

from earnest.engines.ingest.tests.examples import Example

VEEAM_TASKS = """\
"Id","JobName","Name","Status","JobType","CreationTime","EndTime","TotalSize","Reason"
"7f1","Nightly servers","PAY-1","Success","Backup","2026-11-20 01:00:00","2026-11-20 01:20:11","107374182400",""
"7f2","Nightly servers","PAY-2","Warning","Backup","2026-11-20 01:20:00","2026-11-20 01:44:00","53687091200","Changed block tracking was reset"
"7f3","Nightly servers","CRM-1","Failed","Backup","2026-11-20 01:44:00","2026-11-20 01:45:30","","Cannot reach the host"
"7f4","Nightly servers","HR-1","InProgress","Backup","2026-11-20 02:00:00","1900-01-01 00:00:00","",""
"7f5","Verify","PAY-1","Success","SureBackup","2026-11-20 05:00:00","2026-11-20 05:10:00","",""
"""
VEEAM_DAYS = """\
VM Name,Job Name,Start Time,Stop Time,Status
PAY-1,Nightly,25/11/2026 01:00:00,25/11/2026 01:20:00,Success
CRM-1,Nightly,03/11/2026 01:00:00,03/11/2026 01:20:00,Failed
"""
VEEAM_SESSIONS = """\
Job Name;Name;Start Time;End Time;Result
Weekly files;Weekly files (Full);11/15/2026 2:00:00 AM;11/15/2026 3:30:00 AM;Success
"""


def snapshot(number: int, **more: Any) -> dict[str, Any]:
    return {
        "time": "2026-11-20T02:00:00.123456789+01:00",
        "tree": f"a{number}",
        "paths": ["/etc", "/srv"],
        "hostname": "Files-1",
        "username": "root",
        "program_version": "restic 0.18.0",
        "id": f"{number}{'ab' * 31}",
        "short_id": f"{number}abababa",
        **more,
    }


RESTIC_SNAPSHOTS = [
    snapshot(1),
    snapshot(
        2,
        summary={
            "backup_start": "2026-11-20T02:00:00.1+01:00",
            "backup_end": "2026-11-20T02:05:30.1+01:00",
            "files_new": 3,
            "total_files_processed": 900,
            "total_bytes_processed": 123456,
        },
    ),
]
RESTIC_GROUPED = [{"group_key": {"hostname": "Files-1", "paths": None, "tags": None}, "snapshots": RESTIC_SNAPSHOTS}]
RESTIC_SUMMARY = {
    "message_type": "summary",
    "files_new": 1,
    "total_files_processed": 12,
    "total_bytes_processed": 4096,
    "total_duration": 90.5,
    "snapshot_id": "c0ffee",
    "backup_end": "2026-11-20T03:01:30.5Z",
}
RESTIC_RUN: list[dict[str, Any]] = [
    {"message_type": "status", "percent_done": 0, "total_files": 12, "total_bytes": 4096},
    {"message_type": "error", "error": {"message": "permission denied"}, "during": "archival", "item": "/srv/x"},
    {**RESTIC_SUMMARY, "hostname": "files-2"},
    {"message_type": "status", "percent_done": 1, "total_files": 12},
    RESTIC_SUMMARY,
]

GOPHISH_CSV = """\
id,status,ip,latitude,longitude,send_date,reported,modified_date,email,first_name,last_name,position
aB3,Email Sent,,0,0,2026-11-10T09:00:00.1Z,false,2026-11-10T09:00:00.1Z,Ada@larkfield.example,Ada,Byrne,Analyst
aB4,Clicked Link,10.0.0.7,0,0,2026-11-10T09:00:02Z,false,2026-11-10T09:31:00Z,ben@larkfield.example,Ben,Cole,Clerk
aB5,Submitted Data,10.0.0.8,0,0,2026-11-10T09:00:03Z,true,2026-11-10T10:02:00Z,cy@larkfield.example,Cy,Dunn,Clerk
aB6,Error,,0,0,2026-11-10T09:00:03Z,false,2026-11-10T09:00:04Z,nobody@larkfield.example,No,Body,
"""


def event(email: str, when: str, message: str) -> dict[str, Any]:
    return {"campaign_id": 7, "email": email, "time": f"2026-11-10T{when}Z", "message": message, "details": ""}


def target(email: str, status: str, reported: bool) -> dict[str, Any]:
    return {
        "id": email[:3],
        "status": status,
        "ip": "",
        "send_date": "2026-11-10T09:00:00Z",
        "reported": reported,
        "modified_date": "2026-11-10T12:00:00Z",
        "email": email,
        "first_name": "A",
    }


GOPHISH_CAMPAIGN = {
    "id": 7,
    "name": "Parcel notice",
    "created_date": "2026-11-09T10:00:00Z",
    "launch_date": "2026-11-10T09:00:00Z",
    "status": "Completed",
    "results": [
        target("ada@larkfield.example", "Submitted Data", True),
        target("ben@larkfield.example", "Email Opened", True),
        target("cy@larkfield.example", "Sending", False),
    ],
    "timeline": [
        event("", "08:59:00", "Campaign Created"),
        event("ada@larkfield.example", "09:00:05", "Email Sent"),
        event("ben@larkfield.example", "09:00:06", "Email Sent"),
        event("ada@larkfield.example", "09:20:00", "Clicked Link"),
        event("ada@larkfield.example", "09:10:00", "Clicked Link"),
        event("ada@larkfield.example", "09:11:00", "Submitted Data"),
        event("ada@larkfield.example", "09:12:00", "Email Reported"),
        event("ben@larkfield.example", "09:40:00", "Email Reported"),
    ],
}

KNOWBE4_TRAINING = """\
User ID,Email,First Name,Last Name,Campaign Name,Content Name,Enrollment Date,Due Date,Extended Due Date,Completion Date,Status,Score
1,Ada@larkfield.example,Ada,Byrne,2026 basics,Phishing 101,11/01/2026 08:00:00,11/30/2026,,11/03/2026 09:15:00,Passed,92%
2,ben@larkfield.example,Ben,Cole,2026 basics,Phishing 101,11/01/2026 08:00:00,11/15/2026,12/15/2026,,Past Due,
3,cy@larkfield.example,Cy,Dunn,2026 basics,Phishing 101,11/01/2026 08:00:00,11/30/2026,,11/05/2026 10:00:00,Not Started,
"""

KNOWBE4_PHISHING = """\
Email,Clicked At,Replied At,Data Entered At,Attachment Opened At,Macro Enabled At,QR Code Scanned At,Opened At,Reported,Scheduled,Delivered At,Bounced At,Failure Ignored At,First Name,Last Name,Email Template
Ada@larkfield.example,,,,,,,11/10/2026 09:05:00,11/10/2026 09:06:00,11/10/2026 09:00:00,11/10/2026 09:00:10,,,Ada,Byrne,Parcel
ben@larkfield.example,11/10/2026 09:30:00,,11/10/2026 09:31:00,11/10/2026 09:20:00,,,,,11/10/2026 09:00:00,11/10/2026 09:00:11,,11/12/2026 10:00:00,Ben,Cole,Parcel
cy@larkfield.example,,,,,,,,,11/10/2026 09:00:00,,11/10/2026 09:00:12,,Cy,Dunn,Parcel
"""

GITLAB_PROJECTS: list[dict[str, Any]] = [
    {
        "id": 4,
        "path_with_namespace": "larkfield/pay/core",
        "default_branch": "main",
        "visibility": "internal",
        "archived": False,
        "last_activity_at": "2026-11-20T10:00:00.000Z",
        "created_at": "2021-01-01T00:00:00.000Z",
        "protected_branches": [
            {
                "id": 1,
                "name": "main",
                "push_access_levels": [{"access_level": 0}],
                "merge_access_levels": [{"access_level": 40}],
                "allow_force_push": False,
            },
            {"id": 2, "name": "release/*", "push_access_levels": [{"access_level": 40}], "allow_force_push": True},
        ],
        "approval_rules": [
            {"id": 1, "approvals_required": 2, "protected_branches": [{"name": "main"}]},
            {"id": 2, "approvals_required": 5, "protected_branches": [{"name": "release/*"}]},
        ],
        "security_settings": {"secret_push_protection_enabled": True},
    },
    {"path_with_namespace": "larkfield/site", "default_branch": "main", "visibility": "public", "archived": True},
]

GITLAB_MERGES: list[dict[str, Any]] = [
    {
        "iid": 12,
        "project_id": 4,
        "title": "Limit retries",
        "state": "merged",
        "author": {"username": "ada"},
        "merge_user": {"username": "ben"},
        "target_branch": "main",
        "created_at": "2026-11-18T10:00:00.000Z",
        "merged_at": "2026-11-19T10:00:00.000Z",
        "references": {"short": "!12", "full": "larkfield/pay/core!12"},
        "approvals": {"approved_by": [{"user": {"username": "ada"}}, {"user": {"username": "ben"}}]},
        "head_pipeline": {"status": "success"},
    },
    {
        "iid": 3,
        "state": "opened",
        "author": {"username": "ada"},
        "target_branch": "main",
        "created_at": "2026-11-18T10:00:00.000Z",
        "merged_at": None,
        "web_url": "https://git.larkfield.example/larkfield/site/-/merge_requests/3",
        "pipelines": [{"status": "running"}, {"status": "failed"}],
    },
]


def lines(messages: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(message) + "\n" for message in messages).encode()


EXAMPLES: tuple[Example, ...] = (
    Example("veeam", "tasks", VEEAM_TASKS.encode(), {"backups": 4}),
    Example("veeam", "sessions", VEEAM_SESSIONS.encode(), {"backups": 1}),
    Example("veeam", "days first", VEEAM_DAYS.encode(), {"backups": 2}),
    Example("restic", "snapshots", json.dumps(RESTIC_SNAPSHOTS).encode(), {"backups": 2}),
    Example("restic", "grouped", json.dumps(RESTIC_GROUPED).encode(), {"backups": 2}),
    Example("restic", "run", lines(RESTIC_RUN), {"backups": 1}, rejected=1),
    Example("gophish", "csv", GOPHISH_CSV.encode(), {"phishing_results": 3}),
    Example("gophish", "campaign", json.dumps(GOPHISH_CAMPAIGN).encode(), {"phishing_results": 2}),
    Example("knowbe4-training", "csv", KNOWBE4_TRAINING.encode(), {"training_records": 2}, rejected=1),
    Example("knowbe4-phishing", "csv", KNOWBE4_PHISHING.encode(), {"phishing_results": 2}),
    Example("gitlab-projects", "joined", json.dumps(GITLAB_PROJECTS).encode(), {"repositories": 2}),
    Example("gitlab-merge-requests", "joined", json.dumps(GITLAB_MERGES).encode(), {"changes": 2}),
)
