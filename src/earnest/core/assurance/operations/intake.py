"""Taking in files that were uploaded, as a job: file by file, then the statuses that rest on them."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from earnest.core.assurance.operations.assess import assess
from earnest.core.assurance.operations.history import look_back
from earnest.core.evidence import operations as evidence
from earnest.core.evidence.models import Snapshot
from earnest.foundation import clock
from earnest.foundation.errors import Invalid
from earnest.foundation.jobs import Progress


def take_in_job(
    progress: Progress,
    *,
    folder: str,
    names: list[str],
    source: str | None,
    as_format: str | None,
    observed_at: str | None,
    collected_at: str | None,
) -> dict[str, Any]:
    """Take in the files `0`, `1`, … of a folder, which were called `names`, then derive every status.

    Each file is kept by itself, so that a job that was cut off goes on with the next one; each file of an archive is
    reported by itself. The folder goes at the end.
    """
    done: dict[str, list[dict[str, Any]]] = progress.checkpoint.get("files", {})
    for number, name in enumerate(names):
        if str(number) in done:
            continue
        progress.step(number, len(names) + 1, name)
        try:
            taken = evidence.take_in_all(
                progress.actor,
                Path(folder) / str(number),
                name=name,
                source=source,
                as_format=as_format,
                observed_at=_moment(observed_at),
                collected_at=_moment(collected_at),
                uploaded=True,
            )
        except Invalid as error:
            done[str(number)] = [{"name": name, "refused": str(error)}]
        else:
            done[str(number)] = [_report(one) for one in taken]
        progress.keep(files=done)
    progress.step(len(names), len(names) + 1, "control tests")
    reports = [one for number in range(len(names)) for one in done[str(number)]]
    if any(one.get("new") and not one["problem"] for one in reports):
        conclude_job(progress)
    shutil.rmtree(folder, ignore_errors=True)
    return {"files": reports}


def conclude_job(progress: Progress) -> dict[str, Any]:
    """Derive every status as of today, and what was observed over the year where that is new."""
    assess(progress=lambda done, total: progress.step(done, total, "control tests"))
    days = look_back(
        clock.today(), progress=lambda done, total: progress.step(done, total, "control tests of the year")
    )
    return {"days": days}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _report(taken: evidence.Taken | evidence.Refused) -> dict[str, Any]:
    if isinstance(taken, evidence.Refused):
        return {"name": taken.name, "refused": taken.problem}
    snapshot: Snapshot = taken.snapshot
    return {
        "name": taken.name,
        "snapshot": snapshot.pk,
        "source": snapshot.source.title,
        "format": snapshot.format,
        "new": taken.new,
        "tables": dict(snapshot.tables.values_list("table", "rows")),
        "rejected": snapshot.rejected_count,
        "ignored": sum(snapshot.ignored.values()),
        "problem": snapshot.problem,
    }
