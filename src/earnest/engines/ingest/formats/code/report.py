"""A report of a scanner: a JSON object, of any size and with its keys in any order, read in bounded memory.

Most scanners write one object with some short values (what was scanned, when) and some long lists (what was found), and
the short values often come last. So an object is passed over once, to keep the short values and to note where the lists
begin; then each list is read from there, element by element.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, BinaryIO, TypeVar, cast

import msgspec

from earnest.engines.ingest.coerce import FieldError
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import emit
from earnest.engines.ingest.json_stream import Element, JsonStream
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry, Sink

T = TypeVar("T")
_Open = Callable[[], BinaryIO]


class Anything(msgspec.Struct, gc=False):
    """A JSON object of which nothing is read: to count it, or to pass over it."""


_ANYTHING = Element(Anything)
_RAW = Element(msgspec.Raw)
_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])


@dataclass(frozen=True)
class Shape:
    """What is wanted of an object: short values, arrays of objects, and objects with a shape of their own, by key."""

    values: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    inner: Mapping[str, Shape] = field(default_factory=dict)

    def keeps(self, key: str, start: bytes) -> bool:
        """Whether a value is to be kept: as it is wanted, or to say that it is not the array or object it should be."""
        return key in self.values or (start != b"n" and (key in self.lists or key in self.inner))


def shape(values: Iterable[str] = (), lists: Iterable[str] = (), inner: Mapping[str, Shape] | None = None) -> Shape:
    """A shape by its keys."""
    return Shape(frozenset(values), frozenset(lists), inner or {})


@lru_cache(maxsize=256)
def _element(kind: Hashable) -> Element[Any]:
    return Element(cast("type[Any]", kind))


class Report:
    """One JSON object on its way into rows. `place` is where it stands in the file, as a JSON pointer."""

    def __init__(self, sink: Sink, place: str) -> None:
        self._sink = sink
        self.place = place
        self._opened: _Open | None = None
        self._values: dict[str, bytes] = {}
        self._lists: dict[str, int] = {}
        self._held: dict[str, msgspec.Raw] = {}
        self._inner: dict[str, Report] = {}
        self._nulls: set[str] = set()

    @classmethod
    def streamed(cls, opened: _Open, stream: JsonStream, sink: Sink, place: str, wanted: Shape) -> Report:
        """The object at the cursor, of any size, whose lists are read from the file when they are asked for."""
        report = cls(sink, place)
        report._opened = opened
        for key in stream.fields():
            start = stream.peek()
            if key in wanted.lists and start == b"[":
                report._lists[key] = stream.offset
                for batch in stream.batches(_ANYTHING, descend=True):
                    if batch is None:
                        _pass_over(stream)
            elif key in wanted.inner and start == b"{":
                report._inner[key] = cls.streamed(opened, stream, sink, f"{place}/{key}", wanted.inner[key])
            elif wanted.keeps(key, start):
                report._values[key] = stream.value()
            else:
                report._nulls.update({key} & wanted.lists)
                stream.skip()
        return report

    @classmethod
    def held(cls, raw: msgspec.Raw, sink: Sink, place: str, wanted: Shape) -> Report:
        """An object that is small enough to be held whole."""
        report = cls(sink, place)
        try:
            found = _FIELDS.decode(raw)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as problem:
            raise _broken(problem, place) from None
        for key, value in found.items():
            start = bytes(memoryview(value)[:1])
            if key in wanted.lists and start == b"[":
                report._held[key] = value
            elif key in wanted.inner and start == b"{":
                report._inner[key] = cls.held(value, sink, f"{place}/{key}", wanted.inner[key])
            elif wanted.keeps(key, start):
                report._values[key] = bytes(value)
            else:
                report._nulls.update({key} & wanted.lists)
        return report

    def __contains__(self, key: str) -> bool:
        return any(key in kept for kept in (self._lists, self._held, self._values, self._inner))

    def require(self, title: str, *keys: str) -> None:
        """UnreadableFile if none of the keys is there: then the object is not what its format says.

        A list that is null is there: tools written in Go write an empty list so.
        """
        if not any(key in self or key in self._nulls for key in keys):
            what = f"The JSON has no {' and no '.join(map(repr, keys))}"
            raise UnreadableFile(what, self.place or "/", f"name the format it is in; this is not {title}.")

    def value(self, key: str, kind: type[T]) -> T | None:
        """The short value under the key; None if it is absent, null, or rejected because it is of another type."""
        raw = self._values.get(key)
        if raw is None or raw == b"null":
            return None
        try:
            found = _element(cast("Hashable", kind)).lenient(raw)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as problem:
            raise _broken(problem, f"{self.place}/{key}") from None
        if isinstance(found, FieldError):
            self._sink.reject(f"{self.place}/{key}", found)
            return None
        return found  # type: ignore[no-any-return]  # the decoder was made for the kind

    def text(self, key: str) -> str | None:
        """The text under the key, trimmed."""
        found = self.value(key, str)
        return (found or "").strip() or None

    def elements(self, key: str, kind: type[T]) -> Iterator[tuple[str, T | FieldError]]:
        """Place and element of the array under the key; nothing if it is absent or null."""
        element = _element(cast("Hashable", kind))
        at = f"{self.place}/{key}"
        if key in self._held:
            yield from ((f"{at}/{number}", item) for number, item in enumerate(element.nested(self._held[key], at)))
        elif key in self._lists and self._opened:
            with self._opened() as file:
                number = 0
                for batch in JsonStream(file, self._lists[key]).batches(element):
                    for item in batch or ():
                        yield f"{at}/{number}", item
                        number += 1
        elif key in self._values:
            yield at, FieldError(key, "is not an array")

    def good(self, key: str, kind: type[T]) -> Iterator[T]:
        """Elements of the array that fit their type; the others are rejected when the array is read for its rows."""
        return (item for _, item in self.elements(key, kind) if not isinstance(item, FieldError))

    def emit(self, key: str, kind: type[T], rows: Callable[[T], Iterable[Entry]]) -> int:
        """Add the rows of each element of the array under the key; how many elements there were."""
        number = 0
        for place, item in self.elements(key, kind):
            number += 1
            if isinstance(item, FieldError):
                self._sink.reject(place, item)
            else:
                emit(self._sink, place, rows, item)
        return number

    def inner(self, key: str) -> Report | None:
        """The object under the key; None if it is absent or null, rejected if it is no object."""
        if key not in self._inner and key in self._values:
            self._sink.reject(f"{self.place}/{key}", FieldError(key, "is not an object"))
        return self._inner.get(key)

    def size(self, key: str) -> int:
        """Elements of the array under the key."""
        return sum(1 for _ in self.elements(key, Anything))

    def children(self, key: str, wanted: Shape) -> Iterator[Report]:
        """The objects in the array under the key, each as a report of its own, whatever its size."""
        at = f"{self.place}/{key}"
        if key in self._held:
            for number, item in enumerate(_RAW.nested(self._held[key], at)):
                yield from _object(item, self._sink, f"{at}/{number}", wanted)
        elif key in self._lists and self._opened:
            with self._opened() as file:
                yield from _objects(self._opened, JsonStream(file, self._lists[key]), self._sink, at, wanted)
        elif key in self._values:
            self._sink.reject(at, FieldError(key, "is not an array"))


def reports(document: Document, sink: Sink, wanted: Shape) -> Iterator[Report]:
    """The reports of a file: one object, an array of them, or several after each other."""

    def opened() -> BinaryIO:
        return document.path.open("rb")

    with opened() as file:
        stream = JsonStream(file)
        number = 0
        while start := stream.peek():
            number += 1
            place = f"report {number} " if number > 1 else ""
            if start == b"{":
                yield Report.streamed(opened, stream, sink, place, wanted)
            elif start == b"[":
                yield from _objects(opened, stream, sink, place, wanted)
            else:
                what = "The JSON holds neither an array nor an object"
                raise UnreadableFile(what, f"byte {stream.offset}", "export the file again.")


def _objects(opened: _Open, stream: JsonStream, sink: Sink, place: str, wanted: Shape) -> Iterator[Report]:
    number = 0
    for batch in stream.batches(_RAW, descend=True):
        if batch is None:
            yield Report.streamed(opened, stream, sink, f"{place}/{number}", wanted)
            number += 1
        for item in batch or ():
            yield from _object(item, sink, f"{place}/{number}", wanted)
            number += 1


def _object(item: msgspec.Raw | FieldError, sink: Sink, place: str, wanted: Shape) -> Iterator[Report]:
    if isinstance(item, FieldError) or bytes(memoryview(item)[:1]) != b"{":
        sink.reject(place, FieldError("", "is not an object"))
    else:
        yield Report.held(item, sink, place, wanted)


def _broken(problem: Exception, place: str) -> UnreadableFile:
    return UnreadableFile(f"The JSON is broken: {problem}", place, "export the file again.")


def _pass_over(stream: JsonStream) -> None:
    """Pass over a large object, whose lists are decoded in batches because that is faster than counting brackets."""
    for _ in stream.fields():
        if stream.peek() != b"[":
            stream.skip()
            continue
        for batch in stream.batches(_ANYTHING, descend=True):
            if batch is None:
                stream.skip()
