"""The export as a document: where it lies, what it is called, how its first bytes look."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from earnest.engines.ingest.reading import UnreadableFile

HEAD_BYTES = 64 * 1024
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Document:
    """One file to read. `name` is what its owner calls it; `head` is its first 64 KiB.

    `quick` says that ways may be tried that take large files faster and raise NotQuick where they do not hold.
    """

    path: Path
    name: str
    size: int
    sha256: str
    head: bytes
    quick: bool = False


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a text file become characters. `note` says so where it had to be guessed."""

    name: str
    note: str = ""


def open_document(path: Path, name: str | None = None, sha256: str | None = None) -> Document:
    """Fingerprint the file, unless its `sha256` is known, and take its head. OSError if it cannot be opened."""
    if sha256 is not None:
        with path.open("rb") as file:
            return Document(path, name or path.name, path.stat().st_size, sha256, file.read(HEAD_BYTES))
    digest = hashlib.sha256()
    size = 0
    head = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if not size:
                head = block[:HEAD_BYTES]
            size += len(block)
            digest.update(block)
    return Document(path, name or path.name, size, digest.hexdigest(), head)


def is_utf16(head: bytes) -> bool:
    """Whether a byte order mark says that the file is UTF-16."""
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def in_utf8(document: Document, folder: Path) -> Document:
    """The document as it is read: one in UTF-16, as some shells write what a tool prints, is a copy in the folder.

    UnreadableFile if it is not UTF-16 throughout.
    """
    if not is_utf16(document.head):
        return document
    path = folder / "utf-8"
    try:
        with document.path.open(encoding="utf-16", newline="") as file, path.open("wb") as out:
            while block := file.read(_BLOCK):
                out.write(block.encode())
    except UnicodeError as problem:
        raise UnreadableFile(f"The text is not UTF-16 throughout: {problem}", "", "export the file again.") from None
    with path.open("rb") as file:
        return replace(document, path=path, size=path.stat().st_size, head=file.read(HEAD_BYTES))


def text_encoding(document: Document) -> Encoding:
    """The encoding of a text file: by its byte order mark, else UTF-8 if every byte agrees, else a guess."""
    if document.head.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8-sig")
    if is_utf16(document.head):
        return Encoding("utf-16")
    for name in ("utf-8", "cp1252"):
        if _decodes(document.path, name):
            note = "" if name == "utf-8" else "The file is not UTF-8; it was read as Windows-1252."
            return Encoding(name, note)
    return Encoding("latin-1", "The file is not UTF-8; it was read as Latin-1.")


def _decodes(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def head_text(head: bytes) -> str:
    """The head as characters, good enough to recognise a format by."""
    if is_utf16(head):
        return head.decode("utf-16", errors="ignore")
    return head.removeprefix(codecs.BOM_UTF8).decode("utf-8", errors="replace")
