"""What hygiene concludes as the pictures that charts are drawn from, each with the table behind it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from django.utils.formats import date_format, number_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.duties.hygiene.queries import Latency, Packages
from earnest.duties.hygiene.queries import Trend as Weeks
from earnest.duties.hygiene.rules.survival import Curve
from earnest.engines.documents.charts.pair import views
from earnest.engines.documents.charts.pictures import Cumulative, Picture, Survival, SurvivalCurve, Trend
from earnest.engines.documents.english import ENGLISH
from earnest.interfaces.web.charts import Cell, PageChart
from earnest.interfaces.web.hygiene import words
from earnest.interfaces.web.risk.money import between, short

Point = tuple[float, float, float, float]
MOST_STEPS = 60
"""Steps of a curve that are drawn: more than this is finer than a screen."""
IN_THE_TABLE = 14
REACH = 365


def trend(weeks: Weeks, title: str, says: str) -> PageChart | None:
    """Open and overdue week by week; None where nothing was ever open."""
    if not any(one.open or one.closed for one in weeks.weeks):
        return None
    heads = (_("Week to"), _("Open"), _("Past its clock"), _("Opened"), _("Closed"))
    rows = [
        (date_format(one.day, "j M Y"), *(_count(n) for n in (one.open, one.overdue, one.opened, one.closed)))
        for one in reversed(weeks.weeks)
    ]
    picture = Trend(tuple((one.day, one.open, one.overdue) for one in weeks.weeks))
    return _chart(picture, "trend", title, says, heads, rows)


def survival(told: Latency, curve: Curve, name: str, number: int) -> PageChart | None:
    """Time to fix of a group, or of everything for number 0; None where nothing was looked at."""
    if not curve.count:
        return None
    whole = None if number == 0 else drawn_curve(told.all, _("All findings"))
    picture = Survival(
        drawn_curve(curve, name), whole, curve.mean_of_fixed if number == 0 else None, _reach(told)
    )  # fmt: skip
    heads = (_("Days"), _("Still open"), _("At risk"), _("Fixed then"))
    every = max(1, -(-len(curve.steps) // IN_THE_TABLE))
    steps = [one for at, one in enumerate(curve.steps) if at % every == 0 or at == len(curve.steps) - 1]
    rows = [(_count(one.days), words.share(one.share), _count(one.at_risk), _count(one.fixed)) for one in steps]
    ranges = [_("%(low)s to %(high)s") % {"low": words.share(s.low), "high": words.share(s.high)} for s in steps]
    return _chart(picture, f"fix-{number}", name, half(curve), heads, rows, ranges)


def _reach(told: Latency) -> float:
    """All curves of a page share one axis."""
    return min(float(REACH), max((step.days for one in (told.all, *told.groups) for step in one.steps), default=1))


def drawn_curve(curve: Curve, name: str) -> SurvivalCurve:
    """A curve with as many steps as can be seen; those left out lie between two that are drawn."""
    inside = [one for one in curve.steps if one.days <= REACH]
    every = max(1, -(-len(inside) // MOST_STEPS))
    steps = [one for at, one in enumerate(inside) if at % every == 0 or at == len(inside) - 1]
    until = max((one.days for one in inside), default=0)
    return SurvivalCurve(
        name=name or _("Nobody answers for it"),
        steps=tuple((float(one.days), one.share, one.low, one.high) for one in steps),
        until=float(max(until, 1)),
        median=None if curve.median is None or curve.median > REACH else float(curve.median),
    )


def half(curve: Curve) -> str:
    """Days until half are fixed, with its range, in words."""
    if not curve.fixed:
        return _("None is fixed yet.")
    if curve.median is None:
        return _("Fewer than half are fixed, so nobody can say how long half of them take.")
    told = ngettext("Half are fixed within %d day", "Half are fixed within %d days", curve.median) % curve.median
    return f"{told} ({half_range(curve)})."


def half_range(curve: Curve) -> str:
    """The 95 % range of the median in words; an end that is not reached is said to be open."""
    if curve.median_low is not None and curve.median_high is not None:
        return _("%(low)d to %(high)d") % {"low": curve.median_low, "high": curve.median_high}
    if curve.median_low is not None:
        return _("at least %d") % curve.median_low
    return _("no range can be told")


def cumulative(told: Packages, says: str) -> PageChart | None:
    """What the first so many changes remove; None where there is nothing to remove."""
    points: list[Point] = [(0.0, 0.0, 0.0, 0.0)]
    heads = (_("Changes"), _("Removed a year") if told.loss else _("Removed"), _("Findings closed"), _("Overdue"))
    rows, ranges, changes, share = [], [], 0, 0.0
    for one in told.packages:
        changes, share = changes + max(1, one.changes), share + one.weight_share
        sums = one.cumulative_removes
        known = (sums.mean, sums.low, sums.high) if sums else (share, share, share)
        points.append((float(changes), *known))
        mean = short(known[0], told.currency) if sums else words.share(min(1.0, share))
        rows.append((_count(changes), mean, _count(one.cumulative_findings), _count(one.cumulative_overdue)))
        ranges.append(between(known[1], known[2], told.currency) if sums else "")
    if len(points) < 2 or share == 0.0:
        return None
    picture = Cumulative(_thinned(points, told.loss is None), told.currency if told.loss else "")
    every = max(1, -(-len(rows) // IN_THE_TABLE))
    keep = [at for at in range(len(rows)) if at % every == 0 or at == len(rows) - 1]
    title = _("What the changes remove together")
    return _chart(
        picture, "removed", title, says, heads, [rows[at] for at in keep], [ranges[at] for at in keep]
    )  # fmt: skip


def _thinned(points: list[Point], in_shares: bool) -> tuple[Point, ...]:
    """Every point of the first forty, then as many as can be told apart."""
    every = max(1, (len(points) - 40) // MOST_STEPS)
    kept = [one for at, one in enumerate(points) if at < 40 or at % every == 0 or at == len(points) - 1]
    most = 1.0 if in_shares else math.inf
    return tuple((at, min(most, mean), min(most, low), min(most, high)) for at, mean, low, high in kept)


def _chart(
    picture: Picture, id_: str, title: str, says: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]],
    ranges: list[str] | None = None,
) -> PageChart:  # fmt: skip
    """A chart for a page: drawn in two widths, and its table. `ranges` stand below the second column."""
    columns = tuple(Cell(head, end=at > 0) for at, head in enumerate(heads))
    cells = tuple(
        tuple(
            Cell(text, ranges[number] if ranges and at == 1 else "", end=at > 0, head=at == 0)
            for at, text in enumerate(row)
        )
        for number, row in enumerate(rows)
    )
    drawn = mark_safe(views(picture, f"{title}. {says}", id_, ENGLISH))  # noqa: S308 - our own renderer wrote and cleaned it
    return PageChart(id_, title, says, drawn, columns, cells)


def _count(number: int) -> str:
    return number_format(number, 0, force_grouping=True)
