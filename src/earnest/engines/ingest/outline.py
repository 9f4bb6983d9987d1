"""What a file looks like from its first 64 KiB: kind, columns of a CSV, keys of a JSON, root of an XML."""

from __future__ import annotations

import codecs
import csv
import re
from dataclasses import dataclass
from typing import Literal

from earnest.engines.ingest.csv_rows import likely_delimiter
from earnest.engines.ingest.document import head_text

Container = Literal["csv", "json", "xml", "xlsx", "binary"]

DEPTH = 6
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*+)"(\s*+:)?|([\[{])|([\]}])')
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_NOT_ELEMENT = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(\[.*?\])?[^>]*>", re.DOTALL)


@dataclass(frozen=True)
class Outline:
    """`columns` are headings in lower case. `paths` are JSON keys with their way there: `[].profile.login`."""

    container: Container
    columns: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()
    root: str = ""
    shown: str = ""

    def has_columns(self, *headings: str) -> bool:
        return self.columns.issuperset(heading.casefold() for heading in headings)

    def has_paths(self, *paths: str) -> bool:
        return self.paths.issuperset(paths)


def outline(head: bytes) -> Outline:
    """Outline of a file by its head. Never fails: what is not understood is binary or a CSV of odd columns."""
    if head.startswith(b"PK\x03\x04"):
        return Outline("xlsx", shown="a ZIP archive or workbook")
    if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Outline("binary", shown="binary data")
    text = head_text(head).lstrip()
    if text.startswith(("{", "[")) and not text.startswith('["'):
        paths = json_paths(text)
        top = sorted({path.removeprefix("[].").split(".")[0] for path in paths})
        return Outline("json", paths=paths, shown=f"JSON with the keys {_some(top)}")
    if text.startswith("<"):
        found = _ROOT.search(_NOT_ELEMENT.sub("", text))
        root = found.group(1) if found else ""
        return Outline("xml", root=root, shown=f"XML with the root element {root or '(none)'}")
    return _csv_outline(text)


def _csv_outline(text: str) -> Outline:
    lines = text.splitlines()
    if lines and lines[0].lower().startswith("sep="):
        lines = lines[1:]
    first = lines[0] if lines else ""
    try:
        cells = next(csv.reader(lines, delimiter=likely_delimiter(first)), [])
    except csv.Error:
        cells = []
    columns = [cell.strip() for cell in cells if cell.strip()]
    return Outline(
        "csv", columns=frozenset(map(str.casefold, columns)), shown=f"a CSV with the columns {_some(columns)}"
    )


def _some(names: list[str]) -> str:
    cut = [name if len(name) <= 40 else name[:39] + "…" for name in names[:8]]
    return ", ".join(cut) + (f" and {len(names) - 8} more" if len(names) > 8 else "") if cut else "(none)"


def json_paths(text: str) -> frozenset[str]:
    """Paths of the keys in a JSON text that may be cut off anywhere, to six levels; array steps are written `[]`."""
    paths: set[str] = set()
    stack: list[str] = []
    step = ""
    for token in _TOKEN.finditer(text):
        key, colon, opening, closing = token.groups()
        if opening == "{":
            stack.append(step)
            step = ""
        elif opening:
            stack.append(f"{step}.[]" if step else "[]")
            step = ""
        elif closing:
            if stack:
                stack.pop()
            step = ""
        elif colon and len(stack) <= DEPTH:
            step = key
            paths.add(".".join([*filter(None, stack), key]))
    return frozenset(paths)
