"""What is wrong with a workbook, each with its own name."""

from __future__ import annotations


class WorkbookError(Exception):
    """A workbook that cannot be read or written into: what happened, where in it, and what to do."""

    def __init__(self, what: str, place: str = "", remedy: str = "") -> None:
        self.what, self.place, self.remedy = what, place, remedy
        where = f" ({place})" if place else ""
        super().__init__(f"{what}{where}. {remedy}".strip())


class NotAWorkbook(WorkbookError):
    """The file is no XLSX or XLSM workbook, or is damaged."""


class TooBig(WorkbookError):
    """It unpacks to more than is read, or has more cells than are read."""


class UnsafeName(WorkbookError):
    """A part of it has a name that leads out of it, or two parts share one."""


class UnsafeXml(WorkbookError):
    """A part of it declares a document type or entities."""


class Locked(WorkbookError):
    """It is encrypted."""


class OutsidePart(WorkbookError):
    """A sheet of it is said to lie outside the file."""


class NoSuchPlace(WorkbookError):
    """It has no such sheet, column or cell."""


class FormulaCell(WorkbookError):
    """A cell that holds a formula was to be written into."""
