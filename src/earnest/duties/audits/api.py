"""What is concluded of audits, for programs: readiness, requests, samples, nonconformities, obligations, reviews.

Annotations are evaluated here, for the schemas in them are found by name only in this file. A guest gets what belongs
to their engagement, and each answer to a guest is kept in the ledger.
"""

from dataclasses import asdict
from datetime import date
from typing import Any

import msgspec
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from earnest.duties.audits import operations, queries
from earnest.duties.audits.models import Engagement, Sample
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May, Role
from earnest.foundation.record import Record, visible_to
from earnest.foundation.resource.endpoints import PROBLEMS, actor_of

FIRST, LAST = date(2000, 1, 1), date(2200, 1, 1)
MOST = 2**63 - 1

router = Router(tags=["audits"])


class Answer(Schema):
    """A conclusion; the same fields as the queries give. A record is told by its number and label."""

    answer: dict[str, Any]


class Asked(Schema):
    """Which day; today's by default."""

    as_of: date | None = Field(None, ge=FIRST, le=LAST, description="Day of the record, 2026-11-21.")


class AskedEngagement(Asked):
    """Which engagement."""

    engagement: int = Field(..., ge=1, le=MOST, description="Number of the engagement.")


class AskedSample(Schema):
    """Which sample."""

    sample: int = Field(..., ge=1, le=MOST, description="Number of the sample.")


@router.get(
    "/readiness",
    response={200: Answer, **PROBLEMS},
    operation_id="audits_readiness",
    summary="What stands today, and what is likely to stand at fieldwork",
)
def readiness(request: HttpRequest, query: Query[AskedEngagement]) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    engagement = _engagement(actor_of(request), query.engagement)
    return _told({"readiness": asdict(queries.readiness(engagement, query.as_of or clock.today()))})


@router.get(
    "/requests",
    response={200: Answer, **PROBLEMS},
    operation_id="audits_requests",
    summary="Requests with their answers, then and now",
)
def requests(request: HttpRequest, query: Query[AskedEngagement]) -> Any:
    actor = actor_of(request)
    engagement = _engagement(actor, query.engagement)
    _taken(actor, engagement, "requests, through the API")
    found = queries.request_list(actor, engagement, query.as_of or clock.today())
    return _told({"requests": found.rows, "by_state": dict(found.by_state), "overdue": found.overdue})


@router.get(
    "/sample",
    response={200: Answer, **PROBLEMS},
    operation_id="audits_sample",
    summary="A sample, drawn again and compared",
)
def sample(request: HttpRequest, query: Query[AskedSample]) -> Any:
    actor = actor_of(request)
    row = visible_to(actor, Sample).select_related("population__engagement").filter(pk=query.sample).first()
    if row is None:
        raise Http404
    _taken(actor, row.population.engagement, f"sample {row}, through the API")
    found = queries.sample(row)
    members = [
        {"subject": one.subject, "label": one.label, "results": one.results, "note": one.note} for one in found.items
    ]
    told = {"sample": row, "seed": row.seed, "algorithm": row.algorithm, "digest": row.digest, "members": members}
    return _told(told | {"redrawn": found.redrawn, "tallies": found.tallies})


@router.get(
    "/nonconformities",
    response={200: Answer, **PROBLEMS},
    operation_id="audits_nonconformities",
    summary="Nonconformities, held against evidence",
)
def nonconformities(request: HttpRequest, query: Query[Asked]) -> Any:
    actor = actor_of(request)
    actor.require(May.SEE_RECORD)
    return _told({"nonconformities": queries.nonconformities(actor, query.as_of or clock.today())})


@router.get(
    "/obligations",
    response={200: Answer, **PROBLEMS},
    operation_id="audits_obligations",
    summary="Whether what must be true is true here",
)
def obligations(request: HttpRequest, query: Query[Asked]) -> Any:
    actor = actor_of(request)
    actor.require(May.SEE_RECORD)
    return _told({"obligations": queries.obligations(actor, query.as_of or clock.today())})


@router.get(
    "/review-inputs",
    response={200: Answer, **PROBLEMS},
    operation_id="audits_review_inputs",
    summary="What is laid before a management review",
)
def review_inputs(request: HttpRequest, query: Query[Asked]) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    return _told(queries.review_inputs(query.as_of or clock.today()).plain())


def _engagement(actor: Actor, number: int) -> Engagement:
    found = visible_to(actor, Engagement).select_related("framework").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _taken(actor: Actor, engagement: Engagement, what: str) -> None:
    """What a guest reads through the API is taken away; for people of the house it is a look at their own record."""
    if actor.role == Role.AUDITOR:
        operations.downloaded(actor, engagement, what=what)


def _told(found: dict[str, Any]) -> dict[str, Any]:
    return {"answer": msgspec.to_builtins(found, enc_hook=_row, str_keys=True)}


def _row(value: object) -> Any:
    """A record by its number and label, and words that wait for a language as text."""
    if isinstance(value, Record):
        return {"id": value.pk, "label": str(value)}
    return str(value)
