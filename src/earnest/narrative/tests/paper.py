"""Reading what was written to PDF."""

from __future__ import annotations

import pymupdf


def pages(content: bytes) -> list[str]:
    """The text of each page."""
    with pymupdf.open(stream=content) as document:  # type: ignore[no-untyped-call]  # the library has no types
        return [page.get_text() for page in document]


def squeezed(text: str) -> str:
    """The text without blanks and places to break, as far as lines are broken for paper."""
    return "".join(text.replace("\u200b", "").split())
