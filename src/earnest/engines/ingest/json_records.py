"""Records of a JSON file, in whichever wrapping tools write them.

Understood: an array of records; several arrays after each other (`gh api --paginate`); an array of arrays (the same
with `--slurp`); an object that holds the array under a known key (`{"Findings": […]}`); one record a line (NDJSON);
one record.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from earnest.engines.ingest.coerce import FieldError
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.json_stream import Element, JsonStream
from earnest.engines.ingest.reading import UnreadableFile

T = TypeVar("T")
Placed = tuple[str, T | FieldError]


def records(document: Document, kind: type[T], wrappers: tuple[str, ...] = ()) -> Iterator[Placed[T]]:
    """Place and record, for each record of the file; the place is a JSON pointer, or the record's number in NDJSON."""
    element = Element(kind)
    with document.path.open("rb") as file:
        stream = JsonStream(file)
        page = 0
        while start := stream.peek():
            page += 1
            prefix = f"page {page} " if page > 1 else ""
            if start == b"[":
                yield from _array(stream, element, prefix)
            elif start == b"{":
                offset = stream.offset
                wrapped = False
                for item in _wrapped(stream, element, wrappers, prefix):
                    wrapped = True
                    if item is not None:
                        yield item
                if not wrapped:
                    yield from _lines(JsonStream(file, offset), element)
                    return
            else:
                what = "The JSON holds neither an array nor an object"
                raise UnreadableFile(what, f"byte {stream.offset}", "export the file again.")


def _array(stream: JsonStream, element: Element[T], prefix: str) -> Iterator[Placed[T]]:
    number = 0
    if stream.opens_pages():
        for pages in stream.batches(Element(msgspec.Raw)):
            for page in pages or ():
                if not isinstance(page, FieldError):
                    for index, record in enumerate(element.nested(page, f"{prefix}/{number}")):
                        yield f"{prefix}/{number}/{index}", record
                number += 1
        return
    for batch in stream.batches(element):
        for record in batch or ():
            yield f"{prefix}/{number}", record
            number += 1


def _wrapped(
    stream: JsonStream, element: Element[T], wrappers: tuple[str, ...], prefix: str
) -> Iterator[Placed[T] | None]:
    """Records under a wrapper key; one None if there is such a key, nothing at all if there is none."""
    for key in stream.fields():
        if key in wrappers and stream.peek() == b"[":
            yield None
            number = 0
            for batch in stream.batches(element):
                for record in batch or ():
                    yield f"{prefix}/{key}/{number}", record
                    number += 1
        else:
            stream.skip()


def _lines(stream: JsonStream, element: Element[T]) -> Iterator[Placed[T]]:
    number = 0
    for batch in stream.lines(element):
        for record in batch:
            number += 1
            yield f"record {number}", record


def records_at(document: Document, kind: type[T], path: str) -> Iterator[Placed[T]]:
    """Place and record of the array at a dotted path of keys. UnreadableFile if there is no array."""
    element = Element(kind)
    with document.path.open("rb") as file:
        stream = JsonStream(file)
        at = ""
        for step in path.split("."):
            at += f"/{step}"
            if stream.peek() != b"{" or not _enter(stream, step):
                raise UnreadableFile(f"The JSON has no {at}", "", "correct the path under `records` in the adapter.")
        if stream.peek() != b"[":
            raise UnreadableFile(
                f"The JSON has no array at {at}", "", "correct the path under `records` in the adapter."
            )
        number = 0
        for batch in stream.batches(element):
            for record in batch or ():
                yield f"{at}/{number}", record
                number += 1


def _enter(stream: JsonStream, key: str) -> bool:
    """Move the cursor to the value of that key in the object at the cursor; false if there is no such key."""
    for found in stream.fields():
        if found == key:
            return True
        stream.skip()
    return False
