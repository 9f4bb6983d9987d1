"""Formats that a tool writes in two ways, as CSV and as JSON, under one id."""

from __future__ import annotations

import codecs

from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format
from earnest.engines.ingest.writer import Sink


def either(table: Format, objects: Format) -> Format:
    """Read by `objects` if the file begins like JSON, else by `table`, whose id, title and tables count."""

    def read(document: Document, sink: Sink) -> None:
        start = document.head.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
        (objects if start in (b"{", b"[") else table).read(document, sink)

    return Format(
        id=table.id,
        title=table.title,
        tables=table.tables,
        matches=lambda outline: table.matches(outline) or objects.matches(outline),
        read=read,
    )
