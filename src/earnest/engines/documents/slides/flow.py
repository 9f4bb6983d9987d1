"""From laid-out sections to slides: every block becomes measured parts, and parts fill slides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from earnest.engines.documents.charts.canvas import tall
from earnest.engines.documents.charts.drawing import spec
from earnest.engines.documents.charts.frames import SLIDE
from earnest.engines.documents.charts.pictures import parted
from earnest.engines.documents.charts.render import png
from earnest.engines.documents.laid import (
    LaidBlock,
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
    Run,
    Runs,
    plain,
)
from earnest.engines.documents.letters import width
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.model import DocumentError
from earnest.engines.documents.slides.parts import (
    CalloutPart,
    FiguresPart,
    Item,
    MeasuredCell,
    Part,
    PicturePart,
    TablePart,
    TextPart,
    cell,
    item,
)
from earnest.engines.documents.slides.sheet import PAD, Side
from earnest.engines.documents.slides.writing import ACCENT, HUES, QUIET, SHAPES, Span, broken, spans

ROOM, TALL = 872.0, 384.0
"""The room for content on a slide."""

BODY, SMALL, COMPACT = 18.0, 13.0, 12.0
GAP = 14.0
_PROOF = 46.0
_ROWS = 12
"""Rows of a drawing on one slide; a longer chart goes on with the same axis."""

_HEAD = 6
"""Lines that the head of a table has at most: it is repeated on every slide."""
_GROUNDS = {"contradiction": "#fdf1ef", "unknown": "#f5f2fa", "decision": "#ebf4f8", "note": "#f4f7f9"}


@dataclass(frozen=True)
class Content:
    """What belongs under one title: its parts in order, each with the proofs that it refers to."""

    title: tuple[Span, ...]
    parts: tuple[tuple[Part, tuple[int, ...]], ...]


def contents(laid: LaidDocument, locale: Locale) -> Iterator[Content]:
    """The content of every section and subsection, and of the glossary."""
    for section in laid.sections:
        yield from _section(section, locale)
    if laid.glossary:
        pairs = tuple(LaidPair((Run("text", entry.word),), entry.runs) for entry in laid.glossary)
        title = laid.labels["glossary"]
        yield Content((Span(title),), ((_pairs(pairs, title), _proofs(pair.runs for pair in pairs)),))


def _section(section: LaidSection, locale: Locale) -> Iterator[Content]:
    made = tuple(one for block in section.blocks for one in _block(block, locale, plain(section.heading)))
    if made or not section.sections:
        yield Content(spans(section.heading), made)
    for part in section.sections:
        yield from _section(part, locale)


def _block(block: LaidBlock, locale: Locale, heading: str) -> Iterator[tuple[Part, tuple[int, ...]]]:
    if isinstance(block, LaidParagraph):
        size = BODY + 2 if block.lede else BODY
        yield TextPart((item(spans(block.runs), ROOM, size),)), _proofs([block.runs])
    elif isinstance(block, LaidBullets):
        points = tuple(
            item(spans(runs), ROOM, BODY, mark=f"{number}." if block.numbered else "•", above=5)
            for number, runs in enumerate(block.items, 1)
        )
        if points:
            yield TextPart(points), _proofs(block.items)
    elif isinstance(block, LaidTable):
        if block.caption:
            yield TextPart((item(spans(block.caption, colour=QUIET), ROOM, SMALL),), leads=True), ()
        yield _table(block, locale), _proofs([block.caption, *(row.marks for row in block.rows)])
    elif isinstance(block, LaidFacts):
        yield from _facts(block)
    elif isinstance(block, LaidCallout):
        yield _callout(block), _proofs([block.runs])
    elif isinstance(block, LaidChart):
        yield from _chart(block, locale, heading)
    elif isinstance(block, LaidLegend) and block.pairs:
        yield _pairs(block.pairs, block.title), ()


def _facts(block: LaidFacts) -> Iterator[tuple[Part, tuple[int, ...]]]:
    if not block.pairs:
        return
    if not block.large:
        yield _pairs(block.pairs, ""), _proofs(pair.runs for pair in block.pairs)
        return
    for start in range(0, len(block.pairs), 4):
        pairs = block.pairs[start : start + 4]
        yield (
            FiguresPart(tuple(_figure(pair, ROOM / len(pairs) - 18) for pair in pairs)),
            _proofs(p.runs for p in pairs),
        )


def _figure(pair: LaidPair, room: float) -> tuple[Item, ...]:
    value = tuple(run for run in pair.runs if run.kind not in {"range", "mark"})
    label = spans(pair.label, colour=QUIET) + spans(run for run in pair.runs if run.kind == "mark")
    ranges = [item((Span(run.text, QUIET),), room, SMALL) for run in pair.runs if run.kind == "range"]
    large = next((size for size in (30.0, 24.0, 20.0) if len(broken(spans(value), room, size)) == 1), 18.0)
    return item(label, room, SMALL), item(spans(value), room, large, above=2), *ranges


def _callout(block: LaidCallout) -> Part:
    look = {"contradiction": "bad", "unknown": "unk"}.get(block.kind, "")
    colour = HUES[look] if look else ACCENT
    shape = f"{SHAPES[look]}\N{NO-BREAK SPACE}" if look else ""
    title = item((Span(shape + block.title, colour, bold=True),), ROOM - 32, BODY)
    return CalloutPart(
        title, TextPart((item(spans(block.runs), ROOM - 32, BODY, above=3),)), colour, _GROUNDS[block.kind]
    )


def _chart(block: LaidChart, locale: Locale, heading: str) -> Iterator[tuple[Part, tuple[int, ...]]]:
    said = [item(spans(block.runs), ROOM, BODY)] if block.runs else []
    if plain(block.title) != heading:
        said.insert(0, item(spans(block.title, bold=True), ROOM, SMALL + 1))
    if said:
        yield TextPart(tuple(said), leads=True), _proofs([block.runs])
    for part in parted(block.picture, _ROWS):
        drawn = spec(part, SLIDE, locale)
        ratio = tall(drawn) / SLIDE.width
        across = min(ROOM, TALL / ratio)
        full = across * ratio
        yield PicturePart(png(drawn), block.alt, plain(block.title), across, full, min(full, 270.0)), ()
    yield _table(block.table, locale), _proofs(row.marks for row in block.table.rows)


def _table(table: LaidTable, locale: Locale) -> Part:
    size = COMPACT if table.compact or len(table.columns) > 5 else SMALL
    room = ROOM - (_PROOF if table.proofs else 0)
    whole = sum(column.width for column in table.columns)
    widths = [room * column.width / whole for column in table.columns]
    sides: list[Side] = ["end" if column.align == "end" else "start" for column in table.columns]
    widths = _no_word_cut(table, widths, size)
    heads = [
        cell(spans(c.runs, colour=QUIET), w, size, s) for c, w, s in zip(table.columns, widths, sides, strict=True)
    ]
    if table.proofs:
        widths.append(_PROOF)
        heads.append(cell((Span(locale.label("proof"), QUIET),), _PROOF, size, "end"))
    heads = [head.cut(_HEAD)[0] for head in heads]
    rows = []
    for row in table.rows:
        cells = [cell(spans(runs), w, size, s) for runs, w, s in zip(row.cells, widths, sides, strict=False)]
        if table.proofs:
            numbers = ", ".join(run.text for run in row.marks)
            cells.append(cell((Span(numbers, ACCENT),) if numbers else (), _PROOF, size, "end"))
        rows.append(tuple(cells))
    if not rows:
        blank = [MeasuredCell(()) for _ in widths[1:]]
        rows.append((cell((Span(locale.label("no_rows"), QUIET),), widths[0], size), *blank))
    return TablePart(tuple(widths), tuple(heads), tuple(rows), size, table.plain_name)


def _no_word_cut(table: LaidTable, widths: Sequence[float], size: float) -> list[float]:
    """Widths at which no word of a head is cut, as far as a quarter of the room allows; the others give way."""
    words = [
        max((width(word, size) for word in plain(column.runs).split(" ")), default=0.0) for column in table.columns
    ]
    least = [min(word + 2 * PAD + 1, sum(widths) / 4) for word in words]
    needed = [max(0.0, small - now) for small, now in zip(least, widths, strict=True)]
    spare = [max(0.0, now - small) for small, now in zip(least, widths, strict=True)]
    if not sum(needed) or sum(spare) < sum(needed):
        return list(widths)
    share = sum(needed) / sum(spare)
    return [now + more - share * less for now, more, less in zip(widths, needed, spare, strict=True)]


def _pairs(pairs: Sequence[LaidPair], caption: str) -> Part:
    """Labels with what stands for them, as a table without a head."""
    widths = (ROOM * 0.3, ROOM * 0.7)
    rows = tuple(
        (cell(spans(pair.label, colour=QUIET), widths[0], SMALL + 1), cell(spans(pair.runs), widths[1], SMALL + 1))
        for pair in pairs
    )
    return TablePart(widths, (), rows, SMALL + 1, caption or plain(pairs[0].label))


def _proofs(lines: Iterable[Runs]) -> tuple[int, ...]:
    """The numbers of the proofs that lines lead to, each once."""
    return tuple(dict.fromkeys(run.number for runs in lines for run in runs if run.kind == "mark"))


@dataclass(frozen=True)
class Page:
    """One slide: its title, whether it continues the one before, and its parts, each with its distance from the top."""

    title: tuple[Span, ...]
    continued: bool
    parts: tuple[tuple[Part, float], ...]
    proofs: tuple[int, ...]


def pages(content: Content) -> Iterator[Page]:
    """The slides that a content needs. Nothing stands lower than the room allows."""
    waiting = list(content.parts)
    number = 0
    while waiting or number == 0:
        placed: list[tuple[Part, float]] = []
        proofs: list[int] = []
        top = 0.0
        while waiting:
            part, numbers = waiting[0]
            gap = GAP if placed else 0.0
            if placed and _stranded(part, waiting[1:], TALL - top - gap):
                break
            fits, rest = part.cut(TALL - top - gap)
            if fits is None and not placed:
                raise DocumentError("a part of a slide is larger than a slide and cannot be cut: split it in two")
            if fits is None or (rest is not None and (_kept_whole(part, placed) or not _worth_it(fits, placed))):
                break
            placed.append((fits, top + gap))
            proofs += numbers
            top += gap + fits.height
            waiting.pop(0)
            if rest is not None:
                waiting.insert(0, (rest, numbers))
                break
        yield Page(content.title, number > 0, tuple(placed), tuple(dict.fromkeys(proofs)))
        number += 1


def _worth_it(first: Part, placed: Sequence[object]) -> bool:
    """A cut that leaves only a line or two below other content is better made on the next slide."""
    return not placed or first.height >= 60


def _kept_whole(part: Part, placed: Sequence[object]) -> bool:
    """A table or a paragraph that a slide can hold is not cut because something stands above it."""
    one = isinstance(part, TablePart) or (isinstance(part, TextPart) and len(part.items) == 1)
    return bool(placed) and one and part.height <= TALL


def _stranded(part: Part, after: Sequence[tuple[Part, object]], room: float) -> bool:
    """Whether words would stand alone at the end of a slide while what they lead to goes on the next one."""
    if not (isinstance(part, TextPart) and part.leads and after):
        return False
    led = after[0][0]
    least = led.least if isinstance(led, PicturePart) else min(led.height, TALL - part.height - GAP)
    return part.height + GAP + least > room
