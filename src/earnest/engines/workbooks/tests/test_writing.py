from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from earnest.engines.workbooks.errors import FormulaCell, NoSuchPlace, WorkbookError
from earnest.engines.workbooks.questions import guess, layout_of, questions
from earnest.engines.workbooks.reading import read
from earnest.engines.workbooks.tests.books import changed, ordinary, packed, parts
from earnest.engines.workbooks.writing import write

SHEET = "xl/worksheets/sheet2.xml"


def test_a_round_trip_keeps_every_other_part_byte_for_byte() -> None:
    before = ordinary()
    after = write(before, "Questions", {"C3": "Yes", "D3": "Tested by machine.", "C40": "late"})
    was, now = parts(before), parts(after)
    assert list(was) == list(now)
    assert [name for name in was if was[name] != now[name]] == [SHEET]


def test_styles_formulas_choices_and_rules_of_the_sheet_stay() -> None:
    before = load_workbook(io.BytesIO(ordinary()))
    after = load_workbook(io.BytesIO(write(ordinary(), "Questions", {"C3": "Yes", "D3": "Why", "C4": "No"})))
    old, new = before["Questions"], after["Questions"]
    assert (new["C3"].value, new["D3"].value, new["C4"].value) == ("Yes", "Why", "No")
    assert [[cell.style_id for cell in row] for row in new.iter_rows()] == [
        [cell.style_id for cell in row] for row in old.iter_rows()
    ]
    assert new["E3"].value == '=IF(C3="Yes",1,0)'
    assert after["Read me"]["B1"].value == "=COUNTA(Questions!C3:C6)"
    assert new.data_validations.dataValidation[0].sqref == old.data_validations.dataValidation[0].sqref
    assert len(new.conditional_formatting) == 1
    assert new.merged_cells.ranges == old.merged_cells.ranges


def test_text_that_looks_like_a_formula_stays_text() -> None:
    for text in ("=1+1", "+cmd", "-2", "@SUM(A1)", "=HYPERLINK(1)"):
        made = write(ordinary(), "Questions", {"C3": text})
        cell = load_workbook(io.BytesIO(made))["Questions"]["C3"]
        assert b"<f" not in parts(made)[SHEET].split(b'r="C3"')[1].split(b"</c>")[0]
        assert cell.value == text
        assert read(made).sheet("Questions").cells[(3, 3)].formula is False


@given(st.text(max_size=40))
@settings(max_examples=15, deadline=None)
def test_any_text_is_written_so_that_it_can_be_read(text: str) -> None:
    made = write(ordinary(), "Questions", {"C3": text})
    assert len(parts(made)) == len(parts(ordinary()))
    read(made)


def test_a_formula_is_never_written_over() -> None:
    with pytest.raises(FormulaCell, match="E3"):
        write(ordinary(), "Questions", {"C3": "Yes", "E3": "1"})


def test_a_cell_behind_a_joined_one_and_a_sheet_that_is_not_there_are_refused() -> None:
    with pytest.raises(NoSuchPlace, match="joined"):
        write(ordinary(), "Questions", {"D6": "lost"})
    with pytest.raises(NoSuchPlace, match="Read me, Questions"):
        write(ordinary(), "Nothing", {"A1": "x"})
    with pytest.raises(WorkbookError, match="32,767"):
        write(ordinary(), "Questions", {"C3": "x" * 40_000})


def test_formulas_with_kept_values_are_computed_anew_on_opening() -> None:
    stale = changed("xl/workbook.xml", b' fullCalcOnLoad="1"', b"")
    was, now = parts(stale), parts(write(stale, "Questions", {"C3": "Yes"}))
    assert {name for name in was if was[name] != now[name]} == {"xl/workbook.xml", SHEET}
    assert now["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"") == was["xl/workbook.xml"]


def test_shared_texts_are_read_with_all_their_runs() -> None:
    rich = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>N</t></r><r><t>o.</t></r></si></sst>'
    sheet = parts(ordinary())[SHEET].replace(b't="inlineStr"><is><t>No.</t></is>', b't="s"><v>0</v>')
    made = packed(parts(ordinary()) | {SHEET: sheet, "xl/sharedStrings.xml": rich})
    assert read(made).sheet("Questions").text(2, 1) == "No."
    assert parts(write(made, "Questions", {"C3": "Yes"}))["xl/sharedStrings.xml"] == rich


def test_macros_are_kept_and_named() -> None:
    made = packed(parts(ordinary()) | {"xl/vbaProject.bin": b"\x00macro"})
    assert read(made).package.carries == ("macros",)
    assert parts(write(made, "Questions", {"C3": "Yes"}))["xl/vbaProject.bin"] == b"\x00macro"


def test_the_sheet_and_its_columns_are_guessed() -> None:
    book = read(ordinary())
    found = guess(book)
    assert (found.sheet, found.question, found.answer, found.comment, found.number) == ("Questions", "B", "C", "D", "A")
    asked = questions(book, found)
    assert [one.row for one in asked] == [3, 4, 5, 6]
    assert asked[0].choices == ("Yes", "No", "N/A")
    assert asked[3].choices == ()


def test_a_person_knows_better_than_the_guess() -> None:
    book = read(ordinary())
    assert layout_of(book, answer="d").answer == "D"
    with pytest.raises(NoSuchPlace, match="same column"):
        layout_of(book, answer="B")
    with pytest.raises(NoSuchPlace, match="not a column"):
        layout_of(book, answer="C3")
