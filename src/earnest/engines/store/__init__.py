"""The evidence store: immutable bytes under their SHA-256, in a directory.

    objects/ab/cdef…    one file per content, read-only

Raw evidence and canonical Parquet are kept the same way. Nothing is ever overwritten: the same bytes have the same
name.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_CHUNK = 1 << 19
"""Bytes that are taken at once: few enough to stay in a processor's own memory until they are hashed and written."""


@dataclass(frozen=True)
class Blob:
    """Stored content: its SHA-256 in hexadecimal and its size in bytes."""

    sha256: str
    size: int


def digest_of(path: Path) -> Blob:
    """SHA-256 and size of a file, in bounded memory."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb", buffering=0) as stream:
        for chunk in _chunks(stream):
            digest.update(chunk)
            size += len(chunk)
    return Blob(digest.hexdigest(), size)


def _chunks(stream: BinaryIO) -> Iterator[memoryview]:
    """The content in pieces. Each is as it was until the next but one is asked for."""
    first, other = (memoryview(bytearray(_CHUNK)) for _ in range(2))
    while number := stream.readinto(first):  # type: ignore[attr-defined]  # a raw stream has it
        yield first[:number]
        first, other = other, first


@dataclass(frozen=True)
class Store:
    """A store in the directory `root`, which is made on the first write."""

    root: Path

    def path(self, sha256: str) -> Path:
        """Where content of that hash is kept, whether it is there or not. ValueError if it is no SHA-256."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError(f"{sha256[:80]!r} is not a SHA-256 in lower-case hexadecimal")
        return self.root / "objects" / sha256[:2] / sha256[2:]

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def put(self, source: Path, beside: Callable[[memoryview], object] | None = None) -> Blob:
        """Keep a copy of a file. The copy appears whole or not at all, and is on the disk when this returns.

        `beside` is given every block that is kept, in order; it must be done with it when it returns from the next.
        """
        folder = self.root / "objects"
        folder.mkdir(parents=True, exist_ok=True)
        copy = folder / f"incoming-{secrets.token_hex(8)}"
        digest, size = hashlib.sha256(), 0
        try:
            with source.open("rb", buffering=0) as stream, copy.open("xb") as out, ThreadPoolExecutor(1) as worker:
                for chunk in _chunks(stream):
                    hashed = worker.submit(digest.update, chunk)
                    if beside:
                        beside(chunk)
                    size += len(chunk)
                    out.write(chunk)
                    hashed.result()
                blob = Blob(digest.hexdigest(), size)
                kept = self.path(blob.sha256)
                if kept.exists():
                    return blob
                out.flush()
                os.fsync(out.fileno())
            kept.parent.mkdir(parents=True, exist_ok=True)
            copy.chmod(0o444)
            copy.replace(kept)
        finally:
            copy.unlink(missing_ok=True)
        return blob

    def fault(self, sha256: str) -> str | None:
        """What is wrong with stored content: missing, unreadable or changed; None if it is as it was put."""
        try:
            found = digest_of(self.path(sha256))
        except FileNotFoundError:
            return "it is missing"
        except OSError as error:
            return f"it cannot be read ({error.strerror})"
        return None if found.sha256 == sha256 else f"its bytes were changed: they now hash to {found.sha256[:12]}…"

    def contents(self) -> Iterator[str]:
        """The hash of everything kept, in no order."""
        for path in (self.root / "objects").glob("??/*"):
            yield path.parent.name + path.name
