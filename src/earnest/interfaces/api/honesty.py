"""The honesty review, for programs.

Annotations are evaluated here, for the schemas in them are found by name only in this file.
"""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from earnest.core.assurance import operations as assurance
from earnest.foundation import clock
from earnest.foundation.actor import May
from earnest.foundation.resource.endpoints import PROBLEMS, actor_of
from earnest.narrative import honesty

FIRST, LAST = date(2000, 1, 1), date(2200, 1, 1)


class AskedReview(Schema):
    """Which day; today by default."""

    as_of: date | None = Field(None, ge=FIRST, le=LAST, description="Day of the review, 2026-11-21.")


class FindingOut(Schema):
    """One fact that a rule found. `reference` names the record as the ledger does."""

    subject: str
    detail: str
    reference: str
    page: str
    facts: dict[str, str]


class RuleOut(Schema):
    """A rule, what it found, and what it could not look at."""

    id: str
    title: str
    reason: str
    severity: str
    way_out: str
    findings: list[FindingOut]
    could_not_look: list[str]


class ReviewOut(Schema):
    """The same shape as `earnest honesty --json`."""

    as_of: date
    findings: int
    by_severity: dict[str, int]
    rules: list[RuleOut]


router = Router(tags=["honesty"])


@router.get(
    "/", response={200: ReviewOut, **PROBLEMS}, operation_id="honesty", summary="What may be theatre, rule by rule"
)
def review(request: HttpRequest, query: Query[AskedReview]) -> Any:
    actor = actor_of(request)
    actor.require(May.SEE_RECORD)
    day = query.as_of or clock.today()
    assurance.assess(day)
    return honesty.plain(honesty.review(actor, day))
