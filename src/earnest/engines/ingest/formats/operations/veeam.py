"""Veeam Backup & Replication: backup sessions as CSV, of jobs or of single machines.

    Get-VBRBackupSession | Select-Object Id, JobName, JobTypeString, Result, `
        @{n='CreationTime'; e={$_.CreationTime.ToString('o')}}, @{n='EndTime'; e={$_.EndTime.ToString('o')}} |
        Export-Csv sessions.csv -NoTypeInformation
    Get-VBRBackupSession | Get-VBRTaskSession | Select-Object Id, JobName, Name, Status, `
        @{n='StartTime'; e={$_.Progress.StartTimeLocal.ToString('o')}}, `
        @{n='StopTime'; e={$_.Progress.StopTimeLocal.ToString('o')}}, `
        @{n='TotalSize'; e={$_.Progress.TotalSize}}, @{n='Reason'; e={$_.Info.Reason}} |
        Export-Csv tasks.csv -NoTypeInformation

Veeam has no CSV of its own for this. The "Veeam PowerShell Reference" 12 and 13 documents of a session its id, state,
result, CreationTime and EndTime; the other properties (JobName, JobTypeString; of a task Name, Status, JobName,
Progress.StartTimeLocal, Progress.StopTimeLocal, Info.Reason) are those that public scripts use. The headings that such
scripts write (VM Name, Job Name, Start Time, Stop Time, Details, …) are understood too.

One row of `backups` per line. The asset is the machine of a task, in lower case, else the name of the job: a session of
a job says nothing of single machines. A warning means that the backup was made: succeeded. Sessions that have no result
yet are kept with `succeeded` unknown; their end, which Veeam writes as the year 1900, is left out. Lines of another
type than a backup (restore, SureBackup, replica) are counted as ignored. When it was looked is not in the file.

Times without an offset are read as UTC. One such as 11/12/2026 is month first or day first as the file itself proves
with another of its times (25/12/2026); where it proves neither, the line is rejected.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from earnest.engines.ingest.coerce import FieldError, choice, count, instant, lower, shown, text
from earnest.engines.ingest.csv_rows import open_csv, positions
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Cells, Format, csv_format
from earnest.engines.ingest.writer import Entry, Sink

_RESULTS = {
    "success": "yes",
    "warning": "yes",
    "failed": "",
    "none": "not yet",
    "pending": "not yet",
    "inprogress": "not yet",
    "in progress": "not yet",
    "running": "not yet",
}
_CLOCKS = ("%I:%M:%S %p", "%H:%M:%S", "%H:%M")
_MONTH_FIRST = tuple(f"%m/%d/%Y {clock}" for clock in _CLOCKS)
_DAY_FIRST = tuple(f"%d/%m/%Y {clock}" for clock in _CLOCKS)
_LAYOUTS = tuple(f"{day} {clock}" for day in ("%d.%m.%Y", "%d-%m-%Y") for clock in _CLOCKS)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/\d{4}\b")
_MONTHS = 12
_OTHERS = ("restore", "surebackup", "replica", "failover", "verification", "configuration")


_COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("Id", "Uid", "Session Id", "SessionId"),
    "job": ("JobName", "Job Name", "OrigJobName"),
    "machine": ("VmDisplayName", "VM Name", "VmName", "ObjectName", "Object Name", "Object", "Machine", "Name"),
    "type": ("JobTypeString", "JobType", "Job Type", "SessionType", "Session Type"),
    "started": ("CreationTime", "Creation Time", "StartTime", "Start Time", "Start"),
    "ended": ("EndTime", "End Time", "StopTime", "Stop Time", "End"),
    "result": ("Result", "Status", "Job Result"),
    "reason": ("Reason", "Details", "Info", "Description"),
    "size": ("TotalSize", "Total Size (bytes)", "BackupSize", "Backup Size (bytes)", "TransferredSize"),
}
_Clock = Callable[[str | None, str], datetime | None]
"""Reads a time that stands in the field of that name."""


def _clock(written: str | None, field: str, *, layouts: tuple[str, ...]) -> datetime | None:
    """Without `layouts` for 11/12/2026, which is the month cannot be known: FieldError."""
    slashed = _SLASHED.match((written or "").strip())
    if slashed and not layouts:
        first, second = map(int, slashed.groups())
        if max(first, second) <= _MONTHS and first != second:
            reason = f"{shown(written)} may begin with the day or the month; export times as 2026-12-31T23:59:59"
            raise FieldError(field, reason)
    return instant(written, field, layouts=(*(layouts or _MONTH_FIRST + _DAY_FIRST), *_LAYOUTS))


def _layouts(document: Document) -> tuple[str, ...]:
    """How times with slashes are written, as those prove that have a day after the twelfth; empty if none does."""
    day_first = month_first = False
    unread = Sink(document.path.parent)
    with open_csv(document, unread) as table:
        found = positions(table.header, _COLUMNS)
        at = [found[name] for name in ("started", "ended") if name in found]
        for _, cells in table.rows(unread):
            for written in (cells[index] for index in at):
                if slashed := _SLASHED.match(written.strip()):
                    first, second = map(int, slashed.groups())
                    day_first |= first > _MONTHS
                    month_first |= second > _MONTHS
    if day_first == month_first:
        return ()
    return _DAY_FIRST if day_first else _MONTH_FIRST


def _rows(cells: Cells, clock: _Clock) -> list[Entry]:
    job, machine = text(cells["job"]), text(cells["machine"])
    # A session's own Name is the job's, sometimes with its number or time after it: that is no machine.
    asset = job if machine is None or (job and machine.startswith(job)) else machine
    if asset is None:
        raise FieldError("JobName", "is empty, and no machine is named")
    result = choice(cells["result"], "Result", _RESULTS)
    started = clock(cells["started"], "CreationTime")
    ended = clock(cells["ended"], "EndTime")
    return [
        (
            "backups",
            {
                "backup_id": text(cells["id"]) or f"{job} {asset} {started.isoformat() if started else ''}".strip(),
                "system": "veeam",
                "asset": asset.lower(),
                "started_at": started,
                "finished_at": ended if started is None or ended is None or ended >= started else None,
                "succeeded": None if result in (None, "not yet") else bool(result),
                "bytes": count(cells["size"], "TotalSize"),
                "detail": "; ".join(filter(None, (text(cells["result"]), text(cells["reason"])))) or None,
            },
        )
    ]


def _ignores(cells: Cells) -> str:
    kind = lower(cells["type"]) or ""
    return f"sessions of the type {kind[:60]}" if any(word in kind for word in _OTHERS) else ""


def _reading(layouts: tuple[str, ...]) -> Format:
    return csv_format(
        id="veeam",
        title="Veeam backup sessions, CSV",
        tables=("backups",),
        columns=_COLUMNS,
        needs=("job", "started", "ended", "result"),
        rows=partial(_rows, clock=partial(_clock, layouts=layouts)),
        ignores=_ignores,
    )


FORMAT = replace(_reading(()), read=lambda document, sink: _reading(_layouts(document)).read(document, sink))
