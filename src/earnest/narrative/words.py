"""Technical words of one document: explained at their first use, for its audience."""

from __future__ import annotations

from dataclasses import dataclass, field

from earnest.engines.documents.model import GlossaryEntry
from earnest.engines.documents.parts import Part, Term, Text
from earnest.library.glossary import terms


@dataclass
class Words:
    """Gives a word the first time as a term that the glossary explains, and after that as plain text."""

    used: dict[str, str] = field(default_factory=dict)

    def term(self, key: str, word: str = "") -> Part:
        """The term `key` of the library's glossary, written as `word`. KeyError where there is none."""
        entry = terms()[key]
        shown = word or entry.term
        if key in self.used:
            return Text(shown)
        self.used[key] = shown
        return Term(shown, key)

    def glossary(self) -> tuple[GlossaryEntry, ...]:
        """What the words used mean, in alphabetical order."""
        found = (GlossaryEntry(key, word, terms()[key].explanation) for key, word in self.used.items())
        return tuple(sorted(found, key=lambda entry: (entry.word.casefold(), entry.key)))
