"""A whole questionnaire answered: every question with its proposal, and the workbook with what may be written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from earnest.core.telling.rules import PERSON
from earnest.engines.workbooks.questions import Asked, Layout, questions
from earnest.engines.workbooks.reading import read
from earnest.engines.workbooks.writing import write
from earnest.narrative.basis import Basis
from earnest.narrative.customer.answering import Answers, Proposal
from earnest.narrative.customer.filling import Filled, cells, fill
from earnest.narrative.customer.named import Named


@dataclass(frozen=True)
class Answered:
    """A question with its proposal and what goes into its row."""

    number: str
    text: str
    row: int
    proposal: Proposal
    filled: Filled

    @property
    def left(self) -> bool:
        """Whether its answer stays empty."""
        return self.filled.empty and not (self.proposal.found == PERSON and self.proposal.words is not None)


def answer_all(basis: Basis, asked: Sequence[Asked]) -> tuple[Answered, ...]:
    """Every question, in order."""
    answers, named = Answers(basis), Named(basis.actor)
    found: list[Answered] = []
    for one in asked:
        made = answers.to(one)
        found.append(Answered(one.number or str(one.row), one.text, one.row, made, fill(basis, named, one, made)))
    return tuple(found)


def counts(answered: Sequence[Answered]) -> Mapping[str, int]:
    """How many questions have each derived answer; `left` counts those that stay empty."""
    return {**Counter(one.proposal.found for one in answered), "left": sum(one.left for one in answered)}


def told(answered: Sequence[Answered]) -> Mapping[int, str]:
    """What each answered question says to the customer, by its row."""
    return {one.row: one.proposal.found for one in answered if not one.left}


def asked_in(data: bytes, layout: Layout) -> tuple[Asked, ...]:
    """The questions of a workbook."""
    return questions(read(data), layout)


def filled_in(data: bytes, layout: Layout, answered: Sequence[Answered]) -> bytes:
    """The workbook with the answers in it; all else in it is as it came."""
    sheet = read(data).sheet(layout.sheet)
    return write(data, layout.sheet, cells(sheet, layout, [one.filled for one in answered]))
