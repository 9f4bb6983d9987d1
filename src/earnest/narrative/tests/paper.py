"""Reading what was written to PDF and HTML."""

from __future__ import annotations

import html
import re

import pymupdf

from earnest.engines.documents import html as page
from earnest.engines.documents.model import Document


def pages(content: bytes) -> list[str]:
    """The text of each page."""
    with pymupdf.open(stream=content) as document:  # type: ignore[no-untyped-call]  # the library has no types
        return [page.get_text() for page in document]


def squeezed(text: str) -> str:
    """The text without blanks and places to break, as far as lines are broken for paper."""
    return "".join(text.replace("\u200b", "").split())


def shown(document: Document) -> str:
    """The words of the document's page, squeezed; much quicker than paper."""
    return squeezed(html.unescape(re.sub(r"<style>.*?</style>|<[^>]*>", "", page.render(document), flags=re.DOTALL)))
