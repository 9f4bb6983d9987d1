"""Every component on one page, as a reader meets it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import NARROW, WIDE

FULL: ViewportSize = {"width": 1600, "height": 900}


@pytest.fixture(autouse=True)
def with_gallery(settings: Settings) -> None:
    settings.ROOT_URLCONF = "earnest.interfaces.web.tests.gallery"


@pytest.mark.parametrize("size", [pytest.param(WIDE, id="1280"), pytest.param(NARROW, id="390")])
def test_the_components_are_accessible(
    desk: Page, size: ViewportSize, assert_accessible: Callable[[Page], None]
) -> None:
    desk.set_viewport_size(size)
    desk.goto("/gallery/")
    assert_accessible(desk)


@pytest.mark.parametrize(
    "size", [pytest.param(FULL, id="beside"), pytest.param(WIDE, id="over"), pytest.param(NARROW, id="390")]
)
def test_a_proof_opens_and_closes_by_keyboard_and_gives_the_focus_back(
    desk: Page, size: ViewportSize, assert_accessible: Callable[[Page], None]
) -> None:
    desk.set_viewport_size(size)
    desk.goto("/gallery/")
    mark = desk.get_by_role("link", name="Why? this control is failing")
    mark.focus()
    desk.keyboard.press("Enter")
    sheet = desk.get_by_role("dialog")
    expect(sheet).to_contain_text("Three of 42 privileged accounts")
    expect(sheet.get_by_role("heading", name="Proof: why failing?")).to_be_focused()
    assert_accessible(desk)
    desk.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(mark).to_be_focused()


def test_selecting_rows_moves_nothing(desk: Page) -> None:
    desk.goto("/gallery/")
    before = desk.evaluate("document.documentElement.scrollHeight")
    expect(desk.get_by_role("button", name="Name a person")).to_be_hidden()
    desk.get_by_label("Select A.1", exact=True).check()
    desk.get_by_label("Select A.2", exact=True).check()
    expect(desk.locator("[data-selected-count]")).to_have_text("2")
    expect(desk.get_by_role("button", name="Name a person")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollHeight") == before
    desk.get_by_label("Select all").check()
    expect(desk.locator("[data-selected-count]")).to_have_text("11")
    desk.get_by_role("button", name="Clear").click()
    expect(desk.get_by_role("button", name="Name a person")).to_be_hidden()


def test_a_proof_can_be_read_without_javascript(
    browser: Browser, inside: BrowserContext, live_server: LiveServer
) -> None:
    plain = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, storage_state=inside.storage_state()
    )
    page = plain.new_page()
    page.goto("/gallery/")
    page.get_by_role("link", name="Why? this control is failing").click()
    expect(page.get_by_role("heading", name="Proof: why failing?", level=1)).to_be_visible()
    expect(page.get_by_text("Three of 42 privileged accounts")).to_be_visible()
    plain.close()
