"""Ranges of net worth: half of the outcomes in a box, nine in ten on a line, hollow where the range crosses zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from earnest.engines.documents.charts.amounts import axis_money, between, linear_ticks, money
from earnest.engines.documents.charts.canvas import Canvas, Key, Margins, Scale, Spec, legend, legend_height
from earnest.engines.documents.charts.frames import Colour, Frame
from earnest.engines.documents.charts.pictures import NetWorth, WorthRow
from earnest.engines.documents.letters import shortened, wrapped
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.parts import SHAPES


@dataclass(frozen=True)
class _Columns:
    """Where things stand, in pixels of the plot: names from `name`, amounts up to `amount`, verdicts from `verdict`."""

    name: float
    name_room: float
    amount: float
    verdict: float
    row: int
    head: int


def net_worth(picture: NetWorth, frame: Frame, locale: Locale) -> Spec:
    """One row each: the name, the range against zero, the middle with its range in words, and the verdict."""
    keys = _keys(picture, locale)
    margins, columns = _laid(frame)
    if any(len(_name(row, columns, frame)) > 1 for row in picture.rows):
        columns = replace(columns, row=columns.row + 10)
    head = legend_height(frame, keys) + columns.head
    low, high = _reach(picture)
    height = columns.row * len(picture.rows)
    canvas = Canvas(
        frame,
        height=height,
        x=Scale(low, high),
        y=Scale(0, height, "pixels"),
        margins=Margins(margins.left, head, margins.right, 2),
    )
    legend(canvas, keys, top=frame.size / 2 - head + 1)
    _grid(canvas, columns, picture.currency, locale)
    for look in ("ok", "bad", "unk"):
        _boxes(canvas, picture.rows, columns, look)
    _words(canvas, picture, columns, locale)
    return canvas.spec()


def _laid(frame: Frame) -> tuple[Margins, _Columns]:
    if frame.narrow:
        return Margins(left=8, right=8), _Columns(-8, 200, 340, -8, 78, 24)
    if frame.dense:
        return Margins(left=290, right=432), _Columns(-290, 276, 190, 206, 30, 24)
    return Margins(left=166, right=294), _Columns(-166, 154, 118, 134, 42, 24)


def _keys(picture: NetWorth, locale: Locale) -> list[Key]:
    solid = next((row for row in picture.rows if not row.crosses_zero), None)
    keys = [Key("tick", locale.label("chart_mean"), "ink")]
    if solid is not None:
        keys.append(Key("box", locale.label("chart_half"), "ok" if solid.low >= 0 else "bad"))
    keys.append(Key("range", locale.label("chart_nine_in_ten"), "ink-3"))
    if any(row.crosses_zero for row in picture.rows):
        keys.append(Key("hollow", locale.label("chart_hollow"), "unk"))
    return keys


def _reach(picture: NetWorth) -> tuple[float, float]:
    ends = [value for row in picture.rows for value in (row.low, row.high)] + list(picture.reach or ())
    low, high = min(0.0, *ends), max(0.0, *ends)
    spare = 0.04 * ((high - low) or 1.0)
    return low - spare, high + spare


def _grid(canvas: Canvas, columns: _Columns, currency: str, locale: Locale) -> None:
    ticks = linear_ticks(canvas.x.low, canvas.x.high, canvas.plot, 52)
    top, tall = (30, 22) if canvas.frame.narrow else (3, columns.row - 6)
    gaps = (tall, columns.row - tall)
    canvas.rule([{"x": tick} for tick in ticks if tick], "line", dash=gaps, y=top, y2=canvas.height)
    canvas.rule([{"x": 0}], "edge", dash=gaps, y=top, y2=canvas.height)
    start, end = -canvas.margins.left, canvas.plot + canvas.margins.right
    canvas.rule([{"n": 0}], "line-2", x=start, x2=end, y=0)
    canvas.rule([{"y": top + columns.row} for top in range(0, canvas.height, columns.row)], "line", x=start, x2=end)
    canvas.text([{"x": tick, "t": axis_money(tick, currency, locale)} for tick in ticks], align="center", y=-12)


def _middle(columns: _Columns, number: int, narrow: bool) -> float:
    """The height at which the range of a row stands."""
    return columns.row * number + (41 if narrow else columns.row / 2)


def _look(row: WorthRow) -> str:
    if row.crosses_zero:
        return "unk"
    return "bad" if row.high <= 0 else "ok"


def _boxes(canvas: Canvas, rows: Sequence[WorthRow], columns: _Columns, look: Literal["ok", "bad", "unk"]) -> None:
    placed = [
        (row, _middle(columns, number, canvas.frame.narrow)) for number, row in enumerate(rows) if _look(row) == look
    ]
    canvas.rule([{"x": row.low, "x2": row.high, "y": y} for row, y in placed], "ink-3", 1.5)
    ends = [{"x": end, "y": y - 4, "y2": y + 4} for row, y in placed for end in (row.low, row.high)]
    canvas.rule(ends, "ink-3", 1.5)
    boxes = [{"x": row.q25, "x2": row.q75, "y": y - 6.5, "y2": y + 6.5} for row, y in placed]
    if look == "unk":
        canvas.box(boxes, "paper", "unk", dash=(3, 2), round_=2)
        inner = [{"x": row.q25, "x2": row.q75, "y": y} for row, y in placed]
        canvas.rule(inner, "ink-3", 1.5)
    else:
        fill: Colour = "ok-soft" if look == "ok" else "bad-soft"
        canvas.box(boxes, fill, look, round_=2)
    canvas.rule([{"x": row.mean, "y": y - 9, "y2": y + 9} for row, y in placed], "ink", 2.5)


def _words(canvas: Canvas, picture: NetWorth, columns: _Columns, locale: Locale) -> None:
    size, narrow, dense = canvas.frame.size, canvas.frame.narrow, canvas.frame.dense
    names, owners, means, ranges = [], [], [], []
    line = size + 3
    for number, row in enumerate(picture.rows):
        top, middle = columns.row * number, columns.row * (number + 0.5)
        first = top + 15 if narrow else middle if dense else middle - 8
        second = top + 64 if narrow else middle + 8
        said = _name(row, columns, canvas.frame)
        owned = bool(row.who) and not narrow and not dense
        start = first if narrow else middle - line * (len(said) - (0 if owned else 1)) / 2
        names += [{"y": start + line * place, "t": text} for place, text in enumerate(said)]
        if owned:
            owner = shortened(row.who, columns.name_room, size)
            owners.append({"y": start + line * len(said), "t": owner})
        mean = money(row.mean, picture.currency, locale)
        means.append({"y": first, "t": mean})
        ranges.append({"y": second, "t": between(row.low, row.high, picture.currency, locale)})
    right = canvas.plot + canvas.margins.right if narrow else canvas.plot + columns.amount
    canvas.text(names, "ink", x=columns.name, bold=narrow)
    canvas.text(owners, x=columns.name)
    if dense:
        canvas.text(means, "ink", align="right", bold=True, x=canvas.plot + 66)
        canvas.text([{**row, "y": mean["y"]} for row, mean in zip(ranges, means, strict=True)], align="right", x=right)
    else:
        canvas.text(means, "ink", align="right", bold=True, x=right)
        canvas.text(ranges, align="right", x=right)
    _verdicts(canvas, picture.rows, columns, locale)


def _name(row: WorthRow, columns: _Columns, frame: Frame) -> list[str]:
    """The name on at most two lines, on one where the rows are narrow."""
    if frame.narrow or frame.dense:
        return [shortened(row.name, columns.name_room, frame.size, bold=frame.narrow)]
    first, *rest = wrapped(row.name, columns.name_room, frame.size)
    return [first, shortened(" ".join(rest), columns.name_room, frame.size)] if rest else [first]


def _verdicts(canvas: Canvas, rows: Sequence[WorthRow], columns: _Columns, locale: Locale) -> None:
    left = columns.verdict if canvas.frame.narrow else canvas.plot + columns.verdict
    room = 208 if canvas.frame.narrow else canvas.margins.right - columns.verdict - 16
    for look in ("ok", "bad", "unk"):
        shapes, words = [], []
        for number, row in enumerate(rows):
            if SHAPES[row.verdict] != look:
                continue
            middle = columns.row * number + (64 if canvas.frame.narrow else columns.row / 2)
            lines = wrapped(locale.statuses[row.verdict][0], room, canvas.frame.size)
            shapes.append({"y": middle - 8 * (len(lines) - 1)})
            words += [{"y": middle + 16 * (n - (len(lines) - 1) / 2), "t": line} for n, line in enumerate(lines)]
        _shapes(canvas, look, shapes, left + 5)
        canvas.text(words, look, x=left + 16)  # type: ignore[arg-type]  # ok, bad and unk are colours


def _shapes(canvas: Canvas, look: str, rows: Sequence[Mapping[str, float]], x: float) -> None:
    if look == "ok":
        canvas.dot(rows, "ok", area=72, x=x)
    elif look == "bad":
        canvas.dot(rows, "bad", shape="diamond", area=90, x=x)
    else:
        canvas.dot(rows, None, "unk", area=64, dash=(2.6, 1.8), x=x)
