"""Writes of what was told: editions, the words before sections, and questionnaires with their answers."""

from earnest.core.telling.operations.editions import (
    Content,
    approve_edition,
    edition_number,
    keep_files,
    write_edition,
)
from earnest.core.telling.operations.framing import frame_section, keep_framing, remove_framing
from earnest.core.telling.operations.questionnaires import (
    approve_answer,
    forget_answer,
    mark_sent,
    read_questions,
    take_questionnaire,
)

__all__ = [
    "Content",
    "approve_answer",
    "approve_edition",
    "edition_number",
    "forget_answer",
    "frame_section",
    "keep_files",
    "keep_framing",
    "mark_sent",
    "read_questions",
    "remove_framing",
    "take_questionnaire",
    "write_edition",
]
