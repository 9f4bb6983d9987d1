"""XML read as a stream of elements, without document types and entities, with bounded text and depth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from earnest.engines.ingest.document import Document
from earnest.engines.ingest.reading import UnreadableFile

DEPTH_LIMIT = 64
TEXT_LIMIT = 8 * 1024 * 1024
"""Characters that the text of one element may have."""


@dataclass(frozen=True)
class XmlHandler:
    """What is done when an element starts and when it ends; `wants` tells whose text is gathered for `end`."""

    start: Callable[[str, dict[str, str]], None]
    end: Callable[[str, str], None]
    wants: Callable[[str], bool]


class _Parser:
    def __init__(self, handler: XmlHandler) -> None:
        self._handler = handler
        self._depth = 0
        self._parts: list[str] | None = None
        self._length = 0
        # expat is safe here: declarations of document types and entities are refused before they take effect.
        self.expat = expat.ParserCreate()
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self._start
        self.expat.EndElementHandler = self._end
        self.expat.CharacterDataHandler = self._text
        self.expat.StartDoctypeDeclHandler = self._refuse
        self.expat.EntityDeclHandler = self._refuse

    @property
    def place(self) -> str:
        return f"line {self.expat.CurrentLineNumber}"

    def _refuse(self, *_: object) -> None:
        what = "The XML declares a document type or entities, which can be made to exhaust memory"
        raise UnreadableFile(what, self.place, "no known tool writes that; export the file again.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise UnreadableFile("Elements are nested too deeply", self.place, "this is no tool's export.")
        self._parts = [] if self._handler.wants(tag) else None
        self._length = 0
        self._handler.start(tag, attributes)

    def _text(self, data: str) -> None:
        if self._parts is None:
            return
        self._length += len(data)
        if self._length > TEXT_LIMIT:
            raise UnreadableFile(f"An element holds more than {TEXT_LIMIT:,} characters", self.place, "export again.")
        self._parts.append(data)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self._handler.end(tag, "".join(self._parts) if self._parts is not None else "")
        self._parts = None


def parse_xml(document: Document, handler: XmlHandler) -> None:
    """Run the whole file through the handler. UnreadableFile names the line of what is wrong."""
    parser = _Parser(handler)
    with document.path.open("rb") as file:
        try:
            parser.expat.ParseFile(file)
        except expat.ExpatError as problem:
            reason = expat.ErrorString(problem.code)
            raise UnreadableFile(f"The XML is broken: {reason}", f"line {problem.lineno}", "export it again.") from None
        except (LookupError, ValueError) as problem:
            raise UnreadableFile(f"The XML is broken: {problem}", parser.place, "export it again.") from None
