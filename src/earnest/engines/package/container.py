"""The container: a ZIP archive of stored members in one form, so that every bit of the file is accounted for.

Any unzip tool opens it. Members are not compressed (what is worth compressing already is), have no time, no comment
and no extra field, and stand in the order of their names. For given members there is exactly one file.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, Self

from earnest.engines.package.errors import PackageError

MAX_MEMBERS = 20_000
MAX_NAME = 200
MAX_SIZE = (1 << 32) - (1 << 24)
"""Largest container, in bytes: a little under 4 GiB, so that no member needs the long form of ZIP."""
_CHUNK = 1 << 20
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_DATE = 33  # 1 January 1980, the first day that ZIP knows
_MADE_BY = 3 << 8 | 20
_FILE = 0o100644 << 16
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*){0,4}")
WHERE = "container"

Content = bytes | Path
"""What a member holds: its bytes, or a file of them."""


@dataclass(frozen=True)
class Member:
    """Where the bytes of a member stand in the file. `crc` is the checksum that the archive states."""

    name: str
    offset: int
    size: int
    crc: int


class Sink(Protocol):
    """Where bytes go."""

    def write(self, content: bytes, /) -> int: ...


def write(members: Mapping[str, Content], out: Sink) -> None:
    """Write the one file that these members have. PackageError where a name or a size may not be."""
    central: list[bytes] = []
    offset = 0
    if len(members) > MAX_MEMBERS:
        raise PackageError("too-many", WHERE, f"{len(members):,} members; at most {MAX_MEMBERS:,} are allowed.")
    for name in sorted(members):
        _check_name(name)
        size, crc = _measured(members[name])
        if offset + size > MAX_SIZE:
            raise PackageError("too-large", name, "with it the package would be larger than 4 GiB. Package less.")
        header = _local(name, size, crc)
        out.write(header)
        for chunk in _chunks(members[name]):
            out.write(chunk)
        central.append(_entry(name, size, crc, offset))
        offset += len(header) + size
    listed = b"".join(central)
    out.write(listed)
    out.write(_END.pack(b"PK\x05\x06", 0, 0, len(central), len(central), len(listed), offset, 0))


class Container:
    """An open container, checked to have the one form. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        """PackageError names what is wrong with the archive; OSError where the file cannot be opened."""
        if path.exists() and not path.is_file():
            raise PackageError("not-a-package", str(path), "it is a folder, a pipe or a device. Name a file.")
        self._file = path.open("rb")
        try:
            self.members = _read(self._file)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __contains__(self, name: str) -> bool:
        return name in self.members

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, a mebibyte at a time."""
        member = self.members[name]
        at, left = member.offset, member.size
        while left:
            self._file.seek(at)
            chunk = self._file.read(min(_CHUNK, left))
            if not chunk:
                raise PackageError("not-a-package", name, "the file ends within it.")
            at, left = at + len(chunk), left - len(chunk)
            yield chunk

    def read(self, name: str, limit: int = MAX_SIZE) -> bytes:
        """All bytes of a member. PackageError where there are more than `limit`, or there is none of that name."""
        if name not in self.members:
            raise PackageError("missing", name, "the package has no such member.")
        if self.members[name].size > limit:
            raise PackageError("too-large", name, f"it has {self.members[name].size:,} bytes; at most {limit:,}.")
        return b"".join(self.chunks(name))


def _read(file: BinaryIO) -> dict[str, Member]:
    size = file.seek(0, 2)
    if size > MAX_SIZE + (1 << 23):
        raise PackageError("too-large", WHERE, f"the file has {size:,} bytes; a package has at most {MAX_SIZE:,}.")
    count, length, start = _end(file, size)
    file.seek(start)
    entries = list(_entries(file.read(length), count))
    at = 0
    for member, entry_offset in entries:
        header = _local(member.name, member.size, member.crc)
        if entry_offset != at or at + len(header) + member.size > start:
            raise PackageError("hidden-bytes", WHERE, f"{member.name} does not begin where the member before it ends.")
        file.seek(at)
        if file.read(len(header)) != header:
            raise PackageError("header", WHERE, f"the header before {member.name} is not the one that it must have.")
        at += len(header) + member.size
    if at != start:
        raise PackageError("hidden-bytes", WHERE, f"{start - at:,} bytes belong to no member.")
    return {m.name: Member(m.name, offset + _LOCAL.size + len(m.name), m.size, m.crc) for m, offset in entries}


def _end(file: BinaryIO, size: int) -> tuple[int, int, int]:
    """Number of members, length and place of the list of members."""
    if size < _END.size:
        raise PackageError("not-a-package", "", "The file is too short to be a package.")
    file.seek(size - _END.size)
    magic, disk, first, here, count, length, start, comment = _END.unpack(file.read(_END.size))
    if magic != b"PK\x05\x06":
        raise PackageError("not-a-package", "", "The file does not end as a package does. It may be cut off.")
    if (disk, first, comment) != (0, 0, 0) or here != count:
        raise PackageError("header", WHERE, "the end of the archive was changed.")
    if count > MAX_MEMBERS:
        raise PackageError("too-many", WHERE, f"{count:,} members; at most {MAX_MEMBERS:,} are allowed.")
    if length > count * (_CENTRAL.size + 5 * MAX_NAME):
        raise PackageError("hidden-bytes", WHERE, "the list of members is longer than its members need.")
    if start + length + _END.size != size:
        raise PackageError("hidden-bytes", WHERE, "there are bytes before, within or after the list of members.")
    return count, length, start


def _entries(listed: bytes, count: int) -> Iterator[tuple[Member, int]]:
    at, before = 0, ""
    for _ in range(count):
        if len(listed) - at < _CENTRAL.size:
            raise PackageError("header", WHERE, "the list of members is cut off.")
        fields = _CENTRAL.unpack_from(listed, at)
        magic, flags, method, crc, packed, size, named = (fields[n] for n in (0, 3, 4, 7, 8, 9, 10))
        raw = listed[at + _CENTRAL.size : at + _CENTRAL.size + named]
        if magic != b"PK\x01\x02" or len(raw) != named:
            raise PackageError("header", WHERE, "the list of members was changed.")
        name = raw.decode("ascii", errors="backslashreplace")
        _check_name(name)
        if flags & 1:
            raise PackageError("encrypted", name, "it is encrypted.")
        if method or packed != size:
            raise PackageError("compressed", name, "it is compressed; members of a package are stored as they are.")
        if fields[15] != _FILE:
            raise PackageError("not-a-file", name, "it is a folder, a link or has rights of its own.")
        if name == before:
            raise PackageError("duplicate", name, "there are two members of this name.")
        if name < before:
            raise PackageError("disorder", name, f"it stands after {before}; names must rise.")
        entry = _entry(name, size, crc, fields[16])
        if listed[at : at + len(entry)] != entry:
            raise PackageError("header", name, "its entry in the list of members is not the one that it must have.")
        yield Member(name, 0, size, crc), fields[16]
        at, before = at + len(entry), name
    if at != len(listed):
        raise PackageError("hidden-bytes", WHERE, "there are bytes after the list of members.")


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > MAX_NAME:
        raise PackageError("bad-name", name[:MAX_NAME] or "(no name)", "a package has no member of such a name.")


def _local(name: str, size: int, crc: int) -> bytes:
    raw = name.encode("ascii")
    return _LOCAL.pack(b"PK\x03\x04", 20, 0, 0, 0, _DATE, crc, size, size, len(raw), 0) + raw


def _entry(name: str, size: int, crc: int, offset: int) -> bytes:
    raw = name.encode("ascii")
    fixed = _CENTRAL.pack(
        b"PK\x01\x02", _MADE_BY, 20, 0, 0, 0, _DATE, crc, size, size, len(raw), 0, 0, 0, 0, _FILE, offset
    )
    return fixed + raw


def _chunks(content: Content) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _measured(content: Content) -> tuple[int, int]:
    size = crc = 0
    for chunk in _chunks(content):
        size, crc = size + len(chunk), zlib.crc32(chunk, crc)
    return size, crc
