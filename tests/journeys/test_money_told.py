"""Money as the sample company's documents tell it: nothing is typed, and the story is in it."""

from __future__ import annotations

import io

import pymupdf
import pytest
from pptx import Presentation

from earnest.engines.documents import pdf, pptx
from earnest.engines.documents.check import unsupported
from earnest.engines.reading_grade import grade
from earnest.foundation.actor import program
from earnest.narrative import board, budget_paper, insurer
from earnest.narrative.tests.paper import shown, squeezed
from earnest.narrative.tests.test_board import prose
from tests.journeys.conftest import World


@pytest.mark.parametrize("telling", [board, budget_paper, insurer])
def test_nothing_that_is_told_of_money_is_typed(world: World, telling: object) -> None:
    made = telling.compose(program("tests"), world.assessment)  # type: ignore[attr-defined]  # each has it
    assert unsupported(made) == []


def test_the_board_page_with_money_is_one_page_and_easy_to_read(world: World) -> None:
    made = board.compose(program("tests"), world.assessment)
    with pymupdf.open(stream=pdf.render(made)) as paper:  # type: ignore[no-untyped-call]  # the library has no types
        assert "What we do not know" in paper[0].get_text()
        assert "What we could lose" in paper[1].get_text()
    read = prose(made)
    assert "In money, we expect to lose" in read
    measured = grade(read)
    assert measured.value is not None
    assert measured.value <= 9
    assert not measured.long_sentences


def test_the_budget_paper_asks_to_stop_the_old_vpn_and_passes_over_the_vendors_first(world: World) -> None:
    made = budget_paper.compose(program("tests"), world.assessment)
    read = shown(made)
    for said in (
        "For FY2027 we ask for €1,460,000.",
        "€1,100,000 is offered, which is €360,000 less.",
        "Stop SSL-VPN or say why it stays",
        "The vendor's list puts Round-the-clock monitoring first",
        "Our own software is tampered with",
    ):
        assert squeezed(said) in read.replace("’", "'"), said
    measured = grade(prose(made))
    assert measured.value is not None
    assert measured.value <= 9
    assert not measured.long_sentences
    slides = Presentation(io.BytesIO(pptx.render(made))).slides
    assert 10 <= len(slides) <= 40
