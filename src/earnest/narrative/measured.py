"""How plain a document reads for its audience."""

from __future__ import annotations

from earnest.engines.documents import grades as engine
from earnest.engines.documents.grades import SectionGrade
from earnest.engines.documents.model import Document
from earnest.narrative.audiences import BY_KEY


def grades(audience: str, document: Document) -> tuple[SectionGrade, ...]:
    """The reading grade of each section against the aim of the audience, and last that of the whole."""
    aim = BY_KEY[audience].aim
    return (*engine.grades(document, aim), engine.whole(document, aim))
