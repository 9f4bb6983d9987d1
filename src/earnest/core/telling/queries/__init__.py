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

__all__ = [
    "Told",
    "edition_before",
    "edition_of",
    "editions",
    "flagged",
    "framings",
    "is_whole",
    "outline_digest",
]
