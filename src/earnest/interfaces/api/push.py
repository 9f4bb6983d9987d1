"""Evidence pushed over HTTP: one secret, one source, one file a request."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from ninja import Header, Router, Schema
from ninja.responses import Status
from ninja.security import HttpBearer
from pydantic import Field as Described

from earnest.core.collection import operations as collection
from earnest.core.collection.models import Collector
from earnest.core.collection.queries import state_of
from earnest.foundation import jobs
from earnest.foundation.actor import program
from earnest.foundation.errors import EarnestError, Invalid
from earnest.foundation.resource.endpoints import PROBLEMS, Problem
from earnest.interfaces.concluding import conclude_job

_BLOCK = 1 << 20


class TooLarge(EarnestError):
    """More was sent than this collector takes."""

    status = 413


class Secret(HttpBearer):
    """`Authorization: Bearer earnest_push_…`: the secret of one collector, good for nothing else."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        del request
        return collection.holder(token)


class PushHeaders(Schema):
    """What is said of the file beside its bytes."""

    x_file_name: str = Described("pushed", max_length=300, description="What the export is called.")
    x_observed_at: datetime | None = Described(
        None,
        description="When the tool looked, with its offset, if the file does not say. "
        "The same bytes with another time are another look.",
    )


class Pushed(Schema):
    """What became of the file. `problem` is empty if it could be read."""

    source: str
    snapshots: int
    new: int
    problem: str


class PushState(Schema):
    """How the collector stands."""

    collector: str
    source: str
    health: str
    tried_at: datetime | None
    worked_at: datetime | None
    problem: str


router = Router(tags=["push"], auth=Secret())


@router.post(
    "/",
    response={201: Pushed, 413: Problem, **PROBLEMS},
    operation_id="push",
    summary="Send one export, or an archive of exports, as the body",
)
def push(request: HttpRequest, headers: Header[PushHeaders]) -> Any:
    collector = _collector(request)
    observed = _at(headers.x_observed_at)
    with tempfile.TemporaryDirectory(prefix="earnest-") as folder:
        path = Path(folder) / "pushed"
        _keep(request, path, collector.megabytes * _BLOCK)
        done = collection.accept(collector, path, name=headers.x_file_name, observed_at=observed)
    if done.new and not done.problem:
        jobs.start(program(f"collector {collector.key}"), conclude_job, f"Concluding after {collector}"[:200])
    told = {"source": collector.source.slug, "snapshots": done.snapshots, "new": done.new, "problem": done.problem}
    return Status(201, told)


@router.get("/", response={200: PushState, **PROBLEMS}, operation_id="push_state", summary="How this collector stands")
def push_state(request: HttpRequest) -> Any:
    state = state_of(_collector(request))
    return {
        "collector": state.collector.key,
        "source": state.collector.source.slug,
        "health": state.health.value,
        "tried_at": state.tried_at,
        "worked_at": state.worked_at,
        "problem": state.problem,
    }


def _at(told: datetime | None) -> datetime | None:
    if told is None:
        return None
    if told.tzinfo is None:
        raise Invalid("The time has no offset. Write it like 2026-11-21T06:00:00Z.", field="x_observed_at")
    try:
        return told.astimezone(UTC)
    except OverflowError:
        raise Invalid("That time is in no calendar.", field="x_observed_at") from None


def _collector(request: HttpRequest) -> Collector:
    found = getattr(request, "auth", None)
    if not isinstance(found, Collector):
        raise Invalid("This address is for the secret of a collector.")
    return found


def _keep(request: HttpRequest, path: Path, most: int) -> None:
    """The body, block by block, onto the disk."""
    size = 0
    with path.open("wb") as out:
        while block := request.read(_BLOCK):
            size += len(block)
            if size > most:
                raise TooLarge(f"The file is larger than {most // _BLOCK:,} MB, the limit of this collector.")
            out.write(block)
    if not size:
        raise Invalid("Nothing was sent. Send the file as the body, with its length: curl --data-binary @file")
