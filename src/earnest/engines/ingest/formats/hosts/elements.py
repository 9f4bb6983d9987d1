"""XML records as small trees: each element that a format names is given whole, the rest of the file only passes by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from earnest.engines.ingest.document import Document
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.xml_stream import XmlHandler, parse_xml

RECORD_LIMIT = 16 * 1024 * 1024
"""What one record may hold: characters of text and attributes, and a hundred for each element."""
_ELEMENT_COST = 100


@dataclass(slots=True)
class Element:
    """One XML element. `text` is its own, without that of its children."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """An attribute."""
        return self.attributes.get(name)

    def every(self, tag: str) -> Iterator[Element]:
        """The children of that name."""
        return (child for child in self.children if child.tag == tag)

    def find(self, *path: str) -> Element | None:
        """The first element on that path of names below this one."""
        at = self
        for tag in path:
            for child in at.children:
                if child.tag == tag:
                    at = child
                    break
            else:
                return None
        return at

    def told(self, *path: str) -> str | None:
        """The text of the element on that path; None if there is none."""
        found = self.find(*path)
        return found.text if found else None

    def deep(self, tag: str) -> Iterator[Element]:
        """The elements of that name at any depth below this one."""
        for child in self.children:
            if child.tag == tag:
                yield child
            yield from child.deep(tag)


@dataclass(frozen=True)
class Around:
    """What is done at the elements that stand around records: when they start and when they end, by their name."""

    start: Mapping[str, Callable[[dict[str, str]], None]] = field(default_factory=dict)
    end: Mapping[str, Callable[[], None]] = field(default_factory=dict)


class _Trees:
    def __init__(self, records: Mapping[str, Callable[[Element], None]], around: Around, root: str) -> None:
        self._records = records
        self._around = around
        self._root = root
        self._path: list[str] = []
        self._open: list[Element] = []
        self._cost = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._path and tag != self._root:
            what = f"The root element is {tag if len(tag) <= 40 else tag[:39] + '…'}"
            raise UnreadableFile(what, "line 1", f"a file of this format has {self._root}.")
        if not self._open and f"{self._path[-1] if self._path else ''}/{tag}" not in self._records:
            self._path.append(tag)
            if started := self._around.start.get(tag):
                started(attributes)
            return
        self._cost += _ELEMENT_COST + (sum(map(len, attributes.values())) if attributes else 0)
        if self._cost > RECORD_LIMIT:
            what = f"One {self._open[0].tag if self._open else tag} holds more than {RECORD_LIMIT:,} characters"
            raise UnreadableFile(what, "", "export it in smaller parts.")
        element = Element(tag, attributes)
        if self._open:
            self._open[-1].children.append(element)
        self._open.append(element)

    def end(self, tag: str, text: str) -> None:
        if not self._open:
            self._path.pop()
            if ended := self._around.end.get(tag):
                ended()
            return
        element = self._open.pop()
        element.text = text.strip()
        self._cost += len(text)
        if not self._open:
            self._cost = 0
            self._records[f"{self._path[-1] if self._path else ''}/{tag}"](element)

    def wants(self, tag: str) -> bool:
        return bool(self._open) or f"{self._path[-1] if self._path else ''}/{tag}" in self._records


def read_elements(
    document: Document,
    root: str,
    records: Mapping[str, Callable[[Element], None]],
    around: Around | None = None,
    *,
    doctype: bool = False,
    tags: frozenset[str] | None = None,
) -> None:
    """Give each element that stands as `parent/name` in `records` to its function, in the order of the file.

    `root` is the name that the outermost element must have; `doctype` says that the tool declares it as document type.
    With `tags`, elements of other names are as if they were not there: what stands in them stands in those around.
    """
    trees = _Trees(records, around or Around(), root)
    handler = XmlHandler(trees.start, trees.end, trees.wants, tags)
    parse_xml(document, handler, doctype=root if doctype else "")
