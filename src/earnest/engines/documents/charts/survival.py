"""How long it takes: the share that is still open after so many days, with its band, and where half is done."""

from __future__ import annotations

from earnest.engines.documents.charts.amounts import linear_ticks, percent
from earnest.engines.documents.charts.canvas import Canvas, Key, Margins, Row, Scale, Spec, legend, legend_height
from earnest.engines.documents.charts.frames import Frame
from earnest.engines.documents.charts.pictures import Survival, SurvivalCurve
from earnest.engines.documents.letters import shortened, width
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.written import write_number

_LEFT = 44
_SHARES = (0.25, 0.5, 0.75, 1.0)


def survival(picture: Survival, frame: Frame, locale: Locale) -> Spec:
    """Days across, the share that is still open up, as steps; the mean of what is done as a line to hold it against."""
    keys = _keys(picture, frame, locale)
    head = legend_height(frame, keys) + frame.size + 8
    ends = [curve.until for curve in (picture.curve, picture.whole) if curve is not None]
    last = max(*ends, picture.reach, picture.mean or 0.0, 1.0)
    canvas = Canvas(
        frame,
        height=190 if frame.narrow else 260,
        x=Scale(0, 1.02 * last),
        y=Scale(0, 1),
        margins=Margins(left=_LEFT, top=head + 14, right=14, bottom=46),
    )
    legend(canvas, keys, top=frame.size / 2 - head - 12)
    canvas.text([{"t": locale.label("chart_still_open_axis")}], x=-_LEFT, y=-frame.size / 2 - 14)
    _axes(canvas, locale)
    _band(canvas, picture.curve)
    if picture.whole is not None:
        canvas.line(_course(picture.whole), "ink-2", 1.25, interpolate="step-after")
    canvas.line(_course(picture.curve), "accent", 2.25, interpolate="step-after")
    if picture.mean is not None:
        canvas.rule([{"x": picture.mean}], "ink", 1.75, dash=(6, 4), y=0, y2=canvas.height)
    _median(canvas, picture.curve, locale)
    return canvas.spec()


def _keys(picture: Survival, frame: Frame, locale: Locale) -> list[Key]:
    keys = [Key("band", locale.label("chart_still_open"))]
    if picture.whole is not None:
        keys.append(Key("thin", shortened(picture.whole.name, frame.width - 40, frame.size), "ink-2"))
    if picture.mean is not None:
        keys.append(Key("dash", locale.label("chart_mean_done").format(_days(picture.mean, locale)), "ink"))
    return keys


def _days(days: float, locale: Locale) -> str:
    """A number of days with its noun, one digit after the point below ten."""
    shown = round(days, 1) if days < 10 else round(days)
    one, many = locale.units["days"]
    return (one if shown == 1 else many).format(write_number(shown, None, locale))


def _axes(canvas: Canvas, locale: Locale) -> None:
    bottom = float(canvas.height)
    canvas.rule([{"y": share} for share in _SHARES], "line", x=0, x2=canvas.plot)
    levels: list[Row] = [{"y": share, "t": percent(share, locale)} for share in _SHARES]
    canvas.text([{"y": 0.0, "t": "0"}, *levels], x=-_LEFT)
    canvas.rule([{"n": 0}], "line-2", x=0, x2=canvas.plot, y=bottom)
    ticks = linear_ticks(0, canvas.x.high, canvas.plot, 56)
    canvas.rule([{"x": tick} for tick in ticks], "line-2", y=bottom, y2=bottom + 5)
    canvas.text([{"x": tick, "t": write_number(tick, None, locale)} for tick in ticks], align="center", y=bottom + 17)
    canvas.text([{"t": locale.label("chart_days_axis")}], align="right", x=canvas.plot, y=bottom + 36)


def _course(curve: SurvivalCurve) -> list[tuple[float, float]]:
    points = [(0.0, 1.0), *((day, share) for day, share, _, _ in curve.steps)]
    return [*points, (curve.until, points[-1][1])]


def _band(canvas: Canvas, curve: SurvivalCurve) -> None:
    band = [(0.0, 1.0, 1.0), *((day, low, high) for day, _, low, high in curve.steps)]
    band.append((curve.until, band[-1][1], band[-1][2]))
    if len(band) > 2:
        canvas.area(band, "accent-bg", interpolate="step-after", opacity=1)


def _median(canvas: Canvas, curve: SurvivalCurve, locale: Locale) -> None:
    """A dot where half is done, with its words beside it or, near the end, before it."""
    if curve.median is None:
        return
    canvas.dot([{"x": curve.median, "y": 0.5}], "accent", "paper", area=90)
    words = locale.label("chart_half_in").format(_days(curve.median, locale))
    at = canvas.plot * curve.median / canvas.x.high
    right = at + 10 + width(words, canvas.frame.size, bold=True) > canvas.plot
    canvas.text(
        [{"x": curve.median, "y": 0.5, "t": words}], "ink", bold=True, align="right" if right else "left",
        dx=-10 if right else 10, dy=-12,
    )  # fmt: skip
