"""What is concluded on old systems, for programs: the register, comparisons, ringfences, the roadmap, waiting.

Annotations are evaluated here, for the schemas in them are found by name only in this file.
"""

from datetime import date
from typing import Any

import msgspec
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from earnest.core.risks.queries import modelled
from earnest.duties.legacy import queries
from earnest.duties.legacy.models import LifeCycleEntry
from earnest.duties.legacy.rules.support import Support
from earnest.foundation.actor import May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import visible_to
from earnest.foundation.resource.endpoints import PROBLEMS, actor_of

FIRST, LAST = date(2000, 1, 1), date(2200, 1, 1)

router = Router(tags=["legacy"])


class Answer(Schema):
    """A conclusion; the same fields as the queries give."""

    answer: dict[str, Any]


class Asked(Schema):
    """Which day; today's by default."""

    as_of: date | None = Field(None, ge=FIRST, le=LAST, description="Day of the record, 2026-11-21.")


class AskedRegister(Asked):
    """Which rows."""

    support: Support | None = Field(None, description="ended, paid, supported or unknown; all without it.")


class AskedComparison(Asked):
    """Which system, over how long."""

    system: str = Field(..., max_length=60, description="Key of the old system.")
    years: int | None = Field(None, ge=1, le=15, description="Horizon; the system's own without it.")


class AskedFrozen(Asked):
    """For how long."""

    years: int = Field(3, ge=1, le=10)


@router.get(
    "/register", response={200: Answer, **PROBLEMS}, operation_id="legacy_register", summary="What runs where, and ends"
)
def register(request: HttpRequest, query: Query[AskedRegister]) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    found = queries.register(query.as_of)
    if query.support is not None:
        return _told({"day": found.day, "machines": found.machines, "rows": found.of(query.support)})
    return _told(found)


@router.get(
    "/compare", response={200: Answer, **PROBLEMS}, operation_id="legacy_compare", summary="Options of one old system"
)
def compare(request: HttpRequest, query: Query[AskedComparison]) -> Any:
    actor = actor_of(request)
    actor.require(May.SEE_RECORD)
    entry = visible_to(actor, LifeCycleEntry).select_related("asset").filter(key=query.system).first()
    if entry is None:
        raise Invalid(f"There is no old system “{query.system}”.", field="system")
    return _told(queries.comparison(modelled(query.as_of), entry, query.years))


@router.get(
    "/ringfences", response={200: Answer, **PROBLEMS}, operation_id="legacy_ringfences", summary="Which ringfences hold"
)
def ringfences(request: HttpRequest, query: Query[Asked]) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    return _told({"ringfences": queries.ringfences(query.as_of)})


@router.get(
    "/frozen", response={200: Answer, **PROBLEMS}, operation_id="legacy_frozen", summary="What doing nothing means"
)
def frozen(request: HttpRequest, query: Query[AskedFrozen]) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    return _told(queries.frozen(modelled(query.as_of), query.years))


def _told(found: object) -> dict[str, Any]:
    return {"answer": msgspec.to_builtins(found)}
