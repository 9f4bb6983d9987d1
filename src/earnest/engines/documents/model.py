"""The document model: one description of a document, from which HTML and PDF are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from earnest.engines.documents.charts.pictures import Picture
from earnest.engines.documents.parts import Inline, Status
from earnest.engines.documents.proof import Claim


@dataclass(frozen=True)
class Sentence:
    """One sentence with its full stop. `claims` are ids that support it besides those its parts refer to."""

    parts: Inline
    claims: tuple[str, ...] = ()


Sentences: TypeAlias = tuple[Sentence, ...]


@dataclass(frozen=True)
class Paragraph:
    """Sentences that belong together. A `lede` is set larger: the first thing a reader sees."""

    sentences: Sentences
    lede: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table. `width` is its share of the line relative to the other columns."""

    heading: Inline
    width: float = 1.0
    align: Literal["start", "end"] = "start"


@dataclass(frozen=True)
class Row:
    """A row of a table. `claims` support the row besides those its cells refer to."""

    cells: tuple[Inline, ...]
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table. The first column names the row, the head is repeated on every page, proofs get a column of their own."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: Inline = ""
    compact: bool = False

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, 1):
            if len(row.cells) != len(self.columns):
                raise ValueError(f"table row {number} has {len(row.cells)} cells for {len(self.columns)} columns")


@dataclass(frozen=True)
class Bullets:
    """A list of points, each one or more sentences."""

    items: tuple[Sentences, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Fact:
    """A label and what stands for it."""

    label: Inline
    value: Inline
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class FactList:
    """Labels with their values."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class KeyFigures:
    """Two to four large numbers, each with its label: the posture at a glance."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Callout:
    """Something that the reader must not miss. Its title comes from its kind, in words."""

    kind: Literal["contradiction", "unknown", "decision", "note"]
    sentences: Sentences


@dataclass(frozen=True)
class StatusLegend:
    """What the statuses used in this document mean. Empty `statuses` means those that the document uses."""

    statuses: tuple[Status, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A picture with the sentences that say what it shows and the table behind it.

    Every number that it draws comes from a conclusion: `claims` are those that support it besides those that its
    sentences and its table refer to. `charts.behind.table` makes the table of a picture.
    """

    picture: Picture
    title: Inline
    sentences: Sentences
    table: Table
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class PageBreak:
    """A new page on paper; nothing on a screen."""


Block: TypeAlias = Paragraph | Table | Bullets | FactList | KeyFigures | Callout | StatusLegend | Chart | PageBreak


@dataclass(frozen=True)
class Section:
    """A heading with its blocks, then its subsections. `wide` turns the paper on its side."""

    heading: Inline
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    wide: bool = False


@dataclass(frozen=True)
class GlossaryEntry:
    """A technical word, explained for this audience."""

    key: str
    word: str
    meaning: Inline


@dataclass(frozen=True)
class Document:
    """A whole document.

    `as_of` is the time of the facts, with its zone. `edition` is the digest (hexadecimal) of the record that the
    document was made from. `front` stands under the title (scope, version, approver, oldest evidence). `unknown` is
    the section on what is not known, `annex` what is told behind it. `language` is a BCP 47 tag.
    """

    title: Inline
    organisation: str
    audience: str
    as_of: datetime
    edition: str
    subtitle: Inline = ""
    language: str = "en"
    state: Literal["draft", "approved", "replaced"] = "draft"
    front: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    unknown: Section | None = None
    claims: tuple[Claim, ...] = ()
    glossary: tuple[GlossaryEntry, ...] = field(default=())
    contents: bool = False
    annex: tuple[Section, ...] = ()

    def __post_init__(self) -> None:
        if self.as_of.tzinfo is None:
            raise ValueError("as_of needs its zone: the facts were true at a moment, not at a wall-clock reading")
        _refuse_twins("claim", [claim.id for claim in self.claims])
        _refuse_twins("glossary entry", [entry.key for entry in self.glossary])

    def all_sections(self) -> tuple[Section, ...]:
        """The sections, the one on what is not known, and last the annex."""
        unknown = () if self.unknown is None else (self.unknown,)
        return (*self.sections, *unknown, *self.annex)


class DocumentError(ValueError):
    """A document that cannot be shown. The message says which part, where, and what to do."""


def _refuse_twins(what: str, ids: list[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise ValueError(f"two {what} objects share the id {one!r}")
        seen.add(one)
