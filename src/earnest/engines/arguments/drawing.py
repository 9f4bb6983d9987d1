"""The diagram as SVG. Attributes hold the colours of paper; each element has a class by which a page colours it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from earnest.engines.arguments.layout import HEAD, LINE, PAD, SIZE, Box, Link, Point, lay_out
from earnest.engines.arguments.model import Case, ChallengeState
from earnest.engines.documents.letters import shortened, width

_INK, _QUIET, _LINE, _PAPER, _SUNK = "#1c2733", "#5a6672", "#8a949e", "#ffffff", "#f3f6f8"
_TONES = {"ok": "#1f6b4f", "part": "#805400", "bad": "#a3271f", "unk": "#64508f", "off": "#5a6672"}
_FONT = "Arial, Helvetica, sans-serif"


@dataclass(frozen=True)
class Labels:
    """The words of the diagram in the reader's language. `kinds` leads from a kind (or `challenge`) to its name,
    `tones` from the standing of evidence to one of ok, part, bad, unk, off."""

    kinds: Mapping[str, str]
    undeveloped: str = "undeveloped"
    in_doubt: str = "in doubt"
    states: Mapping[str, str] | None = None
    tones: Mapping[str, str] | None = None


ENGLISH = Labels({})


def svg(case: Case, *, title: str, labels: Labels = ENGLISH, links: Mapping[str, str] | None = None) -> str:
    """The diagram with its title. `links` leads from the key of a node or challenge to an address."""
    laid = lay_out(case)
    wide, high = round(laid.width), round(laid.height)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="gsn" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}" role="group" aria-label="{escape(title)}">'
    )
    drawn = [_link(link) for link in laid.links]
    drawn += [_boxed(box, labels, (links or {}).get(box.key, "")) for box in laid.boxes]
    return f"{opening}<title>{escape(title)}</title>{''.join(drawn)}</svg>"


def _boxed(box: Box, labels: Labels, address: str) -> str:
    tone = _tone(box, labels)
    classes = f"gsn-box gsn-{box.look}" + (f" gsn-{tone}" if tone else "") + (" gsn-doubted" if box.doubted else "")
    inner = f'<g class="{classes}">{_shape(box, tone)}{_words(box, labels, tone)}</g>'
    return f'<a href="{escape(address)}">{inner}</a>' if address else inner


def _tone(box: Box, labels: Labels) -> str:
    if box.challenge is not None:
        return {ChallengeState.OPEN: "bad", ChallengeState.RESIDUAL: "part"}.get(box.challenge.state, "ok")
    if box.node is not None and box.node.standing:
        return (labels.tones or {}).get(box.node.standing, "")
    return ""


def _shape(box: Box, tone: str) -> str:
    x, y, wide, high = box.x, box.y, box.width, box.height
    stroke = _TONES.get(tone, _LINE)
    if box.look == "strategy":
        slant = 9
        points = ((x + slant, y), (x + wide, y), (x + wide - slant, y + high), (x, y + high))
        drawn = f'<polygon class="gsn-shape" points="{_points(points)}" fill="{_SUNK}" stroke="{_LINE}"/>'
    else:
        radius = {"solution": 18, "context": 12, "assumption": 24, "justification": 24, "challenge": 0}.get(box.look, 3)
        fill = _PAPER if box.look in ("goal", "solution") else _SUNK
        dash = ' stroke-dasharray="5 3"' if box.look == "challenge" else ""
        drawn = (
            f'<rect class="gsn-shape" x="{_n(x)}" y="{_n(y)}" width="{_n(wide)}" height="{_n(high)}" rx="{radius}" '
            f'fill="{fill}" stroke="{stroke}" stroke-width="{1.6 if box.look in ("goal", "solution") else 1}"{dash}/>'
        )
    if box.node is not None and box.node.undeveloped:
        cx, cy = x + wide / 2, y + high
        points = ((cx, cy - 8), (cx + 8, cy), (cx, cy + 8), (cx - 8, cy))
        drawn += f'<polygon class="gsn-open" points="{_points(points)}" fill="{_PAPER}" stroke="{_INK}"/>'
    return drawn


def _words(box: Box, labels: Labels, tone: str) -> str:
    left, y = box.x + PAD + 3, box.y + PAD + 11
    head = [labels.kinds.get(box.look, box.look)]
    if box.challenge is not None:
        head = [(labels.states or {}).get(box.challenge.state, box.challenge.state)]
    if box.node is not None:
        head += [labels.undeveloped] * box.node.undeveloped + [labels.in_doubt] * box.doubted
        head += [box.node.standing] if box.node.standing else []
    ink = _TONES.get(tone, _QUIET)
    room = box.width - 2 * PAD - 6 - width(f"{box.key} ", 11, bold=True)
    told = shortened(" · ".join(head), room, 11)
    drawn = (
        f'<text class="gsn-head" x="{_n(left)}" y="{_n(y)}" font-family="{_FONT}" font-size="11" fill="{ink}">'
        f'<tspan font-weight="700">{escape(box.key)}</tspan> {escape(told)}</text>'
    )
    y += HEAD
    for line in box.lines:
        drawn += _line("gsn-text", left, y, line, _INK)
        y += LINE
    for line in box.foot:
        drawn += _line("gsn-foot", left, y, line, ink)
        y += LINE
    return drawn


def _line(name: str, x: float, y: float, words: str, ink: str) -> str:
    told = escape(words)
    at = f'x="{_n(x)}" y="{_n(y)}"'
    return f'<text class="{name}" {at} font-family="{_FONT}" font-size="{SIZE}" fill="{ink}">{told}</text>'


def _link(link: Link) -> str:
    stroke = _TONES["unk"] if link.join == "challenge" else _LINE
    dash = ' stroke-dasharray="4 3"' if link.join == "challenge" else ""
    line = (
        f'<polyline class="gsn-line gsn-line-{link.join}" points="{_points(link.points)}" fill="none" '
        f'stroke="{stroke}"{dash}/>'
    )
    return line + _arrow(link, stroke)


def _arrow(link: Link, stroke: str) -> str:
    """Full where it supports, hollow where it sets context, as the notation has it."""
    (x0, y0), (x, y) = link.points[-2], link.points[-1]
    length = max(abs(x - x0), abs(y - y0), 1)
    dx, dy = (x - x0) / length * 8, (y - y0) / length * 8
    points = ((x, y), (x - dx - dy / 2, y - dy + dx / 2), (x - dx + dy / 2, y - dy - dx / 2))
    fill = _PAPER if link.join == "context" else stroke
    return (
        f'<polygon class="gsn-arrow gsn-arrow-{link.join}" points="{_points(points)}" fill="{fill}" stroke="{stroke}"/>'
    )


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
