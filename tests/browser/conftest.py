"""A real browser against a real server. Skipped where there is no Chromium, unless CI is set: there it must be."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from earnest.core.assurance import operations
from earnest.core.organization.models import Organization
from earnest.foundation import clock, users
from earnest.foundation.actor import Role, program
from earnest.foundation.models import User
from earnest.foundation.record import operation
from earnest.interfaces.web.tests.world import LOOKED, NOW, TODAY, World, build, look

WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 390, "height": 844}
PASSWORD = "correct horse battery staple"


def chromium() -> str:
    """The browser's path; skips, or fails under CI, when there is none."""
    found = os.environ.get("EARNEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    reason = "No Chromium here: install it or name it in EARNEST_CHROMIUM."
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's own loop runs in this thread
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session", autouse=True)
def quick() -> Iterator[None]:
    """Cheap password hashes, and static files looked up when asked for. Before the server of all tests starts."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=hashers, WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture
def ciso(transactional_db: None) -> User:
    with operation(program("tests"), "organization.create") as work:
        work.create(Organization(name="Birch & Co"))
    return users.create_user(
        program("tests"), email="ada@birch.example", name="Ada Birch", role=Role.CISO, password=PASSWORD
    )


@pytest.fixture
def outside(browser: Browser, live_server: LiveServer, ciso: User) -> Iterator[BrowserContext]:
    """A browser in which nobody is signed in; a refused resource or a script error fails the test."""
    context = browser.new_context(base_url=live_server.url, viewport=WIDE, reduced_motion="reduce")
    troubles: list[str] = []
    context.on("weberror", lambda error: troubles.append(str(error.error)))
    context.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
    yield context
    context.close()
    assert troubles == []


@pytest.fixture
def inside(outside: BrowserContext, live_server: LiveServer, ciso: User) -> BrowserContext:
    """A browser in which the CISO is signed in, by a session made on the server."""
    sign_in(outside, live_server, ciso)
    return outside


def sign_in(context: BrowserContext, server: LiveServer, user: User) -> None:
    """Sign a user in without the sign-in page."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    context.add_cookies([{"name": "earnest", "value": session.session_key or "", "url": server.url}])


@pytest.fixture
def page(outside: BrowserContext) -> Page:
    return outside.new_page()


@pytest.fixture
def desk(inside: BrowserContext) -> Page:
    """A page of the signed-in CISO."""
    return inside.new_page()


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Nothing for axe-core to find at WCAG 2.2 AA, on a wide screen in dark its colours too, for they are the same on a
    narrow one; and nothing wider than the screen."""
    everything: dict[str, object] = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
    colours: dict[str, object] = {
        "runOnly": {"type": "rule", "values": ["color-contrast"]},
        "resultTypes": ["violations"],
    }

    def check(page: Page) -> None:
        _nothing_found(page, "light", everything)
        size = page.viewport_size
        if size is not None and size["width"] >= WIDE["width"]:
            _nothing_found(page, "dark", colours)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    return check


def _nothing_found(page: Page, scheme: Literal["light", "dark"], options: dict[str, object]) -> None:
    page.emulate_media(color_scheme=scheme)
    found = Axe().run(page, options=options).response["violations"]
    told = [f"{v['id']} ({scheme}): {n['html']} {n['failureSummary']}" for v in found for n in v["nodes"]]
    assert told == []


@pytest.fixture
def world(ciso: User, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> World:
    settings.WORKSPACE = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOW)
    made = build(tmp_path / "exports", user=ciso, framework="iso27001-2022")
    look(tmp_path / "exports", LOOKED - timedelta(days=12), weak=())
    operations.look_back(TODAY, days=30)
    return made
