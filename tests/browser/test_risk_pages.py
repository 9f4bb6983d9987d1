"""Risk in money in a browser: accessible at both widths, and the curve moves while numbers are typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from earnest.core.assurance import operations
from earnest.core.risks.models import Estimate
from earnest.interfaces.web.tests.risk_world import RiskWorld, build_risk
from earnest.interfaces.web.tests.world import TODAY, World
from tests.browser.conftest import NARROW, WIDE


@pytest.fixture
def risk(world: World) -> RiskWorld:
    made = build_risk(world)
    operations.assess(TODAY)
    return made


@pytest.mark.parametrize("size", [pytest.param(WIDE, id="1280"), pytest.param(NARROW, id="390")])
def test_every_page_of_risk_is_accessible(
    desk: Page, risk: RiskWorld, assert_accessible: Callable[[Page], None], size: ViewportSize
) -> None:
    desk.set_viewport_size(size)
    one, control = f"/scenarios/{risk.stolen.pk}/", f"/controls/{risk.control.pk}/"
    proofs = (
        "/risk/proof/appetite/",
        f"/risk/proof/scenario/{risk.stolen.pk}/",
        f"/risk/proof/worth/{risk.control.pk}/",
    )
    pages = ("/", "/risk/", "/scenarios/", "/scenarios/?view=matrix", "/risk/appetite/", "/risk/calibration/")
    more = (
        one,
        f"{one}workshop/",
        f"{one}happened/",
        f"/scenarios/{risk.outage.pk}/workshop/",
        f"{control}worth/",
        control,
    )
    for address in (*pages, *more, *proofs):
        answer = desk.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        desk.evaluate("for (const one of document.querySelectorAll('main details.behind')) one.open = true")
        assert_accessible(desk)


def test_the_curve_moves_while_a_number_is_typed(desk: Page, risk: RiskWorld) -> None:
    desk.goto(f"/scenarios/{risk.stolen.pk}/workshop/")
    moved = desk.locator("#moved")
    expect(moved).to_contain_text("no change")
    before = moved.locator("polyline").last.get_attribute("points")
    assert before
    desk.get_by_label("High", exact=True).first.fill("4")
    expect(moved.locator("polyline").last).not_to_have_attribute("points", before)
    desk.get_by_label("Low", exact=True).first.fill("9")
    expect(desk.locator("#id_frequency-low_error")).to_contain_text("above the high one")
    expect(moved).to_contain_text("Mend the fields")
    assert Estimate.objects.filter(scenario=risk.stolen).count() == 2
