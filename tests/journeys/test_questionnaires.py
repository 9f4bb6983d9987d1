"""The questionnaire of the sample company's bank: forty questions, nine of which nothing shows."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from earnest.core.telling import queries
from earnest.engines.documents.check import unsupported
from earnest.engines.workbooks.tests.books import parts
from earnest.foundation.actor import program
from earnest.interfaces.demo.questionnaires import UNANSWERED
from earnest.narrative import customer
from earnest.narrative.basis import load
from tests.journeys.conftest import World


def test_forty_questions_are_answered_in_place_but_nine(world: World) -> None:
    actor = program("tests")
    row = queries.questionnaires(actor).get()
    answered = customer.answer_all(load(actor, world.assessment), queries.asked(actor, row))
    assert (len(answered), customer.counts(answered)["left"]) == (40, UNANSWERED)
    before = queries.workbook(row)
    after = customer.filled_in(before, queries.layout_of(row), answered)
    was, now = parts(before), parts(after)
    assert [name for name in was if was[name] != now[name]] == ["xl/worksheets/sheet2.xml"]
    book = load_workbook(io.BytesIO(after))
    sheet = book["Questionnaire"]
    assert str(book["Read me"]["B9"].value).startswith("=COUNTA(")
    empty = [one for one in answered if sheet.cell(one.row, 4).value is None]
    assert len(empty) == UNANSWERED
    assert {sheet.cell(one.row, 5).value for one in empty} == {customer.CANNOT, "Not answered yet."}
    made = customer.compose(load(actor, world.assessment), row.customer, row.title, answered)
    assert not unsupported(made)
