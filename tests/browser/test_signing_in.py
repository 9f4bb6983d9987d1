"""Signing in with a real browser, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from earnest.foundation.models import User
from tests.browser.conftest import NARROW, PASSWORD, WIDE

SIZES = [pytest.param(WIDE, id="1280"), pytest.param(NARROW, id="390")]


@pytest.mark.parametrize("size", SIZES)
def test_one_signs_in_and_comes_to_the_page_one_wanted(
    page: Page, ciso: User, size: ViewportSize, assert_accessible: Callable[[Page], None]
) -> None:
    page.set_viewport_size(size)
    page.goto("/users/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("E-mail address").fill("ada@birch.example")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    assert_accessible(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Users", level=1)).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize(
    ("path", "size"), [("/", WIDE), ("/users/invite/", NARROW), ("/password/", WIDE), ("/nothing/", NARROW)]
)
def test_pages_inside_are_accessible(
    desk: Page, path: str, size: ViewportSize, assert_accessible: Callable[[Page], None]
) -> None:
    desk.set_viewport_size(size)
    desk.goto(path)
    assert_accessible(desk)


def test_the_check_itself_finds_a_fault(desk: Page, assert_accessible: Callable[[Page], None]) -> None:
    desk.goto("/nothing/")
    desk.evaluate("document.querySelector('main').append(document.createElement('button'))")
    with pytest.raises(AssertionError, match="button-name"):
        assert_accessible(desk)


def test_one_signs_out_from_the_menu(desk: Page) -> None:
    desk.goto("/")
    desk.get_by_text("Ada Birch").first.click()
    desk.get_by_role("button", name="Sign out").click()
    expect(desk.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_skip_link_is_the_first_stop_of_the_keyboard(desk: Page) -> None:
    desk.goto("/")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("link", name="Skip to the page")).to_be_focused()
    desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.id") == "main"


def test_the_theme_is_remembered(desk: Page) -> None:
    desk.goto("/")
    desk.locator("summary", has_text="Light or dark").click()
    desk.get_by_role("button", name="Dark").click()
    desk.reload()
    assert desk.evaluate("document.documentElement.dataset.theme") == "dark"
    assert desk.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_on_a_narrow_screen_the_navigation_opens_from_its_button(desk: Page) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto("/")
    expect(desk.get_by_role("navigation", name="Main")).to_be_hidden()
    desk.get_by_role("button", name="Menu", exact=True).click()
    expect(desk.get_by_role("navigation", name="Main")).to_be_visible()
    desk.get_by_role("link", name="Users").click()
    expect(desk.get_by_role("heading", name="Users", level=1)).to_be_visible()
