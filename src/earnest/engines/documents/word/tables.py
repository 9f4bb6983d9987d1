"""Tables as WordprocessingML: head rows that repeat, widths that are fixed, words for those who do not see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from earnest.engines.documents.laid import LaidTable, Run, Runs
from earnest.engines.documents.letters import width
from earnest.engines.documents.word.writing import Places, escaped, line, paragraph, span, styled

GAP = paragraph("Gap", "")
_PROOF = 850
_LONG = 24
_PAD = 160
"""Room inside a cell, left and right together, in twentieths of a point."""


@dataclass(frozen=True)
class Cell:
    """Paragraphs of a cell, over `across` columns."""

    content: str
    across: int = 1


def table(
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[int],
    *,
    name: str,
    head: bool,
    style: str = "Data",
    indent: int = 0,
) -> str:
    """A table of fixed widths in twentieths of a point. `name` is what a screen reader says of it."""
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    made = []
    for number, cells in enumerate(rows):
        properties = "<w:trPr><w:cantSplit/>"
        properties += "<w:tblHeader/></w:trPr>" if head and number == 0 else "</w:trPr>"
        made.append(f"<w:tr>{properties}{''.join(_cells(cells, widths))}</w:tr>")
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblInd w:w="{indent}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{"04A0" if head else "0480"}" w:firstRow="{int(head)}" w:lastRow="0" w:firstColumn="1" '
        f'w:lastColumn="0" w:noHBand="0" w:noVBand="1"/><w:tblCaption w:val="{escaped(name)}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(made)}</w:tbl>"
    )


def _cells(cells: Sequence[Cell], widths: Sequence[int]) -> list[str]:
    made, at = [], 0
    for cell in cells:
        wide = sum(widths[at : at + cell.across])
        across = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
        made.append(f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{across}</w:tcPr>{cell.content}</w:tc>')
        at += cell.across
    return made


def data_table(block: LaidTable, room: int, places: Places, labels: dict[str, str]) -> str:
    """A table of the document with its caption above it and its proofs in a column of their own."""
    small = block.compact or len(block.columns) > 5
    text, head = ("CellSmall", "HeadSmall") if small else ("Cell", "Head")
    size = 8.0 if small else 9.0
    widths = _widths(block, room - (_PROOF if block.proofs else 0), size)
    sides = ['<w:jc w:val="end"/>' if column.align == "end" else "" for column in block.columns]
    heads = [
        Cell(paragraph(head, line(column.runs, places), more=side))
        for column, side in zip(block.columns, sides, strict=True)
    ]
    if block.proofs:
        widths.append(_PROOF)
        heads.append(Cell(paragraph(head, span(labels["proof"]))))
    rows: list[Sequence[Cell]] = [heads]
    for row in block.rows:
        cells = [
            Cell(paragraph(text, line(cell, places), more=side)) for cell, side in zip(row.cells, sides, strict=True)
        ]
        if block.proofs:
            cells.append(Cell(paragraph(text, line(row.marks, places, mark="ProofNumber"))))
        rows.append(cells)
    if not block.rows:
        rows.append([Cell(paragraph(text, styled(labels["no_rows"], "Range")), len(widths))])
    caption = paragraph("Caption", line(block.caption, places)) if block.caption else ""
    return caption + table(rows, widths, name=block.plain_name, head=True)


def _widths(block: LaidTable, room: int, size: float) -> list[int]:
    """The shares that the document asks for, moved so far that ordinary words are not cut."""
    whole = sum(column.width for column in block.columns)
    asked = [room * column.width / whole for column in block.columns]
    least = [
        min(room / len(asked), _PAD + 20 * _longest((column.runs, *(row.cells[at] for row in block.rows[:200])), size))
        for at, column in enumerate(block.columns)
    ]
    lacking = sum(max(0.0, need - have) for need, have in zip(least, asked, strict=True))
    spare = sum(max(0.0, have - need) for need, have in zip(least, asked, strict=True))
    share = min(1.0, lacking / spare) if spare else 0.0
    given = [need if have < need else have - (have - need) * share for need, have in zip(least, asked, strict=True)]
    return [int(one * room / sum(given)) for one in given]


def _longest(lines: Iterable[Runs], size: float) -> float:
    """The width of the longest ordinary word in points; longer ones than any language has are cut."""
    found = 0.0
    for runs in lines:
        words = "".join(_shown(run) for run in runs if run.kind != "mark").split(" ")
        bold = any(run.kind == "status" for run in runs)
        found = max([found, *(width(word, size, bold=bold) for word in words if len(word) <= _LONG)])
    return found


def _shown(run: Run) -> str:
    if run.kind == "range":
        return f" ({run.text})"
    return f"●\N{NO-BREAK SPACE}{run.text}" if run.kind == "status" else run.text
