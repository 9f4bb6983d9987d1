"""Downloads of computed lists: the register of risks, controls, the matrix, evidence, things and blind spots."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from earnest.interfaces.web.listing import Column, download

COLUMNS = (Column("name", "=Name", lambda row: row[0]), Column("loss", "Loss", lambda row: row[1]))
ROWS = [("=1+1", -2.5), ("+cmd|' /C calc'!A0", 3), ("plain", None)]


def test_a_computed_list_as_csv_starts_no_formula() -> None:
    response = download("risks", COLUMNS, ROWS, "csv")
    assert response is not None
    found = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert found == [["'=Name", "Loss"], ["'=1+1", "-2.5"], ["'+cmd|' /C calc'!A0", "3"], ["plain", ""]]


def test_a_computed_list_as_a_workbook_holds_text_and_numbers_only() -> None:
    response = download("risks", COLUMNS, ROWS, "xlsx")
    assert response is not None
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    kinds = [[(cell.value, cell.data_type) for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    assert kinds[1:] == [[("'=1+1", "s"), (-2.5, "n")], [("'+cmd|' /C calc'!A0", "s"), (3, "n")], [("plain", "s")]]


@pytest.mark.parametrize("kind", ["", "xls", "html"])
def test_another_kind_of_file_is_no_download(kind: str) -> None:
    assert download("risks", COLUMNS, ROWS, kind) is None
