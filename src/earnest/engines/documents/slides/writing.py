"""Lines of runs as spans of one look, broken into lines of a measured width. Sizes and widths are in points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from earnest.engines.documents.charts.frames import PAPER_COLOURS
from earnest.engines.documents.laid import Run
from earnest.engines.documents.letters import width

INK = PAPER_COLOURS["ink"]
QUIET = PAPER_COLOURS["ink-2"]
ACCENT = PAPER_COLOURS["accent"]
HUES = {
    "ok": PAPER_COLOURS["ok"], "alt": PAPER_COLOURS["ok"], "part": "#825611", "bad": PAPER_COLOURS["bad"],
    "unk": PAPER_COLOURS["unk"], "off": PAPER_COLOURS["ink-3"],
}  # fmt: skip
SHAPES = {"ok": "●", "alt": "◉", "part": "◐", "bad": "◆", "unk": "◌", "off": "⊘"}
"""The shapes of statuses as letters, which stay with their words when a table is edited."""

LEADING = 1.22
_RAISED = 0.66


@dataclass(frozen=True)
class Span:
    """Text of one look. `raised` is the small number of a proof."""

    text: str
    colour: str = INK
    bold: bool = False
    raised: bool = False

    def width(self, size: float) -> float:
        return width(self.text, size * (_RAISED if self.raised else 1), bold=self.bold)


@dataclass(frozen=True)
class Line:
    """One line. `spaced` says that a space stood where it was broken off."""

    spans: tuple[Span, ...]
    spaced: bool = True


Lines: TypeAlias = tuple[Line, ...]


def spans(runs: Iterable[Run], *, colour: str = INK, bold: bool = False) -> tuple[Span, ...]:
    """What stands on a slide for each run of a line."""
    made: list[Span] = []
    for run in runs:
        if run.kind == "mark":
            comma = "," if made and made[-1].raised else ""
            made.append(Span(comma + run.text, ACCENT, raised=True))
        elif run.kind == "status":
            made.append(Span(f"{SHAPES[run.shape]}\N{NO-BREAK SPACE}{run.text}", HUES[run.shape], bold=True))
        elif run.kind == "range":
            made.append(Span(f" ({run.text})", QUIET))
        elif run.kind == "grade":
            made.append(Span(run.text, colour, bold=True))
        else:
            made.append(Span(run.text, colour, bold))
    return tuple(span for span in made if span.text)


def broken(content: Sequence[Span], room: float, size: float) -> Lines:
    """The lines of spans in a room: broken at spaces, and within a word that is longer than a line."""
    made: list[Line] = []
    now: list[Span] = []
    used = 0.0
    for word, before in _words(content):
        needed = sum(span.width(size) for span in word)
        space = Span(before).width(size) if now and before else 0.0
        if now and used + space + needed > room:
            made.append(Line(tuple(now)))
            now, used, space = [], 0.0, 0.0
        elif now and before:
            now.append(replace(now[-1], text=before, raised=False, bold=False))
        for piece in _chopped(word, room, size):
            if used and used + space + sum(span.width(size) for span in piece) > room:
                made.append(Line(tuple(now), spaced=False))
                now, used, space = [], 0.0, 0.0
            now.extend(piece)
            used += space + sum(span.width(size) for span in piece)
            space = 0.0
    return (*made, Line(tuple(now)))


def joined(lines: Lines) -> tuple[Span, ...]:
    """The spans of lines, with spaces where they were broken: a text that its reader's program breaks anew."""
    made: list[Span] = []
    for number, line in enumerate(lines):
        if number and lines[number - 1].spaced and made:
            made.append(replace(made[-1], text=" ", raised=False))
        made.extend(line.spans)
    merged: list[Span] = []
    for span in made:
        if merged and replace(merged[-1], text="") == replace(span, text=""):
            merged[-1] = replace(span, text=merged[-1].text + span.text)
        else:
            merged.append(span)
    return tuple(merged)


def tall(lines: int, size: float) -> float:
    """The height of so many lines."""
    return lines * size * LEADING


def _words(content: Sequence[Span]) -> list[tuple[list[Span], str]]:
    """Words as spans, each with the space that stands before it."""
    made: list[tuple[list[Span], str]] = []
    open_word = False
    space = ""
    for span in content:
        for index, text in enumerate(span.text.split(" ")):
            if index:
                open_word, space = False, " "
            if not text:
                continue
            piece = replace(span, text=text)
            if open_word:
                made[-1][0].append(piece)
            else:
                made.append(([piece], space))
            open_word, space = True, ""
    return made


def _chopped(word: list[Span], room: float, size: float) -> list[list[Span]]:
    """A word in pieces that fit into the room; most words are one piece."""
    if sum(span.width(size) for span in word) <= room:
        return [word]
    pieces: list[list[Span]] = []
    used = room + 1
    for span in word:
        for char in span.text:
            one = replace(span, text=char)
            needed = one.width(size)
            if used + needed > room:
                pieces.append([])
                used = 0.0
            last = pieces[-1]
            if last and replace(last[-1], text="") == replace(one, text=""):
                last[-1] = replace(one, text=last[-1].text + char)
            else:
                last.append(one)
            used += needed
    return pieces
