"""A second process that takes plain records out of a large XML file before the parser gets it."""

from __future__ import annotations

import marshal
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

Record = tuple[dict[str, str], list[tuple[str, str]]]
"""One record: its attributes, and those of its children that are asked for, in order, with their text."""
Shortened = tuple[bytes, list[Record]]
"""A block as the parser is to get it, and the records that it holds a place for."""

SECOND = 8 * 1024 * 1024
"""Bytes of a file from which on a second process pays."""
_PROGRAM = Path(__file__).with_name("xml_records.py")
_BUFFER = 2**20
"""Bytes that are taken from the second process at once."""


def shortened_beside(
    path: Path, size: int, tag: str, asked: Collection[str], others: Collection[str]
) -> Iterator[Shortened]:
    """The blocks of a file, each of `size` bytes, without its plain records; see `xml_records`.

    OSError if no process can be started; EOFError, ValueError or TypeError if it did not come to its end.
    """
    command = [sys.executable, "-I", str(_PROGRAM), str(path), str(size), tag, ",".join(asked), ",".join(others)]
    with subprocess.Popen(  # noqa: S603  our own program
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=_BUFFER
    ) as second:
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
