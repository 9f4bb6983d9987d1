"""Reading one export: bytes in, canonical Parquet out, all of it or nothing."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from earnest.engines.ingest.adapter import Adapter
from earnest.engines.ingest.adapter_format import adapter_format
from earnest.engines.ingest.body import BodyDigest, Volatile
from earnest.engines.ingest.document import HEAD_BYTES, Document, in_utf8, is_utf16, open_document
from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats import FORMATS
from earnest.engines.ingest.outline import Outline, outline
from earnest.engines.ingest.reading import NotQuick, Reading, TableFile, UnreadableFile
from earnest.engines.ingest.sniff import pick
from earnest.engines.ingest.writer import Sink
from earnest.engines.ingest.xlsx_rows import workbook_columns

_PACKED = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
)
_UNPACK = "unpack it first, or pack it as ZIP."
_TAR_AT, _TAR = 257, b"ustar"


def read_file(
    path: Path,
    *,
    name: str | None = None,
    as_format: str | None = None,
    adapters: Sequence[Adapter] = (),
    sha256: str | None = None,
    into: Path,
) -> Reading:
    """Read one export into Parquet files in the folder `into`, one per canonical table.

    `name` is what its owner calls the file, if the path does not say. `as_format` overrules recognition; `adapters` are
    tried before the built-in formats. `sha256` is the file's own, where the caller has just computed it. A record that
    cannot be a canonical row is rejected and counted. A file that cannot be read raises UnreadableFile, and `into` is
    as it was. Peak memory does not grow with the file, except for shared text of a workbook and the latest state of an
    osquery log.
    """
    started = time.perf_counter()
    document = _opened(path, name, sha256)
    seen = outlined(document)
    chosen = pick(seen, FORMATS, [adapter_format(adapter) for adapter in adapters], as_format)
    into.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=into))
    try:
        told = in_utf8(document, partial) if seen.container == "json" else document
        try:
            sink, written = _written(replace(told, quick=True), chosen, partial)
        except NotQuick:
            sink, written = _written(told, chosen, partial)
        tables: dict[str, TableFile] = {}
        for table, file in written.items():
            tables[table] = TableFile(file.path.replace(into / file.path.name), file.rows)
    finally:
        shutil.rmtree(partial)
    return Reading(
        sha256=document.sha256,
        size=document.size,
        format=chosen.id,
        tables=tables,
        rejected=sink.rejected,
        rejected_count=sink.rejected_count,
        observed_at=sink.observed_at,
        seconds=time.perf_counter() - started,
        ignored=dict(sink.ignored),
        notes=tuple(sink.notes),
        part=sink.part,
    )


@dataclass(frozen=True)
class Recognised:
    """What is known of a file from its head, where its format tells a body from when it was made."""

    format: str
    volatile: Volatile
    head: bytes
    size: int

    def digest(self) -> BodyDigest:
        """A digest to be given the blocks of the file."""
        return BodyDigest(self.format, self.volatile, self.head, self.size)


def recognise(path: Path, *, as_format: str | None = None, adapters: Sequence[Adapter] = ()) -> Recognised | None:
    """The format that `read_file` would read it as, if that one has volatile places; None otherwise."""
    try:
        with path.open("rb") as file:
            head, size = file.read(HEAD_BYTES), path.stat().st_size
    except OSError:
        return None
    seen = outline(head)
    if seen.container != "json" or is_utf16(head):
        return None
    try:
        chosen = pick(seen, FORMATS, [adapter_format(adapter) for adapter in adapters], as_format)
    except UnreadableFile:
        return None
    return Recognised(chosen.id, chosen.volatile, head, size) if chosen.volatile else None


def _opened(path: Path, name: str | None, sha256: str | None) -> Document:
    try:
        document = open_document(path, name, sha256)
    except OSError as problem:
        raise UnreadableFile(
            f"The file cannot be opened: {problem.strerror}", "", "check its path and rights."
        ) from None
    if not document.size:
        raise UnreadableFile("The file is empty", "", "export it again.")
    for magic, packer in _PACKED:
        if document.head.startswith(magic):
            raise UnreadableFile(f"The file is packed with {packer}", "", _UNPACK)
    if document.head[_TAR_AT:].startswith(_TAR):
        raise UnreadableFile("The file is a tar archive", "", _UNPACK)
    return document


def outlined(document: Document) -> Outline:
    """What the file looks like, with the headings of its sheets if it is a workbook."""
    seen = outline(document.head)
    return replace(seen, columns=workbook_columns(document)) if seen.container == "xlsx" else seen


def _written(document: Document, chosen: Format, folder: Path) -> tuple[Sink, dict[str, TableFile]]:
    sink = Sink(folder, chosen.tables)
    try:
        chosen.read(document, sink)
        return sink, sink.close()
    except BaseException:
        sink.abandon()
        raise
