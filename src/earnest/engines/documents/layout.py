"""From the document model to a laid-out document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.laid import (
    LaidBlock,
    LaidBreak,
    LaidBullets,
    LaidCallout,
    LaidChart,
    LaidColumn,
    LaidDocument,
    LaidEntry,
    LaidFacts,
    LaidLegend,
    LaidPair,
    LaidParagraph,
    LaidProof,
    LaidRow,
    LaidSection,
    LaidTable,
    Run,
    plain,
)
from earnest.engines.documents.lines import Lines
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.model import (
    Block,
    Bullets,
    Callout,
    Chart,
    Document,
    FactList,
    KeyFigures,
    PageBreak,
    Paragraph,
    Section,
    Table,
)
from earnest.engines.documents.parts import SHAPES, Status, references
from earnest.engines.documents.steps import lay_step
from earnest.engines.documents.visible import show_line
from earnest.engines.documents.written import write_date

SMALL = 14
"""A table behind a chart with more rows stands at the end of a paper, not under its chart."""


def lay_out(document: Document, locale: Locale = ENGLISH) -> LaidDocument:
    """Number the claims in the order of their first use, write every value, and turn proofs into lines.

    DocumentError where a part refers to a claim or a glossary entry that the document does not hold.
    """
    lines = Lines((claim.id for claim in document.claims), document.glossary, locale)
    layout = _Layout(lines, locale)
    title = lines.words(document.title, "title")
    subtitle = lines.words(document.subtitle, "subtitle")
    front = layout.facts(FactList(document.front), "front")
    sections = tuple(layout.section(section, f"s{number}") for number, section in enumerate(document.all_sections(), 1))
    glossary = tuple(
        LaidEntry(
            lines.entries[entry.key], show_line(entry.word), lines.line(entry.meaning, (), f"glossary {entry.key}")
        )
        for entry in document.glossary
    )
    return LaidDocument(
        title=title,
        plain_title=plain(title),
        subtitle=subtitle,
        organisation=show_line(document.organisation),
        audience=show_line(document.audience),
        as_of=write_date(document.as_of, locale),
        edition=show_line(document.edition),
        state=locale.label(document.state),
        language=document.language,
        direction=locale.direction,
        front=front,
        sections=_on_side(layout.with_legends(sections)),
        glossary=glossary,
        proofs=_proofs(document, lines, locale),
        contents=document.contents,
        labels=dict(locale.labels),
    )


def lay_chart(chart: Chart, locale: Locale = ENGLISH) -> LaidChart:
    """A chart for a page that is no document: written out, its claims taken as given."""
    lines = [chart.table.caption, *(cell for row in chart.table.rows for cell in row.cells)]
    lines += [sentence.parts for sentence in chart.sentences]
    ids = [*chart.claims, *(claim for row in chart.table.rows for claim in row.claims)]
    ids += [claim for sentence in chart.sentences for claim in sentence.claims]
    ids += [reference.claim_id for line in lines for reference in references(line)]
    return _Layout(Lines(ids, (), locale), locale).chart(chart, "chart")


def _proofs(document: Document, lines: Lines, locale: Locale) -> tuple[LaidProof, ...]:
    referred = set(lines.numbers)
    by_id = {claim.id: claim for claim in document.claims}
    for claim in document.claims:
        lines.number(claim.id, f"claim {claim.id}")
    made = []
    for claim_id, number in sorted(lines.numbers.items(), key=lambda item: item[1]):
        claim = by_id[claim_id]
        runs = lines.words(claim.sentence, f"claim {claim_id}")
        steps = tuple(lay_step(step, locale) for step in claim.proof.steps)
        made.append(LaidProof(number, show_line(claim_id), runs, plain(runs), steps, claim_id in referred))
    return tuple(made)


class _Layout:
    def __init__(self, lines: Lines, locale: Locale) -> None:
        self.lines = lines
        self.locale = locale
        self.charts = 0

    def section(self, section: Section, id_: str) -> LaidSection:
        place = f"section {id_}"
        return LaidSection(
            id=id_,
            heading=self.lines.words(section.heading, f"{place} heading"),
            blocks=tuple(self.block(block, f"{place} block {n}") for n, block in enumerate(section.blocks, 1)),
            sections=tuple(self.section(part, f"{id_}-{n}") for n, part in enumerate(section.sections, 1)),
            wide=section.wide,
        )

    def block(self, block: Block, place: str) -> LaidBlock:
        if isinstance(block, Paragraph):
            return LaidParagraph(self.lines.sentences(block.sentences, place), block.lede)
        if isinstance(block, Table):
            return self.table(block, place)
        if isinstance(block, Bullets):
            items = (self.lines.sentences(item, f"{place} item {n}") for n, item in enumerate(block.items, 1))
            return LaidBullets(tuple(items), block.numbered)
        if isinstance(block, (FactList, KeyFigures)):
            return self.facts(block, place)
        if isinstance(block, Callout):
            title = self.locale.label(block.kind)
            return LaidCallout(block.kind, title, self.lines.sentences(block.sentences, place))
        if isinstance(block, Chart):
            return self.chart(block, place)
        if isinstance(block, PageBreak):
            return LaidBreak()
        return self.legend(block.statuses)

    def facts(self, block: FactList | KeyFigures, place: str) -> LaidFacts:
        pairs = (
            LaidPair(
                self.lines.words(fact.label, f"{place} label {n}"),
                self.lines.line(fact.value, fact.claims, f"{place} value {n}"),
            )
            for n, fact in enumerate(block.facts, 1)
        )
        return LaidFacts(tuple(pairs), large=isinstance(block, KeyFigures))

    def table(self, table: Table, place: str) -> LaidTable:
        caption = self.lines.line(table.caption, (), f"{place} caption")
        columns = tuple(
            LaidColumn(self.lines.words(column.heading, f"{place} column {n}"), column.width, column.align)
            for n, column in enumerate(table.columns, 1)
        )
        rows = []
        for number, row in enumerate(table.rows, 1):
            where = f"{place} row {number}"
            cells = tuple(self.lines.words(cell, where) for cell in row.cells)
            rows.append(LaidRow(cells, self.lines.marks(row.cells, row.claims, where)))
        name = plain(caption) or self.locale.label("table")
        return LaidTable(caption, columns, tuple(rows), any(row.marks for row in rows), table.compact, name)

    def chart(self, chart: Chart, place: str) -> LaidChart:
        self.charts += 1
        title = self.lines.words(chart.title, f"{place} title")
        runs = self.lines.sentences(chart.sentences, place)
        marks = self.lines.marks((), self.fresh(chart), place)
        table = self.table(chart.table, f"{place} table")
        if not table.caption:
            table = replace(table, plain_name=f"{self.locale.label('chart_table')}: {plain(title)}")
        alt = " ".join(text for text in (plain(title) + ".", plain(runs)) if text)
        apart = len(table.rows) > SMALL
        return LaidChart(f"chart-{self.charts}", title, runs + marks, alt, chart.picture, table, apart)

    def fresh(self, chart: Chart) -> list[str]:
        """The claims of a chart that none of its sentences has a mark for."""
        said = {ref.claim_id for one in chart.sentences for ref in references(one.parts)}
        said |= {claim for one in chart.sentences for claim in one.claims}
        return [claim for claim in chart.claims if claim not in said]

    def legend(self, statuses: Iterable[Status]) -> LaidLegend:
        pairs = []
        for status in statuses:
            word, meaning = self.locale.statuses[status]
            pairs.append(LaidPair((Run("status", word, shape=SHAPES[status]),), (Run("text", meaning),)))
        return LaidLegend(self.locale.label("legend"), tuple(pairs))

    def with_legends(self, sections: tuple[LaidSection, ...]) -> tuple[LaidSection, ...]:
        """Fill the legends that list what the document uses, which is known only when all of it is laid out."""
        used = self.legend(status for status in SHAPES if status in self.lines.statuses)
        return tuple(_fill(section, used) for section in sections)


def _on_side(sections: tuple[LaidSection, ...], turned: bool = False) -> tuple[LaidSection, ...]:
    """Say which sections lie on their side: wide ones, and flat ones that follow one or lead to one.

    A page that is turned for each wide section would leave the rest of the page before and after it empty.
    """
    made: list[LaidSection] = []
    side = turned
    for number, section in enumerate(sections):
        leads = 0 < number < len(sections) - 1 and _lies(sections[number + 1])
        side = turned or _lies(section) or (_flat(section) and (side or leads))
        made.append(replace(section, side=side, sections=_on_side(section.sections, side)))
    return tuple(made)


def _lies(section: LaidSection) -> bool:
    """A wide section lies on its side, and so does a heading over nothing but parts of which the first does."""
    return section.wide or (not section.blocks and bool(section.sections) and _lies(section.sections[0]))


def _flat(section: LaidSection) -> bool:
    """Whether a section reads as well on its side as upright: without parts of its own and without charts."""
    return not section.sections and not any(isinstance(block, (LaidChart, LaidBreak)) for block in section.blocks)


def _fill(section: LaidSection, used: LaidLegend) -> LaidSection:
    blocks = tuple(used if isinstance(block, LaidLegend) and not block.pairs else block for block in section.blocks)
    parts = tuple(_fill(part, used) for part in section.sections)
    return LaidSection(section.id, section.heading, blocks, parts, section.wide)
