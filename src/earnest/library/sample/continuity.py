"""Backup runs and restore tests. One log says immutable and one does not; two restores failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from earnest.library.sample.formats import csv_bytes
from earnest.library.sample.people import DOMAIN
from earnest.library.sample.servers import Server
from earnest.library.sample.timeline import Draft, Timeline

BACKUP_HEADER = (
    "Job ID",
    "Job name",
    "Object",
    "Type",
    "Start",
    "End",
    "Result",
    "Transferred (GB)",
    "Repository",
    "Locked",
    "Immutable until",
    "Offsite copy",
    "Message",
    "Exported at",
)
RESTORE_HEADER = ("Test no.", "System", "Date", "Outcome", "Minutes", "Target minutes", "By", "Remarks")
FAILED_WEEKS = (64, 43)
"""Days ago between which the nightly job of the claims database failed."""
_STEADY = 9
"""Days since a run last failed."""
SCREENSHOT_DAYS = 392
"""Age of the screenshot with which the restore test of last year was "proven"."""
CARD_AUTH_MINUTES, CARD_AUTH_TARGET = 340, 60


@dataclass(frozen=True)
class Protected:
    """Something that is backed up each night. `immutable` is False where the copies can be deleted."""

    asset: str
    gigabytes: int
    repository: str
    immutable: bool
    offsite: bool


PROTECTED = (
    Protected("ledger-db-1", 812, "S3 Object Lock eu-central-1", True, True),
    Protected("ledger-db-2", 809, "S3 Object Lock eu-central-1", True, True),
    Protected("ledger-db-3", 640, "S3 Object Lock eu-central-1", True, True),
    Protected("card-auth", 233, "S3 standard eu-west-1", False, False),
    Protected("claims-db-1", 418, "S3 Object Lock us-west-2", True, True),
    Protected("claims-db-2", 417, "S3 Object Lock us-west-2", True, True),
    Protected("recon-db-1", 96, "S3 standard eu-west-1", False, False),
    Protected("settle-1", 154, "NAS Dublin office", False, False),
    Protected("snowflake", 77, "Snowflake fail-safe", False, True),
    Protected("github", 41, "S3 Object Lock eu-central-1", True, True),
    Protected("google-workspace", 655, "S3 standard eu-west-1", False, True),
    Protected("okta-config", 1, "S3 Object Lock eu-central-1", True, True),
)


def protected(estate: tuple[Server, ...]) -> tuple[Protected, ...]:
    """The systems above, and an image of each other server."""
    named = {item.asset for item in PROTECTED}
    images = tuple(
        Protected(s.hostname, 18, "AWS Backup vault lock eu-central-1", True, True)
        for s in estate
        if s.kind in ("virtual", "server") and s.hostname not in named
    )
    return (*PROTECTED, *images)


# asset, days ago, worked, minutes, target, by, remarks
RESTORES = (
    ("ledger-db-1", 301, True, 98, 120, "priya.raman", "Restored to a scratch cluster, row counts equal."),
    ("claims-db-1", 266, True, 141, 240, "priya.raman", "Restored, application answered."),
    ("google-workspace", 230, True, 66, 480, "jonas.lind", "Two mailboxes restored."),
    (
        "card-auth",
        201,
        True,
        CARD_AUTH_MINUTES,
        CARD_AUTH_TARGET,
        "priya.raman",
        "Worked; keys had to be fetched by hand from the sealed store.",
    ),
    ("ledger-db-2", 122, False, 205, 120, "dominique.moreau", "Archive log missing for 14 hours; stopped."),
    ("github", 95, True, 52, 480, "dominique.moreau", "All 64 repositories cloned from the copy."),
    (
        "settle-1",
        61,
        False,
        310,
        480,
        "cathal.tierney",
        "Image would not start on the spare machine: driver not found.",
    ),
    ("okta-config", 30, True, 24, 60, "jonas.lind", "Configuration applied to the preview tenant."),
)


def backup_files(estate: tuple[Server, ...], timeline: Timeline) -> Iterator[Draft]:
    """The job history of the 14 nights before each export."""
    items = protected(estate)
    for day in _days(timeline):
        rows = [row for back in range(13, -1, -1) for row in _night(items, day - timedelta(days=back), day, timeline)]
        yield Draft(
            "backups",
            "larkfield-backups",
            f"backup-jobs-{day}.csv",
            timeline.instant(day, 23, 40),
            csv_bytes(BACKUP_HEADER, rows),
        )


def _days(timeline: Timeline) -> tuple[date, ...]:
    """Each second week of the last quarter, and the month ends before it."""
    newest_first = enumerate(reversed(timeline.weekly()))
    return tuple(sorted(day for place, day in newest_first if place % 2 == 0 or day < timeline.ago(92)))


def _night(items: tuple[Protected, ...], night: date, day: date, timeline: Timeline) -> list[tuple[str, ...]]:
    draw = timeline.random("backup", night)
    return [_run(item, number, night, day, draw, timeline) for number, item in enumerate(items, start=1)]


def _run(item: Protected, number: int, night: date, day: date, draw: Random, timeline: Timeline) -> tuple[str, ...]:
    start = timeline.instant(night, 21, 30) + timedelta(minutes=draw.randrange(0, 25))
    end = start + timedelta(minutes=4 + item.gigabytes // 14 + draw.randrange(6))
    age = (timeline.today - night).days
    failed = (item.asset == "claims-db-1" and FAILED_WEEKS[1] <= age <= FAILED_WEEKS[0]) or (
        draw.random() < 0.006 and age > _STEADY
    )
    warned = not failed and draw.random() < 0.03
    until = f"{night + timedelta(days=35):%d/%m/%Y}" if item.immutable else ""
    return (
        f"{night:%Y%m%d}-{number:02d}",
        f"Nightly {item.asset}",
        item.asset,
        "Backup",
        f"{start:%d/%m/%Y %H:%M}",
        f"{end:%d/%m/%Y %H:%M}",
        "Failed" if failed else "Warning" if warned else "Success",
        str(item.gigabytes + draw.randrange(5)),
        item.repository,
        "Yes" if item.immutable else "No",
        until,
        "Yes" if item.offsite else "No",
        "Snapshot could not be made: storage is full" if failed else "Retried once" if warned else "",
        f"{timeline.instant(day, 23, 40):%d/%m/%Y %H:%M}",
    )


def restore_files(estate: tuple[Server, ...], timeline: Timeline) -> Iterator[Draft]:
    """The restore log: what people tried, and the automatic tests of server images. One file that grows."""
    attempts = (*RESTORES, *_automatic(estate, timeline))
    for day in timeline.monthly(4):
        rows = [
            (
                f"RT-{number:03d}",
                asset,
                f"{timeline.ago(ago):%d/%m/%Y}",
                "Restored" if worked else "Failed",
                str(minutes),
                str(target),
                f"{who}@{DOMAIN}",
                remark,
            )
            for number, (asset, ago, worked, minutes, target, who, remark) in enumerate(attempts, start=41)
            if timeline.ago(ago) <= day
        ]
        yield Draft(
            "restore-tests",
            "larkfield-restore-tests",
            f"restore-log-{day}.csv",
            timeline.instant(day, 15),
            csv_bytes(RESTORE_HEADER, rows),
        )


def _automatic(estate: tuple[Server, ...], timeline: Timeline) -> list[tuple[str, int, bool, int, int, str, str]]:
    """AWS Backup starts each server image once in a while; all of them came up."""
    draw = timeline.random("restore")
    images = [item for item in protected(estate) if item not in PROTECTED]
    return [
        (
            item.asset,
            draw.randrange(20, 150),
            True,
            draw.randrange(11, 40),
            120,
            "aws-backup",
            "Image started, health check passed.",
        )
        for item in images
    ]
