"""The reading grade of each section of a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.laid import LaidBullets, LaidCallout, LaidChart, LaidParagraph, LaidSection, Runs, plain
from earnest.engines.documents.layout import lay_out
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.model import Document
from earnest.engines.reading_grade import grade

FEW = 25
"""Words below which a section's grade says little: one long name decides it."""


@dataclass(frozen=True)
class SectionGrade:
    """How plain a section is. `value` is None where it has no prose: tables, names and identifiers do not count.

    `over` says that it passes the aim of its audience; a section of few words never does.
    """

    heading: str
    value: float | None
    words: int
    longest: int
    over: bool


def grades(document: Document, aim: float | None = None, locale: Locale = ENGLISH) -> tuple[SectionGrade, ...]:
    """The Flesch–Kincaid grade of the prose of each section with its parts, in reading order."""
    return tuple(
        _graded(plain(one.heading), "\n\n".join(_prose(one)), aim) for one in lay_out(document, locale).sections
    )


def whole(document: Document, aim: float | None = None, locale: Locale = ENGLISH) -> SectionGrade:
    """The grade of all the prose together."""
    laid = lay_out(document, locale)
    return _graded(laid.plain_title, "\n\n".join(text for one in laid.sections for text in _prose(one)), aim)


def _graded(heading: str, prose: str, aim: float | None) -> SectionGrade:
    found = grade(prose)
    value = None if found.value is None else round(found.value, 1)
    over = aim is not None and value is not None and value > aim and found.words >= FEW
    return SectionGrade(heading, value, found.words, found.longest, over)


def _prose(section: LaidSection) -> Iterator[str]:
    for block in section.blocks:
        if isinstance(block, (LaidParagraph, LaidCallout, LaidChart)):
            yield _read(block.runs)
        elif isinstance(block, LaidBullets):
            yield from (_read(item) for item in block.items)
    for part in section.sections:
        yield from _prose(part)


def _read(runs: Runs) -> str:
    """The words as they are read. What others named so counts as one word: nobody can make it plainer."""
    shown = ("it" if run.kind in {"name", "code"} else run.text for run in runs if run.kind not in {"mark", "range"})
    return "".join(shown).replace("\N{NO-BREAK SPACE}", " ")
