"""What outsiders ask and are told, in a browser: every page accessible at both widths and in both themes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from earnest.interfaces.web.tests.told_world import Told, build_told
from earnest.interfaces.web.tests.world import World
from tests.browser.conftest import NARROW, WIDE, sign_in


@pytest.fixture
def told(world: World) -> Told:
    cache.clear()
    return build_told(world)


def pages_of(told: Told, world: World) -> tuple[str, ...]:
    """Every page of honesty, arguments, audits, questionnaires, packages, OSCAL and narratives."""
    audit, way, node = f"/audits/engagements/{told.engagement.pk}", f"/arguments/{told.argument.pk}", told.doubt.node_id
    asked, found = f"/audits/requests/{told.request.pk}", f"/audits/findings/{told.finding.pk}"
    return (
        "/honesty/", "/honesty/?q=nothing-has-this", "/arguments/", "/arguments/new/", f"{way}/", f"{way}/change/",
        f"{way}/add/", f"{way}/answers/", f"{way}/withdraw/", f"{way}/paper/", f"/arguments/nodes/{node}/change/",
        f"/arguments/nodes/{node}/doubt/", f"/arguments/doubts/{told.doubt.pk}/answer/",
        f"/proof/argument/{told.argument.pk}/", "/audits/", f"/engagements/{told.engagement.pk}/?state=all",
        f"{audit}/ask/", f"{audit}/finding/", f"{audit}/import/", f"{audit}/invite/", f"{audit}/population/",
        f"/audit-requests/{told.request.pk}/", f"{asked}/answer/", f"/populations/{told.population.pk}/",
        f"/audits/populations/{told.population.pk}/draw/", f"/samples/{told.sample.pk}/",
        f"/nonconformities/{told.finding.pk}/", f"{found}/cause/", f"{found}/correct/", "/audits/reviews/",
        "/audits/reviews/plan/", f"/management-reviews/{told.review.pk}/", f"/audits/reviews/{told.review.pk}/hold/",
        "/audits/obligations/", f"/obligations/{told.obligation.pk}/", "/questionnaires/", "/questionnaires/take/",
        f"/questionnaires/{told.questionnaire.pk}/", f"/questionnaires/{told.questionnaire.pk}/columns/",
        f"/questionnaires/questions/{told.question.pk}/", "/signed-packages/", "/frameworks/import/",
        f"/frameworks/{world.framework.key}/oscal/", "/narratives/", "/narratives/board/", "/narratives/customer/",
        f"/narratives/auditor/?framework={world.framework.key}", "/narratives/board/framing/",
        f"/narratives/editions/{told.edition.pk}/",
    )  # fmt: skip


def guest_pages_of(told: Told) -> tuple[str, ...]:
    """Every page that a guest may open."""
    room = f"/guest/engagements/{told.engagement.pk}"
    return (
        "/", f"{room}/facts/", f"{room}/ask/", f"/guest/requests/{told.request.pk}/",
        f"/guest/requests/{told.request.pk}/comment/", f"/guest/samples/{told.sample.pk}/",
        f"/guest/populations/{told.population.pk}/", f"/guest/populations/{told.population.pk}/draw/",
    )  # fmt: skip


@pytest.mark.parametrize("size", [pytest.param(WIDE, id="1280"), pytest.param(NARROW, id="390")])
def test_every_page_of_what_is_told_is_accessible(
    inside: BrowserContext,
    live_server: LiveServer,
    world: World,
    told: Told,
    assert_accessible: Callable[[Page], None],
    size: ViewportSize,
) -> None:
    page = inside.new_page()
    page.set_viewport_size(size)
    page.on("dialog", lambda _said: pytest.fail("text of the record was run as a script"))
    wrong = [each for address in pages_of(told, world) if (each := _wrong(page, address, assert_accessible))]
    sign_in(inside, live_server, told.guest)
    wrong += [each for address in guest_pages_of(told) if (each := _wrong(page, address, assert_accessible))]
    assert wrong == []


def _wrong(page: Page, address: str, check: Callable[[Page], None]) -> str:
    """What is wrong with a page, empty where nothing is."""
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        return f"{address}: {answer and answer.status}"
    page.evaluate("for (const one of document.querySelectorAll('main details.behind')) one.open = true")
    try:
        check(page)
    except AssertionError as error:
        return f"{address}: {error}"
    return ""


def test_a_doubt_is_answered_a_sample_drawn_and_an_answer_given_by_keyboard(
    desk: Page, world: World, told: Told
) -> None:
    desk.goto(f"/arguments/{told.argument.pk}/")
    desk.get_by_role("link", name="Answer it").press("Enter")
    desk.get_by_label("Answer").fill("Each key was tried at the desk.")
    desk.keyboard.press("Tab")
    desk.get_by_role("button").get_by_text("Answer").press("Enter")
    expect(desk.get_by_text("Each key was tried at the desk.")).to_be_visible()
    desk.goto(f"/populations/{told.population.pk}/")
    desk.get_by_role("link", name="Draw a sample").press("Enter")
    desk.get_by_label("Size").fill("1")
    desk.get_by_role("button", name="Draw").press("Enter")
    expect(desk.get_by_text("Drawn again: the same")).to_be_visible()
