"""What goes into which cell of the customer's workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from earnest.core.telling.rules import NO, NOT_APPLICABLE, PARTLY, PERSON, YES
from earnest.engines.workbooks.cells import column_number
from earnest.engines.workbooks.questions import Asked, Layout
from earnest.engines.workbooks.reading import Sheet
from earnest.narrative.basis import Basis
from earnest.narrative.customer.answering import Proposal
from earnest.narrative.customer.named import Named

CANNOT = "We cannot show this today."
WAITING = "Not answered yet."
UNSAID = "We do not write here how: ask us."
"""In place of words that would name a person or a machine."""
_SAID: Mapping[str, tuple[str, ...]] = {
    YES: ("yes", "y", "true", "fully", "compliant", "implemented", "in place"),
    PARTLY: ("partly", "partially", "partial", "in part", "partially implemented", "partially compliant"),
    NO: ("no", "n", "false", "not compliant", "not implemented", "non compliant"),
    NOT_APPLICABLE: ("n/a", "na", "not applicable", "n.a."),
}
"""How customers write each answer, in small letters."""

_PLAIN: Mapping[str, str] = {YES: "Yes", PARTLY: "Partly", NO: "No", NOT_APPLICABLE: "Not applicable"}
_GRADE: Mapping[str, str] = {
    "A": "tested by machine on the system's own data", "B": "tested on an export",
    "C": "shown by an inspected document", "D": "the word of the person who answers for it", "E": "described only",
}  # fmt: skip


@dataclass(frozen=True)
class Filled:
    """What is written for a question: the word, empty where nothing is answered, and the text beside it."""

    row: int
    word: str
    text: str

    @property
    def empty(self) -> bool:
        return not self.word


def fill(basis: Basis, named: Named, question: Asked, made: Proposal) -> Filled:
    """The answer as the customer's form has it. Partly is told as no, with its detail, where the form has no partly."""
    if made.found == PERSON and made.words is not None:
        return Filled(question.row, "" if question.choices else made.words.text, made.words.text)
    word = _word(made.found, question.choices) if made.answered else ""
    if not word:
        lead = WAITING if made.found == PERSON else CANNOT
        return Filled(question.row, "", f"{lead} {made.words.text}" if made.words else lead)
    return Filled(question.row, word, made.words.text if made.words else text_of(basis, named, made))


def text_of(basis: Basis, named: Named, made: Proposal) -> str:
    """The explanation of an answer: what is done, what is missing and by when it is mended, and how that is known."""
    parts: list[str] = []
    for key in made.controls:
        entry = basis.controls[key]
        name = named.safe(entry.control.name, "A safeguard of ours")
        if entry.status == "effective":
            ends = [one.ends_on for one in basis.exceptions.values() if one.control.key == key and one.decided_on]
            until = f", the last until {max(ends)}" if ends else ""
            said = f"{name}: done, with approved exceptions{until}."
            parts.append(
                said if int(entry.concluded["excepted"]) else named.safe(entry.control.statement, f"{name}: done.")
            )
        elif entry.status == "planned":
            parts.append(f"{name}: decided and not yet in place.")
        elif entry.status == "failing":
            parts.append(f"{name}: our own tests find gaps.")
        elif entry.status != "retired":
            parts.append(f"{name}: done in part.")
    if any(basis.controls[key].status not in ("effective", "retired") for key in made.controls):
        known = [f"{named.safe(plan.title, 'an action of ours')}, due {plan.due_on}" for plan in made.plans[:2]]
        parts.append(f"Planned: {'; '.join(known)}." if known else "No date is set for closing the gap.")
    if made.grade in _GRADE:
        seen = f", as of {made.seen}" if made.seen else ""
        parts.append(f"Evidence: {_GRADE[made.grade]}{seen} (grade {made.grade}).")
    return " ".join(dict.fromkeys(parts))


def cells(sheet: Sheet, layout: Layout, filled: Iterable[Filled]) -> dict[str, str]:
    """What to write by cell. An answer that the customer or a person has put there already is left as it stands.

    Without a column for comments the text follows the word in its cell, unless the form has choices there; a question
    that cannot be answered is marked where the form leaves room for it, and its answer stays empty.
    """
    answer = column_number(layout.answer)
    comment = column_number(layout.comment) if layout.comment else 0
    found: dict[str, str] = {}
    for one in filled:
        free = not sheet.text(one.row, answer) and not sheet.covered(one.row, answer)
        word = one.word
        if not comment and word and not sheet.allowed(one.row, answer) and one.text != word:
            word = f"{word}. {one.text}"
        if not comment and not word and not sheet.allowed(one.row, answer):
            word = one.text
        if word and free:
            found[f"{layout.answer}{one.row}"] = word
        if comment and one.text and one.text != one.word and _open(sheet, one.row, comment):
            found[f"{layout.comment}{one.row}"] = one.text
    return found


def _open(sheet: Sheet, row: int, column: int) -> bool:
    """Whether a cell is empty and free to be written into."""
    return (row, column) not in sheet.cells and not sheet.covered(row, column) and not sheet.allowed(row, column)


def _word(found: str, choices: Iterable[str]) -> str:
    listed = [one for one in choices if one.strip()]
    if not listed:
        return _PLAIN[found]
    wanted = [found, NO] if found == PARTLY else [found]
    for one in wanted:
        for choice in listed:
            if choice.strip().lower() in _SAID[one]:
                return choice
    return ""
