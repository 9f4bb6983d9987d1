"""What the budget concludes, for programs: ranking, choice, frontier, cut, returns, insurance, a year.

Annotations are evaluated here, for the schemas in them are found by name only in this file.
"""

from datetime import date
from typing import Any

import msgspec
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from earnest.core.risks.queries import modelled
from earnest.duties.budget import queries
from earnest.duties.budget.queries.kept import said_for_people
from earnest.foundation.actor import May
from earnest.foundation.resource.endpoints import PROBLEMS, actor_of

MOST = 1e15
FIRST, LAST = date(2000, 1, 1), date(2200, 1, 1)

router = Router(tags=["budget"])


class Answer(Schema):
    """A conclusion; the same fields as the queries give, each with what it rests on."""

    answer: dict[str, Any]


class Asked(Schema):
    """Which year and day; today's by default."""

    year: str = Field("", max_length=20, description="Label of the fiscal year.")
    as_of: date | None = Field(None, ge=FIRST, le=LAST, description="Day of the model, 2026-11-21.")


class AskedBudget(Asked):
    """Which budget, and what is to be made small."""

    budget: float | None = Field(None, ge=0, le=MOST, description="The whole year's; what is offered by default.")
    objective: str = Field("expected", description="expected or tvar99", max_length=20)


class AskedFrontier(Asked):
    """What is to be made small for every budget."""

    objective: str = Field("expected", description="expected or tvar99", max_length=20)


class AskedCut(Asked):
    """By how much."""

    by: float = Field(..., gt=0, lt=1, description="Share of the year's budget, such as 0.2.")


class AskedLayer(Asked):
    """Terms of an insurance, in the organisation's currency a year."""

    retention: float = Field(..., ge=0, le=MOST)
    limit: float = Field(..., gt=0, le=MOST)
    premium: float = Field(..., ge=0, le=MOST)
    share: float = Field(1.0, gt=0, le=1)
    covers: list[str] = Field([], description="Keys of scenarios; all where none is named.", max_length=500)


@router.get("/year", response={200: Answer, **PROBLEMS}, operation_id="budget_year", summary="A year and its variance")
def year(request: HttpRequest, query: Query[Asked]) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    return _told(queries.year_view(queries.fiscal_year(query.year or None), query.as_of))


@router.get(
    "/ranking",
    response={200: Answer, **PROBLEMS},
    operation_id="budget_ranking",
    summary="Everything we pay for, by net worth",
)
def ranking(request: HttpRequest, query: Query[Asked]) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    return _told(queries.ranking(_model(query), queries.fiscal_year(query.year or None)))


@router.get(
    "/returns",
    response={200: Answer, **PROBLEMS},
    operation_id="budget_returns",
    summary="Each investment: net worth, return, cost of delay",
)
def returns(request: HttpRequest, query: Query[Asked]) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    return _told(queries.returns(_model(query), queries.fiscal_year(query.year or None)))


@router.get(
    "/best",
    response={200: Answer, **PROBLEMS},
    operation_id="budget_best",
    summary="The best set of investments for a budget",
)
def best(request: HttpRequest, query: Query[AskedBudget]) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    chosen = queries.fiscal_year(query.year or None)
    return _told(queries.best(_model(query), chosen, query.budget, queries.objective_named(query.objective)))


@router.get(
    "/frontier",
    response={200: Answer, **PROBLEMS},
    operation_id="budget_frontier",
    summary="The best set for each of a range of budgets",
)
def frontier(request: HttpRequest, query: Query[AskedFrontier]) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    chosen = queries.fiscal_year(query.year or None)
    points = queries.frontier(_model(query), chosen, objective=queries.objective_named(query.objective))
    return {"answer": {"points": msgspec.to_builtins(points)}}


@router.get(
    "/cut", response={200: Answer, **PROBLEMS}, operation_id="budget_cut", summary="What to drop first under a cut"
)
def cut(request: HttpRequest, query: Query[AskedCut]) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    return _told(queries.drop_first(_model(query), queries.fiscal_year(query.year or None), query.by))


@router.get(
    "/insurance",
    response={200: Answer, **PROBLEMS},
    operation_id="budget_insurance",
    summary="What an insurance layer would carry",
)
def insurance(request: HttpRequest, query: Query[AskedLayer]) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    return _told(
        queries.insurance_what_if(
            _model(query),
            retention=query.retention,
            limit=query.limit,
            premium=query.premium,
            share=query.share,
            covers=query.covers or None,
        )
    )


def _model(query: Asked) -> Any:
    with said_for_people():
        return modelled(query.as_of)


def _told(found: object) -> dict[str, Any]:
    return {"answer": msgspec.to_builtins(found)}
