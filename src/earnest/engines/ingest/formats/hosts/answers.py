"""JSON answers of web interfaces: the records deep inside an object, and what the object says of how many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from earnest.engines.ingest.coerce import FieldError
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.json_stream import Element, JsonStream
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Sink

T = TypeVar("T")


@dataclass
class Answer:
    """What is told of one or several answers that follow each other in one file."""

    records: int = 0
    totals: list[int] = field(default_factory=list)
    found: bool = False

    def note(self, sink: Sink, what: str) -> None:
        """Say in the reading if the answers hold fewer records than there are."""
        total = max(self.totals, default=0)
        if self.records < total:
            sink.notes.append(f"The file holds {self.records:,} of {total:,} {what}: export all pages of the answer.")


def answered(
    document: Document,
    kind: type[T],
    lists: tuple[str, ...],
    totals: tuple[str, ...],
    take: Callable[[str, T | FieldError], None],
) -> Answer:
    """Give place and record of each array at one of the dotted paths in `lists` to `take`.

    `totals` are the dotted paths of the numbers that say how many records there are in all.
    """
    answer = Answer()
    element = Element(kind)
    with document.path.open("rb") as file:
        stream = JsonStream(file)
        page = 0
        while start := stream.peek():
            page += 1
            prefix = f"page {page} " if page > 1 else ""
            if start != b"{":
                raise UnreadableFile("The JSON holds no object", f"byte {stream.offset}", "export the file again.")
            for place, record in _walk(stream, element, lists, totals, answer, ""):
                take(f"{prefix}{place}", record)
    if not answer.found:
        names = " or ".join(path.replace(".", "/") for path in lists)
        raise UnreadableFile(f"The JSON has no list {names}", "", "export the whole answer again.")
    return answer


def _walk(
    stream: JsonStream, element: Element[T], lists: tuple[str, ...], totals: tuple[str, ...], answer: Answer, at: str
) -> Iterator[tuple[str, T | FieldError]]:
    for key in stream.fields():
        path = f"{at}.{key}" if at else key
        if path in lists and stream.peek() == b"[":
            answer.found = True
            yield from _records(stream, element, f"/{path.replace('.', '/')}", answer)
        elif path in totals:
            number = _number(stream.value())
            if number is not None:
                answer.totals.append(number)
        elif stream.peek() == b"{" and any(wanted.startswith(f"{path}.") for wanted in (*lists, *totals)):
            yield from _walk(stream, element, lists, totals, answer, path)
        else:
            stream.skip()


def _records(
    stream: JsonStream, element: Element[T], place: str, answer: Answer
) -> Iterator[tuple[str, T | FieldError]]:
    number = 0
    for batch in stream.batches(element):
        for record in batch or ():
            yield f"{place}/{number}", record
            number += 1
    answer.records += number


def _number(raw: bytes) -> int | None:
    try:
        return msgspec.json.decode(raw, type=int)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
