"""The pages on which people work, in a browser: accessible at both widths and in both themes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize

from earnest.core.controls.models import Control
from earnest.core.evidence.models import Snapshot, Source
from earnest.interfaces.web.tests.world import World
from tests.browser.conftest import NARROW, WIDE

PAGES = (
    "/evidence/",
    "/evidence/add/",
    "/evidence/inspect/",
    "/evidence/attest/",
    "/snapshots/",
    "/exceptions/",
    "/exceptions/ask/",
    "/actions/",
    "/actions/new/",
    "/assets/",
    "/people/",
    "/history/",
    "/history/1/",
    "/narratives/",
    "/tokens/",
    "/jobs/",
    "/users/",
    "/risk/",
    "/risk/appetite/",
    "/risk/calibration/",
    "/risk/calibration/result/",
    "/scenarios/",
    "/scenarios/?view=matrix",
    "/controls/adopt/",
    "/frameworks/adopt/",
    "/budget/",
    "/budget/import/",
    "/budget/worth/",
    "/budget/investments/",
    "/budget/insurance/",
)


@pytest.mark.parametrize("size", [pytest.param(WIDE, id="1280"), pytest.param(NARROW, id="390")])
def test_every_working_page_is_accessible(
    desk: Page, world: World, assert_accessible: Callable[[Page], None], size: ViewportSize
) -> None:
    desk.set_viewport_size(size)
    control, source = Control.objects.all()[0], Source.objects.all()[0]
    snapshot = Snapshot.objects.all()[0]
    more = (f"/controls/{control.pk}/tests/", f"/sources/{source.pk}/", f"/snapshots/{snapshot.pk}/")
    for address in (*PAGES, *more):
        answer = desk.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        assert_accessible(desk)
