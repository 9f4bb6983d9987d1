"""What stands on the sheets of a workbook: tables of a document gathered by their heads, and cells made harmless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from earnest.engines.documents.laid import (
    LaidBullets,
    LaidCallout,
    LaidChart,
    LaidDocument,
    LaidParagraph,
    LaidRow,
    LaidSection,
    LaidTable,
    Run,
    Runs,
    plain,
)

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]|\s+[=+\-@＝＋－＠]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME = 31
_LONGEST_CELL = 32_767


@dataclass(frozen=True)
class Grid:
    """The table of one sheet. `widths` are relative to each other."""

    name: str
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[LaidRow, ...]
    proofs: bool


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula, also when the sheet is saved as CSV, and that fits into a cell."""
    safe = f"'{text}" if _FORMULA.match(text) else text
    return safe if len(safe) <= _LONGEST_CELL else f"{safe[: _LONGEST_CELL - 1]}…"


def cell_text(runs: Runs) -> str:
    """The words of a cell without its marks; a status is its word."""
    return plain(runs).replace("\N{NO-BREAK SPACE}", " ")


def grids(laid: LaidDocument) -> list[Grid]:
    """The tables in reading order. Several with one head become one, whose first column says where each stood."""
    found: dict[tuple[str, ...], list[tuple[str, LaidTable]]] = {}
    for heading, table in _tables(laid.sections):
        found.setdefault(tuple(plain(column.runs) for column in table.columns), []).append((heading, table))
    return [_grid(heads, tables, laid.labels["part"]) for heads, tables in found.items()]


def _grid(heads: tuple[str, ...], tables: Sequence[tuple[str, LaidTable]], part: str) -> Grid:
    first = tables[0][1]
    widths = tuple(column.width for column in first.columns)
    proofs = any(table.proofs for _, table in tables)
    if len(tables) == 1:
        caption = plain(first.caption)
        name = caption if 0 < len(caption) <= _LONGEST_NAME else tables[0][0]
        return Grid(name, heads, widths, first.rows, proofs)
    rows = tuple(
        LaidRow(((Run("text", heading),), *row.cells), row.marks) for heading, table in tables for row in table.rows
    )
    name = heads[0] if len(heads[0]) > 3 else tables[0][0]
    return Grid(name, (part, *heads), (max(widths), *widths), rows, proofs)


def _tables(sections: Iterable[LaidSection]) -> Iterator[tuple[str, LaidTable]]:
    for section in sections:
        heading = plain(section.heading)
        for block in section.blocks:
            if isinstance(block, LaidTable) and block.rows:
                yield heading, block
            elif isinstance(block, LaidChart) and block.table.rows:
                yield plain(block.title), block.table
        yield from _tables(section.sections)


def paragraphs(section: LaidSection) -> list[tuple[str, Runs]]:
    """The lines of a section and of its parts that are no tables, each with the heading that it stands under."""
    heading = plain(section.heading)
    made: list[tuple[str, Runs]] = []
    for block in section.blocks:
        if isinstance(block, (LaidParagraph, LaidCallout)):
            made.append((heading, block.runs))
        elif isinstance(block, LaidBullets):
            made.extend((heading, item) for item in block.items)
    return made + [line for part in section.sections for line in paragraphs(part)]


def sheet_names(asked: Sequence[str]) -> list[str]:
    """Names that a workbook takes: at most 31 characters, none of its signs, each once whatever its case."""
    made: list[str] = []
    taken: set[str] = set()
    for text in asked:
        base = " ".join(_NOT_IN_NAMES.sub(" ", text).split()).strip("'") or "-"
        name, number = _cut(base, _LONGEST_NAME), 1
        while name.casefold() in taken or name.casefold() == "history":
            number += 1
            name = f"{_cut(base, _LONGEST_NAME - 4)} {number}"
        taken.add(name.casefold())
        made.append(name)
    return made


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
