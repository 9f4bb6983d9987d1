"""Long work: progress, cancelling, failing for a reader, taking up again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from earnest.foundation import clock, jobs
from earnest.foundation.actor import Actor, Role, program
from earnest.foundation.errors import Invalid
from earnest.foundation.jobs import Progress
from earnest.foundation.models import Job

pytestmark = pytest.mark.django_db
ACTOR = program("tests")


def counting(progress: Progress, *, upto: int) -> dict[str, Any]:
    for number in range(progress.checkpoint.get("next", 0), upto):
        progress.keep(next=number + 1)
        progress.step(number, upto, f"number {number}")
    return {"counted": upto, "by": progress.actor.name}


def failing(progress: Progress) -> dict[str, Any]:
    raise Invalid("Row 7 has no name.")


def broken(progress: Progress) -> dict[str, Any]:
    raise ZeroDivisionError


def stopped_once(progress: Progress) -> dict[str, Any]:
    if not progress.checkpoint:
        progress.keep(half=True)
        Job.objects.filter(pk=progress.job.pk).update(cancel_asked=True)
        progress.step(1, 2)
    return {"from": progress.checkpoint}


def test_a_job_runs_as_its_actor_and_keeps_its_result() -> None:
    job = jobs.start(Actor(name="Ada", role=Role.ANALYST), counting, "Counting", upto=3)
    jobs.run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, {"counted": 3, "by": "Ada"})
    assert job.percent is None or 0 <= job.percent <= 100


def test_a_failure_says_what_a_person_can_act_on() -> None:
    job = jobs.start(ACTOR, failing, "Reading")
    jobs.run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "Row 7 has no name.")


def test_a_fault_of_the_program_ends_the_job_and_shows_no_trace(caplog: pytest.LogCaptureFixture) -> None:
    job = jobs.start(ACTOR, broken, "Dividing")
    jobs.run_job.call(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "ZeroDivisionError" not in job.error
    assert "ZeroDivisionError" in caplog.text


def test_a_waiting_job_that_is_cancelled_never_runs() -> None:
    job = jobs.start(ACTOR, counting, "Counting", upto=3)
    jobs.cancel(ACTOR, job)
    jobs.run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.CANCELLED, {})


def test_a_running_job_stops_at_its_next_step_and_goes_on_from_its_checkpoint() -> None:
    job = jobs.start(ACTOR, stopped_once, "Stopping")
    jobs.run_job.call(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    jobs.resume(ACTOR, job)
    jobs.run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, {"from": {"half": True}})


def test_a_job_whose_worker_fell_silent_is_taken_up_again(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    job = jobs.start(ACTOR, counting, "Counting", upto=2)
    long_ago = clock.now() - timedelta(minutes=10)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, heartbeat_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.take_up_again() == 1
    assert Job.objects.get(pk=job.pk).state in {Job.State.QUEUED, Job.State.DONE}


def test_a_job_of_another_is_not_seen_by_an_employee() -> None:
    job = jobs.start(ACTOR, counting, "Counting", upto=1)
    employee = Actor(name="Eve", role=Role.EMPLOYEE, user=99)
    assert not jobs.visible_to(employee).exists()
    with pytest.raises(Invalid):
        jobs.cancel(employee, job)


def test_a_job_that_is_done_cannot_be_taken_up() -> None:
    job = jobs.start(ACTOR, counting, "Counting", upto=1)
    jobs.run_job.call(job.pk)
    with pytest.raises(Invalid):
        jobs.resume(ACTOR, Job.objects.get(pk=job.pk))
