"""Hygiene in a browser: accessible at both widths in light and dark, filtered by keyboard, proven beside the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django import Settings

from earnest.duties.hygiene.tests.conftest import Estate
from earnest.foundation import clock
from earnest.foundation.models import User
from earnest.interfaces.web.tests.hygiene_world import build_hygiene, targets
from tests.browser.conftest import NARROW, WIDE


@pytest.fixture
def estate(ciso: User, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Estate:
    settings.WORKSPACE = tmp_path / "workspace"
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 15, 9, tzinfo=UTC))
    cache.clear()
    return build_hygiene(tmp_path, ciso)


@pytest.mark.parametrize("size", [pytest.param(WIDE, id="1280"), pytest.param(NARROW, id="390")])
def test_every_page_of_hygiene_is_accessible(
    desk: Page, estate: Estate, assert_accessible: Callable[[Page], None], size: ViewportSize
) -> None:
    desk.set_viewport_size(size)
    _file, jira = targets()
    line = estate.line(3)
    one, package = f"/hygiene/findings/{line.finding}/", f"/hygiene/packages/{line.package}/"
    pages = ("/hygiene/", "/hygiene/findings/?exploited=yes", one, f"{one}exception/", "/hygiene/packages/", package)
    more = (f"{package}ticket/?target={jira.pk}", "/hygiene/time-to-fix/?by=team", "/hygiene/benchmarks/")
    last = ("/hygiene/benchmarks/?benchmark=CIS", "/hygiene/policy/?policy=ssvc-deployer")
    proofs = (f"/hygiene/proof/finding/{line.finding}/", "/hygiene/proof/packages/", "/hygiene/proof/findings/")
    for address in (*pages, *more, *last, *proofs):
        answer = desk.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        desk.evaluate("for (const one of document.querySelectorAll('main details.behind')) one.open = true")
        assert_accessible(desk)


def test_findings_are_filtered_by_keyboard_and_a_proof_opens_beside_them(desk: Page, estate: Estate) -> None:
    desk.goto("/hygiene/findings/")
    menu = desk.locator("details.menu").filter(has_text="Exploited")
    menu.locator("summary").focus()
    desk.keyboard.press("Enter")
    choice = menu.get_by_label("Known to be exploited")
    expect(choice).to_be_visible()
    choice.focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("link", name="CVE-2026-1", exact=True)).to_be_visible()
    expect(desk.locator("main tbody tr")).to_have_count(1)
    assert "exploited=yes" in desk.url
    desk.locator("main tbody a.why").click()
    sheet = desk.locator("#sheet")
    expect(sheet).to_contain_text("Read from")
    expect(sheet).to_contain_text("row 2")
