"""Counts by day: what is open as a whole line, what is past its time as a broken one."""

from __future__ import annotations

from datetime import date

from earnest.engines.documents.charts.amounts import linear_ticks
from earnest.engines.documents.charts.canvas import Canvas, Key, Margins, Row, Scale, Spec, legend, legend_height
from earnest.engines.documents.charts.frames import Frame
from earnest.engines.documents.charts.pictures import Trend
from earnest.engines.documents.letters import width
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.written import write_number

_MONTH = 58
"""Pixels that the name of a month needs."""


def trend(picture: Trend, frame: Frame, locale: Locale) -> Spec:
    """Days across with their months, counts up from nothing."""
    keys = [Key("line", locale.label("chart_open")), Key("dash", locale.label("chart_late"), "bad")]
    head = legend_height(frame, keys) + frame.size + 8
    first, last = picture.days[0][0], picture.days[-1][0]
    most = max(1, *(there for _, there, _ in picture.days), *(late for _, _, late in picture.days))
    height = 170 if frame.narrow else 220
    levels = _levels(most, height)
    words = [write_number(level, 0, locale) for level in levels]
    left = int(max(width(one, frame.size) for one in words)) + 12
    canvas = Canvas(
        frame,
        height=height,
        x=Scale(float(first.toordinal()), float(last.toordinal())),
        y=Scale(0, 1.04 * most),
        margins=Margins(left=left, top=head + 14, right=16, bottom=30),
    )
    legend(canvas, keys, top=frame.size / 2 - head - 12)
    canvas.text([{"t": locale.label("chart_findings_axis")}], x=-left, y=-frame.size / 2 - 14)
    canvas.rule([{"y": level} for level in levels if level], "line", x=0, x2=canvas.plot)
    canvas.text([{"y": level, "t": said} for level, said in zip(levels, words, strict=True)], x=-left)
    canvas.rule([{"n": 0}], "line-2", x=0, x2=canvas.plot, y=float(height))
    _months(canvas, first, last, locale)
    canvas.line([(day.toordinal(), there) for day, there, _ in picture.days], "accent", 2.25)
    canvas.line([(day.toordinal(), late) for day, _, late in picture.days], "bad", 1.75, strokeDash=[6, 4])
    return canvas.spec()


def _levels(most: int, height: int) -> list[float]:
    """Whole counts to mark, so that no line stands at half a finding."""
    found = [level for level in linear_ticks(0, 1.04 * most, height, 44) if level == round(level)]
    return found if len(found) > 1 else [0.0, float(most)]


def _months(canvas: Canvas, first: date, last: date, locale: Locale) -> None:
    """The first day of months that have room for their names, years with January."""
    months = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in range(1, 13)]
    inside = [day for day in months if first <= day <= last]
    every = max(1, -(-len(inside) * _MONTH // max(1, canvas.plot)))
    bottom = float(canvas.height)
    rows: list[Row] = []
    for day in (one for one in inside if (one.month - 1) % every == 0):
        name = locale.months[day.month - 1][:3]
        at = canvas.plot * (day.toordinal() - canvas.x.low) / (canvas.x.high - canvas.x.low)
        words = f"{name} {day.year}" if day.month == 1 else name
        if at + width(words, canvas.frame.size) / 2 <= canvas.plot + canvas.margins.right:
            rows.append({"x": float(day.toordinal()), "t": words})
    canvas.rule(rows, "line-2", y=bottom, y2=bottom + 5)
    canvas.text(rows, align="center", y=bottom + 17)
