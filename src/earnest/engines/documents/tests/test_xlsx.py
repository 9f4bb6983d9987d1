"""Workbooks: opened again, they hold the tables of the document and nothing that runs."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

from earnest.engines.documents import xlsx
from earnest.engines.documents.model import Column, Document, Row, Section, Table
from earnest.engines.documents.parts import Name
from earnest.engines.documents.sheets import neutral, sheet_names
from earnest.engines.documents.tests import samples
from earnest.engines.documents.tests.every_block import every_block
from earnest.engines.documents.tests.hostile import hostile_document


def opened(document: Document) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx.render(document)))


def test_a_statement_of_applicability_is_one_sheet_that_can_be_filtered() -> None:
    book = opened(samples.statement_of_applicability())
    sheet = book["Controls"]
    assert (sheet.max_row, sheet.freeze_panes) == (94, "B2")
    assert sheet.auto_filter.ref == "A1:I94"
    assert sheet.print_title_rows == "$1:$1"
    states = {str(cell.value) for cell in sheet["E"][1:]}
    assert {"Met", "Partly met", "Unproven"} <= states
    assert book["Proofs"].auto_filter.ref is not None


def test_the_number_of_a_proof_leads_to_its_row() -> None:
    book = opened(samples.insurer_application())
    sheet, proofs = book["Controls asked"], book["Proofs"]
    for row in sheet.iter_rows(min_row=2):
        link = row[-1].hyperlink
        assert link is not None
        assert link.location is not None
        name, _, place = link.location.partition("!")
        assert name == "'Proofs'"
        assert str(proofs[place].value) == str(row[-1].value).split(",")[0]


def test_numbers_and_days_are_such_and_a_range_stays_in_words() -> None:
    book = opened(every_block())
    sheet = next(one for one in book if one["A1"].value == "Day")
    assert [type(cell.value) for cell in sheet[2]][:2] == [datetime, int]
    assert sheet["C2"].value == "Failing"
    sums = next(one for one in book if one["B1"].value == "Name")
    assert [cell.value for cell in sums["A"]] == ["Part", "All of it", "Second"]
    assert sums["C2"].value == "€1,200 (€900 to €1,500, 90% interval)"


def test_what_is_not_known_has_a_sheet() -> None:
    assert [cell.value for cell in opened(every_block())["Not known"]["B"]] == ["Not known", "Much."]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@sum", "\t=x", "  =x", "＝x"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert neutral(text) == f"'{text}"
    table = Table((Column("Name"), Column("More")), (Row((Name(text, "account"), "x")),))
    made = replace(samples.board_page(), sections=(Section("Accounts", (table,)),), unknown=None, claims=())
    [row] = opened(made)["Accounts"].iter_rows(min_row=2)
    assert row[0].data_type == "s"
    assert str(row[0].value).startswith("'")


def test_hostile_text_and_long_cells_are_text() -> None:
    book = opened(hostile_document())
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert len(neutral("x" * 40_000)) == 32_767


def test_names_of_sheets_are_such_as_a_workbook_takes() -> None:
    made = sheet_names(["A/B:C", "a b c", "History", "'", "W" * 60, "W" * 60, ""])
    assert made[:4] == ["A B C", "a b c 2", "History 2", "-"]
    assert len(set(map(str.casefold, made))) == len(made)
    assert all(len(name) <= 31 for name in made)


def test_the_same_document_gives_the_same_bytes() -> None:
    for document in (every_block(), samples.statement_of_applicability(20)):
        assert xlsx.render(document) == xlsx.render(document)
    facts = opened(every_block()).properties
    assert facts.title == "Everything"
    assert facts.created == every_block().as_of.replace(tzinfo=None)
