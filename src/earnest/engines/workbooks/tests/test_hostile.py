from __future__ import annotations

import contextlib
import io
import zipfile

import pytest

from earnest.engines.workbooks import package
from earnest.engines.workbooks.errors import (
    Locked,
    NotAWorkbook,
    OutsidePart,
    TooBig,
    UnsafeName,
    UnsafeXml,
    WorkbookError,
)
from earnest.engines.workbooks.reading import read
from earnest.engines.workbooks.tests.books import changed, ordinary, packed, parts

SHEET = "xl/worksheets/sheet2.xml"


def test_what_is_no_workbook_is_refused() -> None:
    for data in (b"", b"PK\x03\x04 nothing", b"No,Question\n1,Why?", packed({"a.txt": b"x"})):
        with pytest.raises(NotAWorkbook):
            read(data)
    with pytest.raises(Locked):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    made = packed(parts(ordinary()) | {"xl/media/image1.png": b"\0" * 6_000_000})
    with pytest.raises(TooBig, match="image1"):
        read(made)
    with pytest.raises(TooBig):
        read(b"PK" + b"\0" * package.MOST_BYTES)


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "xl\\..\\evil", "C:/evil.xml", "XL/WORKBOOK.XML"])
def test_names_that_lead_out_or_hide_another_are_refused(name: str) -> None:
    with pytest.raises((UnsafeName, NotAWorkbook)):
        read(packed(parts(ordinary()) | {name: b"x"}))


@pytest.mark.parametrize(
    "text",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        b'<!DOCTYPE lolz [<!ENTITY l "lol"><!ENTITY m "&l;&l;">]>',
    ],
)
def test_entities_are_refused(text: bytes) -> None:
    with pytest.raises(UnsafeXml):
        read(changed(SHEET, b"<worksheet", text + b"<worksheet"))
    wide = b"\xff\xfe" + (text + b"<a/>").decode().encode("utf-16-le")
    with pytest.raises(UnsafeXml):
        read(packed(parts(ordinary()) | {SHEET: wide}))


def test_a_sheet_outside_the_file_is_not_opened() -> None:
    kept = parts(ordinary())["xl/_rels/workbook.xml.rels"]
    made = packed(
        parts(ordinary())
        | {
            "xl/_rels/workbook.xml.rels": kept.replace(
                b'Target="/xl/worksheets/sheet2.xml"', b'Target="http://127.0.0.1/x.xml" TargetMode="External"'
            )
        }
    )
    with pytest.raises(OutsidePart, match="Questions"):
        read(made)


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("earnest.engines.workbooks.reading.MOST_CELLS", 5)
    with pytest.raises(TooBig, match="At most"):
        read(ordinary())


def test_damage_is_named_and_never_a_traceback() -> None:
    for name in ("xl/workbook.xml", SHEET, "xl/_rels/workbook.xml.rels"):
        with pytest.raises(WorkbookError):
            read(packed(parts(ordinary()) | {name: b"<not closed"}))
    with pytest.raises(WorkbookError):
        read(changed(SHEET, b't="inlineStr"><is><t>No.</t></is>', b't="s"><v>99999</v>'))
    data = bytearray(ordinary())
    data[len(data) // 3] ^= 255
    with contextlib.suppress(WorkbookError):
        read(bytes(data))


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    out = io.BytesIO(ordinary())
    with zipfile.ZipFile(out) as there:
        info = there.getinfo(SHEET)
    data = bytearray(out.getvalue())
    at = data.rindex(SHEET.encode()) - 46 + 24
    data[at : at + 4] = (info.file_size - 10).to_bytes(4, "little")
    with pytest.raises(WorkbookError):
        read(bytes(data))


@pytest.mark.parametrize("sheet", [b"-1", b"9", b"9" * 5_000, "²".encode(), b"x"])
def test_a_name_of_a_sheet_that_is_not_there_is_passed_over(sheet: bytes) -> None:
    found = parts(ordinary())
    name = b'</sheets><definedNames><definedName name="a" localSheetId="' + sheet + b'">1</definedName></definedNames>'
    made = packed(found | {"xl/workbook.xml": found["xl/workbook.xml"].replace(b"</sheets>", name, 1)})
    assert [one.name for one in read(made).sheets] == [one.name for one in read(ordinary()).sheets]
