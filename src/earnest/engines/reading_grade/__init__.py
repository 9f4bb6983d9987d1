"""How hard English prose is to read: Flesch–Kincaid grade, long sentences, long words."""

from __future__ import annotations

from earnest.engines.reading_grade.measure import LONG_SENTENCE, Grade, flesch_kincaid, grade
from earnest.engines.reading_grade.sentences import sentences, words
from earnest.engines.reading_grade.syllables import syllables

__all__ = ["LONG_SENTENCE", "Grade", "flesch_kincaid", "grade", "sentences", "syllables", "words"]
