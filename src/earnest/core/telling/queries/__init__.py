"""Reads of what was told."""

from earnest.core.telling.queries.editions import (
    HELD,
    Told,
    edition_before,
    edition_of,
    editions,
    flagged,
    framings,
    held,
    is_whole,
    outline_digest,
)
from earnest.core.telling.queries.questionnaires import (
    as_asked,
    asked,
    fingerprint_of,
    lapsed,
    layout_of,
    questionnaires,
    questions,
    remembered,
    workbook,
)

__all__ = [
    "HELD",
    "Told",
    "as_asked",
    "asked",
    "edition_before",
    "edition_of",
    "editions",
    "fingerprint_of",
    "flagged",
    "framings",
    "held",
    "is_whole",
    "lapsed",
    "layout_of",
    "outline_digest",
    "questionnaires",
    "questions",
    "remembered",
    "workbook",
]
