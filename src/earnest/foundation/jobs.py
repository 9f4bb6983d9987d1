"""Long work in the background: progress, cancelling, and taking up again after a crash.

A job is a function `work(progress: Progress, **arguments) -> dict`. It calls `progress.step` as it goes, which is
where it
is stopped if somebody asked for that, and may keep what it has done in `progress.checkpoint` to go on from there.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string
from django_tasks import task

from earnest.foundation import clock
from earnest.foundation.actor import Actor, May, Role
from earnest.foundation.errors import EarnestError, Invalid
from earnest.foundation.models import Job

log = logging.getLogger(__name__)
_WRITE_EVERY = 0.5
_SILENT = timedelta(seconds=90)


class Cancelled(EarnestError):
    """Somebody asked for the job to stop."""


@dataclass
class Progress:
    """Handed to the work of a job."""

    job: Job
    actor: Actor
    _written: float = 0.0

    def step(self, done: int, total: int | None = None, doing: str = "") -> None:
        """Say how far the work is. Raises Cancelled if somebody asked for that."""
        now = time.monotonic()
        if now - self._written < _WRITE_EVERY:
            return
        self._written = now
        values = {"done": done, "total": total, "doing": doing[:200], "heartbeat_at": clock.now()}
        Job.objects.filter(pk=self.job.pk).update(**values)
        if Job.objects.filter(pk=self.job.pk, cancel_asked=True).exists():
            raise Cancelled("Stopped as asked.")

    @property
    def checkpoint(self) -> dict[str, Any]:
        """What an earlier run of this job kept."""
        return dict(self.job.checkpoint)

    def keep(self, **values: Any) -> None:
        """Keep something for a later run, should this one be cut off."""
        self.job.checkpoint |= values
        Job.objects.filter(pk=self.job.pk).update(checkpoint=self.job.checkpoint)


def start(actor: Actor, work: Callable[..., dict[str, Any]], title: str, **arguments: Any) -> Job:
    """Put a job in the queue. `work` is a module-level function; `arguments` are JSON values."""
    job = Job.objects.create(
        kind=f"{work.__module__}.{work.__qualname__}",
        title=title[:200],
        actor=asdict(actor) | {"role": actor.role.value},
        arguments=arguments,
        user_id=actor.user,
        created_at=clock.now(),
    )
    transaction.on_commit(lambda: _enqueue(job.pk))
    return job


def visible_to(actor: Actor) -> QuerySet[Job]:
    """The jobs that the actor may see: their own, or all for those who see the ledger."""
    if actor.may(May.SEE_LEDGER):
        return Job.objects.all()
    return Job.objects.filter(user_id=actor.user) if actor.user else Job.objects.none()


def cancel(actor: Actor, job: Job) -> None:
    """Ask a job to stop; it does at its next step, and leaves nothing half-written."""
    if not visible_to(actor).filter(pk=job.pk).exists():
        raise Invalid("There is no such job.")
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    if not waiting.update(state=Job.State.CANCELLED, cancel_asked=True, finished_at=clock.now()):
        Job.objects.filter(pk=job.pk).update(cancel_asked=True)


def resume(actor: Actor, job: Job) -> Job:
    """Put a failed or cancelled job back in the queue; it goes on from its checkpoint."""
    if not visible_to(actor).filter(pk=job.pk).exists():
        raise Invalid("There is no such job.")
    if job.state not in {Job.State.FAILED, Job.State.CANCELLED}:
        raise Invalid("Only a job that failed or was cancelled can be taken up again.")
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, cancel_asked=False, error="", finished_at=None)
    transaction.on_commit(lambda: _enqueue(job.pk))
    return Job.objects.get(pk=job.pk)


def take_up_again() -> int:
    """Queue the jobs whose worker fell silent; returns how many. Called when a worker starts."""
    limit = clock.now() - _SILENT
    silent = Job.objects.filter(state=Job.State.RUNNING).filter(Q(heartbeat_at=None) | Q(heartbeat_at__lt=limit))
    numbers = list(silent.values_list("pk", flat=True))
    Job.objects.filter(pk__in=numbers).update(state=Job.State.QUEUED)
    for number in numbers:
        _enqueue(number)
    return len(numbers)


def _enqueue(number: int) -> None:
    run_job.enqueue(number)


@task()
def run_job(number: int) -> None:
    """Run one job of the queue. A job that is not waiting any more is left alone."""
    mine = Job.objects.filter(pk=number, state=Job.State.QUEUED)
    if not mine.update(state=Job.State.RUNNING, heartbeat_at=clock.now(), done=0):
        return
    job = Job.objects.get(pk=number)
    try:
        result = _work_of(job)(Progress(job, _actor_of(job)), **job.arguments)
    except Cancelled:
        _finish(job, Job.State.CANCELLED)
    except EarnestError as error:
        _finish(job, Job.State.FAILED, error=str(error))
    except Exception:  # the edge of the job runner: the job must not stay "running" for ever
        log.exception("job %s (%s) failed", job.pk, job.kind)
        _finish(job, Job.State.FAILED, error="The program failed here. The log of the worker says where.")
    else:
        _finish(job, Job.State.DONE, result=result)


def _work_of(job: Job) -> Callable[..., dict[str, Any]]:
    work: Callable[..., dict[str, Any]] = import_string(job.kind)
    return work


def _actor_of(job: Job) -> Actor:
    return Actor(**(job.actor | {"role": Role(job.actor["role"])}))


def _finish(job: Job, state: str, *, error: str = "", result: dict[str, Any] | None = None) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=state, error=error, result=result or {}, finished_at=clock.now(), heartbeat_at=clock.now()
    )
