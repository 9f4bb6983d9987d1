"""A workbook as a package of parts. Nothing in it is run, nothing outside it is opened."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from earnest.engines.workbooks.errors import Locked, NotAWorkbook, OutsidePart, TooBig, UnsafeName, UnsafeXml

MOST_BYTES = 30_000_000
MOST_PARTS = 4_000
MOST_UNPACKED = 250_000_000
MOST_PART = 120_000_000
MOST_RATIO = 150
"""How many times its size a part above 2 MB may unpack to."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_DECLARES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True)
class SheetPart:
    """A sheet as the workbook lists it; `part` is its name in the package."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Package:
    """The parts of a workbook by name, in their order, with its sheets.

    `carries` says what it holds that is kept and never used: "macros", "links to other workbooks".
    """

    data: bytes
    infos: tuple[zipfile.ZipInfo, ...]
    parts: Mapping[str, bytes]
    sheets: tuple[SheetPart, ...]
    carries: tuple[str, ...]


def xml(data: bytes, place: str) -> etree._Element:
    """A part as a tree. UnsafeXml where it declares entities, NotAWorkbook where it is no XML."""
    shown = data if data[:2] not in (b"\xff\xfe", b"\xfe\xff") else data.decode("utf-16", "replace").encode()
    if _DECLARES.search(shown):
        raise UnsafeXml(
            "The workbook declares entities, which no spreadsheet program writes", place, "Do not use the file."
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotAWorkbook("A part of the workbook is damaged", place, "Ask for the file again.") from error


def open_package(data: bytes) -> Package:
    """The package in those bytes. Raises a `WorkbookError` that says what is wrong."""
    if len(data) > MOST_BYTES:
        raise TooBig("The workbook is too big", "", f"At most {MOST_BYTES // 1_000_000} MB are read.")
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Locked(
            "The file is an old .xls workbook or is locked with a password", "", "Save it as .xlsx without one."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            infos = tuple(packed.infolist())
            _look(infos)
            parts = {info.filename: _unpacked(packed, info) for info in infos if not info.is_dir()}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, zlib.error) as error:
        raise NotAWorkbook("The file is not a workbook, or is damaged", "", "Give an .xlsx or .xlsm file.") from error
    if "[Content_Types].xml" not in parts or WORKBOOK not in parts:
        raise NotAWorkbook("The file is no workbook", "", "Give an .xlsx or .xlsm file.")
    return Package(data, infos, parts, _sheets(parts), _carries(parts))


def _look(infos: tuple[zipfile.ZipInfo, ...]) -> None:
    """Sizes and names, before anything is unpacked."""
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise TooBig("The workbook unpacks to more than is read", "", "It may be made to do harm. Do not open it.")
    seen: set[str] = set()
    for info in infos:
        name = info.filename
        if info.flag_bits & 1:
            raise Locked("The workbook is locked with a password", name[:80], "Ask for it without one.")
        pieces = name.split("/")
        if name.startswith("/") or "\\" in name or "\0" in name or ".." in pieces or re.match(r"^[A-Za-z]:", name):
            raise UnsafeName("A part of the workbook has a name that leads out of it", name[:80], "Do not use it.")
        if name.casefold() in seen:
            raise UnsafeName("Two parts of the workbook share a name", name[:80], "Ask for the file again.")
        seen.add(name.casefold())
        ratio = info.file_size / max(1, info.compress_size)
        if info.file_size > MOST_PART or (info.file_size > 2_000_000 and ratio > MOST_RATIO):
            raise TooBig(
                "A part of the workbook unpacks to far more than it holds", name[:80], "It may be made to do harm."
            )


def _unpacked(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A part, never more of it than it said that it holds."""
    with packed.open(info) as stream:
        data = stream.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise TooBig("A part of the workbook is not as big as it says", info.filename[:80], "Ask for the file again.")
    return data


def _sheets(parts: Mapping[str, bytes]) -> tuple[SheetPart, ...]:
    if _STRICT in parts[WORKBOOK]:
        raise NotAWorkbook("The workbook is in the strict form", WORKBOOK, "Save it as an ordinary .xlsx file.")
    relations = _relations(parts)
    found: list[SheetPart] = []
    for sheet in xml(parts[WORKBOOK], WORKBOOK).iter(f"{{{MAIN}}}sheet"):
        name, link = sheet.get("name", ""), sheet.get(f"{{{_LINKS}}}id", "")
        target, external = relations.get(link, ("", False))
        if external:
            raise OutsidePart("A sheet is said to lie outside the workbook", name[:80], "Nothing was opened.")
        if target in parts and target.startswith("xl/worksheets/"):
            found.append(SheetPart(name, target, sheet.get("state", "visible") != "visible"))
    if not found:
        raise NotAWorkbook("The workbook has no sheet", WORKBOOK, "Ask for the file again.")
    return tuple(found)


def _relations(parts: Mapping[str, bytes]) -> dict[str, tuple[str, bool]]:
    """What the workbook refers to: the part, or the outside address, by id."""
    place = "xl/_rels/workbook.xml.rels"
    if place not in parts:
        raise NotAWorkbook("The workbook does not say where its sheets are", place, "Ask for the file again.")
    found: dict[str, tuple[str, bool]] = {}
    for one in xml(parts[place], place).iter(f"{{{_RELATIONS}}}Relationship"):
        target = one.get("Target", "")
        external = one.get("TargetMode") == "External"
        inside = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        found[one.get("Id", "")] = (target if external else inside, external)
    return found


def _carries(parts: Mapping[str, bytes]) -> tuple[str, ...]:
    kinds = (("xl/vbaProject.bin", "macros"), ("xl/externalLinks/", "links to other workbooks"))
    return tuple(what for start, what in kinds if any(name.startswith(start) for name in parts))
