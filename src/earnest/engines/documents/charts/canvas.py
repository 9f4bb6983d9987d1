"""A Vega-Lite spec built layer by layer. Every word and number of content goes into `data.values`, nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from earnest.engines.documents.charts.frames import Colour, Frame
from earnest.engines.documents.letters import width
from earnest.engines.documents.visible import show_line

Spec: TypeAlias = dict[str, Any]  # a spec is JSON of Vega-Lite's own schema
Row: TypeAlias = Mapping[str, float | str]

EDGE = 2
"""Pixels at both sides that stay empty, so that no letter is cut."""
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


@dataclass(frozen=True)
class Margins:
    """Room around the plot, in pixels."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0


@dataclass(frozen=True)
class Scale:
    """The values at the two ends of an axis. A `pixels` scale counts from the start of the plot."""

    low: float
    high: float
    kind: Literal["linear", "log", "pixels"] = "linear"

    def spec(self) -> Spec:
        if self.kind == "pixels":
            return {"type": "linear", "domain": [self.low, self.high], "range": [self.low, self.high], "zero": False}
        zero: Spec = {"zero": False} if self.kind == "linear" else {}
        return {"type": self.kind, "domain": [self.low, self.high], "nice": False, **zero}


@dataclass
class Canvas:
    """Layers in the order of drawing. Positions `x`, `y`, `x2`, `y2` are those of each row, or given in pixels."""

    frame: Frame
    height: int
    x: Scale
    y: Scale
    margins: Margins = Margins()
    layers: list[Spec] = field(default_factory=list)

    @property
    def plot(self) -> int:
        """The width of the plot in pixels."""
        return self.frame.width - self.margins.left - self.margins.right - 2 * EDGE

    def colour(self, name: Colour) -> str:
        return self.frame.colours[name]

    def line(self, points: Sequence[tuple[float, float]], colour: Colour, thickness: float, **style: Any) -> None:
        rows = [{"x": x, "y": y} for x, y in points]
        self._layer("line", rows, {"stroke": self.colour(colour), "strokeWidth": thickness, "clip": True, **style}, {})

    def area(self, band: Sequence[tuple[float, float, float]], colour: Colour, **style: Any) -> None:
        rows = [{"x": x, "y": low, "y2": high} for x, low, high in band]
        self._layer("area", rows, {"fill": self.colour(colour), "clip": True, **style}, {})

    def rule(
        self, rows: Sequence[Row], colour: Colour, thickness: float = 1, *, dash: Sequence[float] = (), **at: float
    ) -> None:
        style: Spec = {"stroke": self.colour(colour), "strokeWidth": thickness}
        if dash:
            style["strokeDash"] = list(dash)
        self._layer("rule", rows, style, at)

    def box(
        self,
        rows: Sequence[Row],
        fill: Colour | None,
        stroke: Colour | None = None,
        *,
        dash: Sequence[float] = (),
        round_: int = 0,
        **at: float,
    ) -> None:
        style: Spec = {"fill": self.colour(fill) if fill else None}
        if stroke:
            style |= {"stroke": self.colour(stroke), "strokeWidth": 1}
        if dash:
            style["strokeDash"] = list(dash)
        if round_:
            style["cornerRadius"] = round_
        self._layer("rect", rows, style, at)

    def dot(
        self,
        rows: Sequence[Row],
        fill: Colour | None,
        stroke: Colour | None = None,
        *,
        shape: str = "circle",
        area: float = 64,
        dash: Sequence[float] = (),
        **at: float,
    ) -> None:
        style: Spec = {"shape": shape, "size": area, "opacity": 1, "fill": self.colour(fill) if fill else None}
        style["stroke"] = self.colour(stroke) if stroke else None
        if stroke:
            style["strokeWidth"] = 1.5
        if dash:
            style["strokeDash"] = list(dash)
        self._layer("point", rows, style, at)

    def text(
        self,
        rows: Sequence[Row],
        colour: Colour = "ink-2",
        *,
        align: Literal["left", "center", "right"] = "left",
        bold: bool = False,
        dx: float = 0,
        dy: float = 0,
        size: float = 0,
        **at: float,
    ) -> None:
        """Words: each row's `t`, its middle at the height of its point."""
        style: Spec = {
            "fill": self.colour(colour),
            "align": align,
            "baseline": "middle",
            "font": self.frame.font,
            "fontSize": size or self.frame.size,
            "dx": dx,
            "dy": dy,
        }
        if bold:
            style["fontWeight"] = 600
        shown = [{**row, "t": show_line(str(row["t"]))} for row in rows]
        self._layer("text", shown, style, at, words=True)

    def spec(self) -> Spec:
        """The whole spec: as wide as the frame and as high as plot and margins, whatever the fonts of a machine."""
        edge = self.margins
        return {
            "$schema": SCHEMA,
            "width": self.plot,
            "height": self.height,
            "padding": {"left": edge.left + EDGE, "top": edge.top, "right": edge.right + EDGE, "bottom": edge.bottom},
            "autosize": {"type": "none"},
            "background": None,
            "config": {"aria": False, "view": {"stroke": None, "fill": None}, "font": self.frame.font},
            "layer": self.layers,
        }

    def _layer(
        self, kind: str, rows: Sequence[Row], style: Spec, at: Mapping[str, float], *, words: bool = False
    ) -> None:
        if not rows:
            return
        encoding: Spec = {}
        for channel in ("x", "y", "x2", "y2"):
            if channel in at:
                encoding[channel] = {"value": at[channel]}
            elif channel in rows[0]:
                encoding[channel] = {"field": channel}
                if channel in {"x", "y"}:
                    scale = self.x if channel == "x" else self.y
                    encoding[channel] |= {"type": "quantitative", "scale": scale.spec(), "axis": None, "title": None}
        if words:
            encoding["text"] = {"field": "t", "type": "nominal"}
        values = [{key: _number(value) for key, value in row.items()} for row in rows]
        self.layers.append({"data": {"values": values}, "mark": {"type": kind, **style}, "encoding": encoding})


def tall(spec: Spec) -> int:
    """The height of a whole drawing in pixels."""
    edge = spec["padding"]
    return int(spec["height"] + edge["top"] + edge["bottom"])


@dataclass(frozen=True)
class Key:
    """An entry of a legend: how it is drawn, and its words."""

    look: Literal["band", "line", "thin", "dash", "box", "tick", "hollow", "range", "dot"]
    words: str
    colour: Colour = "accent"


def legend(canvas: Canvas, keys: Sequence[Key], top: float) -> None:
    """The legend from `top` (in pixels of the plot, mostly above it), in rows as wide as the frame."""
    for key, (x, y) in zip(keys, places(canvas.frame, keys), strict=True):
        left, middle = x - canvas.margins.left, top + y
        _sample(canvas, key, left, middle)
        canvas.text([{"t": key.words}], x=left + 25, y=middle)


def places(frame: Frame, keys: Sequence[Key]) -> list[tuple[float, float]]:
    """Where each entry of a legend stands, in pixels from the start of its first row."""
    made: list[tuple[float, float]] = []
    x, y = 0.0, 0.0
    for key in keys:
        needed = 25 + width(key.words, frame.size)
        if made and x + needed > frame.width:
            x, y = 0.0, y + frame.size + 8
        made.append((x, y))
        x += needed + 22
    return made


def legend_height(frame: Frame, keys: Sequence[Key]) -> int:
    """The room that a legend takes, with its distance to what follows."""
    return int(places(frame, keys)[-1][1]) + frame.size + 14 if keys else 0


def _sample(canvas: Canvas, key: Key, x: float, y: float) -> None:
    one: list[Row] = [{"n": 0}]
    if key.look == "band":
        canvas.box(one, "accent-bg", x=x, x2=x + 18, y=y - 5, y2=y + 5)
    if key.look in {"band", "line"}:
        canvas.rule(one, key.colour, 2.25, x=x, x2=x + 18, y=y)
    elif key.look in {"thin", "range"}:
        canvas.rule(one, key.colour, 1.25, x=x, x2=x + 18, y=y)
    elif key.look == "dash":
        canvas.rule(one, key.colour, 1.75, dash=(6, 4), x=x, x2=x + 18, y=y)
    elif key.look == "tick":
        canvas.rule(one, key.colour, 2.5, x=x + 9, y=y - 6, y2=y + 6)
    elif key.look == "dot":
        canvas.dot(one, key.colour, area=64, x=x + 9, y=y)
    elif key.look == "hollow":
        canvas.box(one, None, key.colour, dash=(3, 2), round_=2, x=x + 0.5, x2=x + 17.5, y=y - 5, y2=y + 5)
    elif key.look == "box":
        soft: Mapping[str, Colour] = {"ok": "ok-soft", "bad": "bad-soft", "accent": "accent"}
        canvas.box(
            one, soft.get(key.colour, "accent-bg"), key.colour, round_=2, x=x + 0.5, x2=x + 17.5, y=y - 5, y2=y + 5
        )


def _number(value: float | str) -> float | str:
    """Numbers without digits that no screen shows, so that the same picture has the same bytes."""
    return value if isinstance(value, str) else float(f"{value:.9g}")
