"""Pieces of content that know their height, can be cut in two, and can be drawn. Measures are in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from earnest.engines.documents.slides.sheet import INDENT, PAD, PAD_Y, Box, Cell, Paragraph, Sheet, Side
from earnest.engines.documents.slides.writing import QUIET, Lines, Span, broken, joined, tall

_WHOLE = 200.0
"""The height of a paragraph that is not torn: it goes on the next slide."""


class Part(Protocol):
    """A piece of content, as wide as the room it was made for."""

    @property
    def height(self) -> float: ...

    def cut(self, room: float) -> tuple[Part | None, Part | None]:
        """What fits into the room, and the rest. Nothing fits where not even its smallest piece does."""

    def draw(self, sheet: Sheet, left: float, top: float, room: float) -> None: ...


@dataclass(frozen=True)
class Item:
    """A measured paragraph."""

    lines: Lines
    size: float
    mark: str = ""
    above: float = 0

    @property
    def height(self) -> float:
        return tall(len(self.lines), self.size) + self.above

    def paragraph(self) -> Paragraph:
        return Paragraph(joined(self.lines), self.size, self.mark, self.above)


@dataclass(frozen=True)
class TextPart:
    """Paragraphs or points of a list, one text box on a slide. What `leads` stands on the slide of what follows it."""

    items: tuple[Item, ...]
    leads: bool = False

    @property
    def height(self) -> float:
        return sum(item.height for item in self.items)

    def cut(self, room: float) -> tuple[Part | None, Part | None]:
        kept: list[Item] = []
        left = room
        for number, item in enumerate(self.items):
            if item.height <= left:
                kept.append(item)
                left -= item.height
                continue
            if kept and item.height <= _WHOLE:
                return TextPart(tuple(kept)), TextPart(self.items[number:])
            fits = int((left - item.above) / tall(1, item.size))
            rest = self.items[number:]
            if fits >= 2 or (fits == 1 and not kept and len(item.lines) > 1):
                kept.append(replace(item, lines=item.lines[:fits]))
                rest = (replace(item, lines=item.lines[fits:], mark="", above=0), *self.items[number + 1 :])
            return (TextPart(tuple(kept)) if kept else None), TextPart(rest)
        return self, None

    def draw(self, sheet: Sheet, left: float, top: float, room: float) -> None:
        sheet.text(Box(left, top, room, self.height), [item.paragraph() for item in self.items])


@dataclass(frozen=True)
class MeasuredCell:
    """The paragraphs of a cell, broken for the width of its column."""

    paragraphs: tuple[Lines, ...]
    side: Side = "start"

    @property
    def lines(self) -> int:
        return max(1, sum(len(lines) for lines in self.paragraphs))

    def cut(self, count: int) -> tuple[MeasuredCell, MeasuredCell]:
        first: list[Lines] = []
        rest: list[Lines] = []
        for lines in self.paragraphs:
            room = count - sum(len(one) for one in first)
            if room > 0 and not rest:
                first.append(lines[:room])
                lines = lines[room:]
            if lines:
                rest.append(lines)
        return replace(self, paragraphs=tuple(first)), replace(self, paragraphs=tuple(rest))

    def cell(self, size: float, *, head: bool) -> Cell:
        made = (Paragraph(joined(lines), size, side=self.side) for lines in self.paragraphs or ((),))
        return Cell(tuple(made), head)


@dataclass(frozen=True)
class TablePart:
    """A table whose head is repeated on every slide. `caption` is its name for a screen reader."""

    widths: tuple[float, ...]
    head: tuple[MeasuredCell, ...]
    rows: tuple[tuple[MeasuredCell, ...], ...]
    size: float
    caption: str

    @property
    def height(self) -> float:
        return sum(self._heights())

    def cut(self, room: float) -> tuple[Part | None, Part | None]:
        left = room - (self._tall(self.head) if self.head else 0)
        kept = 0
        for row in self.rows:
            left -= self._tall(row)
            if left < 0:
                break
            kept += 1
        if kept == len(self.rows):
            return self, None
        if kept > 6 and len(self.rows) - kept < 3:
            kept -= 3 - (len(self.rows) - kept)
        if kept:
            return replace(self, rows=self.rows[:kept]), replace(self, rows=self.rows[kept:])
        left += self._tall(self.rows[0])
        fits = int((left - 2 * PAD_Y) / tall(1, self.size))
        if fits < 8:
            return None, self
        halves = [cell.cut(fits) for cell in self.rows[0]]
        first, rest = tuple(one for one, _ in halves), tuple(other for _, other in halves)
        return replace(self, rows=(first,)), replace(self, rows=(rest, *self.rows[1:]))

    def draw(self, sheet: Sheet, left: float, top: float, room: float) -> None:
        cells = [[cell.cell(self.size, head=True) for cell in self.head]] if self.head else []
        cells += [[cell.cell(self.size, head=False) for cell in row] for row in self.rows]
        sheet.table(Box(left, top, room, self.height), self.widths, self._heights(), cells, self.caption)

    def _heights(self) -> list[float]:
        return [self._tall(row) for row in ((self.head,) if self.head else ()) + self.rows]

    def _tall(self, row: Sequence[MeasuredCell]) -> float:
        return tall(max(cell.lines for cell in row), self.size) + 2 * PAD_Y


@dataclass(frozen=True)
class FiguresPart:
    """Up to four large numbers side by side: label, value, range."""

    cells: tuple[tuple[Item, ...], ...]

    @property
    def height(self) -> float:
        return max(sum(item.height for item in cell) for cell in self.cells) + 24

    def cut(self, room: float) -> tuple[Part | None, Part | None]:
        return (self, None) if self.height <= room else (None, self)

    def draw(self, sheet: Sheet, left: float, top: float, room: float) -> None:
        each = room / len(self.cells)
        for edge in (top, top + self.height - 1):
            sheet.bar(Box(left, edge, room, 0.75), "#b7bfc5")
        for number, cell in enumerate(self.cells):
            height = sum(item.height for item in cell)
            box = Box(left + number * each, top + 12, each - 18, height)
            sheet.text(box, [item.paragraph() for item in cell], "Key figure")


@dataclass(frozen=True)
class CalloutPart:
    """What must not be missed: its title in words, on a tinted ground."""

    title: Item
    text: TextPart
    colour: str
    ground: str

    @property
    def height(self) -> float:
        return self.title.height + self.text.height + 22

    def cut(self, room: float) -> tuple[Part | None, Part | None]:
        if self.height <= room:
            return self, None
        first, rest = self.text.cut(room - self.title.height - 22)
        if not isinstance(first, TextPart):
            return None, self
        return replace(self, text=first), replace(self, text=rest) if isinstance(rest, TextPart) else None

    def draw(self, sheet: Sheet, left: float, top: float, room: float) -> None:
        sheet.bar(Box(left, top, room, self.height), self.ground)
        sheet.bar(Box(left, top, 3, self.height), self.colour)
        inner = Box(left + 16, top + 11, room - 32, self.height - 22)
        sheet.text(inner, [self.title.paragraph(), *(item.paragraph() for item in self.text.items)], "Callout")


@dataclass(frozen=True)
class PicturePart:
    """A drawing, as large as it may be and no smaller than can be read."""

    png: bytes
    alt: str
    name: str
    width: float
    full: float
    least: float

    @property
    def height(self) -> float:
        return self.full

    def cut(self, room: float) -> tuple[Part | None, Part | None]:
        if self.full <= room:
            return self, None
        if room < self.least:
            return None, self
        return replace(self, width=self.width * room / self.full, full=room), None

    def draw(self, sheet: Sheet, left: float, top: float, room: float) -> None:
        sheet.picture(Box(left, top, min(self.width, room), self.full), self.png, self.alt, self.name)


def item(content: Sequence[Span], room: float, size: float, *, mark: str = "", above: float = 0) -> Item:
    """A paragraph measured for a room; a list's marks stand in front of it."""
    return Item(broken(content, room - (INDENT if mark else 0), size), size, mark, above)


def cell(content: Sequence[Span], width: float, size: float, side: Side = "start") -> MeasuredCell:
    """A cell measured for its column. Of numbers at the end of a line, each range stands on a line of its own."""
    groups: list[list[Span]] = [[]]
    for span in content:
        if side == "end" and span.colour == QUIET and groups[-1]:
            groups.append([replace(span, text=span.text.lstrip())])
        else:
            groups[-1].append(span)
    room = max(width - 2 * PAD, size)
    return MeasuredCell(tuple(broken(group, room, size) for group in groups if group), side)
