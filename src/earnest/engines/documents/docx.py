"""Text documents (DOCX) from the document model: styles, live headings, tables, pictures, proofs as an appendix.

The same document gives the same bytes.
"""

from __future__ import annotations

from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.layout import lay_out
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.model import Document
from earnest.engines.documents.word.blocks import Body, behind, contents, glossary, head
from earnest.engines.documents.word.package import Package
from earnest.engines.documents.word.proofs import proofs
from earnest.engines.documents.word.tables import GAP
from earnest.engines.documents.word.writing import paragraph, span


def render(document: Document, *, locale: Locale = ENGLISH) -> bytes:
    """The document for a word processor, A4. Marks are links to an appendix of proofs and back.

    Fonts are Arial, Times New Roman and Courier New, for which every office program has a twin.
    """
    laid = lay_out(document, locale)
    package = Package()
    body = Body(package, locale, laid.labels)
    head(body, laid)
    contents(body, laid)
    if not laid.sections:
        body.put(paragraph("BodyText", span(laid.labels["empty"])))
    for section in laid.sections:
        body.section(section, 1)
    behind(body)
    glossary(body, laid)
    proofs(body, laid)
    if body.pieces[-1].endswith("</w:tbl>"):
        body.put(GAP)
    return package.file("".join(body.pieces) + package.page(body.paper), document, laid)
