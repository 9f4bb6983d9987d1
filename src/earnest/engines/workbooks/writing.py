"""Writing into cells of one sheet. Every other part of the workbook is copied byte for byte.

Text goes in as an inline string, so nothing that is written can be a formula, whatever it begins with. A cell keeps its
style; a row whose height follows its text is measured anew by the program that opens it. What formulas gave before is
taken out wherever it stands, for it would be shown as if it still held by programs that do not compute on opening; and
the workbook is told to compute on opening.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Mapping

from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from earnest.engines.workbooks.cells import column_letters, place
from earnest.engines.workbooks.errors import FormulaCell, NoSuchPlace, NotAWorkbook, WorkbookError
from earnest.engines.workbooks.package import MAIN, WORKBOOK, Package, open_package, xml
from earnest.engines.workbooks.reading import read

LONGEST = 32_767
"""Characters that a cell holds at most."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def write(data: bytes, sheet: str, values: Mapping[str, str]) -> bytes:
    """The workbook with those texts in those cells (`{"C7": "Yes"}`) of a sheet.

    FormulaCell where a cell holds a formula, NoSuchPlace where there is no such sheet or the cell is hidden behind a
    joined one, WorkbookError where a text is too long. Then nothing is written.
    """
    package = open_package(data)
    part = next((one.part for one in package.sheets if one.name == sheet), None)
    if part is None:
        there = ", ".join(one.name for one in package.sheets)
        raise NoSuchPlace(f"The workbook has no sheet {sheet[:60]!r}", "", f"Sheets: {there}.")
    if not values:
        return data
    _refuse(data, sheet, values)
    root = xml(package.parts[part], part)
    body = root.find(f"{{{MAIN}}}sheetData")
    if body is None:
        raise NoSuchPlace("The sheet has no cells", sheet, "Ask for the file again.")
    for reference in sorted(values, key=place):
        _put(body, place(reference), values[reference], _styles(root))
    changed = {part: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)}
    kept = {one.part: changed.get(one.part, package.parts[one.part]) for one in package.sheets}
    return _packed(package, changed | _without_results(kept) | _recomputed(package))


def _refuse(data: bytes, sheet: str, values: Mapping[str, str]) -> None:
    found = read(data).sheet(sheet)
    for reference, text in values.items():
        row, column = place(reference)
        cell = found.cells.get((row, column))
        where = f"{sheet}!{reference}"
        if cell is not None and cell.formula:
            raise FormulaCell("The cell holds a formula, which is never written over", where, "Choose another column.")
        if found.covered(row, column):
            raise NoSuchPlace("The cell is hidden behind a joined one", where, "Choose the first cell of it.")
        if len(text) > LONGEST:
            raise WorkbookError("The text is too long for a cell", where, f"At most {LONGEST:,} characters fit.")


def _styles(root: etree._Element) -> dict[int, str]:
    """The style that a column gives to cells that are not there yet."""
    found: dict[int, str] = {}
    for column in root.iter(f"{{{MAIN}}}col"):
        style = column.get("style")
        bounds = (column.get("min", ""), column.get("max", ""))
        if style and all(one.isdecimal() for one in bounds):
            first, last = int(bounds[0]), int(bounds[1])
            found.update(dict.fromkeys(range(first, min(last, first + 200) + 1), style))
    return found


def _put(body: etree._Element, where: tuple[int, int], text: str, styles: Mapping[int, str]) -> None:
    row = _row(body, where[0])
    if row.get("customHeight") not in {"1", "true"}:
        row.attrib.pop("ht", None)
    cell = _cell(row, where, styles)
    for child in list(cell):
        cell.remove(child)
    cell.set("t", "inlineStr")
    for name in ("cm", "vm"):
        cell.attrib.pop(name, None)
    inside = etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
    inside.set(_SPACE, "preserve")
    inside.text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _row(body: etree._Element, number: int) -> etree._Element:
    at = len(body)
    for index, row in enumerate(body):
        told = row.get("r", "")
        if not told.isdecimal():
            raise NotAWorkbook("A row does not say where it is", "", "Open and save it in a spreadsheet program.")
        there = int(told)
        if there == number:
            return row
        if there > number:
            at = index
            break
    made = etree.Element(f"{{{MAIN}}}row", r=str(number))
    body.insert(at, made)
    return made


def _cell(row: etree._Element, where: tuple[int, int], styles: Mapping[int, str]) -> etree._Element:
    at = len(row)
    for index, cell in enumerate(row):
        if cell.tag != f"{{{MAIN}}}c":
            at = index
            break
        column = place(cell.get("r", ""))[1]
        if column == where[1]:
            return cell
        if column > where[1]:
            at = index
            break
    made = etree.Element(f"{{{MAIN}}}c", r=f"{column_letters(where[1])}{where[0]}")
    style = row.get("s") if row.get("customFormat") in {"1", "true"} else styles.get(where[1])
    if style:
        made.set("s", style)
    row.insert(at, made)
    row.attrib.pop("spans", None)
    return made


_RESULT = re.compile(
    rb"(<(?:\w+:)?c\b[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*[^/>]>[^<]*</(?:\w+:)?f>|>[^<]*</(?:\w+:)?f>))"
    rb"\s*<(?:\w+:)?v>[^<]+</(?:\w+:)?v>"
)
_BEFORE_CALC = ("definedNames", "externalReferences", "functionGroups", "sheets")
"""What stands before the word on computing in the list of sheets, the last first."""


def _without_results(sheets: Mapping[str, bytes]) -> dict[str, bytes]:
    """The sheets in which a formula has a result, without it; all else in them byte for byte."""
    found = {name: _RESULT.sub(rb"\1", data) for name, data in sheets.items() if b"<f" in data or b":f" in data}
    return {name: data for name, data in found.items() if data != sheets[name]}


def _recomputed(package: Package) -> dict[str, bytes]:
    """The list of sheets with the word to compute formulas on opening; nothing where that is needless or there."""
    formulas = any(b"<f" in package.parts[one.part] for one in package.sheets)
    kept = package.parts[WORKBOOK]
    if not formulas or re.search(rb'fullCalcOnLoad="(1|true)"', kept):
        return {}
    without = re.sub(rb'\sfullCalcOnLoad="[^"]*"', b"", kept)
    told, count = re.subn(rb"<((?:\w+:)?calcPr)(?=[\s/>])", rb'<\1 fullCalcOnLoad="1"', without, count=1)
    for name in _BEFORE_CALC if not count else ():
        end = rb"(</((?:\w+:)?)%b>|<((?:\w+:)?)%b/>)" % (name.encode(), name.encode())
        told, count = re.subn(end, rb'\1<\2\3calcPr fullCalcOnLoad="1"/>', without, count=1)
        if count:
            break
    return {WORKBOOK: told} if count else {}


def _packed(package: Package, changed: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for info in package.infos:
            kept = copy.copy(info)
            packed.writestr(kept, b"" if info.is_dir() else changed.get(info.filename, package.parts[info.filename]))
    return out.getvalue()
