"""Technical words explained where a reader first meets them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from earnest.engines.documents.model import (
    Block,
    Bullets,
    Callout,
    Document,
    GlossaryEntry,
    Paragraph,
    Section,
    Sentence,
    Sentences,
)
from earnest.engines.documents.parts import Part, Term, Text, parts_of


@dataclass(frozen=True)
class Explanation:
    """A technical word and what it means, in words without numbers or statuses."""

    key: str
    meaning: str


def explained(document: Document, known: Iterable[Explanation], *, skip: Collection[str] = ()) -> Document:
    """The document with each technical word marked at its first use in a sentence, and explained in its glossary.

    A word that the document explains already, and those in `skip`, which this reader knows, are left alone.
    """
    there = {entry.key for entry in document.glossary}
    left = {one.key.casefold(): one for one in known if one.key not in there and one.key not in skip}
    if not left:
        return document
    reader = _Reader(left)
    sections = tuple(reader.section(section) for section in document.sections)
    unknown = reader.section(document.unknown) if document.unknown else None
    annex = tuple(reader.section(section) for section in document.annex)
    entries = (GlossaryEntry(key, word, left[key.casefold()].meaning) for key, word in reader.found.items())
    glossary = sorted((*document.glossary, *entries), key=lambda entry: (entry.word.casefold(), entry.key))
    return replace(document, sections=sections, unknown=unknown, annex=annex, glossary=tuple(glossary))


@dataclass
class _Reader:
    left: dict[str, Explanation]
    found: dict[str, str] = field(default_factory=dict)
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        words = "|".join(re.escape(word) for word in sorted(self.left, key=lambda word: (-len(word), word)))
        self.pattern = re.compile(rf"(?<![\w-])({words})(s?)(?![\w-])", re.IGNORECASE)

    def section(self, section: Section) -> Section:
        blocks = tuple(self.block(block) for block in section.blocks)
        return replace(section, blocks=blocks, sections=tuple(self.section(part) for part in section.sections))

    def block(self, block: Block) -> Block:
        if isinstance(block, (Paragraph, Callout)):
            return replace(block, sentences=self.sentences(block.sentences))
        if isinstance(block, Bullets):
            return replace(block, items=tuple(self.sentences(item) for item in block.items))
        return block

    def sentences(self, sentences: Sentences) -> Sentences:
        return tuple(Sentence(self.line(one), one.claims) for one in sentences)

    def line(self, sentence: Sentence) -> tuple[Part, ...]:
        return tuple(piece for part in parts_of(sentence.parts) for piece in self.part(part))

    def part(self, part: Part) -> tuple[Part, ...]:
        if not isinstance(part, Text):
            return (part,)
        made: list[Part] = []
        at = 0
        for match in self.pattern.finditer(part.text):
            key = self.left[match[1].casefold()].key
            if key in self.found:
                continue
            self.found[key] = match[0]
            made += [*parts_of(part.text[at : match.start()]), Term(match[0], key)]
            at = match.end()
        return (*made, *parts_of(part.text[at:]))
