"""The REST endpoints of a plain record, from the same declaration as its pages.

Annotations are evaluated here, for the schemas in them are made in the functions and cannot be found by name.
"""

from collections.abc import Mapping
from typing import Any, cast

from django.db.models import (
    BooleanField,
    DateField,
    DateTimeField,
    DecimalField,
    Field,
    FloatField,
    IntegerField,
    JSONField,
)
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field as Described
from pydantic import create_model

from earnest.foundation import plain
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import Record
from earnest.foundation.resource.declaration import Resource
from earnest.foundation.resource.forms import form_for
from earnest.foundation.resource.screens import save
from earnest.foundation.resource.table import View, chosen_rows
from earnest.foundation.resource.values import plain as plain_values

MOST = 200


class Link(Schema):
    """A joined record."""

    id: int
    label: str


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    field: str = ""


PROBLEMS: dict[int, Any] = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


class ListQuery(Schema):
    """How a list is narrowed; the same words as in the address of its page."""

    q: str = Described("", max_length=200, description="Words that must all occur.")
    sort: str = Described("", max_length=100, description="A column; with a minus before it, downwards.")
    limit: int = Described(50, ge=1, le=MOST)
    offset: int = Described(0, ge=0, le=10_000_000)


def actor_of(request: HttpRequest) -> Actor:
    """The actor that authentication has found."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def router(resource: Resource[Any]) -> Router:
    """List, detail and, where people write it, create, change and delete."""
    made = Router(tags=[resource.plural])
    out = _out_schema(resource)
    page = create_model(f"{resource.model.__name__}Page", __base__=Schema, total=(int, ...), items=(list[out], ...))  # type: ignore[valid-type]
    filters = create_model(
        f"{resource.model.__name__}Query",
        __base__=ListQuery,
        **{key: (list[str], Described([], description="Values to show; “none” for none.")) for key in resource.filters},
    )  # type: ignore[call-overload]

    @made.get(
        "/", response={200: page, **PROBLEMS}, operation_id=f"{resource.slug}_list", summary=f"List {resource.plural}"
    )
    def list_records(request: HttpRequest, query: Query[filters]) -> Any:  # type: ignore[valid-type]
        asked = query.dict()  # type: ignore[attr-defined]
        view = View.of(
            resource,
            {
                **{key: asked[key] for key in resource.filters},
                "q": [asked["q"]],
                "sort": [asked["sort"] or resource.sort],
            },
        )
        rows = chosen_rows(resource, actor_of(request), view)
        part = rows[asked["offset"] : asked["offset"] + asked["limit"]]
        return {"total": rows.count(), "items": [plain_values(resource, row) for row in part]}

    @made.get(
        "/{int:pk}",
        response={200: out, **PROBLEMS},
        operation_id=f"{resource.slug}_get",
        summary=f"One {resource.name}",
    )
    def get_record(request: HttpRequest, pk: int) -> Any:
        return plain_values(resource, _one(resource, request, pk))

    if resource.writable:
        _add_writes(resource, made, out)
    return made


def _add_writes(resource: Resource[Any], made: Router, out: type[Schema]) -> None:
    into = _in_schema(resource, partial=False)
    changes = _in_schema(resource, partial=True)

    @made.post(
        "/", response={201: out, **PROBLEMS}, operation_id=f"{resource.slug}_create", summary=f"New {resource.name}"
    )
    def create_record(request: HttpRequest, body: into) -> Any:  # type: ignore[valid-type]
        actor = actor_of(request)
        actor.require(May.EDIT_RECORD)
        record = resource.model()
        sent = body.dict(exclude={"reason"})  # type: ignore[attr-defined]
        values = _validated(resource, actor, record, {**sent, **_days_unsaid(resource, sent)})
        saved = save(actor, record, values, seen=None, reason=body.reason)  # type: ignore[attr-defined]
        return Status(201, plain_values(resource, resource.rows(actor).get(pk=saved.pk)))

    @made.patch(
        "/{int:pk}",
        response={200: out, **PROBLEMS},
        operation_id=f"{resource.slug}_change",
        summary=f"Change a {resource.name}",
    )
    def change_record(request: HttpRequest, pk: int, body: changes) -> Any:  # type: ignore[valid-type]
        actor = actor_of(request)
        record = _one(resource, request, pk)
        if not plain.may_change(actor, record):
            actor.require(May.EDIT_RECORD)
        asked = body.dict(exclude_unset=True, exclude={"reason", "revision"})  # type: ignore[attr-defined]
        values = _validated(resource, actor, record, {**_as_sent(resource, record), **asked})
        kept = {name: values[name] for name in asked if name in values}
        save(actor, record, kept, seen=body.revision, reason=body.reason)  # type: ignore[attr-defined]
        return plain_values(resource, resource.rows(actor).get(pk=pk))

    @made.delete(
        "/{int:pk}",
        response={204: None, **PROBLEMS},
        operation_id=f"{resource.slug}_delete",
        summary=f"Delete a {resource.name}",
    )
    def delete_record(request: HttpRequest, pk: int) -> Any:
        plain.delete(actor_of(request), _one(resource, request, pk))
        return Status(204, None)


def _one(resource: Resource[Any], request: HttpRequest, pk: int) -> Any:
    found = resource.rows(actor_of(request)).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _days_unsaid(resource: Resource[Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """The days and moments that nobody said and that have a default, which is that of this request."""
    columns = (resource.field(name) for name, value in sent.items() if value is None)
    return {one.name: one.get_default() for one in columns if isinstance(one, DateField) and one.has_default()}


def _validated(resource: Resource[Any], actor: Actor, record: Record, sent: dict[str, Any]) -> dict[str, Any]:
    form = form_for(resource, actor, record, {name: value for name, value in sent.items() if value is not None})
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        field = "" if name == "__all__" else str(name)
        raise Invalid(f"{field}: {errors[0]}" if field else str(errors[0]), field=field)
    return dict(form.cleaned_data)


def _as_sent(resource: Resource[Any], record: Record) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in resource.fields:
        column = resource.field(name)
        value = column.value_from_object(record)
        found[name] = [one.pk for one in value] if column.many_to_many else value
    return found


def _kind(column: Field[Any, Any]) -> Any:
    if column.many_to_many:
        return list[int]
    if column.is_relation or isinstance(column, IntegerField):
        return int
    if isinstance(column, BooleanField):
        return bool
    if isinstance(column, FloatField):
        return float
    if isinstance(column, JSONField):
        return Any
    return str


def _out_schema(resource: Resource[Any]) -> type[Schema]:
    fields: dict[str, Any] = {"id": (int, ...), "label": (str, ...)}
    for name in resource.detail_fields:
        column = resource.field(name)
        if column.many_to_many:
            kind: Any = list[Link]
        elif column.is_relation:
            kind = Link | None
        else:
            kind = _kind(column) | None if column.null else _kind(column)
        fields[name] = (kind, Described(description=_doc(column)))
    fields |= {"revision": (int, ...), "created_at": (str, ...), "changed_at": (str, ...)}
    made: type[Schema] = create_model(f"{resource.model.__name__}Out", __base__=Schema, **fields)
    return made


def _in_schema(resource: Resource[Any], *, partial: bool) -> type[Schema]:
    fields: dict[str, Any] = {"reason": (str, Described("", max_length=2000, description="Why; kept in the ledger."))}
    if partial:
        fields["revision"] = (
            int | None,
            Described(None, description="Revision you looked at; refused if it has moved on."),
        )
    for name in resource.fields:
        column = resource.field(name)
        optional = partial or column.blank or column.null or column.has_default()
        default = _default(column)
        kind = _kind(column) | None if optional else _kind(column)
        fields[name] = (kind, Described(None if partial else default if optional else ..., description=_doc(column)))
    word = "Change" if partial else "In"
    made: type[Schema] = create_model(f"{resource.model.__name__}{word}", __base__=Schema, **fields)
    return made


def _default(column: Field[Any, Any]) -> Any:
    """What a field is where nobody says; a decimal as text, as it is sent."""
    if column.many_to_many:
        return []
    if isinstance(column, DateField) or not column.has_default():
        return None  # a day is that of the request, not that on which the program started
    default = column.get_default()
    return str(default) if isinstance(column, DecimalField) else default


def _doc(column: Field[Any, Any]) -> str:
    says = str(column.verbose_name)
    if column.flatchoices:
        says += ": " + ", ".join(str(value) for value, _ in column.flatchoices)
    if isinstance(column, DateTimeField):
        says += " (a moment, ISO 8601)"
    elif isinstance(column, DateField):
        says += " (a day, 2026-11-21)"
    elif isinstance(column, DecimalField):
        says += " (a decimal number as text)"
    return says
