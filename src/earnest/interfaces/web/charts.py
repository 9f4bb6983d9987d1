"""Charts on pages: a picture of the record in two widths, the sentence that says what it shows, its table behind it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from earnest.engines.documents.charts.pair import views
from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.laid import LaidRow, LaidTable, Runs, plain
from earnest.engines.documents.layout import lay_chart
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.model import Chart


@dataclass(frozen=True)
class Cell:
    """A cell of the table behind a chart. `shape` draws a status; `range` stands below numbers at the end of a line."""

    text: str
    range: str = ""
    shape: str = ""
    end: bool = False
    head: bool = False


@dataclass(frozen=True)
class PageChart:
    """What the component shows. `drawn` is markup that the renderer of charts made and cleaned."""

    id: str
    title: str
    says: str
    drawn: SafeString
    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


def shown(chart: Chart, id_: str, locale: Locale = ENGLISH) -> PageChart:
    """A chart of the document model for a page; `id_` must be its own on the page."""
    laid = lay_chart(chart, locale)
    title = plain(laid.title)
    columns = tuple(Cell(plain(column.runs), end=column.align == "end") for column in laid.table.columns)
    rows = tuple(_row(row, laid.table) for row in laid.table.rows)
    drawn = mark_safe(views(chart.picture, laid.alt, id_, locale))  # noqa: S308 - the renderer escapes and cleans it
    return PageChart(id_, title, plain(laid.runs), drawn, columns, rows)


def _row(row: LaidRow, table: LaidTable) -> tuple[Cell, ...]:
    ends = [column.align == "end" for column in table.columns]
    return tuple(
        _cell(runs, end=end, head=number == 0) for number, (runs, end) in enumerate(zip(row.cells, ends, strict=True))
    )


def _cell(runs: Runs, *, end: bool, head: bool) -> Cell:
    shape = next((run.shape for run in runs if run.kind == "status"), "")
    if not end:
        return Cell(plain(runs), shape=shape, head=head)
    ranges = " ".join(run.text for run in runs if run.kind == "range")
    return Cell(plain(tuple(run for run in runs if run.kind != "range")), ranges, shape, end=True, head=head)
