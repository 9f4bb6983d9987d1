"""The board page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from earnest.engines.documents import pdf
from earnest.engines.documents.check import unsupported
from earnest.engines.documents.laid import LaidBullets, LaidParagraph
from earnest.engines.documents.layout import lay_out
from earnest.engines.documents.model import Bullets, Document
from earnest.engines.reading_grade import grade
from earnest.narrative import board, compose, telling, write
from earnest.narrative.changed import HEADING
from earnest.narrative.tests.conftest import TODAY, Company
from earnest.narrative.tests.paper import pages, squeezed


def prose(document: Document) -> str:
    """What a board reads: paragraphs and points, without marks."""
    lines = []
    for section in lay_out(document).sections:
        for block in section.blocks:
            found = block.items if isinstance(block, LaidBullets) else ()
            found = (block.runs,) if isinstance(block, LaidParagraph) else found
            lines += ["".join(run.text for run in runs if run.kind != "mark") for runs in found]
    return "\n\n".join(lines)


def test_no_number_or_status_on_the_board_page_is_typed(company: Company) -> None:
    assert unsupported(board.compose(company.actor, company.assess())) == []


def one_page(document: Document) -> None:
    found = pages(pdf.render(document))
    assert "What we do not know" in found[0]
    assert squeezed(prose(replace(document, sections=(), annex=())))[-40:] in squeezed(found[0])
    assert found[1].count("What we could lose") == 1


def test_the_board_page_is_one_page_before_its_annex_and_its_proofs(company: Company) -> None:
    company.assess()
    made = compose("board", TODAY)
    one_page(made)
    assert [one.heading for one in made.annex] == ["What we could lose", "What we did"]


def test_what_changed_takes_two_points_of_the_page_and_the_rest_stands_behind_it(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.assess(company.today - timedelta(days=31))
    monkeypatch.setattr(telling, "render", lambda _made, _kind: b"")
    write("board", company.today - timedelta(days=31))
    monkeypatch.undo()
    company.assess()
    made = compose("board", TODAY)
    changes = next(one for one in made.sections if one.heading == HEADING)
    assert all(len(block.items) <= 2 for block in changes.blocks if isinstance(block, Bullets))
    one_page(made)
    assert unsupported(made) == []


def test_the_board_is_told_how_often_the_record_itself_may_mislead(company: Company) -> None:
    read = prose(board.compose(company.actor, company.assess()))
    assert "above all: An outsider was told something that evidence contradicts." in read


def test_the_board_page_reads_at_grade_nine_or_below(company: Company) -> None:
    measured = grade(prose(board.compose(company.actor, company.assess())))
    assert measured.value is not None
    assert measured.value <= 9
    assert not measured.long_sentences


def test_the_board_page_says_what_changed_in_thirty_days(company: Company) -> None:
    before = board.compose(company.actor, company.assess())
    assert "There is no earlier look to compare with." in prose(before)
    company.assess(company.today - timedelta(days=31))
    after = board.compose(company.actor, company.assess())
    assert "20 October 2026" in prose(after)
    assert unsupported(after) == []


def test_an_exception_past_its_end_is_put_to_the_board(company: Company) -> None:
    assert "admin-2 without a second factor" in prose(board.compose(company.actor, company.assess()))
