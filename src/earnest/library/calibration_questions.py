"""Questions with certain answers, on which an estimator learns how wide an honest range is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from earnest.library.content import NotInLibraryError, read


@dataclass(frozen=True, kw_only=True)
class CalibrationQuestion:
    """One question whose answer is a number of `unit`."""

    id: str
    topic: str
    question: str
    answer: float
    unit: str
    source: str

    def holds(self, low: float, high: float) -> bool:
        """Whether the range, ends included, holds the answer."""
        return low <= self.answer <= high


@dataclass(frozen=True, kw_only=True)
class CalibrationQuestions:
    """The file. Show `use_note` before the first question."""

    as_of: date
    use_note: str
    source: str
    questions: tuple[CalibrationQuestion, ...]


@cache
def calibration_questions() -> CalibrationQuestions:
    """All questions."""
    return read("calibration_questions.yaml", CalibrationQuestions)


def calibration_question(question_id: str) -> CalibrationQuestion:
    """One question. NotInLibraryError names the ids that there are."""
    known = {one.id: one for one in calibration_questions().questions}
    if question_id not in known:
        raise NotInLibraryError("calibration question", question_id, tuple(known))
    return known[question_id]
