"""Every address × every role: what may be seen is what was declared, and a route that nobody declared fails here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.safestring import SafeString

from earnest.core.actions.models import Action
from earnest.core.controls.models import BoundTest, Control
from earnest.core.organization.models import Person
from earnest.core.telling.models import Questionnaire
from earnest.duties.audits.models import Engagement, Sample
from earnest.foundation import ledger
from earnest.foundation.actor import Actor, Role
from earnest.foundation.models import ApiToken
from earnest.foundation.plain import may_change
from earnest.foundation.resource import Resource
from earnest.interfaces.resources import RESOURCES
from tests.access.conftest import ROLES, World
from tests.access.expected import EDIT, EXPECTED, SEE, Route, may, visible

MISSING = 987_654_321
CSRF = re.compile(rb'(name="csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"')
Rule = Callable[[Actor], bool]


def of_resource(resource: Resource[Any], kind: str) -> Route:
    """What every plain record expects, from what its model declares."""
    model = resource.model
    return {
        "list": Route(),
        "detail": Route(of=model),
        "history": Route(of=model),
        "new": Route(needs=EDIT, writes=may(EDIT)),
        "edit": Route(of=model, writes=may_change),
        "delete": Route(of=model, needs=EDIT, writes=may(EDIT)),
    }[kind]


def expected(name: str) -> Route | None:
    if name in EXPECTED:
        return EXPECTED[name]
    for resource in RESOURCES:
        if name == resource.url_of_list:
            return of_resource(resource, "list")
        slug, _dash, kind = name.rpartition("-")
        if slug == resource.slug and kind in {"detail", "history", "new", "edit", "delete"}:
            return of_resource(resource, kind)
    return None


def web_routes(patterns: Any = None) -> Iterator[str]:
    """The name of every address of the web, by walking the resolver. One without a name shows as its pattern."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            if one.namespace != "api":
                yield from web_routes(one.url_patterns)
        elif isinstance(one, URLPattern):
            yield one.name or str(one.pattern)


def address(route: Route, name: str, world: World, *, missing: bool = False) -> str:
    if route.of is BoundTest and name == "proof-test":
        bound = world.rows[BoundTest]
        return reverse(name, args=[MISSING if missing else bound.control_id, bound.test])
    if name == "control-test-rebind":
        bound = world.rows[BoundTest]
        return reverse(name, args=[bound.control_id, MISSING if missing else bound.pk])
    first = [MISSING if missing else world.rows[route.of].pk] if route.of else []
    return reverse(name, args=[*first, *route.more])


NAMES = sorted(set(web_routes()))


def test_every_route_has_a_declared_expectation() -> None:
    undeclared = [name for name in NAMES if expected(name) is None]
    gone = sorted(set(EXPECTED) - set(NAMES))
    assert (undeclared, gone) == ([], [])


def routes() -> Iterator[tuple[str, Route]]:
    for name in NAMES:
        if (route := expected(name)) is not None:
            yield name, route


@pytest.mark.parametrize("role", ROLES)
def test_every_page_answers_as_declared(role: Role, world: World) -> None:
    actor, browser = world.actor(role), world.browser(role)
    found, wanted = {}, {}
    for name, route in routes():
        wanted[name] = _refined(name, route, world, actor)
        answer = browser.get(address(route, name, world))
        found[name] = answer.status_code
        answer.close()
    assert found == wanted


def _refined(name: str, route: Route, world: World, actor: Actor) -> int:
    """Two rules that are about the very row: who answers for it may change it, and nothing to tell gives no page."""
    slug, _dash, kind = name.rpartition("-")
    if kind == "edit" and any(one.slug == slug for one in RESOURCES):
        assert route.of is not None
        row = world.rows[route.of]
        return 404 if not visible(actor, row) else 200 if may_change(actor, row) else 403
    return route.get(world, actor)


def test_nobody_sees_anything_signed_out(world: World) -> None:
    outside = Client()
    for name, route in routes():
        for send in (outside.get, outside.post):
            answer = send(address(route, name, world))
            if route.public or name == "sign-out":
                continue
            assert answer.status_code == 302, name
            assert answer.headers["Location"].startswith(reverse("sign-in")), name


@pytest.mark.parametrize("role", ROLES)
def test_a_forbidden_row_and_a_missing_row_answer_alike(role: Role, world: World) -> None:
    actor, browser = world.actor(role), world.browser(role)
    for name, route in routes():
        if route.of is None or visible(actor, world.rows[route.of]):
            continue
        send = browser.post if route.post_only else browser.get
        there, not_there = (send(address(route, name, world, missing=away)) for away in (False, True))
        assert (there.status_code, not_there.status_code) == (404, 404), name
        assert _body(there.content) == _body(not_there.content), name


def _body(content: bytes) -> bytes:
    return CSRF.sub(b"", content)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages answer without being drawn: each is drawn for everybody who may see it in the tests above."""
    monkeypatch.setattr(Template, "render", lambda *_, **__: SafeString())


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("role", ROLES)
def test_a_refused_write_is_refused_and_leaves_no_trace(role: Role, world: World) -> None:
    actor, browser = world.actor(role), world.browser(role)
    before = ledger.head()
    for name, route in routes():
        row = world.rows[route.of] if route.of else None
        if route.public or name in {"sign-out", "password", "tokens"}:
            continue
        if route.writes is not None and route.writes(actor, row):
            continue
        answer = browser.post(address(route, name, world), {"reason": "because", "note": "because", "role": "ciso"})
        assert answer.status_code in {403, 404, 405} or _shows_itself(route, answer.status_code), name
        assert ledger.head() == before, name


def _shows_itself(route: Route, status: int) -> bool:
    """A list or a detail page does not mind how it is asked for; it writes nothing."""
    return route.writes is None and not route.post_only and status == 200


def test_an_employee_sees_only_themselves_and_what_they_promised(world: World) -> None:
    actor, browser = world.actor(Role.EMPLOYEE), world.browser(Role.EMPLOYEE)
    for resource in RESOURCES:
        seen = set(resource.rows(actor).values_list("pk", flat=True))
        own = {Person: {actor.person}, Action: {world.mine["action"].pk}}.get(resource.model, set())
        assert seen == own, resource.slug
        listed = browser.get(reverse(resource.url_of_list))
        assert len(listed.context["lines"]) == len(own), resource.slug
    done = browser.post(reverse("action-done", args=[world.mine["action"].pk]))
    assert done.status_code == 302
    assert Action.objects.get(pk=world.mine["action"].pk).state == Action.State.DONE


def api_calls() -> Iterator[tuple[Resource[Any], str, str]]:
    for resource in RESOURCES:
        yield resource, "get", "list"
        yield resource, "get", "one"
        if resource.writable:
            yield resource, "post", "list"
            yield resource, "patch", "one"
            yield resource, "delete", "one"


BUDGET = {
    "/api/budget/year": {},
    "/api/budget/ranking": {},
    "/api/budget/returns": {},
    "/api/budget/best": {"budget": 1e9},
    "/api/budget/frontier": {},
    "/api/budget/cut": {"by": 0.1},
    "/api/budget/insurance": {"retention": 1, "limit": 2, "premium": 3},
}
"""What the budget concludes, with what each call needs; there is no scenario here to insure, and no tool to drop."""

LEGACY: dict[str, dict[str, Any]] = {
    "/api/legacy/register": {},
    "/api/legacy/compare": {"system": "none-such"},
    "/api/legacy/ringfences": {},
    "/api/legacy/frozen": {},
}
"""What the legacy duty concludes, with what each call needs."""

HYGIENE: dict[str, dict[str, Any]] = {
    "/api/hygiene/board": {},
    "/api/hygiene/findings": {},
    "/api/hygiene/findings/{finding_id}": {},
    "/api/hygiene/teams": {},
    "/api/hygiene/latency": {},
    "/api/hygiene/packages": {"money": False},
    "/api/hygiene/benchmarks": {},
    "/api/hygiene/trend": {},
}
"""What hygiene concludes; no finding of that number is open."""

AUDITS = ("readiness", "requests", "sample", "nonconformities", "obligations", "review-inputs")
"""What the audits duty concludes; a guest gets what belongs to their engagement."""

THINGS = ("/api/things/", "/api/things/ambiguities", "/api/things/{thing}", "/api/blind-spots/", "/api/honesty/")
"""What is told of things; there is none here to ask for by its id."""

ASKED = ("/api/questionnaires/", "/api/questionnaires/{pk}")
"""What customers asked."""


def test_every_call_of_the_api_is_walked_here() -> None:
    from earnest.interfaces.api.api import api

    known = {(f"/api/{one.slug}/" + ("{pk}" if place == "one" else ""), verb) for one, verb, place in api_calls()}
    others = {("/api/assessment/", "get"), *((path, "get") for path in (*BUDGET, *HYGIENE, *LEGACY, *THINGS, *ASKED))}
    others |= {(f"/api/audits/{name}", "get") for name in AUDITS}
    others |= {("/api/push/", "get"), ("/api/push/", "post")}
    there = {(path, verb) for path, verbs in api.get_openapi_schema()["paths"].items() for verb in verbs}
    assert there == known | others


@pytest.mark.parametrize("role", [None, *ROLES])
def test_the_api_answers_as_declared(role: Role | None, world: World) -> None:
    program = world.program(role) if role else Client()
    before = ledger.head()
    for resource, verb, place in api_calls():
        row = world.rows[resource.model]
        path = f"/api/{resource.slug}/" + (str(row.pk) if place == "one" else "")
        wanted = _of_api(world.actor(role), resource, row, verb, place) if role else {401}
        answer = getattr(program, verb)(path, {} if verb == "get" else "{}", **_typed(verb))
        assert answer.status_code in wanted, (verb, path, answer.content)
        if verb != "get" and answer.status_code in {403, 404}:
            assert ledger.head() == before, (verb, path)
        before = ledger.head()
    lacking = 404 if role == Role.AUDITOR else 403  # to a guest nothing else is there
    expected_status = 401 if role is None else 200 if world.actor(role).may(SEE) else lacking
    assert program.get("/api/assessment/").status_code == expected_status
    for path in THINGS:
        missing = expected_status == 200 and "{" in path
        assert program.get(path.format(thing="0" * 32)).status_code == (404 if missing else expected_status), path
    for path in ASKED:
        assert program.get(path.format(pk=world.rows[Questionnaire].pk)).status_code == expected_status, path
    for path, asked in (*BUDGET.items(), *LEGACY.items()):
        wanted = {200, 422} if expected_status == 200 else {expected_status}
        assert program.get(path, asked).status_code in wanted, path
    for name in AUDITS:
        kind = Sample if name == "sample" else Engagement
        asked = {"sample": world.rows[Sample].pk, "engagement": world.rows[Engagement].pk}
        shown = {"requests", "sample"} & {name}
        wanted = {404} if role and shown and not visible(world.actor(role), world.rows[kind]) else {expected_status}
        gone = {404} if expected_status == 200 else set()  # who may delete has deleted the rows above
        assert program.get(f"/api/audits/{name}", asked).status_code in wanted | gone, name
    for path, asked in HYGIENE.items():
        wanted = {404 if "{" in path else 200} if expected_status == 200 else {expected_status}
        assert program.get(path.format(finding_id="0" * 32), asked).status_code in wanted, path


def test_no_token_of_a_person_opens_the_push_of_a_collector(world: World) -> None:
    before = ledger.head()
    for program in (Client(), *map(world.program, ROLES)):
        assert program.get("/api/push/").status_code == 401
        assert program.post("/api/push/", "a,b", content_type="text/csv").status_code == 401
    assert ledger.head() == before


def _typed(verb: str) -> dict[str, Any]:
    return {} if verb == "get" else {"content_type": "application/json"}


def _of_api(actor: Actor, resource: Resource[Any], row: Any, verb: str, place: str) -> set[int]:
    if actor.role == Role.AUDITOR:
        return {404}
    seen = visible(actor, row)
    if place == "list":
        return {200} if verb == "get" else {422} if actor.may(EDIT) else {403, 422}
    if not seen:
        return {404}
    if verb == "get":
        return {200}
    if verb == "patch":
        return {200, 422} if may_change(actor, row) else {403}
    return {204, 422} if actor.may(EDIT) else {403}


def test_a_token_that_may_only_read_cannot_write(world: World) -> None:
    ApiToken.objects.filter(user=world.accounts[Role.CISO]).update(may_write=False)
    program, row = world.program(Role.CISO), world.rows[Control]
    before = ledger.head()
    assert program.get(f"/api/controls/{row.pk}").status_code == 200
    assert program.delete(f"/api/controls/{row.pk}").status_code == 403
    assert ledger.head() == before
