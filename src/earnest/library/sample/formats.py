"""Bytes of the file formats, the same for the same rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

import msgspec
import xlsxwriter


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file in UTF-8 with the line ends of RFC 4180."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode()


def json_bytes(value: object) -> bytes:
    return msgspec.json.encode(value) + b"\n"


def ndjson_bytes(values: Iterable[object]) -> bytes:
    return b"".join(json_bytes(value) for value in values)


def xlsx_bytes(sheet: str, header: Sequence[str], rows: Iterable[Sequence[object]], *, created: datetime) -> bytes:
    """A workbook of one sheet. `created` stands in its properties, so that no clock gets into the bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": sheet, "created": created.replace(tzinfo=None)})
    page = book.add_worksheet(sheet)
    page.write_row(0, 0, header, book.add_format({"bold": True}))
    for place, row in enumerate(rows, start=1):
        page.write_row(place, 0, row)
    book.close()
    return buffer.getvalue()


@lru_cache(maxsize=4096)
def zulu(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and Z, as Okta and AWS write it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"
