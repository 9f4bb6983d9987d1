"""XML read as a stream of elements, without document types and entities, with bounded text and depth."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from earnest.engines.ingest.document import Document
from earnest.engines.ingest.reading import NotQuick, UnreadableFile
from earnest.engines.ingest.xml_beside import SECOND, Record, shortened_beside

DEPTH_LIMIT = 64
TEXT_LIMIT = 8 * 1024 * 1024
"""Characters that the text of one element may have."""
_BLOCK = 256 * 1024
_PIECE = 64 * 1024
"""Characters of text that the parser gathers before it hands them over."""
_EMPTY = re.compile(rb"\[\s*\]\s*>")
"""A document type's own declarations, when there are none."""


@dataclass(frozen=True)
class Records:
    """Elements called `tag` that are told whole, where they are plain: attributes, and the children in `asked`.

    `take` must do what `start` and `end` of the handler do for the same record, child by child.
    """

    tag: str
    asked: Collection[str]
    take: Callable[[dict[str, str], list[tuple[str, str]]], None]


@dataclass(frozen=True)
class XmlHandler:
    """What is done when an element starts and when it ends; `wants` tells whose text is gathered for `end`.

    The text is the element's own, before, between and after its children; theirs is not in it. With `tags`, nothing is
    told or asked of other elements, but for the root: they go by at the parser's own speed. With `records` as well,
    plain records of a large file go by the parser.
    """

    start: Callable[[str, dict[str, str]], None]
    end: Callable[[str, str], None]
    wants: Callable[[str], bool]
    tags: Collection[str] | None = None
    records: Records | None = None


class _Parser:
    def __init__(self, handler: XmlHandler, doctype: str, *, quick: bool) -> None:
        self._doctype = doctype
        self._texts: list[list[str] | None] = []
        self._handler = handler
        self._plain: deque[Record] = deque()
        self._records = handler.records if quick else None
        # expat is safe here: declarations of entities are refused before they take effect, and nothing is fetched.
        self.expat = expat.ParserCreate()
        self.expat.buffer_text = True
        self.expat.buffer_size = _PIECE
        self.expat.StartDoctypeDeclHandler = self._declared
        self.expat.EntityDeclHandler = self._refuse
        self.expat.SkippedEntityHandler = self._refuse
        self._hear(handler)

    @property
    def is_quick(self) -> bool:
        return self._records is not None

    @property
    def place(self) -> str:
        return f"line {self.expat.CurrentLineNumber}"

    def read(self, path: Path) -> None:
        if (records := self._records) is None:
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    self._parse(block)
        else:
            others = set(self._handler.tags or ()) - {*records.asked, records.tag}
            for short, plain in shortened_beside(path, _BLOCK, records.tag, records.asked, others):
                self._plain.extend(plain)
                self._parse(short)
        self.expat.Parse(b"", True)

    def _parse(self, block: bytes) -> None:
        self.expat.Parse(block, False)
        for text in self._texts:
            if text and sum(map(len, text)) > TEXT_LIMIT:
                raise self._too_long()

    def _hear(self, handler: XmlHandler) -> None:
        """Set the handlers, as closures, which are the quickest.

        Text goes straight into the list of the element that wants it, and nowhere if none does. `passing` counts the
        elements that are open, and that nothing is told of, inside the innermost one that something was told of.
        """
        parser, texts = self.expat, self._texts
        wants, started, ended = handler.wants, handler.start, handler.end
        tags = handler.tags
        depth = passing = 0
        outside: list[int] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth, passing
            depth += 1
            if depth > DEPTH_LIMIT:
                raise UnreadableFile("Elements are nested too deeply", self.place, "this is no tool's export.")
            if tags is not None and tag not in tags and depth > 1:
                passing += 1
                if passing == 1 and texts[-1] is not None:
                    parser.CharacterDataHandler = None
                return
            own: list[str] | None = [] if wants(tag) else None
            if own is not None:
                parser.CharacterDataHandler = own.append
            elif not passing and texts and texts[-1] is not None:
                parser.CharacterDataHandler = None
            texts.append(own)
            outside.append(passing)
            passing = 0
            started(tag, attributes)

        def end(tag: str) -> None:
            nonlocal depth, passing
            depth -= 1
            if passing:
                passing -= 1
                if not passing and (around := texts[-1]) is not None:
                    parser.CharacterDataHandler = around.append
                return
            own = texts.pop()
            passing = outside.pop()
            around = texts[-1] if texts and not passing else None
            if own is not None or around is not None:
                parser.CharacterDataHandler = None if around is None else around.append
            text = "".join(own) if own else ""
            if len(text) > TEXT_LIMIT:
                raise self._too_long()
            ended(tag, text)

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        if self._records is not None:
            take, plain = self._records.take, self._plain

            def met(*_: str) -> None:
                if depth > DEPTH_LIMIT - 2:
                    raise NotQuick
                if plain:
                    take(*plain.popleft())

            parser.ProcessingInstructionHandler = met

    def _too_long(self) -> UnreadableFile:
        return UnreadableFile(f"An element holds more than {TEXT_LIMIT:,} characters", self.place, "export again.")

    def _declared(self, name: str, _system: str | None, public: str | None, internal: bool) -> None:
        # What expat stands at is the bracket that opens the declarations.
        empty = not internal or _EMPTY.match(self.expat.GetInputContext() or b"")
        if name != self._doctype or public is not None or not empty:
            self._refuse()

    def _refuse(self, *_: object) -> None:
        what = "The XML declares a document type or entities, which can be made to exhaust memory"
        raise UnreadableFile(what, self.place, "no known tool writes that; export the file again.")


def parse_xml(document: Document, handler: XmlHandler, *, doctype: str = "") -> None:
    """Run the whole file through the handler. UnreadableFile names the line of what is wrong.

    A document type is refused, but for one named `doctype` that declares nothing itself: tools write it, and what it
    points to is never fetched. With `records`, and if a large document may be read the quick way, plain records do not
    pass through the parser; then NotQuick for whatever is wrong.
    """
    parser = _Parser(handler, doctype, quick=document.quick and document.size >= SECOND)
    try:
        parser.read(document.path)
    except (UnreadableFile, expat.ExpatError, LookupError, ValueError) as problem:
        if parser.is_quick:
            raise NotQuick from problem
        raise _named(problem, parser.place) from None
    except (EOFError, TypeError, OSError) as problem:
        if parser.is_quick:
            raise NotQuick from problem
        raise


def _named(problem: Exception, place: str) -> UnreadableFile:
    if isinstance(problem, UnreadableFile):
        return problem
    if isinstance(problem, expat.ExpatError):
        reason = expat.ErrorString(problem.code)
        return UnreadableFile(f"The XML is broken: {reason}", f"line {problem.lineno}", "export it again.")
    return UnreadableFile(f"The XML is broken: {str(problem)[:100]}", place, "export it again.")
