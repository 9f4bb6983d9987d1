"""Packed files: what is in a ZIP archive or a gzip file, unpacked within limits or refused as a whole.

A workbook is a ZIP archive too, but a file of its own: it is not unpacked. Refused are archives that unpack to more
than the limits allow, that hold one name twice, names that lead out of a folder, links, encrypted members or members
that share bytes (as bombs and quines do), and any packing but stored and deflated.
"""

from __future__ import annotations

import errno
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO

from earnest.engines.ingest.coerce import shown
from earnest.engines.ingest.reading import UnreadableFile

BETWEEN = " › "
"""Stands between the name of an archive and the name of a member."""

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_DOCUMENTS = frozenset({"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"})
_BLOCK = 64 * 1024
_SMALL = 16 * 1024 * 1024
_ENTRY_BYTES = 1024
_GZIP_PARTS = 100_000
_UNPACK = "unpack it and take its files in by themselves."
_DAMAGED = "it is damaged; pack it or export it again."
_LOCAL = struct.Struct("<4s22xHH")
_END = struct.Struct("<4s8xII")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    ValueError,
    RuntimeError,
    OSError,
)


@dataclass(frozen=True)
class Limits:
    """What an archive may unpack to: members and bytes in all, bytes out per byte in, archives inside archives."""

    members: int = 2_000
    bytes: int = 4 * 1024**3
    ratio: int = 200
    depth: int = 2


@dataclass(frozen=True)
class Member:
    """One unpacked file. `name` is its path in the archive; `modified` is when it was written, if the archive says.

    Names of archives inside the archive stand before it: `inner.zip › report.json`. ZIP archives keep the time without
    a zone; it is read as UTC.
    """

    name: str
    path: Path
    modified: datetime | None = None


def is_archive(path: Path) -> bool:
    """Whether it is to be unpacked: gzip, or a ZIP archive that is no document. OSError if it cannot be opened."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(_GZIP):
        return True
    return start == _ZIP and not _is_document(path)


def members(path: Path, into: Path, limits: Limits = Limits(), *, name: str | None = None) -> Iterator[Member]:
    """The files of an archive, unpacked into the folder `into` under numbers, all before the first one is given.

    `name` is what its owner calls the archive. UnreadableFile, and nothing in `into`, if any of it is refused.
    """
    found: list[Member] = []
    unpacking = _Unpacking(into, limits, found)
    try:
        unpacking.all(path, name or path.name)
    except BaseException:
        for member in into.iterdir():
            member.unlink()
        raise
    yield from found


def check_directory(path: Path, most: int) -> None:
    """Refuse a ZIP archive whose list of members is longer than `most` of them can need, before it is read.

    zipfile holds the list in memory, some twenty times its size. BadZipFile if there is no such list.
    """
    with path.open("rb") as file:
        file.seek(0, 2)
        size = file.tell()
        file.seek(max(0, size - _BLOCK - 22))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 20:
        raise zipfile.BadZipFile("there is no list of members")
    _, length, start = _END.unpack_from(tail, at)
    # A ZIP64 archive tells the length elsewhere; one that has so many members is refused as it is.
    if length > most * _ENTRY_BYTES or (length, start) == (2**32 - 1, 2**32 - 1):
        raise UnreadableFile(f"The archive lists more than {most:,} members", "", _UNPACK)


def _is_document(path: Path) -> bool:
    try:
        check_directory(path, Limits().members)
        with zipfile.ZipFile(path) as archive:
            return not _DOCUMENTS.isdisjoint(archive.namelist())
    except (*_BROKEN, OSError, UnreadableFile):
        return False


class _Unpacking:
    """One archive on its way, with those inside it: all share the limits."""

    def __init__(self, into: Path, limits: Limits, found: list[Member]) -> None:
        self._into = into
        self._limits = limits
        self._found = found
        self._bytes = 0
        self._files = 0

    def all(self, path: Path, name: str) -> None:
        self._take(path, name, 1, "")
        if not self._found:
            raise UnreadableFile("The archive is empty", "", "pack it again.")

    def _take(self, path: Path, name: str, depth: int, before: str) -> None:
        try:
            with path.open("rb") as file:
                packed = file.read(2) == _GZIP
            if packed:
                self._gzip(path, name, depth, before)
            else:
                self._zip(path, depth, before)
        except _BROKEN as problem:
            raise _broken(problem, before) from None
        except OSError as problem:
            # A position before the file's start is the archive's fault; a full disk is not.
            if problem.errno != errno.EINVAL:
                raise
            raise _broken(problem, before) from None

    def _gzip(self, path: Path, name: str, depth: int, before: str) -> None:
        inner = name.rpartition("/")[2].removesuffix(".gz") or "content"
        with path.open("rb") as file:
            header = file.read(10)
            file.seek(0)
            stamp = int.from_bytes(header[4:8], "little")
            self._keep(_gunzipped(file), inner, depth, before, datetime.fromtimestamp(stamp, UTC) if stamp else None)

    def _zip(self, path: Path, depth: int, before: str) -> None:
        check_directory(path, self._limits.members)
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > self._limits.members:
                raise self._too_many()
            files = [entry for entry in entries if not entry.is_dir()]
            for entry in entries:
                _check_entry(entry)
            _check_names([entry.filename for entry in files])
            _check_apart(path, entries, archive.start_dir)
            for entry in files:
                if _is_litter(entry.filename):
                    continue
                self._check_ratio(entry.file_size, entry.compress_size, entry.filename)
                with archive.open(entry) as file:
                    self._keep(_blocks(file, entry), entry.filename, depth, before, _modified(entry))

    def _keep(
        self, blocks: Iterator[tuple[int, bytes]], name: str, depth: int, before: str, modified: datetime | None
    ) -> None:
        self._files += 1
        if self._files > self._limits.members:
            raise self._too_many()
        target = self._into / str(self._files)
        size = 0
        with target.open("xb") as out:
            for taken, block in blocks:
                size += len(block)
                self._bytes += len(block)
                if self._bytes > self._limits.bytes:
                    what = f"The archive unpacks to more than {self._limits.bytes:,} bytes"
                    raise UnreadableFile(what, before + name, _UNPACK)
                self._check_ratio(size, taken, before + name)
                out.write(block)
        if not is_archive(target):
            self._found.append(Member(before + name, target, modified))
            return
        if depth >= self._limits.depth:
            what = f"Archives are packed more than {self._limits.depth} deep"
            raise UnreadableFile(what, before + name, _UNPACK)
        self._take(target, name, depth + 1, before + name + BETWEEN)
        target.unlink()

    def _check_ratio(self, unpacked: int, packed: int, name: str) -> None:
        if unpacked > _SMALL and unpacked > packed * self._limits.ratio:
            what = f"A member unpacks to more than {self._limits.ratio} times its size, as bombs do"
            raise UnreadableFile(what, name, _UNPACK)

    def _too_many(self) -> UnreadableFile:
        return UnreadableFile(f"The archive has more than {self._limits.members:,} members", "", _UNPACK)


def _broken(problem: Exception, before: str) -> UnreadableFile:
    return UnreadableFile(f"The archive is broken: {problem}", before.removesuffix(BETWEEN), _DAMAGED)


def _blocks(file: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[tuple[int, bytes]]:
    while block := file.read(_BLOCK):
        yield entry.compress_size, block


def _gunzipped(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Bytes of the file used so far, and what came out of them, in blocks."""
    stream = zlib.decompressobj(wbits=31)
    packed = b""
    parts = 1
    used = 0
    while True:
        if not packed:
            packed = file.read(_BLOCK)
            used += len(packed)
            if not packed:
                break
        if stream.eof:
            packed = packed.lstrip(b"\0")
            if not packed:
                continue
            parts += 1
            if parts > _GZIP_PARTS:
                raise UnreadableFile("The gzip file is made of too many parts", "", _UNPACK)
            stream = zlib.decompressobj(wbits=31)
        block = stream.decompress(packed, _BLOCK)
        packed = stream.unused_data if stream.eof else stream.unconsumed_tail
        if block:
            yield used, block
    if not stream.eof:
        raise EOFError("it ends too early")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    parts = name.rstrip("/").split("/")
    if (
        "\\" in name
        or name.startswith("/")
        or ":" in parts[0]
        or {"", ".", ".."} & set(parts)
        or not name.isprintable()
    ):
        raise UnreadableFile("A member has a name that leads out of its folder", shown(name), _DAMAGED)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise UnreadableFile("A member is a link or a device, not a file", shown(name), _UNPACK)
    if entry.flag_bits & 0x41:
        raise UnreadableFile("A member is encrypted", shown(name), "pack it again without a password.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableFile("A member is packed in a way that is not read", shown(name), "pack it again as plain ZIP.")


def _check_names(names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise UnreadableFile("The archive has two members of one name", shown(name), "pack it again.")
        seen.add(name.casefold())


def _check_apart(path: Path, entries: list[zipfile.ZipInfo], directory: int) -> None:
    """Refuse members whose bytes are also those of another member, or of the list of members."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    with path.open("rb") as file:
        for entry, following in zip(ordered, [*ordered[1:], None], strict=True):
            file.seek(entry.header_offset)
            magic, name, extra = _LOCAL.unpack(file.read(_LOCAL.size))
            end = entry.header_offset + _LOCAL.size + name + extra + entry.compress_size
            if magic != _ZIP or end > (following.header_offset if following else directory):
                raise UnreadableFile("Members of the archive share their bytes", shown(entry.filename), _DAMAGED)


def _is_litter(name: str) -> bool:
    """Whether an operating system put it there: folders of macOS, hidden files."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")


def _modified(entry: zipfile.ZipInfo) -> datetime | None:
    try:
        when = datetime(*entry.date_time, tzinfo=UTC)
    except ValueError:
        return None
    return when if when.year > 1980 else None
