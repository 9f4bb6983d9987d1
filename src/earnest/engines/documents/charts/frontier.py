"""What more money buys: the best net worth at each budget, the point decided on, and the money offered."""

from __future__ import annotations

from earnest.engines.documents.charts.amounts import axis_money, linear_ticks, money
from earnest.engines.documents.charts.canvas import Canvas, Key, Margins, Scale, Spec, legend, legend_height
from earnest.engines.documents.charts.frames import Colour, Frame
from earnest.engines.documents.charts.pictures import Frontier, FrontierPoint
from earnest.engines.documents.letters import width
from earnest.engines.documents.locale import Locale

_LEFT = 64


def frontier(picture: Frontier, frame: Frame, locale: Locale) -> Spec:
    """Cost across, net worth of a year up, as steps: between two budgets the smaller selection is what one can have."""
    keys = _keys(picture, locale)
    head = legend_height(frame, keys) + frame.size + 8
    costs = [point.cost for point in picture.points] + [v for v in (picture.offered, picture.asked) if v is not None]
    worths = [v for p in picture.points for v in (p.worth, p.low, p.high) if v is not None]
    low, high = min(0.0, *worths), max(0.0, *worths)
    spare = 0.06 * ((high - low) or 1.0)
    first = min(costs)
    canvas = Canvas(
        frame,
        height=240 if frame.narrow else 300,
        x=Scale(first, max(costs) + 0.02 * (max(costs) - first)),
        y=Scale(low - (spare if low < 0 else 0), high + spare),
        margins=Margins(left=_LEFT, top=head + 26, right=16, bottom=48),
    )
    legend(canvas, keys, top=frame.size / 2 - head - 24)
    canvas.text([{"t": locale.label("chart_worth_axis")}], x=-_LEFT, y=-frame.size / 2 - 28)
    _axes(canvas, picture.currency, locale)
    _course(canvas, picture)
    _budgets(canvas, picture, locale)
    return canvas.spec()


def _keys(picture: Frontier, locale: Locale) -> list[Key]:
    ranged = any(point.low is not None for point in picture.points)
    words = locale.label("chart_best_ranged" if ranged else "chart_best")
    keys = [Key("band" if ranged else "line", words)]
    if picture.chosen is not None:
        keys.append(Key("dot", locale.label("chart_chosen")))
    return keys


def _axes(canvas: Canvas, currency: str, locale: Locale) -> None:
    bottom = float(canvas.height)
    levels = linear_ticks(canvas.y.low, canvas.y.high, canvas.height, 48)
    canvas.rule([{"y": level} for level in levels if level], "line", x=0, x2=canvas.plot)
    canvas.rule([{"y": 0}], "edge", x=0, x2=canvas.plot)
    canvas.text([{"y": level, "t": axis_money(level, currency, locale)} for level in levels], x=-_LEFT)
    canvas.rule([{"n": 0}], "line-2", x=0, x2=canvas.plot, y=bottom)
    ticks = linear_ticks(canvas.x.low, canvas.x.high, canvas.plot, 72)
    canvas.rule([{"x": tick} for tick in ticks], "line-2", y=bottom, y2=bottom + 5)
    canvas.text([{"x": tick, "t": axis_money(tick, currency, locale)} for tick in ticks], align="center", y=bottom + 17)
    canvas.text([{"t": locale.label("chart_cost_axis")}], align="right", x=canvas.plot, y=bottom + 37)


def _course(canvas: Canvas, picture: Frontier) -> None:
    band = [(p.cost, p.low, p.high) for p in picture.points if p.low is not None and p.high is not None]
    if len(band) > 1:
        canvas.area(band, "accent-bg", interpolate="step-after", opacity=1)
    canvas.line([(p.cost, p.worth) for p in picture.points], "accent", 2.25, interpolate="step-after")
    if picture.chosen is not None:
        at = next(point for point in picture.points if point.cost == picture.chosen)
        canvas.dot([{"x": at.cost, "y": at.worth}], "accent", "paper", area=110)


def _budgets(canvas: Canvas, picture: Frontier, locale: Locale) -> None:
    """Lines at the money offered and asked, each with its words above the plot, the smaller one's to the left."""
    lines: list[tuple[float, str, Colour]] = []
    for value, label in ((picture.offered, "chart_offered"), (picture.asked, "chart_asked")):
        if value is not None:
            lines.append((value, locale.label(label).format(money(value, picture.currency, locale)), "ink"))
    lines.sort()
    for number, (value, words, colour) in enumerate(lines):
        canvas.rule([{"x": value}], colour, 1.5, dash=(6, 4), y=-6, y2=canvas.height)
        at = canvas.plot * (value - canvas.x.low) / (canvas.x.high - canvas.x.low)
        needed = width(words, canvas.frame.size, bold=True)
        first_of_two = number == 0 and len(lines) == 2
        right = (first_of_two and at - needed > -_LEFT) or at + needed > canvas.plot + canvas.margins.right
        canvas.text(
            [{"x": value, "t": words}], "ink", bold=True, align="right" if right else "left",
            dx=-5 if right else 5, y=-12,
        )  # fmt: skip


def best_at(points: tuple[FrontierPoint, ...], budget: float) -> FrontierPoint | None:
    """The point that a budget can pay for; None where it pays for none."""
    affordable = [point for point in points if point.cost <= budget]
    return affordable[-1] if affordable else None
