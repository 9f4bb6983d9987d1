"""Sheets of an XLSX workbook as rows, after the archive has been found to be of sane size and without DTDs."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from earnest.engines.ingest.archive import check_directory
from earnest.engines.ingest.coerce import Scalar
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.reading import UnreadableFile

UNPACKED_LIMIT = 256 * 1024 * 1024
"""Bytes that all parts of a workbook may unpack to: its shared text is held in memory."""

PARTS_LIMIT = 2_000
CELLS_LIMIT = 50_000_000
"""Cells of one sheet, those included that are only there because another cell of their row is far to the right."""

_PEEK = 4096
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
    SyntaxError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)
"""What zipfile, the XML parsers and openpyxl raise on archives that are not what they should be."""

Cells = tuple[Scalar, ...]


def sheet_rows(document: Document, sheet: str = "") -> tuple[tuple[str, ...], Iterator[tuple[str, Cells]]]:
    """Header, and place and cells of each row below it, of the named sheet or of the first one.

    The header is the first row that is not empty; rows are numbered as the workbook shows them.
    """
    rows = _rows(document, sheet)
    for _, cells in rows:
        if any(cell is not None for cell in cells):
            return tuple("" if cell is None else str(cell).strip() for cell in cells), rows
    raise UnreadableFile("The sheet is empty", sheet, "name another sheet in the adapter, or export again.")


def workbook_columns(document: Document) -> frozenset[str]:
    """Headings of all sheets, in lower case, for recognition. None if the archive is no workbook."""
    headings: set[str] = set()
    try:
        names = _sheets(document)
    except UnreadableFile:
        return frozenset()
    for name in names:
        try:
            headings.update(sheet_rows(document, name)[0])
        except UnreadableFile:
            continue
    return frozenset(heading.casefold() for heading in headings if heading)


def _sheets(document: Document) -> list[str]:
    with _Workbook(document) as book:
        return [sheet.title for sheet in book.worksheets]


def _rows(document: Document, sheet: str) -> Iterator[tuple[str, Cells]]:
    with _Workbook(document) as book:
        if sheet and sheet not in book.sheetnames:
            what = f"The workbook has no sheet {sheet!r}"
            raise UnreadableFile(what, "", f"its sheets are: {', '.join(book.sheetnames)}.")
        chosen = book[sheet] if sheet else book.worksheets[0]
        chosen.reset_dimensions()
        seen = 0
        for number, cells in enumerate(chosen.iter_rows(values_only=True), start=1):
            seen += 1 + len(cells)
            if seen > CELLS_LIMIT:
                what = f"The sheet has more than {CELLS_LIMIT:,} rows and cells"
                raise UnreadableFile(what, f"{chosen.title} row {number}", "export it as CSV, or delete what is empty.")
            if any(cell is not None for cell in cells):
                yield f"{chosen.title} row {number}", tuple(_scalar(cell) for cell in cells)


def _scalar(cell: object) -> Scalar:
    return cell if cell is None or isinstance(cell, (str, bool, int, float, datetime, date)) else str(cell)


class _Workbook:
    """A checked and opened workbook; whatever its reader raises inside becomes UnreadableFile."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def __enter__(self) -> Any:
        from openpyxl import load_workbook  # here, because most files are no workbooks
        from openpyxl.utils.exceptions import InvalidFileException

        try:
            self._file = self._document.path.open("rb")
            _check_archive(self._document)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._book = load_workbook(self._file, read_only=True, data_only=True, keep_links=False)
        except (*_BROKEN, InvalidFileException) as problem:
            self._file.close()
            raise _broken(problem) from None
        except UnreadableFile:
            self._file.close()
            raise
        return self._book

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: object) -> None:
        self._book.close()
        self._file.close()
        if isinstance(problem, _BROKEN):
            raise _broken(problem) from None


def _broken(problem: BaseException) -> UnreadableFile:
    return UnreadableFile(
        f"The workbook is broken: {problem}", "", "open it in a spreadsheet program and save it as XLSX."
    )


def _check_archive(document: Document) -> None:
    check_directory(document.path, PARTS_LIMIT)
    with zipfile.ZipFile(document.path) as archive:
        parts = archive.infolist()
        if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
            what = f"The workbook unpacks to more than {UNPACKED_LIMIT // 1024 // 1024} MiB or {PARTS_LIMIT} parts"
            raise UnreadableFile(what, "", "export it as CSV, or in smaller parts.")
        for part in parts:
            with archive.open(part) as file:
                start = file.read(_PEEK)
                if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                    raise UnreadableFile("The workbook declares XML entities", part.filename, "save it again as XLSX.")
        damaged = archive.testzip()
        if damaged:
            raise UnreadableFile("The workbook is damaged", damaged, "export it again.")
