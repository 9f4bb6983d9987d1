"""What leaves as a table is text and numbers: nothing in it runs when a spreadsheet opens it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from earnest.foundation.cells import csv_lines, safe
from earnest.foundation.resource.export import workbook

SOURCE = Path(__file__).resolve().parents[3]
MADE_TO_BE_READ_IN = "library/sample/formats.py"
"""Writes what the tools of the invented company export."""
TEXT_ALONE = "engines/documents/xlsx.py"
"""Writes text as text, never as a formula or a link, with a rule of its own: an engine knows no foundation."""
ARMED = (
    *("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "=cmd|' /C calc'!A0", "{=1}"),
    *("＝1+1", "－1+1", "-", "+353 1 234", '=HYPERLINK("http://x","y")', "-5e3"),
)
HARMLESS: tuple[Any, ...] = ("a=b", "", None, 0, -5, 1.5, Decimal("-2.50"), True, "-12", "+3.5", "2026-11-21", "x@y.z")


@pytest.mark.parametrize("text", [text for text in ARMED if text != "{=1}"])
def test_text_that_could_be_a_formula_gets_a_quote(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("value", HARMLESS)
def test_numbers_and_plain_text_stay_as_they_are(value: Any) -> None:
    assert safe(value) == value
    assert type(safe(value)) is type(value)


def test_a_day_is_written_as_one() -> None:
    assert safe(date(2026, 11, 21)) == "2026-11-21"


def test_no_cell_and_no_heading_of_a_csv_starts_a_formula() -> None:
    written = "".join(csv_lines([["=head", "number"], *([text, -1] for text in ARMED)]))
    rows = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline="")))
    assert [row[0] for row in rows] == [safe(text) for text in ("=head", *ARMED)]
    assert {row[1] for row in rows[1:]} == {"-1"}


def test_no_cell_of_a_workbook_is_a_formula_or_a_link() -> None:
    sheet = load_workbook(io.BytesIO(workbook("t", [["=head"], *([text] for text in (*ARMED, "http://x"))]))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) == len(ARMED) + 2
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_whoever_writes_a_table_makes_its_cells_safe_by_the_one_function() -> None:
    found = {
        path.relative_to(SOURCE).as_posix(): path.read_text()
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts
    }
    writers = {name for name, text in found.items() if re.search(r"csv\.writer\(|DictWriter\(|xlsxwriter", text)}
    assert "foundation/resource/export.py" in writers
    own = writers - {MADE_TO_BE_READ_IN, TEXT_ALONE, "foundation/cells.py"}
    assert [name for name in own if "from earnest.foundation.cells import" not in found[name]] == []
