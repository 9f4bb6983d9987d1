"""The pages that people read, in a browser: accessible at both widths in both themes, proofs in the sheet, search."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from earnest.interfaces.web.tests.world import TODAY, World
from tests.browser.conftest import NARROW, WIDE


@pytest.mark.parametrize("size", [pytest.param(WIDE, id="1280"), pytest.param(NARROW, id="390")])
def test_every_reading_page_is_accessible(
    desk: Page, world: World, size: ViewportSize, assert_accessible: Callable[[Page], None]
) -> None:
    desk.set_viewport_size(size)
    requirement = world.failing.supports.order_by("position").first()
    assert requirement is not None
    for address in (
        "/",
        "/controls/",
        f"/controls/{world.failing.pk}/",
        "/frameworks/",
        f"/frameworks/{world.framework.key}/",
        f"/requirements/{requirement.pk}/",
        f"/proof/control/{world.failing.pk}/",
        "/proof/home/days/",
        "/search/?q=mfa",
    ):
        desk.goto(address)
        assert_accessible(desk)


def test_a_status_opens_its_proof_beside_it_and_the_proof_opens_the_next(desk: Page, world: World) -> None:
    desk.goto("/controls/")
    desk.get_by_role("link", name=f"Why? {world.failing.name}").click()
    sheet = desk.locator("#sheet")
    expect(sheet.get_by_text("Ledger entry").first).to_be_visible()
    expect(sheet.get_by_text("okta:00uben")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(sheet).not_to_be_visible()


def test_slash_and_control_k_go_to_the_search(desk: Page, world: World) -> None:
    desk.goto("/controls/")
    desk.keyboard.press("/")
    desk.keyboard.type("travels")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("link", name="Ben travels")).to_be_visible()
    desk.get_by_role("heading", name="Search").click()
    desk.keyboard.press("Control+k")
    expect(desk.locator("#q")).to_be_focused()
    assert world.exception.label == "Ben travels"


def test_a_day_in_the_past_stays_chosen_while_walking_on(desk: Page, world: World) -> None:
    day = (TODAY - timedelta(days=2)).isoformat()
    desk.goto(f"/controls/?as_of={day}")
    desk.get_by_role("link", name=world.failing.name, exact=True).click()
    assert f"as_of={day}" in desk.url
    expect(desk.locator(".verdict .st")).to_have_text("Effective")
