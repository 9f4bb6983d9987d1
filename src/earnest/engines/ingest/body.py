"""What a file says apart from when it was made: the same body again needs no second reading.

The digest of a body is the file's own bytes, hashed, with the values left out that its format declares as volatile. It
is safe against a file that was made to be taken for another:

- Nothing is parsed, decoded, sorted or rewritten before it is hashed, so there is no second way to write the same body.
  What is left of the file goes in as it is, piece by piece, each with its length before it: two files have one digest
  only if they are the same byte for byte around values at the same places, or if SHA-256 is broken.
- A value is left out only if it is all of a string under a declared key of the outermost object, in the file's first
  64 KiB, and nothing but an instant or a UUID. It can carry no finding.
- The format is part of what is hashed, and so is the reader's own source with the versions of what it rests on: another
  reader gives another digest, also where nobody thought of raising a number.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from earnest.engines.canonical import TABLES
from earnest.engines.ingest.coerce import FieldError, instant
from earnest.engines.ingest.document import HEAD_BYTES
from earnest.engines.ingest.reading import TableFile
from earnest.engines.ingest.table_writer import BATCH_ROWS

INSTANT = re.compile(rb'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)"')
UUID = re.compile(rb'"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"')
_TOKEN = re.compile(rb'("[^"\\]*+(?:\\.[^"\\]*+)*+")|([\[{])|([\]}])|([,:])|[^\s"\[\]{},:]++', re.DOTALL)
_PACKAGE = Path(__file__).parent


@dataclass(frozen=True)
class Volatile:
    """The places of a JSON export that change although what was seen does not.

    `values` gives the keys of the outermost object, each with what its value must be to be left out. `made` is the one
    that says when the tool looked; what is read of it stands in `columns` of tables, in every row, and nowhere else.
    """

    made: str
    columns: Mapping[str, tuple[str, ...]]
    values: Mapping[str, re.Pattern[bytes]] = field(default_factory=dict)


@dataclass(frozen=True)
class Body:
    """`sha256` is the digest of the body, `observed_at` what the value that was left out says. `format` reads it."""

    sha256: str
    observed_at: datetime
    format: str
    volatile: Volatile


class BodyDigest:
    """Takes the blocks of a file in order and hashes its body beside the caller's own work."""

    def __init__(self, format_id: str, volatile: Volatile, head: bytes, size: int) -> None:
        self._format = format_id
        self._volatile = volatile
        self._hash = hashlib.sha256(_framed(f"{format_id} {reader()}".encode()))
        self._spans = list(_spans(head, volatile))
        made = [head[start + 1 : end - 1] for key, start, end in self._spans if key == volatile.made]
        self.observed_at = _instant(made[0].decode()) if len(made) == 1 else None
        self._head = head
        self._size = size
        self._at = 0
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._busy: Future[None] | None = None
        edges = [0, *(edge for _, start, end in self._spans for edge in (start, end)), size]
        self._pieces = list(zip(edges[::2], edges[1::2], strict=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.shutdown()

    def add(self, block: bytes | memoryview) -> None:
        """The next block. Returns while it is being hashed, but not before the one before it is."""
        if self._busy is not None:
            self._busy.result()
        self._busy = self._worker.submit(self._take, block)

    def close(self) -> Body | None:
        """The body; None if the file does not say when it was made, or is not the one that was looked at before."""
        if self._busy is not None:
            self._busy.result()
        if self.observed_at is None or self._at != self._size:
            return None
        return Body(self._hash.hexdigest(), self.observed_at, self._format, self._volatile)

    def _take(self, block: bytes | memoryview) -> None:
        view, first, last = memoryview(block), self._at, self._at + len(block)
        if not first and view[: len(self._head)] != self._head:
            self._size = -1
        self._at = last
        for start, end in self._pieces:
            if first <= start < last:
                self._hash.update((end - start).to_bytes(8))
            if start < last and end > first:
                self._hash.update(view[max(start, first) - first : min(end, last) - first])


def made_again(tables: Mapping[str, Path], body: Body, into: Path) -> dict[str, TableFile]:
    """The tables of an earlier file of the same body that say when it was made, as this file would give them.

    Written into the folder `into`. All other tables of the earlier file are this file's as they are.
    """
    made = {}
    dated = body.volatile.columns
    for table in dated.keys() & tables.keys():
        path = into / f"{table}.parquet"
        with (
            pq.ParquetFile(tables[table]) as file,
            pq.ParquetWriter(path, file.schema_arrow, compression="zstd") as out,
        ):
            rows = 0
            for batch in file.iter_batches(BATCH_ROWS):
                group = _dated(batch, dated[table], body.observed_at)
                out.write_table(group, row_group_size=group.num_rows)
                rows += group.num_rows
        made[table] = TableFile(path, rows)
    return made


@cache
def reader() -> str:
    """SHA-256 over the source of all readers and canonical tables, and the versions of what they rest on."""
    digest = hashlib.sha256()
    versions = {name: table.version for name, table in sorted(TABLES.items())}
    rests_on = (platform.python_version(), msgspec.__version__, pa.__version__, versions)
    digest.update(_framed(json.dumps(rests_on).encode()))
    for folder in (_PACKAGE, _PACKAGE.parent / "canonical"):
        for path in sorted(folder.rglob("*.py")):
            name = path.relative_to(folder.parent)
            if "tests" not in name.parts:
                digest.update(_framed(name.as_posix().encode()) + _framed(path.read_bytes()))
    return digest.hexdigest()


def _framed(content: bytes) -> bytes:
    return len(content).to_bytes(8) + content


def _spans(head: bytes, volatile: Volatile) -> Iterator[tuple[str, int, int]]:
    """Key and place, in order, of the values to leave out; none after a key that stands a second time."""
    depth = 0
    key: bytes | None = None
    after = ""
    for token in _TOKEN.finditer(head[:HEAD_BYTES]):
        string, opening, closing, mark = token.groups()
        if opening or closing:
            depth += 1 if opening else -1
            after = "" if opening else "value"
        elif depth == 1 and mark:
            after = mark.decode()
        elif depth == 1 and string and after != ":":
            key = string
        elif depth == 1 and string and key is not None:
            name = key[1:-1].decode(errors="replace")
            wanted = volatile.values.get(name)
            if wanted and wanted.fullmatch(string):
                yield name, *token.span()
            key, after = None, "value"


def _instant(written: str) -> datetime | None:
    try:
        return instant(written, "")
    except FieldError:
        return None


def _dated(batch: pa.RecordBatch, columns: tuple[str, ...], when: datetime) -> pa.Table:
    for name in columns:
        number = batch.schema.get_field_index(name)
        there = batch.schema.field(number)
        batch = batch.set_column(number, there, pa.repeat(pa.scalar(when, there.type), batch.num_rows))
    return pa.Table.from_batches([batch])
