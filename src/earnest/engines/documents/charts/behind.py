"""The table that stands behind a chart, with the figures that its claim must state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from earnest.engines.documents.charts.amounts import chance_at, log_ticks
from earnest.engines.documents.charts.pictures import (
    BudgetBars,
    Cumulative,
    Frontier,
    LossExceedance,
    NetWorth,
    Picture,
    Raised,
    Survival,
    Trend,
)
from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.model import Column, Row, Table
from earnest.engines.documents.parts import (
    DateRef,
    Figure,
    Inline,
    Name,
    NameKind,
    Reference,
    StatusRef,
    compose,
    references,
)

_LOSSES = 12
"""About how many amounts of a curve a table lists."""

_Four: TypeAlias = tuple[float, float, float, float]


def table(picture: Picture, claim_id: str, locale: Locale = ENGLISH, *, names: NameKind = "record") -> Table:
    """The values of a picture as a table whose figures refer to one claim; `names` says what its rows name.

    The claim must state what the table shows: put `stated(table)` into its `states`.
    """
    if isinstance(picture, LossExceedance):
        return _losses(picture, claim_id, locale)
    if isinstance(picture, NetWorth):
        return _worths(picture, claim_id, locale, names)
    if isinstance(picture, Frontier):
        return _frontier(picture, claim_id, locale)
    if isinstance(picture, BudgetBars):
        return _budget(picture, claim_id, locale, names)
    if isinstance(picture, Survival):
        return _survival(picture, claim_id, locale)
    if isinstance(picture, Trend):
        return _trend(picture, claim_id, locale)
    if isinstance(picture, Cumulative):
        return _cumulative(picture, claim_id, locale)
    return _raised(picture, claim_id, locale, names)


def stated(table: Table) -> tuple[Reference, ...]:
    """What a table shows, each once, in reading order: the `states` of the claim behind it."""
    found = (reference for row in table.rows for cell in row.cells for reference in references(cell))
    return tuple(dict.fromkeys(found))


def _losses(picture: LossExceedance, claim: str, locale: Locale) -> Table:
    columns = [Column(locale.label("chart_loss"), align="end")]
    columns += [Column(curve.name, align="end") for curve in picture.curves]
    if picture.appetite:
        columns.append(Column(locale.label("chart_appetite"), align="end"))
    rows = []
    for loss in _amounts(picture):
        cells: list[Inline] = [_money(loss, picture.currency, claim)]
        for curve in picture.curves:
            low = chance_at([(at, low) for at, low, _ in curve.band], loss)
            high = chance_at([(at, high) for at, _, high in curve.band], loss)
            cells.append(_share(chance_at(curve.points, loss), claim, low, high, curve.level))
        if picture.appetite:
            accepted = chance_at(picture.appetite, loss)
            cells.append("" if accepted is None else _share(accepted, claim))
        rows.append(Row(tuple(cells)))
    return Table(tuple(columns), tuple(rows), compact=True)


def _amounts(picture: LossExceedance) -> Sequence[float]:
    """Round amounts between those of the first curve that matter, and the amounts of marks and appetite."""
    points = picture.curves[0].points
    shown = [loss for loss, chance in points if loss > 0 and chance >= 0.001] or [
        loss for loss, _ in points if loss > 0
    ]
    fixed = {loss for loss, _ in picture.appetite} | {mark.loss for mark in picture.marks}
    spread = log_ticks(shown[0], shown[-1], _LOSSES, 1.0) if shown and shown[0] < shown[-1] else shown
    return sorted({*spread, *fixed})


def _worths(picture: NetWorth, claim: str, locale: Locale, names: NameKind) -> Table:
    columns = (
        Column(locale.label("chart_name"), 1.7),
        Column(locale.label("chart_net_worth"), 2, "end"),
        Column(locale.label("chart_quarters"), 1.5, "end"),
        Column(locale.label("chart_verdict"), 1.5),
    )
    rows = [
        Row((
            Name(row.name, names),
            _money(row.mean, picture.currency, claim, row.low, row.high, 0.9),
            compose(
                locale.between,
                {
                    "low": _money(row.q25, picture.currency, claim),
                    "high": _money(row.q75, picture.currency, claim),
                },
            ),
            StatusRef(row.verdict, claim),
        ))
        for row in picture.rows
    ]  # fmt: skip
    return Table(columns, tuple(rows), compact=True)


def _frontier(picture: Frontier, claim: str, locale: Locale) -> Table:
    columns = (
        Column(locale.label("chart_cost_axis"), align="end"),
        Column(locale.label("chart_worth_axis"), align="end"),
        Column(locale.label("note")),
    )
    rows = []
    for point in picture.points:
        level = None if point.low is None else 0.9
        worth = _money(point.worth, picture.currency, claim, point.low, point.high, level)
        note = locale.label("chart_chosen") if point.cost == picture.chosen else ""
        rows.append(Row((_money(point.cost, picture.currency, claim), worth, note)))
    return Table(columns, tuple(rows), compact=True)


def _budget(picture: BudgetBars, claim: str, locale: Locale, names: NameKind) -> Table:
    columns = (
        Column(locale.label("chart_category"), 2),
        *(Column(locale.label(f"chart_{kind}"), align="end") for kind in ("planned", "committed", "actual")),
    )
    rows = [
        Row((
            Name(row.name, names),
            *(_money(value, picture.currency, claim) for value in (row.planned, row.committed, row.actual)),
        ))
        for row in picture.rows
    ]  # fmt: skip
    return Table(columns, tuple(rows), compact=True)


def _raised(picture: Raised, claim: str, locale: Locale, names: NameKind) -> Table:
    columns = (Column(locale.label("chart_name"), 2), Column(locale.label("chart_raised_by"), 1.4, "end"))
    rows = [Row((locale.label("chart_all_working"), _money(picture.start, picture.currency, claim)))]
    rows += [
        Row((
            Name(row.name, names),
            _money(row.amount, picture.currency, claim, row.low, row.high, None if row.low is None else 0.9),
        ))
        for row in picture.rows
    ]  # fmt: skip
    if picture.overlap:
        rows.append(Row((locale.label("chart_overlap"), _money(picture.overlap, picture.currency, claim))))
    rows.append(Row((locale.label("chart_as_they_are"), _money(picture.end, picture.currency, claim))))
    return Table(columns, tuple(rows), compact=True)


def _survival(picture: Survival, claim: str, locale: Locale) -> Table:
    columns = (
        Column(locale.label("chart_days_axis"), align="end"),
        Column(locale.label("chart_still_open_axis"), align="end"),
    )
    rows = [
        Row((Figure(day, "count", claim), _share(share, claim, low, high, 0.95)))
        for day, share, low, high in _spread(picture.curve.steps)
    ]
    return Table(columns, tuple(rows), compact=True)


def _trend(picture: Trend, claim: str, locale: Locale) -> Table:
    columns = (
        Column(locale.label("chart_day")),
        Column(locale.label("chart_open"), align="end"),
        Column(locale.label("chart_late"), align="end"),
    )
    rows = [
        Row((DateRef(day, claim), Figure(there, "count", claim), Figure(late, "count", claim)))
        for day, there, late in picture.days
    ]
    return Table(columns, tuple(rows), compact=True)


def _cumulative(picture: Cumulative, claim: str, locale: Locale) -> Table:
    label = "chart_removed_axis" if picture.currency else "chart_removed_share_axis"
    columns = (Column(locale.label("chart_changes_axis"), align="end"), Column(locale.label(label), align="end"))
    rows = []
    for changes, mean, low, high in _spread(picture.points[1:]):
        gained = (
            _money(mean, picture.currency, claim, low, high, 0.9) if picture.currency else _share(mean, claim)
        )  # fmt: skip
        rows.append(Row((Figure(changes, "count", claim), gained)))
    return Table(columns, tuple(rows), compact=True)


def _spread(rows: Sequence[_Four]) -> Sequence[_Four]:
    """At most about a dozen of many rows, the first and the last among them."""
    every = max(1, -(-len(rows) // _LOSSES))
    return [row for number, row in enumerate(rows) if number % every == 0 or number == len(rows) - 1]


def _money(
    value: float, currency: str, claim: str, low: float | None = None, high: float | None = None,
    level: float | None = None,
) -> Figure:  # fmt: skip
    whole = round(value)
    ends = (None if low is None else round(low), None if high is None else round(high))
    return Figure(whole, "money", claim, *ends, level=level, currency=currency)


def _share(
    value: float | None, claim: str, low: float | None = None, high: float | None = None, level: float | None = None
) -> Figure:
    if value is None:
        return Figure(None, "share", claim)
    if low is None or high is None:
        return Figure(_digits(value), "share", claim)
    return Figure(_digits(value), "share", claim, _digits(low), _digits(high), level=level)


def _digits(chance: float) -> float:
    """A chance with the digits that a table prints: tenths of a percent."""
    return round(chance, 3)
