"""The components together, as a page has them."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings


@pytest.fixture(autouse=True)
def with_gallery(settings: Settings) -> None:
    settings.ROOT_URLCONF = "earnest.interfaces.web.tests.gallery"


def test_the_gallery_draws_without_inline_styles(at_desk: Client) -> None:
    page = at_desk.get("/gallery/").content.decode()
    assert " style=" not in page
    assert "MFA for privileged access</h1>" in page
    assert page.count('class="why"') == 2 + 11


def test_a_proof_is_a_page_by_itself_and_a_part_in_the_sheet(at_desk: Client) -> None:
    page = at_desk.get("/gallery/proof/").content.decode()
    part = at_desk.get("/gallery/proof/", headers={"HX-Request": "true", "HX-Target": "sheet-body"}).content.decode()
    assert "<html" in page
    assert "<html" not in part
    for text in (page, part):
        assert "Three of 42 privileged accounts" in text
        assert '<li class="weak">' in text


def test_a_page_of_another_day_says_so_and_offers_the_way_back(at_desk: Client) -> None:
    page = at_desk.get("/gallery/?as_of=2026-11-03&q=x").content.decode()
    assert "3 Nov 2026" in page
    assert '<input type="hidden" name="q" value="x">' in page
    assert 'href="?q=x">Back to today' in page


def test_an_error_of_an_operation_becomes_a_page_with_its_text(at_desk: Client) -> None:
    answer = at_desk.get("/gallery/refused/")
    assert answer.status_code == 403
    assert "Ada Birch may not do this" in answer.content.decode()
