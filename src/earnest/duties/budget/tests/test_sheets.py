"""Budget lines from a spreadsheet: every bad cell is named, and nothing hostile comes in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from earnest.duties.budget.rules.sheets import FILE_LIMIT, ROWS_LIMIT, Known, Sheet, read_sheet
from earnest.foundation.errors import Invalid

KNOWN = Known(
    kinds=("run", "one_off", "people"),
    categories=("software", "staff"),
    tools=("edr",),
    controls=("backup",),
    investments=("siem",),
    people=("ann@birch.example",),
    priced=("EUR", "USD"),
    titles=("Old line",),
)


def read(text: str, known: Known = KNOWN) -> Sheet:
    return read_sheet(text.encode(), "budget.csv", known)


def places(sheet: Sheet) -> list[tuple[int, str]]:
    return [(one.row, one.field) for one in sheet.problems]


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, cells in enumerate(rows):
        for column, value in enumerate(cells):
            sheet.write(number, column, value)
    book.close()
    return out.getvalue()


def test_a_line_is_read_with_all_that_it_joins() -> None:
    sheet = read(
        "Title,Kind,Category,Tool,Control,Currency,Planned,Committed,Actual,People days,Accountable\n"
        "EDR licences,Run,Software,EDR,backup,usd,1200.5,100,0,2.5,Ann@birch.example\n"
    )
    assert sheet.problems == ()
    (line,) = sheet.lines
    assert (line.row, line.title, line.kind, line.category) == (2, "EDR licences", "run", "software")
    assert (line.tool, line.control, line.currency, line.accountable) == ("edr", "backup", "USD", "ann@birch.example")
    assert (line.planned, line.committed, line.people_days) == (Decimal("1200.50"), Decimal(100), Decimal("2.5"))


def test_a_workbook_gives_the_same_as_text() -> None:
    cells: list[list[Any]] = [["title", "kind", "planned"], ["A", "run", 10], ["B", "one_off", 20.25]]
    text = "\n".join(",".join(map(str, row)) for row in cells)
    assert read_sheet(workbook(cells), "b.xlsx", KNOWN) == read(text)


def test_semicolons_and_tabs_part_cells_too() -> None:
    assert read("title;kind;planned\nA;run;10\n").lines == read("title\tkind\tplanned\nA\trun\t10\n").lines


def test_every_bad_cell_is_named_by_row_and_column() -> None:
    sheet = read(
        "title,kind,planned,tool,accountable,category\n"
        ",run,10,,,\n"
        "A,rnu,10,,,\n"
        "B,run,ten,,,\n"
        "C,run,,,,\n"
        "D,run,10,nothing,nobody@birch.example,gifts\n"
        "E,run,10,,,\n"
    )
    assert places(sheet) == [
        (2, "title"), (3, "kind"), (4, "planned"), (5, "planned"), (6, "category"), (6, "tool"), (6, "accountable"),
    ]  # fmt: skip
    assert [line.title for line in sheet.lines] == ["E"]
    assert str(sheet.problems[1]) == "row 3, kind: there is no kind 'rnu'; use one of: run, one_off, people"


@pytest.mark.parametrize(
    "amount", ["-1", "1e30", "NaN", "sNaN", "inf", "1e999999999", "=1+1", "1,000.00", "+5", "0x10", "1000000000001"]
)
def test_an_amount_that_is_none_is_refused(amount: str) -> None:
    text = f'title;kind;planned\nA;run;"{amount}"\n'
    if amount == "+5":
        assert read(text).lines[0].planned == 5
    else:
        assert places(read(text)) == [(2, "planned")]


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "@SUM(1)", "-2+3", "+1", "\x00x"])
def test_text_that_could_be_a_formula_is_refused(title: str) -> None:
    assert places(read(f"title,kind,planned\n{title},run,1\n")) == [(2, "title")]


def test_a_formula_in_a_workbook_is_refused_and_not_taken_for_its_last_value() -> None:
    data = workbook([["title", "kind", "planned"], ["A", "run", "=6*7"]])
    assert places(read_sheet(data, "b.xlsx", KNOWN)) == [(2, "planned")]


def test_a_yes_or_a_day_is_no_amount() -> None:
    assert places(read_sheet(workbook([["title", "kind", "planned"], ["A", "run", True]]), "b.xlsx", KNOWN)) == [
        (2, "planned")
    ]


@pytest.mark.parametrize(
    ("currency", "says"), [("EURO", "no currency"), ("GBP", "no exchange rate"), ("=X", "formula")]
)
def test_a_currency_is_known_and_has_a_rate(currency: str, says: str) -> None:
    sheet = read(f"title,kind,planned,currency\nA,run,1,{currency}\n")
    assert places(sheet) == [(2, "currency")]
    assert says in sheet.problems[0].what


def test_a_title_is_used_once_in_a_year() -> None:
    sheet = read("title,kind,planned\nA,run,1\na,run,2\nold LINE,run,3\n")
    assert places(sheet) == [(3, "title"), (4, "title")]
    assert "row 2" in sheet.problems[0].what
    assert "already" in sheet.problems[1].what


def test_a_cell_too_many_is_told() -> None:
    assert places(read("title,kind,planned\nA,run,1,2\n")) == [(2, "")]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"title,kind\nA,run\n", "lacks planned"),
        (b"title,kind,planned,sum\n", "not known: 'sum'"),
        (b"title,kind,planned,kind\n", "twice"),
        (b"title,kind,planned\n", "no line below"),
        (b"", "lacks title"),
        (b"\xff\xfetitle", "not UTF-8"),
        (b"PK\x03\x04 nonsense", "no sound workbook"),
        (b"x" * (FILE_LIMIT + 1), "larger than"),
        (b"title,kind,planned\n" + b"A,run,1\n" * (ROWS_LIMIT + 1), "more than"),
        (b'title,kind,planned\n"' + b"x" * 200_000 + b'",run,1\n', "field larger"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole(data: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says) as caught:
        read_sheet(data, "f", KNOWN)
    assert caught.value.field == "file"


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (65 * 1024 * 1024))
    with pytest.raises(Invalid, match="unpacks to more"):
        read_sheet(out.getvalue(), "bomb.xlsx", KNOWN)


def test_a_workbook_that_declares_entities_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(Invalid, match="XML entities"):
        read_sheet(out.getvalue(), "b.xlsx", KNOWN)


@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    field = "file"
    try:
        read_sheet(data, "f", KNOWN)
    except Invalid as error:
        field = error.field
    assert field == "file"


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_whatever_a_cell_holds_a_line_is_within_bounds(title: str, planned: str, currency: str) -> None:
    out = io.StringIO()
    import csv

    csv.writer(out).writerows([["title", "kind", "planned", "currency"], [title, "run", planned, currency]])
    try:
        sheet = read(out.getvalue().encode("utf-8", "replace").decode())
    except Invalid:
        return
    for line in sheet.lines:
        assert 0 <= line.planned <= 10**12
        assert line.title
        assert line.currency in {"", "EUR", "USD"}
