"""Pieces of a large Trivy report, decoded by this process and a second one at once, and taken in the order of the file.

A piece is some whole elements of an array, as the stream cuts them off. Both processes do the same with it, so that the
rows do not depend on who did. A piece that is not all rows of vulnerabilities is left to the one who reads the report.

The second process is given places in the file and gives back columns. It is done without where it cannot be started or
fails.
"""

from __future__ import annotations

import marshal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from types import TracebackType
from typing import IO, Self, TypeAlias

import msgspec
import pyarrow as pa

from earnest.engines.canonical import TABLES
from earnest.engines.canonical.arrow import arrow_schema
from earnest.engines.ingest.coerce import FieldError
from earnest.engines.ingest.formats.code.trivy_columns import FlawColumns
from earnest.engines.ingest.formats.code.trivy_report import Asset, Target, Vulnerability, WholeResult
from earnest.engines.ingest.table_writer import arrays_of
from earnest.engines.ingest.writer import Value

SMALLEST = 8 * 1024 * 1024
"""Bytes of a report from which on it is taken in pieces."""
SECOND = 32 * 1024 * 1024
"""Bytes from which on a second process pays: it takes as long to start as one process needs for about these."""
_AHEAD = 8
"""Pieces that are held while one before them is not done."""
_TABLE = TABLES["vulnerabilities"]
_SCHEMA = pa.schema([field for field in arrow_schema(_TABLE) if field.name != "place"])
_RESULTS = msgspec.json.Decoder(list[WholeResult])
_FLAWS = msgspec.json.Decoder(list[Vulnerability])
_PROGRAM = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from {0} import serve; serve(sys.argv[2])"
_NOTHING = (b"", b"null")


@dataclass(frozen=True)
class Scope:
    """What a piece is of: elements of Results, or flaws of one `result`, given as target, class and type.

    `asset` is what the report is about; if it does not say, a result is about its own target.
    """

    asset: str
    asset_kind: str
    result: tuple[str, str | None, str | None] | None = None

    def of(self, target: str) -> Asset:
        return Asset(self.asset or target, self.asset_kind)


@dataclass(frozen=True)
class Told:
    """A piece as columns without places. `counts` are the flaws of each result, `kinds` the results' classes."""

    counts: list[int]
    kinds: set[str | None]
    ignored: dict[str, int]
    rows: pa.RecordBatch


@dataclass(frozen=True)
class Piece:
    """Where a piece stands, and what it says: None if it is to be read element by element."""

    offset: int
    length: int
    told: Told | None


Columns: TypeAlias = dict[str, list[Value]]
_Answer = tuple[list[int], set[str | None], dict[str, int], bytes]


class Teller:
    """Makes columns of pieces."""

    def __init__(self) -> None:
        self._columns = FlawColumns()

    def tell(self, scope: Scope, data: bytes | memoryview) -> Told:
        """FieldError, DecodeError, RecursionError or UnicodeDecodeError if the piece is not all rows."""
        text = b"".join((b"[", data, b"]"))
        if scope.result is not None:
            result = Target(*scope.result)
            flaws = _FLAWS.decode(text)
            found = self._columns.of(scope.of(result.target), result, flaws)
            return Told([len(flaws)], set(), {}, _batch(len(flaws), found))
        results = _RESULTS.decode(text)
        columns: Columns = {}
        ignored = dict.fromkeys(("secrets", "licences", "packages"), 0)
        for one in results:
            if one.misconf_summary or bytes(one.misconfigurations) not in _NOTHING:
                raise FieldError("Misconfigurations", "are not told by columns")
            for kind, items in zip(ignored, (one.secrets, one.licenses, one.packages), strict=True):
                ignored[kind] += len(items or ())
            found = self._columns.of(scope.of(one.target), one, one.vulnerabilities or ())
            for name, values in found.items():
                columns.setdefault(name, []).extend(values)
        counts = [len(one.vulnerabilities or ()) for one in results]
        return Told(counts, {one.kind for one in results}, ignored, _batch(sum(counts), columns))


def _batch(size: int, columns: Columns) -> pa.RecordBatch:
    arrays = arrays_of(_TABLE, size, columns)
    if arrays is None:
        raise FieldError("", "an element cannot be a row")
    return pa.RecordBatch.from_arrays(arrays, schema=_SCHEMA)


class Second:
    """The second process of a reading. It is started when it is first wanted, if the file is large enough."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._process: Popen[bytes] | None = None
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._ready: Future[bool] | None = None
        self._asked: list[Future[Told | None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.kill()
        self._worker.shutdown(cancel_futures=True)
        if self._process is not None:
            with suppress(OSError):
                self._process.__exit__(kind, error, trace)

    def told(self, scope: Scope, offset: int, length: int) -> Future[Told | None] | None:
        """What it will tell of a piece; None if it has enough to do, or is not there yet or any more."""
        if self._ready is None:
            self._ready = self._worker.submit(self._start)
        if not self._ready.done() or not self._ready.result():
            return None
        self._asked = [one for one in self._asked if not one.done()]
        if len(self._asked) > 1:
            return None
        self._asked.append(self._worker.submit(self._ask, scope, offset, length))
        return self._asked[-1]

    def _start(self) -> bool:
        if self._path.stat().st_size < SECOND:
            return False
        ways = msgspec.json.encode([way for way in sys.path if way]).decode()
        command = [sys.executable, "-I", "-c", _PROGRAM.format(__name__), ways, str(self._path)]
        with suppress(OSError, EOFError):
            self._process = Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, bufsize=1 << 20)  # noqa: S603  our own program
            return _read(self._process.stdout, 2) == b"ok"
        return False

    def _ask(self, scope: Scope, offset: int, length: int) -> Told | None:
        """None if it cannot tell. When it fails it is not asked again."""
        with suppress(OSError, EOFError, ValueError, TypeError, pa.ArrowException):
            if self._process and self._process.stdin:
                asked = marshal.dumps((scope.asset, scope.asset_kind, scope.result, offset, length))
                self._process.stdin.write(len(asked).to_bytes(8) + asked)
                self._process.stdin.flush()
                answer = _framed(self._process.stdout)
                if not answer:
                    return None
                counts, kinds, ignored, rows = marshal.loads(answer)  # noqa: S302  our own output
                return Told(counts, kinds, ignored, pa.ipc.read_record_batch(pa.py_buffer(rows), _SCHEMA))
        self._ready = Future()
        self._ready.set_result(False)
        return None


class Pieces:
    """Takes the pieces of an array from the stream, and gives them back in order, told."""

    def __init__(self, second: Second, scope: Scope) -> None:
        self._second = second
        self._scope = scope
        self._teller = Teller()
        self._waiting: deque[tuple[int, int, Future[Told | None]]] = deque()

    def take(self, offset: int, data: memoryview) -> None:
        """The next piece: for the second process if that waits for one, else told at once."""
        future = self._second.told(self._scope, offset, len(data))
        if future is None:
            future = Future()
            future.set_result(_told(self._teller, self._scope, data))
        self._waiting.append((offset, len(data), future))

    def told(self, *, every: bool) -> Iterator[Piece]:
        """Pieces that are done, in order; with `every`, all that were taken."""
        while self._waiting:
            offset, length, future = self._waiting[0]
            if not (every or future.done() or len(self._waiting) > _AHEAD):
                return
            self._waiting.popleft()
            yield Piece(offset, length, future.result())


def _told(teller: Teller, scope: Scope, data: bytes | memoryview) -> Told | None:
    try:
        return teller.tell(scope, data)
    except (FieldError, msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def _read(stream: IO[bytes] | None, size: int) -> bytes:
    found = stream.read(size) if stream else b""
    if len(found) < size:
        raise EOFError
    return found


def _framed(stream: IO[bytes] | None) -> bytes:
    return _read(stream, int.from_bytes(_read(stream, 8)))


def serve(path: str) -> None:
    """The second process: tells pieces of a file until it is not asked any more."""
    teller, out = Teller(), sys.stdout.buffer
    out.write(b"ok")
    out.flush()
    with Path(path).open("rb") as file, suppress(EOFError):
        while True:
            *scope, offset, length = marshal.loads(_framed(sys.stdin.buffer))  # noqa: S302  from who started this
            file.seek(offset)
            answer = _answer(_told(teller, Scope(*scope), file.read(length)))
            out.write(len(answer).to_bytes(8))
            out.write(answer)
            out.flush()


def _answer(told: Told | None) -> bytes:
    if told is None:
        return b""
    answer: _Answer = told.counts, told.kinds, told.ignored, told.rows.serialize().to_pybytes()
    return marshal.dumps(answer)


def places(at: str, number: int, counts: Sequence[int]) -> list[str]:
    """Places of the flaws of results, the first of which is element `number` of the array at `at`."""
    return [f"{at}/{one}/Vulnerabilities/{flaw}" for one, count in enumerate(counts, number) for flaw in range(count)]
