"""Reading a workbook: the text of its cells, where formulas are, and what may be chosen in a cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from earnest.engines.workbooks.cells import area, place
from earnest.engines.workbooks.errors import NoSuchPlace, NotAWorkbook, TooBig
from earnest.engines.workbooks.package import MAIN, WORKBOOK, Package, SheetPart, open_package, xml

MOST_CELLS = 400_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Cell:
    text: str
    formula: bool = False


@dataclass(frozen=True)
class Choices:
    """What a list of data validation allows in an area."""

    area: tuple[int, int, int, int]
    values: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet: its cells by row and column (both from 1), lists of choices, and joined areas."""

    name: str
    hidden: bool
    cells: Mapping[tuple[int, int], Cell]
    choices: tuple[Choices, ...] = ()
    joined: tuple[tuple[int, int, int, int], ...] = ()

    def text(self, row: int, column: int) -> str:
        cell = self.cells.get((row, column))
        return cell.text if cell else ""

    def allowed(self, row: int, column: int) -> tuple[str, ...]:
        """What may be chosen in a cell; empty where anything may be written."""
        return next((one.values for one in self.choices if _within(one.area, row, column)), ())

    def covered(self, row: int, column: int) -> bool:
        """Whether a joined area hides the cell behind its first one."""
        return any(_within(one, row, column) and (row, column) != one[:2] for one in self.joined)

    @cached_property
    def rows(self) -> tuple[int, ...]:
        return tuple(sorted({row for row, _column in self.cells}))

    @cached_property
    def columns(self) -> tuple[int, ...]:
        return tuple(sorted({column for _row, column in self.cells}))


@dataclass(frozen=True)
class Book:
    """A workbook that was read."""

    package: Package
    sheets: tuple[Sheet, ...] = field(default=())

    def sheet(self, name: str) -> Sheet:
        """NoSuchPlace where there is none of that name; the error names those that there are."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        there = ", ".join(sheet.name for sheet in self.sheets)
        raise NoSuchPlace(f"The workbook has no sheet {name[:60]!r}", "", f"Sheets: {there}.")


def read(data: bytes) -> Book:
    """Every sheet of a workbook. Raises a `WorkbookError` that says what is wrong."""
    package = open_package(data)
    strings = _strings(package)
    left = MOST_CELLS
    raw: list[tuple[SheetPart, etree._Element, dict[tuple[int, int], Cell]]] = []
    for part in package.sheets:
        root = xml(package.parts[part.part], part.part)
        cells = _cells(root, strings, part.name, left)
        left -= len(cells)
        raw.append((part, root, cells))
    values = {part.name: cells for part, _root, cells in raw}
    areas = _named(package)
    sheets = [
        Sheet(part.name, part.hidden, cells, _choices(root, part.name, values, _seen_from(areas, part)), _joined(root))
        for part, root, cells in raw
    ]
    return Book(package, tuple(sheets))


def _strings(package: Package) -> list[str]:
    name = next((one for one in package.parts if one.lower() == "xl/sharedstrings.xml"), "")
    if not name:
        return []
    return [_text(item) for item in xml(package.parts[name], name).iter(f"{{{MAIN}}}si")]


def _text(item: etree._Element) -> str:
    """The text of a string item without its reading aids."""
    skip = f"{{{MAIN}}}rPh"
    pieces = [
        node.text or ""
        for node in item.iter(f"{{{MAIN}}}t")
        if not any(parent.tag == skip for parent in node.iterancestors())
    ]
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(pieces)).strip()


def _cells(root: etree._Element, strings: list[str], name: str, most: int) -> dict[tuple[int, int], Cell]:
    found: dict[tuple[int, int], Cell] = {}
    for cell in root.iter(f"{{{MAIN}}}c"):
        reference = cell.get("r")
        if reference is None:
            raise NotAWorkbook("A cell does not say where it is", name, "Open and save it in a spreadsheet program.")
        text, formula = _value(cell, strings, name), cell.find(f"{{{MAIN}}}f") is not None
        if text or formula:
            found[place(reference)] = Cell(text, formula)
        if len(found) > most:
            raise TooBig("The sheets have more cells than are read", name, f"At most {MOST_CELLS:,} with content.")
    return found


def _value(cell: etree._Element, strings: list[str], name: str) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inside = cell.find(f"{{{MAIN}}}is")
        return _text(inside) if inside is not None else ""
    value = (cell.findtext(f"{{{MAIN}}}v") or "").strip()
    if kind == "s" and value:
        if not value.isdecimal() or int(value) >= len(strings):
            raise NotAWorkbook("A cell points to a text that is not there", f"{name}!{cell.get('r')}", "It is damaged.")
        return strings[int(value)]
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE" if value else ""
    return value


def _joined(root: etree._Element) -> tuple[tuple[int, int, int, int], ...]:
    return tuple(area(one.get("ref", "")) for one in root.iter(f"{{{MAIN}}}mergeCell"))


def _named(package: Package) -> dict[tuple[str, str], str]:
    """What each name stands for, by the sheet that alone knows it, empty for all, and by name in small letters."""
    root = xml(package.parts[WORKBOOK], WORKBOOK)
    listed = [one.get("name", "") for one in root.iter(f"{{{MAIN}}}sheet")]
    found: dict[tuple[str, str], str] = {}
    for one in root.iter(f"{{{MAIN}}}definedName"):
        told, sheet = one.get("localSheetId"), ""
        if told is not None:
            if not told.isdecimal() or len(told) > 6 or int(told) >= len(listed):
                continue
            sheet = listed[int(told)]
        found[sheet, one.get("name", "").casefold()] = (one.text or "").strip()
    return found


def _seen_from(areas: Mapping[tuple[str, str], str], part: SheetPart) -> dict[str, str]:
    """What names stand for on a sheet: its own before those of all; those of another as `sheet!name`."""
    everywhere = {name: told for (sheet, name), told in areas.items() if not sheet}
    own = {name: told for (sheet, name), told in areas.items() if sheet == part.name}
    named = {f"{quoted}!{name}": told for (sheet, name), told in areas.items() if sheet for quoted in _quoted(sheet)}
    return {**everywhere, **named, **own}


def _quoted(sheet: str) -> tuple[str, str]:
    """How formulas write the name of a sheet, in small letters."""
    return sheet.casefold(), "'{}'".format(sheet.replace("'", "''").casefold())


def _choices(
    root: etree._Element,
    name: str,
    values: Mapping[str, Mapping[tuple[int, int], Cell]],
    areas: Mapping[str, str],
) -> tuple[Choices, ...]:
    found: list[Choices] = []
    for rule in root.iter(f"{{{MAIN}}}dataValidation"):
        if rule.get("type") != "list":
            continue
        formula = (rule.findtext(f"{{{MAIN}}}formula1") or "").strip().removeprefix("=")
        listed = _listed(areas.get(formula.casefold(), formula), name, values)
        if listed:
            found.extend(Choices(area(one), listed) for one in rule.get("sqref", "").split())
    return tuple(found)


def _listed(formula: str, name: str, values: Mapping[str, Mapping[tuple[int, int], Cell]]) -> tuple[str, ...]:
    """The choices that a rule names in itself or in an area of a sheet; none where it is computed."""
    if formula.startswith('"') and formula.endswith('"'):
        return tuple(one.strip() for one in formula[1:-1].replace('""', '"').split(",") if one.strip())
    sheet, _sep, reference = formula.rpartition("!")
    sheet = sheet.strip("'").replace("''", "'") or name
    try:
        top, left, bottom, right = area(reference)
    except NoSuchPlace:
        return ()
    cells = values.get(sheet, {})
    inside = [
        cell.text for (row, column), cell in sorted(cells.items()) if top <= row <= bottom and left <= column <= right
    ]
    return tuple(inside[:50])


def _within(found: tuple[int, int, int, int], row: int, column: int) -> bool:
    return found[0] <= row <= found[2] and found[1] <= column <= found[3]
