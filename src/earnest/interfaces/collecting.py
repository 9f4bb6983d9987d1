"""Turns of collectors in the background, and the clock that asks for them."""

from __future__ import annotations

import threading
from typing import Any

from django.db import close_old_connections

from earnest.core.collection import operations as collection
from earnest.core.collection import queries
from earnest.core.collection.models import Collector
from earnest.foundation import clock, jobs
from earnest.foundation.actor import program
from earnest.foundation.errors import EarnestError, Invalid
from earnest.foundation.jobs import Progress
from earnest.foundation.models import Job
from earnest.foundation.record import visible_to
from earnest.interfaces.concluding import conclude_job

LOOK_EVERY = 20.0
"""Seconds between two looks at what is due."""


def collect_job(progress: Progress, *, keys: list[str] | None = None) -> dict[str, Any]:
    """A turn of the collectors named, or of those that are due; then the conclusions, if anything new came."""
    rows = queries.due() if keys is None else tuple(visible_to(progress.actor, Collector).filter(key__in=keys))
    told: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        progress.step(number, len(rows) + 1, str(row))
        try:
            done = collection.collect(progress.actor, row)
        except Invalid as error:
            told.append({"collector": row.key, "new": 0, "problem": str(error)})
        else:
            told.append({"collector": row.key, "new": done.new, "known": done.known, "problem": done.problem})
    if any(one["new"] for one in told):
        conclude_job(progress)
    return {"collectors": told}


class Clock(threading.Thread):
    """Asks, as long as it runs, for turns that are due and, on each new day, for that day's conclusions."""

    def __init__(self) -> None:
        super().__init__(name="clock", daemon=True)
        self._stop = threading.Event()
        self._day = clock.today()

    def run(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            close_old_connections()
            try:
                self.look()
            except EarnestError:
                continue
            finally:
                close_old_connections()

    def look(self) -> None:
        """Put in the queue what is due now, unless it waits there already."""
        if queries.due() and not _waits(collect_job):
            jobs.start(program("clock"), collect_job, "Turns of collectors that are due")
        if self._day != clock.today():
            self._day = clock.today()
            jobs.start(program("clock"), conclude_job, "Concluding for the new day")

    def stop(self) -> None:
        self._stop.set()


def _waits(work: Any) -> bool:
    kind = f"{work.__module__}.{work.__qualname__}"
    return Job.objects.filter(kind=kind, state__in=(Job.State.QUEUED, Job.State.RUNNING)).exists()
