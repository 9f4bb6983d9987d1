"""Veeam Backup & Replication: backup sessions as CSV, of jobs or of single machines.

    Get-VBRBackupSession | Select-Object Id, JobName, JobTypeString, CreationTime, EndTime, Result |
        Export-Csv sessions.csv -NoTypeInformation
    Get-VBRBackupSession | Get-VBRTaskSession | Select-Object Id, JobName, Name, Status, … | Export-Csv tasks.csv

Follows the properties of these cmdlets (Veeam PowerShell Reference 12.x) and the fields of BackupJobSession and
BackupTaskSession in the Enterprise Manager REST API Reference (JobName, VmDisplayName, CreationTime, EndTime, Result,
Reason, TotalSize, …), with or without spaces in the headings, as reports write them.

One row of `backups` per line. The asset is the machine of a task, in lower case, else the name of the job: a session of
a job says nothing of single machines. A warning means that the backup was made: succeeded. Sessions that have no result
yet are kept with `succeeded` unknown; their end, which Veeam writes as the year 1900, is left out. Lines of another
type than a backup (restore, SureBackup, replica) are counted as ignored. Times without an offset are read as UTC. When
it was looked is not in the file.
"""

from __future__ import annotations

from earnest.engines.ingest.coerce import FieldError, choice, count, instant, lower, text
from earnest.engines.ingest.format import Cells, csv_format
from earnest.engines.ingest.writer import Entry

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
_LAYOUTS = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S")
_OTHERS = ("restore", "surebackup", "replica", "failover", "verification", "configuration")


def _rows(cells: Cells) -> list[Entry]:
    job, machine = text(cells["job"]), text(cells["machine"])
    # A session's own Name is the job's, sometimes with its number or time after it: that is no machine.
    asset = job if machine is None or (job and machine.startswith(job)) else machine
    if asset is None:
        raise FieldError("JobName", "is empty, and no machine is named")
    result = choice(cells["result"], "Result", _RESULTS)
    started = instant(cells["started"], "CreationTime", layouts=_LAYOUTS)
    ended = instant(cells["ended"], "EndTime", layouts=_LAYOUTS)
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


FORMAT = csv_format(
    id="veeam",
    title="Veeam backup sessions, CSV",
    tables=("backups",),
    columns={
        "id": ("Id", "Uid", "Session Id", "SessionId"),
        "job": ("JobName", "Job Name", "OrigJobName"),
        "machine": ("VmDisplayName", "VM Name", "VmName", "ObjectName", "Object Name", "Object", "Machine", "Name"),
        "type": ("JobTypeString", "JobType", "Job Type", "SessionType", "Session Type"),
        "started": ("CreationTime", "Creation Time", "StartTime", "Start Time", "Start"),
        "ended": ("EndTime", "End Time", "StopTime", "Stop Time", "End"),
        "result": ("Result", "Status", "Job Result"),
        "reason": ("Reason", "Details", "Info", "Description"),
        "size": ("TotalSize", "Total Size (bytes)", "BackupSize", "Backup Size (bytes)", "TransferredSize"),
    },
    needs=("job", "started", "ended", "result"),
    rows=_rows,
    ignores=_ignores,
)
