"""What hygiene concludes, for programs: the board, findings, teams, time to fix, work packages, benchmarks, trend.

Annotations are evaluated here, for the schemas in them are found by name only in this file.
"""

from datetime import date
from typing import Any

import msgspec
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from earnest.core.risks.queries import modelled
from earnest.duties.hygiene import queries
from earnest.foundation.actor import May
from earnest.foundation.resource.endpoints import PROBLEMS, actor_of

FIRST, LAST = date(2000, 1, 1), date(2200, 1, 1)

router = Router(tags=["hygiene"])


class Answer(Schema):
    """A conclusion; the same fields as the queries give."""

    answer: dict[str, Any]


class Asked(Schema):
    """Which day; today by default."""

    as_of: date | None = Field(None, ge=FIRST, le=LAST, description="Day of the board, 2026-11-21.")


class AskedFindings(Asked):
    """Which findings, in which order. Empty is all."""

    team: str | None = Field(None, max_length=200, description="Name of the team; empty for what no team answers for.")
    clock: str = Field("", max_length=20, description="overdue, due, running, paused, not_applicable, late or open")
    priority: str = Field("", max_length=60)
    severity: str = Field("", max_length=20)
    exploited: str = Field("", max_length=20, description="yes, no or not looked up")
    exposure: str = Field("", max_length=20, description="internet, partner or internal")
    tier: int | None = Field(None, ge=1, le=4)
    source: str = Field("", max_length=60, description="Key of the evidence source.")
    asset: str = Field("", max_length=300, description="Key of the asset, or its name as a tool writes it.")
    package: str = Field("", max_length=64, description="Key of a work package.")
    vulnerability: str = Field("", max_length=100, description="CVE or other public name.")
    unlooked: bool = Field(False, description="Only what the last look did not reach.")
    contradicted: bool = Field(False, description="Only vectors that do not give the score that is told.")
    search: str = Field("", max_length=200)
    sort: str = Field("clock", max_length=20, description="A minus before it turns the order round.")
    page: int = Field(1, ge=1, le=1_000_000)
    size: int = Field(queries.SIZE, ge=1, le=200)


class AskedLatency(Asked):
    """Split by what."""

    by: str = Field("priority", max_length=20, description="team, severity, priority or os")


class AskedPackages(Asked):
    """With or without the part of the modelled loss."""

    money: bool = Field(True, description="Divide the modelled loss among the packages.")


class AskedTrend(Asked):
    """How far back."""

    weeks: int = Field(53, ge=2, le=260)


@router.get("/board", response={200: Answer, **PROBLEMS}, operation_id="hygiene_board", summary="Counts of the board")
def board(request: HttpRequest, query: Query[Asked]) -> Any:
    found = msgspec.to_builtins(_board(request, query))
    del found["folder"]
    return {"answer": found}


@router.get(
    "/findings", response={200: Answer, **PROBLEMS}, operation_id="hygiene_findings", summary="A page of open findings"
)
def findings(request: HttpRequest, query: Query[AskedFindings]) -> Any:
    told = query.dict(exclude={"as_of", "sort", "page", "size"})
    found = queries.findings(_board(request, query), queries.Filters(**told), query.sort, query.page, query.size)
    return _told(found)


@router.get(
    "/findings/{finding_id}",
    response={200: Answer, **PROBLEMS},
    operation_id="hygiene_finding",
    summary="One open finding, why it has its priority, and its history",
)
def finding(request: HttpRequest, finding_id: str, query: Query[Asked]) -> Any:
    found = queries.finding(_board(request, query), finding_id)
    if found is None:
        raise Http404
    return _told(found)


@router.get("/teams", response={200: Answer, **PROBLEMS}, operation_id="hygiene_teams", summary="How each team stands")
def teams(request: HttpRequest, query: Query[Asked]) -> Any:
    return {"answer": {"teams": msgspec.to_builtins(queries.by_team(_board(request, query)))}}


@router.get(
    "/latency", response={200: Answer, **PROBLEMS}, operation_id="hygiene_latency", summary="Time to fix, Kaplan–Meier"
)
def latency(request: HttpRequest, query: Query[AskedLatency]) -> Any:
    return _told(queries.latency(_board(request, query), query.by))


@router.get(
    "/packages",
    response={200: Answer, **PROBLEMS},
    operation_id="hygiene_packages",
    summary="Work packages, those that remove the most for each change first",
)
def packages(request: HttpRequest, query: Query[AskedPackages]) -> Any:
    found = _board(request, query)
    return _told(queries.packages(found, modelled(found.day) if query.money else None))


@router.get(
    "/benchmarks",
    response={200: Answer, **PROBLEMS},
    operation_id="hygiene_benchmarks",
    summary="Configuration benchmarks: passed, failed, not assessed",
)
def benchmarks(request: HttpRequest, query: Query[Asked]) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    return {"answer": {"benchmarks": msgspec.to_builtins(queries.benchmarks(query.as_of))}}


@router.get("/trend", response={200: Answer, **PROBLEMS}, operation_id="hygiene_trend", summary="A year of weeks")
def trend(request: HttpRequest, query: Query[AskedTrend]) -> Any:
    return _told(queries.trend(_board(request, query), query.weeks))


def _board(request: HttpRequest, query: Asked) -> queries.Board:
    actor_of(request).require(May.SEE_RECORD)
    return queries.board_file(query.as_of)


def _told(found: object) -> dict[str, Any]:
    return {"answer": msgspec.to_builtins(found, enc_hook=str)}
