"""Things and blind spots, for programs.

Annotations are evaluated here, for the schemas in them are found by name only in this file.
"""

from datetime import date
from typing import Any

import msgspec
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from earnest.core.things import queries
from earnest.foundation import clock
from earnest.foundation.actor import May
from earnest.foundation.resource.endpoints import MOST, PROBLEMS, actor_of

FIRST, LAST = date(2000, 1, 1), date(2200, 1, 1)


class AsOf(Schema):
    """Which day; today by default."""

    as_of: date | None = Field(None, ge=FIRST, le=LAST, description="Day of the map, 2026-11-21.")


class AskedThings(AsOf):
    """How the list is narrowed; the same words as in the address of its page."""

    q: str = Field("", max_length=200, description="Words of names and keys that must all occur.")
    kind: list[str] = Field([], max_length=50)
    system: list[str] = Field([], max_length=200)
    registered: bool | None = Field(None, description="Whether the register knows it.")
    ambiguous: bool | None = Field(None, description="Whether one of its keys is ambiguous.")
    sort: str = Field("label", max_length=20)
    limit: int = Field(50, ge=1, le=MOST)
    page: int = Field(1, ge=1, le=1_000_000)


class Answer(Schema):
    """A conclusion; the same fields as the queries give."""

    answer: dict[str, Any]


things = Router(tags=["things"])
blind_spots = Router(tags=["blind spots"])


@things.get("/", response={200: Answer, **PROBLEMS}, operation_id="things_list", summary="Things that tools have seen")
def list_things(request: HttpRequest, query: Query[AskedThings]) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    asked = queries.Asked(
        words=query.q,
        kinds=tuple(query.kind),
        systems=tuple(query.system),
        registered=query.registered,
        ambiguous=query.ambiguous,
        sort=query.sort,
    )
    return _told(queries.find(asked, page=query.page, size=query.limit, found=_map(query)))


@things.get(
    "/ambiguities",
    response={200: Answer, **PROBLEMS},
    operation_id="things_ambiguities",
    summary="Keys that join nothing, because several things bear them",
)
def list_ambiguities(request: HttpRequest, query: Query[AsOf]) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    found = _map(query)
    return {"answer": {"total": found.ambiguities, "items": msgspec.to_builtins(queries.ambiguities(found))}}


@things.get(
    "/{str:thing}",
    response={200: Answer, **PROBLEMS},
    operation_id="things_get",
    summary="One thing, by its id or that of any of its sightings",
)
def get_thing(request: HttpRequest, thing: str, query: Query[AsOf]) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    found = queries.thing(thing, _map(query))
    if found is None:
        raise Http404
    return _told(found)


@blind_spots.get(
    "/", response={200: Answer, **PROBLEMS}, operation_id="blind_spots", summary="What is there and is not seen"
)
def list_blind_spots(request: HttpRequest, query: Query[AsOf]) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    day = query.as_of or clock.today()
    spots = queries.blind_spots(clock.end_of(day))
    return {"answer": {"as_of": day.isoformat(), "items": msgspec.to_builtins(spots)}}


def _map(query: AsOf) -> queries.Map:
    return queries.things(clock.end_of(query.as_of or clock.today()))


def _told(found: object) -> dict[str, Any]:
    return {"answer": msgspec.to_builtins(found)}
