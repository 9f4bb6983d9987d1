"""Plain records of a large XML file, read without the parser.

A scanner's export is mostly records that look alike: an element whose children have neither attributes nor children.
One that is written in the plainest way is taken by its pattern, and a place is kept for it: an empty processing
instruction, which may stand where an element in the root element may stand, and nowhere else. The parser reads the rest
and finds the place in its turn; then the record is told as if the parser had read it.

That is done only where bytes cannot mean anything else: UTF-8, inside the root element, no comment, section,
instruction or document type in the file so far, and no character or reference in the block that a parser could object
to. A record that a block cuts in two, or that is written in any other way, is the parser's. Line numbers are lost: so
whatever goes wrong, the file is read again without this, and that reading names the place.

Run as a script, with a file, the size of blocks and the names, it is the second process of a reading: it writes each
block as it is to be parsed, and its records, to its standard output. It needs nothing but the standard library.
"""

from __future__ import annotations

import marshal
import re
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # what only a checker of types needs would cost the second process a third of its memory
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import IO, BinaryIO

Record = tuple[list[tuple[str, str]], list[tuple[str, str]]]
"""One record: its attributes, and those of its children that are asked for, in order, with their text."""
Shortened = tuple[bytes, list[Record]]
"""A block as the parser is to get it, and the records that it holds a place for."""

SECOND = 8 * 1024 * 1024
"""Bytes of a file from which on a second process pays."""
_ROOT = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml\s+version=["']1\.0["'](?:\s+encoding=["'](?i:utf-8)["'])?"""
    rb"""(?:\s+standalone=["'](?:yes|no)["'])?\s*\?>)?\s*<([A-Za-z_][\w:.-]*)(?=[\s>])"""
)
_OTHER = re.compile(rb"[!?](?<=<.)")
_REFERENCE = re.compile(rb"&(?!(?:lt|gt|amp|quot|apos);)")
_CONTROLS = bytes({*range(32), 127} - {*b"\t\n"})
_NAME = r"[A-Za-z_][\w:.-]*+"
_ATTRIBUTE = re.compile(rf'\s({_NAME})="([^"]*+)"', re.ASCII)
_PLACE = "<?_?>"
_BUFFER = 2**20
"""Bytes that are taken from the second process at once."""


class PlainRecords:
    """Takes the blocks of a file in order. `tag` is the name of the records, `asked` those of the elements that are
    asked for.
    """

    def __init__(self, tag: str, asked: Iterable[str]) -> None:
        name = re.escape(tag)
        self._record = re.compile(
            rf'<{name}((?:\s++{_NAME}="[^<"\n\t]*+")*+)\s*+>'
            rf"((?:\s*+<({_NAME})>[^<]*+</\3>)*+)\s*+</{name}>",
            re.ASCII,
        )
        self._asked = re.compile(rf"<({'|'.join(map(re.escape, sorted(asked)))})>([^<]*+)<")
        self._end = b""
        self._seam = b""
        self._over = False
        self._found: list[Record] = []

    def shorten(self, block: bytes) -> Shortened:
        """The block without its plain records."""
        start = 0 if self._end or self._over else self._begin(block)
        seam = self._seam and self._seam + block[: len(self._end)]
        self._over = self._over or self._ends(seam, 0) or self._ends(block, start)
        self._seam = block[-len(self._end) :]
        first, last = block.find(b"<", start), block.rfind(b"<")
        text = None if self._over else _text(block[first:last])
        if text is None:
            return block, []
        self._found = []
        return block[:first] + self._record.sub(self._take, text).encode() + block[last:], self._found

    def _begin(self, block: bytes) -> int:
        """Where the content of the root element starts in the first block."""
        found = _ROOT.match(block)
        if found is None:
            self._over = True
            return 0
        self._end = b"/" + found.group(1)
        return found.end()

    def _ends(self, text: bytes, start: int) -> bool:
        """Whether something begins there in which an element is none, or what comes after the root element."""
        return _OTHER.search(text, start) is not None or text.find(self._end, start) >= 0

    def _take(self, record: re.Match[str]) -> str:
        written, inner = record.group(1, 2)
        pairs, children = _ATTRIBUTE.findall(written), self._asked.findall(inner)
        if "&" in written:
            pairs = [(name, _meant(value)) for name, value in pairs]
        if "&" in inner:
            children = [(name, _meant(text)) for name, text in children]
        if len(dict(pairs)) < len(pairs):
            return record.group()
        self._found.append((pairs, children))
        return _PLACE


def shortened(path: Path, size: int, tag: str, asked: Iterable[str]) -> Iterator[Shortened]:
    """The blocks of a file, each of `size` bytes, without its plain records; made by a second process if it is large.

    OSError if the file cannot be read; EOFError, ValueError or TypeError if the second process did not come to its end.
    """
    if path.stat().st_size < SECOND:
        with path.open("rb") as file:
            yield from _blocks(file, size, PlainRecords(tag, asked))
        return
    import subprocess  # here, because the second process has no use for it

    command = [sys.executable, "-I", "-S", __file__, str(path), str(size), tag, *asked]
    with subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=_BUFFER) as second:  # noqa: S603  our own program
        try:
            yield from _told(second.stdout)
        finally:
            second.kill()


def _told(output: IO[bytes] | None) -> Iterator[Shortened]:
    """What a second process writes: each block with its length before it, at the end a length of none."""
    while output and len(length := output.read(8)) == 8:
        if not (size := int.from_bytes(length)):
            return
        yield marshal.loads(output.read(size))  # noqa: S302  our own output
    raise EOFError


def _blocks(file: BinaryIO, size: int, records: PlainRecords) -> Iterator[Shortened]:
    while block := file.read(size):
        yield records.shorten(block)


def _text(block: bytes) -> str | None:
    """The block as text; None unless all of it is what a parser takes, as long as its tags are in order."""
    if not block or len(block.translate(None, _CONTROLS)) != len(block) or b"]]>" in block:
        return None
    if b"&" in block and _REFERENCE.search(block):
        return None
    try:
        text = block.decode()
    except UnicodeDecodeError:
        return None
    return None if "\ufffe" in text or "\uffff" in text else text


def _meant(text: str) -> str:
    """Text with its references to markup resolved."""
    if "&" not in text:
        return text
    for name, character in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("apos", "'"), ("amp", "&")):
        text = text.replace(f"&{name};", character)
    return text


def _main(path: str, size: str, tag: str, *asked: str) -> None:
    with open(path, "rb") as file:  # without the library of paths, which is not loaded here
        for found in _blocks(file, int(size), PlainRecords(tag, asked)):
            told = marshal.dumps(found)
            sys.stdout.buffer.write(len(told).to_bytes(8) + told)
    sys.stdout.buffer.write(bytes(8))


if __name__ == "__main__":
    _main(*sys.argv[1:])
