"""Plain records of a large XML file, read beside the parser by a second process.

A scanner's export is mostly records that look alike: an element whose children hold text and nothing else. One that is
written in the plainest way is taken by cutting its text where elements begin, and a place is kept for it: an empty
processing instruction, which may stand where an element in the root element may stand, and nowhere else. The reader's
parser gets the rest and finds the place in its turn; then the record is told as if the parser had read it.

That is sound because of two things. All of the file goes through a checking parser as well, libxml2, which builds
nothing and tells nothing but whether the XML is well-formed. And records are taken only where a "<" cannot be anything
but the beginning of a tag: UTF-8, inside the root element, no comment, section, instruction or document type in the
file so far. A record that a block cuts in two, or that is written in any other way, is the parser's. Line numbers are
lost: so whatever goes wrong, the file is read again without this, and that reading names the place.

Run as a script, with a file, the size of blocks and the names, this writes each block as it is to be parsed, and its
records, to its standard output.
"""

from __future__ import annotations

import marshal
import re
import sys
from collections.abc import Collection, Iterator

from lxml import etree  # type: ignore[import-untyped]  # it ships no types

Record = tuple[dict[str, str], list[tuple[str, str]]]
"""One record: its attributes, and those of its children that are asked for, in order, with their text."""
Shortened = tuple[bytes, list[Record]]
"""A block as the parser is to get it, and the records that it holds a place for."""

_ROOT = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml\s+version=["']1\.0["'](?:\s+encoding=["'](?i:utf-8)["'])?"""
    rb"""(?:\s+standalone=["'](?:yes|no)["'])?\s*\?>)?\s*<([A-Za-z_][\w:.-]*)(?=[\s>])"""
)
_NAME = re.compile(r" [A-Za-z_][\w:.-]*=", re.ASCII)
_HEADS = 1_000
"""Ways of writing the beginning of a record that are remembered."""
_PLACE = "<?_?>"


class _Nobody:
    """Whom the checking parser tells what it meets."""

    def close(self) -> None:
        """The end of the document."""


class PlainRecords:
    """Takes the blocks of a file in order, and says at the end that there are no more.

    `tag` is the name of the records, `asked` those of the children whose text is asked for. A record that holds one of
    the elements `others` is not plain. XMLSyntaxError if the file is not well-formed.
    """

    def __init__(self, tag: str, asked: Collection[str], others: Collection[str] = ()) -> None:
        self._begins, self._closes = f"<{tag}", f"</{tag}>"
        self._asked = frozenset(asked)
        known = sorted({*asked, *others, tag})
        first = "".join(sorted({name[0] for name in known}))
        names = "|".join(map(re.escape, known))
        self._child = re.compile(rf"<(?=[{first}])({names})(?![\w:.-])([^<]*+)<(/?)")
        self._check = etree.XMLParser(target=_Nobody(), resolve_entities=False, no_network=True, load_dtd=False)
        self._heads: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._plain = True
        self._end = b""
        self._seam = b""
        self._over = False

    def shorten(self, block: bytes) -> Shortened:
        """The block without its plain records."""
        start = 0 if self._end or self._over else self._begin(block)
        seam = self._seam and self._seam + block[: len(self._end)]
        self._over = self._over or self._ends(seam, 0) or self._ends(block, start)
        self._seam = block[-len(self._end) :]
        if self._plain:
            self._check.feed(block)
        first, last = block.find(b"<", start), block.rfind(b"<")
        if self._over or last <= first:
            return block, []
        records: list[Record] = []
        text = self._without(block[first:last].decode(), records)
        return block[:first] + text.encode() + block[last:], records

    def close(self) -> None:
        if self._plain:
            self._check.close()

    def _begin(self, block: bytes) -> int:
        """Where the content of the root element starts in the first block."""
        found = _ROOT.match(block)
        if found is None:
            self._over, self._plain = True, False
            return 0
        self._end = b"/" + found.group(1)
        return found.end()

    def _ends(self, text: bytes, start: int) -> bool:
        """Whether something begins there in which a tag is none, or what comes after the root element."""
        return any(text.find(mark, start) >= 0 for mark in (b"<!", b"<?", self._end))

    def _without(self, text: str, records: list[Record]) -> str:
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        *parts, rest = text.split(self._closes)
        left: list[str] = []
        for part in parts:
            before, begins, written = part.partition(self._begins)
            if begins and (record := self._record(written)):
                left += before, _PLACE
                records.append(record)
            else:
                left += part, self._closes
        return "".join((*left, rest))

    def _record(self, written: str) -> Record | None:
        """What stands between the name of a record and its end; None if it is not plain.

        What is in it and not asked for needs only be well-formed, as it is for the parser.
        """
        head, _, inner = written.partition(">")
        attributes = None if "&#" in written else self._attributes(head)
        if attributes is None:
            return None
        children = []
        for name, text, ends in self._child.findall(inner):
            if not ends or text[:1] != ">" or name not in self._asked:
                return None
            children.append((name, _meant(text[1:])))
        return attributes, children

    def _attributes(self, head: str) -> dict[str, str] | None:
        """The attributes of a record; None if one of them is not written in the plainest way."""
        pieces = head.split('"')
        if len(pieces) % 2 == 0 or pieces.pop() or not head.isprintable():
            return None  # not printable: a parser takes a tab or an end of a line in a value for a space
        written = tuple(pieces[::2])
        names = self._heads.get(written)
        if names is None:
            if len(self._heads) > _HEADS or not all(map(_NAME.fullmatch, written)):
                return None
            names = self._heads[written] = tuple(name[1:-1] for name in written)
        values = pieces[1::2]
        return dict(zip(names, map(_meant, values) if "&" in head else values, strict=True))


def _meant(text: str) -> str:
    """Text with its references to markup resolved."""
    if "&" not in text:
        return text
    for name, character in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("apos", "'"), ("amp", "&")):
        text = text.replace(f"&{name};", character)
    return text


def shortened(path: str, size: int, records: PlainRecords) -> Iterator[Shortened]:
    """The blocks of a file, each of `size` bytes, without its plain records."""
    with open(path, "rb") as file:
        while block := file.read(size):
            yield records.shorten(block)
    records.close()


def _main(path: str, size: str, tag: str, asked: str, others: str) -> None:
    for found in shortened(path, int(size), PlainRecords(tag, asked.split(","), others.split(","))):
        told = marshal.dumps(found)
        sys.stdout.buffer.write(len(told).to_bytes(8) + told)
    sys.stdout.buffer.write(bytes(8))


if __name__ == "__main__":
    _main(*sys.argv[1:])
