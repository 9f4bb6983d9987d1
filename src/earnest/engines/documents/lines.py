"""Lines of parts to lines of runs, with the marks that lead to their proofs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from earnest.engines.documents.laid import Run, Runs
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.model import DocumentError, GlossaryEntry, Sentences
from earnest.engines.documents.parts import (
    SHAPES,
    ControlRef,
    DateRef,
    Figure,
    GradeRef,
    Inline,
    Name,
    Part,
    RequirementId,
    Status,
    StatusName,
    StatusRef,
    Term,
    Text,
    parts_of,
    references,
)
from earnest.engines.documents.visible import show_line
from earnest.engines.documents.written import write_date, write_figure, write_range


class Lines:
    """Writes lines of one document and numbers its claims as they are first used."""

    def __init__(self, claims: Iterable[str], glossary: Iterable[GlossaryEntry], locale: Locale) -> None:
        self.locale = locale
        self.numbers: dict[str, int] = {}
        self.statuses: set[Status] = set()
        self.entries = {entry.key: f"w{n}" for n, entry in enumerate(glossary, 1)}
        self._known = frozenset(claims)
        self._explained: set[str] = set()

    def number(self, claim_id: str, place: str) -> int:
        """The number of a claim, a new one at its first use. DocumentError where the document does not hold it."""
        if claim_id not in self._known:
            raise DocumentError(
                f"{place} refers to claim {claim_id!r}, which the document does not hold: add the claim with its proof"
            )
        return self.numbers.setdefault(claim_id, len(self.numbers) + 1)

    def words(self, inline: Inline, place: str) -> Runs:
        """A line without marks: a heading, a label, or a cell whose row carries them."""
        runs = [run for part in parts_of(inline) for run in self._runs(part, place)]
        for reference in references(inline):
            self.number(reference.claim_id, place)
        return tuple(runs)

    def line(self, inline: Inline, claims: Iterable[str], place: str) -> Runs:
        """A line with its marks at the end."""
        return self.words(inline, place) + self.marks((inline,), claims, place)

    def sentences(self, sentences: Sentences, place: str) -> Runs:
        """Sentences one after the other, each followed by its marks."""
        runs: list[Run] = []
        for number, sentence in enumerate(sentences, 1):
            if runs:
                runs.append(Run("text", " "))
            runs.extend(self.line(sentence.parts, sentence.claims, f"{place} sentence {number}"))
        return tuple(runs)

    def marks(self, inlines: Iterable[Inline], claims: Iterable[str], place: str) -> Runs:
        """One mark for each claim that the lines or `claims` name, in order, each once."""
        ids = dict.fromkeys(
            [reference.claim_id for inline in inlines for reference in references(inline)] + list(claims)
        )
        made = []
        for claim_id in ids:
            first = claim_id not in self._explained
            self._explained.add(claim_id)
            number = self.number(claim_id, place)
            made.append(
                Run("mark", str(number), number=number, first=first, detail=f"{self.locale.label('proof')} {number}")
            )
        return tuple(made)

    def _runs(self, part: Part, place: str) -> tuple[Run, ...]:
        if isinstance(part, Text):
            return (Run("text", show_line(part.text)),)
        if isinstance(part, Name):
            shown = show_line(part.text)
            return (
                Run(
                    "name",
                    f"\N{LEFT DOUBLE QUOTATION MARK}{shown}\N{RIGHT DOUBLE QUOTATION MARK}"
                    if part.kind == "quotation"
                    else shown,
                    shape=part.kind,
                ),
            )
        if isinstance(part, RequirementId):
            return (Run("name", show_line(part.id), shape="requirement", detail=show_line(part.framework)),)
        if isinstance(part, ControlRef):
            title = (Run("text", f" {show_line(part.title)}"),) if part.title else ()
            return (Run("name", show_line(part.id), shape="control"), *title)
        if isinstance(part, Term):
            return (self._term(part, place),)
        if isinstance(part, StatusName):
            return (Run("text", self.locale.statuses[part.status][0]),)
        if isinstance(part, Figure):
            return self._figure(part)
        if isinstance(part, StatusRef):
            self.statuses.add(part.status)
            if part.in_words:
                return (Run("text", self.locale.statuses[part.status][0].lower()),)
            return (Run("status", self.locale.statuses[part.status][0], shape=SHAPES[part.status]),)
        if isinstance(part, DateRef):
            written = (
                part.date.isoformat()
                if not isinstance(part.date, datetime)
                else part.date.isoformat(timespec="minutes")
            )
            return (Run("date", write_date(part.date, self.locale), detail=written),)
        return (self._grade(part),)

    def _figure(self, figure: Figure) -> tuple[Run, ...]:
        value = Run(
            "figure",
            show_line(write_figure(figure, self.locale)),
            detail="" if figure.value is None else str(figure.value),
        )
        said = write_range(figure, self.locale)
        return (value, Run("range", said)) if said else (value,)

    def _grade(self, part: GradeRef) -> Run:
        return Run("grade", part.grade, shape=part.grade, detail=self.locale.grades[part.grade])

    def _term(self, term: Term, place: str) -> Run:
        if term.key not in self.entries:
            raise DocumentError(
                f"{place} uses the term {term.word!r}, but the glossary has no entry {term.key!r}: add one"
            )
        return Run("term", show_line(term.word), target=self.entries[term.key])
