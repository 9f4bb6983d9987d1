"""Lists as files: CSV, XLSX and JSON, safe to open in a spreadsheet."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from earnest.foundation.cells import csv_lines, safe
from earnest.foundation.resource.declaration import Resource
from earnest.foundation.resource.values import heading, plain, shown

FORMATS = ("csv", "xlsx", "json")
_CHUNK = 500


def respond(resource: Resource[Any], rows: QuerySet[Any], columns: tuple[str, ...], kind: str) -> HttpResponseBase:
    """The rows of a view as a download."""
    name = f'attachment; filename="{resource.slug}.{kind}"'
    if kind == "json":
        body = json.dumps(
            [plain(resource, row) for row in rows.iterator(chunk_size=_CHUNK)], indent=2, ensure_ascii=False
        )
        return HttpResponse(body, content_type="application/json", headers={"Content-Disposition": name})
    table = _table(resource, rows, columns)
    if kind == "csv":
        return StreamingHttpResponse(
            csv_lines(table), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
        )
    return HttpResponse(
        workbook(resource.plural, table),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": name},
    )


def _table(resource: Resource[Any], rows: QuerySet[Any], columns: tuple[str, ...]) -> Iterator[list[Any]]:
    yield [heading(resource, name) for name in columns]
    fields = [resource.field(name) for name in columns]
    for row in rows.iterator(chunk_size=_CHUNK):
        yield [shown(row, column) for column in fields]


def workbook(title: str, table: Iterable[list[Any]]) -> bytes:
    """Rows as an XLSX file of one sheet whose first row is a heading; the same rows give the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001  a fixed moment: the same rows give the same file
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True, "bottom": 1})
    widths: list[int] = []
    for number, cells in enumerate(table):
        widths = widths or [0] * len(cells)
        for column, value in enumerate(map(safe, cells)):
            sheet.write(number, column, value, bold if number == 0 else None)
            widths[column] = max(widths[column], min(60, len(str(value if value is not None else ""))))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width + 2)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
