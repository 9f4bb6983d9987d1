from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from earnest.duties.audits.rules import workbook
from earnest.duties.audits.rules.workbook import Known, read_requests, write_requests
from earnest.foundation.errors import Invalid

TODAY = date(2026, 6, 15)
KNOWN = Known(
    numbers=frozenset({"R-1"}),
    requirements=frozenset({"cc6.1"}),
    controls=frozenset({"edr-coverage"}),
    people=frozenset({"ann@birch.example"}),
    today=TODAY,
    due=date(2026, 7, 1),
)
HEAD = ("Number", "Request", "Criteria", "Control", "Due date", "Owner")


def book(
    *rows: tuple[Any, ...], head: tuple[Any, ...] | None = HEAD, change: Callable[[Any], None] | None = None
) -> bytes:
    made = Workbook()
    sheet = made.worksheets[0]
    for row in (head, *rows) if head else rows:
        sheet.append(row)
    if change:
        change(sheet)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_rows_come_in_with_what_they_leave_out_filled_in() -> None:
    data = book(("R-2", "List of users", "CC6.1", "edr-coverage", date(2026, 6, 20), "Ann@Birch.example"), (3, "Scans"))
    found = read_requests(data, "list.xlsx", KNOWN)
    assert found.problems == ()
    first, second = found.rows
    assert (first.number, first.requirement, first.assigned_to, first.due_on) == (
        "R-2", "cc6.1", "ann@birch.example", date(2026, 6, 20),
    )  # fmt: skip
    assert (second.number, second.asked_on, second.due_on) == ("3", TODAY, KNOWN.due)


def test_a_heading_may_stand_below_a_title_and_unknown_columns_are_named() -> None:
    data = book(
        ("Prepared by the firm",), (), ("Ref", "Item requested", "Sampling"), ("R-2", "Users", "n/a"), head=None
    )
    found = read_requests(data, "list.xlsx", KNOWN)
    assert [row.number for row in found.rows] == ["R-2"]
    assert found.left_out == ("sampling",)


def test_each_bad_cell_is_named_with_its_row_and_what_to_do() -> None:
    data = book(
        ("R-1", "There already"),
        ("R-2", ""),
        ("R-3", "Users", "CC9.9"),
        ("R-4", "Users", "", "no-such"),
        ("R-5", "Users", "", "", "soon"),
        ("R-6", "Users", "", "", date(2026, 1, 1)),
        ("R-7", "Users", "", "", "", "who@else.example"),
        ("R-8", "Users"),
        ("r-8", "Again"),
        ("R-9", "x" * 301),
    )
    found = read_requests(data, "list.xlsx", KNOWN)
    told = [(one.row, one.field) for one in found.problems]
    assert told == [
        (2, "number"), (3, "title"), (4, "requirement"), (5, "control"), (6, "due_on"), (7, "due_on"),
        (8, "assigned_to"), (10, "number"), (11, "title"),
    ]  # fmt: skip
    assert all(one.what and one.remedy for one in found.problems)
    assert str(found.problems[0]).startswith("row 2, number: the engagement has a request R-1 already; ")


def test_a_formula_is_refused_and_never_taken_for_its_value() -> None:
    found = read_requests(book(("R-2", '=HYPERLINK("http://x","Users")'), ("R-3", "=1+1")), "list.xlsx", KNOWN)
    assert [(one.row, one.what) for one in found.problems] == [(2, "it is a formula"), (3, "it is a formula")]


def test_an_error_of_the_spreadsheet_is_refused() -> None:
    def broken(sheet: Any) -> None:
        sheet["B2"].value, sheet["B2"].data_type = "#REF!", "e"

    found = read_requests(book(("R-2", "x"), change=broken), "list.xlsx", KNOWN)
    assert "#REF!" in found.problems[0].what


def test_cells_merged_over_rows_are_named() -> None:
    data = book(("R-2", "Users"), ("R-3", "Users of the ledger"), change=lambda sheet: sheet.merge_cells("B2:B3"))
    found = read_requests(data, "list.xlsx", KNOWN)
    assert [(one.row, one.field, one.what) for one in found.problems] == [
        (2, "title", "it is part of a merged cell"), (3, "title", "it is part of a merged cell"),
    ]  # fmt: skip


def test_a_title_merged_over_columns_does_no_harm() -> None:
    rows = (("Request list", None, None), ("Number", "Request"), ("R-2", "Users"))
    data = book(*rows, head=None, change=lambda sheet: sheet.merge_cells("A1:C1"))
    assert read_requests(data, "list.xlsx", KNOWN).problems == ()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (book(("a", "b"), head=None), "none of the first"),
        (book(head=HEAD), "no request below"),
        (book(("R-2", "x", "y"), head=("Number", "Request", "Title")), "two columns"),
        (b"PK\x03\x04 not really", "no sound workbook"),
        (b"Number,Request\nR-2,Users\n", "no sound workbook"),
    ],
    ids=["no heading", "nothing", "twice", "broken", "text"],
)
def test_a_file_that_cannot_be_used_as_a_whole_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says) as refused:
        read_requests(data, "list.xlsx", KNOWN)
    assert refused.value.field == "file"


def packed(part: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book(("R-2", "Users")))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for item in old.infolist():
            new.writestr(item.filename, content if item.filename == part else old.read(item))
    return out.getvalue()


def test_a_zip_bomb_is_refused_before_it_unpacks() -> None:
    with pytest.raises(Invalid, match="unpacks to more than 64 MiB"):
        read_requests(packed("xl/worksheets/sheet1.xml", b" " * (65 * 1024 * 1024)), "list.xlsx", KNOWN)


def test_entities_are_refused() -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'
    with pytest.raises(Invalid, match="XML entities"):
        read_requests(packed("xl/worksheets/sheet1.xml", evil), "list.xlsx", KNOWN)


def test_a_huge_sheet_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS_LIMIT", 5)
    data = book(*((f"R-{n}", "Users") for n in range(2, 40)))
    with pytest.raises(Invalid, match="more than 5 rows"):
        read_requests(data, "list.xlsx", KNOWN)


def test_a_cell_far_below_ends_no_search() -> None:
    def far(sheet: Any) -> None:
        sheet["A900000"] = "lost"

    assert len(read_requests(book(("R-2", "Users"), change=far), "list.xlsx", KNOWN).rows) == 1


def test_what_goes_out_runs_nothing_and_is_the_same_each_time() -> None:
    table = [("R-1", "=HYPERLINK(1)", TODAY, 3), ("R-2", "+cmd|' /C calc'!A0", None, 0.5)]
    data = write_requests("SOC 2", ("Number", "Request", "Due", "Days"), table, TODAY)
    assert data == write_requests("SOC 2", ("Number", "Request", "Due", "Days"), table, TODAY)
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[1][1] == "'=HYPERLINK(1)"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert sheet["C2"].value.date() == TODAY


def test_what_goes_out_comes_in_again() -> None:
    heads = ("Number", "Request", "Detail", "Requirement", "Control", "Asked", "Due", "Given to")
    table = [("R-2", "Users", "all", "CC6.1", "", TODAY, date(2026, 7, 2), "ann@birch.example")]
    found = read_requests(write_requests("SOC 2", heads, table, TODAY), "list.xlsx", KNOWN)
    assert found.problems == ()
    assert (found.rows[0].asked_on, found.rows[0].due_on) == (TODAY, date(2026, 7, 2))
