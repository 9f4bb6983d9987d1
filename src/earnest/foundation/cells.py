"""Cells of tables that leave the house: text and numbers, nothing that runs when a spreadsheet opens it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]|\s+[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def safe(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula. Numbers stay numbers, written as text too; text that could be a
    formula, also one in full-width signs or after white space, gets a leading quote."""
    if isinstance(value, (int, float, Decimal)) or value is None:
        return value
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def csv_lines(table: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Rows as the lines of a CSV file that a spreadsheet opens safely, in UTF-8 with its mark."""
    line = io.StringIO()
    writer = csv.writer(line)
    yield "\ufeff"
    for cells in table:
        writer.writerow([safe(cell) for cell in cells])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
