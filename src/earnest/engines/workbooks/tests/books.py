"""Workbooks made for the tests: an ordinary one, and its parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation


def ordinary() -> bytes:
    """Two sheets, a chart, a comment, choices, a formula in each sheet, and styled empty cells for answers."""
    book = Workbook()
    cover = book.worksheets[0]
    cover.title = "Read me"
    cover["A1"], cover["B1"] = "Answered", "=COUNTA(Questions!C3:C6)"
    cover["A1"].font = Font(bold=True, size=16)
    cover["A1"].comment = Comment("Filled in by nobody", "Bank")
    chart = BarChart()
    chart.add_data(Reference(cover, min_col=2, min_row=1, max_row=1))
    cover.add_chart(chart, "D4")
    sheet = book.create_sheet("Questions")
    for column, name in enumerate(("No.", "Question", "Answer", "Comment", "Score"), 1):
        sheet.cell(2, column, name).font = Font(bold=True)
    asked = (
        "Is data encrypted at rest?",
        "Are backups tested?",
        "Are rights reviewed?",
        "How many people work for you?",
    )
    for row, text in enumerate(asked, 3):
        sheet.cell(row, 1, row - 2)
        sheet.cell(row, 2, text)
        sheet.cell(row, 3).fill = PatternFill("solid", fgColor="FFF2CC")
        sheet.cell(row, 5, f'=IF(C{row}="Yes",1,0)')
    sheet.merge_cells("D5:D6")
    rule = DataValidation(type="list", formula1='"Yes,No,N/A"')
    rule.add("C3:C5")
    sheet.add_data_validation(rule)
    told = CellIsRule(operator="equal", formula=['"No"'])  # type: ignore[no-untyped-call]  # in its stubs
    sheet.conditional_formatting.add("C3:C6", told)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed(content: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in content.items():
            made.writestr(name, data)
    return out.getvalue()


def changed(name: str, old: bytes, new: bytes) -> bytes:
    """The ordinary workbook with some bytes of one part replaced."""
    found = parts(ordinary())
    assert old in found[name]
    return packed(found | {name: found[name].replace(old, new)})
