"""The chance in a year of losing more than an amount: log money across, chance in words down."""

from __future__ import annotations

import math

from earnest.engines.documents.charts.amounts import (
    chance_ticks,
    log_ticks,
    money,
    percent,
    round_down,
    round_up,
)
from earnest.engines.documents.charts.canvas import Canvas, Key, Margins, Scale, Spec, legend, legend_height
from earnest.engines.documents.charts.frames import Frame
from earnest.engines.documents.charts.pictures import Curve, LossExceedance
from earnest.engines.documents.letters import width
from earnest.engines.documents.locale import Locale

_DECADES = 2.6
"""How many powers of ten of money are shown below the largest amount."""


def loss_exceedance(picture: LossExceedance, frame: Frame, locale: Locale) -> Spec:
    """The curves with their bands, the appetite as a dashed line, and marks with their values in words."""
    keys = [_key(curve, locale) for curve in picture.curves]
    if picture.appetite:
        keys.append(Key("dash", locale.label("chart_appetite"), "ink"))
    head = legend_height(frame, keys) + frame.size + 8
    low, high, bottom = _reach(picture)
    canvas = Canvas(
        frame,
        height=260 if frame.narrow else 340,
        x=Scale(low, high, "log"),
        y=Scale(bottom, 1, "log"),
        margins=Margins(left=72, top=head + 8, right=18, bottom=30),
    )
    legend(canvas, keys, top=frame.size / 2 - head - 6)
    canvas.text([{"t": locale.label("chart_chance_axis")}], x=-72, y=-frame.size / 2 - 12)
    _axes(canvas, picture.currency, locale)
    _curves(canvas, picture)
    _marks(canvas, picture, locale)
    return canvas.spec()


def _key(curve: Curve, locale: Locale) -> Key:
    if curve.kind == "without":
        return Key("thin", curve.name, "edge")
    words = curve.name
    if curve.band:
        words = locale.label("chart_with_range").format(name=curve.name, percent=percent(curve.level, locale))
    return Key("band" if curve.band else "line", words, "ok" if curve.kind == "planned" else "accent")


def _reach(picture: LossExceedance) -> tuple[float, float, float]:
    """The amounts and the chance at the ends of the axes."""
    asked = [chance for _, chance in picture.appetite if chance > 0]
    asked += [mark.chance for mark in picture.marks if mark.chance > 0]
    bottom = max(min([0.0025, *(chance / 1.5 for chance in asked)]), 1e-4)
    ours = [curve for curve in picture.curves if curve.kind != "without"] or list(picture.curves)
    seen = [loss for curve in ours for loss, chance in curve.points if loss > 0 and chance >= bottom]
    seen += [loss for curve in ours for loss, _, chance in curve.band if loss > 0 and chance >= bottom]
    seen += [loss for loss, _ in picture.appetite if loss > 0] + [mark.loss for mark in picture.marks if mark.loss > 0]
    if not seen:
        seen = [loss for curve in ours for loss, _ in curve.points if loss > 0]
    high = round_up(max(seen))
    least = [loss for loss, _ in picture.appetite if loss > 0] + [mark.loss for mark in picture.marks if mark.loss > 0]
    low = min([high / 10**_DECADES, *(loss / 1.5 for loss in least)])
    return round_down(low), high, bottom


def _axes(canvas: Canvas, currency: str, locale: Locale) -> None:
    bottom = float(canvas.height)
    chances = chance_ticks(canvas.y.low, locale)
    canvas.rule([{"y": chance} for chance, _ in chances], "line", x=0, x2=canvas.plot)
    canvas.text([{"y": chance, "t": words} for chance, words in chances], x=-72)
    canvas.rule([{"n": 0}], "line-2", x=0, x2=canvas.plot, y=bottom)
    ticks = log_ticks(canvas.x.low, canvas.x.high, canvas.plot, 62 * canvas.frame.size / 12)
    inner = [tick for tick in ticks if tick > canvas.x.low * 1.05]
    canvas.rule([{"x": tick} for tick in inner], "line-2", y=bottom, y2=bottom + 5)
    edge = canvas.x.high * 0.95
    labels = [(tick, money(tick, currency, locale)) for tick in inner]
    canvas.text([{"x": tick, "t": said} for tick, said in labels if tick < edge], align="center", y=bottom + 18)
    canvas.text([{"x": tick, "t": said} for tick, said in labels if tick >= edge], align="right", dx=14, y=bottom + 18)


def _curves(canvas: Canvas, picture: LossExceedance) -> None:
    for curve in picture.curves:
        floor = canvas.y.low / 10
        band = [(loss, max(low, floor), max(high, floor)) for loss, low, high in curve.band if loss > 0]
        if band:
            canvas.area(band, "accent-bg", opacity=1)
    for curve in sorted(picture.curves, key=lambda curve: curve.kind == "now"):
        points = _drawable(curve.points)
        if curve.kind == "without":
            canvas.line(points, "edge", 1.25)
        else:
            canvas.line(points, "ok" if curve.kind == "planned" else "accent", 2.25)
    if picture.appetite:
        canvas.line(_drawable(picture.appetite), "ink", 1.75, strokeDash=[6, 4])


def _drawable(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """The points that a logarithmic axis has a place for."""
    return [(loss, chance) for loss, chance in points if loss > 0 and chance > 0]


def _marks(canvas: Canvas, picture: LossExceedance, locale: Locale) -> None:
    for mark in picture.marks:
        if mark.loss <= 0 or mark.chance < canvas.y.low:
            continue
        words = percent(mark.chance, locale)
        if mark.limit is not None:
            words = locale.label("chart_limit").format(chance=words, limit=percent(mark.limit, locale))
        place = {"x": mark.loss, "y": mark.chance}
        canvas.dot([place], "accent", "paper", area=81)
        size = canvas.frame.size
        right = canvas.x.high * 10 ** (-(width(words, size, bold=True) + 14) / canvas.plot * _span(canvas))
        left = mark.loss > right
        canvas.text(
            [{**place, "t": words}],
            "accent",
            bold=True,
            align="right" if left else "left",
            dx=-12 if left else 12,
            dy=12 if left else -11,
        )


def _span(canvas: Canvas) -> float:
    return math.log10(canvas.x.high / canvas.x.low)
