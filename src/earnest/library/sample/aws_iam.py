"""AWS IAM credential reports of the four accounts: the decoded CSV of `aws iam get-credential-report`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from earnest.library.sample.formats import csv_bytes
from earnest.library.sample.timeline import Draft, Timeline

HEADER = (
    "user",
    "arn",
    "user_creation_time",
    "password_enabled",
    "password_last_used",
    "password_last_changed",
    "password_next_rotation",
    "mfa_active",
    "access_key_1_active",
    "access_key_1_last_rotated",
    "access_key_1_last_used_date",
    "access_key_1_last_used_region",
    "access_key_1_last_used_service",
    "access_key_2_active",
    "access_key_2_last_rotated",
    "access_key_2_last_used_date",
    "access_key_2_last_used_region",
    "access_key_2_last_used_service",
    "cert_1_active",
    "cert_1_last_rotated",
    "cert_2_active",
    "cert_2_last_rotated",
)


@dataclass(frozen=True)
class CloudAccount:
    slug: str
    number: str
    title: str
    region: str
    production: bool


ACCOUNTS = (
    CloudAccount("payments-production", "318276540911", "Payments production", "eu-west-1", True),
    CloudAccount("benefits-production", "640915372208", "Benefits production", "us-east-2", True),
    CloudAccount("shared-services", "207751938464", "Shared services", "eu-west-1", True),
    CloudAccount("sandbox", "951340276835", "Sandbox", "eu-west-1", False),
)


@dataclass(frozen=True)
class IamUser:
    name: str
    age: int
    console: bool
    mfa: bool
    keys: tuple[int, ...]  # days since each key was rotated
    idle: int


USERS: dict[str, tuple[IamUser, ...]] = {
    "payments-production": (
        IamUser("break-glass-payments", 1180, True, True, (), 214),
        IamUser("svc-ci-deploy", 900, False, False, (38,), 0),
        IamUser("svc-settlement-upload", 1420, False, False, (57,), 0),
        IamUser("svc-log-shipper", 640, False, False, (74,), 0),
        IamUser("svc-backup-writer", 700, False, False, (63,), 0),
    ),
    "benefits-production": (
        IamUser("break-glass-benefits", 820, True, True, (), 214),
        IamUser("svc-ci-deploy", 800, False, False, (41,), 0),
        IamUser("svc-claims-import", 610, False, False, (48,), 1),
        IamUser("svc-edi-sftp", 590, False, False, (66,), 2),
    ),
    "shared-services": (
        IamUser("svc-terraform", 1300, False, False, (29,), 0),
        IamUser("svc-status-page", 500, False, False, (35,), 3),
        IamUser("svc-monitoring", 940, False, False, (81,), 0),
    ),
    "sandbox": (
        IamUser("svc-workshop", 410, False, False, (52,), 12),
        IamUser("svc-loadtest", 330, False, False, (17,), 5),
    ),
}


def credential_report_files(timeline: Timeline) -> Iterator[Draft]:
    for account in ACCOUNTS:
        for day in timeline.monthly(4):
            rows = [_root(account, timeline)]
            rows += [
                _row(user, account, day, timeline) for user in USERS[account.slug] if timeline.ago(user.age) <= day
            ]
            yield Draft(
                f"aws-iam-{account.slug}",
                "aws-credential-report",
                f"credential-report-{account.number}-{day}.csv",
                timeline.instant(day, 21, 15),
                csv_bytes(HEADER, rows),
            )


def _root(account: CloudAccount, timeline: Timeline) -> tuple[str, ...]:
    made = _stamp(timeline.ago(2000))
    return (
        "<root_account>",
        f"arn:aws:iam::{account.number}:root",
        made,
        "not_supported",
        _stamp(timeline.ago(430)),
        "not_supported",
        "not_supported",
        "true",
        "false",
        "N/A",
        "N/A",
        "N/A",
        "N/A",
        "false",
        "N/A",
        "N/A",
        "N/A",
        "N/A",
        "false",
        "N/A",
        "false",
        "N/A",
    )


def _row(user: IamUser, account: CloudAccount, day: date, timeline: Timeline) -> tuple[str, ...]:
    made = timeline.ago(user.age)
    used = _stamp(day - timedelta(days=user.idle)) if day - timedelta(days=user.idle) > made else "N/A"
    console = (
        ("true", used if used != "N/A" else "no_information", _stamp(made), _stamp(made + timedelta(days=365)))
        if user.console
        else ("false", "N/A", "N/A", "N/A")
    )
    keys: list[str] = []
    for place in (0, 1):
        if place < len(user.keys):
            rotated = _rotated(user.keys[place], made, day, timeline)
            keys += [
                "true",
                _stamp(rotated),
                used,
                account.region if used != "N/A" else "N/A",
                "s3" if used != "N/A" else "N/A",
            ]
        else:
            keys += ["false", "N/A", "N/A", "N/A", "N/A"]
    return (
        user.name,
        f"arn:aws:iam::{account.number}:user/{user.name}",
        _stamp(made),
        *console,
        str(user.mfa).lower(),
        *keys,
        "false",
        "N/A",
        "false",
        "N/A",
    )


def _rotated(days: int, made: date, day: date, timeline: Timeline) -> date:
    """The rotation that was the last one on that day: keys under 90 days old are rotated each quarter."""
    rotated = timeline.ago(days)
    while days < 90 and rotated > day:
        rotated -= timedelta(days=88)
    return max(made, min(rotated, day) if days < 90 else rotated) if rotated <= day else made


def _stamp(day: date) -> str:
    return f"{day}T09:14:52+00:00"
