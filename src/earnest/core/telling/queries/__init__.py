"""Reads of what was told."""

from earnest.core.telling.queries.editions import (
    Told,
    edition_before,
    edition_of,
    editions,
    flagged,
    framings,
    is_whole,
    outline_digest,
)
from earnest.core.telling.queries.questionnaires import (
    lapsed,
    layout_of,
    questionnaires,
    questions,
    remembered,
    workbook,
)

__all__ = [
    "Told",
    "edition_before",
    "edition_of",
    "editions",
    "flagged",
    "framings",
    "is_whole",
    "lapsed",
    "layout_of",
    "outline_digest",
    "questionnaires",
    "questions",
    "remembered",
    "workbook",
]
