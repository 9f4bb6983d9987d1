"""The board page."""

from __future__ import annotations

import pymupdf

from earnest.engines.documents import pdf
from earnest.engines.documents.check import unsupported
from earnest.narrative import board
from earnest.narrative.tests.conftest import Company


def test_no_number_or_status_on_the_board_page_is_typed(company: Company) -> None:
    made = board.compose(company.actor, company.assess())
    assert unsupported(made) == []


def test_the_board_page_is_one_page_before_its_proofs(company: Company) -> None:
    made = board.compose(company.actor, company.assess())
    with pymupdf.open(stream=pdf.render(made)) as document:
        open("/root/scratch/narrative/board.pdf", "wb").write(pdf.render(made))
        assert "Proofs" in document[1].get_text()
