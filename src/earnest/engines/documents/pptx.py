"""Slides (PPTX, 16:9) from the document model: native text and tables, charts as pictures, proofs in the notes.

The same document gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from pptx import Presentation
from pptx.util import Pt

from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.laid import LaidDocument, LaidProof, plain
from earnest.engines.documents.layout import lay_out
from earnest.engines.documents.letters import shortened
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.model import Document
from earnest.engines.documents.packed import packed, parts_in
from earnest.engines.documents.slides.flow import ROOM, Page, contents, pages
from earnest.engines.documents.slides.sheet import HEIGHT, WIDTH, Box, Paragraph, Sheet
from earnest.engines.documents.slides.writing import ACCENT, INK, QUIET, Span, broken, joined, spans

_LEFT = (WIDTH - ROOM) / 2
_TOP = 104.0
_TITLE_ONLY = 5
_THUMBNAIL = re.compile(rb"<Relationship [^>]*thumbnail[^>]*/>")


def render(document: Document, *, locale: Locale = ENGLISH) -> bytes:
    """The document as a presentation: a title slide, then every section on as many slides as it needs.

    Fonts are Arial and Times New Roman, for which every office program has a twin. Nothing stands outside its slide.
    """
    laid = lay_out(document, locale)
    office_document: Any = Presentation()
    _resize(office_document)
    _describe(office_document, document, laid)
    shown = [page for content in contents(laid, locale) for page in pages(content)]
    proofs = {proof.number: proof for proof in laid.proofs}
    said: set[int] = set()
    _cover(_sheet(office_document, laid), laid, len(shown) + 1)
    for number, page in enumerate(shown, 2):
        sheet = _sheet(office_document, laid)
        _page(sheet, page, laid)
        _footer(sheet, laid, number, len(shown) + 1)
        sheet.notes(_notes([proofs[one] for one in page.proofs], laid, said))
    written = io.BytesIO()
    office_document.save(written)
    return _settled(written.getvalue())


def _resize(made: Any) -> None:
    """Turn the library's template, which is 4:3, into 16:9 with its placeholders in proportion."""
    wide = Pt(WIDTH) / made.slide_width
    high = Pt(HEIGHT) / made.slide_height
    made.slide_width, made.slide_height = Pt(WIDTH), Pt(HEIGHT)
    for room in (made.slide_master, *made.slide_layouts):
        for shape in room.placeholders:
            left, top, width, height = shape.left, shape.top, shape.width, shape.height
            shape.left, shape.width = int(left * wide), int(width * wide)
            shape.top, shape.height = int(top * high), int(height * high)


def _describe(made: Any, document: Document, laid: LaidDocument) -> None:
    moment = document.as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    facts = made.core_properties
    facts.title, facts.author, facts.last_modified_by = laid.plain_title[:255], laid.organisation[:255], "Earnest"
    facts.subject = plain(laid.subtitle)[:255]
    facts.language, facts.identifier, facts.version = laid.language, laid.edition[:255], laid.state
    facts.created = facts.modified = facts.last_printed = moment
    facts.revision = 1
    facts.comments = facts.keywords = facts.category = ""


def _sheet(made: Any, laid: LaidDocument) -> Sheet:
    return Sheet(made.slides.add_slide(made.slide_layouts[_TITLE_ONLY]), laid.language)


def _cover(sheet: Sheet, laid: LaidDocument, count: int) -> None:
    words = laid.labels
    sheet.text(Box(_LEFT, 40, ROOM, 24), [_line(laid.organisation, 16, QUIET)], "Organisation")
    sheet.bar(Box(_LEFT, 74, ROOM, 2), ACCENT)
    size, title = _fitted(spans(laid.title), (44.0, 36.0, 28.0, 22.0), 3)
    sheet.title(Box(_LEFT, 92, ROOM, 150), title, size)
    if laid.subtitle:
        _, subtitle = _fitted(spans(laid.subtitle, colour=QUIET), (20.0,), 2)
        sheet.text(Box(_LEFT, 254, ROOM, 52), [Paragraph(subtitle, 20)], "Subtitle")
    pairs = [(words["audience"], laid.audience), (words["as_of"], laid.as_of), (words["state"], laid.state)]
    pairs += [(plain(pair.label), plain(pair.runs)) for pair in laid.front.pairs]
    pairs = pairs[:8]
    half = ROOM / 2 - 16
    column = -(-len(pairs) // 2)
    for number, (label, value) in enumerate(pairs):
        left = _LEFT + (number // column) * (half + 32)
        top = 326 + (number % column) * 34
        sheet.text(Box(left, top, half, 32), _fact(label, value, half), "Fact")
    top = 326 + column * 34
    sheet.text(Box(_LEFT, top, ROOM, 32), _fact(words["edition"], laid.edition[:12], ROOM), "Fact")
    _footer(sheet, laid, 1, count)
    sheet.notes("\n".join(f"{label}: {value}" for label, value in (*pairs, (words["edition"], laid.edition))))


def _page(sheet: Sheet, page: Page, laid: LaidDocument) -> None:
    more = (Span(f" ({laid.labels['continued']})", QUIET),) if page.continued else ()
    size, title = _fitted((*page.title, *more), (28.0, 24.0, 20.0), 2)
    sheet.title(Box(_LEFT, 22, ROOM, 62), title, size)
    sheet.bar(Box(_LEFT, 92, ROOM, 0.75), "#b7bfc5")
    for part, top in page.parts:
        part.draw(sheet, _LEFT, _TOP + top, ROOM)


def _footer(sheet: Sheet, laid: LaidDocument, number: int, count: int) -> None:
    words = laid.labels
    name = shortened(f"{laid.organisation}, {laid.plain_title}", ROOM * 0.46, 9)
    facts = f"{words['as_of']} {laid.as_of}   {words['edition']} {laid.edition[:12]}   {number} {words['of']} {count}"
    sheet.text(Box(_LEFT, 508, ROOM * 0.48, 14), [_line(name, 9, QUIET)], "Footer")
    right = Paragraph((Span(shortened(facts, ROOM * 0.5, 9), QUIET),), 9, side="end")
    sheet.text(Box(_LEFT + ROOM * 0.49, 508, ROOM * 0.51, 14), [right], "Footer")


def _fitted(content: Sequence[Span], sizes: Sequence[float], lines: int) -> tuple[float, tuple[Span, ...]]:
    """The largest size at which a title needs no more lines, and as much of it as they hold."""
    for size in sizes:
        made = broken(content, ROOM, size)
        if len(made) <= lines:
            return size, joined(made)
    kept = joined(broken(content, ROOM - sizes[-1], sizes[-1])[:lines])
    return sizes[-1], (*kept, Span("…", kept[-1].colour if kept else INK))


def _fact(label: str, value: str, room: float) -> list[Paragraph]:
    return [_line(shortened(label, room, 10), 10, QUIET), _line(shortened(value, room, 13), 13, INK)]


def _line(text: str, size: float, colour: str) -> Paragraph:
    return Paragraph((Span(text, colour),), size)


def _notes(proofs: Sequence[LaidProof], laid: LaidDocument, said: set[int]) -> str:
    """The answers behind the statements of a slide; a proof told before is only named again."""
    told = []
    for proof in proofs:
        lines = [f"{laid.labels['proof']} {proof.number}. {proof.plain}"]
        if proof.number not in said:
            said.add(proof.number)
            for step in proof.steps:
                pairs = "; ".join(f"{key}: {value}" for key, value, _ in step.pairs)
                lines.append(f"{step.label}: {'. '.join(text for text in (step.line, pairs) if text)}")
        told.append("\n".join(lines))
    return "\n\n".join(told)


def _settled(made: bytes) -> bytes:
    """The package with no clock in it and without the picture of the library's own template."""
    kept = [(name, content) for name, content in parts_in(made) if name != "docProps/thumbnail.jpeg"]
    return packed((name, _THUMBNAIL.sub(b"", part) if name == "_rels/.rels" else part) for name, part in kept)
