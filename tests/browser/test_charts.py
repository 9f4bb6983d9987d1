"""A chart on a page as wide as a desk and as narrow as a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django import Settings

from tests.browser.conftest import NARROW, WIDE


@pytest.fixture(autouse=True)
def with_gallery(settings: Settings) -> None:
    settings.ROOT_URLCONF = "earnest.interfaces.web.tests.gallery"


@pytest.mark.parametrize(
    ("size", "fits", "other", "pixels"),
    [pytest.param(WIDE, "wide", "narrow", 720, id="1280"), pytest.param(NARROW, "narrow", "wide", 340, id="390")],
)
def test_the_drawing_that_fits_is_shown_at_its_own_size(
    desk: Page, size: ViewportSize, fits: str, other: str, pixels: int
) -> None:
    desk.set_viewport_size(size)
    desk.goto("/gallery/")
    chart = desk.get_by_role("figure", name="Net worth of our tools")
    expect(chart.locator(f"svg.chart-{other}")).to_be_hidden()
    drawing = chart.locator(f"svg.chart-{fits}")
    box = drawing.bounding_box()
    assert box is not None
    assert box["width"] == pixels
    expect(drawing.locator("text").first).to_have_css("font-size", "12px")
    assert desk.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_colours_of_a_drawing_follow_the_page(desk: Page) -> None:
    desk.goto("/gallery/")
    box = desk.locator("#g-chart ~ .chart svg.chart-wide text").first
    seen = []
    for scheme in ("light", "dark"):
        desk.evaluate(f"document.documentElement.style.colorScheme = '{scheme}'")
        seen.append(box.evaluate("node => getComputedStyle(node).fill"))
    assert seen[0] != seen[1]
    assert "none" not in seen
