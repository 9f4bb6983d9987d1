"""Every line of a document with its place, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from earnest.engines.documents.charts.pictures import texts
from earnest.engines.documents.model import (
    Block,
    Bullets,
    Callout,
    Chart,
    Document,
    Fact,
    FactList,
    KeyFigures,
    Paragraph,
    Section,
    Sentences,
    Table,
)
from earnest.engines.documents.parts import Inline, Name


@dataclass(frozen=True)
class Spot:
    """One line. A `naming` line (title, heading, label, head of a column) names something and may state nothing."""

    place: str
    inline: Inline
    claims: tuple[str, ...] = ()
    naming: bool = False


def spots(document: Document) -> Iterator[Spot]:
    """The lines of a document, those of its claims last."""
    yield Spot("title", document.title, naming=True)
    yield Spot("subtitle", document.subtitle, naming=True)
    yield from _facts(document.front, "front")
    for number, section in enumerate(document.all_sections(), 1):
        yield from _section(section, f"section {number}")
    for entry in document.glossary:
        yield Spot(f"glossary {entry.key!r} word", entry.word, naming=True)
        yield Spot(f"glossary {entry.key!r}", entry.meaning)
    for claim in document.claims:
        yield Spot(f"claim {claim.id!r}", claim.sentence)


def section_spots(section: Section) -> Iterator[Spot]:
    """The lines of one section and its parts."""
    return _section(section, "section")


def _section(section: Section, place: str) -> Iterator[Spot]:
    yield Spot(f"{place} heading", section.heading, naming=True)
    for number, block in enumerate(section.blocks, 1):
        yield from _block(block, f"{place} block {number}")
    for number, part in enumerate(section.sections, 1):
        yield from _section(part, f"{place}.{number}")


def _block(block: Block, place: str) -> Iterator[Spot]:
    if isinstance(block, (Paragraph, Callout)):
        yield from _sentences(block.sentences, place)
    elif isinstance(block, Bullets):
        for number, item in enumerate(block.items, 1):
            yield from _sentences(item, f"{place} item {number}")
    elif isinstance(block, (FactList, KeyFigures)):
        yield from _facts(block.facts, place)
    elif isinstance(block, Table):
        yield from _table(block, place)
    elif isinstance(block, Chart):
        yield from _chart(block, place)


def _chart(chart: Chart, place: str) -> Iterator[Spot]:
    """The title names the chart and carries its claims; words of its picture stand as labels and names."""
    yield Spot(f"{place} title", chart.title, chart.claims, naming=True)
    yield from _sentences(chart.sentences, place)
    for number, (text, named) in enumerate(texts(chart.picture), 1):
        yield Spot(f"{place} label {number}", Name(text, "record") if named else text, naming=True)
    yield from _table(chart.table, f"{place} table")


def charts(document: Document) -> Iterator[tuple[str, Chart]]:
    """The charts of a document with their places."""
    for number, section in enumerate(document.all_sections(), 1):
        yield from _charts(section, f"section {number}")


def _charts(section: Section, place: str) -> Iterator[tuple[str, Chart]]:
    for number, block in enumerate(section.blocks, 1):
        if isinstance(block, Chart):
            yield f"{place} block {number}", block
    for number, part in enumerate(section.sections, 1):
        yield from _charts(part, f"{place}.{number}")


def _sentences(sentences: Sentences, place: str) -> Iterator[Spot]:
    for number, sentence in enumerate(sentences, 1):
        yield Spot(f"{place} sentence {number}", sentence.parts, sentence.claims)


def _facts(facts: tuple[Fact, ...], place: str) -> Iterator[Spot]:
    for number, fact in enumerate(facts, 1):
        yield Spot(f"{place} label {number}", fact.label, naming=True)
        yield Spot(f"{place} value {number}", fact.value, fact.claims)


def _table(table: Table, place: str) -> Iterator[Spot]:
    yield Spot(f"{place} caption", table.caption)
    for number, column in enumerate(table.columns, 1):
        yield Spot(f"{place} column {number}", column.heading, naming=True)
    for number, row in enumerate(table.rows, 1):
        for index, cell in enumerate(row.cells, 1):
            yield Spot(f"{place} row {number} cell {index}", cell, row.claims)
