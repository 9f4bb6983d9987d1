"""The frame of every page: deny by default, strict content policy, errors that help."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from earnest.foundation.errors import Conflict
from earnest.foundation.models import User
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web import errors
from earnest.interfaces.web.middleware import API, actor_of

WEB = Path(__file__).parents[1]
PACKAGE = WEB.parents[1]
PUBLIC = {"sign-in", "sign-in-once", "sign-out", "set-up", "health"}
SAMPLES = {"int": "1", "str": "x", "slug": "x", "uuid": "00000000-0000-0000-0000-000000000000", "path": "x"}


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    """Every address of the program with its name, samples in place of what varies."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            path = re.sub(r"<(?:(\w+):)?\w+>", lambda m: SAMPLES.get(m[1] or "str", "x"), route)
            yield "/" + path, pattern.name or ""


def test_every_address_needs_somebody_who_is_signed_in(client: Client, ciso: User) -> None:
    open_to_all = set()
    for path, name in addresses(get_resolver().url_patterns):
        if path.startswith(API):
            continue
        answers = [client.get(path), client.post(path)]
        if not all(a.status_code == 302 and a["Location"].startswith("/sign-in/") for a in answers):
            open_to_all.add(name)
    assert open_to_all == PUBLIC


def test_a_signed_out_reader_comes_back_to_the_page_they_wanted(client: Client, ciso: User) -> None:
    assert client.get("/users/?page=2")["Location"] == "/sign-in/?next=%2Fusers%2F%3Fpage%3D2"
    assert client.post("/users/invite/")["Location"] == "/sign-in/"


def test_a_part_of_a_page_leads_the_whole_page_to_sign_in(client: Client, ciso: User) -> None:
    answer = client.get("/users/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/users/?page=3"})
    assert answer["HX-Redirect"] == "/sign-in/?next=%2Fusers%2F%3Fpage%3D3"


def test_pages_are_not_kept_by_the_browser(at_desk: Client) -> None:
    for path in ("/", "/users/", "/password/", "/nothing/"):
        assert at_desk.get(path)["Cache-Control"] == "no-store"


def test_the_content_policy_allows_nothing_unsafe(at_desk: Client) -> None:
    policy = at_desk.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy


def test_no_template_has_inline_style_or_script() -> None:
    found = []
    for path in PACKAGE.glob("**/templates/**/*.html"):
        if "engines" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        handler = r"\son[a-z]+\s*=[\x22\x27]"
        for bad in (r"<style", r"\sstyle\s*=", r"<script(?![^>]*\bsrc=)", handler, r"javascript:", r"hx-on"):
            found += [f"{path.name}: {match[0]}" for match in re.finditer(bad, text)]
    assert found == []


def test_tables_that_change_display_name_their_roles() -> None:
    for path in PACKAGE.glob("**/templates/**/*.html"):
        for table in re.findall(
            r'<table class="[^"]*\b(?:stack|matrix|rank)\b[^>]*>', path.read_text(encoding="utf-8")
        ):
            assert 'role="table"' in table, path


def test_every_visible_word_of_a_template_goes_through_translation() -> None:
    words = re.compile(r">\s*([A-Z][a-z]+(?: [a-z]+)*)[^<{]*<")
    for path in (WEB / "templates").glob("**/*.html"):
        text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", path.read_text(encoding="utf-8"), flags=re.S)
        assert [w for w in words.findall(text) if w != "Earnest"] == [], path.name


def test_a_missing_page_and_a_forbidden_one_look_the_same(client: Client, reader: User, ciso: User) -> None:
    client.force_login(reader)
    pages = [client.get(path) for path in ("/nothing/", f"/users/{ciso.pk}/", "/users/999/")]
    assert {page.status_code for page in pages} == {404}
    texts = {re.sub(r'hx-headers=\S+ "\w+"}\'|value="\w{64}"', "", page.content.decode()) for page in pages}
    assert len(texts) == 1


def test_a_missing_page_has_the_look_of_the_door_for_those_outside(client: Client, db: None) -> None:
    page = client.get("/nothing/")
    assert page.status_code == 404
    assert "door" in page.content.decode()


def test_an_error_meant_for_people_is_told_with_its_status(rf: RequestFactory, ciso: User) -> None:
    told = _told(rf.get("/somewhere/"), ciso, part=False)
    assert told.status_code == 409
    assert "“CTL-1” was changed" in told.content.decode()
    assert "<html" in told.content.decode()
    part = _told(rf.get("/somewhere/"), ciso, part=True)
    assert part.status_code == 409
    assert "<html" not in part.content.decode()


def _told(request: object, user: User, *, part: bool) -> HttpResponse:
    asked: ActorRequest = request  # type: ignore[assignment]  # what the middlewares add is set here by hand
    asked.user = user
    asked.actor = actor_of(user)
    asked.htmx = part  # type: ignore[assignment]  # only its truth is read
    return errors.told(asked, Conflict("“CTL-1” was changed by somebody else."))


def test_a_form_from_elsewhere_is_refused_with_advice(ciso: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ciso)
    answer = strict.post("/users/invite/", {"name": "x"})
    assert answer.status_code == 403
    assert "load the page again" in answer.content.decode()


def test_a_broken_server_says_so_without_touching_the_database(rf: RequestFactory) -> None:
    answer = errors.server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "on our side" in answer.content.decode()


def test_health_needs_nobody_and_tells_nothing_else(client: Client, db: None) -> None:
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_times_follow_the_readers_zone_cookie(at_desk: Client, ciso: User) -> None:
    User.objects.filter(pk=ciso.pk).update(last_login=datetime(2026, 7, 1, 12, tzinfo=UTC))
    at_desk.cookies["zone"] = "America/Chicago"
    assert "1 Jul 2026, 07:00 CDT" in at_desk.get("/users/").content.decode()
    at_desk.cookies["zone"] = "../../etc/passwd"
    assert "1 Jul 2026, 12:00 UTC" in at_desk.get("/users/").content.decode()


def test_a_page_of_the_frame_weighs_little(at_desk: Client) -> None:
    page = len(at_desk.get("/users/").content)
    static = sum(
        (WEB / "static" / "earnest" / name).stat().st_size
        for name in ("earnest.css", "earnest.js", "theme.js", "sprite.svg")
    )
    assert page + static < 120_000
