"""Runs and paragraphs as WordprocessingML. Everything from content is escaped here and nowhere else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from earnest.engines.documents.laid import Run, Runs
from earnest.engines.documents.slides.writing import HUES, SHAPES
from earnest.engines.documents.visible import show_number

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_SPECIAL = re.compile(r'[&<>"]')


def escaped(text: str) -> str:
    """Text for XML, in elements and in attributes; a character that XML cannot hold is shown by its number."""
    safe = _NOT_XML.sub(lambda match: show_number(match[0]), text)
    return _SPECIAL.sub(lambda match: _MARKUP[match[0]], safe)


def span(text: str, look: str = "") -> str:
    """A run of one look; `look` holds its properties in the order of the format."""
    if not text:
        return ""
    if _right_to_left(text):
        look += "<w:rtl/>"
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escaped(text)}</w:t></w:r>'


def styled(text: str, style: str) -> str:
    """A run in a character style."""
    return span(text, f'<w:rStyle w:val="{style}"/>')


def paragraph(style: str, inner: str, *, more: str = "") -> str:
    """A paragraph in a style; `more` holds further properties in the order of the format."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{inner}</w:p>'


def lines_of(text: str) -> str:
    """Several lines of code as one run."""
    pieces = (f'<w:t xml:space="preserve">{escaped(line)}</w:t>' for line in text.expandtabs(4).split("\n"))
    return f"<w:r>{'<w:br/>'.join(pieces)}</w:r>"


@dataclass
class Places:
    """The bookmarks of a document: each name once, each with its number."""

    made: dict[str, int] = field(default_factory=dict)

    def mark(self, name: str, inner: str) -> str:
        """What links to `name` lead to; a name that is there already is not marked again."""
        place = bookmark(name)
        if place in self.made:
            return inner
        number = self.made[place] = len(self.made) + 1
        return f'<w:bookmarkStart w:id="{number}" w:name="{place}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'


def bookmark(name: str) -> str:
    """A name as bookmarks may be called: letters, digits and low lines."""
    return re.sub(r"\W", "_", name)


def link(name: str, inner: str, tip: str = "") -> str:
    """A link within the document."""
    said = f' w:tooltip="{escaped(tip)}"' if tip else ""
    return f'<w:hyperlink w:anchor="{bookmark(name)}" w:history="1"{said}>{inner}</w:hyperlink>'


def line(runs: Runs, places: Places, *, bold: bool = False, mark: str = "ProofMark") -> str:
    """A line of runs with its marks, in the style `mark`, as links to the proofs."""
    made: list[str] = []
    after_mark = False
    for run in runs:
        if run.kind == "mark":
            comma = ("," if mark == "ProofMark" else ", ") if after_mark else ""
            shown = link(f"proof_{run.number}", styled(comma + run.text, mark), run.detail)
            made.append(places.mark(f"why_{run.number}", shown) if run.first else shown)
        else:
            made.append(_run(run, bold))
        after_mark = run.kind == "mark"
    return "".join(made)


def _run(run: Run, bold: bool) -> str:
    if run.kind == "status":
        colour = HUES[run.shape].removeprefix("#").upper()
        return span(f"{SHAPES[run.shape]}\N{NO-BREAK SPACE}{run.text}", f'<w:b/><w:color w:val="{colour}"/>')
    if run.kind == "range":
        return styled(f" ({run.text})", "Range")
    if run.kind == "term":
        return link(f"word_{run.target}", styled(run.text, "Term"))
    if run.kind == "code":
        return styled(run.text, "Machine")
    return span(run.text, "<w:b/>" if bold or run.kind == "grade" else "")


def marks(runs: Iterable[Run]) -> Runs:
    """The marks among runs."""
    return tuple(run for run in runs if run.kind == "mark")


def unmarked(runs: Iterable[Run]) -> Runs:
    return tuple(run for run in runs if run.kind != "mark")


def _right_to_left(text: str) -> bool:
    """Whether all letters of a text are of scripts that are read from the right."""
    if text.isascii():
        return False
    found = {unicodedata.bidirectional(char) for char in text}
    return bool(found & {"R", "AL"}) and "L" not in found
