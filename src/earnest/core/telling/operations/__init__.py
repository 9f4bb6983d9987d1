"""Writes of what was told: editions and their approval, and the words before sections."""

from earnest.core.telling.operations.editions import (
    Content,
    approve_edition,
    edition_number,
    keep_files,
    write_edition,
)
from earnest.core.telling.operations.framing import frame_section, keep_framing, remove_framing

__all__ = [
    "Content",
    "approve_edition",
    "edition_number",
    "frame_section",
    "keep_files",
    "keep_framing",
    "remove_framing",
    "write_edition",
]
