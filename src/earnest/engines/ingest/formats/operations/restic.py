"""restic: `restic snapshots --json`, and the messages of `restic backup --json`.

Follows "Scripting" (JSON output) in the restic documentation, 0.16 to 0.18. A snapshot is a backup that was made: one
row of `backups` per snapshot, also under `--group-by`; its asset is the host, in lower case; start and end are those of
its summary (0.17 and later), else its time alone. A run that failed leaves no snapshot and so no row: that a host has
none that is recent is what a control test sees.

Of the messages of one backup, only the `summary` is a row; it is none of a dry run, nor of a run without a snapshot_id,
which made no snapshot because nothing had changed (`--skip-if-unchanged`). It names no host, so whoever exports adds
`"hostname": "…"` to it (`jq '. + {hostname: $h}'`), else it is rejected. It succeeded if the line is there and no
`error` line came before it: restic writes errors to its error output, so export both (`2>&1`), else a run that could
not read some files looks like one that could. Status lines and the errors themselves are counted as ignored. The
copies' place and whether they can be changed are not told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec

from earnest.engines.ingest.coerce import FieldError, instant, needed, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.json_records import records
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Sink

_DAYS = 36_500.0


class Summary(msgspec.Struct, gc=False):
    backup_start: str | None = None
    backup_end: str | None = None
    total_bytes_processed: int | None = None


class Snapshot(msgspec.Struct, gc=False):
    id: str | None = None
    time: str | None = None
    hostname: str | None = None
    paths: list[str] | None = None
    summary: Summary | None = None


class Line(Snapshot, gc=False):
    """A snapshot, a group of them, or a message: what is told by the fields that are there."""

    message_type: str | None = None
    snapshots: list[Snapshot] | None = None
    snapshot_id: str | None = None
    backup_start: str | None = None
    backup_end: str | None = None
    total_bytes_processed: int | None = None
    total_duration: float | None = None
    dry_run: bool = False


def _snapshot(made: Snapshot) -> Iterator[Entry]:
    summary = made.summary or Summary()
    yield (
        "backups",
        {
            "backup_id": needed(made.id, "id"),
            "system": "restic",
            "asset": needed(made.hostname, "hostname").lower(),
            "started_at": instant(summary.backup_start, "summary.backup_start") or instant(made.time, "time"),
            "finished_at": instant(summary.backup_end, "summary.backup_end"),
            "succeeded": True,
            "bytes": summary.total_bytes_processed,
            "detail": text("; ".join(made.paths or ())),
        },
    )


def _run(line: Line, errors: int) -> Iterator[Entry]:
    end = instant(line.backup_end, "backup_end")
    start = instant(line.backup_start, "backup_start")
    if end and not start and line.total_duration is not None and 0 <= line.total_duration < _DAYS:
        start = end - timedelta(seconds=line.total_duration)
    if not line.hostname:
        raise FieldError("hostname", "is not in a summary of restic; add it when you export, or export the snapshots")
    yield (
        "backups",
        {
            "backup_id": needed(line.snapshot_id, "snapshot_id"),
            "system": "restic",
            "asset": line.hostname.strip().lower() or None,
            "started_at": start,
            "finished_at": end,
            "succeeded": errors == 0,
            "bytes": line.total_bytes_processed,
            "detail": f"files that could not be read: {errors}" if errors else None,
        },
    )


def _read(document: Document, sink: Sink) -> None:
    errors = 0
    for place, line in records(document, Line):
        if isinstance(line, FieldError):
            sink.reject(place, line)
        elif line.snapshots is not None:
            for index, made in enumerate(line.snapshots):
                emit(sink, f"{place}/snapshots/{index}", _snapshot, made)
        elif line.message_type is None:
            emit(sink, place, _snapshot, line)
        elif line.message_type != "summary":
            errors += line.message_type == "error"
            sink.ignore(f"messages of the type {line.message_type[:40]}")
        else:
            if line.dry_run:
                sink.ignore("dry runs")
            elif not line.snapshot_id:
                sink.ignore("runs that made no snapshot")
            else:
                emit(sink, place, lambda run: _run(run, errors), line)  # noqa: B023 - called at once
            errors = 0


def _matches(outline: Outline) -> bool:
    if outline.container != "json":
        return False
    return (
        any(outline.has_paths(f"{way}hostname", f"{way}tree", f"{way}paths") for way in ("[].", ""))
        or outline.has_paths("[].snapshots.[].tree", "[].group_key")
        or outline.has_paths("message_type", "total_bytes_processed", "total_duration")
        or outline.has_paths("message_type", "percent_done", "total_files")
    )


FORMAT = Format(
    id="restic",
    title="restic snapshots and backup messages, JSON",
    tables=("backups",),
    matches=_matches,
    read=_read,
)
