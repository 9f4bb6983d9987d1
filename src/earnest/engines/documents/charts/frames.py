"""Where a chart is shown: its width, its colours and its font."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Colour = Literal[
    "paper", "ink", "ink-2", "ink-3", "line", "line-2", "edge", "accent", "accent-bg",
    "ok", "ok-soft", "bad", "bad-soft", "unk",
]  # fmt: skip
"""The custom properties of the product's stylesheet that charts use."""

PAPER_COLOURS: Mapping[Colour, str] = {
    "paper": "#ffffff", "ink": "#161f28", "ink-2": "#434d57", "ink-3": "#5a656e", "line": "#dce0e4",
    "line-2": "#b7bfc5", "edge": "#78828b", "accent": "#045283", "accent-bg": "#e1f0fb", "ok": "#196645",
    "ok-soft": "#97ccae", "bad": "#a82925", "bad-soft": "#fac6bf", "unk": "#5e4e7c",
}  # fmt: skip
PAGE_COLOURS: Mapping[Colour, str] = {name: f"var(--{name})" for name in PAPER_COLOURS}


@dataclass(frozen=True)
class Frame:
    """Where a chart is shown. `width` and `size` (of type) are in pixels; `narrow` stacks what stands side by side."""

    name: str
    width: int
    size: int
    font: str
    colours: Mapping[Colour, str]
    narrow: bool = False
    dense: bool = False


WIDE = Frame("wide", 720, 12, "Liberation Sans", PAGE_COLOURS)
NARROW = Frame("narrow", 340, 12, "Liberation Sans", PAGE_COLOURS, narrow=True)
PAPER = Frame("paper", 720, 13, "Libertinus Serif", PAPER_COLOURS)
SLIDE = Frame("slide", 960, 13, "Liberation Sans", PAPER_COLOURS, dense=True)
OFFICE = Frame("office", 720, 13, "Liberation Sans", PAPER_COLOURS)
"""A text document: its pictures are drawn by a machine that has no Libertinus."""
