"""One slide and what is put on it. Positions and sizes are in points from the top left corner."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from earnest.engines.documents.slides.writing import INK, LEADING, Span

WIDTH, HEIGHT = 960, 540
SANS, SERIF = "Arial", "Times New Roman"

Side = Literal["start", "end"]


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of one size. `mark` is its bullet or number, `above` the room above it."""

    spans: tuple[Span, ...]
    size: float
    mark: str = ""
    above: float = 0
    font: str = SANS
    side: Side = "start"


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its paragraphs, and whether it stands in the head."""

    paragraphs: tuple[Paragraph, ...]
    head: bool = False


INDENT = 18.0


class Sheet:
    """A slide of python-pptx, whose library has no types."""

    def __init__(self, slide: Any, language: str) -> None:
        self.slide = slide
        self.language = language

    def title(self, box: Box, content: tuple[Span, ...], size: float) -> None:
        """The title, in the placeholder that programs and screen readers know as such."""
        shape = self.slide.shapes.title
        _place(shape, box)
        self._fill(shape.text_frame, (Paragraph(content, size, font=SERIF),), MSO_ANCHOR.BOTTOM)

    def text(self, box: Box, paragraphs: Sequence[Paragraph], name: str = "") -> None:
        shape = self.slide.shapes.add_textbox(*_emu(box))
        if name:
            shape.name = name
        self._fill(shape.text_frame, paragraphs, MSO_ANCHOR.TOP)

    def bar(self, box: Box, colour: str) -> None:
        """A filled rectangle that only decorates."""
        shape = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_emu(box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = _rgb(colour)
        shape.line.fill.background()
        shape._element.remove(shape._element.find(qn("p:style")))  # noqa: SLF001 - the template's style casts a shadow
        shape.name = "Line" if min(box.width, box.height) < 4 else "Ground"

    def picture(self, box: Box, png: bytes, alt: str, name: str) -> None:
        shape = self.slide.shapes.add_picture(io.BytesIO(png), *_emu(box))
        shape.name = name
        shape._element.nvPicPr.cNvPr.set("descr", alt)  # noqa: SLF001 - the library has no call for alternative text

    def table(
        self, box: Box, widths: Sequence[float], heights: Sequence[float], rows: Sequence[Sequence[Cell]], name: str
    ) -> None:
        """A table that can be edited, with thin lines below its rows; its first row is a head if its cells say so."""
        frame = self.slide.shapes.add_table(len(rows), len(widths), *_emu(box))
        frame.name = name
        frame._element.nvGraphicFramePr.cNvPr.set("descr", name)  # noqa: SLF001 - as for pictures
        table = frame.table
        properties = table._tbl.tblPr  # noqa: SLF001 - the look of the table is ours, not its style's
        style = properties.find(qn("a:tableStyleId"))
        if style is not None:
            style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
        table.horz_banding = False
        table.first_row = bool(rows) and rows[0][0].head
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Pt(width)
        for row, height in zip(table.rows, heights, strict=True):
            row.height = Pt(height)
        for at, row_cells in enumerate(rows):
            for number, cell in enumerate(row_cells):
                self._cell(table.cell(at, number), cell, first=number == 0, last=number == len(widths) - 1)

    def notes(self, text: str) -> None:
        self.slide.notes_slide.notes_text_frame.text = text

    def _cell(self, made: Any, cell: Cell, *, first: bool, last: bool) -> None:
        made.margin_left = Pt(0 if first else PAD)
        made.margin_right = Pt(0 if last else PAD)
        made.margin_top = made.margin_bottom = Pt(PAD_Y)
        made.vertical_anchor = MSO_ANCHOR.BOTTOM if cell.head else MSO_ANCHOR.TOP
        made.fill.background()
        self._fill(made.text_frame, cell.paragraphs, None)
        _underline(made._tc.get_or_add_tcPr(), "#5a656e" if cell.head else "#dce0e4")  # noqa: SLF001 - no call for borders

    def _fill(self, frame: Any, paragraphs: Sequence[Paragraph], anchor: Any) -> None:
        frame.word_wrap = True
        if anchor is not None:
            frame.auto_size = MSO_AUTO_SIZE.NONE
            frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
            frame.vertical_anchor = anchor
        for number, paragraph in enumerate(paragraphs):
            made = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            self._paragraph(made, paragraph)

    def _paragraph(self, made: Any, paragraph: Paragraph) -> None:
        made.alignment = PP_ALIGN.RIGHT if paragraph.side == "end" else PP_ALIGN.LEFT
        made.space_before = Pt(paragraph.above)
        made.space_after = Pt(0)
        made.line_spacing = Pt(round(paragraph.size * LEADING, 1))
        _bullet(made._p.get_or_add_pPr(), paragraph.mark)  # noqa: SLF001 - the library has no call for bullets
        for span in paragraph.spans:
            run = made.add_run()
            run.text = span.text
            run.font.size = Pt(paragraph.size)
            run.font.name = paragraph.font
            run.font.bold = span.bold
            run.font.color.rgb = _rgb(span.colour)
            properties = run._r.get_or_add_rPr()  # noqa: SLF001 - language and raised numbers have no call
            properties.set("lang", self.language)
            if span.raised:
                properties.set("baseline", "30000")
        if not paragraph.spans:
            made.font.size = Pt(paragraph.size)


PAD, PAD_Y = 6.0, 4.0
"""Room inside a cell of a table."""


def _bullet(properties: Any, mark: str) -> None:
    for tag in ("a:buNone", "a:buChar", "a:buAutoNum", "a:buFont"):
        for found in properties.findall(qn(tag)):
            properties.remove(found)
    if not mark:
        properties.append(properties.makeelement(qn("a:buNone"), {}))
        return
    properties.set("marL", str(int(Pt(INDENT))))
    properties.set("indent", str(-int(Pt(INDENT))))
    properties.append(properties.makeelement(qn("a:buFont"), {"typeface": SANS}))
    if mark == "•":
        properties.append(properties.makeelement(qn("a:buChar"), {"char": mark}))
    else:
        properties.append(
            properties.makeelement(qn("a:buAutoNum"), {"type": "arabicPeriod", "startAt": mark.rstrip(".")})
        )


def _underline(properties: Any, colour: str) -> None:
    """Only the border below; the order of these elements is fixed by the format."""
    for number, side in enumerate(("a:lnL", "a:lnR", "a:lnT", "a:lnB")):
        line = properties.makeelement(qn(side), {"w": "9525" if side == "a:lnB" else "0"})
        if side == "a:lnB":
            fill = line.makeelement(qn("a:solidFill"), {})
            fill.append(fill.makeelement(qn("a:srgbClr"), {"val": colour.removeprefix("#").upper()}))
        else:
            fill = line.makeelement(qn("a:noFill"), {})
        line.append(fill)
        properties.insert(number, line)


def _place(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = _emu(box)


def _emu(box: Box) -> tuple[int, int, int, int]:
    return Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height)


def _rgb(colour: str) -> Any:
    return RGBColor.from_string((colour or INK).removeprefix("#").upper())  # type: ignore[no-untyped-call]  # no types
