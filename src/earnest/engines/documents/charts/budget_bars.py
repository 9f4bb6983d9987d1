"""A budget year by category: the plan as a tick, what is bound as a pale bar, what is paid as a solid one."""

from __future__ import annotations

from earnest.engines.documents.charts.amounts import axis_money, linear_ticks, money
from earnest.engines.documents.charts.canvas import Canvas, Key, Margins, Row, Scale, Spec, legend, legend_height
from earnest.engines.documents.charts.frames import Frame
from earnest.engines.documents.charts.pictures import BudgetBars, BudgetRow
from earnest.engines.documents.letters import shortened
from earnest.engines.documents.locale import Locale


def budget_bars(picture: BudgetBars, frame: Frame, locale: Locale) -> Spec:
    """One row a category. A category that is bound or paid beyond its plan says so in strong words."""
    keys = [
        Key("tick", locale.label("chart_planned"), "ink"),
        Key("box", locale.label("chart_committed"), "edge"),
        Key("box", locale.label("chart_actual"), "accent"),
    ]
    row = 62 if frame.narrow else 30 if frame.dense else 40
    left = 6 if frame.narrow else 180
    right = 6 if frame.narrow else 190
    head = legend_height(frame, keys) + 24
    largest = max(*(max(one.planned, one.committed, one.actual) for one in picture.rows), *(picture.reach or (0.0,)))
    height = row * len(picture.rows)
    canvas = Canvas(
        frame, height, Scale(0, (largest or 1.0) * 1.02), Scale(0, height, "pixels"), Margins(left, head, right, 2)
    )
    legend(canvas, keys, top=frame.size / 2 - head + 1)
    ticks = linear_ticks(0, canvas.x.high, canvas.plot, 64)
    if frame.narrow:
        canvas.rule([{"x": tick} for tick in ticks], "line", dash=(28, row - 28), y=28, y2=height)
    else:
        canvas.rule([{"x": tick} for tick in ticks], "line", y=0, y2=height)
    canvas.text(
        [{"x": tick, "t": axis_money(tick, picture.currency, locale)} for tick in ticks], align="center", y=-12
    )  # fmt: skip
    canvas.rule([{"n": 0}], "line-2", x=-left, x2=canvas.plot + right, y=0)
    canvas.rule(
        [{"y": row * number} for number in range(1, len(picture.rows) + 1)], "line", x=-left, x2=canvas.plot + right
    )
    _bars(canvas, picture, row)
    _words(canvas, picture, row, locale)
    return canvas.spec()


def _middle(canvas: Canvas, row: int, number: int) -> float:
    return row * number + (42 if canvas.frame.narrow else row / 2)


def _bars(canvas: Canvas, picture: BudgetBars, row: int) -> None:
    placed = [(one, _middle(canvas, row, number)) for number, one in enumerate(picture.rows)]
    canvas.box(
        [{"x": 0, "x2": one.committed, "y": y - 8, "y2": y + 8} for one, y in placed if one.committed],
        "accent-bg", "edge", round_=1,
    )  # fmt: skip
    canvas.box(
        [{"x": 0, "x2": one.actual, "y": y - 4, "y2": y + 4} for one, y in placed if one.actual], "accent", round_=1
    )
    canvas.rule([{"x": one.planned, "y": y - 12, "y2": y + 12} for one, y in placed], "ink", 2.5)


def _words(canvas: Canvas, picture: BudgetBars, row: int, locale: Locale) -> None:
    frame = canvas.frame
    names: list[Row] = []
    said: list[Row] = []
    over: list[Row] = []
    for number, one in enumerate(picture.rows):
        y = row * number + 16 if frame.narrow else _middle(canvas, row, number)
        names.append({"y": y, "t": shortened(one.name, 168 if not frame.narrow else 150, frame.size, bold=True)})
        (over if _beyond(one) else said).append({"y": y, "t": _says(one, picture.currency, locale)})
    end = canvas.plot + canvas.margins.right
    canvas.text(names, "ink", bold=frame.narrow, x=-canvas.margins.left)
    canvas.text(said, align="right", x=end)
    canvas.text(over, "ink", align="right", bold=True, x=end)


def _beyond(row: BudgetRow) -> bool:
    return max(row.committed, row.actual) > row.planned


def _says(row: BudgetRow, currency: str, locale: Locale) -> str:
    bound = max(row.committed, row.actual)
    label = "chart_over_plan" if _beyond(row) else "chart_of_plan"
    return locale.label(label).format(
        bound=money(bound, currency, locale), planned=money(row.planned, currency, locale)
    )
