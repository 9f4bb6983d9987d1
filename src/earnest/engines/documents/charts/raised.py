"""What controls that do not work add to the expected loss: steps from all of them working to how they are."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from earnest.engines.documents.charts.amounts import axis_money, between, linear_ticks, money
from earnest.engines.documents.charts.canvas import Canvas, Margins, Row, Scale, Spec
from earnest.engines.documents.charts.frames import Colour, Frame
from earnest.engines.documents.charts.pictures import Raised
from earnest.engines.documents.letters import shortened
from earnest.engines.documents.locale import Locale


@dataclass(frozen=True)
class _Step:
    name: str
    start: float
    end: float
    said: str
    kind: str
    range: str = ""


def raised(picture: Raised, frame: Frame, locale: Locale) -> Spec:
    """A row for the start, one for each control, one for what overlaps, and one for the end."""
    steps = _steps(picture, locale)
    row = 56 if frame.narrow else 30 if frame.dense else 40
    left = 6 if frame.narrow else 210
    right = 6 if frame.narrow else 190
    values = [value for step in steps for value in (step.start, step.end)]
    low, high = min(0.0, *values), max(0.0, *values)
    height = row * len(steps)
    spare = 0.03 * ((high - low) or 1.0)
    canvas = Canvas(
        frame,
        height,
        Scale(low - (spare if low < 0 else 0), high + spare),
        Scale(0, height, "pixels"),
        Margins(left, 26, right, 2),
    )
    ticks = linear_ticks(canvas.x.low, canvas.x.high, canvas.plot, 64)
    if frame.narrow:
        canvas.rule([{"x": tick} for tick in ticks], "line", dash=(26, row - 26), y=26, y2=height)
    else:
        canvas.rule([{"x": tick} for tick in ticks], "line", y=0, y2=height)
    canvas.text([{"x": tick, "t": axis_money(tick, picture.currency, locale)} for tick in ticks], align="center", y=-12)
    canvas.rule([{"n": 0}], "line-2", x=-left, x2=canvas.plot + right, y=0)
    lines: list[Row] = [{"y": row * number} for number in range(1, len(steps) + 1)]
    canvas.rule(lines, "line", x=-left, x2=canvas.plot + right)
    _bars(canvas, steps, row)
    _words(canvas, steps, row)
    return canvas.spec()


def _steps(picture: Raised, locale: Locale) -> list[_Step]:
    def said(amount: float) -> str:
        plus = "+" if amount > 0 else ""
        return plus + money(amount, picture.currency, locale)

    at = picture.start
    made = [_Step(locale.label("chart_all_working"), 0, at, money(at, picture.currency, locale), "total")]
    for row in picture.rows:
        ranged = "" if row.low is None or row.high is None else between(row.low, row.high, picture.currency, locale)
        made.append(_Step(row.name, at, at + row.amount, said(row.amount), "step", ranged))
        at += row.amount
    if picture.overlap:
        made.append(_Step(locale.label("chart_overlap"), at, picture.end, said(picture.overlap), "overlap"))
    last = money(picture.end, picture.currency, locale)
    return [*made, _Step(locale.label("chart_as_they_are"), 0, picture.end, last, "total")]


def _bars(canvas: Canvas, steps: list[_Step], row: int) -> None:
    narrow = canvas.frame.narrow
    placed = [(step, row * number + (38 if narrow else row / 2)) for number, step in enumerate(steps)]
    looks: tuple[tuple[str, Colour, Colour], ...] = (("total", "accent", "accent"), ("step", "bad-soft", "bad"))
    for kind, fill, stroke in looks:
        boxes: list[Row] = [_box(step, y) for step, y in placed if step.kind == kind]
        canvas.box(boxes, fill, stroke, round_=1)
    rest: list[Row] = [_box(step, y) for step, y in placed if step.kind == "overlap"]
    canvas.box(rest, "paper", "unk", dash=(3, 2), round_=1)
    joints: list[Row] = [
        {"x": step.end, "y": y + 8, "y2": following - 8} for (step, y), (_, following) in itertools.pairwise(placed)
    ]
    if not narrow:
        canvas.rule(joints, "edge")


def _box(step: _Step, y: float) -> dict[str, float]:
    return {"x": min(step.start, step.end), "x2": max(step.start, step.end), "y": y - 8, "y2": y + 8}


def _words(canvas: Canvas, steps: list[_Step], row: int) -> None:
    frame = canvas.frame
    room = 200 if not frame.narrow else 190
    end = canvas.plot + canvas.margins.right
    for number, step in enumerate(steps):
        y = row * number + (15 if frame.narrow else row / 2)
        whole = step.kind == "total"
        name = shortened(step.name, room, frame.size, bold=whole)
        canvas.text([{"t": name}], "ink", bold=whole, x=-canvas.margins.left, y=y)
        two = bool(step.range) and not frame.narrow and not frame.dense
        canvas.text([{"t": step.said}], "ink", align="right", bold=True, x=end, y=y - 8 if two else y)
        if two:
            canvas.text([{"t": step.range}], align="right", x=end, y=y + 8)
