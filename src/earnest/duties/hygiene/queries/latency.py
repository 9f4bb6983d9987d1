"""Time to fix, with what is still open counted for as long as it was seen open."""

from __future__ import annotations

from datetime import date

from earnest.duties.hygiene.queries.reading import rows
from earnest.duties.hygiene.queries.values import Board, Latency
from earnest.duties.hygiene.rules.survival import Curve, Times, kaplan_meier
from earnest.foundation.errors import Invalid

LATENCY_BY = ("team", "severity", "priority", "os")
BACK_DAYS = 365
NOTE = (
    "Days from when we could first know to the first look that no longer saw it. What is open counts for as long as it "
    "was looked at, what a VEX statement ends today does not. Of the year before the day: what was mended before that, "
    "or before our first look, is not in it, so that the curve is rather too slow than too fast."
)

_SEVERITIES = ("critical", "high", "medium", "low", "none", "unknown")


def latency(board: Board, by: str = "priority") -> Latency:
    """Kaplan–Meier curves as of the board's day, of all findings of the last year and by group. Invalid for another
    `by` than those of `LATENCY_BY`."""
    if by not in LATENCY_BY:
        raise Invalid(f"Time to fix cannot be split by {by!r}. Use one of: {', '.join(LATENCY_BY)}.", field="by")
    found: dict[str, list[Times]] = {}
    for group, days, fixed, still_open in rows(board.path, _TIMES.format(by=by), [_since(board.day)]):
        found.setdefault(group, []).append(Times(days, fixed, still_open))
    order = _order(board, by, found)
    curves = tuple(kaplan_meier(group, found[group]) for group in order)
    return Latency(board.day, by, _all(found), curves, NOTE)


_TIMES = """
select coalesce({by}, '') as kind,
  greatest(0, coalesce(closed_on, looked_on) - case when came_back then opened_on else known_on end) as days,
  count(*) filter (closed_on is not null) as fixed, count(*) filter (closed_on is null) as still_open
from (
  select team, severity, priority, os, opened_on, known_on, closed_on, looked_on, came_back
  from spell where closed_on is not null
  union all
  select team, severity, priority, os, cast(opened_at as date), known_on, null, cast(looked_at as date), spell > 1
  from finding where clock <> 'not_applicable'
) where coalesce(closed_on, looked_on) >= ? group by all order by all
"""


def _since(day: date) -> date:
    return date.fromordinal(max(1, day.toordinal() - BACK_DAYS))


def _all(found: dict[str, list[Times]]) -> Curve:
    return kaplan_meier("", (one for rows_ in found.values() for one in rows_))


def _order(board: Board, by: str, found: dict[str, list[Times]]) -> list[str]:
    known: tuple[str, ...] = ()
    if by == "priority":
        known = tuple(one.priority for one in board.by_priority)
    elif by == "severity":
        known = _SEVERITIES
    elif by == "team":
        known = tuple(one.team for one in board.by_team)
    return [one for one in known if one in found] + sorted(found.keys() - set(known))
