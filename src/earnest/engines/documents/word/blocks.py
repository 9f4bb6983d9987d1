"""The blocks and sections of a laid-out document as WordprocessingML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from earnest.engines.documents.charts.canvas import tall
from earnest.engines.documents.charts.drawing import spec
from earnest.engines.documents.charts.frames import OFFICE
from earnest.engines.documents.charts.pictures import parted
from earnest.engines.documents.charts.render import png
from earnest.engines.documents.laid import (
    LaidBlock,
    LaidBreak,
    LaidBullets,
    LaidCallout,
    LaidChart,
    LaidDocument,
    LaidFacts,
    LaidLegend,
    LaidPair,
    LaidParagraph,
    LaidSection,
    LaidTable,
    plain,
)
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.slides.writing import HUES, SHAPES
from earnest.engines.documents.word.package import LANDSCAPE, PORTRAIT, Package, Paper
from earnest.engines.documents.word.tables import GAP, Cell, data_table, table
from earnest.engines.documents.word.writing import Places, line, link, marks, paragraph, span, styled, unmarked

_ROWS = 16
"""Rows of a drawing in one picture; a longer chart goes on below with the same axis."""

_SHORT = 200
"""Letters of a paragraph that does not end a page, if something follows."""

_WHOLE = 12
"""Rows of a list of facts that stays on one page."""

_LOOKS = {"contradiction": "bad", "unknown": "unk"}


@dataclass
class Body:
    """Writes the pieces of the body in order. A piece is a paragraph or a table."""

    package: Package
    locale: Locale
    labels: dict[str, str]
    places: Places = field(default_factory=Places)
    paper: Paper = PORTRAIT
    pieces: list[str] = field(default_factory=list)
    apart: list[LaidChart] = field(default_factory=list)
    broken: bool = False

    def put(self, *pieces: str) -> None:
        """Add pieces; between two tables stands a gap, since they would become one."""
        for piece in pieces:
            if piece.startswith("<w:tbl>") and self.pieces and self.pieces[-1].endswith("</w:tbl>"):
                self.pieces.append(GAP)
            self.pieces.append(piece)

    def turn(self, paper: Paper) -> None:
        """Begin a page of another orientation."""
        if paper == self.paper:
            return
        if self.pieces:
            last = self.pieces[-1]
            if last.endswith("</w:tbl>"):
                self.pieces.append(GAP)
                last = GAP
            head, _, tail = last.rpartition("</w:pPr>")
            self.pieces[-1] = f"{head}{self.package.page(self.paper)}</w:pPr>{tail}"
        self.paper = paper

    def heading(self, level: int, inner: str, id_: str, *, new_page: bool = False) -> None:
        more = "<w:pageBreakBefore/>" if new_page or self.broken else ""
        self.broken = False
        self.put(paragraph(f"Heading{min(level, 6)}", self.places.mark(id_, inner), more=more))

    # ------------------------------------------------------------ sections

    def section(self, section: LaidSection, level: int) -> None:
        self.turn(LANDSCAPE if section.side else PORTRAIT)
        self.heading(level, line(section.heading, self.places), section.id)
        for block, following in zip_longest(section.blocks, section.blocks[1:]):
            self.block(block, leads=_leads(block, following))
        for part in section.sections:
            self.section(part, level + 1)

    def block(self, block: LaidBlock, *, leads: bool = False) -> None:
        if isinstance(block, LaidBreak):
            self.broken = True
            return
        for piece in self._made(block):
            if self.broken and not piece.startswith("<w:tbl>"):
                style, close, rest = piece.partition('"/>')
                piece = f"{style}{close}<w:pageBreakBefore/>{rest}"
                self.broken = False
            self.put(_kept(piece) if leads else piece)

    def _made(self, block: LaidBlock) -> Iterator[str]:
        if isinstance(block, LaidParagraph):
            yield paragraph("Lede" if block.lede else "BodyText", line(block.runs, self.places))
        elif isinstance(block, LaidTable):
            yield from self.table(block)
        elif isinstance(block, LaidBullets):
            yield from self.bullets(block)
        elif isinstance(block, LaidFacts):
            yield from self.figures(block) if block.large else self.facts(block.pairs)
        elif isinstance(block, LaidCallout):
            yield from self.callout(block)
        elif isinstance(block, LaidLegend):
            if block.pairs:
                yield paragraph("Caption", span(block.title))
                yield from self.facts(block.pairs, name=block.title)
        elif isinstance(block, LaidChart):
            yield from self.chart(block)

    # -------------------------------------------------------------- blocks

    def table(self, block: LaidTable) -> Iterator[str]:
        made = data_table(block, self.paper.room, self.places, self.labels)
        caption, found, rest = made.partition("<w:tbl>")
        if caption:
            yield caption
        yield found + rest

    def bullets(self, block: LaidBullets) -> Iterator[str]:
        number = self.package.numbering(numbered=block.numbered)
        style = "ListNumber" if block.numbered else "ListBullet"
        count = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        for item in block.items:
            yield paragraph(style, line(item, self.places), more=count)

    def facts(self, pairs: tuple[LaidPair, ...], name: str = "") -> Iterator[str]:
        if not pairs:
            return
        wide = min(self.paper.room, PORTRAIT.room)
        first = wide * 3 // 10
        tied = "<w:keepNext/>" if len(pairs) <= _WHOLE else ""
        rows = [
            (
                Cell(paragraph("Label", line(pair.label, self.places), more=tied if pair is not pairs[-1] else "")),
                Cell(paragraph("Cell", line(pair.runs, self.places))),
            )
            for pair in pairs
        ]
        yield table(rows, (first, wide - first), name=name or self.labels["facts"], head=False, style="Facts")

    def figures(self, block: LaidFacts) -> Iterator[str]:
        """Large numbers side by side: their labels are the head of a table, so that each is read with its number."""
        for start in range(0, len(block.pairs), 4):
            pairs = block.pairs[start : start + 4]
            widths = (self.paper.room // len(pairs),) * len(pairs)
            heads = [Cell(paragraph("HeadSmall", line(pair.label + marks(pair.runs), self.places))) for pair in pairs]
            values = []
            for pair in pairs:
                shown = tuple(run for run in unmarked(pair.runs) if run.kind != "range")
                ranges = "".join(
                    paragraph("CellSmall", styled(run.text, "Range")) for run in pair.runs if run.kind == "range"
                )
                values.append(Cell(paragraph("KeyFigure", line(shown, self.places)) + ranges))
            yield table((heads, values), widths, name=self.labels["figures"], head=True, style="Figures")

    def callout(self, block: LaidCallout) -> Iterator[str]:
        look = _LOOKS.get(block.kind, "")
        shape = f"{SHAPES[look]}\N{NO-BREAK SPACE}" if look else ""
        colour = (HUES[look] if look else "#045283").removeprefix("#").upper()
        yield paragraph("CalloutTitle", span(shape + block.title, f'<w:color w:val="{colour}"/>'))
        yield paragraph("Callout", line(block.runs, self.places))

    def chart(self, chart: LaidChart) -> Iterator[str]:
        """What it shows in words, its name, the picture, and the table behind it or where that stands."""
        if chart.runs:
            yield paragraph("BodyText", line(chart.runs, self.places), more="<w:keepNext/>")
        yield paragraph("ChartTitle", line(chart.title, self.places, bold=True))
        room = min(self.paper.room, PORTRAIT.room)
        for number, part in enumerate(parted(chart.picture, _ROWS)):
            drawn = spec(part, OFFICE, self.locale)
            alt = chart.alt if number == 0 else f"{plain(chart.title)} ({self.labels['continued']})"
            ratio = tall(drawn) / OFFICE.width
            across = min(room, self.paper.height * 0.8 / ratio)
            yield paragraph(
                "Picture", self.package.picture(png(drawn), across, across * ratio, alt, plain(chart.title))
            )
        if not chart.apart:
            yield from self.table(chart.table)
            return
        self.apart.append(chart)
        said = f"{self.labels['chart_apart']} "
        name = link(f"behind_{chart.id}", styled(self.labels["charts_behind"], "InnerLink"))
        yield paragraph("Quiet", span(said) + name + span("."))


def _kept(piece: str) -> str:
    """A paragraph that stands on the page of what follows it."""
    style, close, rest = piece.partition('"/>')
    return piece if piece.startswith("<w:tbl>") else f"{style}{close}<w:keepNext/>{rest}"


def head(body: Body, laid: LaidDocument) -> None:
    """What stands at the top of the first page."""
    words = laid.labels
    body.put(paragraph("Organisation", span(laid.organisation)))
    body.put(paragraph("Title", line(laid.title, body.places)))
    if laid.subtitle:
        body.put(paragraph("Subtitle", line(laid.subtitle, body.places)))
    own = ((words["audience"], laid.audience), (words["as_of"], laid.as_of), (words["state"], laid.state))
    room = body.paper.room
    first = room * 22 // 100
    rows = [
        *((Cell(paragraph("Label", span(key))), Cell(paragraph("Cell", span(value)))) for key, value in own),
        *(
            (
                Cell(paragraph("Label", line(pair.label, body.places))),
                Cell(paragraph("Cell", line(pair.runs, body.places))),
            )
            for pair in laid.front.pairs
        ),
        (Cell(paragraph("Label", span(words["edition"]))), Cell(paragraph("Cell", styled(laid.edition, "Machine")))),
    ]
    body.put(table(rows, (first, room - first), name=words["facts"], head=False, style="Front"))
    if laid.proofs:
        body.put(paragraph("Quiet", span(words["marks_say"])))


def contents(body: Body, laid: LaidDocument) -> None:
    """Links to the parts of the document."""
    if not laid.contents or not laid.sections:
        return
    places = [(section.id, plain(section.heading)) for section in laid.sections]
    places += [
        (id_, laid.labels[id_]) for id_, there in (("glossary", laid.glossary), ("proofs", laid.proofs)) if there
    ]
    body.heading(1, span(laid.labels["contents"]), "contents")
    body.put(*(paragraph("Contents", link(id_, styled(name, "InnerLink"))) for id_, name in places))


def behind(body: Body) -> None:
    """The long tables behind the charts."""
    if not body.apart:
        return
    body.turn(PORTRAIT)
    body.heading(1, span(body.labels["charts_behind"]), "charts_behind")
    for chart in body.apart:
        body.heading(2, line(chart.title, body.places), f"behind_{chart.id}")
        body.put(*body.table(chart.table))


def glossary(body: Body, laid: LaidDocument) -> None:
    if not laid.glossary:
        return
    body.turn(PORTRAIT)
    body.heading(1, span(laid.labels["glossary"]), "glossary")
    for entry in laid.glossary:
        word = body.places.mark(f"word_{entry.id}", span(entry.word, "<w:b/>"))
        body.put(paragraph("BodyText", word + span("  ") + line(entry.runs, body.places)))


def _leads(block: LaidBlock, next_: LaidBlock | None) -> bool:
    """Whether a paragraph of a line or two stays with what it leads to, or what is said of a callout with it."""
    if next_ is None or isinstance(next_, LaidBreak):
        return False
    if isinstance(block, LaidCallout):
        return isinstance(next_, LaidParagraph) and len(plain(next_.runs)) < _SHORT
    return isinstance(block, LaidParagraph) and len(plain(block.runs)) < _SHORT
