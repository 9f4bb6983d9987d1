"""Where cells are: columns as letters, rows from 1."""

from __future__ import annotations

import re

from earnest.engines.workbooks.errors import NoSuchPlace

LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
_REFERENCE = re.compile(r"^\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})$")


def column_number(letters: str) -> int:
    """1 for A, 28 for AB. NoSuchPlace for what is no column."""
    if not re.fullmatch(r"[A-Za-z]{1,3}", letters):
        raise NoSuchPlace(f"{letters[:20]!r} is not a column", "", "Write its letters, such as C.")
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    if number > LAST_COLUMN:
        raise NoSuchPlace(f"{letters.upper()} is past the last column", "", "The last one is XFD.")
    return number


def column_letters(number: int) -> str:
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def place(reference: str) -> tuple[int, int]:
    """Row and column of a reference such as C7. NoSuchPlace for what is none."""
    found = _REFERENCE.match(reference)
    if found is None or int(found[2]) > LAST_ROW:
        raise NoSuchPlace(f"{reference[:20]!r} is not a cell", "", "Write it like C7.")
    return int(found[2]), column_number(found[1])


def area(reference: str) -> tuple[int, int, int, int]:
    """First row, first column, last row, last column of a reference such as C7:D9, or of one cell."""
    first, _colon, last = reference.partition(":")
    top, left = place(first)
    bottom, right = place(last) if last else (top, left)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)
