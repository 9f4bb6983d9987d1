"""JSON read as a stream: objects of any size are walked key by key, arrays element by element, in bounded memory.

Elements are decoded in batches by msgspec. A batch must end where an element ends. The cheap way to find such an end is
to look for the bytes that stood between the first two elements; if the decoder then objects, brackets are counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Generic, TypeVar

import msgspec

from earnest.engines.ingest.coerce import FieldError
from earnest.engines.ingest.reading import UnreadableFile

CHUNK = 2 * 1024 * 1024
VALUE_LIMIT = 64 * 1024 * 1024
"""Bytes that one value may have which must be held in memory as a whole."""

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|([\[{])|([\]}])|(")', re.DOTALL)
_SCALAR_LIMIT = 4096
_OPEN, _CLOSE, _DANGLING = 1, 2, 3
_SPACE = re.compile(rb"[ \t\r\n]*+")
_SCALAR = re.compile(rb"[-+.0-9A-Za-z]++")
_BETWEEN = re.compile(rb'[\]}]\s*+,\s*+\{\s*+"[^"\\]*+"')
_PAGES = re.compile(rb"\[[ \t\r\n]*+\[")
_AT_BYTE = re.compile(r" \(byte (\d+)\)")

T = TypeVar("T")
Given = Callable[[int, memoryview], None]
"""Takes elements of an array, without what stands around them, and the bytes of the file before them."""
Raws = msgspec.json.Decoder(list[msgspec.Raw])


class Element(Generic[T]):
    """Decoders for one kind of record: alone, as a list, as lines.

    `quick` is a kind that decodes more of a record at once. It is tried first where records come in batches; if one of
    them does not fit it, all of that batch are decoded as `kind`.
    """

    def __init__(self, kind: type[T], quick: type[T] | None = None) -> None:
        self.quick: msgspec.json.Decoder[list[T]] = msgspec.json.Decoder(list[quick or kind])  # type: ignore[misc]  # kind is a value here
        self.one: msgspec.json.Decoder[T] = msgspec.json.Decoder(kind)
        self.many: msgspec.json.Decoder[list[T]] = msgspec.json.Decoder(list[kind])  # type: ignore[valid-type]  # kind is a value here

    def lenient(self, raw: bytes | msgspec.Raw) -> T | FieldError:
        """The record, or what is wrong with it."""
        try:
            return self.one.decode(raw)
        except msgspec.ValidationError as problem:
            return mismatch(problem)

    def list_of(self, raw: bytes | msgspec.Raw) -> list[T | FieldError]:
        """The records of a JSON array, each by itself if one of them does not fit."""
        try:
            return [*self.many.decode(raw)]
        except msgspec.ValidationError:
            return [self.lenient(item) for item in Raws.decode(raw)]

    def nested(self, raw: msgspec.Raw, place: str) -> list[T | FieldError]:
        """`list_of` for an array inside a record that stands at `place`; FieldError alone if it is no array."""
        try:
            return self.list_of(raw)
        except msgspec.ValidationError as problem:
            return [mismatch(problem)]
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as problem:
            raise UnreadableFile(f"The JSON is broken: {problem}", place, "export the file again.") from None


def mismatch(problem: msgspec.ValidationError) -> FieldError:
    """A value of the wrong type, by the path that msgspec gives: `$.profile.login` becomes `profile.login`."""
    message, _, path = str(problem).partition(" - at `")
    return FieldError(path.rstrip("`").lstrip("$").lstrip("."), message)


class JsonStream:
    """A cursor over one JSON file. Each method leaves it behind what it read."""

    def __init__(self, file: BinaryIO, offset: int = 0) -> None:
        file.seek(offset)
        self._file = file
        self._buffer = b""
        self._at = 0
        self._base = offset
        self._ended = False
        if offset == 0 and self._fill() and self._buffer.startswith(b"\xef\xbb\xbf"):
            self._at = 3

    @property
    def offset(self) -> int:
        """Bytes of the file before the cursor."""
        return self._base + self._at

    def peek(self) -> bytes:
        """The next byte that is not white space; empty at the end of the file."""
        while True:
            space = _SPACE.match(self._buffer, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            if not self._fill():
                return b""

    def fields(self) -> Iterator[str]:
        """Keys of the object at the cursor. The caller must take or skip the value before it asks for the next key."""
        self._take(b"{")
        seen: set[str] = set()
        while self.peek() != b"}":
            if seen:
                self._take(b",")
            if self.peek() != b'"':
                raise self._broken("a key is expected")
            start = self.offset
            key = self._decode_key(self.value())
            if key in seen:
                raise UnreadableFile(f"The key {key!r} stands twice in one object", f"byte {start}", "export it again.")
            seen.add(key)
            self._take(b":")
            yield key
        self._take(b"}")

    def opens_pages(self) -> bool:
        """Whether the array at the cursor begins with an array."""
        return _PAGES.match(self._buffer, self._at) is not None

    def value(self) -> bytes:
        """The bytes of the value at the cursor, at most 64 MiB."""
        end = self._end_of_value(keep=True)
        if end - self._at > VALUE_LIMIT:
            raise self._too_large()
        taken = self._buffer[self._at : end]
        self._at = end
        return taken

    def record(self, element: Element[T]) -> T | FieldError:
        """The value at the cursor, decoded, or what does not fit in it."""
        return self._record(element, self.value())

    def skip(self) -> None:
        """Pass over the value at the cursor, whatever its size."""
        self._at = self._end_of_value(keep=False)

    def batches(
        self, element: Element[T], *, descend: bool = False, given: Given | None = None
    ) -> Iterator[list[T | FieldError] | None]:
        """The elements of the array at the cursor, some at a time; an element that does not fit its type as FieldError.

        With `descend`, None stands for one element that is larger than a chunk: the caller must then take it from
        the stream before it goes on. Without, such an element is held in memory, up to 64 MiB. With `given`, most of
        the elements are given to it undecoded, some at a time, and an empty batch stands for them: they end where
        elements probably end, and the caller finds out.
        """
        self._take(b"[")
        between: bytes | None = None
        first = True
        while self.peek() != b"]":
            if not first:
                self._take(b",")
                if self.peek() == b"]":
                    raise self._broken("the last comma has nothing after it")
            first = False
            if len(self._buffer) - self._at < CHUNK:
                self._fill()
            if given is not None and (cut := self._cut(between)) > self._at:
                given(self.offset, memoryview(self._buffer)[self._at : cut])
                self._at = cut
                yield []
                continue
            quick = self._quick(element, between)
            if quick is not None:
                yield quick
                continue
            ends = self._ends(descend=descend, enough=2 if between is None else None)
            if not ends:
                yield None
                continue
            if between is None and len(ends) > 1:
                found = _BETWEEN.match(self._buffer, ends[0] - 1)
                between = found.group() if found else b""
            yield self._exact(element, ends[-1])
        self._take(b"]")

    def lines(self, element: Element[T]) -> Iterator[list[T | FieldError]]:
        """The values from the cursor to the end of the file, separated by white space, some at a time."""
        while self.peek():
            if len(self._buffer) - self._at < CHUNK:
                self._fill()
            cut = self._buffer.rfind(b"\n", self._at) + 1 or len(self._buffer)
            try:
                yield [*element.one.decode_lines(self._buffer[self._at : cut])]
                self._at = cut
            except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
                until = self._base + cut
                while self.peek() and self.offset < until:
                    record: T | FieldError = self._record(element, self.value())
                    yield [record]

    def _fill(self) -> bool:
        held = len(self._buffer) - self._at
        more = b"" if self._ended else self._file.read(max(CHUNK, min(held, VALUE_LIMIT - held)))
        if not more:
            self._ended = True
            return False
        self._buffer = self._buffer[self._at :] + more
        self._base += self._at
        self._at = 0
        return True

    def _take(self, byte: bytes) -> None:
        found = self.peek()
        if found != byte:
            raise self._broken(f"{byte.decode()} is expected") if found else self._cut_short()
        self._at += 1

    def _cut(self, between: bytes | None) -> int:
        """Where the last element in the buffer that ends before another one probably ends; 0 if there is none."""
        return self._buffer.rfind(between, self._at) + 1 if between else 0

    def _quick(self, element: Element[T], between: bytes | None) -> list[T | FieldError] | None:
        cut = self._cut(between)
        if cut <= self._at:
            return None
        try:
            records = element.quick.decode(b"[%b]" % self._buffer[self._at : cut])
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return None
        self._at = cut
        return [*records]

    def _exact(self, element: Element[T], cut: int) -> list[T | FieldError]:
        listed = b"[%b]" % self._buffer[self._at : cut]
        try:
            records = element.list_of(listed)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as problem:
            raise self._undecodable(problem) from None
        self._at = cut
        return records

    def _record(self, element: Element[T], raw: bytes) -> T | FieldError:
        try:
            return element.lenient(raw)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as problem:
            self._at -= len(raw)
            raise self._undecodable(problem) from None

    def _ends(self, *, descend: bool, enough: int | None) -> list[int]:
        """Ends of complete elements in the buffer, of all or of `enough`; the array's own end may be the last one."""
        while True:
            ends: list[int] = []
            depth = 0
            for token in _TOKEN.finditer(self._buffer, self._at):
                kind = token.lastindex
                if kind == _OPEN:
                    depth += 1
                elif kind == _CLOSE:
                    depth -= 1
                    if depth == 0:
                        ends.append(token.end())
                        if len(ends) == enough:
                            return ends
                    elif depth < 0:
                        return [*ends, token.start()]
                elif kind == _DANGLING:
                    break
            if ends or (descend and len(self._buffer) - self._at >= CHUNK and self.peek() == b"{"):
                return ends
            if len(self._buffer) - self._at > VALUE_LIMIT:
                raise self._too_large()
            if not self._fill():
                raise self._cut_short()

    def _end_of_value(self, *, keep: bool) -> int:
        if not self.peek():
            raise self._cut_short()
        depth = 0
        scan = self._at
        if self._buffer[scan : scan + 1] not in (b"{", b"[", b'"'):
            return self._end_of_scalar()
        while True:
            for token in _TOKEN.finditer(self._buffer, scan):
                kind = token.lastindex
                if kind == _DANGLING:
                    scan = token.start()
                    break
                if kind == _OPEN:
                    depth += 1
                elif kind == _CLOSE:
                    depth -= 1
                if depth <= 0:
                    return token.end()
                scan = token.end()
            else:
                scan = len(self._buffer)
            if len(self._buffer) - (self._at if keep else scan) > VALUE_LIMIT:
                raise self._too_large()
            if not keep:
                self._at = scan
            scan -= self._at
            if not self._fill():
                raise self._cut_short()

    def _end_of_scalar(self) -> int:
        while True:
            found = _SCALAR.match(self._buffer, self._at)
            end = found.end() if found else self._at
            if end == self._at:
                raise self._broken("a value is expected")
            if end - self._at > _SCALAR_LIMIT:
                raise self._broken("a number is too long")
            if end < len(self._buffer) or not self._fill():
                return end

    def _decode_key(self, raw: bytes) -> str:
        try:
            return msgspec.json.decode(raw, type=str)
        except (msgspec.DecodeError, UnicodeDecodeError) as problem:
            raise self._undecodable(problem) from None

    def _undecodable(self, problem: Exception) -> UnreadableFile:
        if isinstance(problem, RecursionError):
            return UnreadableFile("Values are nested too deeply", f"byte {self.offset}", "this is no tool's export.")
        message = str(problem)
        found = _AT_BYTE.search(message)
        offset = self.offset + int(found.group(1)) - 1 if found else self.offset
        return self._broken(_AT_BYTE.sub("", message), offset)

    def _broken(self, why: str, offset: int | None = None) -> UnreadableFile:
        place = f"byte {self.offset if offset is None else offset}"
        return UnreadableFile(f"The JSON is broken: {why}", place, "export the file again.")

    def _cut_short(self) -> UnreadableFile:
        return UnreadableFile(
            "The JSON ends too early", f"byte {self.offset}", "the file was cut short; export it again."
        )

    def _too_large(self) -> UnreadableFile:
        what = f"One value is larger than {VALUE_LIMIT // 1024 // 1024} MiB"
        return UnreadableFile(what, f"byte {self.offset}", "export it in smaller parts.")
