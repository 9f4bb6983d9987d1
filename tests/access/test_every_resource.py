"""What every plain record can do, through its pages and through the API, without any of them being named here."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from typing import Any

import jsonschema
import pytest
from django.db import connection
from django.db.models import CharField, TextField
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from earnest.core.organization.models import Organization
from earnest.foundation import ledger
from earnest.foundation.actor import Role
from earnest.foundation.record import Record
from earnest.foundation.resource import Resource
from earnest.foundation.resource.export import FORMATS
from earnest.foundation.resource.screens import Screens
from earnest.interfaces.api.api import api
from earnest.interfaces.resources import RESOURCES
from tests.access.conftest import World
from tests.access.making import SPECIAL, as_form, as_json, make, values_for

WRITABLE = [one for one in RESOURCES if one.writable]
FORMULA = "=HYPERLINK(1)"
every = pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.slug)
writable = pytest.mark.parametrize("resource", WRITABLE, ids=lambda one: one.slug)


@pytest.fixture
def desk(world: World) -> Client:
    return world.browser(Role.CISO)


@pytest.fixture
def token(world: World) -> Client:
    return world.program(Role.CISO)


def text_field(resource: Resource[Any]) -> str:
    """A field of free text that every row has."""
    for name in (name for name in resource.fields if name not in SPECIAL.get(resource.model, {})):
        column = resource.field(name)
        text = isinstance(column, (CharField, TextField)) and not column.flatchoices and not column.unique
        if text and (isinstance(column, TextField) or name in {"name", "title", "format"}):
            return name
    return ""


@writable
def test_a_record_goes_round_through_its_pages(resource: Resource[Any], desk: Client) -> None:
    values = values_for(resource)
    answer = desk.post(reverse(f"{resource.slug}-new"), as_form(values))
    assert answer.status_code == 302, answer.context["form"].errors
    row = resource.model._default_manager.latest("pk")
    for name, value in values.items():
        if not resource.field(name).many_to_many:
            assert getattr(row, name) == value, name
    page = desk.get(answer.headers["Location"])
    assert page.status_code == 200
    assert str(row) in page.content.decode()
    gone = desk.post(reverse(f"{resource.slug}-delete", args=[row.pk]), {"reason": "made for a test"})
    assert gone.status_code == 302
    assert not resource.model._default_manager.filter(pk=row.pk).exists()
    assert [one.reason for one in ledger.history(row.reference)] == ["made for a test", ""]


@writable
def test_a_change_shows_in_the_history_with_who_made_it(resource: Resource[Any], desk: Client, world: World) -> None:
    row = _fresh(resource)
    name = text_field(resource)
    if not name:
        pytest.skip("it has no free text")
    sent = _edited(resource, row, {name: "quite another word", "reason": "it was wrong"})
    assert desk.post(reverse(f"{resource.slug}-edit", args=[row.pk]), sent).status_code == 302
    page = desk.get(reverse(f"{resource.slug}-history", args=[row.pk])).content.decode()
    assert world.accounts[Role.CISO].name in page
    assert "it was wrong" in page
    assert name in page


@writable
def test_an_edit_of_what_somebody_else_changed_meanwhile_is_refused(resource: Resource[Any], desk: Client) -> None:
    row, name = _fresh(resource), text_field(resource)
    if not name:
        pytest.skip("it has no free text")
    address = reverse(f"{resource.slug}-edit", args=[row.pk])
    old = _edited(resource, row, {})
    assert desk.post(address, old | {name: "the first"}).status_code == 302
    before = ledger.head()
    answer = desk.post(address, old | {name: "the second"})
    assert answer.status_code == 409
    assert "changed by somebody else" in answer.content.decode()
    assert "the second" in answer.content.decode()
    assert ledger.head() == before
    row.refresh_from_db()
    assert getattr(row, name) == "the first"


@writable
def test_a_record_goes_round_through_the_api(resource: Resource[Any], token: Client) -> None:
    values = as_json(values_for(resource))
    path = f"/api/{resource.slug}/"
    made = token.post(path, json.dumps(values | {"reason": "new"}), content_type="application/json")
    assert made.status_code == 201, made.content
    _fits_the_schema("post", path, made)
    one = f"{path}{made.json()['id']}"
    name = text_field(resource)
    sent = {name: "quite another word", "revision": made.json()["revision"]} if name else {"revision": 1}
    changed = token.patch(one, json.dumps(sent), content_type="application/json")
    assert changed.status_code == 200, changed.content
    _fits_the_schema("patch", f"{path}{{pk}}", changed)
    if name:
        assert changed.json()[name] == "quite another word"
        again = token.patch(one, json.dumps(sent | {name: "too late"}), content_type="application/json")
        assert (again.status_code, again.json()["status"]) == (409, 409)
        assert again.headers["Content-Type"] == "application/problem+json"
    assert token.delete(one).status_code == 204
    assert token.get(one).status_code == 404


@writable
def test_bad_input_is_refused_by_the_name_of_its_field(resource: Resource[Any], desk: Client, token: Client) -> None:
    required = [name for name in resource.fields if _required(resource, name)]
    if not required:
        pytest.skip("it needs nothing")
    name, values, before = required[0], values_for(resource), None
    before = ledger.head()
    sent = {key: value for key, value in as_json(values).items() if key != name}
    answer = token.post(f"/api/{resource.slug}/", json.dumps(sent), content_type="application/json")
    assert (answer.status_code, answer.json()["field"]) == (422, name)
    page = desk.post(reverse(f"{resource.slug}-new"), {k: v for k, v in as_form(values).items() if k != name})
    assert page.status_code == 422
    assert name in page.context["form"].errors
    assert ledger.head() == before


@every
def test_a_list_asks_the_same_number_of_queries_however_long(resource: Resource[Any], desk: Client) -> None:
    if resource.model is Organization:
        pytest.skip("there is one")
    _fresh(resource)
    address = reverse(resource.url_of_list) + "?" + "&".join(f"columns={name}" for name in resource.all_columns)
    desk.get(address)
    few = _queries(desk, address)
    for _number in range(4):
        _fresh(resource)
    assert _queries(desk, address) == few


@every
def test_a_list_can_be_sorted_filtered_and_searched_by_all_it_says(
    resource: Resource[Any], desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, everything = reverse(resource.url_of_list), list(resource.all_columns)
    drawn = desk.get(address, {"sort": everything[-1], "columns": everything})
    assert (drawn.status_code, drawn.context["sort"]) == (200, everything[-1])
    assert desk.get(address, {"sort": "password", "columns": "secret", "page": "none"}).status_code == 200
    told: list[dict[str, Any]] = []

    def undrawn(_screens: Screens, _request: Any, _name: str, context: dict[str, Any]) -> HttpResponse:
        """What a page says is made as ever; only the drawing of it, which is the same each time, is left out."""
        told.append(context)
        return HttpResponse()

    monkeypatch.setattr(Screens, "_render", undrawn)

    def asked(**words: Any) -> dict[str, Any]:
        assert desk.get(address, words).status_code == 200
        return told.pop()

    for name in everything:
        for order in (name, f"-{name}"):
            assert asked(sort=order, columns=everything)["sort"] == order
    for group in asked()["groups"]:
        for choice in group.choices:
            asked(**{group.key: choice.value})
        assert asked(**{group.key: "no such value"})["lines"] == []
    assert asked(q="a word that nothing has")["lines"] == []


@every
def test_a_search_finds_the_row_by_what_it_is_called(resource: Resource[Any], desk: Client) -> None:
    row = resource.model._default_manager.first()
    assert row is not None
    first = resource.search[0]
    word = str(getattr(row, first)) if "__" not in first else ""
    if word:
        found = desk.get(reverse(resource.url_of_list), {"q": word}).context["lines"]
        assert row in [line[0] for line in found]


@every
@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_exported_is_what_is_listed(kind: str, resource: Resource[Any], desk: Client) -> None:
    answer = desk.get(reverse(resource.url_of_list), {"export": kind, "columns": list(resource.all_columns)})
    body = answer.getvalue()
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{resource.slug}.{kind}"'
    rows = resource.model._default_manager.count()
    if kind == "csv":
        assert len(list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))) == rows + 1
    if kind == "json":
        assert len(json.loads(body)) == rows
    if kind == "xlsx":
        assert body.startswith(b"PK")


@writable
def test_an_export_never_starts_a_formula(resource: Resource[Any], desk: Client) -> None:
    row, name = _fresh(resource), text_field(resource)
    if not name or name not in resource.all_columns:
        pytest.skip("it shows no free text")
    type(row)._default_manager.filter(pk=row.pk).update(**{name: FORMULA})
    answer = desk.get(reverse(resource.url_of_list), {"export": "csv", "columns": name})
    cells = [cell for line in csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))) for cell in line]
    assert f"'{FORMULA}" in cells
    assert FORMULA not in cells


@every
def test_the_api_tells_what_its_schema_promises(resource: Resource[Any], token: Client) -> None:
    path = f"/api/{resource.slug}/"
    listed = token.get(f"{path}?limit=1&sort={resource.columns[0]}")
    _fits_the_schema("get", path, listed)
    assert listed.json()["total"] == resource.model._default_manager.count()
    _fits_the_schema("get", f"{path}{{pk}}", token.get(f"{path}{listed.json()['items'][0]['id']}"))


def _fits_the_schema(verb: str, path: str, answer: Any) -> None:
    described = _described()
    told = described["paths"][path][verb]["responses"][str(answer.status_code)]
    schema = told["content"]["application/json"]["schema"] | {"components": described["components"]}
    jsonschema.Draft202012Validator(schema).validate(answer.json())


@cache
def _described() -> Any:
    return json.loads(json.dumps(api.get_openapi_schema()))


def _fresh(resource: Resource[Any]) -> Any:
    if resource.model is Organization:
        return Organization.objects.get()
    row: Record = make(resource.model)
    return resource.model._default_manager.get(pk=row.pk)


def _edited(resource: Resource[Any], row: Any, values: dict[str, Any]) -> dict[str, Any]:
    now: dict[str, Any] = {"revision": row.revision}
    for name in resource.fields:
        column = resource.field(name)
        value = column.value_from_object(row)
        if column.many_to_many:
            now[name] = [one.pk for one in value]
        elif value is not None and value is not False:
            now[name] = "on" if value is True else value
    return now | values


def _required(resource: Resource[Any], name: str) -> bool:
    column = resource.field(name)
    return not (column.blank or column.null or column.has_default())


def _queries(desk: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(address).status_code == 200
    return len(asked)
