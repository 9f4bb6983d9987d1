"""One format that comes in several shapes, such as JSON and CSV of the same export."""

from __future__ import annotations

from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format
from earnest.engines.ingest.outline import outline
from earnest.engines.ingest.writer import Sink


def one_of(*shapes: Format) -> Format:
    """The format whose files have one of the shapes, JSON before CSV.

    A file that has none of them and is named so all the same is read as the first if it is JSON, else as the last,
    which then explains what is missing.
    """
    first = shapes[0]

    def read(document: Document, sink: Sink) -> None:
        seen = outline(document.head)
        likely = first if seen.container == "json" else shapes[-1]
        next((shape for shape in shapes if shape.matches(seen)), likely).read(document, sink)

    return Format(first.id, first.title, first.tables, lambda seen: any(s.matches(seen) for s in shapes), read)
