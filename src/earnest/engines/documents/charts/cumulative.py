"""What the first so many changes remove together, with its range: steep at first, flat where more work adds little."""

from __future__ import annotations

from earnest.engines.documents.charts.amounts import axis_money, linear_ticks, percent
from earnest.engines.documents.charts.canvas import Canvas, Key, Margins, Scale, Spec, legend, legend_height
from earnest.engines.documents.charts.frames import Frame
from earnest.engines.documents.charts.pictures import Cumulative
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.written import write_number

_LEFT = 60


def cumulative(picture: Cumulative, frame: Frame, locale: Locale) -> Spec:
    """Changes across, what they remove up: money of a year, or a share where no money is modelled."""
    in_money = bool(picture.currency)
    words = locale.label("chart_removed" if in_money else "chart_removed_share")
    keys = [Key("band" if in_money else "line", words)]
    head = legend_height(frame, keys) + frame.size + 8
    top = max(max(point[1:]) for point in picture.points) or 1.0
    canvas = Canvas(
        frame,
        height=190 if frame.narrow else 240,
        x=Scale(0, picture.points[-1][0]),
        y=Scale(0, 1.04 * top),
        margins=Margins(left=_LEFT, top=head + 14, right=16, bottom=46),
    )
    legend(canvas, keys, top=frame.size / 2 - head - 12)
    label = "chart_removed_axis" if in_money else "chart_removed_share_axis"
    canvas.text([{"t": locale.label(label)}], x=-_LEFT, y=-frame.size / 2 - 14)
    _axes(canvas, picture.currency, locale)
    if in_money:
        canvas.area([(at, low, high) for at, _, low, high in picture.points], "accent-bg", opacity=1)
    canvas.line([(at, mean) for at, mean, _, _ in picture.points], "accent", 2.25)
    return canvas.spec()


def _axes(canvas: Canvas, currency: str, locale: Locale) -> None:
    bottom = float(canvas.height)
    levels = linear_ticks(0, canvas.y.high, canvas.height, 44)
    said = [
        axis_money(level, currency, locale) if currency else percent(level, locale) if level else "0"
        for level in levels
    ]
    canvas.rule([{"y": level} for level in levels if level], "line", x=0, x2=canvas.plot)
    canvas.text([{"y": level, "t": words} for level, words in zip(levels, said, strict=True)], x=-_LEFT)
    canvas.rule([{"n": 0}], "line-2", x=0, x2=canvas.plot, y=bottom)
    ticks = [tick for tick in linear_ticks(0, canvas.x.high, canvas.plot, 64) if tick == round(tick)]
    canvas.rule([{"x": tick} for tick in ticks], "line-2", y=bottom, y2=bottom + 5)
    canvas.text([{"x": tick, "t": write_number(tick, 0, locale)} for tick in ticks], align="center", y=bottom + 17)
    canvas.text([{"t": locale.label("chart_changes_axis")}], align="right", x=canvas.plot, y=bottom + 36)
