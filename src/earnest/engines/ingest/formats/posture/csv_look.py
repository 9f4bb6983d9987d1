"""CSV exports whose rows also say when the tool looked, what is ignored, and which assets it looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Cells, Format, csv_format
from earnest.engines.ingest.writer import Entry, Sink


class Look(Protocol):
    """What one file says, row by row: `rows` gives the canonical rows of one CSV row, `close` comes after the last."""

    def rows(self, cells: Cells) -> Iterable[Entry]: ...

    def close(self) -> None: ...


def csv_look_format(
    *,
    id: str,  # noqa: A002 - the name of the field it fills
    title: str,
    tables: tuple[str, ...],
    columns: Mapping[str, str | tuple[str, ...]],
    needs: tuple[str, ...],
    look: Callable[[Sink], Look],
    marks: tuple[str, ...] = (),
) -> Format:
    """A format like those of `csv_format`, with one `look` made for each file that is read."""

    def reading(rows: Callable[[Cells], Iterable[Entry]]) -> Format:
        return csv_format(id=id, title=title, tables=tables, columns=columns, needs=needs, marks=marks, rows=rows)

    def read(document: Document, sink: Sink) -> None:
        state = look(sink)
        reading(state.rows).read(document, sink)
        state.close()

    return replace(reading(lambda _: ()), read=read)
