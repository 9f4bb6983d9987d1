"""Workbooks that were not made by the library that the other tests use."""

from __future__ import annotations

import io
import re
import struct
import zlib

import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

from earnest.engines.workbooks.questions import guess, questions
from earnest.engines.workbooks.reading import read
from earnest.engines.workbooks.tests.books import packed, parts
from earnest.engines.workbooks.writing import write

SHEET = "xl/worksheets/sheet2.xml"
ASKED = ("Do administrators use a second factor?", "Are backups immutable?", "Do you run incident exercises?")


def _picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\1\2\3\4\5\6" * 2)) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def protected() -> bytes:
    """A locked sheet with choices from a named range on a hidden sheet, rules, a chart, a picture and a comment."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    cover, sheet, lists = (book.add_worksheet(name) for name in ("Cover", "Questions", "Lists"))
    head, free = book.add_format({"bold": True, "border": 1}), book.add_format({"locked": False, "bg_color": "#FFF2CC"})
    cover.write_rich_string("A1", "Answer ", head, "every", " question.")
    cover.insert_image("A5", "logo.png", {"image_data": io.BytesIO(_picture())})
    lists.write_column("A1", ["Yes", "No", "Partly"])
    lists.hide()
    book.define_name("Choices", "=Lists!$A$1:$A$3")
    sheet.merge_range("A1:E1", "Vendor check", head)
    sheet.set_column("C:D", 30, free)
    sheet.write_row("A4", ["Ref", "Question", "Response", "Comments", "Points"], head)
    for row, text in enumerate(ASKED, 4):
        sheet.write_row(row, 0, [f"Q{row - 3}", text])
        sheet.write_blank(row, 2, None, free)
        sheet.write_formula(row, 4, f'=IF(C{row + 1}="Yes",1,0)', None, 0)
    sheet.data_validation("C5:C7", {"validate": "list", "source": "=Choices"})
    sheet.conditional_format("C5:C7", {"type": "cell", "criteria": "==", "value": '"No"', "format": head})
    sheet.conditional_format("E5:E7", {"type": "data_bar", "data_bar_2010": True})
    sheet.write_comment("C4", "Choose")
    sheet.autofilter("A4:E7")
    sheet.freeze_panes(4, 2)
    sheet.protect("secret")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Questions!$E$5:$E$7"})
    sheet.insert_chart("G4", chart)
    book.close()
    return out.getvalue()


def test_a_locked_workbook_keeps_all_but_the_cells_that_are_answered(protected: bytes) -> None:
    after = write(protected, "Questions", {"C5": "Yes", "D5": "=not a formula", "C7": "No"})
    was, now = parts(protected), parts(after)
    assert list(was) == list(now)
    assert [name for name in was if was[name] != now[name]] == [SHEET]
    for kept in (b"<sheetProtection", b"<extLst>", b"<dataValidation ", b"<legacyDrawing", b"<autoFilter", b"<pane "):
        head = now[SHEET].index(kept)
        assert now[SHEET][head : head + 60] == was[SHEET][was[SHEET].index(kept) :][:60]


@pytest.mark.filterwarnings("ignore:.*xtension is not supported")
def test_its_formulas_and_styles_stay_and_the_answers_can_be_read(protected: bytes) -> None:
    before = load_workbook(io.BytesIO(protected))
    after = load_workbook(io.BytesIO(write(protected, "Questions", {"C5": "Yes", "D5": "=not a formula"})))
    for old, new in zip(before.worksheets, after.worksheets, strict=True):
        cells = [(cell.coordinate, cell.value) for row in new.iter_rows() for cell in row]
        written = {"C5": "Yes", "D5": "=not a formula"} if old.title == "Questions" else {}
        assert cells == [(at, written.get(at, old[at].value)) for at, _ in cells]
        assert all(new[at].style_id == old[at].style_id for at, _ in cells if at != "D5")
    assert after["Questions"]["D5"].fill.fgColor.rgb == "FFFFF2CC"
    assert after["Questions"]["D5"].protection.locked is False
    assert set(after.defined_names) == {"Choices"}


def test_its_questions_and_choices_are_found(protected: bytes) -> None:
    book = read(protected)
    found = guess(book)
    assert (found.sheet, found.question, found.answer, found.comment) == ("Questions", "B", "C", "D")
    asked = questions(book, found)
    assert [one.text for one in asked] == list(ASKED)
    assert {one.choices for one in asked} == {("Yes", "No", "Partly")}


def test_a_row_whose_height_follows_its_text_is_measured_anew_and_a_chosen_height_stays(protected: bytes) -> None:
    found = parts(protected)
    told = found[SHEET].replace(b'<row r="5"', b'<row r="5" ht="14.9" customHeight="false"')
    told = told.replace(b'<row r="6"', b'<row r="6" ht="30" customHeight="1"')
    after = parts(write(packed(found | {SHEET: told}), "Questions", {"D5": "Long. " * 40, "D6": "Short."}))[SHEET]
    assert b'ht="14.9"' not in after
    assert b'ht="30"' in after


def _own_names(source: str) -> bytes:
    """Two sheets that each have a list called Choices of their own."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    lists, sheet = book.add_worksheet("Our lists"), book.add_worksheet("Questions")
    lists.write_column("A1", ["Yes", "No"])
    sheet.write_column("H1", ["Fully", "Not at all"])
    book.define_name("'Our lists'!Choices", "='Our lists'!$A$1:$A$2")
    book.define_name("Questions!Choices", "=Questions!$H$1:$H$2")
    sheet.write_row("A1", ["Ref", "Question", "Response"])
    sheet.write_row("A2", ["Q1", ASKED[0]])
    sheet.data_validation("C2", {"validate": "list", "source": source})
    book.close()
    return out.getvalue()


@pytest.mark.parametrize(
    ("source", "choices"),
    [
        ("=Choices", ("Fully", "Not at all")),
        ("=Questions!Choices", ("Fully", "Not at all")),
        ("='Our lists'!Choices", ("Yes", "No")),
        ("=Nowhere!Choices", ()),
    ],
)
def test_a_name_of_one_sheet_is_known_there_and_by_the_name_of_the_sheet(source: str, choices: tuple[str, ...]) -> None:
    assert read(_own_names(source)).sheet("Questions").allowed(2, 3) == choices


def _scored() -> bytes:
    """A cover that counts answers on another sheet, with results that were right before."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    cover, sheet = book.add_worksheet("Cover"), book.add_worksheet("Questions")
    cover.write_formula("A1", '=COUNTIF(Questions!C:C,"Yes")', None, 0)
    cover.write_formula("A2", '=IF(A1>0,"begun","empty")', None, "empty")
    cover.write_array_formula("A3:A3", "{=SUM(Questions!E2:E3)}", None, 7)
    cover.write("A4", 12)
    sheet.write_row("A1", ["Ref", "Question", "Response"])
    sheet.write_formula("E2", '=IF(C2="Yes",1,0)', None, 0)
    book.close()
    return out.getvalue()


def test_results_of_formulas_that_no_longer_hold_are_taken_out_and_nothing_else() -> None:
    before, after = parts(_scored()), parts(write(_scored(), "Questions", {"C2": "Yes"}))
    cover, sheet = "xl/worksheets/sheet1.xml", SHEET
    assert [name for name in before if before[name] != after[name]] == [cover, sheet]
    bare = before[cover]
    for result in (b"<v>0</v>", b"<v>empty</v>", b"<v>7</v>"):
        assert result in bare
        bare = bare.replace(b"</f>" + result, b"</f>")
    assert after[cover] == bare
    assert b"<v>12</v>" in after[cover]
    assert b"</f><v>" not in after[sheet]


@pytest.mark.parametrize(
    "kept", [b"", b"<definedNames/>", b'<definedNames><definedName name="a">1</definedName></definedNames>']
)
def test_a_workbook_that_says_nothing_of_computing_is_told_to(kept: bytes) -> None:
    found = parts(_scored())
    told = re.sub(rb"<calcPr[^>]*/>", kept, found["xl/workbook.xml"])
    after = parts(write(packed(found | {"xl/workbook.xml": told}), "Questions", {"C2": "Yes"}))["xl/workbook.xml"]
    assert after.replace(b'<calcPr fullCalcOnLoad="1"/>', b"") == told
    assert after.index(b"calcPr") > max(after.index(b"</sheets>"), after.find(b"definedNames"))


def test_a_workbook_with_macros_keeps_every_other_part_byte_for_byte(protected: bytes) -> None:
    found = parts(protected)
    types = found["[Content_Types].xml"].replace(
        b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
    )
    made = packed(found | {"[Content_Types].xml": types, "xl/vbaProject.bin": bytes(range(256)) * 9})
    book = read(made)
    assert book.package.carries == ("macros",)
    after = parts(write(made, "Questions", {"C5": "Yes", "D5": "=HYPERLINK(1)"}))
    assert [name for name in parts(made) if parts(made)[name] != after[name]] == [SHEET]
    assert after["xl/vbaProject.bin"] == bytes(range(256)) * 9
