"""Workbooks (XLSX) from the document model, for documents whose point is their tables.

One sheet a table, tables with the same head on one sheet, and the proofs on a sheet that their cells link to. Cells
hold text, numbers and dates, never formulas. The same document gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from typing import Any

import xlsxwriter

from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.laid import LaidDocument, LaidProof, Run, Runs, plain
from earnest.engines.documents.layout import lay_out
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.model import Document
from earnest.engines.documents.packed import packed, parts_in
from earnest.engines.documents.sheets import Grid, cell_text, grids, neutral, paragraphs, sheet_names
from earnest.engines.documents.slides.writing import HUES, INK, QUIET

_NUMBER = re.compile(r"[0-9]{1,3}(,[0-9]{3})*|[0-9]+")
_WIDE = 110.0
"""Characters that a sheet is wide: as much as fits on paper on its side."""


def render(document: Document, *, locale: Locale = ENGLISH) -> bytes:
    """The document as a workbook: what it is, its tables, what is not known, and its proofs."""
    laid = lay_out(document, locale)
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    moment = document.as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.set_properties(
        {
            "title": laid.plain_title[:255],
            "subject": plain(laid.subtitle)[:255],
            "author": laid.organisation[:255],
            "comments": f"{laid.labels['edition']} {laid.edition}"[:255],
            "status": laid.state,
            "created": moment,
        }
    )
    _Book(book, laid, document.unknown is not None and not document.annex).write()
    book.close()
    return packed(parts_in(written.getvalue()))


@dataclass
class _Book:
    book: Any
    laid: LaidDocument
    unknown: bool
    looks: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def write(self) -> None:
        words = self.laid.labels
        found = grids(self.laid)
        unknown = (words["unknown"],) if self.unknown else ()
        names = sheet_names([words["about"], *(grid.name for grid in found), *unknown, words["proofs"]])
        about, *others, proofs = [self._sheet(name) for name in names]
        lines = proof_lines(self.laid.proofs)
        self._about(about, names[1:])
        for sheet, grid in zip(others, found, strict=False):
            self._table(sheet, grid, names[-1], lines)
        if unknown:
            self._unknown(others[-1], names[-1], lines)
        self._proofs(proofs)

    def _sheet(self, name: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        title = self.laid.plain_title.replace("&", "&&")[:60]
        words = self.laid.labels
        sheet.set_footer(f"&L{title}, {words['as_of']} {self.laid.as_of}&R{words['page']} &P {words['of']} &N"[:250])
        return sheet

    def _look(self, **properties: Any) -> Any:
        """One format for each look, made when first used."""
        whole = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "top", **properties}
        key = tuple(sorted(whole.items()))
        if key not in self.looks:
            self.looks[key] = self.book.add_format(whole)
        return self.looks[key]

    def _head(self, sheet: Any, heads: Sequence[str], widths: Sequence[float], rows: int) -> None:
        look = self._look(bold=True, font_color=QUIET, bg_color="#f4f7f9", bottom=1, text_wrap=True)
        for number, (text, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(number, number, width)
            sheet.write_string(0, number, neutral(text), look)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        if rows:
            sheet.autofilter(0, 0, rows, len(heads) - 1)

    def _about(self, sheet: Any, names: Sequence[str]) -> None:
        laid, words = self.laid, self.laid.labels
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        sheet.write_string(0, 0, neutral(laid.plain_title), self._look(font_size=16))
        pairs = [(words["organisation"], laid.organisation), (words["audience"], laid.audience)]
        pairs += [(words["as_of"], laid.as_of), (words["state"], laid.state)]
        pairs += [(plain(pair.label), cell_text(pair.runs)) for pair in laid.front.pairs]
        pairs.append((words["edition"], laid.edition))
        for row, (label, value) in enumerate(pairs, 2):
            sheet.write_string(row, 0, neutral(label), self._look(font_color=QUIET))
            sheet.write_string(row, 1, neutral(value), self._look(text_wrap=True))
        for row, name in enumerate(names, len(pairs) + 3):
            sheet.write_url(row, 0, _address(name, 1), self._link(), name)

    def _table(self, sheet: Any, grid: Grid, proofs: str, lines: dict[int, int]) -> None:
        heads = [*grid.heads, *((self.laid.labels["proof"],) if grid.proofs else ())]
        whole = sum(grid.widths)
        widths = [max(9.0, _WIDE * width / whole) for width in grid.widths] + ([9.0] if grid.proofs else [])
        self._head(sheet, heads, widths, len(grid.rows))
        for number, row in enumerate(grid.rows, 1):
            for column, cell in enumerate(row.cells):
                self._cell(sheet, number, column, cell)
            if grid.proofs:
                self._marks(sheet, number, len(row.cells), row.marks, proofs, lines)

    def _cell(self, sheet: Any, row: int, column: int, runs: Runs) -> None:
        shown = [run for run in runs if run.text.strip() and run.kind != "mark"]
        only = shown[0] if len(shown) == 1 else None
        if only is not None and only.kind == "figure" and _NUMBER.fullmatch(only.text):
            sheet.write_number(row, column, int(only.text.replace(",", "")), self._look(num_format="#,##0"))
        elif only is not None and only.kind == "date" and len(only.detail) == 10:
            day = date.fromisoformat(only.detail)
            look = self._look(num_format="d mmmm yyyy", align="left")
            sheet.write_datetime(row, column, day, look)  # a date sorts as one
        else:
            sheet.write_string(row, column, neutral(cell_text(runs)), self._status(only))

    def _status(self, only: Run | None) -> Any:
        if only is not None and only.kind == "status":
            return self._look(bold=True, font_color=HUES[only.shape])
        return self._look(text_wrap=True)

    def _marks(self, sheet: Any, row: int, column: int, marks: Runs, proofs: str, lines: dict[int, int]) -> None:
        """The numbers of the proofs; the cell leads to the first of them."""
        if marks:
            numbers = ", ".join(run.text for run in marks)
            sheet.write_url(row, column, _address(proofs, lines[marks[0].number]), self._link(), numbers)

    def _unknown(self, sheet: Any, proofs: str, lines: dict[int, int]) -> None:
        """The last section, in sentences."""
        words = self.laid.labels
        rows = paragraphs(self.laid.sections[-1])
        self._head(sheet, (words["part"], words["unknown"], words["proof"]), (28, 90, 9), len(rows))
        for number, (heading, runs) in enumerate(rows, 1):
            sheet.write_string(number, 0, neutral(heading), self._look(text_wrap=True))
            sheet.write_string(number, 1, neutral(cell_text(runs)), self._look(text_wrap=True))
            self._marks(sheet, number, 2, tuple(r for r in runs if r.kind == "mark"), proofs, lines)

    def _proofs(self, sheet: Any) -> None:
        words = self.laid.labels
        rows = [line for proof in self.laid.proofs for line in _chain(proof)]
        self._head(sheet, (words["proof"], words["claim"], words["step"], words["detail"]), (9, 50, 18, 70), len(rows))
        for number, (proof, claim, step, detail) in enumerate(rows, 1):
            sheet.write_number(number, 0, proof, self._look(num_format="0"))
            for column, text in enumerate((claim, step, detail), 1):
                sheet.write_string(number, column, neutral(text), self._look(text_wrap=True))

    def _link(self) -> Any:
        return self._look(font_color="#045283", underline=1)


def proof_lines(proofs: Sequence[LaidProof]) -> dict[int, int]:
    """The row of the sheet of proofs, counted from 1, on which each proof begins."""
    lines, row = {}, 2
    for proof in proofs:
        lines[proof.number] = row
        row += len(_chain(proof))
    return lines


def _chain(proof: LaidProof) -> list[tuple[int, str, str, str]]:
    """A row for each step; the statement stands in each, so that a filter keeps them together."""
    made = []
    for step in proof.steps:
        pairs = [f"{key}: {value}" for key, value, _ in step.pairs]
        rows = [" | ".join(row) for row in (step.columns, *step.rows) if row]
        detail = "\n".join(text for text in (step.line, step.code, *rows, *pairs) if text)
        made.append((proof.number, proof.plain, step.label, detail))
    return made or [(proof.number, proof.plain, "", "")]


def _address(name: str, row: int) -> str:
    quoted = name.replace("'", "''")
    return f"internal:'{quoted}'!A{row}"
