"""Lists that are computed, not queried: their order and their downloads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.functional import Promise

from earnest.foundation.cells import csv_lines
from earnest.foundation.resource.export import workbook

R = TypeVar("R")


@dataclass(frozen=True)
class Column:
    """A column of a computed list: its key in the address, its heading and its value."""

    key: str
    label: str | Promise
    value: Callable[[Any], Any]


def ordered(rows: Iterable[R], columns: Sequence[Column], sort: str) -> list[R]:
    """Rows by one column; a minus before it turns the order around. What has no value comes last either way."""
    found = list(rows)
    column = next((one for one in columns if one.key == sort.removeprefix("-")), None)
    if column is None:
        return found
    valued = [row for row in found if column.value(row) not in {None, ""}]
    empty = [row for row in found if column.value(row) in {None, ""}]
    valued.sort(key=lambda row: _key(column.value(row)), reverse=sort.startswith("-"))
    return valued + empty


def download(name: str, columns: Sequence[Column], rows: Iterable[Any], kind: str) -> HttpResponse | None:
    """The rows as `csv`, `xlsx` or `json`, safe to open in a spreadsheet; None for anything else."""
    if kind == "csv":
        return _file("".join(csv_lines(_table(columns, rows))), f"{name}.csv", "text/csv; charset=utf-8")
    if kind == "xlsx":
        body = workbook(name, _table(columns, rows))
        return _file(body, f"{name}.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    if kind == "json":
        content = [{one.key: one.value(row) for one in columns} for row in rows]
        text = json.dumps(content, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
        return _file(text, f"{name}.json", "application/json")
    return None


def streamed(name: str, columns: Sequence[Column], rows: Iterable[Any]) -> StreamingHttpResponse:
    """The rows as CSV, sent as they are read: for lists that do not fit into memory."""
    return StreamingHttpResponse(
        csv_lines(_table(columns, rows)), content_type="text/csv; charset=utf-8", headers=_named(f"{name}.csv")
    )


def _table(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[list[Any]]:
    yield [str(one.label) for one in columns]
    for row in rows:
        yield [one.value(row) for one in columns]


def _key(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _file(text: str | bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(text, content_type=kind, headers=_named(name))


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
